// tests/services/core/calendar/calendar_fixture.h: the shipped calendar and short ways to write
// days.
#ifndef PLUMBLINE_TESTS_SERVICES_CORE_CALENDAR_CALENDAR_FIXTURE_H_
#define PLUMBLINE_TESTS_SERVICES_CORE_CALENDAR_CALENDAR_FIXTURE_H_

#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/base/check.h"
#include "services/core/calendar/civil_day.h"
#include "services/core/calendar/work_calendar.h"

namespace plumbline {

inline std::string ShippedCalendarText() {
  std::ifstream file(PLUMBLINE_SOURCE_DIR "/deploy/calendars/cn-2023-2026.csv", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline const WorkCalendar& ShippedCalendar() {
  static const WorkCalendar* const calendar = [] {
    absl::StatusOr<WorkCalendar> parsed = WorkCalendar::Parse(ShippedCalendarText());
    PLUMBLINE_CHECK(parsed.ok(), parsed.status().ToString().c_str());
    return new WorkCalendar(*std::move(parsed));
  }();
  return *calendar;
}

inline absl::CivilDay Day(absl::string_view text) {
  const absl::StatusOr<absl::CivilDay> day = ParseCivilDay(text);
  PLUMBLINE_CHECK(day.ok(), "the test writes a real day");
  return *day;
}

// The day as text, or the name of the error's code.
inline std::string Shown(const absl::StatusOr<absl::CivilDay>& day) {
  return day.ok() ? FormatCivilDay(*day) : absl::StatusCodeToString(day.status().code());
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_CORE_CALENDAR_CALENDAR_FIXTURE_H_
