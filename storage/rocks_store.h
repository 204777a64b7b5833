// storage/rocks_store.h: the record in RocksDB, five families, one synced write per batch.
//
// Reads are safe from any thread and go on after a failed write. Writing is fail-stop: after the
// first error, of a write or of work in the background, every further write is refused until the
// record is opened again, because memory and disk may differ.
#ifndef PLUMBLINE_STORAGE_ROCKS_STORE_H_
#define PLUMBLINE_STORAGE_ROCKS_STORE_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/commit_log.h"
#include "storage/rows.h"
#include "storage/store.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace plumbline {

struct RocksConfig {
  std::string path;                         // Directory of the database.
  size_t cache_bytes = 64u << 20;           // Block cache; at least 1 MiB.
  size_t write_buffer_bytes = 64u << 20;    // All memtables together; at least 1 MiB.
  bool automatic_compaction = true;         // Off in crash tests: each run does the same writes.
  rocksdb::Env* env = nullptr;              // File system; null: the real one. Borrowed.
};

class RocksStore : public Store {
 public:
  enum class Mode {
    kCreate,     // A new database; it must not exist.
    kReadWrite,  // An existing one.
    kReadOnly,   // An existing one that nobody writes to; changes no byte of it.
  };

  // Errors  NOT_FOUND: no database there (or one, for kCreate: ALREADY_EXISTS). DATA_LOSS: it is
  //         damaged. UNAVAILABLE: the disk does not answer, or another process has it open.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const RocksConfig& config, Mode mode);
  ~RocksStore() override;  // REQUIRES: no snapshot lives.

  std::unique_ptr<Snapshot> GetSnapshot() const override;
  absl::StatusOr<bool> Get(Family family, absl::string_view key, std::string* value) const override;

  // Writes all of the batch, the head row and each family's count of batches in one synced write.
  // Bounds are the caller's affair (CheckBatch). Command thread only.
  // Errors  UNAVAILABLE: outcome unknown; the store takes no further write.
  absl::Status Write(const Batch& batch, const HeadRow& head);

  // OK when every family was last written by batch number `batches`. A family can be older than the
  // others when RocksDB lost the end of its manifest (rocks_manifest.h) and did not notice.
  // Errors  DATA_LOSS that names the family. UNAVAILABLE.
  absl::Status CheckFamilies(uint64_t batches) const;

  // Whether a write or work in the background has failed. Any thread.
  bool failed() const;

  // Flushes all families, rewrites [begin, end) of `family` and removes every file that is no longer
  // used, so that on OK values removed before are in no table and in no write-ahead log.
  // Errors  UNAVAILABLE: a reader or a backup still holds what was before: repeat it.
  // Slow; any thread but the command thread.
  absl::Status Purge(Family family, absl::string_view begin, absl::string_view end);

  // Flushes all families to tables: the next opening replays nothing. Any thread.
  absl::Status Flush();

  // For the backup engine. Borrowed.
  rocksdb::DB* db() const;

  // Whole-directory helpers for a record that is not open. `env` as in RocksConfig.
  static bool Exists(const std::string& path, rocksdb::Env* env);
  static absl::Status Destroy(const std::string& path, rocksdb::Env* env);
  static absl::Status Rename(const std::string& from, const std::string& to, rocksdb::Env* env);

 private:
  struct State;
  explicit RocksStore(std::unique_ptr<State> state);

  const std::unique_ptr<State> state_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_ROCKS_STORE_H_
