// services/engagement/engagement.h: the engagement room (委托事项): what the panel does outside the review of a matter.
//
// Idea    a record, not a procedure: a court case, an arbitration, a project, entrusted by an appointment from a day on and
//         closed with a result. A firm's appointment may name the lawyer who does it. Titles name parties and are therefore
//         kept beside the journal.
// Rules   counted in the year in which it began, once (F-ENGAGEMENTS of the profile). Advisors see their own and their
//         firm's, the engaging body's section heads, chiefs and reviewers all of the body's.
// settlement.cc  what was finished in a period (结算清单): signed advice, as the figure of the annual report counts it, and
//         closed engagements.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_ENGAGEMENT_ENGAGEMENT_H_
#define PLUMBLINE_SERVICES_ENGAGEMENT_ENGAGEMENT_H_

#include "plumbline/state/v1/engagement_state.pb.h"
#include "plumbline/v1/engagement_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

// Engagements of a body that are over, by the day on which they ended: `list` of ListKey, sorted by that day as a number.
inline constexpr char kClosedEngagements[] = "engagements-closed";

void RegisterEngagementRoom(Rooms& rooms);
void RegisterEngagementDecisions(Rooms& rooms);
void RegisterEngagementEvents(Rooms& rooms);
void RegisterEngagementQueries(Rooms& rooms);
void RegisterSettlement(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_ENGAGEMENT_ENGAGEMENT_H_
