#include "services/matter/access.h"

#include <algorithm>

#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/dates.h"
#include "services/relation.h"
#include "services/rules.h"

namespace plumbline {

namespace {

bool Contains(const google::protobuf::RepeatedPtrField<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool HasRole(const state::v1::Holding& holding, config::v1::Role role) {
  return std::find(holding.roles().begin(), holding.roles().end(), static_cast<int>(role)) !=
         holding.roles().end();
}

}  // namespace

ReaderSet ReadersOf(const World& world, const Caller& caller, absl::string_view matter,
                    const state::v1::MatterRow& row) {
  ReaderSet readers;
  const v1::Matter& m = row.resource();
  if (caller.holdings != nullptr) {
    for (const state::v1::Holding& holding : caller.holdings->holdings()) {
      if (!InForce(holding, caller.today)) continue;
      const std::string& own = holding.organization();
      const bool works_on_papers =
          HasRole(holding, config::v1::ROLE_HANDLER) || HasRole(holding, config::v1::ROLE_UNIT_HEAD);
      if (own == m.lead_drafter() && works_on_papers) readers.Add(config::v1::READER_DRAFTER);
      if (Contains(m.co_drafters(), own) && works_on_papers) {
        readers.Add(config::v1::READER_CO_DRAFTER);
      }
      if (own == m.reviewing_body()) {
        if (HasRole(holding, config::v1::ROLE_REVIEWER) ||
            HasRole(holding, config::v1::ROLE_SECTION_HEAD)) {
          readers.Add(config::v1::READER_REVIEWER);
        }
        if (HasRole(holding, config::v1::ROLE_INTAKE)) readers.Add(config::v1::READER_INTAKE);
        if (HasRole(holding, config::v1::ROLE_CHIEF)) readers.Add(config::v1::READER_CHIEF);
      }
      if (own == m.office() || own == m.issuer()) {
        if (HasRole(holding, config::v1::ROLE_OFFICE)) readers.Add(config::v1::READER_OFFICE);
        if (HasRole(holding, config::v1::ROLE_GOVERNMENT_HEAD)) {
          readers.Add(config::v1::READER_GOVERNMENT_HEAD);
        }
      }
      if (HasRole(holding, config::v1::ROLE_INSPECTOR)) {
        readers.Add(config::v1::READER_INSPECTOR);
      }
      if (HasRole(holding, config::v1::ROLE_SYSTEM_ADMIN) ||
          HasRole(holding, config::v1::ROLE_SECURITY_ADMIN) ||
          HasRole(holding, config::v1::ROLE_AUDIT_ADMIN)) {
        readers.Add(config::v1::READER_ADMINISTRATOR);
      }
    }
  }
  // Who is asked one question about it, while the question is open.
  for (const state::v1::StandingInquiry& one : world.Get<state::v1::JointTallyRow>(matter).inquiries()) {
    if (!one.open() || !HoldsPost(caller, one.organization())) continue;
    readers.Add(one.kind() == v1::INQUIRY_KIND_GUIDANCE ? config::v1::READER_GUIDING_BODY
                                                        : config::v1::READER_COUNTERSIGNER);
  }
  const auto* tally = world.Find<state::v1::ReviewTallyRow>(matter);
  for (int i = 0; tally != nullptr && i < tally->assigned_size(); ++i) {
    const state::v1::AssignedPerson& assigned = tally->assigned(i);
    if (!assigned.active() || assigned.person() != caller.person) continue;
    readers.Add(assigned.role() == config::v1::ROLE_EXPERT
                          ? config::v1::READER_ASSIGNED_EXPERT
                          : assigned.role() == config::v1::ROLE_ADVISOR
                                ? config::v1::READER_ASSIGNED_ADVISOR
                                : config::v1::READER_REVIEWER);
  }
  readers.Add(caller.anonymous() ? config::v1::READER_PUBLIC : config::v1::READER_OTHER);
  return readers;
}

bool ReaderSees(const state::v1::MatterRow& row, const Profile& profile, config::v1::Part part,
                config::v1::Reader reader, absl::CivilDay today, bool sent) {
  const config::v1::Stage stage = row.resource().stage();
  const bool published = stage == config::v1::STAGE_PUBLISHED || stage == config::v1::STAGE_IN_FORCE;
  switch (profile.Visible(part, reader, today)) {
    case Access::kNever:
      return false;
    case Access::kWhileAssigned: {  // An assignment that ended makes no such reader.
      if (!published && stage != config::v1::STAGE_ENDED) return true;
      const config::v1::Tolerance* days = profile.Tolerance("A-AFTER-CLOSING", today);
      return row.last_act_date() == 0 || today - DayOf(row.last_act_date()) <= (days == nullptr ? 0 : days->length());
    }
    case Access::kAlways:
      return true;
    case Access::kOnceSent:
      return sent;
    case Access::kOncePublished:
      return published;
  }
  return false;
}

MatterSight::MatterSight(const World& world, const Caller& caller, absl::string_view matter,
                         const state::v1::MatterRow& row)
    : row_(row),
      all_(caller.system()),
      today_(caller.today),
      profile_(RulesOf(world, row.resource().issuer()).profile) {
  if (!all_) readers_ = ReadersOf(world, caller, matter, row);
}

bool MatterSight::Sees(config::v1::Part part, bool sent) const {
  if (all_) return true;
  if (profile_ == nullptr) return false;
  for (int number = config::v1::Reader_MIN; number <= config::v1::Reader_MAX; ++number) {
    const auto reader = static_cast<config::v1::Reader>(number);
    if (readers_.Contains(reader) && ReaderSees(row_, *profile_, part, reader, today_, sent)) return true;
  }
  return false;
}

bool SeesPart(const World& world, const Caller& caller, absl::string_view matter,
              const state::v1::MatterRow& row, config::v1::Part part, bool sent) {
  return MatterSight(world, caller, matter, row).Sees(part, sent);
}

bool MatterVisible(const World& world, const Caller& caller, absl::string_view matter,
                   const state::v1::MatterRow& row) {
  if (caller.system()) return true;
  // What was never handed in is the drafter's own affair, and that of whom he asks.
  if (!row.resource().has_submitted() && row.resource().stage() == config::v1::STAGE_DRAFT) {
    return ReadersOf(world, caller, matter, row)
        .Intersects({config::v1::READER_DRAFTER, config::v1::READER_CO_DRAFTER, config::v1::READER_COUNTERSIGNER});
  }
  return SeesPart(world, caller, matter, row, config::v1::PART_SUMMARY);
}

bool SeesPartOf(const World& world, const Caller& caller, absl::string_view child,
                config::v1::Part part, bool sent) {
  const absl::string_view matter = MatterOf(child);
  const auto* row = world.Find<state::v1::MatterRow>(matter);
  return row != nullptr && MatterVisible(world, caller, matter, *row) &&
         SeesPart(world, caller, matter, *row, part, sent);
}

}  // namespace plumbline
