// services/registry/registry.h: the registry room (三统一): sign for issue, number, publish, documents
// in force, imports from old ledgers.
#ifndef PLUMBLINE_SERVICES_REGISTRY_REGISTRY_H_
#define PLUMBLINE_SERVICES_REGISTRY_REGISTRY_H_

#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/v1/registry_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterRegistryRoom(Rooms& rooms);
void RegisterRegistryDecisions(Rooms& rooms);
void RegisterRegistryEvents(Rooms& rooms);
void RegisterRegistryGates(Rooms& rooms);
void RegisterRegistryQueries(Rooms& rooms);

// Whether an opinion that stands and allows deliberation was issued on or before the day of the meeting.
bool IsCovered(const World& world, const v1::Matter& matter);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REGISTRY_REGISTRY_H_
