#include "services/matter/access.h"

#include <algorithm>

#include "plumbline/state/v1/review_state.pb.h"
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

std::vector<config::v1::Reader> ReadersOf(const World& world, const Caller& caller,
                                          absl::string_view matter,
                                          const state::v1::MatterRow& row) {
  std::vector<config::v1::Reader> readers;
  const v1::Matter& m = row.resource();
  if (caller.holdings != nullptr) {
    for (const state::v1::Holding& holding : caller.holdings->holdings()) {
      if (!InForce(holding, caller.today)) continue;
      const std::string& own = holding.organization();
      const bool works_on_papers =
          HasRole(holding, config::v1::ROLE_HANDLER) || HasRole(holding, config::v1::ROLE_UNIT_HEAD);
      if (own == m.lead_drafter() && works_on_papers) readers.push_back(config::v1::READER_DRAFTER);
      if (Contains(m.co_drafters(), own) && works_on_papers) {
        readers.push_back(config::v1::READER_CO_DRAFTER);
      }
      if (own == m.reviewing_body()) {
        if (HasRole(holding, config::v1::ROLE_REVIEWER) ||
            HasRole(holding, config::v1::ROLE_SECTION_HEAD)) {
          readers.push_back(config::v1::READER_REVIEWER);
        }
        if (HasRole(holding, config::v1::ROLE_INTAKE)) readers.push_back(config::v1::READER_INTAKE);
        if (HasRole(holding, config::v1::ROLE_CHIEF)) readers.push_back(config::v1::READER_CHIEF);
      }
      if (own == m.office() || own == m.issuer()) {
        if (HasRole(holding, config::v1::ROLE_OFFICE)) readers.push_back(config::v1::READER_OFFICE);
        if (HasRole(holding, config::v1::ROLE_GOVERNMENT_HEAD)) {
          readers.push_back(config::v1::READER_GOVERNMENT_HEAD);
        }
      }
      if (HasRole(holding, config::v1::ROLE_INSPECTOR)) {
        readers.push_back(config::v1::READER_INSPECTOR);
      }
      if (HasRole(holding, config::v1::ROLE_SYSTEM_ADMIN) ||
          HasRole(holding, config::v1::ROLE_SECURITY_ADMIN) ||
          HasRole(holding, config::v1::ROLE_AUDIT_ADMIN)) {
        readers.push_back(config::v1::READER_ADMINISTRATOR);
      }
    }
  }
  const auto* tally = world.Find<state::v1::ReviewTallyRow>(matter);
  for (int i = 0; tally != nullptr && i < tally->assigned_size(); ++i) {
    const state::v1::AssignedPerson& assigned = tally->assigned(i);
    if (!assigned.active() || assigned.person() != caller.person) continue;
    readers.push_back(assigned.role() == config::v1::ROLE_EXPERT
                          ? config::v1::READER_ASSIGNED_EXPERT
                          : assigned.role() == config::v1::ROLE_ADVISOR
                                ? config::v1::READER_ASSIGNED_ADVISOR
                                : config::v1::READER_REVIEWER);
  }
  readers.push_back(caller.anonymous() ? config::v1::READER_PUBLIC : config::v1::READER_OTHER);
  return readers;
}

bool SeesPart(const World& world, const Caller& caller, absl::string_view matter,
              const state::v1::MatterRow& row, config::v1::Part part, bool sent) {
  if (caller.system()) return true;
  const RuleSet rules = RulesOf(world, row.resource().issuer());
  if (rules.profile == nullptr) return false;
  const config::v1::Stage stage = row.resource().stage();
  const bool published = stage == config::v1::STAGE_PUBLISHED || stage == config::v1::STAGE_IN_FORCE;
  for (const config::v1::Reader reader : ReadersOf(world, caller, matter, row)) {
    switch (rules.profile->Visible(part, reader, caller.today)) {
      case Access::kNever:
        break;
      case Access::kWhileAssigned:  // An assignment that ended makes no such reader.
      case Access::kAlways:
        return true;
      case Access::kOnceSent:
        if (sent) return true;
        break;
      case Access::kOncePublished:
        if (published) return true;
        break;
    }
  }
  return false;
}

bool MatterVisible(const World& world, const Caller& caller, absl::string_view matter,
                   const state::v1::MatterRow& row) {
  if (caller.system()) return true;
  // What was never handed in is the drafter's own affair.
  if (!row.resource().has_submitted() && row.resource().stage() == config::v1::STAGE_DRAFT) {
    for (const config::v1::Reader reader : ReadersOf(world, caller, matter, row)) {
      if (reader == config::v1::READER_DRAFTER || reader == config::v1::READER_CO_DRAFTER) return true;
    }
    return false;
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
