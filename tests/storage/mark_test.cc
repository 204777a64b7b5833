#include "storage/mark.h"

#include <fcntl.h>

#include <filesystem>
#include <fstream>

#include "gtest/gtest.h"
#include "storage/posix_file.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

HeadRow AHead(uint64_t size, uint64_t epoch = 1) {
  HeadRow head;
  head.size = size;
  head.epoch = epoch;
  head.batches = size;
  head.root = Sha256(std::to_string(size));
  return head;
}

class HighWaterMarkTest : public ::testing::Test {
 protected:
  std::string Path(const char* name) { return directory_.path() + "/" + name; }
  void Spoil(const char* name) { std::ofstream(Path(name)) << "spoilt"; }
  std::unique_ptr<HighWaterMark> Open() { return *HighWaterMark::Open(directory_.path()); }
  absl::StatusOr<absl::optional<HeadRow>> Read() { return HighWaterMark::Read(directory_.path()); }

  TempDir directory_;
};

TEST_F(HighWaterMarkTest, IsAbsentInANewDirectory) {
  EXPECT_THAT(Read(), IsOkAndHolds(absl::optional<HeadRow>()));
}

TEST_F(HighWaterMarkTest, ReadsTheLastOfManyWrites) {
  ASSERT_THAT(HighWaterMark::Reset(directory_.path(), AHead(0)), IsOk());
  for (uint64_t size = 1; size <= 5; ++size) {
    const auto mark = Open();  // Reopening must not overwrite the higher file first.
    ASSERT_THAT(mark->Write(AHead(2 * size)), IsOk());
    EXPECT_THAT(Read(), IsOkAndHolds(absl::optional<HeadRow>(AHead(2 * size))));
    ASSERT_THAT(mark->Write(AHead(2 * size + 1)), IsOk());
    EXPECT_THAT(Read(), IsOkAndHolds(absl::optional<HeadRow>(AHead(2 * size + 1))));
    EXPECT_THAT(mark->Sync(), IsOk());
    EXPECT_THAT(mark->Sync(), IsOk());
  }
}

TEST_F(HighWaterMarkTest, FallsBackByOneWriteWhenTheLastFileIsSpoilt) {
  ASSERT_THAT(HighWaterMark::Reset(directory_.path(), AHead(0)), IsOk());
  const auto mark = Open();
  ASSERT_THAT(mark->Write(AHead(1)), IsOk());  // mark.a
  ASSERT_THAT(mark->Write(AHead(2)), IsOk());  // mark.b
  Spoil("mark.b");
  EXPECT_THAT(Read(), IsOkAndHolds(absl::optional<HeadRow>(AHead(1))));
  // The spoilt one is written first, so that a whole one remains at every moment.
  ASSERT_THAT(Open()->Write(AHead(3)), IsOk());
  Spoil("mark.a");
  EXPECT_THAT(Read(), IsOkAndHolds(absl::optional<HeadRow>(AHead(3))));
}

TEST_F(HighWaterMarkTest, SaysDataLossWhenBothFilesAreSpoilt) {
  ASSERT_THAT(HighWaterMark::Reset(directory_.path(), AHead(7)), IsOk());
  Spoil("mark.a");
  std::filesystem::resize_file(Path("mark.b"), kHeadRowBytes - 1);
  EXPECT_THAT(Read(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("restore")));
}

TEST_F(HighWaterMarkTest, HigherEpochCountsMoreThanMoreBatches) {
  ASSERT_THAT(HighWaterMark::Reset(directory_.path(), AHead(100, 1)), IsOk());
  ASSERT_THAT(Open()->Write(AHead(50, 2)), IsOk());
  EXPECT_THAT(Read(), IsOkAndHolds(absl::optional<HeadRow>(AHead(50, 2))));
}

TEST(CompareWithMarkTest, AcceptsARecordThatIsAsLongOrLonger) {
  EXPECT_THAT(CompareWithMark(AHead(5), AHead(5), AHead(5).root, "/d"), IsOk());
  EXPECT_THAT(CompareWithMark(AHead(6), AHead(5), AHead(5).root, "/d"), IsOk());
}

TEST(CompareWithMarkTest, SaysHowManyAreLostAndWhatToDo) {
  EXPECT_THAT(CompareWithMark(AHead(3), AHead(5), absl::nullopt, "/d"),
              StatusIs(absl::StatusCode::kDataLoss,
                       testing::AllOf(HasSubstr("holds 3 entries, but 5 were acknowledged"),
                                      HasSubstr("plumbline restore --new-epoch"))));
}

TEST(CompareWithMarkTest, NoticesALostBatchThatAppendedNothing) {
  HeadRow mark = AHead(5);
  mark.batches = 6;
  EXPECT_THAT(CompareWithMark(AHead(5), mark, mark.root, "/d"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sessions")));
}

TEST(CompareWithMarkTest, RefusesAnotherRootAndAnotherEpoch) {
  EXPECT_THAT(CompareWithMark(AHead(6), AHead(5), AHead(6).root, "/d"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("not those")));
  EXPECT_THAT(CompareWithMark(AHead(5, 1), AHead(5, 2), AHead(5).root, "/d"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("epoch")));
  EXPECT_THAT(CompareWithMark(AHead(5, 2), AHead(5, 1), AHead(5).root, "/d"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("epoch")));
}

TEST(PosixFileTest, ReplacesAllOrNothingAndReadsWithinItsBound) {
  TempDir directory;
  const std::string path = directory.path() + "/file";
  EXPECT_THAT(ReadSmallFile(path, 10), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_THAT(ReplaceFile(path, "12345"), IsOk());
  EXPECT_THAT(ReadSmallFile(path, 5), IsOkAndHolds(std::string("12345")));
  EXPECT_THAT(ReadSmallFile(path, 4), StatusIs(absl::StatusCode::kResourceExhausted));
  ASSERT_THAT(ReplaceFile(path, ""), IsOk());
  EXPECT_THAT(ReadSmallFile(path, 4), IsOkAndHolds(std::string()));
  EXPECT_THAT(ReplaceFile(directory.path() + "/none/file", "x"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(PosixFileTest, LocksADirectoryAgainstASecondWriter) {
  TempDir directory;
  EXPECT_THAT(LockDirectory(directory.path(), LockMode::kShared),
              StatusIs(absl::StatusCode::kNotFound));
  {
    const auto lock = LockDirectory(directory.path(), LockMode::kExclusive);
    ASSERT_THAT(lock, IsOk());
    EXPECT_THAT(LockDirectory(directory.path(), LockMode::kExclusive),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("stop the server")));
    EXPECT_THAT(LockDirectory(directory.path(), LockMode::kShared),
                StatusIs(absl::StatusCode::kFailedPrecondition));
  }
  const auto reader = LockDirectory(directory.path(), LockMode::kShared);
  EXPECT_THAT(reader, IsOk());
  EXPECT_THAT(LockDirectory(directory.path(), LockMode::kShared), IsOk());
}

}  // namespace
}  // namespace plumbline
