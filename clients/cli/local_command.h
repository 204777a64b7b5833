// clients/cli/local_command.h: commands that are written by hand and not made from a descriptor.
//
// One file in clients/cli/commands/ each: `verify.cc` defines `LocalCommand VerifyCommand()`, and
// one line in the CMakeLists.txt there names its libraries. A command with the noun and verb of an
// rpc stands in for the generated one.
#ifndef PLUMBLINE_CLIENTS_CLI_LOCAL_COMMAND_H_
#define PLUMBLINE_CLIENTS_CLI_LOCAL_COMMAND_H_

#include <functional>
#include <string>
#include <vector>

#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "clients/lib/api.h"
#include "clients/lib/phrase.h"

namespace plumbline::client {

struct LocalContext {
  const Api& api;
  Terminal& terminal;
  // The program flags, taken out of `words`: --server, --format, --lang, ...
  const Options& options;
  // What follows noun and verb, without program flags.
  const std::vector<std::string>& words;
  // What follows noun and verb, as it was typed: for commands that read their own flags.
  const std::vector<std::string>& typed;
};

struct LocalCommand {
  std::string noun;
  std::string verb;                // Empty: the noun alone is the command.
  Phrase title;                    // One line.
  Phrase help;                     // Usage, flags, an example; ends in '\n'.
  std::vector<std::string> flags;  // Without dashes; those in `switches` take no value.
  std::vector<std::string> switches;
  std::function<int(const LocalContext&)> run;  // Answers the exit code.
};

// All of clients/cli/commands/; the build writes this function.
std::vector<LocalCommand> LocalCommands();

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_LOCAL_COMMAND_H_
