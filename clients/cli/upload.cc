#include "clients/cli/upload.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/file_bytes.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/file_service.pb.h"
#include "storage/files/crc32c.h"

namespace plumbline::client {

namespace {

constexpr uint64_t kLargestFile = uint64_t{256} << 20;
constexpr uint64_t kResumable = uint64_t{8} << 20;  // From here on an upload has an id first.
constexpr size_t kPiece = 256 * 1024;
constexpr int kAttempts = 5;
constexpr absl::Duration kPause = absl::Seconds(1);

constexpr char kUpload[] = "/plumbline.v1.FileService/UploadFile";
constexpr char kQuery[] = "/plumbline.v1.FileService/QueryUpload";
constexpr char kGet[] = "/plumbline.v1.FileService/GetFile";

void FillSpec(const UploadSource& source, v1::UploadFileRequest* request) {
  request->mutable_spec()->set_size_bytes(static_cast<int64_t>(source.size));
  request->mutable_spec()->set_sha256(source.sha256);
  request->mutable_spec()->set_file_name(source.name);
}

// The stream from `offset` on; begins with the upload's id, or with the spec where there is none.
grpc::Status Send(const UploadSource& source, const std::string& upload, uint64_t offset, Caller& caller,
                  ProgressBar& bar, v1::UploadFileResponse* response) {
  std::ifstream file(source.path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset));
  v1::UploadFileRequest request;
  enum { kFirst, kChunks, kFinished } next = kFirst;
  std::string piece(kPiece, '\0');
  const auto fill = [&] {
    request.Clear();
    if (next == kFirst) {
      next = kChunks;
      if (upload.empty()) {
        FillSpec(source, &request);
      } else {
        request.set_upload(upload);
      }
      return true;
    }
    if (next == kFinished) return false;
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<size_t>(file.gcount());
    if (got == 0) {
      next = kFinished;
      request.set_finish(true);
      return true;
    }
    v1::UploadChunk& chunk = *request.mutable_chunk();
    chunk.set_offset(static_cast<int64_t>(offset));
    chunk.set_data(piece.data(), got);
    chunk.set_crc32c(Crc32c(chunk.data()));
    offset += got;
    bar.At(offset);
    return true;
  };
  return caller.ClientStream(kUpload, &request, fill, response);
}

// Asks for an upload whose id is known before the first byte goes out.
grpc::Status Begin(const UploadSource& source, Caller& caller, std::string* upload) {
  v1::UploadFileRequest request;
  v1::UploadFileResponse begun;
  bool sent = false;
  const auto once = [&] {
    if (sent) return false;
    sent = true;
    FillSpec(source, &request);
    return true;
  };
  const grpc::Status status = caller.ClientStream(kUpload, &request, once, &begun);
  if (status.ok()) *upload = begun.upload();
  return status;
}

bool WorthAnotherTry(const CallError& error) {
  return error.code == grpc::StatusCode::UNAVAILABLE || error.reason == v1::UPLOAD_GAP ||
         error.reason == v1::STORAGE_LOW;
}

}  // namespace

Complaint ExamineFile(const std::string& path, const Options& options, Terminal& terminal,
                  UploadSource* source) {
  std::error_code error;
  source->path = path;
  source->name = std::filesystem::path(path).filename().string();
  if (!std::filesystem::is_regular_file(path, error)) {
    return Phrase{absl::StrCat("没有文件 ", path, "，请核对路径。"),
                  absl::StrCat("There is no file ", path, "; check the path.")};
  }
  source->size = std::filesystem::file_size(path, error);
  if (error || source->size == 0 || source->size > kLargestFile) {
    return Phrase{absl::StrCat(path, " 为空或超过 256 MiB，不能上传。"),
                  absl::StrCat(path, " is empty or larger than 256 MiB and can't be stored.")};
  }
  std::ifstream file(path, std::ios::binary);
  Sha256Stream digest;
  ProgressBar bar(absl::StrCat("SHA-256 ", source->name), source->size, options, terminal);
  std::string piece(kPiece, '\0');
  uint64_t done = 0;
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())) || file.gcount() > 0) {
    const auto got = static_cast<size_t>(file.gcount());
    digest.Add(absl::string_view(piece).substr(0, got));
    done += got;
    bar.At(done);
  }
  if (done != source->size) {
    return Phrase{absl::StrCat(path, " 读取失败或正在变化，请重试。"),
                  absl::StrCat(path, " can't be read, or changes while it is; try again.")};
  }
  source->sha256 = digest.Finish();
  return std::nullopt;
}

grpc::Status StoreFile(const UploadSource& source, const Options& options, Terminal& terminal,
                       Caller& caller, std::string* upload, v1::File* stored) {
  // The same bytes are stored once: nothing to send when they are there.
  v1::GetFileRequest known;
  known.set_name(absl::StrCat("files/", absl::BytesToHexString(source.sha256)));
  v1::GetFileResponse there;
  if (caller.Unary(kGet, known, &there, Caller::Repeat::kAlways).ok()) {
    *stored = there.file();
    return grpc::Status::OK;
  }
  ProgressBar bar(source.name, source.size, options, terminal);
  grpc::Status status;
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    if (attempt > 1) {
      const CallError error = DecodeError(status);
      if (!WorthAnotherTry(error)) return status;
      terminal.sleep(std::max(kPause * (attempt - 1), error.retry_after));
    }
    if (upload->empty() && source.size >= kResumable) {
      status = Begin(source, caller, upload);
      if (!status.ok()) continue;
    }
    uint64_t offset = 0;
    if (!upload->empty()) {
      v1::QueryUploadRequest query;
      query.set_upload(*upload);
      v1::QueryUploadResponse progress;
      status = caller.Unary(kQuery, query, &progress, Caller::Repeat::kAlways);
      if (status.error_code() == grpc::StatusCode::NOT_FOUND) {
        upload->clear();  // Expired: from the beginning.
        status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "The upload expired.");
        continue;
      }
      if (!status.ok()) continue;
      offset = std::min(static_cast<uint64_t>(std::max<int64_t>(progress.persisted_bytes(), 0)),
                        source.size);
    }
    v1::UploadFileResponse response;
    status = Send(source, *upload, offset, caller, bar, &response);
    if (status.ok()) {
      *stored = response.file();
      return status;
    }
  }
  return status;
}

}  // namespace plumbline::client
