#include "storage/backup/rocks_backup.h"

#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/utilities/backup_engine.h"
#include "services/core/base/status_macros.h"
#include "storage/backup/rocks_error.h"

namespace plumbline {
namespace {

using rocksdb::BackupEngine;
using rocksdb::BackupEngineReadOnly;

constexpr int kAttemptsMax = 3;

rocksdb::BackupEngineOptions EngineOptions(const std::string& engine_dir) {
  rocksdb::BackupEngineOptions options(engine_dir);
  options.share_table_files = true;
  options.share_files_with_checksum =
      true;  // Never by number alone: numbers repeat after a restore.
  options.sync = true;
  options.backup_log_files = true;
  options.max_background_operations = 1;
  return options;
}

absl::StatusOr<std::unique_ptr<BackupEngine>> OpenEngine(const std::string& engine_dir) {
  BackupEngine* engine = nullptr;
  PLUMBLINE_RETURN_IF_ERROR(
      RocksError(BackupEngine::Open(EngineOptions(engine_dir), rocksdb::Env::Default(), &engine),
                 absl::StrCat("Opening the backups in ", engine_dir)));
  return std::unique_ptr<BackupEngine>(engine);
}

absl::StatusOr<std::unique_ptr<BackupEngineReadOnly>> OpenEngineReadOnly(
    const std::string& engine_dir) {
  BackupEngineReadOnly* engine = nullptr;
  PLUMBLINE_RETURN_IF_ERROR(RocksError(
      BackupEngineReadOnly::Open(EngineOptions(engine_dir), rocksdb::Env::Default(), &engine),
      absl::StrCat("Opening the backups in ", engine_dir)));
  return std::unique_ptr<BackupEngineReadOnly>(engine);
}

absl::StatusOr<rocksdb::BackupInfo> InfoOf(const rocksdb::BackupEngineReadOnlyBase& engine,
                                           const std::string& engine_dir, uint32_t id) {
  rocksdb::BackupInfo info;
  PLUMBLINE_RETURN_IF_ERROR(RocksError(engine.GetBackupInfo(id, &info, true),
                                       absl::StrCat("Backup ", id, " in ", engine_dir)));
  return info;
}

RocksBackup ToBackup(const rocksdb::BackupInfo& info) {
  RocksBackup backup;
  backup.id = info.backup_id;
  backup.bytes = info.size;
  for (const rocksdb::BackupFileInfo& file : info.file_details) {
    // Relative to the engine directory, whatever `file.directory` says.
    backup.files.push_back({file.relative_filename, file.size});
  }
  return backup;
}

absl::StatusOr<RocksBackup> CreateOnce(rocksdb::DB* db, const std::string& engine_dir) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<BackupEngine> engine, OpenEngine(engine_dir));
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;
  uint32_t id = 0;
  absl::Status status =
      RocksError(engine->CreateNewBackup(options, db, &id), "Copying the database");
  if (status.ok()) {
    status = RocksError(engine->VerifyBackup(id, true), absl::StrCat("Checking backup ", id));
    if (status.ok()) {
      PLUMBLINE_ASSIGN_OR_RETURN(const rocksdb::BackupInfo info, InfoOf(*engine, engine_dir, id));
      return ToBackup(info);
    }
    engine->DeleteBackup(id).PermitUncheckedError();  // What is reported is why it is no good.
  }
  engine->GarbageCollect().PermitUncheckedError();
  return status;
}

}  // namespace

absl::StatusOr<RocksBackup> CreateRocksBackup(rocksdb::DB* db, const std::string& engine_dir) {
  for (int attempt = 1;; ++attempt) {
    absl::StatusOr<RocksBackup> backup = CreateOnce(db, engine_dir);
    if (backup.ok()) return backup;
    // A MANIFEST may be replaced while it is being copied (repaired in RocksDB 9.6): again.
    const bool vanished = absl::IsNotFound(backup.status()) || absl::IsUnavailable(backup.status());
    if (!vanished || attempt == kAttemptsMax) {
      if (!absl::IsNotFound(backup.status())) return backup;
      return absl::UnavailableError(absl::StrCat(backup.status().message(), "; repeat the backup"));
    }
  }
}

absl::StatusOr<RocksBackup> DescribeRocksBackup(const std::string& engine_dir, uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(const auto engine, OpenEngineReadOnly(engine_dir));
  PLUMBLINE_ASSIGN_OR_RETURN(const rocksdb::BackupInfo info, InfoOf(*engine, engine_dir, id));
  return ToBackup(info);
}

absl::StatusOr<std::vector<uint32_t>> ListRocksBackups(const std::string& engine_dir) {
  if (rocksdb::Env::Default()->FileExists(engine_dir).IsNotFound()) return std::vector<uint32_t>();
  PLUMBLINE_ASSIGN_OR_RETURN(const auto engine, OpenEngineReadOnly(engine_dir));
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  std::vector<uint32_t> ids;
  engine->GetCorruptedBackups(&ids);
  for (const rocksdb::BackupInfo& info : infos) ids.push_back(info.backup_id);
  return ids;
}

absl::StatusOr<RocksBackupView> ViewRocksBackup(const std::string& engine_dir, uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(const auto engine, OpenEngineReadOnly(engine_dir));
  PLUMBLINE_ASSIGN_OR_RETURN(const rocksdb::BackupInfo info, InfoOf(*engine, engine_dir, id));
  return RocksBackupView{info.name_for_open, info.env_for_open};
}

absl::Status VerifyFilesOf(rocksdb::DB* db) {
  return RocksError(db->VerifyFileChecksums(rocksdb::ReadOptions()), "Checking files");
}

absl::Status RestoreRocksBackup(const std::string& engine_dir, uint32_t id,
                                const std::string& db_dir) {
  PLUMBLINE_ASSIGN_OR_RETURN(const auto engine, OpenEngineReadOnly(engine_dir));
  return RocksError(engine->RestoreDBFromBackup(rocksdb::RestoreOptions(), id, db_dir, db_dir),
                    absl::StrCat("Restoring backup ", id, " from ", engine_dir));
}

absl::Status DeleteRocksBackup(const std::string& engine_dir, uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<BackupEngine> engine, OpenEngine(engine_dir));
  const absl::Status status =
      RocksError(engine->DeleteBackup(id), absl::StrCat("Removing backup ", id));
  return absl::IsNotFound(status) ? absl::OkStatus() : status;
}

}  // namespace plumbline
