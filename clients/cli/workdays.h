// clients/cli/workdays.h: `plumbline workdays DATE +N|-N`: counts working days, without a server.
#ifndef PLUMBLINE_CLIENTS_CLI_WORKDAYS_H_
#define PLUMBLINE_CLIENTS_CLI_WORKDAYS_H_

#include <ostream>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/core/calendar/work_calendar.h"

namespace plumbline::client {

struct WorkdaysRequest {
  absl::string_view date;    // `YYYY-MM-DD`, day 0
  absl::string_view offset;  // `+5` or `-3`; a sign is needed
  bool json = false;         // {"date","offset","result"} instead of the day alone
};

// Prints the resulting day and a newline to `out`.
// Returns 0; or 1 after a sentence on `err` that says what to do: a day that does not exist, an
// offset without sign or of 0, a result beyond the loaded years.
int RunWorkdays(const WorkdaysRequest& request, const WorkCalendar& calendar, std::ostream& out,
                std::ostream& err);

// Reads `+N` or `-N`, N in 1..kPeriodLengthMax. INVALID_ARGUMENT otherwise.
absl::StatusOr<int> ParseDayOffset(absl::string_view text);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_WORKDAYS_H_
