// services/core/procedure/time_limits.h: a limit of the profile as a clock of one matter.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_TIME_LIMITS_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_TIME_LIMITS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "services/core/calendar/period.h"
#include "services/core/procedure/profile.h"

namespace plumbline {

// The clock that `limit` starts on `start` (the event; for limits counted backward the event
// ahead), with the counting rule that the profile names and that is in force on `start`. Errors
// FAILED_PRECONDITION for a limit without a length (BOUND_NONE) or with fixed days: it has no
//         clock to run; see FixedDays.
absl::StatusOr<Period> PeriodOf(const Profile& profile, const LimitRule& limit,
                                absl::CivilDay start);

// Where the clock stands, and who answers if it is late.
struct LimitReport {
  PeriodReport period;
  config::v1::Party responsible = config::v1::PARTY_UNSPECIFIED;
};

// As ReportPeriod, for a limit. `extension` is at most the limit's extension_max, and suspensions
// are for limits that may be suspended; otherwise INVALID_ARGUMENT says so.
absl::StatusOr<LimitReport> ReportLimit(const Profile& profile, const LimitRule& limit,
                                        absl::CivilDay start,
                                        const std::vector<Suspension>& suspensions, int extension,
                                        const WorkCalendar& calendar, absl::CivilDay as_of,
                                        absl::optional<absl::CivilDay> done = absl::nullopt);

// Days of a limit with LIMIT_UNIT_FIXED_DAY that fall due for `year` (that is, in the year after
// it).
std::vector<absl::CivilDay> FixedDays(const LimitRule& limit, int year);

// Negative when `a` is stricter than `b`, positive when it is laxer, 0 when they are equally
// strict: longer is stricter for minima and for limits counted backward, shorter for all others.
// Units are compared by their usual length (a working day as 7/5 days, a month 30, a year 365).
int CompareStrictness(const config::v1::Limit& a, const config::v1::Limit& b);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_TIME_LIMITS_H_
