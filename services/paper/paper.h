// services/paper/paper.h: the paper room (拟稿与签批): a paper leaves an organisation once those inside have approved it.
//
// Source  党政机关公文处理工作条例 article 22 (opinion, full name and date of who signs); the organisation's own chain in
//         its profile (CHAIN-…), in force where the switch W-APPROVAL-CHAIN is on.
// Idea    a paper holds the request of the command by which it will leave. Its steps stand as the chain stood when it was
//         drafted; each remembers the edition that was approved there, so a changed text is approved again by everybody
//         but who changed it. The last approval does the command: gates, number and clocks are those of that day and
//         person. What the gates refuse leaves the paper where it is.
// Rules   a step is taken by who holds its role in the organisation that day. Steps in a row that nobody else there could
//         take are taken together and shown as merged.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_PAPER_PAPER_H_
#define PLUMBLINE_SERVICES_PAPER_PAPER_H_

#include "plumbline/state/v1/paper_state.pb.h"
#include "plumbline/v1/paper_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

void RegisterPaperRoom(Rooms& rooms);
void RegisterPaperDecisions(Rooms& rooms);
void RegisterPaperEvents(Rooms& rooms);
void RegisterPaperQueries(Rooms& rooms);

// The chain that papers of this kind pass in `organization` on that day; nullptr: none is in force there.
const config::v1::Chain* ChainInForce(const World& world, const std::string& organization, config::v1::Paper paper,
                                      const v1::Matter& matter, absl::CivilDay day);

// Index in `steps` of the step whose turn it is: the first that has not approved this edition; -1: none.
int TurnOf(const v1::Paper& paper);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_PAPER_PAPER_H_
