#include "storage/rocks_store.h"

#include <algorithm>
#include <array>
#include <algorithm>
#include <atomic>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/listener.h"
#include "rocksdb/write_batch.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "storage/keys.h"
#include "storage/rocks_cleanup.h"
#include "storage/rocks_manifest.h"
#include "storage/rocks_options.h"

namespace plumbline {
namespace {

rocksdb::Slice ToSlice(absl::string_view bytes) { return {bytes.data(), bytes.size()}; }
absl::string_view ToView(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Latches the first error of flushes, compactions and the write path.
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

// Opening for reading writes no byte, hence no LOG file either.
class SilentLogger : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// In every family: the number of the last batch, 8 bytes big-endian.
constexpr absl::string_view kBatchesKey = "\xff\xff" "batches";

using Handles = std::array<rocksdb::ColumnFamilyHandle*, kFamilyCount>;

rocksdb::Env* EnvOrDefault(rocksdb::Env* env) {
  return env == nullptr ? rocksdb::Env::Default() : env;
}

class RocksCursor : public Cursor {
 public:
  RocksCursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* handle,
              const rocksdb::Snapshot* snapshot, absl::string_view begin, absl::string_view end)
      : end_(end.empty() ? kKeysEnd : end), end_slice_(end_) {
    rocksdb::ReadOptions options = MakeReadOptions();
    options.snapshot = snapshot;
    options.iterate_upper_bound = &end_slice_;
    iterator_.reset(db->NewIterator(options, handle));
    iterator_->Seek(ToSlice(begin));
  }

  bool Valid() const override { return iterator_->Valid(); }
  absl::string_view key() const override { return ToView(iterator_->key()); }
  absl::string_view value() const override { return ToView(iterator_->value()); }
  void Next() override { iterator_->Next(); }
  absl::Status status() const override {
    return FromRocks(iterator_->status(), "Reading a range of the record");
  }

 private:
  const std::string end_;
  const rocksdb::Slice end_slice_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

absl::StatusOr<bool> GetWith(rocksdb::DB* db, const rocksdb::ReadOptions& options,
                             rocksdb::ColumnFamilyHandle* handle, absl::string_view key,
                             std::string* value) {
  rocksdb::PinnableSlice found;
  const rocksdb::Status status = db->Get(options, handle, ToSlice(key), &found);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return FromRocks(status, "Reading a key of the record");
  value->assign(found.data(), found.size());
  return true;
}

class RocksSnapshot : public Snapshot {
 public:
  RocksSnapshot(rocksdb::DB* db, const Handles& handles)
      : db_(db), handles_(handles), snapshot_(db->GetSnapshot()), options_(MakeReadOptions()) {
    options_.snapshot = snapshot_;
  }
  ~RocksSnapshot() override {
    if (snapshot_ != nullptr) db_->ReleaseSnapshot(snapshot_);
  }

  absl::StatusOr<bool> Get(Family family, absl::string_view key,
                           std::string* value) const override {
    return GetWith(db_, options_, handle(family), key, value);
  }

  std::unique_ptr<Cursor> Scan(Family family, absl::string_view begin,
                               absl::string_view end) const override {
    return std::make_unique<RocksCursor>(db_, handle(family), snapshot_, begin, end);
  }

  absl::StatusOr<bool> Last(Family family, absl::string_view begin, absl::string_view end,
                            std::string* key, std::string* value) const override {
    rocksdb::ReadOptions options = options_;
    const rocksdb::Slice lower = ToSlice(begin);
    const rocksdb::Slice upper = ToSlice(end.empty() ? kKeysEnd : end);
    options.iterate_lower_bound = &lower;
    options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> iterator(db_->NewIterator(options, handle(family)));
    iterator->SeekToLast();
    if (!iterator->Valid()) {
      PLUMBLINE_RETURN_IF_ERROR(FromRocks(iterator->status(), "Reading the end of a range"));
      return false;
    }
    key->assign(iterator->key().data(), iterator->key().size());
    value->assign(iterator->value().data(), iterator->value().size());
    return true;
  }

 private:
  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles_[static_cast<size_t>(family)];
  }

  rocksdb::DB* const db_;
  const Handles& handles_;
  const rocksdb::Snapshot* const snapshot_;
  rocksdb::ReadOptions options_;
};

}  // namespace

struct RocksStore::State {
  ~State() {
    if (db == nullptr) return;
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
    }
    db->Close().PermitUncheckedError();  // Everything answered is synced; nothing left to lose.
  }

  rocksdb::ColumnFamilyHandle* handle(Family family) const {
    return handles[static_cast<size_t>(family)];
  }

  Mode mode = Mode::kReadOnly;
  std::shared_ptr<ErrorLatch> latch = std::make_shared<ErrorLatch>();
  std::shared_ptr<rocksdb::Cache> cache;
  std::unique_ptr<rocksdb::DB> db;
  Handles handles{};
  const rocksdb::ReadOptions read_options = MakeReadOptions();
  // Command thread only.
  rocksdb::WriteBatch write_batch{0, 0, kProtectionBytesPerKey, 0};
  std::vector<const plumbline::Write*> sorted;  // Of the batch in hand; keeps its memory.
};

RocksStore::RocksStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
RocksStore::~RocksStore() = default;

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const RocksConfig& config,
                                                             Mode mode) {
  const bool exists = Exists(config.path, config.env);
  if (mode == Mode::kCreate && exists) {
    return absl::AlreadyExistsError(absl::StrCat("There is a record in ", config.path, " already"));
  }
  if (mode != Mode::kCreate && !exists) {
    return absl::NotFoundError(absl::StrCat("There is no record in ", config.path));
  }
  PLUMBLINE_RETURN_IF_ERROR(CheckManifest(config.path, config.env));
  RocksTuning tuning;
  tuning.cache_bytes = config.cache_bytes;
  tuning.write_buffer_bytes = config.write_buffer_bytes;

  auto state = std::make_unique<State>();
  state->mode = mode;
  rocksdb::LRUCacheOptions cache_options;
  cache_options.capacity = tuning.cache_bytes;
  cache_options.num_shard_bits = 4;
  cache_options.high_pri_pool_ratio = 0.5;
  state->cache = rocksdb::NewLRUCache(cache_options);

  rocksdb::DBOptions db_options = MakeDbOptions(tuning, config.env);
  db_options.create_if_missing = mode == Mode::kCreate;
  db_options.create_missing_column_families = mode == Mode::kCreate;
  db_options.listeners.push_back(state->latch);
  if (mode == Mode::kReadOnly) db_options.info_log = std::make_shared<SilentLogger>();

  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (int i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    rocksdb::ColumnFamilyOptions options = MakeFamilyOptions(family, tuning, state->cache);
    options.disable_auto_compactions = !config.automatic_compaction;
    families.emplace_back(FamilyName(family), options);
  }

  rocksdb::DB* db = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  const rocksdb::Status status =
      mode == Mode::kReadOnly
          ? rocksdb::DB::OpenForReadOnly(db_options, config.path, families, &handles, &db)
          : rocksdb::DB::Open(db_options, config.path, families, &handles, &db);
  if (!status.ok()) {
    // For who has to act, a database that is there and lacks a file, or cannot be made sense of, is
    // damaged; RocksDB says so in several ways. Everything else is the disk's or another process's.
    absl::Status failure = FromRocks(status, absl::StrCat("Opening the record in ", config.path));
    const bool damaged = status.IsCorruption() || status.IsNotFound() || status.IsPathNotFound() ||
                         status.IsInvalidArgument();
    return damaged && mode != Mode::kCreate ? absl::DataLossError(failure.message()) : failure;
  }
  state->db.reset(db);
  PLUMBLINE_CHECK(handles.size() == kFamilyCount, "one handle per family");
  std::copy(handles.begin(), handles.end(), state->handles.begin());
  for (rocksdb::ColumnFamilyHandle* handle : handles) {
    const rocksdb::Options options = db->GetOptions(handle);
    PLUMBLINE_RETURN_IF_ERROR(CheckRocksOptions(options, options));
  }
  return std::unique_ptr<RocksStore>(new RocksStore(std::move(state)));
}

std::unique_ptr<Snapshot> RocksStore::GetSnapshot() const {
  return std::make_unique<RocksSnapshot>(state_->db.get(), state_->handles);
}

absl::StatusOr<bool> RocksStore::Get(Family family, absl::string_view key,
                                     std::string* value) const {
  return GetWith(state_->db.get(), state_->read_options, state_->handle(family), key, value);
}

absl::Status RocksStore::Write(const Batch& batch, const HeadRow& head) {
  PLUMBLINE_CHECK(state_->mode != Mode::kReadOnly, "a record opened for reading is not written to");
  if (failed()) {
    return absl::UnavailableError(
        "The record takes no writes since one failed; restart the server");
  }
  rocksdb::WriteBatch& writes = state_->write_batch;
  writes.Clear();  // Keeps its memory from group to group.
  rocksdb::Status status;
  const auto put = [&](Family family, absl::string_view key, absl::string_view value) {
    if (status.ok()) status = writes.Put(state_->handle(family), ToSlice(key), ToSlice(value));
  };
  for (size_t i = 0; i < batch.entries.size(); ++i) {
    put(Family::kJournal, EntryKey(batch.base_size + i), batch.entries[i]);
  }
  // In key order: each insert into a memtable then begins near the one before. Stable, for a key that
  // is written twice.
  std::vector<const plumbline::Write*>& sorted = state_->sorted;
  sorted.clear();
  for (const auto* list : {&batch.tiles, &batch.beside, &batch.derived}) {
    for (const plumbline::Write& write : *list) sorted.push_back(&write);
  }
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const plumbline::Write* a, const plumbline::Write* b) {
                     return a->family != b->family ? a->family < b->family : a->key < b->key;
                   });
  for (const plumbline::Write* write : sorted) {
    if (!write->remove) {
      put(write->family, write->key, write->value);
    } else if (status.ok()) {
      status = writes.Delete(state_->handle(write->family), ToSlice(write->key));
    }
  }
  put(Family::kJournal, kHeadKey, EncodeHeadRow(head));
  std::string batches;
  AppendBigEndian64(&batches, head.batches);
  for (int i = 0; i < kFamilyCount; ++i) put(static_cast<Family>(i), kBatchesKey, batches);
  if (status.ok()) status = state_->db->Write(MakeWriteOptions(), &writes);
  if (status.ok()) return absl::OkStatus();
  state_->latch->Set();
  return absl::UnavailableError(absl::StrCat("Outcome unknown, the record takes no more writes: ",
                                             status.ToString()));
}

absl::Status RocksStore::CheckFamilies(uint64_t batches) const {
  for (int i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    std::string value;
    PLUMBLINE_ASSIGN_OR_RETURN(const bool found, Get(family, kBatchesKey, &value));
    if (!found || value.size() != 8 || ReadBigEndian64(value) != batches) {
      return absl::DataLossError(absl::StrCat(
          "Family ", FamilyName(family), " of the record does not stand at batch ", batches,
          ", as the head row does"));
    }
  }
  return absl::OkStatus();
}

bool RocksStore::failed() const { return state_->latch->failed(); }

absl::Status RocksStore::Purge(Family family, absl::string_view begin, absl::string_view end) {
  rocksdb::DB* const db = state_->db.get();
  PLUMBLINE_RETURN_IF_ERROR(AwaitOldSnapshots(db, db->GetLatestSequenceNumber()));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> logs, RocksLogsInUse(db));
  PLUMBLINE_RETURN_IF_ERROR(Flush());
  const rocksdb::Slice first = ToSlice(begin);
  const rocksdb::Slice last = ToSlice(end);
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  PLUMBLINE_RETURN_IF_ERROR(
      FromRocks(db->CompactRange(options, state_->handle(family), &first, end.empty() ? nullptr : &last),
                "Rewriting a range of the record"));
  return RemoveObsoleteRocksFiles(db, {state_->handles.begin(), state_->handles.end()}, logs);
}

absl::Status RocksStore::Flush() {
  // One family after the other: atomic_flush is not used, and a flush moves no boundary that a
  // reader could see.
  for (rocksdb::ColumnFamilyHandle* handle : state_->handles) {
    PLUMBLINE_RETURN_IF_ERROR(FromRocks(state_->db->Flush(rocksdb::FlushOptions(), handle),
                                        "Flushing the record"));
  }
  return absl::OkStatus();
}

rocksdb::DB* RocksStore::db() const { return state_->db.get(); }

bool RocksStore::Exists(const std::string& path, rocksdb::Env* env) {
  // CURRENT is the last file that a new database gets, but a damaged one may have lost it: any file
  // counts, so that a record is never taken for an empty place.
  std::vector<std::string> children;
  return EnvOrDefault(env)->GetChildren(path, &children).ok() && !children.empty();
}

absl::Status RocksStore::Destroy(const std::string& path, rocksdb::Env* env) {
  if (!Exists(path, env)) return absl::OkStatus();
  rocksdb::Options options;
  options.env = EnvOrDefault(env);
  return FromRocks(rocksdb::DestroyDB(path, options), absl::StrCat("Removing ", path));
}

absl::Status RocksStore::Rename(const std::string& from, const std::string& to,
                                rocksdb::Env* env) {
  rocksdb::Env* const files = EnvOrDefault(env);
  PLUMBLINE_RETURN_IF_ERROR(
      FromRocks(files->RenameFile(from, to), absl::StrCat("Renaming ", from)));
  std::unique_ptr<rocksdb::Directory> directory;
  const std::string parent = to.substr(0, to.rfind('/'));
  PLUMBLINE_RETURN_IF_ERROR(
      FromRocks(files->NewDirectory(parent, &directory), "Opening the directory"));
  return FromRocks(directory->Fsync(), "Syncing the directory");
}

}  // namespace plumbline
