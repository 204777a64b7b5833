// clients/cli/keep_bytes.h: what was made in memory, kept as a file; the exit code of a command that ends with it.
#ifndef PLUMBLINE_CLIENTS_CLI_KEEP_BYTES_H_
#define PLUMBLINE_CLIENTS_CLI_KEEP_BYTES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/local_command.h"
#include "clients/cli/output_file.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

// Writes to --output, or to `file_name` where none is given, and prints where; `-` is standard output. A file that is there
// is overwritten with --force only.
inline int KeepBytes(const LocalContext& context, absl::string_view bytes, const std::string& file_name) {
  const Options& options = context.options;
  const std::string output = options.output.empty() ? file_name : options.output;
  OutputFile file(output, context.terminal);
  Complaint complaint = OutputFile::CheckFree(output, options.force);
  if (!complaint.has_value()) complaint = file.Open();
  if (!complaint.has_value()) {
    file.stream().write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    complaint = file.Keep(options.force);
  }
  if (complaint.has_value()) {
    context.terminal.err << complaint->In(options.language) << '\n';
    return kExitRefused;
  }
  if (!file.to_stdout()) context.terminal.out << output << '\n';
  return kExitOk;
}

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_KEEP_BYTES_H_
