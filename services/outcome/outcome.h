// services/outcome/outcome.h: the outcome room (办理结果): what became of a reviewed paper that no meeting deliberates.
//
// Source  行政处罚法 article 58: without legal review, or if it was not passed, no enforcement decision is made. Contracts: local
//         rules (unverified), as the profile says.
// Idea    one act for both kinds: the decision was made, or the contract signed, on the text that the review covers. The gates
//         G-OPINION, G-OPINION-SAME-TEXT and G-RESPONDED stand before it; the matter ends with it.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_OUTCOME_OUTCOME_H_
#define PLUMBLINE_SERVICES_OUTCOME_OUTCOME_H_

#include "plumbline/v1/outcome_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterOutcomeRoom(Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_OUTCOME_OUTCOME_H_
