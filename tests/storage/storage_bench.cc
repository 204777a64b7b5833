// What the record costs beside its floor, measured on one disk in one run; prints one JSON object.
//
//   storage_bench DIRECTORY [ENTRIES]
//
// DIRECTORY must be empty or absent and on the disk to be measured; ENTRIES (default 1,000,000) is
// the size of the record for opening and checking. ENTRIES 0: only opens and checks what an earlier
// run left.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "services/core/base/check.h"
#include "storage/fsck.h"
#include "storage/record.h"
#include "tests/support/record_script.h"

namespace plumbline {
namespace {

constexpr int kGroupCommands = 130;
constexpr int kRounds = 400;
constexpr size_t kStateBytes = 250;

double Seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Of all threads of the process; says less about who else uses the machine.
double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Groups as the command loop makes them: an entry, a state row, an index row and a dedupe row each.
class Groups {
 public:
  explicit Groups(const TreeEdge& edge) : edge_(edge), random_(edge.size() + 1) {}

  Batch Next(int commands) {
    Batch batch;
    batch.base_size = edge_.size();
    TileRows rows(&batch.tiles);
    for (int i = 0; i < commands; ++i) {
      EntryText entry;
      entry.sequence = edge_.size();
      entry.recorded_at_us = 1'700'000'000'000'000 + entry.sequence;
      entry.person = "people/3f2a9c1d7b60";
      entry.subject = absl::StrCat("matters/", entry.sequence / 4, "/remarks/x7k");
      entry.subject_version = entry.sequence % 4 + 1;
      entry.request_id = RandomBytes(16);
      entry.salt = RandomBytes(16);
      entry.event = RandomBytes(160);
      batch.entries.push_back(entry.Encode());
      edge_.Append(Sha256(batch.entries.back()), rows);
      batch.derived.push_back(
          {Family::kState, StateKey(3, entry.subject), RandomBytes(kStateBytes)});
      batch.derived.push_back(
          {Family::kIndex,
           KeyWriter().U16(7).Text(entry.person).U64Descending(entry.sequence).Take(), "x"});
      batch.beside.push_back(
          {Family::kDedupe, DedupeKey(entry.person, entry.request_id), RandomBytes(48)});
    }
    batch.root_after = edge_.Root();
    return batch;
  }

 private:
  std::string RandomBytes(size_t size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random_());
    return bytes;
  }

  TreeEdge edge_;
  std::minstd_rand random_;
};

// The same keys and values in RocksDB as it comes, in five families.
class BareRocks {
 public:
  explicit BareRocks(const std::string& path) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : {"default", "state", "index", "dedupe", "beside"}) {
      families.emplace_back(name, options);
    }
    rocksdb::DB* db;
    PLUMBLINE_CHECK(rocksdb::DB::Open(options, path, families, &handles_, &db).ok(), "it opens");
    db_.reset(db);
  }
  ~BareRocks() {
    for (auto* handle : handles_) db_->DestroyColumnFamilyHandle(handle);
  }
  size_t Write(const Batch& batch) {
    rocksdb::WriteBatch writes;
    for (size_t i = 0; i < batch.entries.size(); ++i) {
      writes.Put(handles_[0], EntryKey(batch.base_size + i), batch.entries[i]);
    }
    for (const auto* list : {&batch.tiles, &batch.beside, &batch.derived}) {
      for (const plumbline::Write& write : *list) {
        writes.Put(handles_[static_cast<size_t>(write.family)], write.key, write.value);
      }
    }
    rocksdb::WriteOptions options;
    options.sync = true;
    PLUMBLINE_CHECK(db_->Write(options, &writes).ok(), "it writes");
    return writes.GetDataSize();
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
};

RecordOptions OptionsIn(const std::string& directory) {
  RecordOptions options;
  options.directory = directory + "/data";
  options.name = "bench.test";
  return options;
}

std::unique_ptr<Record> OpenIn(const std::string& directory) {
  auto record = Record::Open(OptionsIn(directory));
  PLUMBLINE_CHECK(record.ok(), record.status().ToString().c_str());
  return *std::move(record);
}

void MeasureCommit(const std::string& directory, int commands) {
  BareRocks bare(absl::StrCat(directory, "/bare-", commands));
  const int plain =
      open(absl::StrCat(directory, "/plain").c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
  const std::unique_ptr<Record> record = OpenIn(directory);
  Groups groups(record->opened_edge());
  std::vector<double> ours, theirs, floor;
  size_t bytes = 0;
  for (int round = 0; round < kRounds; ++round) {  // In turn, so that all meet the same disk.
    const Batch batch = groups.Next(commands);
    double start = Seconds();
    PLUMBLINE_CHECK(CommitNow(record->log(), batch).ok(), "it commits");
    ours.push_back(Seconds() - start);
    start = Seconds();
    bytes = bare.Write(batch);
    theirs.push_back(Seconds() - start);
    const std::string same(bytes, 'x');
    start = Seconds();
    PLUMBLINE_CHECK(write(plain, same.data(), same.size()) == static_cast<ssize_t>(bytes) &&
                        fdatasync(plain) == 0, "the disk works");
    floor.push_back(Seconds() - start);
  }
  close(plain);
  std::printf("\"commit_%d\": {\"bytes\": %zu, \"commit_us\": %.1f, \"bare_rocksdb_us\": %.1f, "
              "\"fdatasync_us\": %.1f, \"commit_over_bare\": %.2f, "
              "\"commit_over_fdatasync\": %.2f},\n",
              commands, bytes, Median(ours) * 1e6, Median(theirs) * 1e6, Median(floor) * 1e6,
              Median(ours) / Median(theirs), Median(ours) / Median(floor));
}

// SHA-256 of each entry, leaf and node: what the format prescribes, on bytes that are in memory.
double PrescribedHashingSeconds(const std::vector<std::string>& entries, uint64_t size,
                                double* cpu) {
  const double start = Seconds();
  const double cpu_start = CpuSeconds();
  Hash sink{};
  for (uint64_t i = 0; i < size; ++i) {
    const Hash leaf = LeafHash(Sha256(entries[i % entries.size()]));
    sink[0] ^= leaf[0];
    if (i > 0) sink = NodeHash(sink, leaf);
  }
  PLUMBLINE_CHECK(sink != Hash{}, "hashes are not zero");
  *cpu = CpuSeconds() - cpu_start;
  return Seconds() - start;
}

double RssMib() {
  std::ifstream status("/proc/self/statm");
  double pages = 0, resident = 0;
  status >> pages >> resident;
  return resident * 4096 / (1 << 20);
}

void Run(const std::string& directory, uint64_t entries) {
  std::filesystem::create_directories(directory);
  std::printf("{\n");
  if (entries > 0) {
    for (int commands : {1, kGroupCommands}) MeasureCommit(directory, commands);
  }
  double start = Seconds();
  if (entries > 0) {
    const std::unique_ptr<Record> record = OpenIn(directory);
    Groups groups(record->opened_edge());
    while (record->log()->head().size < entries) {
      const Batch batch = groups.Next(1000);
      PLUMBLINE_CHECK(CommitNow(record->log(), batch).ok(), "it commits");
    }
    std::printf("\"fill_s\": %.1f, \"rss_after_fill_mib\": %.0f,\n", Seconds() - start, RssMib());
  }
  start = Seconds();
  OpenIn(directory).reset();
  std::printf("\"open_s\": %.2f,\n", Seconds() - start);

  const auto record = Record::OpenReadOnly(OptionsIn(directory));
  PLUMBLINE_CHECK(record.ok(), "it opens for reading");
  const auto snapshot = (*record)->store()->GetSnapshot();
  const uint64_t size = (*record)->opened_head().size;
  const auto sample = Journal(snapshot.get()).Entries(0, 4000, 4 << 20);
  PLUMBLINE_CHECK(sample.ok(), "the first entries can be read");
  for (const char* what : {"cold cache", "hashes and tree", "hashes, tree and headers",
                           "hashes and tree, one thread", "hashes, tree, headers and dedupe"}) {
    FsckOptions options;
    DedupeRows dedupe;
    options.mark = (*record)->opened_mark();
    const std::string name = what;
    options.check_headers = name.find("header") != std::string::npos;
    if (name.find("one thread") != std::string::npos) options.threads = 1;
    if (name.find("dedupe") != std::string::npos) {
      options.has_dedupe_row = [&](const EntryHeader& entry) { return dedupe.Has(entry); };
    }
    start = Seconds();
    const double cpu_start = CpuSeconds();
    if (options.has_dedupe_row) dedupe = *DedupeRows::Read(*snapshot);
    const auto report = Fsck(*snapshot, options);
    const double seconds = Seconds() - start;
    const double cpu = CpuSeconds() - cpu_start;
    PLUMBLINE_CHECK(report.ok() && report->ok, "the record is sound");
    double hashing_cpu = 0;
    const double hashing = PrescribedHashingSeconds(*sample, size, &hashing_cpu);
    std::printf("\"fsck %s\": {\"entries\": %llu, \"seconds\": %.2f, \"entries_per_s\": %.0f, "
                "\"over_prescribed_hashing\": %.2f, \"cpu_over_prescribed_hashing_cpu\": %.2f},\n",
                what, static_cast<unsigned long long>(size), seconds,
                static_cast<double>(size) / seconds, seconds / hashing, cpu / hashing_cpu);
  }
  std::printf("\"rss_mib\": %.0f\n}\n", RssMib());
}

}  // namespace
}  // namespace plumbline

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: storage_bench DIRECTORY [ENTRIES]\n");
    return 2;
  }
  plumbline::Run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1'000'000);
  return 0;
}
