// What every Store with its CommitLog promises, on the one in memory and on RocksDB.
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "gtest/gtest.h"
#include "storage/fsck.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/memory_store.h"
#include "storage/record.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_disk.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual Store* store() = 0;
  virtual CommitLog* log() = 0;
};

class MemoryUnderTest : public StoreUnderTest {
 public:
  MemoryUnderTest() : store_([] {
          EpochRow epoch;
          epoch.origin = "contract.test/1";
          return epoch;
        }()) {}
  Store* store() override { return &store_; }
  CommitLog* log() override { return &store_; }

 private:
  MemoryStore store_;
};

class RocksUnderTest : public StoreUnderTest {
 public:
  RocksUnderTest() {
    RecordOptions options;
    options.directory = directory_.path();
    options.name = "contract.test";
    options.env = disk_.env();
    auto record = Record::Open(options);
    PLUMBLINE_CHECK(record.ok(), record.status().ToString().c_str());
    record_ = *std::move(record);
  }
  Store* store() override { return record_->store(); }
  CommitLog* log() override { return record_->log(); }

 private:
  TempDir directory_;
  SimDisk disk_;
  std::unique_ptr<Record> record_;
};

struct Kind {
  const char* name;
  std::function<std::unique_ptr<StoreUnderTest>()> make;
};
std::ostream& operator<<(std::ostream& out, const Kind& kind) { return out << kind.name; }

class StoreContractTest : public ::testing::TestWithParam<Kind> {
 protected:
  StoreContractTest() : under_test_(GetParam().make()) {}

  Store* store() { return under_test_->store(); }
  CommitLog* log() { return under_test_->log(); }

  // Commits writes without entries.
  absl::Status Put(std::vector<Write> writes) {
    Batch batch;
    batch.base_size = log()->head().size;
    batch.root_after = log()->head().root;
    for (Write& write : writes) {
      const bool beside = write.family == Family::kBeside || write.family == Family::kDedupe;
      (beside ? batch.beside : batch.derived).push_back(std::move(write));
    }
    return CommitNow(log(), batch);
  }

  std::optional<std::string> Read(const Snapshot& snapshot, Family family, absl::string_view key) {
    std::string value;
    const auto found = snapshot.Get(family, key, &value);
    EXPECT_THAT(found, IsOk());
    return found.ok() && *found ? std::optional<std::string>(value) : std::nullopt;
  }

  std::string ScanText(const Snapshot& snapshot, absl::string_view begin, absl::string_view end) {
    std::string text;
    const auto cursor = snapshot.Scan(Family::kIndex, begin, end);
    for (; cursor->Valid(); cursor->Next()) {
      text += std::string(cursor->key()) + "=" + std::string(cursor->value()) + " ";
    }
    EXPECT_THAT(cursor->status(), IsOk());
    return text;
  }

 private:
  std::unique_ptr<StoreUnderTest> under_test_;
};

TEST_P(StoreContractTest, StartsEmptyWithEpochOne) {
  EXPECT_EQ(log()->head().size, 0u);
  EXPECT_EQ(log()->head().root, EmptyRoot());
  const auto snapshot = store()->GetSnapshot();
  const Journal journal(snapshot.get());
  EXPECT_THAT(journal.Head(), IsOkAndHolds(HeadRow()));
  const auto epochs = journal.Epochs();
  ASSERT_THAT(epochs, IsOk());
  ASSERT_EQ(epochs->size(), 1u);
  EXPECT_EQ(epochs->front().number, 1u);
  EXPECT_EQ(epochs->front().origin, "contract.test/1");
}

TEST_P(StoreContractTest, ReadsBackWhatWasCommittedAndNothingElse) {
  ASSERT_THAT(Put({{Family::kState, "a", "1"}, {Family::kBeside, "a", "2"}}), IsOk());
  const auto snapshot = store()->GetSnapshot();
  EXPECT_EQ(Read(*snapshot, Family::kState, "a"), "1");
  EXPECT_EQ(Read(*snapshot, Family::kBeside, "a"), "2");
  EXPECT_EQ(Read(*snapshot, Family::kIndex, "a"), std::nullopt);
  EXPECT_EQ(Read(*snapshot, Family::kState, "b"), std::nullopt);
  std::string value = "untouched";
  EXPECT_THAT(store()->Get(Family::kState, "b", &value), IsOkAndHolds(false));
  EXPECT_EQ(value, "untouched");
  EXPECT_THAT(store()->Get(Family::kState, "a", &value), IsOkAndHolds(true));
  EXPECT_EQ(value, "1");
}

TEST_P(StoreContractTest, KeepsKeysAndValuesByteForByte) {
  std::string key;
  std::string value;
  for (int c = 0; c < 256; ++c) key.push_back(static_cast<char>(c));
  value = key + key;
  const std::string longest_key(kKeyBytesMax, 'k');
  const std::string longest_value(kValueBytesMax, '\xff');
  ASSERT_THAT(Put({{Family::kState, key, value}, {Family::kState, longest_key, longest_value},
                   {Family::kState, "empty", ""}}),
              IsOk());
  const auto snapshot = store()->GetSnapshot();
  EXPECT_EQ(Read(*snapshot, Family::kState, key), value);
  EXPECT_EQ(Read(*snapshot, Family::kState, longest_key), longest_value);
  EXPECT_EQ(Read(*snapshot, Family::kState, "empty"), "");
}

TEST_P(StoreContractTest, SnapshotSeesItsMomentForEver) {
  ASSERT_THAT(Put({{Family::kIndex, "a", "1"}, {Family::kIndex, "b", "1"}}), IsOk());
  const auto before = store()->GetSnapshot();
  ASSERT_THAT(Put({{Family::kIndex, "a", "2"}, {Family::kIndex, "b", "", true},
                   {Family::kIndex, "c", "2"}}),
              IsOk());
  const auto after = store()->GetSnapshot();
  ASSERT_THAT(Put({{Family::kIndex, "a", "3"}}), IsOk());
  EXPECT_EQ(ScanText(*before, "", ""), "a=1 b=1 ");
  EXPECT_EQ(ScanText(*after, "", ""), "a=2 c=2 ");
  EXPECT_EQ(ScanText(*store()->GetSnapshot(), "", ""), "a=3 c=2 ");
  EXPECT_EQ(Read(*before, Family::kIndex, "b"), "1");
  EXPECT_EQ(Read(*after, Family::kIndex, "b"), std::nullopt);
  std::string key;
  std::string value;
  EXPECT_THAT(before->Last(Family::kIndex, "", "", &key, &value), IsOkAndHolds(true));
  EXPECT_EQ(key, "b");
}

TEST_P(StoreContractTest, CursorGoesOnOverItsMomentWhileOthersWrite) {
  ASSERT_THAT(Put({{Family::kIndex, "a", "1"}, {Family::kIndex, "c", "1"}}), IsOk());
  const auto snapshot = store()->GetSnapshot();
  const auto cursor = snapshot->Scan(Family::kIndex, "", "");
  ASSERT_THAT(Put({{Family::kIndex, "a", "", true}, {Family::kIndex, "b", "2"},
                   {Family::kIndex, "c", "2"}}),
              IsOk());
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key(), "a");
  cursor->Next();
  ASSERT_TRUE(cursor->Valid());
  EXPECT_EQ(cursor->key(), "c");
  EXPECT_EQ(cursor->value(), "1");
  cursor->Next();
  EXPECT_FALSE(cursor->Valid());
}

TEST_P(StoreContractTest, ScansFromTheFirstKeyUpToButNotTheLast) {
  ASSERT_THAT(Put({{Family::kIndex, "a", ""}, {Family::kIndex, "b", ""}, {Family::kIndex, "bb", ""},
                   {Family::kIndex, "c", ""}, {Family::kIndex, "\xff", ""}}),
              IsOk());
  const auto snapshot = store()->GetSnapshot();
  EXPECT_EQ(ScanText(*snapshot, "b", "c"), "b= bb= ");
  EXPECT_EQ(ScanText(*snapshot, "aa", "bb"), "b= ");
  EXPECT_EQ(ScanText(*snapshot, "c", ""), "c= \xff= ");
  EXPECT_EQ(ScanText(*snapshot, "c", "c"), "");
  EXPECT_EQ(ScanText(*snapshot, "d", "e"), "");
}

TEST_P(StoreContractTest, LastIsTheLastKeyBelowTheEnd) {
  ASSERT_THAT(Put({{Family::kIndex, "a1", "x"}, {Family::kIndex, "a2", "y"},
                   {Family::kIndex, "b", "z"}, {Family::kIndex, "a3", "gone"}}),
              IsOk());
  ASSERT_THAT(Put({{Family::kIndex, "a3", "", true}}), IsOk());
  const auto snapshot = store()->GetSnapshot();
  struct Row {
    const char *begin, *end, *expected;
  };
  for (const Row& row : {Row{"a", "b", "a2"}, Row{"", "", "b"}, Row{"a2", "a2", ""},
                         Row{"a1", "a2", "a1"}, Row{"a", "a", ""}, Row{"c", "", ""},
                         Row{"a22", "b", ""}, Row{"b", "", "b"}}) {
    std::string key;
    std::string value;
    const auto found = snapshot->Last(Family::kIndex, row.begin, row.end, &key, &value);
    ASSERT_THAT(found, IsOk());
    EXPECT_EQ(*found, *row.expected != '\0');
    EXPECT_EQ(key, row.expected) << row.begin << ".." << row.end;
  }
}

TEST_P(StoreContractTest, AppendsAScriptedHistoryThatFsckFindsSound) {
  RecordScript script;
  for (int i = 0; i < 30; ++i) {
    ASSERT_THAT(CommitNow(log(), script.Next()), IsOk());
    ASSERT_EQ(log()->head().size, script.edge().size());
    ASSERT_EQ(log()->head().root, script.edge().Root());
  }
  const auto snapshot = store()->GetSnapshot();
  const auto contents = ReadAll(*snapshot);
  ASSERT_THAT(contents, IsOk());
  EXPECT_EQ(WithoutHead(*contents), RecordScript::After(30));
  const auto report = Fsck(*snapshot, FsckOptions());
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->ok) << (report->problems.empty() ? "" : report->problems[0].what);
  EXPECT_EQ(report->root, script.edge().Root());
}

TEST_P(StoreContractTest, SealsItselfWhenABatchStartsElsewhere) {
  RecordScript script;
  Batch batch = script.Next();
  batch.base_size = 1;
  EXPECT_THAT(CommitNow(log(), batch), StatusIs(absl::StatusCode::kInvalidArgument));
  batch.base_size = 0;
  EXPECT_THAT(CommitNow(log(), batch), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(log()->head().size, 0u);
  const auto contents = ReadAll(*store()->GetSnapshot());
  ASSERT_THAT(contents, IsOk());
  EXPECT_EQ(WithoutHead(*contents), Contents());
}

TEST_P(StoreContractTest, RefusesEveryBatchBeyondABound) {
  const std::vector<std::function<void(Batch*)>> faults = {
      [](Batch* batch) { batch->entries.assign(kGroupEntriesMax + 1, "e"); },
      [](Batch* batch) { batch->entries.assign(1, std::string(kEntryBytesMax + 1, 'e')); },
      [](Batch* batch) { batch->entries.assign(1, ""); },
      [](Batch* batch) { batch->entries.assign(70, std::string(kEntryBytesMax, 'e')); },
      [](Batch* batch) { batch->entries.clear(); batch->root_after = Sha256("other"); },
      [](Batch* batch) { batch->derived = {{Family::kState, "", ""}}; },
      [](Batch* batch) {
        batch->derived = {{Family::kState, std::string(kKeyBytesMax + 1, 'k'), ""}};
      },
      [](Batch* batch) {
        batch->derived = {{Family::kState, "k", std::string(kValueBytesMax + 1, 'v')}};
      },
      [](Batch* batch) { batch->derived = {{Family::kState, std::string(kKeysEnd), ""}}; },
      [](Batch* batch) { batch->derived = {{Family::kBeside, "k", ""}}; },
      [](Batch* batch) { batch->beside = {{Family::kIndex, "k", ""}}; },
      [](Batch* batch) { batch->tiles = {{Family::kState, TileKey(0, 0), ""}}; },
      [](Batch* batch) { batch->tiles = {{Family::kJournal, EntryKey(0), ""}}; },
      [](Batch* batch) { batch->tiles = {{Family::kJournal, std::string(kHeadKey), ""}}; },
      [](Batch* batch) { batch->tiles = {{Family::kJournal, TileKey(0, 0), "", true}}; },
  };
  for (size_t i = 0; i < faults.size(); ++i) {
    const std::unique_ptr<StoreUnderTest> fresh = GetParam().make();
    RecordScript script(3);
    Batch batch = script.Next();
    faults[i](&batch);
    EXPECT_THAT(CommitNow(fresh->log(), batch), StatusIs(absl::StatusCode::kInvalidArgument)) << i;
    EXPECT_EQ(fresh->log()->head().size, 0u);
  }
}

TEST_P(StoreContractTest, ServesTilesOfEveryPastSize) {
  RecordScript script(600);
  ASSERT_THAT(CommitNow(log(), script.Next()), IsOk());
  const auto snapshot = store()->GetSnapshot();
  const Journal journal(snapshot.get());
  TreeEdge edge;
  std::vector<Write> ignored;
  TileRows rows(&ignored);
  for (uint64_t size = 1; size <= 600; ++size) {
    edge.Append(Sha256(*journal.Entry(size - 1)), rows);
    if (size % 37 != 0 && size % 256 > 1 && size < 599) continue;
    EXPECT_THAT(journal.Root(size), IsOkAndHolds(edge.Root())) << size;
    const auto restored = journal.Edge(size);
    ASSERT_THAT(restored, IsOk());
    EXPECT_EQ(restored->Root(), edge.Root());
    if (const int width = TileWidthAt(size, 0, size / 256); width > 0) {
      EXPECT_THAT(journal.Tile(size, {false, 0, size / 256, width}),
                  IsOkAndHolds(std::string(edge.PartialTile(0))));
      EXPECT_THAT(journal.Tile(size, {true, 0, size / 256, width}),
                  IsOkAndHolds(std::string(edge.PartialBundle())));
    }
    if (const int width = TileWidthAt(size, 1, 0); width > 0) {
      EXPECT_THAT(journal.Tile(size, {false, 1, 0, width}),
                  IsOkAndHolds(std::string(edge.PartialTile(1))));
    }
  }
  EXPECT_THAT(journal.Tile(601, {false, 0, 0, 256}), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(journal.Tile(300, {false, 0, 1, 45}), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(journal.Tile(600, {false, 2, 0, 1}), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(journal.Tile(600, {false, 9, 0, 1}), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StoreContractTest, ReadsEntriesByRangeWithinBothBounds) {
  RecordScript script(20);
  const Batch batch = script.Next();
  ASSERT_THAT(CommitNow(log(), batch), IsOk());
  const auto snapshot = store()->GetSnapshot();
  const Journal journal(snapshot.get());
  const auto all = journal.Entries(0, 100, 1 << 20);
  ASSERT_THAT(all, IsOk());
  EXPECT_EQ(*all, batch.entries);
  EXPECT_EQ(journal.Entries(18, 100, 1 << 20)->size(), 2u);
  EXPECT_EQ(journal.Entries(3, 4, 1 << 20)->front(), batch.entries[3]);
  EXPECT_EQ(journal.Entries(3, 4, 1 << 20)->size(), 4u);
  EXPECT_EQ(journal.Entries(3, 4, 1)->size(), 1u);
  EXPECT_TRUE(journal.Entries(20, 4, 1)->empty());
  EXPECT_THAT(journal.Entries(21, 4, 1), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(journal.Entry(20), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(journal.Epoch(2), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(StoreContractTest, ReadersSeeWholeBatchesWhileOneThreadWrites) {
  std::atomic<bool> stop{false};
  std::atomic<int> torn{0};
  std::atomic<int> reads{0};
  std::thread reader([&] {
    while (!stop || reads == 0) {
      const auto snapshot = store()->GetSnapshot();
      std::string a;
      std::string b;
      const auto has_a = snapshot->Get(Family::kState, "a", &a);
      const auto has_b = snapshot->Get(Family::kBeside, "b", &b);
      if (!has_a.ok() || !has_b.ok() || *has_a != *has_b || a != b) ++torn;
      ++reads;
    }
  });
  for (int i = 0; i < 300; ++i) {
    const std::string value = std::to_string(i);
    EXPECT_THAT(Put({{Family::kState, "a", value}, {Family::kBeside, "b", value}}), IsOk());
  }
  stop = true;
  reader.join();
  EXPECT_EQ(torn, 0);
}

TEST_P(StoreContractTest, CountsEveryBatchAndHidesTheStoresOwnKeys) {
  ASSERT_THAT(Put({{Family::kState, "a", "1"}}), IsOk());
  ASSERT_THAT(Put({}), IsOk());
  RecordScript script(1);
  ASSERT_THAT(CommitNow(log(), script.Next()), IsOk());
  const auto snapshot = store()->GetSnapshot();
  const auto head = Journal(snapshot.get()).Head();
  ASSERT_THAT(head, IsOk());
  EXPECT_EQ(head->batches, 3u);
  const auto contents = ReadAll(*snapshot);
  ASSERT_THAT(contents, IsOk());
  for (const auto& family : *contents) {
    EXPECT_EQ(family.lower_bound(std::string(kKeysEnd)), family.end());
  }
  std::string key;
  std::string value;
  EXPECT_THAT(snapshot->Last(Family::kState, "", "", &key, &value), IsOkAndHolds(true));
  EXPECT_EQ(key, StateKey(1, "matters/m0") < "a" ? "a" : StateKey(1, "matters/m0"));
}

INSTANTIATE_TEST_SUITE_P(
    Stores, StoreContractTest,
    ::testing::Values(Kind{"Memory", [] { return std::make_unique<MemoryUnderTest>(); }},
                      Kind{"Rocks", [] { return std::make_unique<RocksUnderTest>(); }}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace plumbline
