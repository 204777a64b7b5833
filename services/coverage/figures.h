// services/coverage/figures.h: versioned counters (统计): what an entry adds to which figure.
//
// CountEntry is called after each applied entry, by the engine and by a rebuild alike. It is a pure
// function of the entry and the rows after it; a change of a counter adds one index row
//   kFigure: figure, period, organisation, kind, sequence -> value
// so that the value as of any size of the record is one seek, and one row for who came or left
//   kMember: figure, period, organisation, kind, member, sequence -> joined or left.
// Rows are only added. Every figure is counted for all kinds together and for the first kind of the
// matter. Period: the year in which the act took effect (not in which it was entered).
// Source  design.md section 5 (Coverage); the rules F-… of the profile say it in words.
// Threads  that of the world it is given.
#ifndef PLUMBLINE_SERVICES_COVERAGE_FIGURES_H_
#define PLUMBLINE_SERVICES_COVERAGE_FIGURES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "services/rooms.h"

namespace plumbline {

// Names of the figures, as they stand in keys and on the wire: never renamed.
inline constexpr char kFigureReviewed[] = "reviewed";
inline constexpr char kFigureOpinionsIssued[] = "opinions_issued";
inline constexpr char kFigureSupplementary[] = "supplementary_opinions";
inline constexpr char kFigureAdviceGiven[] = "advice_given";
inline constexpr char kFigureReturned[] = "returned";
inline constexpr char kFigureDue[] = "timeliness.due";
inline constexpr char kFigureOnTime[] = "timeliness.on_time";
inline constexpr char kFigureLateEntries[] = "late_entries";
inline constexpr char kFigureShortNotice[] = "short_notice";
inline constexpr char kFigureCorrections[] = "corrections";
inline constexpr char kFigureUrgent[] = "urgent";
inline constexpr char kFigureConsultations[] = "consultations";
inline constexpr char kFigureLitigation[] = "engagements.litigation";
inline constexpr char kFigureArbitration[] = "engagements.arbitration";
inline constexpr char kFigureReconsideration[] = "engagements.reconsideration";
inline constexpr char kFigureProjects[] = "engagements.project";
inline constexpr char kFigureOtherEngagements[] = "engagements.other";
inline constexpr char kFigurePublished[] = "coverage.published";
inline constexpr char kFigureCovered[] = "coverage.covered";
inline constexpr char kFigureUncovered[] = "coverage.uncovered";
// Of the uncovered ones, those that were entered as unreviewed (未经审核): also for the drafter.
inline constexpr char kFigureUnreviewed[] = "unreviewed";
// Enforcement decisions (重大执法决定) that were reviewed, and those to which an adviser gave signed advice; contracts.
inline constexpr char kFigureEnforcementReviewed[] = "enforcement.reviewed";
inline constexpr char kFigureEnforcementWithAdvisor[] = "enforcement.with_advisor";
inline constexpr char kFigureContractsReviewed[] = "contracts.reviewed";

inline constexpr const char* kFigures[] = {
    kFigureReviewed,    kFigureOpinionsIssued, kFigureSupplementary, kFigureAdviceGiven,
    kFigureDue,         kFigureOnTime,         kFigureReturned,      kFigureLateEntries,
    kFigureShortNotice, kFigurePublished,      kFigureCovered,       kFigureUncovered,
    kFigureCorrections, kFigureUrgent,         kFigureConsultations, kFigureLitigation,
    kFigureArbitration, kFigureReconsideration, kFigureProjects,     kFigureOtherEngagements,
    kFigureUnreviewed,  kFigureEnforcementReviewed, kFigureEnforcementWithAdvisor, kFigureContractsReviewed,
};

// Signed advice of one person. Its "kind" is the person's name, so
// that a body's advisors are one range.
inline constexpr char kFigureAdviceByPerson[] = "advice_by_person";

// One counter. `kind`: number of config.v1.Kind as text; empty: every kind.
struct FigureKey {
  std::string figure;
  std::string period;  // Year, four digits.
  std::string organization;
  std::string kind;
};
std::string KindPart(int kind);  // Empty for KIND_UNSPECIFIED.

// Everything of a figure of an organisation, of one counter, and one version of it.
std::string FigurePrefix(const FigureKey& key);          // Without `kind`.
std::string CounterPrefix(const FigureKey& key);
std::string CounterKey(const FigureKey& key, uint64_t sequence);
// Members of a counter, ordered by name; one row for each time one came or left.
std::string MemberPrefix(const FigureKey& key);
std::string MembersPrefix(const FigureKey& key);  // Without `kind`, which comes first in what follows.
std::string MemberKey(const FigureKey& key, absl::string_view member, uint64_t sequence);
inline constexpr char kMemberJoined[] = "1";
inline constexpr char kMemberLeft[] = "0";

void CountEntry(FigureWorld& world, const journal::v1::AuditEntry& entry);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_COVERAGE_FIGURES_H_
