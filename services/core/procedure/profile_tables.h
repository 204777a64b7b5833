// services/core/procedure/profile_tables.h: inside of Profile; for profile*.cc only.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_TABLES_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_TABLES_H_

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/core/base/check.h"
#include "services/core/calendar/civil_day.h"
#include "services/core/procedure/profile.h"

namespace plumbline {

inline constexpr absl::CivilDay kFirstDay{1900, 1, 1};
inline constexpr absl::CivilDay kLastDay{2999, 12, 31};

// Kinds are 1..6: an index of six bits stands for a set of them.
inline constexpr size_t kKindMasks = 64;
inline size_t MaskIndex(KindSet kinds) { return (kinds.bits() >> 1) & (kKindMasks - 1); }
static_assert(config::v1::Kind_MAX == 6, "one bit of the index for each kind");

// The tracks of a rule: those it names, or every kind.
template <typename Rule>
KindSet TracksOf(const Rule& rule) {
  return rule.tracks().empty() ? AllKinds() : KindSet::Of(rule.tracks());
}

// The days on which a rule counts, bounded by those of its profile. Days were checked before.
struct DayRange {
  absl::CivilDay first = kFirstDay;
  absl::CivilDay last = kLastDay;
  bool Contains(absl::CivilDay day) const { return first <= day && day <= last; }
  bool Overlaps(const DayRange& other) const { return first <= other.last && other.first <= last; }
};

inline absl::CivilDay CheckedDay(const std::string& text, absl::CivilDay absent) {
  if (text.empty()) return absent;
  const absl::StatusOr<absl::CivilDay> day = ParseCivilDay(text);
  PLUMBLINE_CHECK(day.ok(), "days of a profile are checked before its tables are made");
  return *day;
}

template <typename Dated>
DayRange DaysOf(const Dated& rule) {
  return {CheckedDay(rule.valid_from(), kFirstDay), CheckedDay(rule.valid_to(), kLastDay)};
}

template <typename Rule>
DayRange DaysOf(const Rule& rule, const config::v1::Profile& profile) {
  const DayRange own = DaysOf(rule);
  const DayRange whole = DaysOf(profile);
  return {std::max(own.first, whole.first), std::min(own.last, whole.last)};
}

// All rules of one type over the line of inheritance, grouped by id.
template <typename Rule>
class RuleTable {
 public:
  struct Entry {
    const Rule* rule;
    int depth;  // 0: the profile itself, 1: its parent, …
    DayRange days;
    KindSet tracks;
  };
  struct Group {
    std::string id;
    std::vector<Entry> entries;  // nearest profile first
  };

  void Add(const Rule& rule, const config::v1::Profile& profile, int depth) {
    auto group = std::find_if(groups_.begin(), groups_.end(),
                              [&](const Group& g) { return g.id == rule.id(); });
    if (group == groups_.end()) {
      groups_.push_back({rule.id(), {}});
      group = groups_.end() - 1;
    }
    const Entry entry{&rule, depth, DaysOf(rule, profile), TracksOf(rule)};
    const auto place = std::find_if(group->entries.begin(), group->entries.end(),
                                    [&](const Entry& e) { return e.depth > depth; });
    group->entries.insert(place, entry);
  }

  const std::vector<Group>& groups() const { return groups_; }

  const Group* Find(absl::string_view id) const {
    for (const Group& group : groups_) {
      if (group.id == id) return &group;
    }
    return nullptr;
  }

  // The rules of one id in force: for each kind that of the nearest profile, each rule once.
  static std::vector<const Rule*> InForce(const Group& group, KindSet kinds, absl::CivilDay day) {
    std::vector<const Rule*> rules;
    KindSet open = kinds;
    for (const Entry& entry : group.entries) {
      if (!entry.days.Contains(day) || !entry.tracks.Intersects(open)) continue;
      rules.push_back(entry.rule);
      for (int kind = 1; kind <= config::v1::Kind_MAX; ++kind) {
        const auto value = static_cast<config::v1::Kind>(kind);
        if (entry.tracks.Contains(value)) open.Remove(value);
      }
    }
    return rules;
  }

  std::vector<const Rule*> InForce(KindSet kinds, absl::CivilDay day) const {
    std::vector<const Rule*> rules;
    for (const Group& group : groups_) {
      const std::vector<const Rule*> some = InForce(group, kinds, day);
      rules.insert(rules.end(), some.begin(), some.end());
    }
    return rules;
  }

  // One rule of an id; nullptr where none is in force.
  const Rule* One(absl::string_view id, KindSet kinds, absl::CivilDay day) const {
    const Group* const group = Find(id);
    if (group == nullptr) return nullptr;
    const std::vector<const Rule*> rules = InForce(*group, kinds, day);
    return rules.empty() ? nullptr : rules.front();
  }

  // First days on which something changes.
  void AppendBoundaries(std::vector<absl::CivilDay>* days) const {
    for (const Group& group : groups_) {
      for (const Entry& entry : group.entries) {
        days->push_back(entry.days.first);
        days->push_back(entry.days.last + 1);
      }
    }
  }

 private:
  std::vector<Group> groups_;
};

// Between two days on which rules change everything is the same: answers are made beforehand.
struct Segment {
  absl::CivilDay first;
  // Where the gates of command c and mask m stand in `gate_pool`: [start[c * kKindMasks + m], …+1).
  std::vector<uint32_t> start;
  std::vector<const GateRule*> gate_pool;
  // Stages that each set of tracks passes: bit n stands for stage n.
  std::array<uint32_t, kKindMasks> stages{};
  std::array<std::array<Access, config::v1::Reader_ARRAYSIZE>, config::v1::Part_ARRAYSIZE> access;
};

struct Profile::Tables {
  std::vector<std::unique_ptr<config::v1::Profile>> owned;  // child first
  std::vector<const config::v1::Profile*> files;
  std::vector<std::pair<std::string, std::string>> sources;  // name, bytes; child first
  std::string calendar_id;
  std::vector<CalendarRow> extra_days;

  RuleTable<config::v1::Track> tracks;
  RuleTable<config::v1::Step> steps;
  RuleTable<config::v1::Gate> gates;
  RuleTable<config::v1::Limit> limits;
  RuleTable<config::v1::Counting> countings;
  RuleTable<config::v1::Material> materials;
  RuleTable<config::v1::Chain> chains;
  RuleTable<config::v1::Numbering> numberings;
  RuleTable<config::v1::FigureRule> figures;
  RuleTable<config::v1::Visibility> visibilities;
  RuleTable<config::v1::Conclusion> conclusions;
  RuleTable<config::v1::Switch> switches;
  RuleTable<config::v1::Tolerance> tolerances;
  RuleTable<config::v1::ConflictRule> conflicts;
  RuleTable<config::v1::ArchiveItem> archive;

  // By catalogue number, then as in the groups; addresses are stable once the tables are made.
  std::vector<std::unique_ptr<GateRule>> gate_rules;
  std::vector<std::unique_ptr<LimitRule>> limit_rules;
  std::array<const RuleTable<config::v1::Gate>::Group*, kGateCount> gate_groups{};
  std::array<const RuleTable<config::v1::Limit>::Group*, kLimitCount> limit_groups{};
  std::vector<Segment> segments;  // ascending

  const GateRule* RuleOf(const config::v1::Gate* gate) const;
  const LimitRule* RuleOf(const config::v1::Limit* limit) const;
  // The gates in force for these tracks, in the order of the catalogue.
  std::vector<const GateRule*> GatesInForce(KindSet kinds, absl::CivilDay day) const;
  const Segment& SegmentOf(absl::CivilDay day) const;
};

// Makes Profiles of parsed and checked files; `profile_load.cc` uses it.
class ProfileBuilder {
 public:
  // `files`: child first, with their names and bytes.
  static std::shared_ptr<const Profile> Build(
      std::vector<std::unique_ptr<config::v1::Profile>> files,
      std::vector<std::pair<std::string, std::string>> sources);
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_TABLES_H_
