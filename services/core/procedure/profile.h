// services/core/procedure/profile.h: the law of one place, checked, inherited, immutable.
//
// Idea    every question has three parts: which rule, for which tracks (kinds) of the matter, on
// which
//         day. The rule in force on the day of the act (`occurred_on`) binds. A rule of a child
//         profile replaces its parent's rule of the same id on the tracks and days that both cover;
//         where the tracks of a matter differ, their gates are united and of each limit the
//         stricter one counts.
// Source  deploy/profiles/*.textproto; LoadProfile (profile_load.h) makes a Profile.
// Cost    GatesFor, HasStage and Visible are O(log number of days on which rules change), without
//         allocation; everything else may allocate a vector.
// Threads any: nothing changes after loading. References and pointers live as long as the Profile.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "plumbline/config/v1/profile.pb.h"
#include "services/core/calendar/work_calendar.h"
#include "services/core/procedure/catalogue.h"
#include "services/core/procedure/enum_set.h"

namespace plumbline {

// One gate as a profile sets it.
struct GateRule {
  GateId id = GateId::kNotSecret;
  config::v1::Force force = config::v1::FORCE_UNSPECIFIED;
  config::v1::Room room = config::v1::ROOM_UNSPECIFIED;
  config::v1::Condition condition = config::v1::CONDITION_UNSPECIFIED;
  ConditionSet unless;
  std::vector<LimitId> limits;
  // Titles, messages, sources, material ids.
  const config::v1::Gate* text = nullptr;
};

// One time limit as a profile sets it.
struct LimitRule {
  LimitId id = LimitId::kCommentDecision;
  ConditionSet unless;
  const config::v1::Limit* text = nullptr;
};

// How far a reader sees a part of a matter.
enum class Access {
  kNever,
  kWhileAssigned,  // assigned to the matter, until closing plus the tolerance A-AFTER-CLOSING
  kOnceSent,       // once the bureau sent or issued it
  kOncePublished,  // once the document is published
  kAlways,
};

// Whether a rule with this condition and these exemptions applies to a matter with these facts.
inline bool Applies(config::v1::Condition condition, ConditionSet unless, ConditionSet facts) {
  return (condition == config::v1::CONDITION_UNSPECIFIED || facts.Contains(condition)) &&
         !unless.Intersects(facts);
}

class Profile {
 public:
  ~Profile();
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;

  // Id of the profile itself, for example `sichuan`.
  const std::string& id() const;
  // The files that it was made of, child first, as they were parsed.
  absl::Span<const config::v1::Profile* const> files() const;
  // What the digest of the rules is taken over: for each file, child first, its name and bytes,
  // each preceded by its length (8 bytes, big endian). The same bytes, the same rules.
  std::string DigestInput() const;

  // Id of the calendar file, and the days that places of this profile add to it.
  const std::string& calendar_id() const;
  const std::vector<CalendarRow>& extra_days() const;

  // The active gates that block `command` on a matter of these tracks on this day: the union over
  // the tracks, in the order of the catalogue. Where tracks set one gate differently (another
  // condition, another force), each of its rules is there and each must be met. What a gate's
  // condition says of the matter's facts is for the caller (Applies).
  absl::Span<const GateRule* const> GatesFor(GatedCommand command, KindSet kinds,
                                             absl::CivilDay day) const;
  // Every gate in force, those listed as later included.
  std::vector<const GateRule*> Gates(KindSet kinds, absl::CivilDay day) const;

  // The limit in force, or nullptr where none of the tracks has it. Of several the stricter.
  const LimitRule* Limit(LimitId id, KindSet kinds, absl::CivilDay day) const;
  // The strictest of several limits that apply to a matter with these facts; nullptr if none does.
  // For minima the longest, for maxima the shortest; units are compared by their usual length.
  const LimitRule* StrictestLimit(absl::Span<const LimitId> ids, KindSet kinds, ConditionSet facts,
                                  absl::CivilDay day) const;
  // Every limit in force, in the order of the catalogue.
  std::vector<const LimitRule*> Limits(KindSet kinds, absl::CivilDay day) const;

  // Slots of the submission, in the order of the profile; conclusions and handlings.
  std::vector<const config::v1::Material*> Materials(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::Conclusion*> Conclusions(KindSet kinds, absl::CivilDay day) const;
  const config::v1::Conclusion* FindConclusion(absl::string_view code, KindSet kinds,
                                               absl::CivilDay day) const;
  // Whether the slot must be filled for a matter with these facts.
  bool MaterialRequired(const config::v1::Material& material, ConditionSet facts,
                        absl::CivilDay day) const;

  // Stages that the tracks pass, in order: the union. Empty if the place has none of these kinds.
  std::vector<config::v1::Stage> Stages(KindSet kinds, absl::CivilDay day) const;
  bool HasStage(config::v1::Stage stage, KindSet kinds, absl::CivilDay day) const;
  // The stage that follows `stage` on these tracks; STAGE_UNSPECIFIED after the last.
  config::v1::Stage StageAfter(config::v1::Stage stage, KindSet kinds, absl::CivilDay day) const;

  // Who sees what.
  Access Visible(config::v1::Part part, config::v1::Reader reader, absl::CivilDay day) const;

  // Whether a switch (`W-…`) is on; false where the profile has none of that id.
  bool SwitchOn(absl::string_view id, absl::CivilDay day) const;
  // A tolerance (`A-…`), a counting rule (`C-…`), a number series (`S-…`), a figure's rule (`F-…`);
  // nullptr where the profile has none of that id on that day.
  const config::v1::Tolerance* Tolerance(absl::string_view id, absl::CivilDay day) const;
  const config::v1::Counting* Counting(absl::string_view id, absl::CivilDay day) const;
  const config::v1::Numbering* Numbering(absl::string_view id, KindSet kinds,
                                         absl::CivilDay day) const;
  const config::v1::FigureRule* Figure(absl::string_view id, absl::CivilDay day) const;
  const config::v1::Chain* Chain(config::v1::Paper paper, KindSet kinds, absl::CivilDay day) const;

  // What is only listed: tracks, steps of the law, chains, series, figures, visibility, switches,
  // tolerances, conflicts, archive order, counting rules.
  std::vector<const config::v1::Track*> Tracks(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::Step*> Steps(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::Chain*> Chains(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::Numbering*> Numberings(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::FigureRule*> Figures(absl::CivilDay day) const;
  std::vector<const config::v1::Visibility*> Visibilities(absl::CivilDay day) const;
  std::vector<const config::v1::Switch*> Switches(absl::CivilDay day) const;
  std::vector<const config::v1::Tolerance*> Tolerances(absl::CivilDay day) const;
  std::vector<const config::v1::ConflictRule*> Conflicts(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::ArchiveItem*> Archive(KindSet kinds, absl::CivilDay day) const;
  std::vector<const config::v1::Counting*> Countings(absl::CivilDay day) const;

 private:
  friend class ProfileBuilder;
  struct Tables;
  explicit Profile(std::unique_ptr<Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

// Every kind, for lists that are not about one matter.
KindSet AllKinds();

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_H_
