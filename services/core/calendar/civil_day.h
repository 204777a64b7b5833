// services/core/calendar/civil_day.h: days as people write them.
//
// A civil day has no time zone of its own; everywhere in this program it is a day in Asia/Shanghai.
#ifndef PLUMBLINE_SERVICES_CORE_CALENDAR_CIVIL_DAY_H_
#define PLUMBLINE_SERVICES_CORE_CALENDAR_CIVIL_DAY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace plumbline {

// Reads `YYYY-MM-DD`, years 1900 to 2999, exactly ten bytes.
// Errors  INVALID_ARGUMENT for another form and for a day that does not exist (2023-02-29): a
//         mistyped day is refused, never moved to a neighbour.
// Threads any.
absl::StatusOr<absl::CivilDay> ParseCivilDay(absl::string_view text);

// Writes `YYYY-MM-DD`; the inverse of ParseCivilDay.
std::string FormatCivilDay(absl::CivilDay day);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_CALENDAR_CIVIL_DAY_H_
