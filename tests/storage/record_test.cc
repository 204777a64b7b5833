#include "storage/record.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "gtest/gtest.h"
#include "storage/fsck.h"
#include "storage/journal.h"
#include "tests/support/record_script.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

// Every file under a directory with its bytes.
std::map<std::string, std::string> AllFiles(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& item : std::filesystem::recursive_directory_iterator(directory)) {
    if (!item.is_regular_file()) continue;
    std::ostringstream bytes;
    bytes << std::ifstream(item.path(), std::ios::binary).rdbuf();
    files[item.path()] = bytes.str();
  }
  return files;
}

class RecordTest : public ::testing::Test {
 protected:
  RecordTest() {
    options_.directory = parent_.path() + "/data";
    options_.name = "record.test";
    options_.public_key = std::string(32, 'k');
  }

  // Opens, commits `batches` further batches of the script and closes.
  void Append(int batches) {
    const auto record = Record::Open(options_);
    ASSERT_THAT(record, IsOk());
    for (int i = 0; i < batches; ++i) {
      ASSERT_THAT(CommitNow((*record)->log(), script_.Next()), IsOk());
    }
  }

  TempDir parent_;
  RecordOptions options_;
  RecordScript script_;
};

TEST_F(RecordTest, MakesANewRecordWithItsFirstEpoch) {
  const auto record = Record::Open(options_);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ((*record)->epoch().origin, "record.test/1");
  EXPECT_EQ((*record)->epoch().public_key, std::string(32, 'k'));
  EXPECT_EQ((*record)->opened_head(), HeadRow());
  EXPECT_EQ((*record)->opened_edge().size(), 0u);
  EXPECT_TRUE(std::filesystem::is_directory((*record)->files_directory()));
}

TEST_F(RecordTest, DoesNotMakeOneUnlessAsked) {
  std::filesystem::create_directory(options_.directory);
  options_.create = false;
  EXPECT_THAT(Record::Open(options_), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Record::OpenReadOnly(options_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(RecordTest, GoesOnWhereItStopped) {
  for (int round = 1; round <= 4; ++round) {
    Append(5);
    const auto record = Record::Open(options_);
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ((*record)->log()->head().size, script_.edge().size());
    EXPECT_EQ((*record)->opened_edge().Root(), script_.edge().Root());
    EXPECT_EQ((*record)->opened_edge().PartialTile(0), script_.edge().PartialTile(0));
    const auto contents = ReadAll(*(*record)->store()->GetSnapshot());
    ASSERT_THAT(contents, IsOk());
    EXPECT_EQ(WithoutHead(*contents), RecordScript::After(static_cast<uint64_t>(5 * round)));
  }
}

TEST_F(RecordTest, IsOpenOnceOnly) {
  const auto record = Record::Open(options_);
  ASSERT_THAT(record, IsOk());
  EXPECT_THAT(Record::Open(options_), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Record::OpenReadOnly(options_), StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(RecordTest, OpeningForReadingChangesNoByte) {
  Append(8);
  const auto before = AllFiles(options_.directory);
  {
    const auto record = Record::OpenReadOnly(options_);
    ASSERT_THAT(record, IsOk());
    EXPECT_EQ((*record)->log(), nullptr);
    ASSERT_TRUE((*record)->opened_mark().has_value());
    EXPECT_EQ(*(*record)->opened_mark(), (*record)->opened_head());
    FsckOptions options;
    options.mark = (*record)->opened_mark();
    const auto report = Fsck(*(*record)->store()->GetSnapshot(), options);
    ASSERT_THAT(report, IsOk());
    EXPECT_TRUE(report->ok);
    EXPECT_EQ(report->entries, script_.edge().size());
  }
  EXPECT_TRUE(AllFiles(options_.directory) == before);
}

TEST_F(RecordTest, RefusesAnotherLayout) {
  Append(1);
  std::ofstream(options_.directory + "/LAYOUT") << "plumbline record 2\n";
  EXPECT_THAT(Record::Open(options_), StatusIs(absl::StatusCode::kFailedPrecondition,
                                               HasSubstr("another version")));
  std::filesystem::remove(options_.directory + "/LAYOUT");
  EXPECT_THAT(Record::Open(options_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("LAYOUT")));
}

TEST_F(RecordTest, NeverTakesALostRecordForANewOne) {
  Append(2);
  std::filesystem::rename(options_.directory + "/record", options_.directory + "/away");
  EXPECT_THAT(Record::Open(options_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("is gone")));
  // Nor one of which single files are left.
  std::filesystem::rename(options_.directory + "/away", options_.directory + "/record");
  std::filesystem::remove(options_.directory + "/record/CURRENT");
  EXPECT_FALSE(Record::Open(options_).ok());
}

TEST_F(RecordTest, RefusesAnOlderCopyOfTheRecordAndChangesNothing) {
  Append(2);
  std::filesystem::copy(options_.directory + "/record", parent_.path() + "/older");
  Append(2);
  std::filesystem::remove_all(options_.directory + "/record");
  std::filesystem::copy(parent_.path() + "/older", options_.directory + "/record");
  const auto before = AllFiles(options_.directory);
  EXPECT_THAT(Record::Open(options_),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("plumbline restore --new-epoch")));
  EXPECT_TRUE(AllFiles(options_.directory) == before);
}

TEST_F(RecordTest, RefusesARecordWithoutMarks) {
  Append(2);
  std::filesystem::remove(options_.directory + "/mark.a");
  EXPECT_THAT(Record::Open(options_), IsOk());
  std::filesystem::remove(options_.directory + "/mark.a");
  std::filesystem::remove(options_.directory + "/mark.b");
  EXPECT_THAT(Record::Open(options_), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("mark.a")));
}

TEST_F(RecordTest, FinishesACreationThatWasInterrupted) {
  std::filesystem::create_directory(options_.directory);
  std::ofstream(options_.directory + "/LAYOUT") << "plumbline record 1\n";
  std::filesystem::create_directory(options_.directory + "/record.creating");
  std::ofstream(options_.directory + "/record.creating/MANIFEST-000001") << "half";
  ASSERT_THAT(HighWaterMark::Reset(options_.directory, HeadRow()), IsOk());
  Append(1);
}

TEST_F(RecordTest, SealsTheLogWhenAWriteFailsAndOpensAgain) {
  Append(1);
  {
    const auto record = Record::Open(options_);
    ASSERT_THAT(record, IsOk());
    Batch wrong = script_.Next();
    wrong.base_size += 1;
    EXPECT_THAT(CommitNow((*record)->log(), wrong), StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_TRUE((*record)->log()->sealed());
  }
  EXPECT_THAT(Record::Open(options_), IsOk());
}

TEST_F(RecordTest, RestoredCopyGoesOnInANewEpoch) {
  Append(3);
  const TreeEdge restored = script_.edge();
  // The backup: what stands in the database, without marks and lock.
  RecordOptions copy = options_;
  copy.directory = parent_.path() + "/restored";
  std::filesystem::create_directory(copy.directory);
  std::filesystem::copy(options_.directory + "/record", copy.directory + "/record");
  std::filesystem::copy(options_.directory + "/LAYOUT", copy.directory + "/LAYOUT");
  EXPECT_THAT(Record::Open(copy), StatusIs(absl::StatusCode::kDataLoss));

  HeadRow lost;
  lost.size = 1000;
  lost.root = Sha256("lost");
  copy.public_key = std::string(32, 'n');
  const auto epoch = Record::StartEpoch(copy, lost);
  ASSERT_THAT(epoch, IsOk());
  EXPECT_EQ(epoch->number, 2u);
  EXPECT_EQ(epoch->origin, "record.test/2");
  EXPECT_EQ(epoch->previous_origin, "record.test/1");
  EXPECT_EQ(epoch->start_size, restored.size());
  EXPECT_EQ(epoch->restored.root, restored.Root());
  EXPECT_EQ(epoch->mark, lost);

  const auto record = Record::Open(copy);
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ((*record)->epoch().number, 2u);
  EXPECT_EQ((*record)->epoch().public_key, std::string(32, 'n'));
  ASSERT_THAT(CommitNow((*record)->log(), script_.Next()), IsOk());
  const auto report = Fsck(*(*record)->store()->GetSnapshot(), FsckOptions());
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->ok) << report->problems[0].what;
}

TEST_F(RecordTest, PurgedValuesLeaveTheFiles) {
  const std::string secret = "a name that a court ordered to be destroyed";
  const auto record = Record::Open(options_);
  ASSERT_THAT(record, IsOk());
  Batch batch;
  batch.beside = {{Family::kBeside, "c1", secret}, {Family::kBeside, "c2", "kept"}};
  batch.root_after = EmptyRoot();
  ASSERT_THAT(CommitNow((*record)->log(), batch), IsOk());
  const auto holds_secret = [&] {
    int count = 0;
    for (const auto& [path, bytes] : AllFiles(options_.directory)) {
      if (bytes.find(secret) != std::string::npos) ++count;
    }
    return count;
  };
  EXPECT_GT(holds_secret(), 0);
  batch.beside = {{Family::kBeside, "c1", "", true}};
  ASSERT_THAT(CommitNow((*record)->log(), batch), IsOk());
  ASSERT_THAT((*record)->store()->Purge(Family::kBeside, "c1", "c2"), IsOk());
  EXPECT_EQ(holds_secret(), 0);
  std::string value;
  EXPECT_THAT((*record)->store()->Get(Family::kBeside, "c2", &value), IsOkAndHolds(true));
}

TEST_F(RecordTest, PurgeIsNotDoneWhileAReaderSeesWhatWasBefore) {
  const std::string secret = "a name that a court ordered to be destroyed";
  const auto record = Record::Open(options_);
  ASSERT_THAT(record, IsOk());
  Batch batch;
  batch.beside = {{Family::kBeside, "c1", secret}};
  batch.root_after = EmptyRoot();
  ASSERT_THAT(CommitNow((*record)->log(), batch), IsOk());
  std::unique_ptr<Snapshot> reader = (*record)->store()->GetSnapshot();
  batch.beside = {{Family::kBeside, "c1", "", true}};
  ASSERT_THAT(CommitNow((*record)->log(), batch), IsOk());
  EXPECT_THAT((*record)->store()->Purge(Family::kBeside, "", ""),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("repeat")));
  reader = (*record)->store()->GetSnapshot();  // One of later is in nobody's way.
  EXPECT_THAT((*record)->store()->Purge(Family::kBeside, "", ""), IsOk());
  for (const auto& [path, bytes] : AllFiles(options_.directory)) {
    EXPECT_EQ(bytes.find(secret), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace plumbline
