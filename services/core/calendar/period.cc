#include "services/core/calendar/period.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/calendar/civil_day.h"

namespace plumbline {
namespace {

using Day = absl::CivilDay;

absl::Status CheckLength(int length) {
  if (length >= 1 && length <= kPeriodLengthMax) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("A period has 1 to ", kPeriodLengthMax,
                                                 " days, but got ", length,
                                                 ". Give a number of days other than zero."));
}

absl::Status CalendarEnds(Day start, int days, const WorkCalendar& calendar) {
  return absl::OutOfRangeError(
      absl::StrCat(days < 0 ? "" : "+", days, " from ", FormatCivilDay(start),
                   " lies outside the loaded calendar, ", FormatCivilDay(calendar.first_day()),
                   " to ", FormatCivilDay(calendar.last_day()),
                   ". Load the calendar of the missing year once its holiday notice is out."));
}

// `day` moved as `roll` says; nullopt where the calendar cannot tell.
absl::optional<Day> Rolled(Day day, Counting::Roll roll, const WorkCalendar& calendar) {
  if (roll == Counting::Roll::kNone) return day;
  if (!calendar.Covers(day)) return absl::nullopt;
  if (calendar.IsWorkingDay(day)) return day;
  return calendar.NthWorkingDay(day, roll == Counting::Roll::kNextWorkingDay ? 1 : -1);
}

// Days of [from, to] that no span covers, counted by `count(from, to)`.
template <typename Count>
int Unsuspended(Day from, Day to, const std::vector<SuspendedSpan>& spans, const Count& count) {
  int total = count(from, to);
  for (const SuspendedSpan& span : spans) {
    const Day first = std::max(from, span.from);
    const Day last = span.to ? std::min(to, *span.to) : to;
    if (first <= last) total -= count(first, last);
  }
  return total;
}

int CountDays(Day from, Day to) { return from > to ? 0 : static_cast<int>(to - from) + 1; }

// The answer of one computation: a day, or only a day that it cannot precede.
struct Answer {
  absl::optional<Day> day;
  Day not_before;
  bool provisional = false;
};

Answer Known(Day day) { return {day, day, false}; }

// Spans that closed by `as_of`, and a span that still stands as one that ends on `as_of`: the
// earliest that the clock can start again is the next day.
std::vector<SuspendedSpan> SpansAsOf(const Period& period, Day as_of) {
  std::vector<Suspension> known;
  for (const Suspension& suspension : period.suspensions) {
    if (!suspension.to && suspension.from > as_of) continue;
    known.push_back(suspension);
    if (!suspension.to) known.back().to = as_of;
  }
  return MergeSuspensions(std::move(known));
}

Day FirstCounted(const Period& period) {
  return period.counting.from_next_day ? period.start + 1 : period.start;
}

Answer ForwardWorkingDays(const Period& period, const std::vector<SuspendedSpan>& spans,
                          const WorkCalendar& calendar) {
  int remaining = period.length + period.extension;
  Day from = FirstCounted(period);
  if (from < calendar.first_day()) {
    return {absl::nullopt, from + (remaining - 1), true};
  }
  // Count the free stretch before each span, then jump over the span.
  for (size_t i = 0; i <= spans.size(); ++i) {
    const Day stretch_end = i < spans.size() ? spans[i].from - 1 : Day::max();
    const Day to = std::min(stretch_end, calendar.last_day());
    if (from <= to) {
      const int available = calendar.CountWorkingDays(from, to);
      if (available >= remaining) {
        const bool counts_itself = calendar.IsWorkingDay(from);
        if (counts_itself && remaining == 1) return Known(from);
        return Known(*calendar.NthWorkingDay(from, counts_itself ? remaining - 1 : remaining));
      }
      remaining -= available;
    }
    if (i == spans.size()) break;
    from = std::max(from, *spans[i].to + 1);
  }
  // Each missing day takes at least one day beyond the calendar.
  const Day edge = std::max(calendar.last_day(), from - 1);
  return {absl::nullopt, edge + remaining, true};
}

Answer ForwardDays(const Period& period, const std::vector<SuspendedSpan>& spans,
                   const WorkCalendar& calendar) {
  const int length = period.length + period.extension;
  Day due = period.start;
  switch (period.unit) {
    case PeriodUnit::kMonth:
      due = AddMonths(period.start, length);
      break;
    case PeriodUnit::kYear:
      due = AddMonths(period.start, 12 * length);
      break;
    case PeriodUnit::kCalendarDay:
    case PeriodUnit::kWorkingDay:
      due = period.start + length;
      break;
  }
  if (!period.counting.from_next_day) due = due - 1;
  const Day first = FirstCounted(period);
  for (const SuspendedSpan& span : spans) {
    const Day from = std::max(first, span.from);
    if (from > due || from > *span.to) continue;
    due = due + CountDays(from, *span.to);
  }
  const absl::optional<Day> rolled = Rolled(due, period.counting.roll, calendar);
  if (rolled) return Known(*rolled);
  return {absl::nullopt, due, true};
}

Answer Backward(const Period& period, const WorkCalendar& calendar) {
  const int length = period.length;
  if (period.unit == PeriodUnit::kWorkingDay) {
    const absl::optional<Day> day = calendar.NthWorkingDay(period.start, -length);
    if (day) return Known(*day);
    return {absl::nullopt, calendar.first_day(), true};
  }
  Day day = period.start - length;
  if (period.unit == PeriodUnit::kMonth) day = AddMonths(period.start, -length);
  if (period.unit == PeriodUnit::kYear) day = AddMonths(period.start, -12 * length);
  const absl::optional<Day> rolled = Rolled(day, period.counting.roll, calendar);
  if (rolled) return Known(*rolled);
  return {absl::nullopt, day, true};
}

absl::Status CheckPeriod(const Period& period) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLength(period.length));
  if (period.extension < 0 || period.extension > kPeriodLengthMax) {
    return absl::InvalidArgumentError(absl::StrCat("An extension has 0 to ", kPeriodLengthMax,
                                                   " days, but got ", period.extension, "."));
  }
  if (period.direction == PeriodDirection::kBackward &&
      (period.extension != 0 || !period.suspensions.empty())) {
    return absl::InvalidArgumentError(
        "A period that is counted back from an event can be neither suspended nor extended. Move "
        "the event.");
  }
  for (const Suspension& suspension : period.suspensions) {
    if (suspension.to && *suspension.to < suspension.from) {
      return absl::InvalidArgumentError(
          absl::StrCat("A suspension ends on ", FormatCivilDay(*suspension.to),
                       ", before it begins on ", FormatCivilDay(suspension.from), "."));
    }
    if (suspension.reason.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("The suspension from ",
                                                     FormatCivilDay(suspension.from),
                                                     " needs a reason. Say why the clock stops."));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Day> AddWorkingDays(Day start, int days, const WorkCalendar& calendar) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLength(days));
  const absl::optional<Day> day = calendar.NthWorkingDay(start, days);
  if (!day) return CalendarEnds(start, days, calendar);
  return *day;
}

absl::StatusOr<Day> SubtractWorkingDays(Day event, int days, const WorkCalendar& calendar) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLength(days));
  const absl::optional<Day> day = calendar.NthWorkingDay(event, -days);
  if (!day) return CalendarEnds(event, -days, calendar);
  return *day;
}

absl::StatusOr<Day> AddCalendarDays(Day start, int days, Counting::Roll roll,
                                    const WorkCalendar& calendar) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLength(days));
  const absl::optional<Day> day = Rolled(start + days, roll, calendar);
  if (!day) return CalendarEnds(start, days, calendar);
  return *day;
}

absl::StatusOr<Day> SubtractCalendarDays(Day event, int days, Counting::Roll roll,
                                         const WorkCalendar& calendar) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLength(days));
  const absl::optional<Day> day = Rolled(event - days, roll, calendar);
  if (!day) return CalendarEnds(event, -days, calendar);
  return *day;
}

Day AddMonths(Day start, int months) {
  const absl::CivilMonth month = absl::CivilMonth(start) + months;
  const Day last = Day(month + 1) - 1;
  return Day(month.year(), month.month(), std::min(start.day(), last.day()));
}

std::vector<SuspendedSpan> MergeSuspensions(std::vector<Suspension> suspensions) {
  std::stable_sort(suspensions.begin(), suspensions.end(),
                   [](const Suspension& a, const Suspension& b) { return a.from < b.from; });
  std::vector<SuspendedSpan> spans;
  for (Suspension& next : suspensions) {
    const bool joins = !spans.empty() && (!spans.back().to || next.from <= *spans.back().to + 1);
    if (!joins) {
      spans.push_back({next.from, next.to, {std::move(next.reason)}});
      continue;
    }
    SuspendedSpan& span = spans.back();
    if (span.to) span.to = next.to ? std::max(*span.to, *next.to) : next.to;
    span.reasons.push_back(std::move(next.reason));
  }
  return spans;
}

absl::StatusOr<PeriodReport> ReportPeriod(const Period& period, const WorkCalendar& calendar,
                                          Day as_of, absl::optional<Day> done) {
  PLUMBLINE_RETURN_IF_ERROR(CheckPeriod(period));
  if (done && *done > as_of) done = absl::nullopt;  // It has not happened yet on that day.
  // A clock that has done its work no longer stands: what is open after `done` does not count.
  const Day clock_day = done ? *done : as_of;
  const std::vector<SuspendedSpan> spans = SpansAsOf(period, clock_day);
  const bool by_working_days = period.unit == PeriodUnit::kWorkingDay;
  const bool forward = period.direction == PeriodDirection::kForward;
  const Answer answer = !forward          ? Backward(period, calendar)
                        : by_working_days ? ForwardWorkingDays(period, spans, calendar)
                                          : ForwardDays(period, spans, calendar);
  PeriodReport report;
  report.due = answer.day;
  report.not_before = answer.not_before;
  report.allowed = period.length + period.extension;

  bool stands = false;  // on as_of
  if (!done) {
    for (const Suspension& suspension : period.suspensions) {
      const bool open = !suspension.to;
      if (suspension.from <= as_of && (open || as_of <= *suspension.to)) stands = true;
      if (open && suspension.from <= as_of) report.provisional = true;
    }
  }
  if (answer.provisional) report.provisional = true;

  const auto count = [&](Day from, Day to) {
    if (!by_working_days) return CountDays(from, to);
    return calendar.CountWorkingDays(std::max(from, calendar.first_day()),
                                     std::min(to, calendar.last_day()));
  };
  if (forward) report.used = Unsuspended(FirstCounted(period), clock_day, spans, count);

  const auto at_least_one = [&](Day from, Day to) { return std::max(1, count(from, to)); };
  // Before `not_before` nothing is full and nothing is late, whatever next year's notice says.
  const Day due = report.due.value_or(report.not_before);
  const bool undecided = !report.due && (!forward || clock_day > report.not_before);
  if (undecided) {
    report.state = PeriodState::kUnknown;
  } else if (period.bound == PeriodBound::kMin) {
    if (report.due && clock_day >= due) {
      report.state = PeriodState::kMet;
    } else if (done) {
      report.state = clock_day < due ? PeriodState::kMissed : PeriodState::kUnknown;
      if (report.state == PeriodState::kMissed) report.late_by = at_least_one(*done + 1, due);
    } else {
      report.state = stands ? PeriodState::kSuspended : PeriodState::kRunning;
    }
  } else if (done) {
    report.state = *done <= due ? PeriodState::kMet : PeriodState::kMissed;
    if (report.state == PeriodState::kMissed) report.late_by = at_least_one(due + 1, *done);
  } else if (as_of > due) {
    report.state = PeriodState::kOverdue;
    report.late_by = at_least_one(due + 1, as_of);
  } else {
    report.state = stands ? PeriodState::kSuspended : PeriodState::kRunning;
  }
  return report;
}

}  // namespace plumbline
