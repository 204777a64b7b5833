// services/matter/matter.h: the matter room (事项): from the first draft to acceptance.
//
// decide.cc  one function per command, in the order of matter_service.proto
// apply.cc   one function per event; append-only
// gates.cc   the gates whose room is ROOM_MATTER
// query.cc   get, list, check
#ifndef PLUMBLINE_SERVICES_MATTER_MATTER_H_
#define PLUMBLINE_SERVICES_MATTER_MATTER_H_

#include <optional>

#include "plumbline/v1/matter_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

// Registers commands, events, tables, gates and queries of the room.
void RegisterMatterRoom(Rooms& rooms);
void RegisterMatterDecisions(Rooms& rooms);
void RegisterMatterEvents(Rooms& rooms);
void RegisterMatterSteps(Rooms& rooms);
void RegisterMatterGates(Rooms& rooms);
void RegisterMatterQueries(Rooms& rooms);
void RegisterMatterMaterials(Rooms& rooms);
void RegisterMatterReaders(Rooms& rooms);

// No loaded profile binds the matter.
Refusal RefuseNoRules();

// G-REVIEW-WINDOW: the day asked for leaves the reviewer the days of the rule (gates.cc).
GateFinding ReviewWindow(const GateInput& input);

// The stage moved by an act of `entry`: keeps `acts` and `last_act_date`. Other rooms' apply functions use it too.
void MoveStage(const journal::v1::AuditEntry& entry, config::v1::Stage stage,
               state::v1::MatterRow& row);

// The organisation that `member` names for `organization`, or that of the nearest one above; empty: none.
//   NearestOf(world, issuer, &v1::Organization::reviewing_body)
std::string NearestOf(const World& world, absl::string_view organization,
                      const std::string& (v1::Organization::*member)() const);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_MATTER_MATTER_H_
