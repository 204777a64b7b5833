#include "services/core/procedure/time_limits.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/core/procedure/profile_fixture.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr KindSet kDocument = {config::v1::KIND_NORMATIVE_DOCUMENT};
constexpr KindSet kDecision = {config::v1::KIND_MAJOR_DECISION};

const WorkCalendar& Calendar() {
  static const WorkCalendar* const calendar =
      new WorkCalendar(*WorkCalendar::Parse(SourceFileText("deploy/calendars/cn-2023-2026.csv")));
  return *calendar;
}

const LimitRule& Rule(LimitId id, KindSet kinds) {
  const LimitRule* const rule = Shipped("sichuan").Limit(id, kinds, Day("2024-06-01"));
  PLUMBLINE_CHECK(rule != nullptr, "the test asks for a limit that sichuan has");
  return *rule;
}

LimitReport Report(LimitId id, KindSet kinds, absl::string_view start, absl::string_view as_of,
                   const std::vector<Suspension>& suspensions = {}, int extension = 0) {
  const absl::StatusOr<LimitReport> report =
      ReportLimit(Shipped("sichuan"), Rule(id, kinds), Day(start), suspensions, extension,
                  Calendar(), Day(as_of));
  EXPECT_TRUE(report.ok()) << report.status();
  return report.value_or(LimitReport{});
}

TEST(ReportLimitTest, SaysWhoIsLateAndByHowManyDays) {
  const LimitReport report = Report(LimitId::kReviewMax, kDocument, "2023-03-01", "2023-03-27");
  EXPECT_EQ(report.period.state, PeriodState::kOverdue);
  EXPECT_EQ(report.period.late_by, 3);
  EXPECT_EQ(report.responsible, config::v1::PARTY_REVIEWING_BODY);
  // Short notice is charged to the submitter, not to the reviewer.
  EXPECT_EQ(Rule(LimitId::kReviewMin, kDocument).text->responsible(), config::v1::PARTY_DRAFTER);
}

TEST(ReportLimitTest, CountsAsTheSourceSays) {
  // Working days over National Day; calendar days with the last day rolled; back from a hearing.
  EXPECT_EQ(Report(LimitId::kReviewMin, kDocument, "2023-09-22", "2023-09-22").period.due,
            Day("2023-10-07"));
  EXPECT_EQ(Report(LimitId::kFileGov, kDocument, "2023-03-03", "2023-03-03").period.due,
            Day("2023-03-20"));
  EXPECT_EQ(Report(LimitId::kHearingPapers, kDecision, "2023-10-13", "2023-09-01").period.due,
            Day("2023-09-28"));
  EXPECT_EQ(Report(LimitId::kValid, kDocument, "2023-06-01", "2023-06-01").period.due,
            Day("2028-06-01"));
}

TEST(ReportLimitTest, SuspendsAndExtendsOnlyWhereTheRuleAllows) {
  const std::vector<Suspension> supplement = {{Day("2023-03-06"), Day("2023-03-10"), "补正"}};
  EXPECT_EQ(
      Report(LimitId::kReviewMax, kDocument, "2023-03-01", "2023-03-20", supplement).period.due,
      Day("2023-03-29"));
  EXPECT_EQ(
      Report(LimitId::kFilingReview, kDocument, "2023-03-01", "2023-03-20", {}, 20).period.due,
      Day("2023-04-20"));
  const auto error = [](LimitId id, const std::vector<Suspension>& suspensions, int extension) {
    return std::string(ReportLimit(Shipped("sichuan"), Rule(id, kDocument), Day("2023-03-01"),
                                   suspensions, extension, Calendar(), Day("2023-03-20"))
                           .status()
                           .message());
  };
  EXPECT_THAT(error(LimitId::kPublish, supplement, 0), HasSubstr("cannot be suspended"));
  EXPECT_THAT(error(LimitId::kFilingReview, {}, 21), HasSubstr("can be extended by 0 to 20"));
  EXPECT_THAT(error(LimitId::kReviewMax, {}, 1), HasSubstr("can be extended by 0 to 0"));
}

TEST(ReportLimitTest, HasNoClockForALimitWithoutLength) {
  for (const LimitId id : {LimitId::kTransition, LimitId::kList, LimitId::kArchiveTransfer}) {
    EXPECT_EQ(PeriodOf(Shipped("sichuan"), Rule(id, kDocument), Day("2023-03-01")).status().code(),
              absl::StatusCode::kFailedPrecondition);
  }
}

TEST(FixedDaysTest, FallInTheYearAfter) {
  EXPECT_THAT(FixedDays(Rule(LimitId::kLawReport, kDocument), 2023),
              ElementsAre(Day("2024-03-01"), Day("2024-04-01")));
}

TEST(CompareStrictnessTest, OrdersByBoundDirectionAndUnit) {
  const auto limit = [](int length, config::v1::LimitUnit unit, config::v1::Bound bound) {
    config::v1::Limit made;
    made.set_length(length);
    made.set_unit(unit);
    made.set_bound(bound);
    return made;
  };
  using namespace config::v1;  // NOLINT: a table of values
  EXPECT_LT(CompareStrictness(limit(30, LIMIT_UNIT_CALENDAR_DAY, BOUND_MIN),
                              limit(7, LIMIT_UNIT_WORKING_DAY, BOUND_MIN)),
            0);
  EXPECT_GT(CompareStrictness(limit(15, LIMIT_UNIT_WORKING_DAY, BOUND_MAX),
                              limit(15, LIMIT_UNIT_CALENDAR_DAY, BOUND_MAX)),
            0);
  EXPECT_EQ(
      CompareStrictness(limit(5, LIMIT_UNIT_YEAR, BOUND_MAX), limit(5, LIMIT_UNIT_YEAR, BOUND_MAX)),
      0);
  EXPECT_LT(CompareStrictness(limit(1, LIMIT_UNIT_MONTH, BOUND_MAX),
                              limit(1, LIMIT_UNIT_YEAR, BOUND_MAX)),
            0);
  EXPECT_GT(CompareStrictness(limit(0, LIMIT_UNIT_UNSPECIFIED, BOUND_NONE),
                              limit(5, LIMIT_UNIT_YEAR, BOUND_MAX)),
            0);
  config::v1::Limit near = limit(3, LIMIT_UNIT_CALENDAR_DAY, BOUND_BY);
  config::v1::Limit far = limit(7, LIMIT_UNIT_CALENDAR_DAY, BOUND_BY);
  near.set_direction(DIRECTION_BACKWARD);
  far.set_direction(DIRECTION_BACKWARD);
  EXPECT_LT(CompareStrictness(far, near), 0);
}

}  // namespace
}  // namespace plumbline
