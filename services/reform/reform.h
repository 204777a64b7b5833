// services/reform/reform.h: the reform room (机构改革): organisations are renamed, merged, split, abolished, and what they have
// in hand follows.
//
// Source  the decision on reform itself (依据文件); notices under it say that the successor takes over until the documents
//         are amended.
// Idea    one act with a table. What moves is found, not typed: open matters in every part that the predecessor has in them,
//         documents in force that it keeps, appointments to its panel, posts, the organisations below it. The head of the
//         reviewing body confirms the table with its exceptions.
// Rules   nothing of before changes: papers, numbers, acts and ended matters keep the organisation of their day. An
//         organisation that ends takes no new work; its number series end, and the successor numbers in its own. Another
//         code of a renamed one ends its series too.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_REFORM_REFORM_H_
#define PLUMBLINE_SERVICES_REFORM_REFORM_H_

#include "plumbline/state/v1/reorganization_state.pb.h"
#include "plumbline/v1/reorganization_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterReformRoom(Rooms& rooms);
void RegisterReformDecisions(Rooms& rooms);
void RegisterReformEvents(Rooms& rooms);
void RegisterReformQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REFORM_REFORM_H_
