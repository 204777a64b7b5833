// clients/cli/remote_command.h: one rpc as a command: flags in, call, answer out.
#ifndef PLUMBLINE_CLIENTS_CLI_REMOTE_COMMAND_H_
#define PLUMBLINE_CLIENTS_CLI_REMOTE_COMMAND_H_

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/connection.h"
#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "clients/cli/view.h"
#include "clients/lib/api.h"
#include "clients/lib/flags.h"

namespace plumbline::client {

// The request that the words of a command line describe: `--json` first, then each flag. An
// `update_mask` that is not given names the fields that are. Refuses at once all required fields
// that are missing; those that the program fills itself (request_id, etag, a password) are not
// among them.
Complaint BuildRequest(const Api& api, const google::protobuf::MethodDescriptor* method,
                       const Options& options, const std::vector<std::string>& words,
                       Terminal& terminal, std::unique_ptr<google::protobuf::Message>* request);

// Runs it. `words`: what follows noun and verb. Answers the exit code of errors.h.
int RunRemote(const Api& api, const google::protobuf::MethodDescriptor* method,
              const Options& options, const std::vector<std::string>& words, Terminal& terminal);

// How the answer of a command is shown on this terminal.
Look LookOf(const Options& options, const Terminal& terminal);
// Role names travel as enum names; people read them as the law calls them.
void NameRoles(const Api& api, Language language, CallError* error);
// Prints a refusal in the format and language that were asked for.
int PrintError(const CallError& error, const Options& options, Terminal& terminal);
// Prints what is wrong with the command line.
int PrintUsage(const Phrase& complaint, const Options& options, Terminal& terminal);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_REMOTE_COMMAND_H_
