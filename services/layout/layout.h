// services/layout/layout.h: the layout room (台账版式): in which columns an organisation hands out a list as a ledger.
//
// A layout is known by its title inside its organisation: saving the title again changes it. Its columns are checked against
// what the list answers (services/column_path.h) when it is saved; a program that prints it reads every value as the caller,
// so a layout shows nobody more than he sees anyway.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_LAYOUT_LAYOUT_H_
#define PLUMBLINE_SERVICES_LAYOUT_LAYOUT_H_

#include "plumbline/state/v1/layout_state.pb.h"
#include "plumbline/v1/layout_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

inline constexpr int kLayoutsMax = 100;  // In use in one organisation.

void RegisterLayoutRoom(Rooms& rooms);
void RegisterLayoutDecisions(Rooms& rooms);
void RegisterLayoutEvents(Rooms& rooms);
void RegisterLayoutQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_LAYOUT_LAYOUT_H_
