#include "services/rules.h"

#include "plumbline/state/v1/directory_state.pb.h"
#include "services/world.h"

namespace plumbline {

namespace {
constexpr int kLevelsMax = 8;  // Townships stand four levels below the top; more is a cycle.
}

RuleSet RulesOf(const World& world, absl::string_view organization) {
  if (world.rules_book() == nullptr) return {};
  std::string name(organization);
  for (int level = 0; level < kLevelsMax && !name.empty(); ++level) {
    const auto* row = world.Find<state::v1::OrganizationRow>(name);
    if (row == nullptr) return {};
    if (!row->resource().profile().empty()) return world.rules_book()->Find(row->resource().profile());
    name = row->resource().parent();
  }
  return {};
}

}  // namespace plumbline
