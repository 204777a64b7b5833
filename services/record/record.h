// services/record/record.h: what concerns the record itself: epochs, the rehearsal clock (演练), and
// AuditService: entries, history, proofs.
#ifndef PLUMBLINE_SERVICES_RECORD_RECORD_H_
#define PLUMBLINE_SERVICES_RECORD_RECORD_H_

#include "services/rooms.h"

namespace plumbline {

void RegisterRecordRoom(Rooms& rooms);
void RegisterRecordEvents(Rooms& rooms);
void RegisterRecordQueries(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RECORD_RECORD_H_
