// services/record/record.h: events about the record itself: epochs and the rehearsal clock.
#ifndef PLUMBLINE_SERVICES_RECORD_RECORD_H_
#define PLUMBLINE_SERVICES_RECORD_RECORD_H_

#include "services/rooms.h"

namespace plumbline {

void RegisterRecordRoom(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RECORD_RECORD_H_
