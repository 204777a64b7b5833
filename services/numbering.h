// services/numbering.h: numbers of papers (发文字号) without gaps, per issuer, series and year.
//
//   const NumberPlan plan = PlanNumber(organization, "金司法审", "S-OPINION", rule, day);
//   const FreshNumber number = NextNumber(world, plan);
//   AddNumber(outcome, number, opinion_name);   // SeriesStarted before the first, then NumberGiven
//
// Idea    a number is a resource of its own, `organizations/{o}/series/{s}/numbers/{n}`, made by the
//         command that issues the paper: what was refused took no number, and two commands of
//         one group get two. A series restarts each year where the profile says so; it may start
//         after a number that was given elsewhere. A void number stays listed with its reason.
// Source  GB/T 9704—2012 7.2.5: 机关代字 + 〔year〕 + running number + 号, no 第, no leading zeros;
//         series and suffixes from the profile (Numbering, S-…).
// Threads pure; any.
#ifndef PLUMBLINE_SERVICES_NUMBERING_H_
#define PLUMBLINE_SERVICES_NUMBERING_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "plumbline/config/v1/profile.pb.h"
#include "services/decision.h"
#include "services/rooms.h"

namespace plumbline {

// Which series a paper of one day takes its number from, and how the number is printed.
struct NumberPlan {
  std::string name;         // `organizations/{o}/series/{s}`.
  std::string series;       // Id in the profile, e.g. `S-OPINION`.
  std::string code;         // 机关代字.
  std::string form;         // With {code}, {year} and {number}.
  int32_t year = 0;         // That is printed.
  int32_t series_year = 0;  // The same, or 0 for a series that does not restart.
};

// `rule` may be nullptr: then the series is yearly and has the form of GB/T 9704.
// REQUIRES: `code` is not empty.
NumberPlan PlanNumber(absl::string_view organization, absl::string_view code,
                      absl::string_view series, const config::v1::Numbering* rule,
                      absl::CivilDay day);

// `organizations/{o}/series/s-opinion-2023`; without the year for 0.
std::string SeriesName(absl::string_view organization, absl::string_view series, int32_t year);

// The series that takes numbers now: this one, or where a reform ended it `…-2`, `…-3`.
std::string StandingSeries(const World& world, const std::string& name);

struct FreshNumber {
  std::string name;  // `organizations/{o}/series/{s}/numbers/{n}`.
  std::string text;  // 金司法审〔2023〕1号.
  int32_t number = 0;
  NumberPlan plan;
  bool opens_series = false;
};

// The number that comes next. Taken only once AddNumber's changes are appended.
FreshNumber NextNumber(const World& world, const NumberPlan& plan);

// Adds the changes that give `number` to `holder` (an opinion, a document).
void AddNumber(Outcome& outcome, const FreshNumber& number, const std::string& holder);

// Adds the change that makes a number void. `reason` as the holder's own event has it.
void AddVoidNumber(Outcome& outcome, const std::string& number_name,
                   const journal::v1::ContentRef& reason);

// Whether the caller works for the organisation whose numbers these are, for the office or
// reviewing body that it names itself, or inspects: who may read a series.
bool SeesSeries(const World& world, const Caller& caller, absl::string_view organization);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_NUMBERING_H_
