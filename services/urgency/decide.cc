#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/relation.h"
#include "services/urgency/urgency.h"

namespace plumbline {

namespace {

using state::v1::UrgencyRow;

Refusal RefuseDay(const char* zh, const char* en) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, zh, en);
}

Decision DecideRequestUrgency(const World& world, const v1::RequestUrgencyRequest& request, const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const v1::Urgency& urgency = request.urgency();
  if (!world.Get<state::v1::UrgencyTallyRow>(request.parent()).open().empty()) {
    return RefuseState("该事项已有一项加急等待处理。请由审核机构先处理（urgent answer）。",
                       "A request is waiting already. The reviewing body answers it first (urgent answer).");
  }
  const absl::CivilDay wanted = *DayOf(urgency.wanted_date());
  if (wanted < context.occurred_on) {
    return RefuseDay("要求完成日期不能早于提出之日。", "wanted_date lies before the day on which it was asked for.");
  }
  Outcome outcome;
  journal::v1::UrgencyRequested event;
  if (auto refusal = CheckStored(world, urgency.evidence_file(), "凭证文件", "evidence", event.mutable_evidence_digest())) {
    return *std::move(refusal);
  }
  event.set_evidence_paper(urgency.evidence_paper());
  if (event.evidence_digest().empty() && event.evidence_paper().empty()) {
    const auto limit = StartLimit(context, LimitId::kUrgentEvidence, matter, context.occurred_on);
    if (limit.has_value()) event.set_evidence_due_date(limit->due_date());
  }
  event.set_wanted_date(DayNumber(wanted));
  *event.mutable_asked_by() = PutContent(outcome, context, urgency.asked_by());
  event.set_asked_by_post(urgency.asked_by_post());
  event.set_channel(urgency.channel());
  *event.mutable_reason() = PutContent(outcome, context, urgency.reason());
  event.set_organization(matter.lead_drafter());
  event.set_reviewing_body(matter.reviewing_body());
  outcome.Add(absl::StrCat(request.parent(), "/urgencies/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideAnswerUrgency(const World& world, const v1::AnswerUrgencyRequest& request, const Context& context) {
  const v1::Urgency& urgency = world.Find<UrgencyRow>(request.name())->resource();
  if (urgency.state() != v1::URGENCY_STATE_REQUESTED) {
    return RefuseState("该项加急已处理。情况变化的，请另行提请。", "It was answered already. Enter a new request if things changed.");
  }
  if (request.state() == v1::URGENCY_STATE_REQUESTED) {
    return RefuseField("state", "请选择同意或者不同意", "must be ACCEPTED or DECLINED");
  }
  Outcome outcome;
  journal::v1::UrgencyAnswered event;
  event.set_accepted(request.state() == v1::URGENCY_STATE_ACCEPTED);
  if (!event.accepted() && request.note().empty()) {
    return RefuseField("note", "不同意的，请写明理由", "say why it is declined");
  }
  if (event.accepted()) {
    const absl::CivilDay agreed = *DayOf(IsSet(request.agreed_date()) ? request.agreed_date() : urgency.wanted_date());
    if (agreed < context.occurred_on) {
      return RefuseDay("商定完成日期早于处理之日。请用 --agreed-date 另定日期。",
                       "The day lies before the answer. Agree on another one with agreed_date.");
    }
    event.set_agreed_date(DayNumber(agreed));
    if (context.rules.calendar != nullptr) {
      const int days = static_cast<int>(agreed - context.occurred_on);
      const int working = context.rules.calendar->CountWorkingDays(context.occurred_on + 1, agreed);
      event.set_working_days_given(working);
      event.set_rest_days(days - working);
    }
  } else if (IsSet(request.agreed_date())) {
    return RefuseField("agreed_date", "不同意加急的，不填商定日期", "no day is agreed on where it is declined");
  }
  if (!request.note().empty()) *event.mutable_note() = PutContent(outcome, context, request.note());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideFileUrgencyEvidence(const World& world, const v1::FileUrgencyEvidenceRequest& request, const Context&) {
  const v1::Urgency& urgency = world.Find<UrgencyRow>(request.name())->resource();
  if (!urgency.evidence_file().empty() || !urgency.evidence_paper().empty()) {
    return RefuseState("凭证已在案。有误的，请用“更正”。", "The evidence stands there already.");
  }
  journal::v1::UrgencyEvidenceFiled event;
  if (auto refusal = CheckStored(world, request.evidence_file(), "凭证文件", "evidence", event.mutable_evidence_digest())) {
    return *std::move(refusal);
  }
  event.set_evidence_paper(request.evidence_paper());
  if (event.evidence_digest().empty() && event.evidence_paper().empty()) {
    return RefuseField("evidence_file", "请提交凭证扫描件，或填写纸质凭证编号（evidence_paper）",
                       "give the evidence as a file, or its number on paper (evidence_paper)");
  }
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterUrgencyDecisions(Rooms& rooms) {
  rooms.Command(&DecideRequestUrgency);
  rooms.Command(&DecideAnswerUrgency);
  rooms.Command(&DecideFileUrgencyEvidence);
}

void RegisterUrgencyRoom(Rooms& rooms) {
  RegisterUrgencyDecisions(rooms);
  RegisterUrgencyEvents(rooms);
  RegisterUrgencyQueries(rooms);
}

}  // namespace plumbline
