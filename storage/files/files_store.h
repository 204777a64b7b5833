// storage/files/files_store.h: the bytes of documents, found by their SHA-256.
//
// A file (drafts, materials, letters, scans) is its content: two uploads of the same bytes are one
// file, and nothing about who or what uses it is kept here, except what SetMetadata adds. The
// record names files by digest; so a file is complete and synced before anybody may name it, and
// what nobody names goes away after a while.
//   uploads     StartUpload, AppendChunk …, FinishUpload; a client that lost its connection asks
//               QueryUpload where to go on. An upload of bytes that are here already is not cut
//               short: whoever knows only a digest must not learn that we have the file.
//   expiry      ExpireUnreferenced removes old files that the record does not name
//   destruction Destroy (个人信息, 涉密误传, 法院裁定) leaves none of the bytes in any of the store's files
// Keys and bytes: file_rows.h. RocksDB with blob files, settings: blob_db.h.
// By nature about files. Threads  any; calls that write block on the disk and on the rate limit for
// uploads, so the command thread calls Info() and nothing else.
#ifndef PLUMBLINE_STORAGE_FILES_FILES_STORE_H_
#define PLUMBLINE_STORAGE_FILES_FILES_STORE_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/core/base/entropy.h"
#include "services/core/base/mutex.h"
#include "storage/files/blob_db.h"
#include "storage/files/file_rows.h"
#include "storage/files/uploads.h"
#include "storage/merkle/hash.h"

namespace plumbline {

inline constexpr size_t kReadBytesMax = 4 * 1024 * 1024;  // Of one Read().

struct FileInfo {
  Hash sha256{};
  uint64_t size = 0;
  absl::Time completed_at;
  FileMetadata metadata;
};

struct FilesOptions {
  UploadLimits uploads;
  // Chosen so that commits of the record on the same disk keep their pace (files_bench.cc).
  uint64_t upload_bytes_per_s = uint64_t{16} << 20;      // All uploads together; 0: no limit.
  uint64_t background_bytes_per_s = uint64_t{48} << 20;  // Flush, compaction; 0: no limit.
  rocksdb::Env* env = nullptr;                           // Null: the real file system. Borrowed.
};

class FilesStore {
 public:
  // Opens the store in `path`, making it when absent (its parent exists). `entropy` is borrowed.
  // Errors  DATA_LOSS: damaged. UNAVAILABLE: the disk, or another process has it open.
  static absl::StatusOr<std::unique_ptr<FilesStore>> Open(const std::string& path, Entropy* entropy,
                                                          const FilesOptions& options);
  // A stopped store, or backup `id` in an engine directory, for reading: no byte of it changes, and
  // only Info, Read, ForEachFile, Verify and VerifyStorage may be called. Errors  as Open;
  // NOT_FOUND.
  static absl::StatusOr<std::unique_ptr<FilesStore>> OpenReadOnly(const std::string& path);
  static absl::StatusOr<std::unique_ptr<FilesStore>> OpenBackup(const std::string& engine_dir,
                                                                uint32_t id);

  // ---- Uploads
  // Declares a file; returns the id of its upload, 32 random hexadecimal digits.
  // Errors  INVALID_ARGUMENT: size 0 or above the limit, no uploader. RESOURCE_EXHAUSTED: no room
  //         on the disk, or too many unfinished uploads (of this uploader, or in all).
  absl::StatusOr<std::string> StartUpload(const UploadSpec& spec, absl::Time now);

  // Takes one chunk: kChunkBytesMin..kChunkBytesMax bytes, fewer only at the end of the file. Bytes
  // below what was received are skipped, so that a client may repeat itself.
  // Errors  INVALID_ARGUMENT: crc32c differs (send again), bad length, beyond the declared size.
  //         OUT_OF_RANGE: a gap; the message says where to go on. NOT_FOUND. RESOURCE_EXHAUSTED:
  //         too many uploads at the same moment. UNAVAILABLE: ask QueryUpload, then go on.
  absl::StatusOr<UploadProgress> AppendChunk(absl::string_view upload, uint64_t offset,
                                             absl::string_view bytes, uint32_t crc32c,
                                             absl::Time now);

  // How far it is; after a restart `received` is what was persisted. Errors  NOT_FOUND.
  absl::StatusOr<UploadProgress> QueryUpload(absl::string_view upload);

  // Makes a file of the upload. On OK it is complete, synced and may be named.
  // Errors  FAILED_PRECONDITION: bytes are missing. INVALID_ARGUMENT: the SHA-256 of the bytes is
  //         not the declared one; the upload is gone. NOT_FOUND. UNAVAILABLE: outcome unknown; look
  //         at Info() before uploading again.
  absl::StatusOr<FileInfo> FinishUpload(absl::string_view upload, absl::Time now);

  // Gives an upload up. Errors  NOT_FOUND.
  absl::Status AbandonUpload(absl::string_view upload);

  // ---- Files
  // Errors  NOT_FOUND: no complete file has this digest (or it is about to expire).
  absl::StatusOr<FileInfo> Info(const Hash& sha256) const;

  // Bytes [offset, offset + length), fewer at the end of the file; length 0..kReadBytesMax.
  // Errors  OUT_OF_RANGE: offset beyond the size. INVALID_ARGUMENT: length. NOT_FOUND. DATA_LOSS.
  absl::StatusOr<std::string> Read(const Hash& sha256, uint64_t offset, size_t length) const;

  // Replaces what is kept with a file. Errors  INVALID_ARGUMENT: a bound of FileMetadata.
  // NOT_FOUND.
  absl::Status SetMetadata(const Hash& sha256, const FileMetadata& metadata);

  // All complete files in the order of their digests. Stops at the first error of `visit`.
  absl::Status ForEachFile(absl::FunctionRef<absl::Status(const FileInfo& info)> visit) const;

  // Reads a file and compares its digest. Errors  NOT_FOUND. DATA_LOSS: it is not those bytes.
  absl::Status Verify(const Hash& sha256) const;

  // Compares each file of the store's own (tables, blob files) with its checksum: finds damage at
  // the speed of the disk, where Verify of each file would hash all contents.
  // Errors  as VerifyFilesOf.
  absl::Status VerifyStorage() const { return db_->VerifyFiles(); }

  // ---- What goes
  struct Expired {
    uint64_t files = 0;
    uint64_t uploads = 0;
  };
  // Removes files last uploaded, and uploads last persisted, before `now - older_than`, unless
  // `is_referenced` says that the record names the file; then frees their space.
  // A file is hidden from Info() before `is_referenced` is asked about it. So nothing is lost if
  // `is_referenced` answers from a state that holds every command decided before it was called: ask
  // on the command thread.
  // Errors  of `is_referenced`, of the disk: the rest stays for the next time.
  absl::StatusOr<Expired> ExpireUnreferenced(
      absl::FunctionRef<absl::StatusOr<bool>(const Hash& sha256)> is_referenced, absl::Time now,
      absl::Duration older_than);

  // Removes a file and unfinished uploads that declare its digest, and rewrites what shared files
  // with them: on OK the bytes are in none of the store's files. OK as well when the file is not
  // (or no longer) there, so that it can be repeated after a crash. Copies in backups are
  // untouched.
  // Errors  UNAVAILABLE: repeat it.
  absl::Status Destroy(const Hash& sha256) { return DestroyAll({sha256}); }
  // The same for several, rewriting once.
  absl::Status DestroyAll(const std::vector<Hash>& files);

  // Copies the store into a directory of backups. Errors  as CreateRocksBackup.
  absl::StatusOr<RocksBackup> Backup(const std::string& engine_dir);

  BlobDb::Usage usage() const { return db_->usage(); }

 private:
  FilesStore(std::unique_ptr<BlobDb> db, std::unique_ptr<Uploads> uploads);

  absl::StatusOr<FileRow> Row(const Hash& sha256) const;
  bool IsHidden(const Hash& sha256) const;
  absl::Status RemoveFile(const Hash& sha256) ABSL_EXCLUSIVE_LOCKS_REQUIRED(rows_mutex_);
  absl::StatusOr<bool> ExpireOne(
      const Hash& sha256, absl::FunctionRef<absl::StatusOr<bool>(const Hash&)> is_referenced);

  // Constant after construction; they synchronise themselves.
  const std::unique_ptr<BlobDb> db_;
  const std::unique_ptr<Uploads> uploads_;  // Null when read-only.

  // Read-modify-write of file rows, held over the synced write. Taken before hidden_mutex_, and
  // after an upload's lock.
  Mutex rows_mutex_;
  // Held for moments: the command thread waits for it.
  mutable Mutex hidden_mutex_;
  std::set<Hash> hidden_ ABSL_GUARDED_BY(hidden_mutex_);  // Files that are about to expire.
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_FILES_FILES_STORE_H_
