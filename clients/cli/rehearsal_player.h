// clients/cli/rehearsal_player.h: plays a scenario (演练) through the public API, step by step.
//
// A scenario is data (deploy/rehearsals/*.json): organisations, people, templates of steps, and what
// happens to each matter. A step names a person, an rpc and its request as JSON; the player signs in
// as that person, moves the rehearsal clock forward to the step's day, uploads the files it names, reads
// etags, and calls. It knows no room: another rpc needs no edit here.
//
//   {"day": 3, "as": "${handler}", "call": "SubmitMatter", "request": {"name": "${matter}", "notSecret": true}}
//
//   day     working days after the start of the matter (plus the variable named by "plus"); or
//   date    a fixed day
//   on      the day it happened, where that is earlier (补录); with performed_by, paper, reason
//   if      a variable that must be set (and not false); unless: the opposite
//   attempts  how often to repeat it while it is refused: what it follows is done by a worker of the server
//   for     ["x", "${list}"]: once for each element, as ${x}
//   save    variable for the name of the resource in the reply; save_global: for all later steps;
//           save_result: for what a paper led to
// In requests: "${x}" is a variable; {"$day": 5}, {"$days": 5} (calendar), {"$date": "2023-03-01"} are days;
// {"$file": "text"} uploads a text file and is its name; {"$sha256": "text"} its digest, {"$bytes": "text"} itself as bytes;
// {"$json": {…}} is the object as text, as a paper holds it.
#ifndef PLUMBLINE_CLIENTS_CLI_REHEARSAL_PLAYER_H_
#define PLUMBLINE_CLIENTS_CLI_REHEARSAL_PLAYER_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "clients/lib/api.h"
#include "clients/lib/caller.h"
#include "services/core/base/entropy.h"
#include "services/core/calendar/work_calendar.h"

namespace plumbline::client {

struct RehearsalResult {
  int steps = 0;
  int matters = 0;
};

// `progress(done, total, what)`: before each step; optional.
// Errors  INVALID_ARGUMENT: the scenario has a mistake, named. Otherwise the refusal of the step that
//         failed, with the step and its request.
absl::StatusOr<RehearsalResult> PlayScenario(
    const Api& api, const Target& target, const std::string& scenario_json,
    const WorkCalendar& calendar, Entropy& entropy,
    const std::function<void(int done, int total, const std::string& what)>& progress);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_REHEARSAL_PLAYER_H_
