#include "services/relation.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/procedure/labels.h"
#include "services/dates.h"

namespace plumbline {

absl::string_view MatterOf(absl::string_view name) {
  return absl::StartsWith(name, "matters/") ? RootOf(name) : absl::string_view();
}

std::string PersonTitle(const World& world, const std::string& person) {
  const auto* row = world.Find<state::v1::PersonRow>(person);
  return row == nullptr ? std::string() : ShownContent(world, row->display_name());
}

bool WorksFromOutside(const World& world, const Caller& caller) {
  if (world.Get<state::v1::PersonRow>(caller.person).resource().external()) return true;
  bool assigned = false;
  if (caller.holdings == nullptr) return false;
  for (const state::v1::Holding& holding : caller.holdings->holdings()) {
    if (!InForce(holding, caller.today)) continue;
    for (const int role : holding.roles()) {
      if (role != config::v1::ROLE_ADVISOR && role != config::v1::ROLE_EXPERT) return false;
      assigned = true;
    }
  }
  return assigned;
}

std::string OfficeOf(const World& world, const std::string& organization) {
  const auto& row = world.Get<state::v1::OrganizationRow>(organization);
  return row.resource().office().empty() ? organization : row.resource().office();
}

std::optional<Refusal> CheckStands(const World& world, const std::string& organization, const std::string& field) {
  if (organization.empty()) return std::nullopt;
  const auto* row = world.Find<state::v1::OrganizationRow>(organization);
  if (row == nullptr) return RefuseField(field, "没有这个机关", "no such organisation");
  if (IsSet(row->resource().closed_date())) {
    return RefuseField(field, "该机关已撤并，请填写承接机关", "this organisation has ended; name who took over");
  }
  return std::nullopt;
}

bool IsParty(const Caller& caller, absl::string_view party) {
  return !caller.anonymous() && (caller.person == party || HoldsPost(caller, party));
}

bool ContinuedBy(const World& world, const std::string& organization, absl::string_view other) {
  if (organization == other) return true;
  std::set<std::string> seen;
  std::vector<std::string> next = {organization};
  while (!next.empty()) {
    const std::string one = std::move(next.back());
    next.pop_back();
    if (!seen.insert(one).second) continue;
    for (const std::string& successor : world.Get<state::v1::OrganizationRow>(one).resource().successors()) {
      if (successor == other) return true;
      next.push_back(successor);
    }
  }
  return false;
}

std::string StandsNow(const World& world, const std::string& organization) {
  std::set<std::string> seen;
  std::string now = organization;
  while (seen.insert(now).second) {
    const auto& one = world.Get<state::v1::OrganizationRow>(now).resource();
    if (!IsSet(one.closed_date())) return now;
    if (one.successors_size() != 1) break;
    now = one.successors(0);
  }
  return {};
}

bool IsAssigned(const World& world, absl::string_view matter, absl::string_view person) {
  const auto* tally = world.Find<state::v1::ReviewTallyRow>(matter);
  if (tally == nullptr) return false;
  return std::any_of(tally->assigned().begin(), tally->assigned().end(),
                     [person](const state::v1::AssignedPerson& assigned) {
                       return assigned.active() && assigned.person() == person;
                     });
}

bool Related(const World& world, v1::Relation relation, const RelationTarget& target,
             absl::string_view person, const state::v1::Holding& holding) {
  const std::string& own = holding.organization();
  switch (relation) {
    case v1::RELATION_UNSPECIFIED:
    case v1::RELATION_ANY:
      return true;
    case v1::RELATION_DRAFTER:
      return target.row != nullptr && own == target.row->resource().lead_drafter();
    case v1::RELATION_REVIEWING_BODY:
      return target.row != nullptr && own == target.row->resource().reviewing_body();
    case v1::RELATION_ISSUER:
      return target.row != nullptr && (own == target.row->resource().issuer() ||
                                       own == target.row->resource().office());
    case v1::RELATION_CO_DRAFTER:
      return target.row != nullptr &&
             std::find(target.row->resource().co_drafters().begin(), target.row->resource().co_drafters().end(), own) !=
                 target.row->resource().co_drafters().end();
    case v1::RELATION_ASSIGNED:
      // The turn of who is away is that of who stands in.
      return !target.matter.empty() &&
             IsAssigned(world, target.matter, holding.on_behalf_of().empty() ? person : holding.on_behalf_of());
    case v1::RELATION_OWN_ORGANIZATION:
      return target.organization.empty() || own == target.organization;
    default:
      return false;
  }
}

const state::v1::Holding* FindHolding(const World& world, const v1::MethodRule& rule,
                                      const RelationTarget& target, absl::string_view person,
                                      const state::v1::HoldingsRow* holdings, absl::CivilDay day,
                                      absl::string_view post, config::v1::Role* role) {
  if (holdings == nullptr) return nullptr;
  const state::v1::Holding* for_another = nullptr;  // One's own posts come before those that one stands in for.
  for (const v1::Permission& permission : rule.allow()) {
    for (const state::v1::Holding& holding : holdings->holdings()) {
      if (for_another != nullptr && !holding.on_behalf_of().empty()) continue;
      if (!post.empty() && holding.name() != post) continue;
      if (!InForce(holding, day)) continue;
      const bool holds = std::find(holding.roles().begin(), holding.roles().end(),
                                   static_cast<int>(permission.role())) != holding.roles().end();
      if (!holds || !Related(world, permission.relation(), target, person, holding)) continue;
      *role = permission.role();
      if (holding.on_behalf_of().empty()) return &holding;
      for_another = &holding;
    }
  }
  return for_another;
}

Refusal RefuseRole(const v1::MethodRule& rule, absl::string_view tail_zh, absl::string_view tail_en) {
  std::string needed;
  std::string zh;
  std::string en;
  for (const v1::Permission& permission : rule.allow()) {
    absl::StrAppend(&needed, needed.empty() ? "" : ",", config::v1::Role_Name(permission.role()));
    absl::StrAppend(&zh, zh.empty() ? "" : "、", Label(permission.role(), Language::kChinese));
    absl::StrAppend(&en, en.empty() ? "" : ", ", Label(permission.role(), Language::kEnglish));
  }
  Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                           absl::StrCat("“", rule.title_zh(), "”须由下列角色办理：", zh, tail_zh, "。"),
                           absl::StrCat(rule.title_en(), " needs one of: ", en, tail_en, "."));
  refusal.metadata["roleNeeded"] = needed;
  return refusal;
}

}  // namespace plumbline
