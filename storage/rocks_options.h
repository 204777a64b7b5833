// storage/rocks_options.h: RocksDB as this record uses it, and what it must never use.
//
// Seen by the `.cc` files that talk to RocksDB 7.8 and by their tests only. The choices:
//   durability  every batch is one WriteBatch over all families with sync=true; a write error or a
//               background error is final (fail-stop), nothing resumes by itself
//   checksums   per block, per file, per key in batch and memtable; consistency checks on
//   memory      two memtables a family at most, all of them under one bound; index and filter
//               blocks live in the block cache, which is shared and bounded
//   the WAL     bounded, so that a restart replays at most that much; point-in-time recovery, which
//               may drop what follows a damaged byte: the high-water mark (mark.h) makes that loud
#ifndef PLUMBLINE_STORAGE_ROCKS_OPTIONS_H_
#define PLUMBLINE_STORAGE_ROCKS_OPTIONS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "rocksdb/cache.h"
#include "rocksdb/options.h"
#include "rocksdb/status.h"
#include "storage/store.h"

namespace plumbline {

struct RocksTuning {
  size_t cache_bytes = 64u << 20;         // Block cache, index and filter blocks included.
  size_t write_buffer_bytes = 64u << 20;  // All memtables together.
  size_t wal_bytes_max = 64u << 20;       // Write-ahead log, all files together.
  int open_files_max = 512;
};

inline constexpr size_t kProtectionBytesPerKey = 8;

// Name of a family in RocksDB; the journal is the default one.
const char* FamilyName(Family family);

rocksdb::DBOptions MakeDbOptions(const RocksTuning& tuning, rocksdb::Env* env);
rocksdb::ColumnFamilyOptions MakeFamilyOptions(Family family, const RocksTuning& tuning,
                                               const std::shared_ptr<rocksdb::Cache>& cache);
// For every read, and for every write.
rocksdb::ReadOptions MakeReadOptions();
rocksdb::WriteOptions MakeWriteOptions();

// OK unless the options in use differ from the rules above or turn on what is known to be broken in
// RocksDB 7.8. Called with the effective options at each opening.
// Errors  FAILED_PRECONDITION that names the option and why it is refused.
absl::Status CheckRocksOptions(const rocksdb::DBOptions& db,
                               const rocksdb::ColumnFamilyOptions& family);

// Corruption → DATA_LOSS, what does not exist → NOT_FOUND, the rest → UNAVAILABLE.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view doing);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_ROCKS_OPTIONS_H_
