// clients/cli/kept_output.h: keeps what a command made as a file, whole or not at all.
#ifndef PLUMBLINE_CLIENTS_CLI_KEPT_OUTPUT_H_
#define PLUMBLINE_CLIENTS_CLI_KEPT_OUTPUT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/lib/values.h"

namespace plumbline::client {

// Refuses a path where something stands, unless `force`.
Complaint CheckOutput(const std::string& path, bool force);

// Writes beside the place and moves the whole file there. Refuses as CheckOutput, and where it can't be written.
Complaint KeepOutput(const std::string& path, absl::string_view bytes, bool force);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_KEPT_OUTPUT_H_
