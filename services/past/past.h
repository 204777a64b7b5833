// services/past/past.h: the past room (据台账的审核): matters and opinions of the years before this record.
//
// Idea    an old review ledger comes in as it is, line by line, marked 据台账. Nothing of it passed a gate here, nothing of it
//         counts in a figure. What is doubtful is listed and not repaired: each gap and each number used twice has its story.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_PAST_PAST_H_
#define PLUMBLINE_SERVICES_PAST_PAST_H_

#include "plumbline/state/v1/past_review_state.pb.h"
#include "plumbline/v1/past_review_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterPastRoom(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_PAST_PAST_H_
