// tests/services/correction/correction_steps.h: a district whose people correct what they typed.
//
//   CorrectionDistrict district;
//   const v1::Correction correction = district.Correct("office", meeting, "serial", "7", "8");
#ifndef PLUMBLINE_TESTS_SERVICES_CORRECTION_CORRECTION_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_CORRECTION_CORRECTION_STEPS_H_

#include <string>

#include "plumbline/v1/coverage_service.pb.h"
#include "plumbline/v1/correction_service.pb.h"
#include "services/runtime/engine/rebuild.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {

class CorrectionDistrict : public RegistryDistrict {
 public:
  CorrectionDistrict() { AddPerson("clerk", Org("office"), "秘书", {config::v1::ROLE_OFFICE}); }

  v1::ProposeCorrectionRequest Proposal(const std::string& target, const std::string& field,
                                        const std::string& was, const std::string& is) {
    v1::ProposeCorrectionRequest request;
    v1::Correction& correction = *request.mutable_correction();
    correction.set_target(target);
    correction.set_field(field);
    correction.set_was(was);
    correction.set_is(is);
    correction.set_reason("录入时看错一行。");
    correction.set_proof_paper("收文登记簿第12页");
    return request;
  }
  v1::Correction Correct(const std::string& who, const std::string& target, const std::string& field,
                         const std::string& was, const std::string& is) {
    return Must<v1::ProposeCorrectionResponse>(who, Proposal(target, field, was, is)).correction();
  }
  v1::ApproveCorrectionRequest Approval(const std::string& correction) {
    v1::ApproveCorrectionRequest request;
    request.set_name(correction);
    return request;
  }
  v1::Correction Approve(const std::string& who, const std::string& correction) {
    return Must<v1::ApproveCorrectionResponse>(who, Approval(correction)).correction();
  }
  v1::RejectCorrectionRequest Rejection(const std::string& correction) {
    v1::RejectCorrectionRequest request;
    request.set_name(correction);
    request.set_reason("原记录无误。");
    return request;
  }
  const v1::Matter& MatterNow(const std::string& name) { return RowOf<state::v1::MatterRow>(name)->resource(); }
  const v1::Deadline* Clock(const std::string& matter, absl::string_view limit) {
    return FindDeadline(MatterNow(matter), limit);
  }

  // A figure of the bureau, all kinds together; `size` below 0: now.
  int Figure(const std::string& figure, int year = 2023, int64_t size = -1) {
    v1::GetFiguresRequest request;
    request.set_year(year);
    request.set_organization(Org("bureau"));
    if (size >= 0) request.mutable_as_of()->set_tree_size(size);
    const auto reply = Must<v1::GetFiguresResponse>("chief", request);
    for (const v1::Figure& one : reply.figures()) {
      if (one.figure() == figure && one.kind() == config::v1::KIND_UNSPECIFIED) return one.value();
    }
    return 0;
  }
  int64_t Size() { return static_cast<int64_t>(engine().head().size); }

  // What a replay of the whole record makes of the derived rows; empty: the same.
  std::string RebuildProblem() {
    const auto report = CompareRebuild(*store().GetSnapshot(), rooms(), nullptr);
    if (!report.ok()) return report.status().ToString();
    return report->ok ? "" : report->problems.front();
  }

  // Created on Wednesday 2023-03-01; submitted and accepted on Monday the 6th, dated `day`.
  std::string AcceptedOn(absl::CivilDay day, const std::string& title = "关于规范户外招牌设置的规定") {
    const std::string matter = NewMatter(title);
    Complete(matter);
    clock().Advance(absl::Hours(24 * 5));
    v1::SubmitMatterRequest submit;
    submit.set_name(matter);
    submit.set_not_secret(true);
    SetDate(day, submit.mutable_act()->mutable_occurred_on());
    submit.mutable_act()->set_late_reason("断网。");
    Must<v1::SubmitMatterResponse>("handler", submit);
    v1::AcceptMatterRequest accept;
    accept.set_name(matter);
    SetDate(day, accept.mutable_act()->mutable_occurred_on());
    accept.mutable_act()->set_late_reason("断网。");
    Must<v1::AcceptMatterResponse>("intake", accept);
    return matter;
  }
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_CORRECTION_CORRECTION_STEPS_H_
