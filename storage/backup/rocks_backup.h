// storage/backup/rocks_backup.h: copies of an open RocksDB, made and checked by its BackupEngine.
//
// One directory of backups ("engine directory") holds any number of them, numbered from 1; tables
// and blob files that did not change since are shared between them under names that contain their
// checksum or session. What is known to be broken in RocksDB 7.8 is avoided here: backups are
// restored by explicit id, verified with checksums after creation, and creation is repeated when a
// file vanished under it.
// By nature about files. Threads  any, one at a time for each engine directory.
#ifndef PLUMBLINE_STORAGE_BACKUP_ROCKS_BACKUP_H_
#define PLUMBLINE_STORAGE_BACKUP_ROCKS_BACKUP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace plumbline {

struct RocksBackupFile {
  std::string path;  // Relative to the engine directory.
  uint64_t size = 0;
};

struct RocksBackup {
  uint32_t id = 0;
  uint64_t bytes = 0;  // All files, shared ones included.
  std::vector<RocksBackupFile> files;
};

// Flushes `db` and copies it; the copy is of one moment and durable on return. Writers go on.
// The directory is made when absent (its parent exists).
// Errors  RESOURCE_EXHAUSTED: no space. DATA_LOSS: the copy does not verify. UNAVAILABLE: repeat.
//         After an error no backup is left behind.
absl::StatusOr<RocksBackup> CreateRocksBackup(rocksdb::DB* db, const std::string& engine_dir);

// What backup `id` consists of; opens nothing for writing.
// Errors  NOT_FOUND. DATA_LOSS: its description is damaged or a file is missing (named).
absl::StatusOr<RocksBackup> DescribeRocksBackup(const std::string& engine_dir, uint32_t id);

// Ids of all backups in the directory, damaged ones too; none when it does not exist.
absl::StatusOr<std::vector<uint32_t>> ListRocksBackups(const std::string& engine_dir);

// A backup that can be opened read-only in place: `path` in the file system `env`, which lives as
// long as this object.
struct RocksBackupView {
  std::string path;
  std::shared_ptr<rocksdb::Env> env;
};
absl::StatusOr<RocksBackupView> ViewRocksBackup(const std::string& engine_dir, uint32_t id);

// Reads every table and blob file of an open database and compares it with the checksum that was
// taken when it was written. The engine alone would copy a damaged blob file with a checksum of the
// damage.
// Errors  DATA_LOSS: names the file. UNAVAILABLE.
absl::Status VerifyFilesOf(rocksdb::DB* db);

// Copies backup `id` to `db_dir`, checking the checksums that the description holds.
// Errors  NOT_FOUND. DATA_LOSS: damaged. RESOURCE_EXHAUSTED: no space. UNAVAILABLE.
absl::Status RestoreRocksBackup(const std::string& engine_dir, uint32_t id,
                                const std::string& db_dir);

// Removes backup `id` and what only it used; OK when there is none.
absl::Status DeleteRocksBackup(const std::string& engine_dir, uint32_t id);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_BACKUP_ROCKS_BACKUP_H_
