// services/limits.h: time limits (时限) as results that events carry.
//
// A limit is computed when the act that starts, stops or meets it is decided, by the rule in force on
// the day of that act; the event holds the result. Apply copies it: next year's calendar or profile
// does not rewrite history.
// Source  timelimits.md (T-…) as loaded from the profile; counting rules with it.
#ifndef PLUMBLINE_SERVICES_LIMITS_H_
#define PLUMBLINE_SERVICES_LIMITS_H_

#include <optional>
#include <string>
#include <vector>

#include "plumbline/journal/v1/correction_event.pb.h"
#include "plumbline/journal/v1/matter_event.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "services/core/procedure/time_limits.h"
#include "services/decision.h"

namespace plumbline {

// The limit as it starts on `start`; nothing where the profile sets none for this matter, or only a
// limit without a length.
std::optional<journal::v1::LimitSet> StartLimit(const Context& context, LimitId id,
                                                const v1::Matter& matter, absl::CivilDay start);

// Ends a running limit on `day`: met, or late. Nothing when it does not run.
std::optional<journal::v1::LimitSet> MeetLimit(const Context& context, LimitId id,
                                               const v1::Matter& matter, absl::CivilDay day);

// Stops a running, suspendable limit on `day` (中止), or starts it again the day after `day`.
std::optional<journal::v1::LimitSet> SuspendLimit(const Context& context, LimitId id,
                                                  const v1::Matter& matter, absl::CivilDay day,
                                                  const std::string& reason);
std::optional<journal::v1::LimitSet> ResumeLimit(const Context& context, LimitId id,
                                                 const v1::Matter& matter, absl::CivilDay day);

// Adds `limit` to the event's list when there is one.
template <typename Event>
void AddLimit(Event& event, std::optional<journal::v1::LimitSet> limit) {
  if (limit.has_value()) *event.add_limits() = *std::move(limit);
}

// Copies the results into the matter. Apply's half.
void ApplyLimits(const google::protobuf::RepeatedPtrField<journal::v1::LimitSet>& limits,
                 v1::Matter& matter);

// The clock that an entry set by `set`, after the day of that act was corrected from `was` to `is`; nothing
// where the clock does not hold that day any more. The rule is that of the day on which the clock started.
std::optional<journal::v1::LimitCorrected> CorrectLimit(const Context& context,
                                                        const journal::v1::LimitSet& set,
                                                        const v1::Matter& matter, absl::CivilDay was,
                                                        absl::CivilDay is);
void ApplyCorrectedLimit(const journal::v1::LimitCorrected& limit, v1::Matter& matter);

// When the clock stood still.
std::vector<Suspension> SuspensionsOf(const v1::Deadline& deadline);

// The running limit within which the drafter owes something, a supplement (T-SUPPLEMENT) or an answer (T-RESPOND); nullptr:
// it owes nothing.
const v1::Deadline* DrafterOwes(const v1::Matter& matter);

// The limit in the matter, or nullptr.
const v1::Deadline* FindDeadline(const v1::Matter& matter, absl::string_view limit);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_LIMITS_H_
