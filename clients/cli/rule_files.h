// clients/cli/rule_files.h: finds and reads profiles and calendars for commands that need no
// server.
//
// A folder of rules is `deploy` of the source tree or `share/plumbline` of an installation: it
// holds `profiles/*.textproto` and `calendars/*.csv`. The folder of profiles itself may be named as
// well; then the calendars are looked for beside it. This file is by nature about files.
#ifndef PLUMBLINE_CLIENTS_CLI_RULE_FILES_H_
#define PLUMBLINE_CLIENTS_CLI_RULE_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/calendar/work_calendar.h"
#include "services/core/procedure/profile_load.h"

namespace plumbline::client {

// One profile with the calendar that it names.
struct LoadedPlace {
  std::shared_ptr<const Profile> profile;
  WorkCalendar calendar;
};

// The folder to read: `wanted` (`--profiles`) if it is not empty, else `../share/plumbline` beside
// the program, else `source_folder` (the source tree's `deploy`). `program`: path of the running
// program, for example /opt/plumbline/bin/plumbline. Errors  NOT_FOUND naming the folders that were
// looked at.
absl::StatusOr<std::string> FindRuleFolder(const std::string& wanted, const std::string& program,
                                           const std::string& source_folder);

// Reads the folder and loads one profile of it.
// Errors  NOT_FOUND for a missing profile or calendar, listing those that are there;
// INVALID_ARGUMENT
//         for a mistake in a file, with its line.
absl::StatusOr<LoadedPlace> LoadPlace(const std::string& folder, const std::string& profile_id);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_RULE_FILES_H_
