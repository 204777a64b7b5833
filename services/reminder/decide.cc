#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/dates.h"
#include "services/limits.h"
#include "services/relation.h"
#include "services/reminder/reminder.h"

namespace plumbline {

namespace {

// What waits there, and for whom; false: nothing does.
bool FindWaiting(const World& world, const std::string& about, const v1::Matter& matter, journal::v1::ReminderSent& event) {
  const auto due = [&](const google::type::Date& day) { event.set_due_date(NumberOf(day)); };
  if (CollectionOf(about) == "matters") {
    const v1::Deadline* owed = DrafterOwes(matter);
    if (owed == nullptr) return false;
    event.set_to(matter.lead_drafter());
    event.set_limit(owed->limit());
    due(owed->due_date());
    return true;
  }
  const bool under_review =
      matter.stage() == config::v1::STAGE_ACCEPTED || matter.stage() == config::v1::STAGE_UNDER_REVIEW;
  if (const auto* row = world.Find<state::v1::AssignmentRow>(about)) {
    const v1::Assignment& assignment = row->resource();
    if (!under_review || assignment.state() != v1::ASSIGNMENT_STATE_ACTIVE) return false;
    event.set_to(assignment.person());
    event.set_limit(assignment.deadline().limit());
    due(assignment.due_date());
    return true;
  }
  const auto* thread = world.Find<state::v1::ThreadTallyRow>(about);
  if (thread == nullptr || !under_review || thread->sent_sequence() == 0 || thread->settled() || thread->answered() ||
      thread->weight() == v1::REMARK_WEIGHT_NOTE) {
    return false;
  }
  event.set_to(thread->drafter());
  return true;
}

Decision DecideSendReminder(const World& world, const v1::SendReminderRequest& request, const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const std::string& about = request.reminder().about();
  if (MatterOf(about) != request.parent()) {
    return RefuseField("reminder.about", "只能催办本事项、它的指派或意见", "must be this matter, an assignment or a thread of it");
  }
  journal::v1::ReminderSent event;
  if (!FindWaiting(world, about, matter, event)) {
    return RefuseState("那里没有等待办理的工作。请用 review list、remark list 查看谁还没有办。",
                       "Nothing waits there. See who has something in hand with review list and remark list.");
  }
  const auto& reminded = world.Get<state::v1::ReminderTallyRow>(about);
  if (reminded.last_date() == DayNumber(context.occurred_on)) {
    return RefuseState("今天已经催办过。", "It was reminded of today already.");
  }
  if (event.due_date() != 0) {
    event.set_days_late(static_cast<int32_t>(std::max<int64_t>(0, context.occurred_on - DayOf(event.due_date()))));
  }
  event.set_about(about);
  Outcome outcome;
  if (!request.reminder().note().empty()) *event.mutable_note() = PutContent(outcome, context, request.reminder().note());
  outcome.Add(absl::StrCat(request.parent(), "/reminders/", context.FreshId()), std::move(event));
  return outcome;
}

}  // namespace

void RegisterReminderDecisions(Rooms& rooms) { rooms.Command(&DecideSendReminder); }

void RegisterReminderRoom(Rooms& rooms) {
  RegisterReminderDecisions(rooms);
  RegisterReminderEvents(rooms);
  RegisterReminderQueries(rooms);
}

}  // namespace plumbline
