// services/core/calendar/work_calendar.h: which days are working days (工作日).
//
// A working day is a weekday that no notice makes a holiday, or a Saturday or Sunday that a notice
// makes a working day (调休上班). The notices (全国年节及纪念日放假办法 and the State Council's
// yearly 放假安排通知) come out in October to December for the next year, so every calendar ends;
// what lies beyond its last year is not known and never guessed.
//
// Example      2023-01-28 is a Saturday and a working day; 2023-01-23 is a Monday and a holiday.
// Invariants   covers whole years without a gap; never changes after Parse; any thread.
#ifndef PLUMBLINE_SERVICES_CORE_CALENDAR_WORK_CALENDAR_H_
#define PLUMBLINE_SERVICES_CORE_CALENDAR_WORK_CALENDAR_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace plumbline {

// One row of a calendar: a day that is not simply "weekdays work, weekends rest".
struct CalendarRow {
  enum class Kind { kHoliday, kWorkday };
  absl::CivilDay day;
  Kind kind = Kind::kHoliday;
  std::string name;  // 1..60 bytes, for example 春节
};

class WorkCalendar {
 public:
  static constexpr size_t kBytesMax = 256 * 1024;
  static constexpr size_t kRowsMax = 8000;

  // Reads a calendar file.
  //
  // Input   `csv`: UTF-8, at most kBytesMax bytes. First lines that start with `#` are notes on
  // where
  //         the rows come from; `# years: 2023-2026` states the coverage, without it the years of
  //         the rows do. Then the header `date,kind,name` and rows in ascending order of day, kind
  //         `holiday` or `workday`. Every covered year has at least one row: a year without any has
  //         no notice behind it.
  //         `extra`: rows that a place adds (彝族年); they must fall within the covered years and
  //         replace the file's row of the same day.
  // Errors  INVALID_ARGUMENT naming the line and what to change.
  static absl::StatusOr<WorkCalendar> Parse(absl::string_view csv,
                                            absl::Span<const CalendarRow> extra = {});

  // First and last covered day: 1 January of the first and 31 December of the last loaded year.
  absl::CivilDay first_day() const { return first_day_; }
  absl::CivilDay last_day() const { return last_day_; }
  bool Covers(absl::CivilDay day) const { return first_day_ <= day && day <= last_day_; }

  // Whether `day` is a working day. Requires Covers(day).
  bool IsWorkingDay(absl::CivilDay day) const;

  // Name of the holiday or make-up day, or empty for an ordinary day.
  absl::string_view NameOf(absl::CivilDay day) const;

  // Working days d with from <= d <= to; 0 when from > to. Requires both covered. O(1).
  int CountWorkingDays(absl::CivilDay from, absl::CivilDay to) const;

  // The n-th working day after `day` (n >= 1), or before it (n <= -1). Nullopt where the calendar
  // ends first or does not cover `day`. O(1).
  absl::optional<absl::CivilDay> NthWorkingDay(absl::CivilDay day, int n) const;

 private:
  WorkCalendar() = default;
  void Build();

  absl::CivilDay first_day_;
  absl::CivilDay last_day_;
  std::map<absl::CivilDay, CalendarRow> rows_;
  // Offsets from first_day_ of the working days, ascending; and for each offset how many working
  // days lie before it (one element more than there are days).
  std::vector<int32_t> working_days_;
  std::vector<int32_t> working_before_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_CALENDAR_WORK_CALENDAR_H_
