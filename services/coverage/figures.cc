#include "services/coverage/figures.h"

#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/coverage_state.pb.h"
#include "plumbline/v1/engagement.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/base/check.h"
#include "services/core/base/clock.h"
#include "services/coverage/coverage.h"
#include "services/dates.h"
#include "services/index_keys.h"
#include "services/matter/matter.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::FigureCell;
using state::v1::FigureMemberRow;

constexpr char kReviewWindow[] = "G-REVIEW-WINDOW";

// Where a thing is counted: each organisation, for every kind and for its own.
struct Place {
  std::string period;
  std::vector<std::string> organizations;
  std::string kind;
};

std::string YearOf(int32_t day) { return absl::StrCat(absl::Dec(day / 10000, absl::kZeroPad4)); }

KeyWriter Begin(IndexSpace space, const FigureKey& key) {
  KeyWriter writer;
  writer.U16(static_cast<uint16_t>(space)).Text(key.figure).Text(key.period).Text(key.organization);
  return writer;
}

std::vector<FigureCell> CellsOf(const Place& place) {
  std::vector<FigureCell> cells;
  std::vector<std::string> organizations;
  for (const std::string& organization : place.organizations) {
    if (organization.empty() || absl::c_linear_search(organizations, organization)) continue;
    organizations.push_back(organization);
    FigureCell& cell = cells.emplace_back();
    cell.set_period(place.period);
    cell.set_organization(organization);
    if (place.kind.empty()) continue;
    FigureCell& of_kind = cells.emplace_back(cell);
    of_kind.set_kind(place.kind);
  }
  return cells;
}

// Moves one counter by +1 or -1 and writes down who came or left.
void Move(FigureWorld& world, const AuditEntry& entry, const std::string& figure,
          const FigureCell& cell, const std::string& member, bool joins) {
  const FigureKey key{figure, cell.period(), cell.organization(), cell.kind()};
  auto& row = world.Mutable<state::v1::FigureRow>(
      absl::StrCat(key.figure, "|", key.period, "|", key.organization, "|", key.kind));
  row.set_value(row.value() + (joins ? 1 : -1));
  PLUMBLINE_CHECK(row.value() >= 0, "only what was counted leaves");
  world.AddIndexRow(CounterKey(key, entry.sequence()), absl::StrCat(row.value()));
  world.AddIndexRow(MemberKey(key, member, entry.sequence()), joins ? kMemberJoined : kMemberLeft);
}

// Counts what never leaves and can't come twice.
void Count(FigureWorld& world, const AuditEntry& entry, const std::string& figure,
           const Place& place, const std::string& member) {
  for (const FigureCell& cell : CellsOf(place)) Move(world, entry, figure, cell, member, true);
}

// Counts what may leave, or may be said again, under an identity. False: it is counted already.
bool Join(FigureWorld& world, const AuditEntry& entry, const std::string& figure,
          const Place& place, const std::string& identity, const std::string& member) {
  const std::string name = absl::StrCat(figure, "|", identity);
  if (world.Get<FigureMemberRow>(name).cells_size() > 0) return false;
  const std::vector<FigureCell> cells = CellsOf(place);
  FigureMemberRow& row = world.Mutable<FigureMemberRow>(name);
  for (const FigureCell& cell : cells) *row.add_cells() = cell;
  if (member != identity) row.set_member(member);
  for (const FigureCell& cell : cells) Move(world, entry, figure, cell, member, true);
  return true;
}

// Takes it out of the counters it was put into, whatever year or kind it has today.
void Leave(FigureWorld& world, const AuditEntry& entry, const std::string& figure,
           const std::string& identity) {
  const std::string name = absl::StrCat(figure, "|", identity);
  const FigureMemberRow before = world.Get<FigureMemberRow>(name);
  if (before.cells_size() == 0) return;
  world.Mutable<FigureMemberRow>(name).Clear();
  const std::string& member = before.member().empty() ? identity : before.member();
  for (const FigureCell& cell : before.cells()) Move(world, entry, figure, cell, member, false);
}

// Takes it to another year where it is counted at all. False: it is not.
bool Rejoin(FigureWorld& world, const AuditEntry& entry, const std::string& figure, const std::string& identity,
            const std::string& period) {
  const std::string name = absl::StrCat(figure, "|", identity);
  const FigureMemberRow before = world.Get<FigureMemberRow>(name);
  if (before.cells_size() == 0) return false;
  if (before.cells(0).period() == period) return true;
  FigureMemberRow after = before;
  for (FigureCell& cell : *after.mutable_cells()) cell.set_period(period);
  world.Mutable<FigureMemberRow>(name) = after;
  const std::string& member = before.member().empty() ? identity : before.member();
  for (const FigureCell& cell : before.cells()) Move(world, entry, figure, cell, member, false);
  for (const FigureCell& cell : after.cells()) Move(world, entry, figure, cell, member, true);
  return true;
}

v1::Matter MatterAt(const FigureWorld& world, absl::string_view name) {
  return world.Get<state::v1::MatterRow>(MatterOf(name)).resource();
}

Place PlaceOf(const AuditEntry& entry, const v1::Matter& matter) {
  return {YearOf(entry.occurred_on()),
          {matter.reviewing_body()},
          matter.kinds_size() == 0 ? std::string() : KindPart(matter.kinds(0))};
}

// An opinion that supplements none is the first of its matter, or takes the place of a void first
// one.
void CountOpinion(FigureWorld& world, const AuditEntry& entry,
                  const journal::v1::OpinionIssued& event) {
  const v1::Matter matter = MatterAt(world, entry.subject());
  Place place = PlaceOf(entry, matter);
  place.organizations = {event.issuer()};
  const std::string& opinion = entry.subject();
  if (event.conclusion().empty()) {  // An answer to a consultation: a series of its own, and no review.
    Join(world, entry, kFigureConsultations, place, opinion, opinion);
    return;
  }
  if (event.supplementary()) {
    Join(world, entry, kFigureSupplementary, place, opinion, opinion);
    return;
  }
  const std::string name(MatterOf(opinion));
  // Enforcement decisions and contracts are counted apart: they are no documents and no decisions of a government.
  const config::v1::Kind kind = matter.kinds_size() == 0 ? config::v1::KIND_UNSPECIFIED : static_cast<config::v1::Kind>(matter.kinds(0));
  if (kind == config::v1::KIND_MAJOR_ENFORCEMENT_DECISION) {
    Join(world, entry, kFigureEnforcementReviewed, place, name, name);
    if (event.advice_count() > 0) Join(world, entry, kFigureEnforcementWithAdvisor, place, name, name);
    return;
  }
  if (kind == config::v1::KIND_GOVERNMENT_CONTRACT) {
    Join(world, entry, kFigureContractsReviewed, place, name, name);
    return;
  }
  Join(world, entry, kFigureReviewed, place, name, name);
  Join(world, entry, kFigureOpinionsIssued, place, opinion, opinion);
  if (event.days_allowed() == 0) return;  // No longest time binds.
  Join(world, entry, kFigureDue, place, opinion, opinion);
  // A letter that replaces a void one meets no running limit; its days tell.
  if (!event.late() && event.days_used() <= event.days_allowed()) {
    Join(world, entry, kFigureOnTime, place, opinion, opinion);
  }
}

void CountVoid(FigureWorld& world, const AuditEntry& entry) {
  const std::string& opinion = entry.subject();
  const auto* row = world.Find<state::v1::OpinionRow>(opinion);
  if (row != nullptr && row->resource().supplementary()) {
    Leave(world, entry, kFigureSupplementary, opinion);
    return;
  }
  if (row != nullptr && row->resource().conclusion().empty()) {
    Leave(world, entry, kFigureConsultations, opinion);
    return;
  }
  for (const char* figure :
       {kFigureReviewed, kFigureEnforcementReviewed, kFigureEnforcementWithAdvisor, kFigureContractsReviewed}) {
    Leave(world, entry, figure, std::string(MatterOf(opinion)));
  }
  for (const char* figure : {kFigureOpinionsIssued, kFigureDue, kFigureOnTime}) {
    Leave(world, entry, figure, opinion);
  }
}

// One for each advisor and reviewed version, however often he was assigned.
void CountAdvice(FigureWorld& world, const AuditEntry& entry,
                 const journal::v1::AdviceSigned& event) {
  const Place place = PlaceOf(entry, MatterAt(world, entry.subject()));
  const std::string identity = absl::StrCat(event.draft(), "|", event.person());
  if (!Join(world, entry, kFigureAdviceGiven, place, identity, entry.subject())) return;
  for (const std::string& body : place.organizations) {
    FigureCell cell;
    cell.set_period(place.period);
    cell.set_organization(body);
    cell.set_kind(event.person());
    Move(world, entry, kFigureAdviceByPerson, cell, entry.subject(), true);
  }
}

void CountShortNotice(FigureWorld& world, const AuditEntry& entry,
                      const journal::v1::MatterSubmitted& event) {
  const bool reasoned = absl::c_any_of(event.gate_reasons(), [](const auto& given) {
    return given.gate() == kReviewWindow;
  });
  if (!reasoned) return;
  const v1::Matter matter = MatterAt(world, entry.subject());
  Place place = PlaceOf(entry, matter);
  place.organizations.push_back(matter.lead_drafter());
  Join(world, entry, kFigureShortNotice, place, entry.subject(), entry.subject());
}

// `covered` was found when the document was published; a ledger's word is no proof.
void CountPublished(FigureWorld& world, const AuditEntry& entry, const Place& place, bool covered) {
  const std::string& document = entry.subject();
  Join(world, entry, kFigurePublished, place, document, document);
  Join(world, entry, covered ? kFigureCovered : kFigureUncovered, place, document, document);
}

Place PublishedPlace(const FigureWorld& world, const AuditEntry& entry, const std::string& issuer,
                     int32_t publish_date, const v1::Matter& matter) {
  const int32_t day = publish_date == 0 ? entry.occurred_on() : publish_date;
  const std::string body = matter.reviewing_body().empty()
                               ? NearestOf(world, issuer, &v1::Organization::reviewing_body)
                               : matter.reviewing_body();
  return {YearOf(day), {issuer, body}, ""};
}

std::string YearOf(const google::type::Date& date) {
  const auto day = DayOf(date);
  return day.has_value() ? YearOf(DayNumber(*day)) : std::string();
}

// A corrected opinion keeps its place in the series; its year and whether it was in time may change.
void RecountOpinion(FigureWorld& world, const AuditEntry& entry, const v1::Opinion& opinion) {
  const std::string& name = entry.subject();
  const std::string period = YearOf(opinion.issued().occurred_on());
  if (opinion.supplementary()) {
    Rejoin(world, entry, kFigureSupplementary, name, period);
    return;
  }
  if (opinion.conclusion().empty()) {
    Rejoin(world, entry, kFigureConsultations, name, period);
    return;
  }
  for (const char* figure : {kFigureEnforcementReviewed, kFigureEnforcementWithAdvisor, kFigureContractsReviewed}) {
    Rejoin(world, entry, figure, std::string(MatterOf(name)), period);
  }
  if (!Rejoin(world, entry, kFigureOpinionsIssued, name, period)) return;  // It is void, or counted apart.
  Rejoin(world, entry, kFigureReviewed, std::string(MatterOf(name)), period);
  Rejoin(world, entry, kFigureDue, name, period);
  const bool counted = Rejoin(world, entry, kFigureOnTime, name, period);
  const bool on_time = opinion.days_allowed() > 0 && !opinion.late() &&
                       opinion.days_used() <= opinion.days_allowed();
  if (counted && !on_time) {
    Leave(world, entry, kFigureOnTime, name);
  } else if (!counted && on_time) {
    Place place = PlaceOf(entry, MatterAt(world, name));
    place.period = period;
    place.organizations = {opinion.issuer()};
    Join(world, entry, kFigureOnTime, place, name, name);
  }
}

void RecountAdvice(FigureWorld& world, const AuditEntry& entry, const v1::Advice& advice) {
  const std::string identity = absl::StrCat(advice.draft(), "|", advice.person());
  const FigureMemberRow before = world.Get<FigureMemberRow>(absl::StrCat(kFigureAdviceGiven, "|", identity));
  if (before.member() != entry.subject()) return;  // Another advice on that draft is the one that counts.
  const std::string period = YearOf(advice.signed_().occurred_on());
  if (before.cells_size() == 0 || before.cells(0).period() == period) return;
  Rejoin(world, entry, kFigureAdviceGiven, identity, period);
  for (const FigureCell& counted : before.cells()) {
    if (!counted.kind().empty()) continue;
    FigureCell cell = counted;
    cell.set_kind(advice.person());
    Move(world, entry, kFigureAdviceByPerson, cell, entry.subject(), false);
    cell.set_period(period);
    Move(world, entry, kFigureAdviceByPerson, cell, entry.subject(), true);
  }
}

void RecountDocument(FigureWorld& world, const AuditEntry& entry, const journal::v1::FactCorrected& event,
                     const v1::Document& document) {
  const std::string& name = entry.subject();
  const std::string period = YearOf(document.publish_date());
  if (!period.empty()) {
    for (const char* figure : {kFigurePublished, kFigureCovered, kFigureUncovered, kFigureUnreviewed}) {
      Rejoin(world, entry, figure, name, period);
    }
  }
  if (!event.has_coverage()) return;
  const bool covered = event.coverage().covered();
  const char* const from = covered ? kFigureUncovered : kFigureCovered;
  const char* const to = covered ? kFigureCovered : kFigureUncovered;
  const FigureMemberRow before = world.Get<FigureMemberRow>(absl::StrCat(from, "|", name));
  if (before.cells_size() == 0) return;
  Leave(world, entry, from, name);
  FigureMemberRow after = before;
  world.Mutable<FigureMemberRow>(absl::StrCat(to, "|", name)) = after;
  for (const FigureCell& cell : before.cells()) Move(world, entry, to, cell, name, true);
}

// Figures follow a correction from its entry on; as of an earlier one they are as they were.
void CountCorrected(FigureWorld& world, const AuditEntry& entry, const journal::v1::FactCorrected& event) {
  const std::string& name = entry.subject();
  const absl::string_view collection = CollectionOf(name);
  if (collection == "opinions") {
    RecountOpinion(world, entry, world.Get<state::v1::OpinionRow>(name).resource());
  } else if (collection == "advice") {
    RecountAdvice(world, entry, world.Get<state::v1::AdviceRow>(name).resource());
  } else if (collection == "documents") {
    RecountDocument(world, entry, event, world.Get<state::v1::DocumentRow>(name).resource());
  } else if (collection == "matters" && event.act_date() != 0) {
    const std::string period = YearOf(event.act_date());
    Rejoin(world, entry, kFigureReturned, absl::StrCat("entries/", event.entry()), period);
    const v1::Matter matter = MatterAt(world, name);
    if (static_cast<uint64_t>(matter.submitted().sequence()) == event.entry()) {
      Rejoin(world, entry, kFigureShortNotice, name, period);
    }
  }
}

// Each fact that was corrected, in the year of the correction.
void CountCorrection(FigureWorld& world, const AuditEntry& entry) {
  const v1::Matter matter = MatterAt(world, entry.subject());
  Place place = PlaceOf(entry, matter);
  const std::string& organization = entry.actor().organization();
  if (matter.reviewing_body().empty()) {
    place.organizations = {NearestOf(world, organization, &v1::Organization::reviewing_body)};
  }
  place.organizations.push_back(organization);
  Count(world, entry, kFigureCorrections, place, absl::StrCat("entries/", entry.sequence()));
}

// A matter counts once, however often it was wanted sooner; to the reviewing body and to who asks for it.
void CountUrgent(FigureWorld& world, const AuditEntry& entry) {
  const std::string name(MatterOf(entry.subject()));
  const v1::Matter matter = MatterAt(world, name);
  Place place = PlaceOf(entry, matter);
  place.organizations.push_back(matter.lead_drafter());
  Join(world, entry, kFigureUrgent, place, name, name);
}

const char* EngagementFigure(int kind) {
  switch (kind) {
    case v1::ENGAGEMENT_KIND_LITIGATION:
      return kFigureLitigation;
    case v1::ENGAGEMENT_KIND_ARBITRATION:
      return kFigureArbitration;
    case v1::ENGAGEMENT_KIND_RECONSIDERATION:
      return kFigureReconsideration;
    case v1::ENGAGEMENT_KIND_PROJECT:
      return kFigureProjects;
    default:
      return kFigureOtherEngagements;
  }
}

// In the year in which it began, whenever it is entered; once, however long it lasts.
void CountEngagement(FigureWorld& world, const AuditEntry& entry, const journal::v1::EngagementRecorded& event) {
  const Place place{YearOf(event.from_date()), {event.body()}, ""};
  Join(world, entry, EngagementFigure(event.kind()), place, entry.subject(), entry.subject());
}

// Acts that were entered on a later day or by another hand (补录): once per command, of which the
// entries are consecutive and share the request_id.
void CountLateEntry(FigureWorld& world, const AuditEntry& entry) {
  const absl::CivilDay recorded = CivilDayOf(absl::FromUnixMicros(entry.recorded_at_us()));
  if (!entry.has_late_entry() && entry.recorded_by().person().empty() &&
      entry.occurred_on() == DayNumber(recorded)) {
    return;
  }
  const std::string& request = entry.request_id();
  const std::string last = absl::StrCat(kFigureLateEntries, "|last");
  if (!request.empty() && world.Get<FigureMemberRow>(last).request_id() == request) return;
  world.Mutable<FigureMemberRow>(last).set_request_id(request);
  const v1::Matter matter = MatterAt(world, entry.subject());
  const std::string& organization = entry.actor().organization();
  Place place = PlaceOf(entry, matter);
  if (matter.reviewing_body().empty()) {
    place.organizations = {NearestOf(world, organization, &v1::Organization::reviewing_body)};
  }
  place.organizations.push_back(organization);
  Count(world, entry, kFigureLateEntries, place, absl::StrCat("entries/", entry.sequence()));
}

}  // namespace

std::string KindPart(int kind) { return kind == 0 ? std::string() : absl::StrCat(kind); }

std::string FigurePrefix(const FigureKey& key) { return Begin(IndexSpace::kFigure, key).Take(); }
std::string CounterPrefix(const FigureKey& key) {
  return Begin(IndexSpace::kFigure, key).Text(key.kind).Take();
}
std::string CounterKey(const FigureKey& key, uint64_t sequence) {
  return Begin(IndexSpace::kFigure, key).Text(key.kind).U64(sequence).Take();
}
std::string MemberPrefix(const FigureKey& key) {
  return Begin(IndexSpace::kMember, key).Text(key.kind).Take();
}
std::string MembersPrefix(const FigureKey& key) { return Begin(IndexSpace::kMember, key).Take(); }
std::string MemberKey(const FigureKey& key, absl::string_view member, uint64_t sequence) {
  return Begin(IndexSpace::kMember, key).Text(key.kind).Text(member).U64(sequence).Take();
}

void CountEntry(FigureWorld& world, const AuditEntry& entry) {
  CountLateEntry(world, entry);
  const journal::v1::Event& event = entry.event();
  if (event.has_opinion_issued()) {
    CountOpinion(world, entry, event.opinion_issued());
  } else if (event.has_opinion_voided()) {
    CountVoid(world, entry);
  } else if (event.has_advice_signed()) {
    CountAdvice(world, entry, event.advice_signed());
  } else if (event.has_matter_submitted()) {
    CountShortNotice(world, entry, event.matter_submitted());
  } else if (event.has_matter_step_taken_back()) {
    if (event.matter_step_taken_back().to_stage() == config::v1::STAGE_DRAFT) {
      Leave(world, entry, kFigureShortNotice, entry.subject());
    }
  } else if (event.has_matter_returned()) {
    // Each return counts: a matter may come back twice.
    const std::string identity = absl::StrCat("entries/", entry.sequence());
    Join(world, entry, kFigureReturned, PlaceOf(entry, MatterAt(world, entry.subject())), identity, identity);
  } else if (event.has_document_published()) {
    const journal::v1::DocumentPublished& published = event.document_published();
    Place place = PublishedPlace(world, entry, published.issuer(), published.publish_date(),
                                 MatterAt(world, published.matter()));
    if (published.kinds_size() > 0) place.kind = KindPart(published.kinds(0));
    CountPublished(world, entry, place, published.covered());
  } else if (event.has_document_imported()) {
    const journal::v1::DocumentImported& imported = event.document_imported();
    CountPublished(world, entry,
                   PublishedPlace(world, entry, imported.issuer(), imported.publish_date(), {}),
                   false);
  } else if (event.has_document_unreviewed()) {
    const journal::v1::DocumentUnreviewed& found = event.document_unreviewed();
    Place place = PublishedPlace(world, entry, found.issuer(), found.publish_date(), {});
    if (!found.deliberated_only()) CountPublished(world, entry, place, false);
    if (!found.drafter().empty()) place.organizations.push_back(found.drafter());
    Join(world, entry, kFigureUnreviewed, place, entry.subject(), entry.subject());
  } else if (event.has_fact_corrected()) {
    CountCorrected(world, entry, event.fact_corrected());
    CountCorrection(world, entry);
  } else if (event.has_urgency_answered() && event.urgency_answered().accepted()) {
    CountUrgent(world, entry);
  } else if (event.has_engagement_recorded()) {
    CountEngagement(world, entry, event.engagement_recorded());
  }
}

void RegisterCoverageRoom(Rooms& rooms) {
  rooms.Table<state::v1::FigureRow>();
  rooms.Table<state::v1::FigureMemberRow>();
  rooms.SetFigures(&CountEntry);
  RegisterCoverageQueries(rooms);
}

}  // namespace plumbline
