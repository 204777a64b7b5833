#include "services/core/calendar/work_calendar.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/core/calendar/calendar_fixture.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

std::string ErrorOf(absl::string_view csv, absl::Span<const CalendarRow> extra = {}) {
  const absl::StatusOr<WorkCalendar> calendar = WorkCalendar::Parse(csv, extra);
  return calendar.ok() ? "accepted" : std::string(calendar.status().message());
}

TEST(ShippedCalendarTest, CoversTheYears2023To2026) {
  EXPECT_EQ(ShippedCalendar().first_day(), Day("2023-01-01"));
  EXPECT_EQ(ShippedCalendar().last_day(), Day("2026-12-31"));
  EXPECT_FALSE(ShippedCalendar().Covers(Day("2022-12-31")));
  EXPECT_FALSE(ShippedCalendar().Covers(Day("2027-01-01")));
}

// Facts of the four notices, checked one by one.
TEST(ShippedCalendarTest, KnowsMakeUpDaysAndHolidays) {
  struct Fact {
    const char* day;
    bool works;
  };
  for (const Fact& fact : {
           Fact{"2023-01-20", true},  // Friday before Spring Festival
           {"2023-01-23", false},     // Monday, Spring Festival
           {"2023-01-27", false},     // Friday, last day of it
           {"2023-01-28", true},      // Saturday, make-up
           {"2023-01-29", true},      // Sunday, make-up
           {"2023-02-04", false},     // ordinary Saturday
           {"2023-06-25", true},      // Sunday, make-up for Dragon Boat
           {"2023-09-29", false},     // Friday, Mid-Autumn
           {"2023-10-06", false},     // Friday, National Day
           {"2023-10-07", true},      // Saturday, make-up
           {"2024-02-09", true},      // New Year's Eve 2024 was a working day
           {"2024-02-18", true},      // Sunday, make-up
           {"2024-09-14", true},      // Saturday, make-up
           {"2025-01-26", true},      // Sunday, make-up
           {"2025-02-04", false},     // Tuesday, Spring Festival
           {"2025-10-08", false},     // Wednesday, National Day and Mid-Autumn
           {"2026-01-04", true},      // Sunday, make-up
           {"2026-02-23", false},     // Monday, Spring Festival
           {"2026-10-10", true},      // Saturday, make-up
           {"2026-12-31", true},      // last covered day, a Thursday
       }) {
    EXPECT_EQ(ShippedCalendar().IsWorkingDay(Day(fact.day)), fact.works) << fact.day;
  }
  EXPECT_EQ(ShippedCalendar().NameOf(Day("2023-01-28")), "春节");
  EXPECT_EQ(ShippedCalendar().NameOf(Day("2023-02-01")), "");
}

// Yearly totals, counted by hand from the notices: weekdays of the year, less weekdays off, plus
// make-up days.
TEST(ShippedCalendarTest, GivesTheYearlyTotals) {
  const WorkCalendar& calendar = ShippedCalendar();
  EXPECT_EQ(calendar.CountWorkingDays(Day("2023-01-01"), Day("2023-12-31")), 249);
  EXPECT_EQ(calendar.CountWorkingDays(Day("2024-01-01"), Day("2024-12-31")), 251);
  EXPECT_EQ(calendar.CountWorkingDays(Day("2025-01-01"), Day("2025-12-31")), 248);
  EXPECT_EQ(calendar.CountWorkingDays(Day("2026-01-01"), Day("2026-12-31")), 248);
}

TEST(ShippedCalendarTest, NamesItsNotices) {
  EXPECT_THAT(ShippedCalendarText(), HasSubstr("# source:"));
  EXPECT_THAT(ShippedCalendarText(), HasSubstr("# years: 2023-2026"));
}

TEST(WorkCalendarTest, ReadsAFileWithoutNotesWithCarriageReturnsAndByteOrderMark) {
  const absl::StatusOr<WorkCalendar> calendar = WorkCalendar::Parse(
      "\xEF\xBB\xBF"
      "date,kind,name\r\n2023-01-02,holiday,元旦\r\n");
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_FALSE(calendar->IsWorkingDay(Day("2023-01-02")));
  EXPECT_EQ(calendar->last_day(), Day("2023-12-31"));
}

TEST(WorkCalendarTest, AddsTheDaysOfAPlace) {
  const CalendarRow row{Day("2023-11-20"), CalendarRow::Kind::kHoliday, "彝族年"};
  const absl::StatusOr<WorkCalendar> calendar = WorkCalendar::Parse(ShippedCalendarText(), {row});
  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_TRUE(ShippedCalendar().IsWorkingDay(Day("2023-11-20")));
  EXPECT_FALSE(calendar->IsWorkingDay(Day("2023-11-20")));
  EXPECT_EQ(calendar->NameOf(Day("2023-11-20")), "彝族年");
}

TEST(WorkCalendarTest, RefusesExtraDaysThatItCannotPlace) {
  const std::string csv = "date,kind,name\n2023-01-02,holiday,元旦\n";
  const CalendarRow outside{Day("2024-11-20"), CalendarRow::Kind::kHoliday, "彝族年"};
  const CalendarRow inside{Day("2023-11-20"), CalendarRow::Kind::kHoliday, "彝族年"};
  const CalendarRow nameless{Day("2023-11-20"), CalendarRow::Kind::kHoliday, ""};
  EXPECT_THAT(ErrorOf(csv, {outside}), HasSubstr("outside the calendar's years 2023-2023"));
  EXPECT_THAT(ErrorOf(csv, {inside, inside}), HasSubstr("given twice"));
  EXPECT_THAT(ErrorOf(csv, {nameless}), HasSubstr("needs a name"));
}

TEST(WorkCalendarTest, NamesTheLineOfAMistake) {
  struct Case {
    const char* csv;
    const char* message;
  };
  for (const Case& c : {
           Case{"", "Expected the header"},
           {"day,kind,name\n", "line 1: Expected the header"},
           {"date,kind,name\n", "has no rows"},
           {"date,kind,name\n2023-02-29,holiday,x\n", "line 2: The day 2023-02-29 does not exist"},
           {"date,kind,name\n2023-01-01,holiday\n", "line 2: Expected three cells"},
           {"date,kind,name\n2023-01-01,holiday,a,b\n", "line 2: Expected three cells"},
           {"date,kind,name\n2023-01-01,rest,x\n", "line 2: Unknown kind \"rest\""},
           {"date,kind,name\n2023-01-01,holiday,\n", "line 2: The name must have 1 to 60 bytes"},
           {"date,kind,name\n2023-01-02,holiday,x\n2023-01-02,workday,x\n",
            "line 3: The day 2023-01-02 is not after"},
           {"date,kind,name\n2023-01-02,holiday,x\n2023-01-01,workday,x\n", "line 3"},
           {"# years: 2023\ndate,kind,name\n2023-01-01,holiday,x\n", "line 1: Expected \"# years:"},
           {"# years: 2024-2023\ndate,kind,name\n", "line 1"},
           {"# years: 1900-2999\ndate,kind,name\n", "line 1"},
           {"# years: 2023-2023\n# years: 2023-2023\n", "line 2: The years are stated twice"},
           {"# years: 2023-2023\ndate,kind,name\n2024-01-01,holiday,x\n",
            "outside the stated years"},
           {"# years: 2023-2024\ndate,kind,name\n2023-01-01,holiday,x\n", "no row for 2024"},
           {"date,kind,name\n2023-01-01,holiday,x\n2025-01-01,holiday,x\n", "no row for 2024"},
           {"date,kind,name\n1950-01-01,holiday,x\n2025-01-01,holiday,x\n", "more than 50 years"},
       }) {
    EXPECT_THAT(ErrorOf(c.csv), HasSubstr(c.message)) << c.csv;
  }
  EXPECT_THAT(ErrorOf(std::string(WorkCalendar::kBytesMax + 1, '#')), HasSubstr("bytes"));
}

TEST(WorkCalendarDeathTest, StopsWhenAskedBeyondItsYears) {
  EXPECT_DEATH(ShippedCalendar().IsWorkingDay(Day("2027-01-01")), "Covers");
}

TEST(WorkCalendarTest, AnswersNothingBeyondItsYears) {
  const WorkCalendar& calendar = ShippedCalendar();
  EXPECT_EQ(calendar.NthWorkingDay(Day("2026-12-31"), 1), absl::nullopt);
  EXPECT_EQ(calendar.NthWorkingDay(Day("2023-01-01"), -1), absl::nullopt);
  EXPECT_EQ(calendar.NthWorkingDay(Day("2027-01-01"), -1), absl::nullopt);
  EXPECT_EQ(calendar.NthWorkingDay(Day("2023-06-01"), 0), absl::nullopt);
  EXPECT_EQ(calendar.NthWorkingDay(Day("2023-06-01"), 2147483647), absl::nullopt);
  EXPECT_EQ(calendar.NthWorkingDay(Day("2023-06-01"), -2147483647 - 1), absl::nullopt);
  EXPECT_EQ(calendar.CountWorkingDays(Day("2023-06-02"), Day("2023-06-01")), 0);
}

}  // namespace
}  // namespace plumbline
