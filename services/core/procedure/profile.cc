#include "services/core/procedure/profile.h"

#include <algorithm>
#include <utility>

#include "services/core/base/bytes.h"
#include "services/core/base/check.h"
#include "services/core/procedure/profile_tables.h"
#include "services/core/procedure/time_limits.h"

namespace plumbline {

using config::v1::Stage;

KindSet AllKinds() {
  KindSet all;
  for (int kind = 1; kind <= config::v1::Kind_MAX; ++kind) {
    all.Add(static_cast<config::v1::Kind>(kind));
  }
  return all;
}

// ---- Tables ----

const GateRule* Profile::Tables::RuleOf(const config::v1::Gate* gate) const {
  for (const auto& rule : gate_rules) {
    if (rule->text == gate) return rule.get();
  }
  PLUMBLINE_CHECK(false, "every gate of the files has a rule");
}

const LimitRule* Profile::Tables::RuleOf(const config::v1::Limit* limit) const {
  for (const auto& rule : limit_rules) {
    if (rule->text == limit) return rule.get();
  }
  PLUMBLINE_CHECK(false, "every limit of the files has a rule");
}

std::vector<const GateRule*> Profile::Tables::GatesInForce(KindSet kinds,
                                                           absl::CivilDay day) const {
  std::vector<const GateRule*> rules;
  for (const auto* group : gate_groups) {
    if (group == nullptr) continue;
    for (const config::v1::Gate* gate : RuleTable<config::v1::Gate>::InForce(*group, kinds, day)) {
      rules.push_back(RuleOf(gate));
    }
  }
  return rules;
}

const Segment& Profile::Tables::SegmentOf(absl::CivilDay day) const {
  const auto after =
      std::upper_bound(segments.begin(), segments.end(), day,
                       [](absl::CivilDay d, const Segment& segment) { return d < segment.first; });
  return after == segments.begin() ? segments.front() : *(after - 1);
}

// ---- Building ----

namespace {

// Adds the rules of one repeated field of every file, root first so that the root's order leads.
template <typename Rule, typename Field>
void Fill(RuleTable<Rule>* table, const std::vector<const config::v1::Profile*>& files,
          const Field& field) {
  for (size_t depth = files.size(); depth-- > 0;) {
    for (const Rule& rule : field(*files[depth])) {
      table->Add(rule, *files[depth], static_cast<int>(depth));
    }
  }
}

Access AccessOf(const config::v1::Visibility& row, config::v1::Reader reader) {
  const auto in = [reader](const auto& readers) {
    return std::find(readers.begin(), readers.end(), reader) != readers.end();
  };
  if (in(row.always())) return Access::kAlways;
  if (in(row.while_assigned())) return Access::kWhileAssigned;
  if (in(row.once_sent())) return Access::kOnceSent;
  if (in(row.once_published())) return Access::kOncePublished;
  return Access::kNever;
}

}  // namespace

std::shared_ptr<const Profile> ProfileBuilder::Build(
    std::vector<std::unique_ptr<config::v1::Profile>> files,
    std::vector<std::pair<std::string, std::string>> sources) {
  PLUMBLINE_CHECK(!files.empty() && files.size() == sources.size(), "each file has its bytes");
  auto tables = std::make_unique<Profile::Tables>();
  Profile::Tables& t = *tables;
  t.owned = std::move(files);
  t.sources = std::move(sources);
  for (const auto& file : t.owned) t.files.push_back(file.get());

  using config::v1::Profile;
  Fill(
      &t.tracks, t.files, [](const Profile& p) -> const auto& { return p.track(); });
  Fill(
      &t.steps, t.files, [](const Profile& p) -> const auto& { return p.step(); });
  Fill(
      &t.gates, t.files, [](const Profile& p) -> const auto& { return p.gate(); });
  Fill(
      &t.limits, t.files, [](const Profile& p) -> const auto& { return p.limit(); });
  Fill(
      &t.countings, t.files, [](const Profile& p) -> const auto& { return p.counting(); });
  Fill(
      &t.materials, t.files, [](const Profile& p) -> const auto& { return p.material(); });
  Fill(
      &t.chains, t.files, [](const Profile& p) -> const auto& { return p.chain(); });
  Fill(
      &t.numberings, t.files, [](const Profile& p) -> const auto& { return p.numbering(); });
  Fill(
      &t.figures, t.files, [](const Profile& p) -> const auto& { return p.figure(); });
  Fill(
      &t.visibilities, t.files, [](const Profile& p) -> const auto& { return p.visibility(); });
  Fill(
      &t.conclusions, t.files, [](const Profile& p) -> const auto& { return p.conclusion(); });
  Fill(
      &t.switches, t.files, [](const Profile& p) -> const auto& { return p.switch_(); });
  Fill(
      &t.tolerances, t.files, [](const Profile& p) -> const auto& { return p.tolerance(); });
  Fill(
      &t.conflicts, t.files, [](const Profile& p) -> const auto& { return p.conflict(); });
  Fill(
      &t.archive, t.files, [](const Profile& p) -> const auto& { return p.archive(); });

  // The nearest profile that names a calendar decides; its extra days and those of its ancestors
  // add up.
  for (const Profile* file : t.files) {
    if (!file->has_calendar()) continue;
    if (t.calendar_id.empty()) t.calendar_id = file->calendar().id();
    for (const config::v1::ExtraDay& extra : file->calendar().extra_day()) {
      const absl::CivilDay day = CheckedDay(extra.date(), kFirstDay);
      const bool known = std::any_of(t.extra_days.begin(), t.extra_days.end(),
                                     [&](const CalendarRow& row) { return row.day == day; });
      if (known) continue;
      const bool holiday = extra.kind() == config::v1::DAY_KIND_HOLIDAY;
      t.extra_days.push_back(
          {day, holiday ? CalendarRow::Kind::kHoliday : CalendarRow::Kind::kWorkday, extra.name()});
    }
  }

  for (const auto& group : t.gates.groups()) {
    const absl::optional<GateId> id = FindGateId(group.id);
    PLUMBLINE_CHECK(id.has_value(), "gate ids are checked before the tables are made");
    t.gate_groups[static_cast<size_t>(*id)] = &group;
    for (const auto& entry : group.entries) {
      auto rule = std::make_unique<GateRule>();
      rule->id = *id;
      rule->force = entry.rule->force();
      rule->room = entry.rule->room();
      rule->condition = entry.rule->condition();
      rule->unless = ConditionSet::Of(entry.rule->unless());
      for (const std::string& limit : entry.rule->limit_ids()) {
        rule->limits.push_back(*FindLimitId(limit));
      }
      rule->text = entry.rule;
      t.gate_rules.push_back(std::move(rule));
    }
  }
  for (const auto& group : t.limits.groups()) {
    const absl::optional<LimitId> id = FindLimitId(group.id);
    PLUMBLINE_CHECK(id.has_value(), "limit ids are checked before the tables are made");
    t.limit_groups[static_cast<size_t>(*id)] = &group;
    for (const auto& entry : group.entries) {
      auto rule = std::make_unique<LimitRule>();
      rule->id = *id;
      rule->unless = ConditionSet::Of(entry.rule->unless());
      rule->text = entry.rule;
      t.limit_rules.push_back(std::move(rule));
    }
  }

  std::vector<absl::CivilDay> days = {kFirstDay};
  t.gates.AppendBoundaries(&days);
  t.tracks.AppendBoundaries(&days);
  t.visibilities.AppendBoundaries(&days);
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  for (const absl::CivilDay day : days) {
    Segment segment;
    segment.first = day;
    segment.start.reserve(kGatedCommandCount * kKindMasks + 1);
    // For one set of tracks the gates in force are the same for every command: find them once.
    std::array<std::vector<const GateRule*>, kKindMasks> in_force;
    for (size_t mask = 1; mask < kKindMasks; ++mask) {
      KindSet kinds;
      for (int kind = 1; kind <= config::v1::Kind_MAX; ++kind) {
        if ((mask >> (kind - 1) & 1) != 0) kinds.Add(static_cast<config::v1::Kind>(kind));
      }
      for (const config::v1::Track* track : t.tracks.InForce(kinds, day)) {
        segment.stages[mask] |= EnumSet<Stage>::Of(track->stages()).bits();
      }
      for (const GateRule* rule : t.GatesInForce(kinds, day)) {
        if (rule->text->status() != config::v1::RULE_STATUS_LATER) in_force[mask].push_back(rule);
      }
    }
    for (size_t command = 0; command < kGatedCommandCount; ++command) {
      const absl::string_view name = NameOf(static_cast<GatedCommand>(command));
      for (size_t mask = 0; mask < kKindMasks; ++mask) {
        segment.start.push_back(static_cast<uint32_t>(segment.gate_pool.size()));
        for (const GateRule* rule : in_force[mask]) {
          const auto& blocks = rule->text->blocks();
          if (std::find(blocks.begin(), blocks.end(), name) != blocks.end()) {
            segment.gate_pool.push_back(rule);
          }
        }
      }
    }
    segment.start.push_back(static_cast<uint32_t>(segment.gate_pool.size()));
    for (auto& row : segment.access) row.fill(Access::kNever);
    for (const config::v1::Visibility* row : t.visibilities.InForce(AllKinds(), day)) {
      for (int reader = 1; reader < config::v1::Reader_ARRAYSIZE; ++reader) {
        segment.access[static_cast<size_t>(row->part())][static_cast<size_t>(reader)] =
            AccessOf(*row, static_cast<config::v1::Reader>(reader));
      }
    }
    t.segments.push_back(std::move(segment));
  }
  return std::shared_ptr<const plumbline::Profile>(new plumbline::Profile(std::move(tables)));
}

// ---- Profile ----

Profile::Profile(std::unique_ptr<Tables> tables) : tables_(std::move(tables)) {}
Profile::~Profile() = default;

const std::string& Profile::id() const { return tables_->files.front()->id(); }

absl::Span<const config::v1::Profile* const> Profile::files() const { return tables_->files; }

std::string Profile::DigestInput() const {
  std::string input;
  for (const auto& [name, bytes] : tables_->sources) {
    AppendBigEndian64(&input, name.size());
    input += name;
    AppendBigEndian64(&input, bytes.size());
    input += bytes;
  }
  return input;
}

const std::string& Profile::calendar_id() const { return tables_->calendar_id; }
const std::vector<CalendarRow>& Profile::extra_days() const { return tables_->extra_days; }

absl::Span<const GateRule* const> Profile::GatesFor(GatedCommand command, KindSet kinds,
                                                    absl::CivilDay day) const {
  const Segment& segment = tables_->SegmentOf(day);
  const size_t at = static_cast<size_t>(command) * kKindMasks + MaskIndex(kinds);
  return absl::MakeConstSpan(segment.gate_pool)
      .subspan(segment.start[at], segment.start[at + 1] - segment.start[at]);
}

std::vector<const GateRule*> Profile::Gates(KindSet kinds, absl::CivilDay day) const {
  return tables_->GatesInForce(kinds, day);
}

const LimitRule* Profile::Limit(LimitId id, KindSet kinds, absl::CivilDay day) const {
  const auto* const group = tables_->limit_groups[static_cast<size_t>(id)];
  if (group == nullptr) return nullptr;
  const config::v1::Limit* strictest = nullptr;
  for (const config::v1::Limit* limit : RuleTable<config::v1::Limit>::InForce(*group, kinds, day)) {
    if (strictest == nullptr || CompareStrictness(*limit, *strictest) < 0) strictest = limit;
  }
  return strictest == nullptr ? nullptr : tables_->RuleOf(strictest);
}

const LimitRule* Profile::StrictestLimit(absl::Span<const LimitId> ids, KindSet kinds,
                                         ConditionSet facts, absl::CivilDay day) const {
  const LimitRule* strictest = nullptr;
  for (const LimitId id : ids) {
    const LimitRule* const limit = Limit(id, kinds, day);
    if (limit == nullptr || !Applies(limit->text->condition(), limit->unless, facts)) continue;
    if (strictest == nullptr || CompareStrictness(*limit->text, *strictest->text) < 0) {
      strictest = limit;
    }
  }
  return strictest;
}

std::vector<const LimitRule*> Profile::Limits(KindSet kinds, absl::CivilDay day) const {
  std::vector<const LimitRule*> rules;
  for (size_t id = 0; id < kLimitCount; ++id) {
    const LimitRule* const rule = Limit(static_cast<LimitId>(id), kinds, day);
    if (rule != nullptr) rules.push_back(rule);
  }
  return rules;
}

std::vector<const config::v1::Material*> Profile::Materials(KindSet kinds,
                                                            absl::CivilDay day) const {
  return tables_->materials.InForce(kinds, day);
}

std::vector<const config::v1::Conclusion*> Profile::Conclusions(KindSet kinds,
                                                                absl::CivilDay day) const {
  return tables_->conclusions.InForce(kinds, day);
}

const config::v1::Conclusion* Profile::FindConclusion(absl::string_view code, KindSet kinds,
                                                      absl::CivilDay day) const {
  return tables_->conclusions.One(code, kinds, day);
}

bool Profile::MaterialRequired(const config::v1::Material& material, ConditionSet facts,
                               absl::CivilDay day) const {
  if (ConditionSet::Of(material.unless()).Intersects(facts)) return false;
  if (material.need() == config::v1::NEED_REQUIRED) return true;
  if (material.need() != config::v1::NEED_CONDITIONAL) return false;
  if (!material.required_by_switch().empty() && SwitchOn(material.required_by_switch(), day)) {
    return true;
  }
  return facts.Contains(material.condition());
}

std::vector<Stage> Profile::Stages(KindSet kinds, absl::CivilDay day) const {
  std::vector<Stage> stages;
  for (Stage at = StageAfter(config::v1::STAGE_UNSPECIFIED, kinds, day);
       at != config::v1::STAGE_UNSPECIFIED; at = StageAfter(at, kinds, day)) {
    stages.push_back(at);
  }
  return stages;
}

bool Profile::HasStage(Stage stage, KindSet kinds, absl::CivilDay day) const {
  return (tables_->SegmentOf(day).stages[MaskIndex(kinds)] & EnumSet<Stage>{stage}.bits()) != 0;
}

Stage Profile::StageAfter(Stage stage, KindSet kinds, absl::CivilDay day) const {
  for (int next = stage + 1; next <= config::v1::Stage_MAX; ++next) {
    if (HasStage(static_cast<Stage>(next), kinds, day)) return static_cast<Stage>(next);
  }
  return config::v1::STAGE_UNSPECIFIED;
}

Access Profile::Visible(config::v1::Part part, config::v1::Reader reader,
                        absl::CivilDay day) const {
  if (!config::v1::Part_IsValid(part) || !config::v1::Reader_IsValid(reader)) return Access::kNever;
  return tables_->SegmentOf(day).access[static_cast<size_t>(part)][static_cast<size_t>(reader)];
}

bool Profile::SwitchOn(absl::string_view id, absl::CivilDay day) const {
  const config::v1::Switch* const found = tables_->switches.One(id, AllKinds(), day);
  return found != nullptr && found->on();
}

const config::v1::Tolerance* Profile::Tolerance(absl::string_view id, absl::CivilDay day) const {
  return tables_->tolerances.One(id, AllKinds(), day);
}

const config::v1::Counting* Profile::Counting(absl::string_view id, absl::CivilDay day) const {
  return tables_->countings.One(id, AllKinds(), day);
}

const config::v1::Numbering* Profile::Numbering(absl::string_view id, KindSet kinds,
                                                absl::CivilDay day) const {
  return tables_->numberings.One(id, kinds, day);
}

const config::v1::FigureRule* Profile::Figure(absl::string_view id, absl::CivilDay day) const {
  return tables_->figures.One(id, AllKinds(), day);
}

const config::v1::Chain* Profile::Chain(config::v1::Paper paper, KindSet kinds,
                                        absl::CivilDay day) const {
  for (const config::v1::Chain* chain : Chains(kinds, day)) {
    if (chain->paper() == paper) return chain;
  }
  return nullptr;
}

#define PLUMBLINE_LIST_BY_KINDS(Name, Rule, table)                                              \
  std::vector<const config::v1::Rule*> Profile::Name(KindSet kinds, absl::CivilDay day) const { \
    return tables_->table.InForce(kinds, day);                                                  \
  }
#define PLUMBLINE_LIST(Name, Rule, table)                                        \
  std::vector<const config::v1::Rule*> Profile::Name(absl::CivilDay day) const { \
    return tables_->table.InForce(AllKinds(), day);                              \
  }
PLUMBLINE_LIST_BY_KINDS(Tracks, Track, tracks)
PLUMBLINE_LIST_BY_KINDS(Steps, Step, steps)
PLUMBLINE_LIST_BY_KINDS(Chains, Chain, chains)
PLUMBLINE_LIST_BY_KINDS(Numberings, Numbering, numberings)
PLUMBLINE_LIST_BY_KINDS(Conflicts, ConflictRule, conflicts)
PLUMBLINE_LIST_BY_KINDS(Archive, ArchiveItem, archive)
PLUMBLINE_LIST(Figures, FigureRule, figures)
PLUMBLINE_LIST(Visibilities, Visibility, visibilities)
PLUMBLINE_LIST(Switches, Switch, switches)
PLUMBLINE_LIST(Tolerances, Tolerance, tolerances)
PLUMBLINE_LIST(Countings, Counting, countings)
#undef PLUMBLINE_LIST
#undef PLUMBLINE_LIST_BY_KINDS

}  // namespace plumbline
