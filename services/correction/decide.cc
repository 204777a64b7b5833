#include "absl/strings/str_cat.h"
#include "services/correction/correction.h"
#include "services/correction/plan.h"
#include "services/files.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::CorrectionRow;

Refusal RefuseDecided() {
  return RefuseState("该更正已经复核或者退回。", "The correction is decided already.");
}

// Evidence of the mistake: a scan that is in the store, or the number of a paper.
std::optional<Refusal> TakeEvidence(const World& world, const v1::Correction& asked,
                                    journal::v1::CorrectionProposed& event) {
  event.set_evidence_paper(asked.proof_paper());
  if (asked.proof_file().empty()) {
    if (!asked.proof_paper().empty()) return std::nullopt;
    return RefuseField("correction.proof_file", "请提交凭证扫描件，或填写纸质凭证编号（proof_paper）",
                       "give the evidence as a scan, or its number on paper (proof_paper)");
  }
  return CheckStored(world, asked.proof_file(), "凭证文件", "evidence", event.mutable_evidence_digest());
}

Decision DecideProposeCorrection(const World& world, const v1::ProposeCorrectionRequest& request,
                                 const Context& context) {
  const v1::Correction& asked = request.correction();
  Outcome outcome;
  const std::string name = absl::StrCat("corrections/", context.FreshId());
  CorrectionAsked question;
  question.correction = name;
  question.target = asked.target();
  question.field = asked.field();
  question.was = asked.was();
  question.is = asked.is();
  question.entry = static_cast<uint64_t>(asked.entry());
  auto planned = PlanCorrection(world, context, question);
  if (auto* refusal = std::get_if<Refusal>(&planned)) return std::move(*refusal);
  CorrectionPlan& plan = std::get<CorrectionPlan>(planned);
  if (plan.organization != context.actor.organization()) {
    Refusal refusal = Refuse(
        absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
        absl::StrCat("更正须由录入该项的单位（", plan.organization, "）的人员提出。请联系该单位；您在该单位另有岗位的，请改用那个岗位。"),
        absl::StrCat("Only people of the organisation that entered the fact (", plan.organization,
                     ") correct it. Ask them, or choose your post there."));
    refusal.metadata["organization"] = plan.organization;
    return refusal;
  }

  journal::v1::CorrectionProposed event;
  if (auto refusal = TakeEvidence(world, asked, event)) return *refusal;
  event.set_target(asked.target());
  event.set_field(plan.field);
  event.set_entry(plan.entry);
  event.set_organization(plan.organization);
  event.set_needs_approval(plan.needs_approval);
  *event.mutable_reason() = PutContent(outcome, context, asked.reason());
  if (plan.personal) {
    if (!plan.was_content.id().empty()) *event.mutable_was()->mutable_content() = plan.was_content;
    if (!asked.is().empty()) *event.mutable_is()->mutable_content() = PutContent(outcome, context, asked.is());
    *plan.changes.front().second.mutable_is() = event.is();
  } else {
    event.mutable_was()->set_text(asked.was());
    event.mutable_is()->set_text(asked.is());
  }
  if (plan.needs_approval) {
    outcome.Add(name, std::move(event));
    return outcome;
  }
  *event.mutable_outcome() = plan.outcome;
  outcome.Add(name, std::move(event));
  for (auto& [subject, change] : plan.changes) outcome.Add(subject, std::move(change));
  return outcome;
}

Decision DecideApproveCorrection(const World& world, const v1::ApproveCorrectionRequest& request,
                                 const Context& context) {
  const CorrectionRow& row = *world.Find<CorrectionRow>(request.name());
  const v1::Correction& correction = row.resource();
  if (correction.state() != v1::CORRECTION_STATE_PROPOSED) return RefuseDecided();
  const std::string& approver = context.actor.person();
  if (approver == correction.proposed().actor() || approver == correction.proposed().recorded_by() ||
      context.recorded_by.person() == correction.proposed().actor()) {
    return Refuse(absl::StatusCode::kPermissionDenied, v1::SECOND_PERSON_NEEDED,
                  "更正须由提出人以外的人员复核。请本单位另一名人员办理。",
                  "Somebody other than who proposed it has to approve. Ask a colleague of the same organisation.");
  }
  CorrectionAsked question;
  question.correction = request.name();
  question.target = correction.target();
  question.field = correction.field();
  question.was = correction.was();
  question.is = correction.is();
  question.entry = static_cast<uint64_t>(correction.entry());
  static const journal::v1::ContentRef kNothing;
  if (row.has_was() || row.has_is()) {
    question.was_content = row.has_was() ? &row.was() : &kNothing;
    question.is_content = row.has_is() ? &row.is() : &kNothing;
  }
  auto planned = PlanCorrection(world, context, question);
  if (auto* refusal = std::get_if<Refusal>(&planned)) return std::move(*refusal);
  CorrectionPlan& plan = std::get<CorrectionPlan>(planned);
  journal::v1::CorrectionApproved event;
  *event.mutable_outcome() = plan.outcome;
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  for (auto& [subject, change] : plan.changes) outcome.Add(subject, std::move(change));
  return outcome;
}

Decision DecideRejectCorrection(const World& world, const v1::RejectCorrectionRequest& request,
                                const Context& context) {
  if (world.Find<CorrectionRow>(request.name())->resource().state() != v1::CORRECTION_STATE_PROPOSED) {
    return RefuseDecided();
  }
  Outcome outcome;
  journal::v1::CorrectionRejected event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

template <typename Request>
std::string OrganizationOfCorrection(const World& world, const Request& request) {
  return world.Get<CorrectionRow>(request.name()).resource().organization();
}
template <typename Request>
std::string MatterOfCorrection(const World& world, const Request& request) {
  return std::string(MatterOf(world.Get<CorrectionRow>(request.name()).resource().target()));
}

}  // namespace

void RegisterCorrectionDecisions(Rooms& rooms) {
  rooms.Command(&DecideProposeCorrection).Matter([](const World&, const v1::ProposeCorrectionRequest& request) {
    return std::string(MatterOf(request.correction().target()));
  });
  rooms.Command(&DecideApproveCorrection)
      .Organization(&OrganizationOfCorrection<v1::ApproveCorrectionRequest>)
      .Matter(&MatterOfCorrection<v1::ApproveCorrectionRequest>);
  rooms.Command(&DecideRejectCorrection)
      .Organization(&OrganizationOfCorrection<v1::RejectCorrectionRequest>)
      .Matter(&MatterOfCorrection<v1::RejectCorrectionRequest>);
}

}  // namespace plumbline
