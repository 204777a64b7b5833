#include "clients/cli/workdays.h"

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "clients/cli/rule_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/base/check.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome Workdays(absl::string_view date, absl::string_view offset, bool json = false) {
  static const WorkCalendar* const calendar = [] {
    absl::StatusOr<LoadedPlace> place = LoadPlace(PLUMBLINE_SOURCE_DIR "/deploy", "national");
    PLUMBLINE_CHECK(place.ok(), place.status().ToString().c_str());
    return new WorkCalendar(place->calendar);
  }();
  std::ostringstream out;
  std::ostringstream err;
  const int code = RunWorkdays({date, offset, json}, *calendar, out, err);
  return {code, out.str(), err.str()};
}

TEST(WorkdaysTest, PrintsTheResultingDay) {
  EXPECT_EQ(Workdays("2023-09-22", "+5").out, "2023-10-07\n");
  EXPECT_EQ(Workdays("2023-01-20", "+1").out, "2023-01-28\n");
  EXPECT_EQ(Workdays("2023-10-09", "-3").out, "2023-09-28\n");
  EXPECT_EQ(Workdays("2023-01-03", "+900").code, 0);
}

TEST(WorkdaysTest, PrintsJson) {
  const nlohmann::json json = nlohmann::json::parse(Workdays("2023-10-09", "-3", true).out);
  EXPECT_EQ(json["date"], "2023-10-09");
  EXPECT_EQ(json["offset"], -3);
  EXPECT_EQ(json["result"], "2023-09-28");
}

TEST(WorkdaysTest, RefusesWhatIsNoPeriodAndSaysWhatToDo) {
  struct Case {
    const char* date;
    const char* offset;
    const char* message;
  };
  for (const Case& c : {
           Case{"2023-02-29", "+1", "does not exist. Check year, month and day"},
           {"2023/02/01", "+1", "Expected a day as YYYY-MM-DD"},
           {"2023-02-01", "+0", "Write +1 for the next working day"},
           {"2023-02-01", "-0", "Zero working days"},
           {"2023-02-01", "5", "as +N or -N"},
           {"2023-02-01", "", "as +N or -N"},
           {"2023-02-01", "+", "as +N or -N"},
           {"2023-02-01", "+-5", "as +N or -N"},
           {"2023-02-01", "+ 5", "as +N or -N"},
           {"2023-02-01", "+5.5", "as +N or -N"},
           {"2023-02-01", "+10001", "as +N or -N"},
           {"2023-02-01", "+99999999999", "as +N or -N"},
           {"2026-12-31", "+1", "Load the calendar of the missing year"},
           {"2027-03-01", "+1", "outside the loaded calendar"},
           {"2023-01-03", "-1", "outside the loaded calendar"},
       }) {
    const Outcome run = Workdays(c.date, c.offset);
    EXPECT_EQ(run.code, 1) << c.date << c.offset;
    EXPECT_EQ(run.out, "") << c.date << c.offset;
    EXPECT_THAT(run.err, HasSubstr(c.message)) << c.date << c.offset;
  }
}

}  // namespace
}  // namespace plumbline::client
