#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "services/core/procedure/labels.h"
#include "services/dates.h"
#include "services/decision/decision_room.h"
#include "services/facts.h"
#include "services/files.h"
#include "services/gates.h"
#include "services/relation.h"

namespace plumbline {

namespace {

constexpr int kDaysAheadMax = 60;

using state::v1::MeetingItemRow;
using state::v1::MeetingRow;

Decision DecideCreateMeeting(const World& world, const v1::CreateMeetingRequest& request,
                             const Context& context) {
  const v1::Meeting& meeting = request.meeting();
  const auto* organization = world.Find<state::v1::OrganizationRow>(meeting.organization());
  if (organization == nullptr) return RefuseField("meeting.organization", "没有这个机关", "no such organisation");
  if (!meeting.chair().empty() && world.Find<state::v1::PersonRow>(meeting.chair()) == nullptr) {
    return RefuseField("meeting.chair", "没有这个人员", "no such person");
  }
  if (meeting.members_present() > meeting.members_expected()) {
    return RefuseField("meeting.members_present", "实到人数多于应到人数", "more members present than there are");
  }
  const absl::CivilDay day = *DayOf(meeting.meeting_date());
  // The agenda is made before the meeting; what lies far ahead is a slip of the pen.
  if (day > context.today + kDaysAheadMax) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                  absl::StrCat("会议日期最多可提前 ", kDaysAheadMax, " 日登记。请核对日期。"),
                  absl::StrCat("A meeting can be entered at most ", kDaysAheadMax, " days ahead. Check the day."));
  }
  Outcome outcome;
  journal::v1::MeetingCreated event;
  event.set_organization(meeting.organization());
  event.set_kind(meeting.kind());
  event.set_serial(meeting.serial());
  event.set_meeting_date(DayNumber(day));
  event.set_place(meeting.place());
  event.set_chair(meeting.chair());
  event.set_members_expected(meeting.members_expected());
  event.set_members_present(meeting.members_present());
  if (!meeting.attendance().empty()) {
    *event.mutable_attendance() = PutContent(outcome, context, meeting.attendance());
  }
  outcome.Add(absl::StrCat("meetings/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideRecordAttendance(const World& world, const v1::RecordAttendanceRequest& request, const Context& context) {
  const v1::Meeting& meeting = world.Find<MeetingRow>(request.name())->resource();
  if (meeting.has_closed()) {
    return RefuseState("会议纪要已定稿。有误的，请用“更正”。", "The minutes are closed. Correct what is wrong there.");
  }
  if (request.members_present() > meeting.members_expected()) {
    return RefuseField("members_present", absl::StrCat("实到人数多于应到人数（", meeting.members_expected(), "）"),
                       absl::StrCat("more members present than there are (", meeting.members_expected(), ")"));
  }
  if (context.occurred_on < *DayOf(meeting.meeting_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "会议还没有召开，开会之后再登记出席。",
                  "The meeting was not held yet: enter who attended afterwards.");
  }
  Outcome outcome;
  journal::v1::MeetingHeld event;
  event.set_members_present(request.members_present());
  event.set_head_spoke_last(request.head_spoke_last());
  if (!request.attendance().empty()) *event.mutable_attendance() = PutContent(outcome, context, request.attendance());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideScheduleMeetingItem(const World& world, const v1::ScheduleMeetingItemRequest& request,
                                   const Context& context) {
  const auto* meeting = world.Find<MeetingRow>(request.parent());
  const auto* matter = world.Find<state::v1::MatterRow>(request.matter());
  if (meeting == nullptr || matter == nullptr) return RefuseNotFound();
  if (meeting->resource().has_closed()) {
    return RefuseState("该次会议的纪要已定稿，不能再列议题。", "The minutes of this meeting are closed.");
  }
  for (const std::string& item : world.Get<state::v1::MeetingTallyRow>(request.parent()).items()) {
    if (world.Get<MeetingItemRow>(item).resource().matter() == request.matter()) {
      return RefuseState("该事项已列入本次会议。", "The matter is on this meeting's agenda already.");
    }
  }
  const auto issued = DayOf(
      world.Get<state::v1::OpinionRow>(matter->resource().opinion()).resource().issued().occurred_on());
  if (issued.has_value() && *issued > *DayOf(meeting->resource().meeting_date())) {
    return Refuse(absl::StatusCode::kFailedPrecondition, v1::DATE_IMPOSSIBLE,
                  "意见书在会议之后才出具，该次会议不能审议此事项。请列入以后的会议。",
                  "The opinion was issued after that meeting, which can't have deliberated on it. Put the matter on a "
                  "later meeting's agenda.");
  }
  journal::v1::MeetingItemScheduled event;
  event.set_matter(request.matter());
  event.set_opinion(matter->resource().opinion());
  Outcome outcome;
  outcome.Add(absl::StrCat(request.parent(), "/items/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideRecordDeliberation(const World& world, const v1::RecordDeliberationRequest& request,
                                  const Context& context) {
  const v1::MeetingItem& item = world.Find<MeetingItemRow>(request.name())->resource();
  const v1::Meeting& meeting = world.Get<MeetingRow>(ParentOf(request.name())).resource();
  if (item.has_deliberated()) return RefuseState("该议题已登记结果。", "The item has its result already.");
  if (meeting.has_closed()) return RefuseState("会议纪要已定稿。", "The minutes are closed.");
  const v1::Matter& deliberated_matter = world.Get<state::v1::MatterRow>(item.matter()).resource();
  const auto issued = DayOf(
      world.Get<state::v1::OpinionRow>(deliberated_matter.opinion()).resource().issued().occurred_on());
  if (issued.has_value() && *issued > *DayOf(meeting.meeting_date())) {
    return Refuse(absl::StatusCode::kFailedPrecondition, v1::DATE_IMPOSSIBLE,
                  "现行意见书在会议之后才出具，该次会议不能审议此事项。请列入以后的会议。",
                  "The opinion that stands was issued after that meeting. Put the matter on a later meeting's agenda.");
  }
  if (context.occurred_on < *DayOf(meeting.meeting_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "审议日期早于会议日期。",
                  "The deliberation lies before the meeting's day.");
  }
  if (request.result() == v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE && request.required_changes_size() == 0) {
    return RefuseField("required_changes", "原则通过的，须写明会后修改的内容", "say what has to be changed");
  }
  if (request.against_majority() && request.majority_reason().empty()) {
    return RefuseField("majority_reason", "决定与多数意见不一致的，须写明会上说明的理由",
                       "a decision against the majority needs the reasons stated at the meeting");
  }
  if (request.members_present() > meeting.members_expected()) {
    return RefuseField("members_present", absl::StrCat("实到人数多于应到人数（", meeting.members_expected(), "）"),
                       absl::StrCat("more members present than there are (", meeting.members_expected(), ")"));
  }
  if (request.head_spoke_last() && request.head_not_last()) {
    return RefuseField("head_not_last", "与“行政首长末位发言”矛盾", "contradicts head_spoke_last");
  }
  const v1::Matter& matter = world.Get<state::v1::MatterRow>(item.matter()).resource();
  Outcome outcome;
  journal::v1::ItemDeliberated event;
  event.set_result(request.result());
  *event.mutable_required_changes() = request.required_changes();
  event.set_head_spoke_last(request.head_spoke_last());
  event.set_against_majority(request.against_majority());
  if (!request.majority_reason().empty()) {
    *event.mutable_majority_reason() = PutContent(outcome, context, request.majority_reason());
  }
  if (!request.dissent().empty()) *event.mutable_dissent() = PutContent(outcome, context, request.dissent());
  event.set_members_present(request.members_present());
  event.set_head_not_last(request.head_not_last());
  if (!request.exceptions().empty()) *event.mutable_exceptions() = PutContent(outcome, context, request.exceptions());
  event.set_text_digest(matter.text_digest());
  event.set_file_digest(matter.file_digest());
  journal::v1::MatterDeliberated deliberated;
  deliberated.set_item(request.name());
  deliberated.set_result(request.result());
  switch (request.result()) {
    case v1::DELIBERATION_RESULT_PASSED:
    case v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE:
      deliberated.set_stage(config::v1::STAGE_DELIBERATED);
      break;
    case v1::DELIBERATION_RESULT_REJECTED:
      deliberated.set_stage(config::v1::STAGE_ENDED);
      break;
    default:
      deliberated.set_stage(config::v1::STAGE_OPINION_ISSUED);
      break;
  }
  outcome.Add(request.name(), std::move(event));
  outcome.Add(item.matter(), std::move(deliberated));
  return outcome;
}

Decision DecideCloseMinutes(const World& world, const v1::CloseMinutesRequest& request,
                            const Context& context) {
  const v1::Meeting& meeting = world.Find<MeetingRow>(request.name())->resource();
  if (meeting.has_closed()) return RefuseState("会议纪要已定稿。", "The minutes are closed already.");
  if (context.occurred_on < *DayOf(meeting.meeting_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "纪要定稿日期早于会议日期。",
                  "The minutes can't be closed before the meeting's day.");
  }
  if (meeting.members_present() == 0) {
    return RefuseState("还没有登记出席。请先用“登记出席”写明实到人数。",
                       "Nobody was entered as present. Record the attendance first.");
  }
  journal::v1::MinutesClosed event;
  if (!request.minutes_file().empty()) {
    if (auto refusal = CheckStored(world, request.minutes_file(), "纪要文件", "file of the minutes", event.mutable_minutes_digest())) {
      return *std::move(refusal);
    }
  } else if (request.minutes_paper().empty()) {
    return RefuseField("minutes_file", "请提交纪要文件，或填写纸质纪要编号", "give the minutes as a file, or their number on paper");
  }
  event.set_minutes_paper(request.minutes_paper());
  // G-HEAD-LAST, for each item whose tracks have it: the exceptions are named.
  GateReport report;
  for (const std::string& name : world.Get<state::v1::MeetingTallyRow>(request.name()).items()) {
    const v1::MeetingItem& item = world.Get<MeetingItemRow>(name).resource();
    if (!item.has_deliberated()) {
      return RefuseState(absl::StrCat("议题 ", name, " 还没有登记结果。"), absl::StrCat("Item ", name, " has no result yet."));
    }
    const v1::Matter& matter = world.Get<state::v1::MatterRow>(item.matter()).resource();
    if (context.rules.profile == nullptr) continue;
    for (const GateRule* gate : context.rules.profile->GatesFor(
             GatedCommand::kCloseMinutes, KindSet::Of(matter.kinds()), context.occurred_on)) {
      if (gate->id != GateId::kHeadLast || HeadSpokeLastOn(world, name, item)) continue;
      if (!Applies(gate->condition, gate->unless, FactsOf(matter))) continue;
      v1::GateStatus& status = report.gates.emplace_back();
      status.set_gate(gate->text->id());
      status.set_verdict(v1::GATE_VERDICT_UNMET);
      status.set_force(config::v1::Force_Name(gate->force));
      status.set_message_zh(gate->text->message_zh());
      status.set_message_en(gate->text->message_en());
      status.set_todo_zh(gate->text->action_zh());
      status.set_todo_en(gate->text->action_en());
      status.set_source(SourcesText(gate->text->source(), KindSet::Of(matter.kinds()), Language::kChinese));
      status.add_missing(name);
    }
  }
  if (!report.gates.empty()) return RefuseGates(report);
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterDecisionDecisions(Rooms& rooms) {
  rooms.Command(&DecideCreateMeeting)
      .Organization([](const World& world, const v1::CreateMeetingRequest& request) {
        return OfficeOf(world, request.meeting().organization());
      });
  rooms.Command(&DecideRecordAttendance)
      .Organization([](const World& world, const v1::RecordAttendanceRequest& request) {
        return OfficeOf(world, world.Get<MeetingRow>(request.name()).resource().organization());
      });
  rooms.Command(&DecideScheduleMeetingItem)
      .Matter([](const World&, const v1::ScheduleMeetingItemRequest& request) { return request.matter(); });
  rooms.Command(&DecideRecordDeliberation)
      .Matter([](const World& world, const v1::RecordDeliberationRequest& request) {
        return world.Get<MeetingItemRow>(request.name()).resource().matter();
      });
  rooms.Command(&DecideCloseMinutes)
      .Organization([](const World& world, const v1::CloseMinutesRequest& request) {
        return OfficeOf(world, world.Get<MeetingRow>(request.name()).resource().organization());
      });
}

}  // namespace plumbline
