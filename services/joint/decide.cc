#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/joint/joint.h"
#include "services/limits.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::CosignatureRow;
using state::v1::InquiryRow;

const v1::Matter& MatterNamed(const World& world, absl::string_view name) {
  return world.Get<state::v1::MatterRow>(MatterOf(name)).resource();
}

// --- Signatures ---

Decision DecideSignJointDraft(const World& world, const v1::SignJointDraftRequest& request, const Context& context) {
  const v1::Matter& matter = MatterNamed(world, request.parent());
  const std::string& organization = context.actor.organization();
  if (matter.current_version().empty()) {
    return RefuseState("牵头起草单位尚未提交文稿，无文稿可签署。", "The lead drafter has handed in no draft yet: there is nothing to sign.");
  }
  const std::vector<std::string> missing = NotSigned(world, request.parent(), matter);
  if (std::find(missing.begin(), missing.end(), organization) == missing.end()) {
    return RefuseState("本单位已签署现稿，不必再签。", "Your organisation has signed this text already.");
  }
  Outcome outcome;
  journal::v1::JointDraftSigned event;
  event.set_organization(organization);
  event.set_draft(matter.current_version());
  event.set_text_digest(matter.text_digest());
  event.set_file_digest(matter.file_digest());
  *event.mutable_note() = PutContent(outcome, context, request.cosignature().note());
  outcome.Add(absl::StrCat(request.parent(), "/cosignatures/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideWithdrawCosignature(const World& world, const v1::WithdrawCosignatureRequest& request,
                                   const Context& context) {
  const v1::Cosignature& signature = world.Find<CosignatureRow>(request.name())->resource();
  if (signature.organization() != context.actor.organization()) {
    return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING, "只能收回本单位的签署。请由签署单位办理。",
                  "Only the organisation that signed takes its signature back.");
  }
  if (signature.has_withdrawn()) return RefuseState("该签署已收回。", "The signature was taken back already.");
  Outcome outcome;
  journal::v1::CosignatureWithdrawn event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

// --- Questions ---

bool Drafts(const v1::Matter& matter, const std::string& organization) {
  return organization == matter.lead_drafter() ||
         std::find(matter.co_drafters().begin(), matter.co_drafters().end(), organization) != matter.co_drafters().end();
}

// Checks whom a question goes to, and writes it.
Decision Ask(const World& world, const Context& context, const std::string& matter_name, v1::InquiryKind kind,
             const v1::Inquiry& inquiry) {
  const v1::Matter& matter = MatterNamed(world, matter_name);
  if (auto refusal = CheckStands(world, inquiry.organization(), "inquiry.organization")) return *std::move(refusal);
  for (const state::v1::StandingInquiry& one : world.Get<state::v1::JointTallyRow>(matter_name).inquiries()) {
    if (one.open() && one.kind() == kind && one.organization() == inquiry.organization()) {
      return RefuseState("已向该单位征询，尚未答复。请等待答复，或先撤回（inquiry withdraw）。",
                         "This body is asked already and has not answered. Wait, or take that question back first "
                         "(inquiry withdraw).");
    }
  }
  Outcome outcome;
  journal::v1::InquiryMade event;
  event.set_kind(kind);
  event.set_organization(inquiry.organization());
  event.set_asking_organization(context.actor.organization());
  *event.mutable_question() = PutContent(outcome, context, inquiry.question());
  event.set_draft(matter.current_version());
  event.set_file_digest(matter.file_digest());
  if (kind == v1::INQUIRY_KIND_COUNTERSIGN) {
    const auto limit = StartLimit(context, LimitId::kAgencyReply, matter, context.occurred_on);
    if (limit.has_value()) event.set_due_date(limit->due_date());
  }
  outcome.Add(absl::StrCat(matter_name, "/inquiries/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideRequestCountersign(const World& world, const v1::RequestCountersignRequest& request,
                                  const Context& context) {
  const v1::Matter& matter = MatterNamed(world, request.parent());
  if (Drafts(matter, request.inquiry().organization())) {
    return RefuseField("inquiry.organization", "该单位是起草单位，请用联合签署（joint sign）",
                       "drafts it itself: it signs (joint sign)");
  }
  if (matter.current_version().empty()) {
    return RefuseState("尚无文稿，请先提交文稿（matter add-draft）再请部门会签。",
                       "There is no draft yet: add one (matter add-draft), then ask.");
  }
  return Ask(world, context, request.parent(), v1::INQUIRY_KIND_COUNTERSIGN, request.inquiry());
}

Decision DecideRaiseReview(const World& world, const v1::RaiseReviewRequest& request, const Context& context) {
  const v1::Matter& matter = MatterNamed(world, request.parent());
  if (request.inquiry().organization() == matter.reviewing_body() || Drafts(matter, request.inquiry().organization())) {
    return RefuseField("inquiry.organization", "请选择上级审核机构，不能是本审核机构或者起草单位",
                       "must be the body above: neither the reviewing body itself nor a drafter");
  }
  return Ask(world, context, request.parent(), v1::INQUIRY_KIND_GUIDANCE, request.inquiry());
}

std::optional<Refusal> CheckOpen(const v1::Inquiry& inquiry) {
  if (inquiry.state() == v1::INQUIRY_STATE_ANSWERED) {
    return RefuseState("该征询已答复。", "The question was answered already.");
  }
  if (inquiry.state() == v1::INQUIRY_STATE_WITHDRAWN) {
    return RefuseState("该征询已撤回，不必答复。", "The question was taken back; no answer is needed.");
  }
  return std::nullopt;
}

Decision DecideAnswerInquiry(const World& world, const v1::AnswerInquiryRequest& request, const Context& context) {
  const v1::Inquiry& inquiry = world.Find<InquiryRow>(request.name())->resource();
  if (auto refusal = CheckOpen(inquiry)) return *std::move(refusal);
  const bool guidance = request.verdict() == v1::INQUIRY_VERDICT_GUIDANCE;
  if (guidance != (inquiry.kind() == v1::INQUIRY_KIND_GUIDANCE)) {
    return guidance ? RefuseField("verdict", "会签请选择同意、有意见或者无关",
                                  "countersigning is answered AGREES, COMMENTS or NOT_CONCERNED")
                    : RefuseField("verdict", "提请指导请选择指导意见", "a raised review is answered GUIDANCE");
  }
  if (request.answer().empty() && (guidance || request.verdict() == v1::INQUIRY_VERDICT_COMMENTS)) {
    return RefuseField("answer", "请写明意见", "write the comments");
  }
  Outcome outcome;
  journal::v1::InquiryAnswered event;
  if (auto refusal = CheckStored(world, request.answer_file(), "答复文件", "paper", event.mutable_answer_digest())) {
    return *std::move(refusal);
  }
  event.set_verdict(request.verdict());
  if (!request.answer().empty()) *event.mutable_answer() = PutContent(outcome, context, request.answer());
  event.set_late(IsSet(inquiry.due_date()) && context.occurred_on > *DayOf(inquiry.due_date()));
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideHandleCountersign(const World& world, const v1::HandleCountersignRequest& request,
                                 const Context& context) {
  const v1::Inquiry& inquiry = world.Find<InquiryRow>(request.name())->resource();
  if (inquiry.verdict() != v1::INQUIRY_VERDICT_COMMENTS) {
    return RefuseState("该单位没有提出意见，无须处理。", "This body made no comments: there is nothing to handle.");
  }
  if (request.handling() != v1::INQUIRY_HANDLING_ADOPTED && request.reason().empty()) {
    return RefuseField("reason", "未全部采纳的，请说明理由", "say why, where not all was adopted");
  }
  Outcome outcome;
  journal::v1::InquiryHandled event;
  event.set_handling(request.handling());
  if (!request.reason().empty()) *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideWithdrawInquiry(const World& world, const v1::WithdrawInquiryRequest& request, const Context& context) {
  if (auto refusal = CheckOpen(world.Find<InquiryRow>(request.name())->resource())) return *std::move(refusal);
  Outcome outcome;
  journal::v1::InquiryWithdrawn event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterJointDecisions(Rooms& rooms) {
  rooms.Command(&DecideSignJointDraft);
  rooms.Command(&DecideWithdrawCosignature);
  rooms.Command(&DecideRequestCountersign);
  rooms.Command(&DecideHandleCountersign);
  rooms.Command(&DecideRaiseReview);
  rooms.Command(&DecideAnswerInquiry).Organization([](const World& world, const v1::AnswerInquiryRequest& request) {
    return world.Get<InquiryRow>(request.name()).resource().organization();
  });
  rooms.Command(&DecideWithdrawInquiry).Organization([](const World& world, const v1::WithdrawInquiryRequest& request) {
    return world.Get<InquiryRow>(request.name()).resource().asking_organization();
  });
}

void RegisterJointRoom(Rooms& rooms) {
  RegisterJointDecisions(rooms);
  RegisterJointEvents(rooms);
  RegisterJointGates(rooms);
  RegisterJointQueries(rooms);
}

}  // namespace plumbline
