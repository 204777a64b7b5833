// Requests that a process died of, and those that were merely in hand.
#include "services/runtime/server/system.h"

#include "gmock/gmock.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

class CrashGuardTest : public ::testing::Test {
 protected:
  std::unique_ptr<MappedCrashGuard> Open() {
    auto guard = MappedCrashGuard::Open(dir_.path() + "/inflight");
    EXPECT_TRUE(guard.ok()) << guard.status();
    return *std::move(guard);
  }
  // The process dies while it decides `digest`: nothing calls Leave.
  void DieOf(const std::string& digest) { Open()->Enter(digest); }

  TempDir dir_;
  const std::string one_ = std::string(16, 'a');
  const std::string other_ = std::string(16, 'b');
};

TEST_F(CrashGuardTest, LetsARequestTryAgainAfterOneDeath) {
  DieOf(one_);
  EXPECT_FALSE(Open()->IsQuarantined(one_));
}

TEST_F(CrashGuardTest, QuarantinesARequestThatTheProcessDiedOfTwice) {
  DieOf(one_);
  DieOf(one_);
  EXPECT_TRUE(Open()->IsQuarantined(one_));
  EXPECT_FALSE(Open()->IsQuarantined(other_));
  EXPECT_TRUE(Open()->IsQuarantined(one_)) << "and it stays so";
}

TEST_F(CrashGuardTest, ForgetsASuspectThatWasDecidedWithoutHarm) {
  DieOf(one_);
  {
    const auto guard = Open();
    guard->Enter(one_);
    guard->Leave();
  }
  DieOf(one_);
  EXPECT_FALSE(Open()->IsQuarantined(one_));
}

TEST_F(CrashGuardTest, KnowsTheLastSuspectOnly) {
  DieOf(one_);
  DieOf(other_);
  DieOf(one_);
  EXPECT_FALSE(Open()->IsQuarantined(one_));
  DieOf(one_);
  EXPECT_TRUE(Open()->IsQuarantined(one_));
}

}  // namespace
}  // namespace plumbline
