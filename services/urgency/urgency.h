// services/urgency/urgency.h: the urgency room (加急办理): a matter that somebody wants sooner than the rules allow for.
//
// Idea    neither emergency nor wrong: a leader's call, a superior's deadline, a meeting moved forward. The record says who
//         asked, how, until when and why; the section head answers in one step; the evidence may follow within the
//         profile's days (T-URGENT-EVIDENCE) and is asked for until it comes.
// Rules   G-REVIEW-WINDOW is never met by it: it reads "reason given" (已说明理由). Nothing else changes: no gate falls away.
//         Working days given and rest days are counted on the calendar of the day of the answer.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_URGENCY_URGENCY_H_
#define PLUMBLINE_SERVICES_URGENCY_URGENCY_H_

#include "plumbline/state/v1/urgency_state.pb.h"
#include "plumbline/v1/urgency_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterUrgencyRoom(Rooms& rooms);
void RegisterUrgencyDecisions(Rooms& rooms);
void RegisterUrgencyEvents(Rooms& rooms);
void RegisterUrgencyQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_URGENCY_URGENCY_H_
