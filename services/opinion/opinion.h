// services/opinion/opinion.h: the opinion room (意见书): the heart of the procedure.
//
// Nothing is deliberated without a legality opinion that allows it, on that very text. An opinion
// binds to the text digest of the draft that was reviewed; later drafts are covered once a reviewer
// states, with the redline, what their change is. A substantive change lets the opinion lapse.
//
// issue.cc   IssueOpinion: conclusion, number, binding, time limits
// decide.cc  the other commands on an opinion, in the order of opinion_service.proto
// series.cc  StartSeries, and the number series shared with the registry; series_query.cc lists
// them apply.cc   one function per event; append-only gates.cc   the gates whose room is
// ROOM_OPINION query.cc   get, list
#ifndef PLUMBLINE_SERVICES_OPINION_OPINION_H_
#define PLUMBLINE_SERVICES_OPINION_OPINION_H_

#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "services/rooms.h"

namespace plumbline {

// Registers commands, events, tables, gates and queries of the room.
void RegisterOpinionRoom(Rooms& rooms);
void RegisterIssueOpinion(Rooms& rooms);
void RegisterOpinionDecisions(Rooms& rooms);
void RegisterNumberSeries(Rooms& rooms);
void RegisterSeriesQueries(Rooms& rooms);
void RegisterOpinionEvents(Rooms& rooms);
void RegisterOpinionGates(Rooms& rooms);
void RegisterOpinionQueries(Rooms& rooms);

// Working days that an opinion issued on `day` used and was allowed, suspensions left out, as the letter
// prints them. Zeros where no rules are loaded or the calendar does not reach.
struct OpinionTime {
  int days_used = 0;
  int days_allowed = 0;  // 0: no longest time binds.
};
OpinionTime TimeOfOpinion(const Context& context, const v1::Matter& matter, absl::CivilDay day);

// Whether the opinion covers a text: by text digest, or by file digest where no text could be read.
// `*by_file` (may be nullptr) is set where the file digest decided.
bool Covers(const v1::Opinion& opinion, const std::string& text_digest,
            const std::string& file_digest, bool* by_file);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_OPINION_OPINION_H_
