#include "services/core/calendar/period.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/core/calendar/calendar_fixture.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Roll = Counting::Roll;

const WorkCalendar& Cal() { return ShippedCalendar(); }

Period WorkingDays(absl::string_view start, int length) {
  Period period;
  period.start = Day(start);
  period.length = length;
  return period;
}

Period CalendarDays(absl::string_view start, int length) {
  Period period = WorkingDays(start, length);
  period.unit = PeriodUnit::kCalendarDay;
  return period;
}

PeriodReport Report(const Period& period, absl::string_view as_of, absl::string_view done = "") {
  absl::optional<absl::CivilDay> done_day;
  if (!done.empty()) done_day = Day(done);
  const absl::StatusOr<PeriodReport> report = ReportPeriod(period, Cal(), Day(as_of), done_day);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.value_or(PeriodReport{});
}

std::string DueOf(const PeriodReport& report) {
  return report.due ? FormatCivilDay(*report.due) : "unknown";
}

TEST(AddWorkingDaysTest, CountsMakeUpDaysAndSkipsHolidays) {
  struct Case {
    const char* start;
    int days;
    const char* last;
  };
  for (const Case& c : {
           Case{"2023-03-06", 1, "2023-03-07"},
           {"2023-03-10", 1, "2023-03-13"},  // over a weekend
           {"2023-03-11", 1, "2023-03-13"},  // a Saturday start: Monday is day one
           {"2023-01-20", 1, "2023-01-28"},  // over Spring Festival, to a make-up Saturday
           {"2023-01-20", 2, "2023-01-29"},
           {"2023-01-20", 5, "2023-02-01"},
           {"2023-09-22", 5, "2023-10-07"},  // over National Day, with the make-up Saturday
           {"2023-09-28", 2, "2023-10-08"},
           {"2024-02-09", 1, "2024-02-18"},
           {"2024-09-13", 1, "2024-09-14"},  // make-up Saturday
           {"2025-09-26", 3, "2025-09-30"},  // with the make-up Sunday 28
           {"2026-02-13", 1, "2026-02-14"},
           {"2026-12-30", 1, "2026-12-31"},
           {"2023-03-01", 15, "2023-03-22"},
       }) {
    EXPECT_EQ(Shown(AddWorkingDays(Day(c.start), c.days, Cal())), c.last)
        << c.start << " +" << c.days;
  }
}

TEST(AddWorkingDaysTest, NeverGuessesBeyondTheCalendar) {
  EXPECT_EQ(Shown(AddWorkingDays(Day("2026-12-31"), 1, Cal())), "OUT_OF_RANGE");
  EXPECT_EQ(Shown(AddWorkingDays(Day("2027-06-01"), 1, Cal())), "OUT_OF_RANGE");
  EXPECT_EQ(Shown(AddWorkingDays(Day("2022-12-30"), 1, Cal())), "OUT_OF_RANGE");
  EXPECT_EQ(Shown(AddWorkingDays(Day("2023-01-01"), kPeriodLengthMax, Cal())), "OUT_OF_RANGE");
  EXPECT_THAT(
      std::string(AddWorkingDays(Day("2026-12-31"), 1, Cal()).status().message()),
      HasSubstr("+1 from 2026-12-31 lies outside the loaded calendar, 2023-01-01 to 2026-12-31. "
                "Load the calendar"));
}

TEST(AddWorkingDaysTest, RefusesLengthsThatAreNoLength) {
  for (const int days : {0, -1, kPeriodLengthMax + 1}) {
    EXPECT_EQ(Shown(AddWorkingDays(Day("2023-03-01"), days, Cal())), "INVALID_ARGUMENT") << days;
    EXPECT_EQ(Shown(SubtractWorkingDays(Day("2023-03-01"), days, Cal())), "INVALID_ARGUMENT");
    EXPECT_EQ(Shown(AddCalendarDays(Day("2023-03-01"), days, Roll::kNone, Cal())),
              "INVALID_ARGUMENT");
    EXPECT_EQ(Shown(SubtractCalendarDays(Day("2023-03-01"), days, Roll::kNone, Cal())),
              "INVALID_ARGUMENT");
  }
}

TEST(SubtractWorkingDaysTest, CountsBackOverHolidays) {
  EXPECT_EQ(Shown(SubtractWorkingDays(Day("2023-10-09"), 3, Cal())), "2023-09-28");
  EXPECT_EQ(Shown(SubtractWorkingDays(Day("2023-01-30"), 3, Cal())), "2023-01-20");
  EXPECT_EQ(Shown(SubtractWorkingDays(Day("2023-03-05"), 1, Cal())), "2023-03-03");
  EXPECT_EQ(Shown(SubtractWorkingDays(Day("2023-01-03"), 1, Cal())), "OUT_OF_RANGE");
}

TEST(AddCalendarDaysTest, RollsALastDayOfRestForward) {
  // 民法典 §203: 2023-03-03 + 30 = 2023-04-02, a Sunday.
  EXPECT_EQ(Shown(AddCalendarDays(Day("2023-03-03"), 30, Roll::kNextWorkingDay, Cal())),
            "2023-04-03");
  EXPECT_EQ(Shown(AddCalendarDays(Day("2023-03-03"), 30, Roll::kNone, Cal())), "2023-04-02");
  // 2023-08-30 + 30 = 09-29, first day of the National Day holiday: to the make-up Saturday.
  EXPECT_EQ(Shown(AddCalendarDays(Day("2023-08-30"), 30, Roll::kNextWorkingDay, Cal())),
            "2023-10-07");
  // A make-up Saturday is a working day and stays.
  EXPECT_EQ(Shown(AddCalendarDays(Day("2023-01-21"), 7, Roll::kNextWorkingDay, Cal())),
            "2023-01-28");
  EXPECT_EQ(Shown(AddCalendarDays(Day("2026-12-10"), 30, Roll::kNextWorkingDay, Cal())),
            "OUT_OF_RANGE");
  EXPECT_EQ(Shown(AddCalendarDays(Day("2026-12-10"), 30, Roll::kNone, Cal())), "2027-01-09");
}

TEST(SubtractCalendarDaysTest, RollsADayOfRestToAnEarlierDay) {
  // Hearing on Monday 2023-10-16; seven days before is 10-09, a working day.
  EXPECT_EQ(Shown(SubtractCalendarDays(Day("2023-10-16"), 7, Roll::kPreviousWorkingDay, Cal())),
            "2023-10-09");
  // Hearing on 2023-10-13: 10-06 is a holiday; the papers must arrive on 09-28.
  EXPECT_EQ(Shown(SubtractCalendarDays(Day("2023-10-13"), 7, Roll::kPreviousWorkingDay, Cal())),
            "2023-09-28");
  EXPECT_EQ(Shown(SubtractCalendarDays(Day("2023-01-05"), 7, Roll::kPreviousWorkingDay, Cal())),
            "OUT_OF_RANGE");
}

TEST(AddMonthsTest, EndsOnTheCorrespondingOrTheLastDay) {
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2023-01-15"), 1)), "2023-02-15");
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2023-01-31"), 1)), "2023-02-28");
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2024-02-29"), 12)), "2025-02-28");
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2023-11-30"), 3)), "2024-02-29");
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2023-08-31"), -6)), "2023-02-28");
  EXPECT_EQ(FormatCivilDay(AddMonths(Day("2023-01-31"), -1)), "2022-12-31");
}

TEST(MergeSuspensionsTest, JoinsWhatOverlapsOrTouchesAndKeepsEveryReason) {
  const std::vector<SuspendedSpan> spans = MergeSuspensions({
      {Day("2023-03-10"), Day("2023-03-14"), "听证"},
      {Day("2023-03-06"), Day("2023-03-11"), "补正"},
      {Day("2023-03-15"), Day("2023-03-16"), "专家论证"},
      {Day("2023-04-03"), absl::nullopt, "补正"},
      {Day("2023-04-05"), Day("2023-04-06"), "听证"},
  });
  ASSERT_EQ(spans.size(), 2u);
  EXPECT_EQ(spans[0].from, Day("2023-03-06"));
  EXPECT_EQ(spans[0].to, Day("2023-03-16"));
  EXPECT_THAT(spans[0].reasons, ElementsAre("补正", "听证", "专家论证"));
  EXPECT_EQ(spans[1].from, Day("2023-04-03"));
  EXPECT_EQ(spans[1].to, absl::nullopt);
  EXPECT_THAT(spans[1].reasons, ElementsAre("补正", "听证"));
}

TEST(ReportPeriodTest, TellsUsedDueAndLateForWorkingDays) {
  const Period review = WorkingDays("2023-03-01", 15);
  PeriodReport report = Report(review, "2023-03-01");
  EXPECT_EQ(report.state, PeriodState::kRunning);
  EXPECT_EQ(report.used, 0);
  EXPECT_EQ(report.allowed, 15);
  EXPECT_EQ(DueOf(report), "2023-03-22");
  EXPECT_FALSE(report.provisional);
  EXPECT_EQ(Report(review, "2023-03-06").used, 3);
  EXPECT_EQ(Report(review, "2023-03-22").state, PeriodState::kRunning);
  report = Report(review, "2023-03-27");
  EXPECT_EQ(report.state, PeriodState::kOverdue);
  EXPECT_EQ(report.late_by, 3);
  report = Report(review, "2023-03-31", "2023-03-22");
  EXPECT_EQ(report.state, PeriodState::kMet);
  EXPECT_EQ(report.used, 15);
  EXPECT_EQ(report.late_by, 0);
  report = Report(review, "2023-03-31", "2023-03-24");
  EXPECT_EQ(report.state, PeriodState::kMissed);
  EXPECT_EQ(report.late_by, 2);
}

TEST(ReportPeriodTest, CallsASaturdayAfterTheLastDayLateByOne) {
  const PeriodReport report = Report(WorkingDays("2023-03-01", 2), "2023-03-05", "2023-03-04");
  EXPECT_EQ(DueOf(report), "2023-03-03");
  EXPECT_EQ(report.state, PeriodState::kMissed);
  EXPECT_EQ(report.late_by, 1);
}

TEST(ReportPeriodTest, IgnoresAnActThatHasNotHappenedOnTheDayAskedAbout) {
  const Period review = WorkingDays("2023-03-01", 2);
  EXPECT_EQ(Report(review, "2023-03-02", "2023-03-10").state, PeriodState::kRunning);
  EXPECT_EQ(Report(review, "2023-03-10", "2023-03-10").state, PeriodState::kMissed);
}

TEST(ReportPeriodTest, MovesTheLastDayByTheSuspendedWorkingDays) {
  Period review = WorkingDays("2023-09-22", 5);
  review.suspensions = {{Day("2023-09-26"), Day("2023-09-27"), "补正"}};
  EXPECT_EQ(DueOf(Report(review, "2023-10-01")), "2023-10-09");
  // A suspension over days of rest moves nothing.
  review.suspensions = {{Day("2023-09-29"), Day("2023-10-06"), "补正"}};
  EXPECT_EQ(DueOf(Report(review, "2023-10-01")), "2023-10-07");
  // Overlapping suspensions count once.
  review.suspensions = {{Day("2023-09-26"), Day("2023-09-27"), "补正"},
                        {Day("2023-09-27"), Day("2023-09-27"), "听证"}};
  EXPECT_EQ(DueOf(Report(review, "2023-10-01")), "2023-10-09");
  // One after the last day changes nothing, not even being late.
  review.suspensions = {{Day("2023-10-08"), absl::nullopt, "补正"}};
  const PeriodReport report = Report(review, "2023-10-10");
  EXPECT_EQ(DueOf(report), "2023-10-07");
  EXPECT_EQ(report.state, PeriodState::kOverdue);
}

TEST(ReportPeriodTest, StandsStillWhileASuspensionIsOpen) {
  Period review = WorkingDays("2023-03-01", 5);
  review.suspensions = {{Day("2023-03-03"), absl::nullopt, "补正"}};
  const PeriodReport report = Report(review, "2023-03-20");
  EXPECT_EQ(report.state, PeriodState::kSuspended);
  EXPECT_EQ(report.used, 1);
  EXPECT_TRUE(report.provisional);
  // One day is used; were the clock to start again tomorrow, four more would be left.
  EXPECT_EQ(DueOf(report), "2023-03-24");
  EXPECT_EQ(Report(review, "2023-03-02").state, PeriodState::kRunning);
}

TEST(ReportPeriodTest, MovesCalendarDaysAndMonthsByTheSuspendedDays) {
  Period filing = CalendarDays("2023-03-03", 30);
  filing.suspensions = {{Day("2023-03-10"), Day("2023-03-14"), "补报"}};
  EXPECT_EQ(DueOf(Report(filing, "2023-03-20")), "2023-04-07");
  EXPECT_EQ(Report(filing, "2023-03-20").used, 12);
  Period months = filing;
  months.unit = PeriodUnit::kMonth;
  months.length = 1;
  EXPECT_EQ(DueOf(Report(months, "2023-03-20")), "2023-04-10");  // 04-08 is a Saturday
  months.suspensions.push_back({Day("2023-04-06"), Day("2023-04-06"), "补报"});
  EXPECT_EQ(DueOf(Report(months, "2023-04-20")), "2023-04-10");
}

TEST(ReportPeriodTest, AddsTheExtension) {
  Period filing = CalendarDays("2023-03-01", 30);
  EXPECT_EQ(DueOf(Report(filing, "2023-03-20")), "2023-03-31");
  filing.extension = 20;
  EXPECT_EQ(DueOf(Report(filing, "2023-03-20")), "2023-04-20");
  EXPECT_EQ(Report(filing, "2023-03-20").allowed, 50);
}

TEST(ReportPeriodTest, KnowsWhenAMinimumIsFullAndByHowMuchItWasShort) {
  Period least = WorkingDays("2023-03-01", 5);
  least.bound = PeriodBound::kMin;
  EXPECT_EQ(Report(least, "2023-03-07").state, PeriodState::kRunning);
  EXPECT_EQ(Report(least, "2023-03-08").state, PeriodState::kMet);
  const PeriodReport report = Report(least, "2023-03-20", "2023-03-06");
  EXPECT_EQ(report.state, PeriodState::kMissed);
  EXPECT_EQ(report.late_by, 2);
  EXPECT_EQ(Report(least, "2023-03-20", "2023-03-08").state, PeriodState::kMet);
}

TEST(ReportPeriodTest, CountsBackFromTheEvent) {
  Period papers = CalendarDays("2023-10-13", 7);
  papers.direction = PeriodDirection::kBackward;
  papers.counting.roll = Roll::kPreviousWorkingDay;
  EXPECT_EQ(DueOf(Report(papers, "2023-09-20")), "2023-09-28");
  EXPECT_EQ(Report(papers, "2023-10-01").state, PeriodState::kOverdue);
  EXPECT_EQ(Report(papers, "2023-10-01", "2023-09-28").state, PeriodState::kMet);
  EXPECT_EQ(Report(papers, "2023-10-13", "2023-10-08").state, PeriodState::kMissed);
  Period months = papers;
  months.unit = PeriodUnit::kMonth;
  months.length = 6;
  EXPECT_EQ(DueOf(Report(months, "2023-01-20")), "2023-04-13");
}

TEST(ReportPeriodTest, IsProvisionalPastTheLastLoadedYearAndDecidesOnlyWhatItKnows) {
  const Period review = WorkingDays("2026-12-28", 10);
  PeriodReport report = Report(review, "2026-12-30");
  EXPECT_EQ(report.state, PeriodState::kRunning);
  EXPECT_EQ(DueOf(report), "unknown");
  EXPECT_TRUE(report.provisional);
  // 29, 30 and 31 December are counted; seven more take at least until 7 January.
  EXPECT_EQ(report.not_before, Day("2027-01-07"));
  EXPECT_EQ(Report(review, "2027-01-05").state, PeriodState::kRunning);
  EXPECT_EQ(Report(review, "2027-01-05", "2027-01-04").state, PeriodState::kMet);
  EXPECT_EQ(Report(review, "2027-01-20").state, PeriodState::kUnknown);
  // Calendar days: the day is known, only where it rolls is not.
  const Period filing = CalendarDays("2026-12-20", 15);
  report = Report(filing, "2026-12-30");
  EXPECT_EQ(DueOf(report), "unknown");
  EXPECT_EQ(report.not_before, Day("2027-01-04"));
  Period early = WorkingDays("2022-12-01", 3);
  EXPECT_TRUE(Report(early, "2023-03-01").provisional);
  Period later = WorkingDays("2027-03-01", 3);
  EXPECT_EQ(Report(later, "2027-03-01").not_before, Day("2027-03-04"));
}

TEST(ReportPeriodTest, CountsAFiveYearValidityWithoutACalendarForIt) {
  Period validity = WorkingDays("2023-06-01", 5);
  validity.unit = PeriodUnit::kYear;
  validity.counting.roll = Roll::kNone;
  const PeriodReport report = Report(validity, "2023-07-01");
  EXPECT_EQ(DueOf(report), "2028-06-01");
  EXPECT_FALSE(report.provisional);
}

TEST(ReportPeriodTest, CountsTheDayItselfWhereTheRuleSaysSo) {
  Period days = WorkingDays("2023-03-01", 5);
  days.counting.from_next_day = false;
  EXPECT_EQ(DueOf(Report(days, "2023-03-01")), "2023-03-07");
  EXPECT_EQ(Report(days, "2023-03-01").used, 1);
  days.unit = PeriodUnit::kCalendarDay;
  EXPECT_EQ(DueOf(Report(days, "2023-03-01")), "2023-03-06");  // 03-05 is a Sunday
}

TEST(ReportPeriodTest, NamesWhatIsOutOfBounds) {
  const auto message = [](const Period& period) {
    return std::string(ReportPeriod(period, Cal(), Day("2023-03-01")).status().message());
  };
  Period period = WorkingDays("2023-03-01", 0);
  EXPECT_THAT(message(period), HasSubstr("1 to 10000 days, but got 0"));
  period.length = 5;
  period.extension = -1;
  EXPECT_THAT(message(period), HasSubstr("An extension has 0 to"));
  period.extension = 0;
  period.suspensions = {{Day("2023-03-05"), Day("2023-03-04"), "补正"}};
  EXPECT_THAT(message(period), HasSubstr("ends on 2023-03-04, before it begins"));
  period.suspensions = {{Day("2023-03-05"), Day("2023-03-06"), ""}};
  EXPECT_THAT(message(period), HasSubstr("needs a reason"));
  period.suspensions = {{Day("2023-03-05"), Day("2023-03-06"), "补正"}};
  period.direction = PeriodDirection::kBackward;
  EXPECT_THAT(message(period), HasSubstr("neither suspended nor extended"));
}

}  // namespace
}  // namespace plumbline
