// clients/cli/app.h: the whole command line as a function.
#ifndef PLUMBLINE_CLIENTS_CLI_APP_H_
#define PLUMBLINE_CLIENTS_CLI_APP_H_

#include <string>
#include <vector>

#include "clients/cli/local_command.h"
#include "clients/cli/terminal.h"
#include "clients/lib/api.h"

namespace plumbline::client {

// `arguments` without the program's name. Answers the exit code of errors.h.
int RunApp(const Api& api, const std::vector<LocalCommand>& locals,
           const std::vector<std::string>& arguments, Terminal& terminal);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_APP_H_
