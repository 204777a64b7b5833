// services/runtime/engine/procedure_checks.h: what the procedure asks of a command on a matter, besides who and when.
//
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_PROCEDURE_CHECKS_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_PROCEDURE_CHECKS_H_

#include <optional>

#include "services/decision.h"
#include "services/relation.h"
#include "services/rooms.h"

namespace plumbline {

// The act of a request; an empty one where it has none.
const v1::Act& ActOf(const MethodRow& method, const google::protobuf::Message& request);

// The stage of the matter, and the gates of the command. `internal`, `system`: no gate stops what the server does itself.
std::optional<Refusal> CheckStageAndGates(const Rooms& rooms, const World& world, const MethodRow& method,
                                          const google::protobuf::Message& request, const RelationTarget& target,
                                          const Context& context, bool internal, bool system);

// A command that another one does on the same matter (Context::run): its roles, stage and gates, asked of the outer
// command's person on the outer command's day, then its decision.
Decision DecideInside(const Rooms& rooms, const World& world, const MethodRow& method,
                      const google::protobuf::Message& request, const RelationTarget& target, const Context& outer);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_PROCEDURE_CHECKS_H_
