// storage/files/uploads.h: uploads that are under way.
//
// An upload is declared (size, SHA-256), fed in order, survives a restart with what was persisted,
// and becomes a file only when all bytes are there and their SHA-256 is the declared one.
//   in memory  the hash so far and the last, not yet full piece: at most 1 MiB and a bit for each
//              of `active_max` uploads; the one longest unused leaves for a newcomer, with the tail
//              that was not persisted: its client is told where to go on
//   on disk    full pieces; every `persist_bytes`, or when `persist_after` has passed since the
//              last time, they are synced and the upload's row claims them
// Locks      each upload has its own; the table's is held for moments. Lock order: upload, then
//            table.
// Threads    any. A call blocks its thread for disk and for the rate limit: never the command
//            thread.
#ifndef PLUMBLINE_STORAGE_FILES_UPLOADS_H_
#define PLUMBLINE_STORAGE_FILES_UPLOADS_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
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
#include "storage/files/disk_space.h"
#include "storage/files/file_rows.h"

namespace plumbline {

inline constexpr size_t kChunkBytesMin = 64 * 1024;  // Except for the chunk that ends the file.
inline constexpr size_t kChunkBytesMax = 1024 * 1024;

struct UploadSpec {
  uint64_t size = 0;  // 1..file_bytes_max.
  Hash sha256{};
  std::string uploader;  // Opaque, 1..255 bytes; callers compare it before they let anybody go on.
};

struct UploadProgress {
  UploadSpec spec;
  uint64_t received = 0;   // Where the next chunk starts.
  uint64_t persisted = 0;  // Where it would start after a crash of the server; at most `received`.
  absl::Time started_at;
};

struct UploadLimits {
  uint64_t file_bytes_max = uint64_t{256} << 20;
  size_t unfinished_max = 1024;             // Uploads in the store that are not finished.
  size_t unfinished_per_uploader_max = 32;  // Of one uploader.
  size_t active_max = 64;                   // Of those, held in memory.
  uint64_t persist_bytes = uint64_t{16} << 20;
  absl::Duration persist_after = absl::Seconds(30);
  std::function<absl::StatusOr<DiskSpace>()> disk_space;  // Null: not asked.
};

class Uploads {
 public:
  // `db` and `entropy` are borrowed. Errors  as BlobDb::Rows.
  static absl::StatusOr<std::unique_ptr<Uploads>> Open(BlobDb* db, Entropy* entropy,
                                                       const UploadLimits& limits);
  ~Uploads();

  // See FilesStore for these four.
  absl::StatusOr<std::string> Start(const UploadSpec& spec, absl::Time now);
  absl::StatusOr<UploadProgress> Append(absl::string_view upload, uint64_t offset,
                                        absl::string_view bytes, uint32_t crc32c, absl::Time now);
  absl::StatusOr<UploadProgress> Query(absl::string_view upload);
  absl::Status Abandon(absl::string_view upload);

  // A whole upload whose digest was right. `writes` removes its row and, for a small one, adds its
  // only piece; all other pieces are durable.
  struct Complete {
    std::string body;
    UploadRow row;
    std::vector<FileWrite> writes;
  };
  // Calls `commit`, which makes the file of it in one durable write. When the digest is wrong the
  // upload is removed; after any other error it is still there.
  absl::Status Finish(absl::string_view upload,
                      absl::FunctionRef<absl::Status(Complete complete)> commit);

  // Removes uploads last persisted before `before`, or those that declare `sha256`. How many.
  absl::StatusOr<uint64_t> RemoveStale(absl::Time before);
  absl::StatusOr<uint64_t> RemoveDeclaring(const Hash& sha256);

 private:
  struct Active;
  Uploads(BlobDb* db, Entropy* entropy, const UploadLimits& limits);

  absl::StatusOr<std::shared_ptr<Active>> Acquire(absl::string_view upload);
  absl::Status Load(Active* active) const;
  absl::Status Feed(Active* active, absl::string_view bytes);
  absl::Status Persist(Active* active, absl::Time now);
  absl::Status Remove(absl::string_view upload);
  absl::StatusOr<uint64_t> RemoveIf(absl::FunctionRef<bool(const UploadRow&)> condition);
  absl::Status Reserve(const UploadSpec& spec);
  void Release(const UploadRow& row);
  // Takes an upload, locked by the caller, out of memory; passes `status` on.
  absl::Status Forget(Active* active, absl::Status status);

  // Constant after construction, or synchronising themselves.
  BlobDb* const db_;
  Entropy* const entropy_;
  const UploadLimits limits_;

  Mutex mutex_;
  std::map<std::string, std::shared_ptr<Active>, std::less<>> active_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, size_t> unfinished_ ABSL_GUARDED_BY(mutex_);  // By uploader.
  size_t unfinished_count_ ABSL_GUARDED_BY(mutex_) = 0;
  uint64_t unfinished_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // Declared: room that is spoken for.
  uint64_t uses_ ABSL_GUARDED_BY(mutex_) = 0;              // Order of use, for eviction.
};

// The bytes of a body, one piece at a time, in order; each is checked for its length.
// Errors  DATA_LOSS: a piece is missing or has another length. UNAVAILABLE: the disk. Or the
//         sink's.
absl::Status ReadBody(const BlobDb& db, absl::string_view body, uint64_t size,
                      absl::FunctionRef<absl::Status(absl::string_view piece)> sink);

// Deletions of all pieces of a body of `size` bytes.
void AppendBodyRemoval(absl::string_view body, uint64_t size, std::vector<FileWrite>* writes);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_FILES_UPLOADS_H_
