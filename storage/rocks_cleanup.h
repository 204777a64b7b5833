// storage/rocks_cleanup.h: files of a database that are no longer used are gone when it has to be certain.
//
// RocksDB removes tables, blob files and logs that are no longer used when it gets to it. After contents were
// destroyed nobody may wait for that.
//   PLUMBLINE_ASSIGN_OR_RETURN(const auto logs, RocksLogsInUse(db));   // Before the flush
//   … flush, compact …
//   return RemoveObsoleteRocksFiles(db, handles, logs);
// Threads  any but the command thread.
#ifndef PLUMBLINE_STORAGE_ROCKS_CLEANUP_H_
#define PLUMBLINE_STORAGE_ROCKS_CLEANUP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rocksdb {
class ColumnFamilyHandle;
class DB;
}  // namespace rocksdb

namespace plumbline {

// Names of write-ahead logs that hold something. Errors  UNAVAILABLE.
absl::StatusOr<std::vector<std::string>> RocksLogsInUse(rocksdb::DB* db);

// Waits, for seconds at most, until no reader holds a snapshot of before `sequence`: it would keep old values alive
// through a compaction. Errors  UNAVAILABLE: one still does; repeat this.
absl::Status AwaitOldSnapshots(rocksdb::DB* db, uint64_t sequence);

// Removes every table and blob file that holds no data now, and `logs`, which were complete before the last flush.
// `handles`: all families of the database.
// Errors  UNAVAILABLE: one is still in use (a reader or a backup holds it); repeat this.
absl::Status RemoveObsoleteRocksFiles(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
                                      const std::vector<std::string>& logs);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_ROCKS_CLEANUP_H_
