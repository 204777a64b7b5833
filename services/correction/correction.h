// services/correction/correction.h: the correction room (更正): recorded facts that people typed wrongly.
//
// decide.cc   propose, approve, reject
// plan.cc     what one correction changes: the fact, the day of its act, clocks, times, coverage, gates
// fact.cc     a fact inside a row, by its path; its text form
// apply.cc    one function per event
// query.cc    get, list
//
// What can be corrected stands with the fields (`correctable` in plumbline/v1/options.proto); a resource
// takes part by having a field `corrections`.
// Source  users.md 11: facts that people typed; digests, conclusions, numbers and signatures are superseded,
//         voided or reissued.
#ifndef PLUMBLINE_SERVICES_CORRECTION_CORRECTION_H_
#define PLUMBLINE_SERVICES_CORRECTION_CORRECTION_H_

#include "plumbline/journal/v1/correction_event.pb.h"
#include "plumbline/state/v1/correction_state.pb.h"
#include "plumbline/v1/correction_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterCorrectionRoom(Rooms& rooms);
void RegisterCorrectionDecisions(Rooms& rooms);
void RegisterCorrectionEvents(Rooms& rooms);
void RegisterCorrectionQueries(Rooms& rooms);

// Apply's half of a corrected fact; deciding uses it to see what would follow.
void ApplyFactCorrected(MutableWorld& world, const journal::v1::AuditEntry& entry,
                        const journal::v1::FactCorrected& event);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORRECTION_CORRECTION_H_
