#include "storage/memory_store.h"

#include "gtest/gtest.h"
#include "storage/fsck.h"
#include "tests/support/record_script.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

EpochRow FirstEpoch() {
  EpochRow epoch;
  epoch.origin = "memory.test/1";
  return epoch;
}

class MemoryStoreTest : public ::testing::Test {
 protected:
  Contents Held() {
    const auto contents = ReadAll(*store_.GetSnapshot());
    EXPECT_THAT(contents, IsOk());
    return WithoutHead(*contents);
  }

  size_t KeyCount() {
    const auto contents = ReadAll(*store_.GetSnapshot());
    EXPECT_THAT(contents, IsOk());
    size_t count = 0;
    for (const auto& family : *contents) count += family.size();
    return count;
  }

  MemoryStore store_{FirstEpoch()};
  RecordScript script_{5};
};

TEST_F(MemoryStoreTest, RefusedCommitWritesNothingAndSeals) {
  ASSERT_THAT(CommitNow(&store_, script_.Next()), IsOk());
  store_.RefuseCommit(1);
  const Batch batch = script_.Next();
  EXPECT_THAT(CommitNow(&store_, batch), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(CommitNow(&store_, batch), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_TRUE(store_.sealed());
  EXPECT_EQ(Held(), RecordScript::After(1, 5));
  store_.Crash();
  EXPECT_THAT(CommitNow(&store_, batch), IsOk());
  EXPECT_EQ(Held(), RecordScript::After(2, 5));
}

TEST_F(MemoryStoreTest, LostAnswerWritesEverythingAndSeals) {
  store_.LoseAnswer(2);
  ASSERT_THAT(CommitNow(&store_, script_.Next()), IsOk());
  EXPECT_THAT(CommitNow(&store_, script_.Next()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Held(), RecordScript::After(2, 5));
  store_.Crash();
  EXPECT_EQ(store_.head().size, script_.edge().size());
  EXPECT_THAT(CommitNow(&store_, script_.Next()), IsOk());
  EXPECT_EQ(Held(), RecordScript::After(3, 5));
}

TEST_F(MemoryStoreTest, HeldAnswerComesWithDeliver) {
  store_.HoldAnswers(true);
  const Batch batch = script_.Next();
  int answers = 0;
  store_.Commit(batch, [&](absl::StatusOr<TreeHead> head) {
    ASSERT_THAT(head, IsOk());
    EXPECT_EQ(head->size, 5u);
    ++answers;
  });
  EXPECT_EQ(answers, 0);
  EXPECT_EQ(Held(), Contents());
  EXPECT_TRUE(store_.Deliver());
  EXPECT_EQ(answers, 1);
  EXPECT_EQ(Held(), RecordScript::After(1, 5));
  EXPECT_FALSE(store_.Deliver());
}

TEST_F(MemoryStoreTest, CrashLosesOrKeepsTheBatchInFlightAndNeverAnswersIt) {
  store_.HoldAnswers(true);
  const auto never = [](absl::StatusOr<TreeHead>) { FAIL() << "a dead process was answered"; };
  const Batch first = script_.Next();
  store_.Commit(first, never);
  store_.Crash(/*keep_in_flight=*/false);
  EXPECT_EQ(Held(), Contents());
  EXPECT_FALSE(store_.Deliver());
  store_.Commit(first, never);
  store_.Crash(/*keep_in_flight=*/true);
  EXPECT_EQ(Held(), RecordScript::After(1, 5));
  EXPECT_EQ(store_.head().size, 5u);
}

TEST_F(MemoryStoreTest, DoneMayCommitTheNextBatch) {
  const Batch first = script_.Next();
  const Batch second = script_.Next();
  absl::Status answer = absl::InternalError("not called");
  store_.Commit(first, [&](absl::StatusOr<TreeHead> head) {
    ASSERT_THAT(head, IsOk());
    answer = CommitNow(&store_, second);
  });
  EXPECT_THAT(answer, IsOk());
  EXPECT_EQ(Held(), RecordScript::After(2, 5));
}

TEST_F(MemoryStoreTest, KeepsOldVersionsOnlyWhileASnapshotSeesThem) {
  for (int i = 0; i < 20; ++i) ASSERT_THAT(CommitNow(&store_, script_.Next()), IsOk());
  const size_t keys = KeyCount();
  EXPECT_EQ(store_.version_count(), keys);
  {
    const auto old = store_.GetSnapshot();
    for (int i = 0; i < 20; ++i) ASSERT_THAT(CommitNow(&store_, script_.Next()), IsOk());
    EXPECT_EQ(WithoutHead(*ReadAll(*old)), RecordScript::After(20, 5));
    EXPECT_GT(store_.version_count(), keys);
  }
  EXPECT_EQ(store_.version_count(), KeyCount());
}

}  // namespace
}  // namespace plumbline
