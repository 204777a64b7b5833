// storage/files/blob_db.h: the RocksDB of the files store; nothing else here knows RocksDB.
//
// Two tables: small rows, and pieces whose values lie in blob files (BlobDB). What is particular:
//   durable    Rows are written with sync. Pieces of large files skip the write-ahead log, because
//              writing them twice and syncing each of them is what makes others wait: they become
//              durable by SyncPieces(), which flushes them into a blob file, and only then may a
//              row claim them. Pieces of small files go with their row through the log: one sync.
//   rate       What flush and compaction write is held to a rate, so that the record's commits, on
//              the same disk, keep their pace.
//   garbage    Blob garbage collection is on but moves nothing by itself: each compaction here sees
//              all keys (a million bytes of content are one key), so the usual age cutoff would
//              move a quarter of all contents with every few uploads. Reclaim() moves what shares a
//              blob file with garbage, when there is garbage.
//   fail-stop  After a failed write all further writes are refused until the store is opened again.
// Threads  any.
#ifndef PLUMBLINE_STORAGE_FILES_BLOB_DB_H_
#define PLUMBLINE_STORAGE_FILES_BLOB_DB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/backup/rocks_backup.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace plumbline {

enum class FileTable { kRows, kPieces };

struct FileWrite {
  FileTable table = FileTable::kRows;
  std::string key;
  std::string value;
  bool remove = false;
};

class BlobDb {
 public:
  struct Options {
    uint64_t upload_bytes_per_s = 0;      // What WaitForPace lets through; 0: no limit.
    uint64_t background_bytes_per_s = 0;  // Flush and compaction; 0: as fast as the disk.
    rocksdb::Env* env = nullptr;          // File system; null: the real one. Borrowed.
  };

  // Opens the store in `path`, making it when absent (its parent exists).
  // Errors  DATA_LOSS: damaged. UNAVAILABLE: the disk, or another process has it open.
  static absl::StatusOr<std::unique_ptr<BlobDb>> Open(const std::string& path,
                                                      const Options& options);
  // Opens a stopped store, or a backup of one in place, and changes no byte of it.
  // Errors  as Open; NOT_FOUND.
  static absl::StatusOr<std::unique_ptr<BlobDb>> OpenReadOnly(const std::string& path);
  static absl::StatusOr<std::unique_ptr<BlobDb>> OpenBackup(const std::string& engine_dir,
                                                            uint32_t id);
  ~BlobDb();

  // Reads one key: true and `*value`, or false when absent.
  // Errors  DATA_LOSS: a checksum disagrees. UNAVAILABLE: the disk.
  absl::StatusOr<bool> Get(FileTable table, absl::string_view key, std::string* value) const;

  // Rows whose key starts with `prefix` and is greater than `after`, at most `count_max`: (key,
  // value).
  absl::StatusOr<std::vector<std::pair<std::string, std::string>>> Rows(absl::string_view prefix,
                                                                        absl::string_view after,
                                                                        size_t count_max) const;

  // All writes or none, durable on return.
  // Errors  UNAVAILABLE: outcome unknown. RESOURCE_EXHAUSTED: no space. Both seal the store.
  absl::Status WriteSynced(const std::vector<FileWrite>& writes);

  // Blocks the thread until `bytes` more may be taken in, all callers together.
  void WaitForPace(uint64_t bytes) const;

  // Puts one piece, durable with the next SyncPieces() that starts afterwards. Errors as
  // WriteSynced.
  absl::Status PutPieceUnsynced(absl::string_view key, absl::string_view value);
  absl::Status SyncPieces();

  // Rewrites what is needed until at most `garbage_share_max` (0..1) of the bytes in blob files
  // belong to no piece, and removes every file that is no longer used, logs included. With 0,
  // removed bytes are in none of the store's files afterwards.
  // Errors  UNAVAILABLE: some file is still there (a reader or a backup holds it): repeat.
  // Cost    reads and writes the contents that share blob files with garbage. Not the command
  //         thread.
  absl::Status Reclaim(double garbage_share_max);

  struct Usage {
    uint64_t blob_bytes = 0;     // In blob files, garbage included.
    uint64_t garbage_bytes = 0;  // Of those, known to belong to no piece.
  };
  Usage usage() const;

  // Compares every file with the checksum taken when it was written. Errors  as VerifyFilesOf.
  absl::Status VerifyFiles() const;

  // Copies the store into a directory of backups. Errors as CreateRocksBackup.
  absl::StatusOr<RocksBackup> Backup(const std::string& engine_dir);

 private:
  struct State;
  explicit BlobDb(std::unique_ptr<State> state);
  absl::Status Sealing(const absl::Status& status);
  absl::Status CompactAll();
  absl::Status CollectGarbage(double garbage_share_max);

  const std::unique_ptr<State> state_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_FILES_BLOB_DB_H_
