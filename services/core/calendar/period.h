// services/core/calendar/period.h: counts statutory periods (期间), forward and backward.
//
// Source  start the day after the event: 民法典 §201; months and years end on the corresponding
// day,
//         or on the month's last: 民法典 §202; a last day of rest rolls to the next working day:
//         民法典 §203. Which of these a limit follows is data (`Counting`), named by the profile.
// Idea    limit = start + length + extension + the days on which the clock stood still. A
// suspension
//         (中止) is an interval with a reason, never a number of days: intervals may overlap and
//         can be checked against the papers behind them, a number can do neither.
// Example accepted on Friday 2023-09-22, 5 working days: 09-25, 26, 27, 28 and, after National Day
// and
//         with the make-up Saturday, 10-07. With the clock stopped from 09-26 to 09-27: 10-09.
// Counter-example  "30 days from the notice" is not "start + 30" when that is a Sunday.
// Errors  OUT_OF_RANGE when the calendar ends before the answer (next year's notice is not out):
// load a
//         longer calendar or show the limit as provisional (PeriodReport). Never guess.
//         INVALID_ARGUMENT for a length outside 1..kPeriodLengthMax.
// Cost    O(1) without suspension, else O(intervals × log). Pure; any thread.
#ifndef PLUMBLINE_SERVICES_CORE_CALENDAR_PERIOD_H_
#define PLUMBLINE_SERVICES_CORE_CALENDAR_PERIOD_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/types/optional.h"
#include "services/core/calendar/work_calendar.h"

namespace plumbline {

inline constexpr int kPeriodLengthMax = 10000;

enum class PeriodUnit { kWorkingDay, kCalendarDay, kMonth, kYear };
enum class PeriodDirection { kForward, kBackward };
enum class PeriodBound { kMin, kMax };  // at least, at most ("not later than" is kMax)

// How days are counted; every value comes from a rule with a source.
struct Counting {
  enum class Roll { kNone, kNextWorkingDay, kPreviousWorkingDay };
  bool from_next_day = true;  // false: the day of the event is day one
  Roll roll = Roll::kNextWorkingDay;
};

// The working day on which `days` working days after `start` are full; `start` is day 0.
absl::StatusOr<absl::CivilDay> AddWorkingDays(absl::CivilDay start, int days,
                                              const WorkCalendar& calendar);

// The latest working day that leaves `days` working days before `event`: its n-th predecessor.
absl::StatusOr<absl::CivilDay> SubtractWorkingDays(absl::CivilDay event, int days,
                                                   const WorkCalendar& calendar);

// start + days, rolled as `roll` says.
absl::StatusOr<absl::CivilDay> AddCalendarDays(absl::CivilDay start, int days, Counting::Roll roll,
                                               const WorkCalendar& calendar);

// event - days; a day of rest moves to an earlier working day (kPreviousWorkingDay), since papers
// that must arrive seven days ahead may not arrive six days ahead.
absl::StatusOr<absl::CivilDay> SubtractCalendarDays(absl::CivilDay event, int days,
                                                    Counting::Roll roll,
                                                    const WorkCalendar& calendar);

// The corresponding day `months` later (or earlier, when negative), or the month's last day;
// unrolled.
absl::CivilDay AddMonths(absl::CivilDay start, int months);

// The clock stood still on [from, to], both included. Without `to` it still stands.
struct Suspension {
  absl::CivilDay from;
  absl::optional<absl::CivilDay> to;
  std::string reason;  // not empty
};

// Suspensions that touch or overlap, as one interval with all their reasons in order of `from`.
struct SuspendedSpan {
  absl::CivilDay from;
  absl::optional<absl::CivilDay> to;
  std::vector<std::string> reasons;
};
std::vector<SuspendedSpan> MergeSuspensions(std::vector<Suspension> suspensions);

// One clock of one matter.
struct Period {
  absl::CivilDay start;  // day of the event; for kBackward the event that lies ahead
  PeriodUnit unit = PeriodUnit::kWorkingDay;
  int length = 0;     // 1..kPeriodLengthMax
  int extension = 0;  // 0..kPeriodLengthMax, in the same unit
  PeriodDirection direction = PeriodDirection::kForward;
  PeriodBound bound = PeriodBound::kMax;
  Counting counting;
  std::vector<Suspension> suspensions;  // forward periods only
};

enum class PeriodState {
  kRunning,    // kMax: not done, not late. kMin: not full yet.
  kSuspended,  // the clock stands still on `as_of`
  kMet,        // done in time; kMin: full
  kMissed,     // done, but late; kMin: done before it was full
  kOverdue,    // kMax: not done and late
  kUnknown,    // the calendar ends before the question can be answered
};

// Where a clock stands on a day.
struct PeriodReport {
  PeriodState state = PeriodState::kUnknown;
  // kMax: last day to act. kMin: first day on which the length is full. Absent where the calendar
  // ends before it is known; then a forward period has in `not_before` a day that `due` cannot
  // precede.
  absl::optional<absl::CivilDay> due;
  absl::CivilDay not_before;
  // Past the last loaded year, or the clock still stands: shown as 暂定, may move.
  bool provisional = false;
  int allowed = 0;  // length + extension
  // Days counted so far, without `start` and suspended days: working days for kWorkingDay, else
  // calendar days. 0 for backward periods.
  int used = 0;
  // kMissed, kOverdue: by how many days (working days for kWorkingDay), at least 1. For kMin: how
  // many days were lacking.
  int late_by = 0;
};

// Reports on `as_of`; `done` is the day of the act that the clock waits for (for kMin the day on
// which the next act happened or is asked for), if it has happened by then. Errors
// INVALID_ARGUMENT: length, extension or a suspension (end before its start, no reason, on a
//         backward period) is out of bounds; the message says which.
absl::StatusOr<PeriodReport> ReportPeriod(const Period& period, const WorkCalendar& calendar,
                                          absl::CivilDay as_of,
                                          absl::optional<absl::CivilDay> done = absl::nullopt);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_CALENDAR_PERIOD_H_
