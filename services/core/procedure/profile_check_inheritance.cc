// Checks that need the ancestors of a profile: references, and rules laxer than the parent's.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/core/procedure/catalogue.h"
#include "services/core/procedure/profile_check.h"
#include "services/core/procedure/profile_tables.h"
#include "services/core/procedure/rule_check.h"
#include "services/core/procedure/time_limits.h"

namespace plumbline {
namespace {

template <typename Rule>
std::set<std::string> IdsOf(const std::vector<const ParsedProfile*>& line) {
  std::set<std::string> ids;
  for (const ParsedProfile* file : line) {
    ForEach<Rule>(*file, nullptr,
                  [&](const RuleCheck&, const Rule& rule) { ids.insert(rule.id()); });
  }
  return ids;
}

// A figure that an office merely set itself does not bind those below it; everything else does.
template <typename Rule>
bool Binds(const Rule& rule) {
  return !rule.source().empty() && rule.source(0).nature() != config::v1::NATURE_INTERNAL_TARGET;
}

// How `child` is laxer than `parent`; empty when it is not.
std::string Laxer(const config::v1::Limit& child, const config::v1::Limit& parent) {
  if (parent.bound() == config::v1::BOUND_NONE) return "";
  if (child.bound() != parent.bound() || child.direction() != parent.direction()) {
    return "has another bound or direction than";
  }
  if (child.unit() != parent.unit()) {
    return "counts in another unit than, and so cannot be compared with,";
  }
  const absl::optional<LimitId> id = FindLimitId(child.id());
  if (id && CompareStrictness(child, parent) > 0) return "has a laxer length than";
  if (child.force() > parent.force()) return "has a weaker force than";
  return "";
}

std::string Laxer(const config::v1::Gate& child, const config::v1::Gate& parent) {
  if (child.force() > parent.force()) return "has a weaker force than";
  for (const std::string& command : parent.blocks()) {
    if (std::find(child.blocks().begin(), child.blocks().end(), command) == child.blocks().end()) {
      return absl::StrCat("does not block ", command, ", unlike");
    }
  }
  if (child.condition() != parent.condition() &&
      child.condition() != config::v1::CONDITION_UNSPECIFIED) {
    return "applies under another condition than";
  }
  if (!ConditionSet::Of(parent.unless()).ContainsAll(ConditionSet::Of(child.unless()))) {
    return "has more exemptions than";
  }
  if (child.status() == config::v1::RULE_STATUS_LATER &&
      parent.status() != config::v1::RULE_STATUS_LATER) {
    return "is not evaluated, unlike";
  }
  return "";
}

std::string Laxer(const config::v1::Material& child, const config::v1::Material& parent) {
  if (parent.must_be_filed() && !child.must_be_filed()) return "takes 不适用, unlike";
  return child.need() > parent.need() ? "is needed less than" : "";
}

template <typename Rule>
void CheckNotLaxer(const std::vector<const ParsedProfile*>& line, ProfileErrors* errors) {
  for (size_t depth = 0; depth + 1 < line.size(); ++depth) {
    ForEach<Rule>(*line[depth], errors, [&](const RuleCheck& check, const Rule& child) {
      const DayRange days = DaysOf(child, *line[depth]->profile);
      for (size_t above = depth + 1; above < line.size(); ++above) {
        ForEach<Rule>(*line[above], nullptr, [&](const RuleCheck& place, const Rule& parent) {
          if (parent.id() != child.id() || !Binds(parent) ||
              !TracksOf(parent).Intersects(TracksOf(child)) ||
              !DaysOf(parent, *line[above]->profile).Overlaps(days)) {
            return;
          }
          const std::string how = Laxer(child, parent);
          if (how.empty()) return;
          check.Error(check.line(),
                      absl::StrCat(child.id(), " ", how, " the rule of its parent (",
                                   line[above]->name, ":", place.line(),
                                   "). A place may be stricter than what binds it, never laxer."));
        });
      }
    });
  }
}

void CheckReferences(const std::vector<const ParsedProfile*>& line, ProfileErrors* errors) {
  const std::set<std::string> limits = IdsOf<config::v1::Limit>(line);
  const std::set<std::string> countings = IdsOf<config::v1::Counting>(line);
  const std::set<std::string> materials = IdsOf<config::v1::Material>(line);
  const std::set<std::string> switches = IdsOf<config::v1::Switch>(line);
  const auto known = [](const RuleCheck& check, const std::set<std::string>& ids, const char* what,
                        int at, const std::string& id) {
    if (ids.count(id) != 0) return;
    check.Error(
        at, absl::StrCat(check.Id(), ": unknown ", what, " \"", absl::CHexEscape(id.substr(0, 60)),
                         "\": neither this profile nor its parents have it. Correct the id or add "
                         "the rule."));
  };
  const auto known_all = [&](const RuleCheck& check, const std::set<std::string>& ids,
                             const char* what, const char* field, const auto& values) {
    for (int i = 0; i < values.size(); ++i)
      known(check, ids, what, check.LineOf(field, i), values[i]);
  };
  for (const ParsedProfile* file : line) {
    ForEach<config::v1::Gate>(
        *file, errors, [&](const RuleCheck& check, const config::v1::Gate& gate) {
          known_all(check, materials, "material", "material_ids", gate.material_ids());
          known_all(check, limits, "limit", "limit_ids", gate.limit_ids());
        });
    ForEach<config::v1::Step>(*file, errors,
                              [&](const RuleCheck& check, const config::v1::Step& step) {
                                known_all(check, limits, "limit", "limit_ids", step.limit_ids());
                              });
    ForEach<config::v1::ArchiveItem>(
        *file, errors, [&](const RuleCheck& check, const config::v1::ArchiveItem& item) {
          known_all(check, materials, "material", "material_ids", item.material_ids());
        });
    ForEach<config::v1::Limit>(*file, errors,
                               [&](const RuleCheck& check, const config::v1::Limit& limit) {
                                 if (limit.counting_id().empty()) return;
                                 known(check, countings, "counting rule",
                                       check.LineOf("counting_id"), limit.counting_id());
                               });
    ForEach<config::v1::Material>(
        *file, errors, [&](const RuleCheck& check, const config::v1::Material& material) {
          if (material.required_by_switch().empty()) return;
          known(check, switches, "switch", check.LineOf("required_by_switch"),
                material.required_by_switch());
        });
  }
}

// Each part has its row, so that every cell of the table is decided by somebody.
void CheckVisibilityIsComplete(const std::vector<const ParsedProfile*>& line,
                               ProfileErrors* errors) {
  std::set<int> parts;
  std::map<int, std::string> ids;
  for (const ParsedProfile* file : line) {
    ForEach<config::v1::Visibility>(
        *file, errors, [&](const RuleCheck& check, const config::v1::Visibility& row) {
          parts.insert(row.part());
          const auto [place, fresh] = ids.emplace(row.part(), row.id());
          if (!fresh && place->second != row.id()) {
            check.Error(check.line(), absl::StrCat(row.id(), " sets the part that ", place->second,
                                                   " sets too. Use one id for each part."));
          }
        });
  }
  for (int part = 1; part < config::v1::Part_ARRAYSIZE; ++part) {
    if (parts.count(part) != 0) continue;
    errors->Add(line.back()->name, 1,
                absl::StrCat("The table of visibility has no row for ",
                             config::v1::Part_Name(static_cast<config::v1::Part>(part)),
                             ". Add a visibility rule that says who sees it."));
  }
}

}  // namespace

void CheckInheritance(const std::vector<const ParsedProfile*>& line, ProfileErrors* errors) {
  CheckReferences(line, errors);
  CheckNotLaxer<config::v1::Limit>(line, errors);
  CheckNotLaxer<config::v1::Gate>(line, errors);
  CheckNotLaxer<config::v1::Material>(line, errors);
  CheckVisibilityIsComplete(line, errors);
}

}  // namespace plumbline
