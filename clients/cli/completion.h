// clients/cli/completion.h: completion scripts for the shells, made from the same tables as the
// help.
#ifndef PLUMBLINE_CLIENTS_CLI_COMPLETION_H_
#define PLUMBLINE_CLIENTS_CLI_COMPLETION_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/local_command.h"
#include "clients/lib/api.h"
#include "clients/lib/phrase.h"

namespace plumbline::client {

// `shell`: bash, zsh or fish; empty text for any other.
std::string CompletionScript(const Api& api, const std::vector<LocalCommand>& locals,
                             absl::string_view shell, Language language);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_COMPLETION_H_
