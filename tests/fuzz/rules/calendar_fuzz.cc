// Calendars: a table that loads answers for every day it covers.
#include <cstddef>
#include <cstdint>

#include "services/core/base/check.h"
#include "services/core/calendar/work_calendar.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto calendar =
      plumbline::WorkCalendar::Parse({reinterpret_cast<const char*>(data), size});
  if (!calendar.ok()) {
    PLUMBLINE_CHECK(!calendar.status().message().empty(), "an error says what is wrong");
    return 0;
  }
  const absl::CivilDay first = calendar->first_day();
  PLUMBLINE_CHECK(calendar->Covers(first), "the first day is covered");
  PLUMBLINE_CHECK(!calendar->Covers(first - 1), "the day before is not");
  return 0;
}
