// services/joint/joint.h: the joint room (联合起草、会签、提请指导): several bodies at one draft.
//
// Source  规章制定程序条例 article 18 by reference (all heads of joint drafters sign), 党政机关公文处理工作条例 articles 16
//         and 20 (departments with a stake are asked), the county's own rule on raised reviews (提请指导).
// Idea    a signature speaks of one text, by text digest as an opinion does: another text needs another signature, another
//         file with the same text does not. A question goes to one body, which sees it and its text, and answers once.
// Rules   G-COSIGNED names the joint drafters that have not signed the text as it is. G-AGENCIES names the departments that
//         have not answered, or whose comments nobody handled; where nobody was asked here, the record on paper proves it
//         (its materials). While a question is open its body is a reader of the matter: READER_COUNTERSIGNER or
//         READER_GUIDING_BODY of the visibility table.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_JOINT_JOINT_H_
#define PLUMBLINE_SERVICES_JOINT_JOINT_H_

#include <string>
#include <vector>

#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/v1/joint_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterJointRoom(Rooms& rooms);
void RegisterJointDecisions(Rooms& rooms);
void RegisterJointEvents(Rooms& rooms);
void RegisterJointGates(Rooms& rooms);
void RegisterJointQueries(Rooms& rooms);

// Whether a signature under one draft speaks of the matter's draft as it is: the same text, or, where no text could be
// read, the same file.
bool SignsText(const v1::Matter& matter, absl::string_view text_digest, absl::string_view file_digest);

// Joint drafters of the matter that have not signed its draft as it is, in the matter's order.
std::vector<std::string> NotSigned(const World& world, absl::string_view matter_name, const v1::Matter& matter);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_JOINT_JOINT_H_
