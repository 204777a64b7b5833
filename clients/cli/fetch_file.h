// clients/cli/fetch_file.h: fetches a stored file and checks each piece and the whole.
#ifndef PLUMBLINE_CLIENTS_CLI_FETCH_FILE_H_
#define PLUMBLINE_CLIENTS_CLI_FETCH_FILE_H_

#include <functional>
#include <ostream>
#include <string>

#include "clients/cli/terminal.h"
#include "clients/lib/caller.h"
#include "clients/lib/values.h"
#include "plumbline/v1/file_service.pb.h"

namespace plumbline::client {

struct Fetched {
  grpc::Status status;
  bool damaged = false;  // A piece, or the whole, is not what was asked for.
  std::string marked_type;  // `pdf` or `docx`: a copy with the caller's name on it; empty: the file itself.
};

// Writes the bytes of `request.name()` to `out` as they come; a broken stream goes on where the last whole piece ended.
// `progress` is told how many bytes are there; may be empty. The caller looks at `out` itself.
Fetched FetchFile(Caller& caller, v1::DownloadFileRequest request, std::ostream& out, Terminal& terminal,
                  const std::function<void(uint64_t bytes)>& progress);

// As FetchFile, into memory; what is damaged is a status too. `marked_type`: as Fetched's; may be null.
grpc::Status FetchBytes(Caller& caller, const std::string& file, const std::string& through, v1::MarkedForm form,
                        Terminal& terminal, std::string* bytes, std::string* marked_type = nullptr);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_FETCH_FILE_H_
