// Properties of periods, each compared with an answer found by walking day by day.
#include <random>
#include <vector>

#include "gtest/gtest.h"
#include "services/core/calendar/period.h"
#include "tests/services/core/calendar/calendar_fixture.h"

namespace plumbline {
namespace {

constexpr int kRounds = 3000;

const WorkCalendar& Cal() { return ShippedCalendar(); }

absl::CivilDay AnyDay(std::mt19937* random) {
  const auto days = static_cast<int>(Cal().last_day() - Cal().first_day());
  return Cal().first_day() + std::uniform_int_distribution<int>(0, days)(*random);
}

int Any(std::mt19937* random, int from, int to) {
  return std::uniform_int_distribution<int>(from, to)(*random);
}

bool Suspended(absl::CivilDay day, const std::vector<Suspension>& suspensions) {
  for (const Suspension& suspension : suspensions) {
    if (suspension.from <= day && day <= *suspension.to) return true;
  }
  return false;
}

TEST(PeriodPropertyTest, AddingEndsOnAWorkingDayWithExactlyThatManyCounted) {
  std::mt19937 random(1);
  for (int i = 0; i < kRounds; ++i) {
    const absl::CivilDay start = AnyDay(&random);
    const int days = Any(&random, 1, 300);
    const absl::StatusOr<absl::CivilDay> last = AddWorkingDays(start, days, Cal());
    int counted = 0;
    absl::CivilDay day = start;
    while (counted < days && day < Cal().last_day()) {
      ++day;
      if (Cal().IsWorkingDay(day)) ++counted;
    }
    if (counted < days) {
      EXPECT_EQ(last.status().code(), absl::StatusCode::kOutOfRange);
    } else {
      EXPECT_EQ(Shown(last), FormatCivilDay(day)) << FormatCivilDay(start) << " +" << days;
    }
  }
}

TEST(PeriodPropertyTest, SubtractingUndoesAddingFromAWorkingDay) {
  std::mt19937 random(2);
  for (int i = 0; i < kRounds; ++i) {
    const absl::CivilDay start = AnyDay(&random);
    const int days = Any(&random, 1, 200);
    if (!Cal().IsWorkingDay(start)) continue;
    const absl::StatusOr<absl::CivilDay> last = AddWorkingDays(start, days, Cal());
    if (!last.ok()) continue;
    EXPECT_EQ(Shown(SubtractWorkingDays(*last, days, Cal())), FormatCivilDay(start));
  }
}

TEST(PeriodPropertyTest, OneMoreDayNeverEndsEarlier) {
  std::mt19937 random(3);
  for (int i = 0; i < kRounds; ++i) {
    const absl::CivilDay start = AnyDay(&random);
    const int days = Any(&random, 1, 200);
    const auto shorter = AddWorkingDays(start, days, Cal());
    const auto longer = AddWorkingDays(start, days + 1, Cal());
    if (longer.ok()) {
      EXPECT_LT(*shorter, *longer);
    }
    const auto rolled = AddCalendarDays(start, days, Counting::Roll::kNextWorkingDay, Cal());
    const auto next = AddCalendarDays(start, days + 1, Counting::Roll::kNextWorkingDay, Cal());
    if (rolled.ok() && next.ok()) {
      EXPECT_LE(*rolled, *next);
    }
  }
}

TEST(PeriodPropertyTest, ASuspendedPeriodEndsWhereWalkingDayByDayEnds) {
  std::mt19937 random(4);
  for (int i = 0; i < kRounds; ++i) {
    Period period;
    period.start = AnyDay(&random);
    period.unit = Any(&random, 0, 1) == 0 ? PeriodUnit::kWorkingDay : PeriodUnit::kCalendarDay;
    period.length = Any(&random, 1, 40);
    period.extension = Any(&random, 0, 5);
    period.counting.from_next_day = Any(&random, 0, 3) != 0;
    const int count = Any(&random, 0, 4);
    for (int s = 0; s < count; ++s) {
      const absl::CivilDay from = period.start + Any(&random, -5, 60);
      period.suspensions.push_back({from, from + Any(&random, 0, 20), "补正"});
    }
    const bool working = period.unit == PeriodUnit::kWorkingDay;
    int remaining = period.length + period.extension;
    absl::CivilDay day = period.counting.from_next_day ? period.start : period.start - 1;
    while (remaining > 0 && day < Cal().last_day()) {
      ++day;
      if (Suspended(day, period.suspensions)) continue;
      if (!working || (Cal().Covers(day) && Cal().IsWorkingDay(day))) --remaining;
    }
    while (remaining == 0 && !Cal().IsWorkingDay(day) && day < Cal().last_day()) ++day;
    const bool known = remaining == 0 && Cal().IsWorkingDay(day);
    const auto report = ReportPeriod(period, Cal(), Cal().last_day());
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->due.has_value(), known);
    EXPECT_EQ(report->provisional, !known);
    if (known) {
      EXPECT_EQ(FormatCivilDay(*report->due), FormatCivilDay(day)) << FormatCivilDay(period.start);
    } else {
      EXPECT_GT(report->not_before, Cal().last_day());
    }
  }
}

TEST(PeriodPropertyTest, UsedNeverShrinksAndReachesAllowedExactlyOnTheLastDay) {
  std::mt19937 random(5);
  for (int i = 0; i < 300; ++i) {
    Period period;
    period.start = AnyDay(&random);
    period.length = Any(&random, 1, 20);
    const absl::CivilDay from = period.start + Any(&random, 0, 20);
    period.suspensions.push_back({from, from + Any(&random, 0, 10), "听证"});
    int before = 0;
    for (int offset = 0; offset < 60; ++offset) {
      const absl::CivilDay as_of = period.start + offset;
      const auto report = ReportPeriod(period, Cal(), as_of);
      ASSERT_TRUE(report.ok()) << report.status();
      EXPECT_GE(report->used, before);
      before = report->used;
      if (report->due && *report->due <= Cal().last_day()) {
        EXPECT_EQ(report->used >= report->allowed, as_of >= *report->due);
        EXPECT_EQ(report->state == PeriodState::kOverdue, as_of > *report->due);
      }
    }
  }
}

TEST(PeriodPropertyTest, MergedSpansAreSortedApartAndCoverTheSameDays) {
  std::mt19937 random(6);
  for (int i = 0; i < 500; ++i) {
    std::vector<Suspension> suspensions;
    const int count = Any(&random, 1, 6);
    const absl::CivilDay start = AnyDay(&random);
    for (int s = 0; s < count; ++s) {
      const absl::CivilDay from = start + Any(&random, 0, 60);
      suspensions.push_back({from, from + Any(&random, 0, 10), "补正"});
    }
    const std::vector<SuspendedSpan> spans = MergeSuspensions(suspensions);
    size_t reasons = 0;
    for (size_t s = 0; s < spans.size(); ++s) {
      reasons += spans[s].reasons.size();
      if (s > 0) {
        EXPECT_GT(spans[s].from, *spans[s - 1].to + 1);
      }
    }
    EXPECT_EQ(reasons, suspensions.size());
    for (absl::CivilDay day = start; day < start + 80; ++day) {
      bool covered = false;
      for (const SuspendedSpan& span : spans) covered |= span.from <= day && day <= *span.to;
      EXPECT_EQ(covered, Suspended(day, suspensions));
    }
  }
}

}  // namespace
}  // namespace plumbline
