// services/reminder/reminder.h: the reminder room (催办): one line to who has something of a matter in hand.
//
// Idea    a reminder changes nothing of the procedure. It is recorded (who reminded whom, when, how late it was), counts at the
//         piece of work, and the inbox shows how often and when last. Once a day about one piece of work is enough.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_REMINDER_REMINDER_H_
#define PLUMBLINE_SERVICES_REMINDER_REMINDER_H_

#include "plumbline/state/v1/reminder_state.pb.h"
#include "plumbline/v1/reminder_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterReminderRoom(Rooms& rooms);
void RegisterReminderDecisions(Rooms& rooms);
void RegisterReminderEvents(Rooms& rooms);
void RegisterReminderQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REMINDER_REMINDER_H_
