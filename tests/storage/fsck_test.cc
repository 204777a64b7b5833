#include "storage/fsck.h"

#include <functional>
#include <set>

#include "gtest/gtest.h"
#include "services/core/base/mutex.h"
#include "storage/keys.h"
#include "tests/support/record_script.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

// A record of plain maps, so that a test can spoil any row of it.
class MapSnapshot : public Snapshot {
 public:
  explicit MapSnapshot(Contents contents) : contents_(std::move(contents)) {}

  std::map<std::string, std::string>& journal() { return contents_[0]; }
  std::string unreadable_key;  // Reading it fails as a damaged block does.

  absl::StatusOr<bool> Get(Family family, absl::string_view key,
                           std::string* value) const override {
    if (key == unreadable_key) return absl::DataLossError("damaged block");
    const auto& rows = contents_[static_cast<size_t>(family)];
    const auto row = rows.find(std::string(key));
    if (row != rows.end()) *value = row->second;
    return row != rows.end();
  }

  std::unique_ptr<Cursor> Scan(Family family, absl::string_view begin,
                               absl::string_view end) const override {
    class MapCursor : public Cursor {
     public:
      MapCursor(const std::map<std::string, std::string>& rows, absl::string_view begin,
                absl::string_view end, std::string unreadable)
          : rows_(rows), row_(rows.lower_bound(std::string(begin))), end_(end),
            unreadable_(std::move(unreadable)) {}
      bool Valid() const override {
        return row_ != rows_.end() && (end_.empty() || row_->first < end_) &&
               row_->first != unreadable_;
      }
      absl::string_view key() const override { return row_->first; }
      absl::string_view value() const override { return row_->second; }
      void Next() override { ++row_; }
      absl::Status status() const override {
        const bool damaged = row_ != rows_.end() && row_->first == unreadable_ &&
                             (end_.empty() || row_->first < end_);
        return damaged ? absl::DataLossError("damaged block") : absl::OkStatus();
      }

     private:
      const std::map<std::string, std::string>& rows_;
      std::map<std::string, std::string>::const_iterator row_;
      const std::string end_;
      const std::string unreadable_;
    };
    return std::make_unique<MapCursor>(contents_[static_cast<size_t>(family)], begin, end,
                                       unreadable_key);
  }

  absl::StatusOr<bool> Last(Family, absl::string_view, absl::string_view, std::string*,
                            std::string*) const override {
    return absl::UnimplementedError("fsck does not ask for it");
  }

 private:
  Contents contents_;
};

// A record made of entries as given; everything else follows from them.
class RecordOf {
 public:
  RecordOf& Add(const EntryText& entry) {
    entries_.push_back(entry.Encode());
    return *this;
  }

  MapSnapshot Snapshot() {
    Contents contents;
    TreeEdge edge;
    std::vector<Write> rows;
    TileRows sink(&rows);
    for (const std::string& entry : entries_) {
      contents[0][EntryKey(edge.size())] = entry;
      edge.Append(Sha256(entry), sink);
    }
    for (const Write& row : rows) contents[0][row.key] = row.value;
    head.size = edge.size();
    head.root = edge.Root();
    contents[0][std::string(kHeadKey)] = EncodeHeadRow(head);
    EpochRow epoch;
    epoch.origin = "fsck.test/1";
    contents[0][EpochKey(1)] = EncodeEpochRow(epoch);
    return MapSnapshot(std::move(contents));
  }

  HeadRow head;

 private:
  std::vector<std::string> entries_;
};

EntryText EntryAt(uint64_t sequence, uint64_t subjects = 50) {
  EntryText entry;
  entry.sequence = sequence;
  entry.recorded_at_us = 1'000'000 + sequence / 3;
  entry.subject = absl::StrCat("matters/m", sequence % subjects);
  entry.subject_version = sequence / subjects + 1;
  entry.request_id = absl::StrCat("request ", sequence / 2);
  return entry;
}

RecordOf SoundRecord(uint64_t size, uint64_t subjects = 50) {
  RecordOf record;
  for (uint64_t i = 0; i < size; ++i) record.Add(EntryAt(i, subjects));
  return record;
}

FsckReport Check(const Snapshot& snapshot, const FsckOptions& options = FsckOptions()) {
  const auto report = Fsck(snapshot, options);
  EXPECT_THAT(report, IsOk());
  return report.value_or(FsckReport());
}

std::string FirstProblem(const FsckReport& report) {
  return report.problems.empty() ? "" : report.problems[0].what;
}

TEST(FsckTest, FindsSoundRecordsOfEverySizeSound) {
  for (uint64_t size : {0, 1, 2, 3, 255, 256, 257, 511, 512, 1000, 16383, 16384, 16385, 66000}) {
    RecordOf record = SoundRecord(size);
    const MapSnapshot snapshot = record.Snapshot();
    const FsckReport report = Check(snapshot);
    EXPECT_TRUE(report.ok) << size << ": " << FirstProblem(report);
    EXPECT_EQ(report.entries, size);
    EXPECT_EQ(report.root, record.head.root) << size;
    EXPECT_EQ(report.first_bad, absl::nullopt);
  }
}

TEST(FsckTest, NamesTheEntryWhoseBytesChanged) {
  for (uint64_t bad : {0, 255, 256, 700, 17'000, 19'999}) {
    MapSnapshot snapshot = SoundRecord(20'000).Snapshot();
    std::string& entry = snapshot.journal()[EntryKey(bad)];
    entry.back() = static_cast<char>(entry.back() ^ 1);
    const FsckReport report = Check(snapshot);
    EXPECT_FALSE(report.ok);
    // Its bytes still parse. Its hash differs from that in the full tile; in the partial tile at
    // the edge, whose hashes are not stored, only the root over everything tells.
    if (bad / 256 < 20'000 / 256) {
      EXPECT_EQ(report.first_bad, bad);
    } else {
      EXPECT_THAT(FirstProblem(report), HasSubstr("root"));
    }
  }
}

TEST(FsckTest, NamesTheFirstOfSeveralBadEntries) {
  RecordOf record;
  for (uint64_t i = 0; i < 40'000; ++i) {
    EntryText entry = EntryAt(i);
    if (i == 33'000 || i == 20'001) entry.sequence = 7;
    record.Add(entry);
  }
  const FsckReport report = Check(record.Snapshot());
  EXPECT_EQ(report.first_bad, 20'001u);
  EXPECT_EQ(report.problem_count, 2u);
  EXPECT_THAT(FirstProblem(report), HasSubstr("says it is number 7"));
}

TEST(FsckTest, FindsWhatEntriesSayWrongly) {
  struct Case {
    const char* expected;
    uint64_t at;
    std::function<void(EntryText*)> spoil;
  };
  const Case cases[] = {
      {"recorded_at", 300, [](EntryText* entry) { entry->recorded_at_us = 1; }},
      {"recorded_at", 16'384, [](EntryText* entry) { entry->recorded_at_us = 1; }},
      {"subject_version", 16'000, [](EntryText* entry) { entry->subject_version += 1; }},
      {"subject_version", 10, [](EntryText* entry) { entry->subject_version = 0; }},
      {"subject_version", 10, [](EntryText* entry) { entry->subject_version = 2; }},
      {"no subject", 400, [](EntryText* entry) { entry->subject = ""; }},
      {"says it is number", 400, [](EntryText* entry) { entry->sequence += 1; }},
      {"not an AuditEntry", 400, [](EntryText* entry) { entry->event = std::string(); }},
  };
  for (const Case& spoilt : cases) {
    RecordOf record;
    for (uint64_t i = 0; i < 17'000; ++i) {
      EntryText entry = EntryAt(i);
      if (i == spoilt.at) spoilt.spoil(&entry);
      record.Add(entry);
    }
    MapSnapshot snapshot = record.Snapshot();
    if (std::string(spoilt.expected) == "not an AuditEntry") {
      snapshot.journal()[EntryKey(spoilt.at)] = "\xff\xff";
    }
    const FsckReport report = Check(snapshot);
    ASSERT_TRUE(report.first_bad.has_value()) << spoilt.expected;
    EXPECT_EQ(*report.first_bad, spoilt.at) << spoilt.expected;
    EXPECT_THAT(FirstProblem(report), HasSubstr(spoilt.expected));
  }
}

TEST(FsckTest, FindsEveryMissingChangedOrAddedRowOfTheJournal) {
  const MapSnapshot sound = SoundRecord(66'000).Snapshot();
  // First, middle and last row of each kind.
  std::vector<std::string> keys = {EntryKey(0), EntryKey(40'000), EntryKey(65'999),
                                   BundleKey(0), BundleKey(256), TileKey(0, 0), TileKey(0, 256),
                                   TileKey(1, 0), TileRootKey(1, 0), TileRootKey(1, 256),
                                   TileRootKey(2, 0), std::string(kHeadKey), EpochKey(1)};
  for (const std::string& key : keys) {
    MapSnapshot missing = sound;
    ASSERT_EQ(missing.journal().erase(key), 1u);
    EXPECT_FALSE(Check(missing).ok) << key[0];
    MapSnapshot changed = sound;
    changed.journal()[key][3] ^= 4;
    EXPECT_FALSE(Check(changed).ok) << key[0];
  }
  for (const std::string& key :
       {EntryKey(66'000), EntryKey(UINT64_MAX), BundleKey(257), TileKey(0, 257), TileKey(1, 1),
        TileKey(2, 0), TileKey(7, 0), TileRootKey(1, 257), TileRootKey(2, 1), TileRootKey(7, 0),
        EpochKey(2), std::string("a"), std::string("z"), std::string("headx"), std::string("f"),
        std::string("t\x08"), EntryKey(5) + "x", std::string("i")}) {
    MapSnapshot added = sound;
    added.journal()[key] = "invented";
    EXPECT_FALSE(Check(added).ok) << key;
  }
}

TEST(FsckTest, ComparesWithTheMark) {
  RecordOf record = SoundRecord(1000);
  const MapSnapshot snapshot = record.Snapshot();
  FsckOptions options;
  options.mark = record.head;
  EXPECT_TRUE(Check(snapshot, options).ok);
  options.mark = SoundRecord(0).head;
  EXPECT_TRUE(Check(snapshot, options).ok);
  options.mark = record.head;
  options.mark->size = 1001;
  EXPECT_EQ(Check(snapshot, options).first_bad, 1000u);
  options.mark->size = 999;
  EXPECT_THAT(FirstProblem(Check(snapshot, options)), HasSubstr("acknowledged"));
  options.mark = record.head;
  options.mark->epoch = 2;
  EXPECT_THAT(FirstProblem(Check(snapshot, options)), HasSubstr("epoch"));
}

TEST(FsckTest, ChecksVersionsWithinAnyMemory) {
  RecordOf record;
  for (uint64_t i = 0; i < 20'000; ++i) {
    EntryText entry = EntryAt(i, 5'000);
    if (i == 18'765) entry.subject_version = 3;
    record.Add(entry);
  }
  const MapSnapshot spoilt = record.Snapshot();
  const MapSnapshot sound = SoundRecord(20'000, 5'000).Snapshot();
  for (size_t subjects_max : {1'000'000, 5'000, 4'999, 300}) {
    FsckOptions options;
    options.subjects_max = subjects_max;
    EXPECT_TRUE(Check(sound, options).ok) << subjects_max;
    const FsckReport report = Check(spoilt, options);
    EXPECT_EQ(report.first_bad, 18'765u) << subjects_max;
    EXPECT_EQ(report.problem_count, 1u) << subjects_max;
  }
}

TEST(FsckTest, AsksForOneDedupeRowPerCommand) {
  const MapSnapshot snapshot = SoundRecord(1000).Snapshot();
  Mutex mutex;
  std::multiset<std::string> asked;
  FsckOptions options;
  options.has_dedupe_row = [&](const EntryHeader& entry) -> absl::StatusOr<bool> {
    MutexLock lock(&mutex);
    asked.emplace(entry.request_id);
    return entry.request_id != "request 77";
  };
  const FsckReport report = Check(snapshot, options);
  EXPECT_EQ(asked.size(), 500u);
  EXPECT_EQ(asked.count("request 499"), 1u);
  EXPECT_EQ(report.first_bad, 154u);
  EXPECT_THAT(FirstProblem(report), HasSubstr("dedupe"));
}

TEST(FsckTest, FindsTheCommandWithoutADedupeRow) {
  RecordScript script(300);
  Contents contents;
  for (int i = 0; i < 20; ++i) RecordScript::Apply(script.Next(), &contents);
  const auto rows = DedupeRows::Read(MapSnapshot(contents));
  ASSERT_THAT(rows, IsOk());
  EntryHeader entry;
  entry.actor = "people/p1";
  entry.request_id = "request-10000007";
  EXPECT_TRUE(rows->Has(entry));
  entry.recorded_by = "people/p2";  // The request was this one's.
  EXPECT_FALSE(rows->Has(entry));
  entry.recorded_by = "people/p1";
  entry.actor = "people/p2";
  EXPECT_TRUE(rows->Has(entry));
  entry.request_id = "request-10000077";
  EXPECT_FALSE(rows->Has(entry));
  entry.recorded_by = absl::string_view("\0", 1);
  EXPECT_FALSE(rows->Has(entry));
}

TEST(FsckTest, AsksWhetherTheWholeEntryParses) {
  const MapSnapshot snapshot = SoundRecord(1000).Snapshot();
  FsckOptions options;
  const std::string bad = EntryAt(321).Encode();
  options.parses = [&](absl::string_view entry) { return entry != bad; };
  EXPECT_EQ(Check(snapshot, options).first_bad, 321u);
}

TEST(FsckTest, SaysWhichEntryCannotBeRead) {
  MapSnapshot snapshot = SoundRecord(20'000).Snapshot();
  snapshot.unreadable_key = EntryKey(17'777);
  const FsckReport report = Check(snapshot);
  EXPECT_EQ(report.first_bad, 17'777u);
  EXPECT_THAT(FirstProblem(report), HasSubstr("damaged block"));
}

TEST(FsckTest, KeepsTheListOfProblemsShort) {
  RecordOf record;
  for (uint64_t i = 0; i < 1000; ++i) {
    EntryText entry = EntryAt(i);
    entry.sequence += 1;
    record.Add(entry);
  }
  const FsckReport report = Check(record.Snapshot());
  EXPECT_EQ(report.problem_count, 1000u);
  EXPECT_EQ(report.problems.size(), kFsckProblemsMax);
  EXPECT_EQ(report.first_bad, 0u);
}

TEST(FsckTest, ReportsProgressAndStopsWhenAsked) {
  const MapSnapshot snapshot = SoundRecord(40'000).Snapshot();
  std::vector<uint64_t> steps;
  FsckOptions options;
  options.progress = [&](uint64_t done, uint64_t total) {
    EXPECT_EQ(total, 40'000u);
    steps.push_back(done);
    return true;
  };
  EXPECT_TRUE(Check(snapshot, options).ok);
  EXPECT_EQ(steps, (std::vector<uint64_t>{16'384, 32'768, 40'000}));
  options.progress = [](uint64_t, uint64_t) { return false; };
  EXPECT_THAT(Fsck(snapshot, options), StatusIs(absl::StatusCode::kCancelled));
}

TEST(FsckTest, AnyNumberOfThreadsGivesTheSameReport) {
  RecordOf record = SoundRecord(50'000);
  MapSnapshot snapshot = record.Snapshot();
  snapshot.journal()[TileKey(0, 100)][0] ^= 1;
  for (int threads : {1, 2, 7}) {
    FsckOptions options;
    options.threads = threads;
    const FsckReport report = Check(snapshot, options);
    EXPECT_EQ(report.first_bad, 25'600u);
    EXPECT_EQ(report.problem_count, 1u);
    EXPECT_EQ(report.root, record.head.root);
  }
}

}  // namespace
}  // namespace plumbline
