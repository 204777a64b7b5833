#include "services/dates.h"
#include "services/provenance.h"
#include "services/reminder/reminder.h"

namespace plumbline {

namespace {

void ApplyReminderSent(MutableWorld& world, const journal::v1::AuditEntry& entry, const journal::v1::ReminderSent& event) {
  {
    auto& row = world.Mutable<state::v1::ReminderRow>(entry.subject());
    v1::Reminder& reminder = *row.mutable_resource();
    reminder.set_about(event.about());
    reminder.set_to(event.to());
    reminder.set_limit(event.limit());
    SetDate(event.due_date(), reminder.mutable_due_date());
    if (event.due_date() == 0) reminder.clear_due_date();
    reminder.set_days_late(event.days_late());
    SetProvenance(entry, reminder.mutable_sent());
    if (event.has_note()) *row.mutable_note() = event.note();
  }
  auto& tally = world.Mutable<state::v1::ReminderTallyRow>(event.about());
  tally.set_count(tally.count() + 1);
  tally.set_last_date(entry.occurred_on());
}

}  // namespace

void RegisterReminderEvents(Rooms& rooms) { rooms.Apply(&ApplyReminderSent); }

}  // namespace plumbline
