#include "services/core/calendar/civil_day.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

TEST(ParseCivilDayTest, ReadsWhatFormatWrites) {
  for (absl::CivilDay day(1999, 12, 1); day < absl::CivilDay(2001, 4, 1); ++day) {
    const absl::StatusOr<absl::CivilDay> read = ParseCivilDay(FormatCivilDay(day));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(*read, day);
  }
}

TEST(ParseCivilDayTest, AcceptsTheLeapDayOfALeapYearOnly) {
  EXPECT_TRUE(ParseCivilDay("2024-02-29").ok());
  EXPECT_TRUE(ParseCivilDay("2000-02-29").ok());
  const absl::StatusOr<absl::CivilDay> day = ParseCivilDay("2023-02-29");
  EXPECT_EQ(day.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(day.status().message()), HasSubstr("does not exist"));
  EXPECT_FALSE(ParseCivilDay("1900-02-29").ok());
}

TEST(ParseCivilDayTest, RefusesEveryOtherForm) {
  for (const char* text :
       {"",           "2023",        "2023-1-1",    "2023-01-1",     "20230101",
        "2023/01/01", "2023-13-01",  "2023-00-10",  "2023-01-00",    "2023-01-32",
        "2023-04-31", " 2023-01-01", "2023-01-01 ", "2023-01-01T00", "+023-01-01",
        "2023-+1-01", "1899-12-31",  "3000-01-01",  "2023年1月1",    "-023-01-01"}) {
    EXPECT_EQ(ParseCivilDay(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(ParseCivilDayTest, ShowsForeignBytesEscapedAndShortened) {
  const absl::Status status = ParseCivilDay(std::string(1000, '\x01')).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr("\\x01"));
  EXPECT_LT(status.message().size(), 400u);
}

}  // namespace
}  // namespace plumbline
