#include "services/core/procedure/time_limits.h"

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

// Fifths of a day, so that a working day (7/5 days) stays a whole number.
int64_t UsualLength(const config::v1::Limit& limit) {
  switch (limit.unit()) {
    case config::v1::LIMIT_UNIT_WORKING_DAY:
      return int64_t{limit.length()} * 7;
    case config::v1::LIMIT_UNIT_CALENDAR_DAY:
      return int64_t{limit.length()} * 5;
    case config::v1::LIMIT_UNIT_MONTH:
      return int64_t{limit.length()} * 30 * 5;
    case config::v1::LIMIT_UNIT_YEAR:
      return int64_t{limit.length()} * 365 * 5;
    case config::v1::LIMIT_UNIT_FIXED_DAY:
      if (limit.fixed_day().empty()) return 0;
      return (int64_t{limit.fixed_day(0).month()} * 31 + limit.fixed_day(0).day()) * 5;
    default:
      return 0;
  }
}

Counting::Roll RollOf(config::v1::Roll roll) {
  switch (roll) {
    case config::v1::ROLL_NEXT_WORKING_DAY:
      return Counting::Roll::kNextWorkingDay;
    case config::v1::ROLL_PREVIOUS_WORKING_DAY:
      return Counting::Roll::kPreviousWorkingDay;
    default:
      return Counting::Roll::kNone;
  }
}

}  // namespace

absl::StatusOr<Period> PeriodOf(const Profile& profile, const LimitRule& limit,
                                absl::CivilDay start) {
  const config::v1::Limit& text = *limit.text;
  Period period;
  period.start = start;
  period.length = text.length();
  switch (text.unit()) {
    case config::v1::LIMIT_UNIT_WORKING_DAY:
      period.unit = PeriodUnit::kWorkingDay;
      break;
    case config::v1::LIMIT_UNIT_CALENDAR_DAY:
      period.unit = PeriodUnit::kCalendarDay;
      break;
    case config::v1::LIMIT_UNIT_MONTH:
      period.unit = PeriodUnit::kMonth;
      break;
    case config::v1::LIMIT_UNIT_YEAR:
      period.unit = PeriodUnit::kYear;
      break;
    default:
      return absl::FailedPreconditionError(
          absl::StrCat("The limit ", text.id(),
                       " has no length that a clock could run. Show its rule instead."));
  }
  if (text.bound() == config::v1::BOUND_NONE) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The limit ", text.id(), " has no bound that a clock could run. Show its rule instead."));
  }
  period.bound = text.bound() == config::v1::BOUND_MIN ? PeriodBound::kMin : PeriodBound::kMax;
  if (text.direction() == config::v1::DIRECTION_BACKWARD) {
    period.direction = PeriodDirection::kBackward;
  }
  const config::v1::Counting* const counting = profile.Counting(text.counting_id(), start);
  if (counting == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat("No counting rule ", text.counting_id(), " is in force on the day from which ",
                     text.id(), " counts. Add one to the profile for that day."));
  }
  period.counting.from_next_day = counting->start() == config::v1::COUNT_START_NEXT_DAY;
  period.counting.roll = RollOf(counting->roll());
  return period;
}

absl::StatusOr<LimitReport> ReportLimit(const Profile& profile, const LimitRule& limit,
                                        absl::CivilDay start,
                                        const std::vector<Suspension>& suspensions, int extension,
                                        const WorkCalendar& calendar, absl::CivilDay as_of,
                                        absl::optional<absl::CivilDay> done) {
  PLUMBLINE_ASSIGN_OR_RETURN(Period period, PeriodOf(profile, limit, start));
  const config::v1::Limit& text = *limit.text;
  if (extension < 0 || extension > text.extension_max()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The limit ", text.id(), " can be extended by 0 to ", text.extension_max(),
                     ", but got ", extension, "."));
  }
  if (!suspensions.empty() && !text.suspendable()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The limit ", text.id(), " cannot be suspended. Extend it or let it run."));
  }
  period.extension = extension;
  period.suspensions = suspensions;
  LimitReport report;
  PLUMBLINE_ASSIGN_OR_RETURN(report.period, ReportPeriod(period, calendar, as_of, done));
  report.responsible = text.responsible();
  return report;
}

std::vector<absl::CivilDay> FixedDays(const LimitRule& limit, int year) {
  std::vector<absl::CivilDay> days;
  for (const config::v1::MonthDay& day : limit.text->fixed_day()) {
    days.emplace_back(year + 1, day.month(), day.day());
  }
  return days;
}

int CompareStrictness(const config::v1::Limit& a, const config::v1::Limit& b) {
  // A limit without a length asks for less than one with a length.
  const bool a_none = a.bound() == config::v1::BOUND_NONE;
  const bool b_none = b.bound() == config::v1::BOUND_NONE;
  if (a_none || b_none) return static_cast<int>(a_none) - static_cast<int>(b_none);
  const int64_t left = UsualLength(a);
  const int64_t right = UsualLength(b);
  const int order = left < right ? -1 : left > right ? 1 : 0;
  const bool longer_is_stricter =
      a.bound() == config::v1::BOUND_MIN || a.direction() == config::v1::DIRECTION_BACKWARD;
  return longer_is_stricter ? -order : order;
}

}  // namespace plumbline
