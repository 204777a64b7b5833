#include "clients/cli/workdays.h"

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/calendar/civil_day.h"
#include "services/core/calendar/period.h"

namespace plumbline::client {
namespace {

absl::StatusOr<absl::CivilDay> Count(const WorkdaysRequest& request, const WorkCalendar& calendar) {
  PLUMBLINE_ASSIGN_OR_RETURN(const absl::CivilDay start, ParseCivilDay(request.date));
  PLUMBLINE_ASSIGN_OR_RETURN(const int offset, ParseDayOffset(request.offset));
  return offset > 0 ? AddWorkingDays(start, offset, calendar)
                    : SubtractWorkingDays(start, -offset, calendar);
}

}  // namespace

absl::StatusOr<int> ParseDayOffset(absl::string_view text) {
  int value = 0;
  bool well_formed = text.size() >= 2 && text.size() <= 6 && (text[0] == '+' || text[0] == '-');
  for (const char c : text.substr(well_formed ? 1 : 0)) {
    well_formed = well_formed && absl::ascii_isdigit(static_cast<unsigned char>(c));
  }
  if (!well_formed || !absl::SimpleAtoi(text.substr(1), &value) || value > kPeriodLengthMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected a number of working days as +N or -N, 1 to ", kPeriodLengthMax,
                     ", for example +5, but got \"", absl::CHexEscape(text.substr(0, 20)), "\"."));
  }
  if (value == 0) {
    return absl::InvalidArgumentError(
        "Zero working days is no period: the day itself is day 0. Write +1 for the next working "
        "day.");
  }
  return text[0] == '-' ? -value : value;
}

int RunWorkdays(const WorkdaysRequest& request, const WorkCalendar& calendar, std::ostream& out,
                std::ostream& err) {
  const absl::StatusOr<absl::CivilDay> day = Count(request, calendar);
  if (!day.ok()) {
    err << day.status().message() << "\n";
    return 1;
  }
  const std::string result = FormatCivilDay(*day);
  if (!request.json) {
    out << result << "\n";
    return 0;
  }
  const nlohmann::ordered_json object = {{"date", std::string(request.date)},
                                         {"offset", ParseDayOffset(request.offset).value_or(0)},
                                         {"result", result}};
  out << object.dump() << "\n";
  return 0;
}

}  // namespace plumbline::client
