#include "clients/cli/fetch_file.h"

#include <sstream>

#include "absl/strings/escaping.h"
#include "clients/cli/file_bytes.h"
#include "storage/files/crc32c.h"

namespace plumbline::client {

namespace {

constexpr int kAttempts = 5;
constexpr char kDownload[] = "/plumbline.v1.FileService/DownloadFile";
constexpr size_t kPrefix = 6;  // `files/`

}  // namespace

Fetched FetchFile(Caller& caller, v1::DownloadFileRequest request, std::ostream& out, Terminal& terminal,
                  const std::function<void(uint64_t bytes)>& progress) {
  Fetched fetched;
  Sha256Stream digest;
  v1::DownloadFileResponse piece;
  std::string expected = request.name().substr(kPrefix);
  const auto take = [&] {
    fetched.damaged = piece.offset() != request.offset() || Crc32c(piece.data()) != piece.crc32c();
    if (fetched.damaged) return false;
    digest.Add(piece.data());
    fetched.marked_type = piece.marked_type();
    if (!piece.marked_sha256().empty()) expected = absl::BytesToHexString(piece.marked_sha256());
    out.write(piece.data().data(), static_cast<std::streamsize>(piece.data().size()));
    request.set_offset(request.offset() + static_cast<int64_t>(piece.data().size()));
    if (progress) progress(static_cast<uint64_t>(request.offset()));
    return static_cast<bool>(out);
  };
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    if (attempt > 1) terminal.sleep(absl::Seconds(attempt - 1));
    fetched.status = caller.ServerStream(kDownload, request, &piece, take);
    if (fetched.damaged || fetched.status.error_code() != grpc::StatusCode::UNAVAILABLE) break;
  }
  if (fetched.status.ok() && absl::BytesToHexString(digest.Finish()) != expected) {
    fetched.damaged = true;
  }
  return fetched;
}

grpc::Status FetchBytes(Caller& caller, const std::string& file, const std::string& through, v1::MarkedForm form,
                        Terminal& terminal, std::string* bytes, std::string* marked_type) {
  v1::DownloadFileRequest request;
  request.set_name(file);
  request.set_through(through);
  request.set_marked_form(form);
  std::ostringstream whole;
  const Fetched fetched = FetchFile(caller, request, whole, terminal, {});
  if (!fetched.status.ok()) return fetched.status;
  if (fetched.damaged) return grpc::Status(grpc::StatusCode::DATA_LOSS, "The bytes received do not have the file's digest.");
  *bytes = whole.str();
  if (marked_type != nullptr) *marked_type = fetched.marked_type;
  return grpc::Status::OK;
}

}  // namespace plumbline::client
