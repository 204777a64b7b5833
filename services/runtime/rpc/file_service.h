// services/runtime/rpc/file_service.h: uploads and downloads over gRPC, and the facts of files.
//
// Runs on gRPC's own threads, never on the command loop: an upload blocks on the disk and on its rate
// limit. When the last byte is there the text is read and its digest found, so that a decision only
// looks the facts up. A caller may go on with his own uploads only. A download of what is not public waits for its line in the
// access log.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_FILE_SERVICE_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_FILE_SERVICE_H_

#include <memory>
#include <string>

#include "plumbline/v1/file_service.grpc.pb.h"
#include "services/files.h"
#include "services/runtime/rpc/dispatcher.h"
#include "storage/files/files_store.h"

namespace plumbline {

// FileIndex over the files store: what decisions ask.
class StoredFiles : public FileIndex {
 public:
  explicit StoredFiles(const FilesStore* store) : store_(store) {}
  bool Find(absl::string_view sha256, FileFacts* facts) const override;

 private:
  const FilesStore* const store_;
};

class FileServiceImpl : public v1::FileService::Service {
 public:
  // All borrowed.
  FileServiceImpl(FilesStore* store, const Dispatcher* dispatcher, const Clock* security_clock)
      : store_(store), dispatcher_(dispatcher), clock_(security_clock) {}

  grpc::Status UploadFile(grpc::ServerContext* context,
                          grpc::ServerReader<v1::UploadFileRequest>* reader,
                          v1::UploadFileResponse* response) override;
  grpc::Status QueryUpload(grpc::ServerContext* context, const v1::QueryUploadRequest* request,
                           v1::QueryUploadResponse* response) override;
  grpc::Status GetFile(grpc::ServerContext* context, const v1::GetFileRequest* request,
                       v1::GetFileResponse* response) override;
  grpc::Status DownloadFile(grpc::ServerContext* context, const v1::DownloadFileRequest* request,
                            grpc::ServerWriter<v1::DownloadFileResponse>* writer) override;

  // Stores bytes that the server made itself (letters, rules); returns their digest.
  absl::StatusOr<Hash> StoreOwn(absl::string_view bytes, const std::string& type);
  // A whole file and its type by content, for the server's own work. Errors  NOT_FOUND; OUT_OF_RANGE: too large to be read as
  // text; DATA_LOSS.
  struct Whole {
    std::string bytes;
    std::string type;
  };
  absl::StatusOr<Whole> ReadOwn(const Hash& sha256) const;

 private:
  // Session of the call; a refusal ends it.
  std::optional<Refusal> Authenticate(const grpc::ServerContext& context, std::string* person) const;
  // Reads the text of a finished file and keeps its digest with it.
  absl::Status Examine(const FileInfo& info, const std::string& file_name);
  // CONTENT_DESTROYED for a file that was destroyed, as the record stands now.
  std::optional<Refusal> RefuseDestroyed(const Hash& sha256, bool uploading) const;
  // The copy with the person's name that somebody from outside gets; FILE_UNUSABLE where none can be made.
  std::optional<Refusal> Mark(const SnapshotReader& reader, const std::string& person, const FileInfo& info,
                              const v1::DownloadFileRequest& request, std::string* bytes) const;

  FilesStore* const store_;
  const Dispatcher* const dispatcher_;
  const Clock* const clock_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_FILE_SERVICE_H_
