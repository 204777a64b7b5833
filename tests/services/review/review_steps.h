// tests/services/review/review_steps.h: the usual steps of a review, each asserting success.
//
//   ReviewDistrict district;
//   const std::string matter = district.Accepted();
//   const v1::Assignment lawyer = district.Assign(matter, "advisor1");
#ifndef PLUMBLINE_TESTS_SERVICES_REVIEW_REVIEW_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_REVIEW_REVIEW_STEPS_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/dates.h"
#include "services/gates.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {

class ReviewDistrict : public District {
 public:
  using District::District;

  // A matter that the bureau took in.
  std::string Accepted(const std::string& title = "关于规范户外招牌设置的规定") {
    const std::string matter = NewMatter(title);
    Complete(matter);
    Submit(matter);
    Accept(matter);
    return matter;
  }

  v1::AssignReviewerRequest Assignment(const std::string& matter, const std::string& who,
                                       config::v1::Role role = config::v1::ROLE_ADVISOR) {
    v1::AssignReviewerRequest request;
    request.set_parent(matter);
    request.set_person(Person(who));
    request.set_role(role);
    return request;
  }
  v1::Assignment Assign(const std::string& matter, const std::string& who,
                        config::v1::Role role = config::v1::ROLE_ADVISOR) {
    return Must<v1::AssignReviewerResponse>("section", Assignment(matter, who, role)).assignment();
  }

  v1::RecuseRequest Recusal(const std::string& assignment) {
    v1::RecuseRequest request;
    request.set_name(assignment);
    request.set_reason("与起草单位负责人系近亲属。");
    return request;
  }

  // Declares that `who` is related to an organisation of the harness since the start of the year.
  v1::ConflictRelation Declare(const std::string& who, const std::string& organization,
                               v1::ConflictRelationKind kind,
                               absl::CivilDay from = absl::CivilDay(2023, 1, 1)) {
    v1::DeclareConflictRelationRequest request;
    request.set_parent(Person(who));
    request.mutable_relation()->set_organization(Org(organization));
    request.mutable_relation()->set_kind(kind);
    SetDate(from, request.mutable_relation()->mutable_from_date());
    return Must<v1::DeclareConflictRelationResponse>("chief", request).relation();
  }

  v1::AddRemarkRequest Remark(const std::string& matter, v1::RemarkWeight weight,
                              const std::string& text = "第三条设定了处罚，没有上位法依据。") {
    v1::AddRemarkRequest request;
    request.set_parent(matter);
    request.mutable_thread()->set_weight(weight);
    request.mutable_thread()->set_anchor("article-3");
    request.mutable_thread()->set_quote("违者处五百元罚款。");
    request.mutable_thread()->set_text(text);
    return request;
  }
  v1::Thread AddRemark(const std::string& who, const std::string& matter, v1::RemarkWeight weight) {
    return Must<v1::AddRemarkResponse>(who, Remark(matter, weight)).thread();
  }
  void Send(const std::string& matter, const std::vector<std::string>& threads) {
    v1::SendRemarksRequest request;
    request.set_parent(matter);
    for (const std::string& thread : threads) request.add_threads(thread);
    Must<v1::SendRemarksResponse>("reviewer", request);
  }
  v1::ReplyToThreadRequest Answer(const std::string& thread,
                                  const std::string& text = "已删去罚款。") {
    v1::ReplyToThreadRequest request;
    request.set_parent(thread);
    request.mutable_reply()->set_text(text);
    return request;
  }
  v1::SettleThreadRequest Settlement(const std::string& thread, v1::ThreadOutcome outcome) {
    v1::SettleThreadRequest request;
    request.set_name(thread);
    request.set_outcome(outcome);
    if (outcome != v1::THREAD_OUTCOME_ADOPTED) request.set_reason("起草单位的说明成立。");
    return request;
  }

  v1::SignAdviceRequest AdviceOn(const std::string& matter) {
    v1::SignAdviceRequest request;
    request.set_parent(matter);
    request.set_no_conflict_declared(true);
    request.mutable_advice()->set_conclusion("LAWFUL_WITH_AMENDMENTS");
    request.mutable_advice()->set_text("第三条应当删去罚款，其余合法。");
    return request;
  }

  template <typename Resource, typename Request>
  Resource Read(const std::string& who, const std::string& name) {
    Request request;
    request.set_name(name);
    return Must<Resource>(who, request);
  }
  // Whether a query of this type answers NOT_FOUND to `who`.
  template <typename Request>
  bool Hidden(const std::string& who, const std::string& name) {
    Request request;
    request.set_name(name);
    const auto refusal = Refused(who, request);
    return refusal.has_value() && refusal->reason == v1::RESOURCE_NOT_FOUND;
  }

  config::v1::Stage StageOf(const std::string& matter) {
    return RowOf<state::v1::MatterRow>(matter)->resource().stage();
  }

  // Matters that `who` finds in his list.
  std::vector<std::string> MattersOf(const std::string& who) {
    std::vector<std::string> names;
    const auto list = Must<v1::ListMattersResponse>(who, v1::ListMattersRequest());
    for (const v1::Matter& matter : list.matters()) names.push_back(matter.name());
    return names;
  }
  std::vector<v1::InboxItem> InboxOf(const std::string& who) {
    const auto list = Must<v1::ListInboxResponse>(who, v1::ListInboxRequest());
    return {list.items().begin(), list.items().end()};
  }

  // Entries of the record: a refusal leaves it as it was.
  uint64_t Size() { return engine().head().size; }

  // A refusal with this reason that appended nothing.
  ::testing::AssertionResult Refuses(const std::string& who,
                                     const google::protobuf::Message& request,
                                     v1::ErrorReason reason) {
    const uint64_t before = Size();
    const auto refusal = Refused(who, request);
    if (!refusal.has_value()) return ::testing::AssertionFailure() << "it was not refused";
    if (refusal->reason != reason) {
      return ::testing::AssertionFailure() << "reason is " << v1::ErrorReason_Name(refusal->reason)
                                           << ": " << refusal->message_en;
    }
    if (Size() != before) return ::testing::AssertionFailure() << "the record grew";
    if (refusal->message_zh.empty() || refusal->message_en.empty()) {
      return ::testing::AssertionFailure() << "it does not say what to do";
    }
    return ::testing::AssertionSuccess();
  }
  // Names of what a gate that refuses `request` finds missing; the gate must be among the unmet
  // ones.
  std::vector<std::string> Missing(const std::string& who, const google::protobuf::Message& request,
                                   const std::string& gate) {
    const auto refusal = Refused(who, request);
    if (!refusal.has_value()) return {"not refused"};
    for (const v1::GateStatus& status : refusal->gates) {
      if (status.gate() == gate) return {status.missing().begin(), status.missing().end()};
    }
    return {"refused by " + v1::ErrorReason_Name(refusal->reason)};
  }
  // The verdict of one gate of a command, by a query that changes nothing.
  v1::GateVerdict VerdictOf(const std::string& matter, const std::string& command,
                            const std::string& gate) {
    v1::CheckMatterRequest check;
    check.set_name(matter);
    check.set_command(command);
    const auto report = Must<v1::CheckMatterResponse>("section", check);
    for (const v1::CommandCheck& one : report.commands()) {
      for (const v1::GateStatus& status : one.gates()) {
        if (status.gate() == gate) return status.verdict();
      }
    }
    return v1::GATE_VERDICT_UNSPECIFIED;
  }
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_REVIEW_REVIEW_STEPS_H_
