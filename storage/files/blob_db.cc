#include "storage/files/blob_db.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/file_checksum.h"
#include "rocksdb/listener.h"
#include "rocksdb/rate_limiter.h"
#include "rocksdb/table.h"
#include "rocksdb/write_batch.h"
#include "services/core/base/check.h"
#include "services/core/base/mutex.h"
#include "services/core/base/status_macros.h"
#include "storage/backup/rocks_error.h"
#include "storage/rocks_cleanup.h"

namespace plumbline {
namespace {

constexpr size_t kWriteBufferBytes = size_t{32} << 20;
constexpr size_t kCacheBytes = size_t{8} << 20;
constexpr uint64_t kLogBytesMax = uint64_t{64} << 20;
constexpr uint64_t kBlobFileBytes = uint64_t{64} << 20;
constexpr size_t kProtectionBytesPerKey = 8;
constexpr int64_t kPacePeriodMicros = 10 * 1000;  // Short: long periods make long bursts.
constexpr int kCollectRoundsMax = 4;

rocksdb::Slice ToSlice(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }

// Opening for reading writes no byte, hence no LOG file either.
class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

class ErrorLatch : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* status) override {
    if (!status->ok()) failed_ = true;
  }
  void Set() { failed_ = true; }
  bool failed() const { return failed_; }

 private:
  std::atomic<bool> failed_{false};
};

rocksdb::DBOptions MakeDbOptions(const BlobDb::Options& options) {
  rocksdb::DBOptions db;
  if (options.env != nullptr) db.env = options.env;
  db.paranoid_checks = true;
  db.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  db.max_total_wal_size = kLogBytesMax;
  db.db_write_buffer_size = 2 * kWriteBufferBytes;
  db.max_open_files = 256;
  db.max_background_jobs = 2;
  db.max_bgerror_resume_count = 0;  // Fail-stop, as the record does.
  db.bytes_per_sync = 256u << 10;   // Small steady writes: no long queue before anybody's fsync.
  db.wal_bytes_per_sync = 256u << 10;
  db.skip_stats_update_on_db_open = true;
  db.max_log_file_size = 4u << 20;
  db.keep_log_file_num = 4;
  db.stats_dump_period_sec = 0;
  if (options.background_bytes_per_s > 0) {
    db.rate_limiter.reset(rocksdb::NewGenericRateLimiter(
        static_cast<int64_t>(options.background_bytes_per_s), kPacePeriodMicros));
  }
  return db;
}

rocksdb::ColumnFamilyOptions MakeFamilyOptions(FileTable table) {
  rocksdb::BlockBasedTableOptions blocks;
  rocksdb::LRUCacheOptions cache;
  cache.capacity = kCacheBytes;
  cache.num_shard_bits = 2;
  blocks.block_cache = rocksdb::NewLRUCache(cache);
  blocks.cache_index_and_filter_blocks = true;
  blocks.format_version = 5;
  rocksdb::ColumnFamilyOptions family;
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  family.write_buffer_size = kWriteBufferBytes;
  family.max_write_buffer_number = 2;
  family.memtable_protection_bytes_per_key = kProtectionBytesPerKey;
  family.force_consistency_checks = true;
  if (table == FileTable::kPieces) {
    family.enable_blob_files = true;
    family.min_blob_size = 0;
    family.blob_file_size = kBlobFileBytes;
    family.blob_compression_type = rocksdb::kNoCompression;  // Documents are compressed already.
    family.enable_blob_garbage_collection = true;
    family.blob_garbage_collection_age_cutoff =
        0;  // See the header: only Reclaim() moves contents.
  }
  return family;
}

std::vector<rocksdb::ColumnFamilyDescriptor> Families() {
  return {{rocksdb::kDefaultColumnFamilyName, MakeFamilyOptions(FileTable::kRows)},
          {"pieces", MakeFamilyOptions(FileTable::kPieces)}};
}

rocksdb::ReadOptions MakeReadOptions() {
  rocksdb::ReadOptions options;
  options.verify_checksums = true;
  options.fill_cache = true;
  return options;
}

}  // namespace

struct BlobDb::State {
  ~State() {
    if (db == nullptr) return;
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    db->Close().PermitUncheckedError();  // Whatever was promised is synced; nothing left to lose.
  }
  rocksdb::ColumnFamilyHandle* handle(FileTable table) const {
    return handles[static_cast<size_t>(table)];
  }
  std::vector<rocksdb::BlobMetaData> BlobFiles() const {
    rocksdb::ColumnFamilyMetaData metadata;
    db->GetColumnFamilyMetaData(handle(FileTable::kPieces), &metadata);
    std::sort(metadata.blob_files.begin(), metadata.blob_files.end(),
              [](const auto& a, const auto& b) { return a.blob_file_number < b.blob_file_number; });
    return std::move(metadata.blob_files);
  }

  std::string path;
  bool read_only = false;
  std::shared_ptr<rocksdb::Env> own_env;  // Of a backup that is looked at in place.
  rocksdb::Env* env = nullptr;
  std::shared_ptr<ErrorLatch> latch = std::make_shared<ErrorLatch>();
  std::unique_ptr<rocksdb::RateLimiter> pace;  // Null: no limit.
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  // A backup keeps files from being removed; it and Reclaim take turns.
  Mutex maintenance;
};

BlobDb::BlobDb(std::unique_ptr<State> state) : state_(std::move(state)) {}
BlobDb::~BlobDb() = default;

absl::StatusOr<std::unique_ptr<BlobDb>> BlobDb::Open(const std::string& path,
                                                     const Options& options) {
  auto state = std::make_unique<State>();
  state->path = path;
  rocksdb::DBOptions db_options = MakeDbOptions(options);
  db_options.create_if_missing = true;
  db_options.create_missing_column_families = true;
  db_options.listeners.push_back(state->latch);
  state->env = db_options.env;
  if (options.upload_bytes_per_s > 0) {
    state->pace.reset(rocksdb::NewGenericRateLimiter(
        static_cast<int64_t>(options.upload_bytes_per_s), kPacePeriodMicros));
  }
  rocksdb::DB* db = nullptr;
  PLUMBLINE_RETURN_IF_ERROR(
      RocksError(rocksdb::DB::Open(db_options, path, Families(), &state->handles, &db),
                 absl::StrCat("Opening the files store in ", path)));
  state->db.reset(db);
  return std::unique_ptr<BlobDb>(new BlobDb(std::move(state)));
}

absl::StatusOr<std::unique_ptr<BlobDb>> BlobDb::OpenReadOnly(const std::string& path) {
  return OpenBackup(path, 0);
}

absl::StatusOr<std::unique_ptr<BlobDb>> BlobDb::OpenBackup(const std::string& engine_dir,
                                                           uint32_t id) {
  auto state = std::make_unique<State>();
  state->path = engine_dir;
  state->read_only = true;
  rocksdb::DBOptions db_options = MakeDbOptions(Options());
  db_options.info_log = std::make_shared<SilentLogger>();
  if (id != 0) {
    PLUMBLINE_ASSIGN_OR_RETURN(const RocksBackupView view, ViewRocksBackup(engine_dir, id));
    state->path = view.path;
    state->own_env = view.env;
    db_options.env = view.env.get();
  }
  state->env = db_options.env;
  rocksdb::DB* db = nullptr;
  PLUMBLINE_RETURN_IF_ERROR(RocksError(
      rocksdb::DB::OpenForReadOnly(db_options, state->path, Families(), &state->handles, &db),
      absl::StrCat("Opening the files store in ", engine_dir, " for reading")));
  state->db.reset(db);
  return std::unique_ptr<BlobDb>(new BlobDb(std::move(state)));
}

absl::StatusOr<bool> BlobDb::Get(FileTable table, absl::string_view key, std::string* value) const {
  rocksdb::PinnableSlice found;
  const rocksdb::Status status =
      state_->db->Get(MakeReadOptions(), state_->handle(table), ToSlice(key), &found);
  if (status.IsNotFound()) return false;
  PLUMBLINE_RETURN_IF_ERROR(RocksError(status, "Reading the files store"));
  value->assign(found.data(), found.size());
  return true;
}

absl::StatusOr<std::vector<std::pair<std::string, std::string>>> BlobDb::Rows(
    absl::string_view prefix, absl::string_view after, size_t count_max) const {
  std::vector<std::pair<std::string, std::string>> rows;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      state_->db->NewIterator(MakeReadOptions(), state_->handle(FileTable::kRows)));
  iterator->Seek(ToSlice(std::max(prefix, after)));
  if (iterator->Valid() && iterator->key() == ToSlice(after)) iterator->Next();
  for (; iterator->Valid() && rows.size() < count_max; iterator->Next()) {
    if (!iterator->key().starts_with(ToSlice(prefix))) break;
    rows.emplace_back(iterator->key().ToString(), iterator->value().ToString());
  }
  PLUMBLINE_RETURN_IF_ERROR(RocksError(iterator->status(), "Reading the files store"));
  return rows;
}

absl::Status BlobDb::Sealing(const absl::Status& status) {
  if (!status.ok()) state_->latch->Set();
  return status;
}

absl::Status BlobDb::WriteSynced(const std::vector<FileWrite>& writes) {
  PLUMBLINE_CHECK(!state_->read_only, "a files store opened for reading is not written to");
  if (state_->latch->failed()) {
    return absl::UnavailableError(
        "The files store takes no writes since one failed; restart the server");
  }
  rocksdb::WriteBatch batch(0, 0, kProtectionBytesPerKey, 0);
  rocksdb::Status status;
  for (const FileWrite& write : writes) {
    if (!status.ok()) break;
    rocksdb::ColumnFamilyHandle* const handle = state_->handle(write.table);
    status = write.remove ? batch.Delete(handle, ToSlice(write.key))
                          : batch.Put(handle, ToSlice(write.key), ToSlice(write.value));
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  if (status.ok()) status = state_->db->Write(options, &batch);
  return Sealing(RocksError(status, "Writing to the files store"));
}

void BlobDb::WaitForPace(uint64_t bytes) const {
  if (state_->pace == nullptr) return;
  while (bytes > 0) {
    const uint64_t part =
        std::min(bytes, static_cast<uint64_t>(state_->pace->GetSingleBurstBytes()));
    state_->pace->Request(static_cast<int64_t>(part), rocksdb::Env::IO_HIGH, nullptr,
                          rocksdb::RateLimiter::OpType::kWrite);
    bytes -= part;
  }
}

absl::Status BlobDb::PutPieceUnsynced(absl::string_view key, absl::string_view value) {
  PLUMBLINE_CHECK(!state_->read_only, "a files store opened for reading is not written to");
  if (state_->latch->failed()) {
    return absl::UnavailableError(
        "The files store takes no writes since one failed; restart the server");
  }
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  options.protection_bytes_per_key = kProtectionBytesPerKey;
  return Sealing(RocksError(
      state_->db->Put(options, state_->handle(FileTable::kPieces), ToSlice(key), ToSlice(value)),
      "Writing to the files store"));
}

absl::Status BlobDb::SyncPieces() {
  return Sealing(
      RocksError(state_->db->Flush(rocksdb::FlushOptions(), state_->handle(FileTable::kPieces)),
                 "Flushing contents of files"));
}

absl::Status BlobDb::CompactAll() {
  for (rocksdb::ColumnFamilyHandle* handle : state_->handles) {
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    PLUMBLINE_RETURN_IF_ERROR(
        Sealing(RocksError(state_->db->CompactRange(options, handle, nullptr, nullptr),
                           "Compacting the files store")));
  }
  return absl::OkStatus();
}

// Moves what is alive out of the oldest blob files, as many of them as must go. RocksDB chooses by
// age alone, hence the cutoff that just includes them.
absl::Status BlobDb::CollectGarbage(double garbage_share_max) {
  for (int round = 0; round < kCollectRoundsMax; ++round) {
    const std::vector<rocksdb::BlobMetaData> files = state_->BlobFiles();
    uint64_t total = 0;
    uint64_t garbage = 0;
    for (const rocksdb::BlobMetaData& file : files) {
      total += file.total_blob_bytes;
      garbage += file.garbage_blob_bytes;
    }
    const auto allowed = static_cast<uint64_t>(garbage_share_max * static_cast<double>(total));
    if (garbage <= allowed) return absl::OkStatus();
    size_t count = 0;
    while (garbage > allowed && count < files.size()) garbage -= files[count++].garbage_blob_bytes;
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    options.blob_garbage_collection_policy = rocksdb::BlobGarbageCollectionPolicy::kForce;
    // Half a file more, so that rounding never leaves out the last one.
    options.blob_garbage_collection_age_cutoff =
        std::min(1.0, (static_cast<double>(count) + 0.5) / static_cast<double>(files.size()));
    PLUMBLINE_RETURN_IF_ERROR(Sealing(RocksError(
        state_->db->CompactRange(options, state_->handle(FileTable::kPieces), nullptr, nullptr),
        "Collecting garbage in the files store")));
  }
  return absl::OkStatus();  // New garbage came up as fast as it went; the next call goes on.
}

absl::Status BlobDb::Reclaim(double garbage_share_max) {
  PLUMBLINE_CHECK(!state_->read_only, "a files store opened for reading is not written to");
  const MutexLock lock(&state_->maintenance);
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> logs, RocksLogsInUse(state_->db.get()));
  for (rocksdb::ColumnFamilyHandle* handle : state_->handles) {
    PLUMBLINE_RETURN_IF_ERROR(Sealing(RocksError(state_->db->Flush(rocksdb::FlushOptions(), handle),
                                                 "Flushing the files store")));
  }
  PLUMBLINE_RETURN_IF_ERROR(CompactAll());
  PLUMBLINE_RETURN_IF_ERROR(CollectGarbage(garbage_share_max));
  return RemoveObsoleteRocksFiles(state_->db.get(), state_->handles, logs);
}

BlobDb::Usage BlobDb::usage() const {
  Usage usage;
  for (const rocksdb::BlobMetaData& file : state_->BlobFiles()) {
    usage.blob_bytes += file.total_blob_bytes;
    usage.garbage_bytes += file.garbage_blob_bytes;
  }
  return usage;
}

absl::Status BlobDb::VerifyFiles() const { return VerifyFilesOf(state_->db.get()); }

absl::StatusOr<RocksBackup> BlobDb::Backup(const std::string& engine_dir) {
  const MutexLock lock(&state_->maintenance);
  return CreateRocksBackup(state_->db.get(), engine_dir);
}

}  // namespace plumbline
