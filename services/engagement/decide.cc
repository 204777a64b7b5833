#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/dates.h"
#include "services/engagement/engagement.h"

namespace plumbline {

namespace {

using state::v1::AppointmentRow;
using state::v1::EngagementRow;

Refusal RefuseDay(const char* zh, const char* en) {
  return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, zh, en);
}

bool IsDispute(v1::EngagementKind kind) {
  return kind == v1::ENGAGEMENT_KIND_LITIGATION || kind == v1::ENGAGEMENT_KIND_ARBITRATION ||
         kind == v1::ENGAGEMENT_KIND_RECONSIDERATION;
}

bool InTerm(const v1::Appointment& appointment, absl::CivilDay day) {
  return *DayOf(appointment.from_date()) <= day && day <= *DayOf(appointment.until_date());
}

// Whether the firm named this person within its appointment for that day.
bool FirmNamed(const World& world, const std::string& person, const std::string& firm_appointment, absl::CivilDay day) {
  const auto* holdings = world.Find<state::v1::HoldingsRow>(person);
  for (int i = 0; holdings != nullptr && i < holdings->holdings_size(); ++i) {
    const auto* row = world.Find<AppointmentRow>(holdings->holdings(i).name());
    if (row != nullptr && row->resource().firm_appointment() == firm_appointment && InTerm(row->resource(), day)) {
      return true;
    }
  }
  return false;
}

// Who does it: the person of the appointment; of a firm's the lawyer that is asked for, or nobody yet.
std::optional<Refusal> ChooseLawyer(const World& world, const v1::Engagement& engagement, const v1::Appointment& appointment,
                                    absl::CivilDay from, std::string* person) {
  *person = appointment.person();
  if (engagement.person().empty() || engagement.person() == *person) return std::nullopt;
  if (!person->empty()) {
    return RefuseField("engagement.person", "该聘任是聘任个人的，承办顾问只能是其本人", "the appointment is of another person");
  }
  if (!FirmNamed(world, engagement.person(), engagement.appointment(), from)) {
    return RefuseField("engagement.person", "律师事务所在委托起始日没有指派该律师。请先登记指派（appointment name-lawyer）",
                       "the firm named no such lawyer for that day; enter it first (appointment name-lawyer)");
  }
  *person = engagement.person();
  return std::nullopt;
}

Decision DecideRecordEngagement(const World& world, const v1::RecordEngagementRequest& request, const Context& context) {
  const v1::Engagement& engagement = request.engagement();
  const auto* row = world.Find<AppointmentRow>(engagement.appointment());
  if (row == nullptr) return RefuseField("engagement.appointment", "没有这项聘任", "no such appointment");
  const v1::Appointment& appointment = row->resource();
  if (world.Find<state::v1::OrganizationRow>(engagement.organization()) == nullptr) {
    return RefuseField("engagement.organization", "没有这个机关", "no such organisation");
  }
  const absl::CivilDay from = *DayOf(engagement.from_date());
  if (context.occurred_on < from) {
    return RefuseDay("委托起始日不能晚于登记之日。", "The first day lies after the day on which it is entered.");
  }
  if (!InTerm(appointment, from)) {
    return RefuseField("engagement.from_date", "委托起始日不在该聘任的聘期之内", "the appointment is not in force on that day");
  }
  journal::v1::EngagementRecorded event;
  if (auto refusal = ChooseLawyer(world, engagement, appointment, from, event.mutable_person())) return *refusal;
  Outcome outcome;
  event.set_appointment(engagement.appointment());
  event.set_kind(engagement.kind());
  *event.mutable_title() = PutContent(outcome, context, engagement.title());
  event.set_organization(engagement.organization());
  event.set_case_number(engagement.case_number());
  event.set_from_date(DayNumber(from));
  event.set_body(appointment.body());
  event.set_firm(appointment.firm());
  outcome.Add(absl::StrCat("engagements/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideCloseEngagement(const World& world, const v1::CloseEngagementRequest& request, const Context& context) {
  const v1::Engagement& engagement = world.Find<EngagementRow>(request.name())->resource();
  if (engagement.state() == v1::ENGAGEMENT_STATE_CLOSED) {
    return RefuseState("该项委托已经办结。", "The engagement is closed already.");
  }
  const absl::CivilDay until = *DayOf(request.until_date());
  if (until < *DayOf(engagement.from_date())) {
    return RefuseDay("办结日期早于委托起始日。", "It can't end before it began.");
  }
  if (context.occurred_on < until) {
    return RefuseDay("办结日期不能晚于登记之日。", "The last day lies after the day on which it is entered.");
  }
  const bool dispute = IsDispute(engagement.kind());
  const bool decided = request.result() == v1::ENGAGEMENT_RESULT_WON ||
                       request.result() == v1::ENGAGEMENT_RESULT_PARTLY_WON ||
                       request.result() == v1::ENGAGEMENT_RESULT_LOST;
  if (dispute ? request.result() == v1::ENGAGEMENT_RESULT_COMPLETED : decided) {
    return RefuseField("result",
                       dispute ? "诉讼、仲裁、行政复议请填胜诉、部分胜诉、败诉、调解和解或者撤诉终止"
                               : "胜诉、败诉只用于诉讼、仲裁、行政复议；请填完成、和解或者终止",
                       dispute ? "a dispute is won, partly won, lost, settled or withdrawn"
                               : "only disputes are won or lost; give COMPLETED, SETTLED or WITHDRAWN");
  }
  Outcome outcome;
  journal::v1::EngagementClosed event;
  event.set_result(request.result());
  event.set_until_date(DayNumber(until));
  if (!request.result_note().empty()) *event.mutable_result_note() = PutContent(outcome, context, request.result_note());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterEngagementDecisions(Rooms& rooms) {
  rooms.Command(&DecideRecordEngagement).Organization([](const World& world, const v1::RecordEngagementRequest& request) {
    return world.Get<AppointmentRow>(request.engagement().appointment()).resource().body();
  });
  rooms.Command(&DecideCloseEngagement).Organization([](const World& world, const v1::CloseEngagementRequest& request) {
    return world.Get<EngagementRow>(request.name()).resource().body();
  });
}

void RegisterEngagementRoom(Rooms& rooms) {
  RegisterEngagementDecisions(rooms);
  RegisterEngagementEvents(rooms);
  RegisterEngagementQueries(rooms);
  RegisterSettlement(rooms);
}

}  // namespace plumbline
