// services/handover/handover.h: the handover room (工作移交): what a person has in hand, and the act by which another takes it
// over.
//
// Source  users.md 9: one act, everything open, past acts keep the name and the post of their day, an account with anything
//         open is not closed.
// Idea    what is open stands in an index by who has it in hand (OpenKey of services/index_keys.h), so nobody looks for it.
//         A handover is planned over the world as it would be after its own first steps (Overlay): the posts move first,
//         and what the successor may take over is asked of somebody who holds them already.
// Rules   an assignment moves to whom it could have been given: post or appointment, conflicts of interest, recusals. Its
//         clock goes on. A turn in an approval chain belongs to a role: it moves with the post. What belongs to a role
//         altogether (the matters of a drafting department) is no piece of work of a person and does not move.
// Pure; any thread.
//
// open_work.{h,cc}  what is open
// move.{h,cc}       one piece of work after the other changes hands, or says why not
// decide.cc         the act; what closing an account and ending a post ask
// apply.cc          one function per event
// query.cc          open work, handovers
// labels.cc         kinds and obstacles in words
#ifndef PLUMBLINE_SERVICES_HANDOVER_HANDOVER_H_
#define PLUMBLINE_SERVICES_HANDOVER_HANDOVER_H_

#include "absl/strings/string_view.h"
#include "plumbline/state/v1/handover_state.pb.h"
#include "plumbline/v1/handover_service.pb.h"
#include "services/core/procedure/labels.h"
#include "services/rooms.h"

namespace plumbline {

// Pieces of work that one act takes: its entries stay a small part of a group, its own entry below the bound of one.
inline constexpr int kHandoverItemsMax = 200;

void RegisterHandoverRoom(Rooms& rooms);
void RegisterHandoverDecisions(Rooms& rooms);
void RegisterHandoverEvents(Rooms& rooms);
void RegisterHandoverQueries(Rooms& rooms);

// In the words of the proto's comments; empty for an unspecified value.
absl::string_view Label(v1::WorkKind kind, Language language);
absl::string_view Label(v1::HandoverObstacle obstacle, Language language);

// Everything that a person has in hand on the day of `context`, with what stands in the way of the successor; titles as far as
// the caller may see them. `successor` may be empty.
// Errors  RESOURCE_NOT_FOUND, ROLE_MISSING, FIELD_INVALID (no such successor).
std::optional<Refusal> ReadOpenWork(const QueryContext& context, const std::string& person, const std::string& successor,
                                    google::protobuf::RepeatedPtrField<v1::WorkItem>* items);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_HANDOVER_HANDOVER_H_
