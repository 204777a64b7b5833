#include "services/runtime/gateway/checkpoint_signer.h"

#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/runtime/gateway/gateway_fixture.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

class CheckpointSignerTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<CheckpointSigner>> Open(TestRecord& record, std::string kept = "",
                                                         char seed = 's') {
    CheckpointSigner::Options options;
    options.store = &record.store();
    options.origin = kTestOrigin;
    options.kept = std::move(kept);
    options.keep = [this](const std::string& note) {
      if (!keep_answer_.ok()) return keep_answer_;
      kept_.push_back(note);
      return absl::OkStatus();
    };
    return CheckpointSigner::Open(std::move(options), TestKey(seed));
  }

  static Checkpoint Opened(const std::string& note) {
    return OpenCheckpoint(note, kTestOrigin, {TestKey().verifier()}).value();
  }

  std::vector<std::string> kept_;
  absl::Status keep_answer_;
};

TEST_F(CheckpointSignerTest, SignsTheNewestSize) {
  TestRecord record;
  const auto signer = Open(record).value();
  for (uint64_t size : {0, 1, 255, 256, 257, 1000}) {
    record.Grow(size);
    const absl::StatusOr<std::string> note = signer->Latest();
    ASSERT_THAT(note, IsOk());
    EXPECT_EQ(Opened(*note).size, size);
    EXPECT_EQ(Opened(*note).root, record.root());
  }
  EXPECT_EQ(signer->vkey(), TestKey().verifier().vkey());
}

TEST_F(CheckpointSignerTest, SignsEachSizeOnce) {
  TestRecord record(10);
  const auto signer = Open(record).value();
  const std::string first = signer->Latest().value();
  EXPECT_EQ(signer->Latest().value(), first);
  EXPECT_THAT(kept_, ::testing::ElementsAre(first));
}

TEST_F(CheckpointSignerTest, GivesNothingOutThatWasNotKept) {
  TestRecord record(10);
  const auto signer = Open(record).value();
  const std::string first = signer->Latest().value();
  record.Grow(11);
  keep_answer_ = absl::ResourceExhaustedError("disk full");
  EXPECT_THAT(signer->Latest(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("disk full")));
  keep_answer_ = absl::OkStatus();
  EXPECT_EQ(Opened(signer->Latest().value()).size, 11u);
  EXPECT_EQ(kept_.size(), 2u);
}

TEST_F(CheckpointSignerTest, GoesOnFromWhatWasKept) {
  TestRecord record(10);
  const std::string kept = Open(record).value()->Latest().value();
  kept_.clear();
  const auto again = Open(record, kept).value();
  EXPECT_EQ(again->Latest().value(), kept);
  EXPECT_TRUE(kept_.empty());
  record.Grow(300);
  EXPECT_EQ(Opened(Open(record, kept).value()->Latest().value()).size, 300u);
}

TEST_F(CheckpointSignerTest, RefusesARecordThatIsShorterThanWhatWasSigned) {
  TestRecord longer(20);
  const std::string kept = Open(longer).value()->Latest().value();
  TestRecord shorter(19);
  EXPECT_THAT(Open(shorter, kept), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("restore")));
}

TEST_F(CheckpointSignerTest, RefusesAnotherRecordOfTheSameSizeOrLonger) {
  TestRecord record(20);
  const std::string kept = Open(record).value()->Latest().value();
  for (uint64_t size : {20, 21, 600}) {
    TestRecord other(size, "forged");
    EXPECT_THAT(Open(other, kept), StatusIs(absl::StatusCode::kDataLoss)) << size;
  }
}

TEST_F(CheckpointSignerTest, RefusesAHeadThatTheTilesDoNotBear) {
  TestRecord record(300);
  const auto signer = Open(record).value();
  const std::string first = signer->Latest().value();
  // A head row with a good checksum and a wrong root, as a program error would write it.
  Batch batch;
  batch.base_size = 300;
  batch.entries = {"one more"};
  batch.root_after = Sha256("another tree");
  absl::Status committed = absl::UnknownError("not answered");
  record.store().Commit(batch, [&](absl::StatusOr<TreeHead> done) { committed = done.status(); });
  ASSERT_THAT(committed, IsOk());
  EXPECT_THAT(signer->Latest(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("verify")));
  EXPECT_THAT(signer->Latest(), StatusIs(absl::StatusCode::kDataLoss));  // For good.
  EXPECT_EQ(kept_.size(), 1u);
}

TEST_F(CheckpointSignerTest, RefusesKeysAndCheckpointsOfOthers) {
  TestRecord record(10);
  const std::string kept = Open(record).value()->Latest().value();
  EXPECT_THAT(Open(record, kept, 'x'), StatusIs(absl::StatusCode::kFailedPrecondition,
                                                HasSubstr("give the key that signed it")));
  EXPECT_THAT(Open(record, "no checkpoint"), StatusIs(absl::StatusCode::kInvalidArgument));
  CheckpointSigner::Options options;
  options.store = &record.store();
  options.origin = "plumb.example/gateway/2";
  EXPECT_THAT(CheckpointSigner::Open(options, TestKey()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("this log's own key")));
  options.kept = kept;
  EXPECT_THAT(CheckpointSigner::Open(options, TestKey('s', options.origin)),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("new epoch")));
}

// While the record grows on one thread others ask: sizes never go back for any of them, and one
// size is signed once.
TEST_F(CheckpointSignerTest, NeverGoesBackUnderManyReaders) {
  TestRecord record(1);
  const auto signer = Open(record).value();
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&signer] {
      uint64_t last = 0;
      while (last < 400) {
        const uint64_t size = Opened(signer->Latest().value()).size;
        EXPECT_GE(size, last);
        last = size;
      }
    });
  }
  for (uint64_t size = 2; size <= 400; ++size) record.Grow(size);
  for (std::thread& reader : readers) reader.join();
  uint64_t before = 0;
  for (const std::string& note : kept_) {
    EXPECT_GT(Opened(note).size, before);
    before = Opened(note).size;
  }
}

}  // namespace
}  // namespace plumbline
