// clients/cli/upload.h: brings one file into the store, in pieces that a broken connection does not lose.
//
// Small files go in one stream. A larger one asks for an upload first, so that its id is known when the
// connection breaks: then QueryUpload tells where to go on. Bytes that are in the store are not sent again.
#ifndef PLUMBLINE_CLIENTS_CLI_UPLOAD_H_
#define PLUMBLINE_CLIENTS_CLI_UPLOAD_H_

#include <cstdint>
#include <string>

#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "clients/lib/caller.h"
#include "plumbline/v1/file.pb.h"

namespace plumbline::client {

struct UploadSource {
  std::string path;
  std::string name;  // Without folders.
  uint64_t size = 0;
  std::string sha256;
};

// Reads the file once: 1 byte to 256 MiB.
Complaint ExamineFile(const std::string& path, const Options& options, Terminal& terminal, UploadSource* source);

// `upload`: id to go on with, or empty; on return the id that a later try may go on with.
grpc::Status StoreFile(const UploadSource& source, const Options& options, Terminal& terminal, Caller& caller,
                       std::string* upload, v1::File* stored);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_UPLOAD_H_
