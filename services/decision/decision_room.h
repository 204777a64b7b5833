// services/decision/decision_room.h: the decision room (集体审议): meetings and what they decided.
//
// Facts common to a meeting are entered once; each item holds the text that was deliberated, the result,
// the required changes, and who spoke last. decide.cc, apply.cc, query.cc as in every room; the gates of
// ROOM_DECISION stand in gates.cc.
#ifndef PLUMBLINE_SERVICES_DECISION_DECISION_ROOM_H_
#define PLUMBLINE_SERVICES_DECISION_DECISION_ROOM_H_

#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/v1/decision_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterDecisionRoom(Rooms& rooms);
void RegisterDecisionDecisions(Rooms& rooms);
void RegisterDecisionEvents(Rooms& rooms);
void RegisterDecisionGates(Rooms& rooms);
void RegisterDecisionQueries(Rooms& rooms);

// Whether the head of the executive spoke last on the item called `name` (行政首长末位发言): as the item says, else as its
// meeting says of all of them.
bool HeadSpokeLastOn(const World& world, absl::string_view name, const v1::MeetingItem& item);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DECISION_DECISION_ROOM_H_
