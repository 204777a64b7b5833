// services/review/review.h: the review room (审核): who reviews, what they remark and advise.
//
// decide.cc         assign, recuse, sign advice
// decide_draw.cc    announce, reveal, cancel a draw
// decide_thread.cc  remarks, sending, replies, settling
// conflicts.{h,cc}  who may not look at a matter, and who is left
// draw.{h,cc}       the arithmetic of a draw, also for those who repeat it
// apply.cc          one function per event; append-only
// gates.cc          the gates whose room is ROOM_REVIEW
// query.cc          visibility, index rows, get, list, inbox
#ifndef PLUMBLINE_SERVICES_REVIEW_REVIEW_H_
#define PLUMBLINE_SERVICES_REVIEW_REVIEW_H_

#include <optional>

#include "plumbline/journal/v1/review_event.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/review/conflicts.h"
#include "services/rooms.h"

namespace plumbline {

// Registers commands, events, tables, gates and queries of the room.
void RegisterReviewRoom(Rooms& rooms);
void RegisterReviewDecisions(Rooms& rooms);
void RegisterDrawDecisions(Rooms& rooms);
void RegisterThreadDecisions(Rooms& rooms);
void RegisterReviewEvents(Rooms& rooms);
void RegisterReviewGates(Rooms& rooms);
void RegisterReviewQueries(Rooms& rooms);

// Assignments of one matter, ended ones included: its tally stays far below the bound of a stored
// row.
inline constexpr int kAssignmentsMax = 200;

// The event that puts `person` on the matter, with the clock that starts. `due`: the day asked for,
// or nothing: then the profile's limit sets it.
journal::v1::ReviewerAssigned MakeAssignment(const Context& context, const v1::Matter& matter,
                                             const std::string& person, config::v1::Role role,
                                             const std::string& holding, const Conflicts& conflicts,
                                             std::optional<absl::CivilDay> due);

// The first assignment opens the review: adds that entry while the matter is only accepted.
void StartReview(const std::string& matter_name, const v1::Matter& matter,
                 const std::string& assignment, Outcome& outcome);

// Refuses an act dated before the act it depends on.
std::optional<Refusal> RefuseBefore(const Context& context, const v1::Provenance& earlier);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REVIEW_REVIEW_H_
