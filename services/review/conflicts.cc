#include "services/review/conflicts.h"

#include <algorithm>
#include <map>

#include "plumbline/state/v1/directory_state.pb.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"
#include "services/relation.h"

namespace plumbline {

namespace {

// Whether `organization`, or who took over from it, drafts the matter.
bool Drafts(const World& world, const v1::Matter& matter, const std::string& organization) {
  return ContinuedBy(world, organization, matter.lead_drafter()) ||
         std::any_of(matter.co_drafters().begin(), matter.co_drafters().end(),
                     [&](const std::string& other) { return ContinuedBy(world, organization, other); });
}

// The relation that the profile's rules speak of; UNSPECIFIED: no rule is about it.
config::v1::Relation RelationTo(const World& world, const v1::Matter& matter, const state::v1::HeldRelation& held) {
  const bool drafter = Drafts(world, matter, held.organization());
  const bool maker = ContinuedBy(world, held.organization(), matter.issuer());
  if (!drafter && !maker) return config::v1::RELATION_UNSPECIFIED;
  switch (held.kind()) {
    case v1::CONFLICT_RELATION_KIND_COUNSEL:
      return drafter ? config::v1::RELATION_SERVES_DRAFTER : config::v1::RELATION_UNSPECIFIED;
    case v1::CONFLICT_RELATION_KIND_EMPLOYED:
      return drafter ? config::v1::RELATION_DIRECT_INTEREST : config::v1::RELATION_UNSPECIFIED;
    case v1::CONFLICT_RELATION_KIND_RELATIVE:
      return config::v1::RELATION_FAMILY;
    case v1::CONFLICT_RELATION_KIND_OPPOSING:
      return drafter ? config::v1::RELATION_ACTS_IN_MATTER
                     : config::v1::RELATION_ACTS_AGAINST_GOVERNMENT;
    case v1::CONFLICT_RELATION_KIND_INTEREST:
      return config::v1::RELATION_DIRECT_INTEREST;
    default:
      return config::v1::RELATION_UNSPECIFIED;
  }
}

void AddRelations(const World& world, const Context& context, const v1::Matter& matter,
                  const std::string& whose, Conflicts& found) {
  const auto* holdings = world.Find<state::v1::HoldingsRow>(whose);
  if (holdings == nullptr || context.rules.profile == nullptr) return;
  const int32_t day = DayNumber(context.occurred_on);
  for (const state::v1::HeldRelation& held : holdings->relations()) {
    if (held.from_date() > day || (held.until_date() != 0 && held.until_date() < day)) continue;
    const config::v1::Relation relation = RelationTo(world, matter, held);
    if (relation == config::v1::RELATION_UNSPECIFIED) continue;
    for (const config::v1::ConflictRule* rule :
         context.rules.profile->Conflicts(KindSet::Of(matter.kinds()), context.occurred_on)) {
      if (rule->relation() != relation || rule->status() == config::v1::RULE_STATUS_LATER) continue;
      journal::v1::RelationFound& one = found.relations.emplace_back();
      one.set_rule(rule->id());
      one.set_organization(held.organization());
      one.set_effect(rule->effect());
    }
  }
}

bool HasEffect(const Conflicts& conflicts, config::v1::ConflictEffect effect) {
  return std::any_of(
      conflicts.relations.begin(), conflicts.relations.end(),
      [effect](const journal::v1::RelationFound& one) { return one.effect() == effect; });
}

bool HasRole(const state::v1::Holding& holding, config::v1::Role role) {
  return std::find(holding.roles().begin(), holding.roles().end(), static_cast<int>(role)) !=
         holding.roles().end();
}

}  // namespace

bool Conflicts::Excludes() const {
  return drafter_staff || HasEffect(*this, config::v1::CONFLICT_EFFECT_EXCLUDES);
}

bool Conflicts::ExcludesUnlessLast() const {
  return HasEffect(*this, config::v1::CONFLICT_EFFECT_EXCLUDES_UNLESS_LAST);
}

std::vector<std::string> Conflicts::Rules() const {
  std::vector<std::string> rules;
  if (drafter_staff) rules.push_back("drafter-staff");
  for (const journal::v1::RelationFound& one : relations) {
    if (one.effect() != config::v1::CONFLICT_EFFECT_DISCLOSES) rules.push_back(one.rule());
  }
  return rules;
}

Conflicts FindConflicts(const World& world, const Context& context, const v1::Matter& matter,
                        const std::string& person, const std::string& holding) {
  Conflicts found;
  if (const auto* holdings = world.Find<state::v1::HoldingsRow>(person)) {
    for (const state::v1::Holding& one : holdings->holdings()) {
      // Where the reviewing body drafts itself its own people are all it has.
      if (CollectionOf(one.name()) == "posts" && InForce(one, context.occurred_on) &&
          Drafts(world, matter, one.organization()) && one.organization() != matter.reviewing_body()) {
        found.drafter_staff = true;
      }
    }
  }
  AddRelations(world, context, matter, person, found);
  if (const auto* appointment = world.Find<state::v1::AppointmentRow>(holding)) {
    if (!appointment->resource().firm().empty()) {
      AddRelations(world, context, matter, appointment->resource().firm(), found);
    }
  }
  return found;
}

const state::v1::Holding* HoldingFor(const World& world, const Context& context,
                                     const v1::Matter& matter, const std::string& person,
                                     config::v1::Role role) {
  const auto* holdings = world.Find<state::v1::HoldingsRow>(person);
  if (holdings == nullptr) return nullptr;
  for (const state::v1::Holding& one : holdings->holdings()) {
    // Assigned is who holds the post himself: a stand-in takes over turns, he is not given new ones by it.
    if (!one.on_behalf_of().empty() || !InForce(one, context.occurred_on)) continue;
    const bool of_body = one.organization() == matter.reviewing_body();
    const bool appointed = CollectionOf(one.name()) == "appointments";
    bool fits = false;
    if (role == config::v1::ROLE_REVIEWER) {
      fits = of_body && !appointed &&
             (HasRole(one, config::v1::ROLE_REVIEWER) ||
              HasRole(one, config::v1::ROLE_SECTION_HEAD) || HasRole(one, config::v1::ROLE_CHIEF));
    } else if (role == config::v1::ROLE_ADVISOR) {
      fits = of_body && appointed;
    } else if (role == config::v1::ROLE_EXPERT) {
      fits = (of_body && appointed && one.advisor_kind() == v1::ADVISOR_KIND_EXPERT) ||
             HasRole(one, config::v1::ROLE_EXPERT);
    }
    if (fits) return &one;
  }
  return nullptr;
}

bool HoldsOnDay(const World& world, const Context& context, const std::string& person,
                config::v1::Role role, const std::string& organization) {
  const Caller holder{person, world.Find<state::v1::HoldingsRow>(person), context.occurred_on};
  return HoldsRole(holder, role, organization);
}

const state::v1::AssignedPerson* FindActive(const World& world, const std::string& matter,
                                            absl::string_view person) {
  const auto* tally = world.Find<state::v1::ReviewTallyRow>(matter);
  if (tally == nullptr) return nullptr;
  for (const state::v1::AssignedPerson& one : tally->assigned()) {
    if (one.active() && one.person() == person) return &one;
  }
  return nullptr;
}

v1::ExclusionReason WhyExcluded(const World& world, const Context& context,
                                const std::string& matter_name, const v1::Matter& matter,
                                const std::string& person, const std::string& appointment,
                                std::string* rule) {
  const auto* row = world.Find<state::v1::PersonRow>(person);
  if (row == nullptr || row->resource().closed()) return v1::EXCLUSION_REASON_CLOSED;
  const Conflicts conflicts = FindConflicts(world, context, matter, person, appointment);
  if (conflicts.drafter_staff) return v1::EXCLUSION_REASON_DRAFTER_STAFF;
  if (!conflicts.Cleared(false)) {
    *rule = conflicts.Rules().front();
    return v1::EXCLUSION_REASON_CONFLICT;
  }
  v1::ExclusionReason reason = v1::EXCLUSION_REASON_UNSPECIFIED;
  if (const auto* tally = world.Find<state::v1::ReviewTallyRow>(matter_name)) {
    for (const state::v1::AssignedPerson& one : tally->assigned()) {
      if (one.person() != person) continue;
      reason = one.active() ? v1::EXCLUSION_REASON_ASSIGNED : v1::EXCLUSION_REASON_RECUSED;
    }
  }
  return reason;
}

absl::StatusOr<Panel> PanelFor(const World& world, const Context& context,
                               const std::string& matter_name, const v1::Matter& matter,
                               int advisor_kind) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                             context.children_of(matter.reviewing_body(), "appointments"));
  std::map<std::string, std::string> members;  // Person -> first appointment that fits.
  for (const std::string& name : names) {
    const auto* row = world.Find<state::v1::AppointmentRow>(name);
    if (row == nullptr || row->resource().body() != matter.reviewing_body()) continue;
    const v1::Appointment& one = row->resource();
    if (one.person().empty()) continue;  // A firm as a whole: those whom it named stand for themselves.
    if (advisor_kind != 0 && one.kind() != advisor_kind) continue;
    if (*DayOf(one.from_date()) > context.occurred_on ||
        *DayOf(one.until_date()) < context.occurred_on) {
      continue;
    }
    std::string& appointment = members[one.person()];
    if (appointment.empty() || name < appointment) appointment = name;
  }
  Panel panel;
  for (const auto& [person, appointment] : members) {
    std::string rule;
    const v1::ExclusionReason reason =
        WhyExcluded(world, context, matter_name, matter, person, appointment, &rule);
    if (reason == v1::EXCLUSION_REASON_UNSPECIFIED) {
      journal::v1::DrawCandidate& candidate = panel.pool.emplace_back();
      candidate.set_person(person);
      candidate.set_appointment(appointment);
    } else {
      journal::v1::DrawExclusion& excluded = panel.exclusions.emplace_back();
      excluded.set_person(person);
      excluded.set_appointment(appointment);
      excluded.set_reason(reason);
      excluded.set_rule(rule);
    }
  }
  return panel;
}

}  // namespace plumbline
