#include "storage/rocks_cleanup.h"

#include <chrono>
#include <iterator>
#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "services/core/base/status_macros.h"
#include "storage/backup/rocks_error.h"

namespace plumbline {
namespace {

constexpr int kAttemptsMax = 400;  // What runs in the background ends long before.
constexpr std::chrono::milliseconds kPause{5};

std::string BaseName(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// Names of tables and blob files that hold data now.
std::set<std::string> FilesInUse(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles) {
  std::set<std::string> names;
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    rocksdb::ColumnFamilyMetaData metadata;
    db->GetColumnFamilyMetaData(handle, &metadata);
    for (const rocksdb::BlobMetaData& file : metadata.blob_files) names.insert(BaseName(file.blob_file_name));
    for (const rocksdb::LevelMetaData& level : metadata.levels) {
      for (const rocksdb::SstFileMetaData& file : level.files) names.insert(BaseName(file.name));
    }
  }
  return names;
}

absl::StatusOr<std::set<std::string>> FilesPresent(rocksdb::DB* db) {
  std::vector<std::string> names;
  PLUMBLINE_RETURN_IF_ERROR(
      RocksError(db->GetEnv()->GetChildren(db->GetName(), &names), absl::StrCat("Listing ", db->GetName())));
  return std::set<std::string>(names.begin(), names.end());
}

}  // namespace

absl::StatusOr<std::vector<std::string>> RocksLogsInUse(rocksdb::DB* db) {
  rocksdb::VectorLogPtr logs;
  PLUMBLINE_RETURN_IF_ERROR(
      RocksError(db->GetSortedWalFiles(logs), absl::StrCat("Listing the logs of ", db->GetName())));
  std::vector<std::string> names;
  for (const std::unique_ptr<rocksdb::LogFile>& log : logs) {
    if (log->SizeFileBytes() > 0) names.push_back(BaseName(log->PathName()));
  }
  return names;
}

absl::Status AwaitOldSnapshots(rocksdb::DB* db, uint64_t sequence) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kPause);
    uint64_t oldest = 0;
    if (!db->GetIntProperty(rocksdb::DB::Properties::kOldestSnapshotSequence, &oldest) || oldest == 0 ||
        oldest >= sequence) {
      return absl::OkStatus();
    }
  }
  return absl::UnavailableError("A reader still looks at the record as it was before; repeat this");
}

absl::Status RemoveObsoleteRocksFiles(rocksdb::DB* db, const std::vector<rocksdb::ColumnFamilyHandle*>& handles,
                                      const std::vector<std::string>& logs) {
  std::set<std::string> doomed(logs.begin(), logs.end());
  const std::string doing = "Removing files that are no longer used";
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kPause);
    PLUMBLINE_RETURN_IF_ERROR(RocksError(db->DisableFileDeletions(), doing));
    PLUMBLINE_RETURN_IF_ERROR(RocksError(db->EnableFileDeletions(false), doing));
    PLUMBLINE_ASSIGN_OR_RETURN(const std::set<std::string> present, FilesPresent(db));
    const std::set<std::string> live = FilesInUse(db, handles);
    if (attempt == 0) {
      // Later ones are not of interest; one that is being written becomes live or goes away.
      for (const std::string& name : present) {
        const bool holds_data = absl::EndsWith(name, ".blob") || absl::EndsWith(name, ".sst");
        if (holds_data && live.count(name) == 0) doomed.insert(name);
      }
    }
    for (auto it = doomed.begin(); it != doomed.end();) {
      it = present.count(*it) == 0 || live.count(*it) != 0 ? doomed.erase(it) : std::next(it);
    }
    if (doomed.empty()) return absl::OkStatus();
  }
  return absl::UnavailableError(absl::StrCat("Expected ", db->GetName(), "/", *doomed.begin(),
                                             " to be gone, but it is still in use; repeat this"));
}

}  // namespace plumbline
