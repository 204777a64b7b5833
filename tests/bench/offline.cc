#include "tests/bench/offline.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "services/rooms.h"
#include "services/runtime/engine/rebuild.h"
#include "storage/fsck.h"
#include "storage/journal.h"
#include "storage/merkle/hash.h"
#include "storage/record.h"
#include "storage/rocks_options.h"

namespace plumbline::bench {

namespace {

using Clock = std::chrono::steady_clock;

double Since(Clock::time_point began) {
  return std::chrono::duration<double>(Clock::now() - began).count();
}

[[noreturn]] void Die(const std::string& what) {
  std::fprintf(stderr, "plumbline-bench: %s\n", what.c_str());
  std::exit(1);
}

template <typename T>
T Must(absl::StatusOr<T> value, const char* what) {
  if (!value.ok()) Die(std::string(what) + ": " + std::string(value.status().message()));
  return *std::move(value);
}

// Reading is not timed: only the calls that the format prescribes are.
double TimeHashing(const Snapshot& snapshot, uint64_t entries) {
  const Journal journal(&snapshot);
  double seconds = 0;
  std::vector<Hash> level;
  level.reserve(entries);
  for (uint64_t at = 0; at < entries;) {
    const std::vector<std::string> some = Must(journal.Entries(at, 4096, 4 << 20), "entries");
    const auto began = Clock::now();
    for (const std::string& entry : some) level.push_back(LeafHash(Sha256(entry)));
    seconds += Since(began);
    at += some.size();
  }
  const auto began = Clock::now();
  while (level.size() > 1) {
    size_t to = 0;
    for (size_t i = 0; i + 1 < level.size(); i += 2) level[to++] = NodeHash(level[i], level[i + 1]);
    if (level.size() % 2 == 1) level[to++] = level.back();
    level.resize(to);
  }
  return seconds + Since(began);
}

}  // namespace

OfflineResult MeasureRecord(const std::string& data) {
  OfflineResult result;
  RecordOptions options;
  options.directory = data;
  options.create = false;
  const std::unique_ptr<Record> record = Must(Record::OpenReadOnly(options), "record");
  const std::unique_ptr<Snapshot> snapshot = record->store()->GetSnapshot();
  const Journal journal(snapshot.get());
  result.entries = Must(journal.Head(), "head").size;
  const double entries = static_cast<double>(result.entries);
  uint64_t bytes = 0;
  uint64_t rows = 0;
  for (int family = 0; family < kFamilyCount; ++family) {
    const auto cursor = snapshot->Scan(static_cast<Family>(family), "", "");
    for (; cursor->Valid(); cursor->Next(), ++rows) {
      bytes += cursor->key().size() + cursor->value().size();
    }
  }
  result.rows_per_entry = static_cast<double>(rows) / entries;
  result.row_bytes_per_entry = static_cast<double>(bytes) / entries;
  uint64_t disk = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(data + "/record")) {
    if (file.is_regular_file()) disk += file.file_size();
  }
  result.disk_bytes_per_entry = static_cast<double>(disk) / entries;
  result.hashing_s = TimeHashing(*snapshot, result.entries);

  FsckOptions tree;
  tree.threads = 1;  // The hashing it is compared with runs on one thread.
  tree.check_headers = false;
  auto began = Clock::now();
  if (!Must(Fsck(*snapshot, tree), "fsck").ok) Die("the record is damaged: hashes or tree");
  result.tree_s = Since(began);

  began = Clock::now();
  FsckOptions full;
  full.mark = record->opened_mark();
  const DedupeRows dedupe = Must(DedupeRows::Read(*snapshot), "dedupe rows");
  full.has_dedupe_row = [&dedupe](const EntryHeader& entry) -> absl::StatusOr<bool> {
    return dedupe.Has(entry);
  };
  if (!Must(Fsck(*snapshot, full), "fsck").ok) Die("the record is damaged: headers");
  const std::unique_ptr<Rooms> rooms = Rooms::MakeAll();
  const RebuildReport rebuilt = Must(CompareRebuild(*snapshot, *rooms, nullptr), "rebuild");
  if (!rebuilt.ok) {
    Die("derived state differs: " + (rebuilt.problems.empty() ? "" : rebuilt.problems.front()));
  }
  result.full_s = Since(began);
  return result;
}

BareResult MeasureBareStore(const std::string& path, size_t rows, size_t bytes, double seconds) {
  const RocksTuning tuning;
  const auto cache = rocksdb::NewLRUCache(tuning.cache_bytes);
  rocksdb::Options options(MakeDbOptions(tuning, nullptr),
                           MakeFamilyOptions(Family::kJournal, tuning, cache));
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(options, path, &opened);
  if (!status.ok()) Die("bare store: " + status.ToString());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const std::string value(std::max<size_t>(bytes, 1), 'v');
  BareResult result;
  uint64_t row = 0;
  uint64_t writes = 0;
  const auto began = Clock::now();
  do {
    rocksdb::WriteBatch batch;
    for (size_t i = 0; i < rows; ++i) {
      char key[17];
      std::snprintf(key, sizeof(key), "%016llx", static_cast<unsigned long long>(row++));
      if (!batch.Put(rocksdb::Slice(key, 16), value).ok()) Die("bare store: put");
    }
    const rocksdb::Status written = db->Write(MakeWriteOptions(), &batch);
    if (!written.ok()) Die("bare store: " + written.ToString());
    ++writes;
  } while (Since(began) < seconds);
  result.writes_per_s = static_cast<double>(writes) / Since(began);
  result.mean_us = 1e6 / result.writes_per_s;
  return result;
}

}  // namespace plumbline::bench
