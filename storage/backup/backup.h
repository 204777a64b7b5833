// storage/backup/backup.h: copies of an open data directory, and how one becomes a record again.
//
//   <BACKUPS>/            0700: a backup holds everything the record does, credentials included
//     00000001.manifest   manifest.h; written last
//     record/, files/     engine directories (rocks_backup.h); unchanged files are shared
//     LOCK                one process works on it at a time
// The signing key is not in it. Contents that were destroyed afterwards are: who destroys them has
// to remove older backups too (`plumbline backup list` marks them).
//
// Order of a backup: record, then files, because the record names files and not the other way
// round; so every file that the copied record names is complete in the copied files. Then the copy
// is opened and looked at: head, last entries and tree root must agree, and files must be there.
//
// A restored copy is never continued: others may hold checkpoints of entries that it lacks.
// RestoreBackup leaves no marks in the target, so Record::Open refuses it until Record::StartEpoch,
// fed with what RestoreBackup returns, has begun a new epoch.
// By nature about files. Threads  any but the command thread.
#ifndef PLUMBLINE_STORAGE_BACKUP_BACKUP_H_
#define PLUMBLINE_STORAGE_BACKUP_BACKUP_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/backup/manifest.h"
#include "storage/backup/rocks_backup.h"
#include "storage/files/files_store.h"
#include "storage/rocks_store.h"
#include "storage/store.h"

namespace plumbline {

// Calls `visit` with the digest of each file that the record, as `snapshot` shows it, names and
// whose content was not destroyed. The engine knows which rows those are; storage does not.
using NamedFiles = std::function<absl::Status(
    const Snapshot& snapshot, absl::FunctionRef<absl::Status(const Hash& sha256)> visit)>;

struct BackupSource {
  std::string data_dir;  // The open data directory.
  RocksStore* record = nullptr;
  FilesStore* files = nullptr;
  NamedFiles named_files;  // Null: not compared.
};

// Copies the open record and its files while both are being written; verified on return.
// Errors  RESOURCE_EXHAUSTED: the disk of `backup_dir` is full or nearly so. FAILED_PRECONDITION:
//         another backup or restore works there. DATA_LOSS: what was copied is damaged, which means
//         the source is, or an older manifest in `backup_dir`. UNAVAILABLE: repeat. After an error
//         no manifest is left behind.
// Cost    reads the copy three times; writes what changed since the last backup.
absl::StatusOr<BackupManifest> CreateBackup(const BackupSource& source,
                                            const std::string& backup_dir, absl::Time now);

// Manifests in the directory, ascending by id. One that is damaged is an error: DATA_LOSS.
absl::StatusOr<std::vector<BackupManifest>> ListBackups(const std::string& backup_dir);

// The record of backup `id`, opened in place for reading; no byte of it changes.
struct BackupRecord {
  RocksBackupView view;  // Outlives the store.
  std::unique_ptr<RocksStore> store;
};
// Errors  NOT_FOUND. DATA_LOSS: damaged.
absl::StatusOr<std::unique_ptr<BackupRecord>> OpenBackupRecord(const std::string& backup_dir, uint32_t id);

// Reads the whole backup and compares every file with its manifest.
// Errors  NOT_FOUND. DATA_LOSS: names the file that is missing or differs.
absl::StatusOr<BackupManifest> VerifyBackup(const std::string& backup_dir, uint32_t id);

// Verifies backup `id` and restores it into `target`, which is absent (its parent exists) or empty.
// Errors  NOT_FOUND. DATA_LOSS: names the damaged file. FAILED_PRECONDITION: the target is not
//         empty. RESOURCE_EXHAUSTED: too little room for it. After an error the target is empty.
absl::StatusOr<BackupManifest> RestoreBackup(const std::string& backup_dir, uint32_t id,
                                             const std::string& target);

// Removes backup `id` and what only it used. Errors  NOT_FOUND. UNAVAILABLE.
absl::Status DeleteBackup(const std::string& backup_dir, uint32_t id);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_BACKUP_BACKUP_H_
