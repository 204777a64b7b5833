// Real RocksDB on a disk that forgets what was not synced: the power fails, or one call fails, at
// each call that changes something; then the record is opened again.
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "storage/fsck.h"
#include "storage/record.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_disk.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

constexpr int kSessions = 2;          // The record is opened this often,
constexpr int kBatchesPerSession = 4;  // and each time so many batches are committed.

RecordOptions OptionsOn(const SimDisk& disk, const TempDir& directory) {
  RecordOptions options;
  options.directory = directory.path() + "/data";
  options.name = "crash.test";
  options.write_buffer_bytes = 1 << 20;
  options.cache_bytes = 1 << 20;
  options.automatic_compaction = false;
  options.env = disk.env();
  return options;
}

// Runs the scripted history until something fails. Returns how many batches were answered with OK.
uint64_t RunHistory(const SimDisk& disk, const TempDir& directory) {
  RecordScript script;
  uint64_t acknowledged = 0;
  for (int session = 0; session < kSessions; ++session) {
    const auto record = Record::Open(OptionsOn(disk, directory));
    if (!record.ok()) return acknowledged;
    for (int i = 0; i < kBatchesPerSession; ++i) {
      if (!CommitNow((*record)->log(), script.Next()).ok()) {
        // Sealed: whatever comes next is refused, although the disk may work again.
        EXPECT_TRUE((*record)->log()->sealed());
        EXPECT_THAT(CommitNow((*record)->log(), script.Next()),
                    StatusIs(absl::StatusCode::kUnavailable));
        return acknowledged;
      }
      ++acknowledged;
      // Tables, a new log file and a new manifest edit in the middle of the history.
      if (i == 2 && !(*record)->store()->Flush().ok()) {
        const bool sealed = (*record)->log()->sealed();
        const absl::Status next = CommitNow((*record)->log(), script.Next());
        EXPECT_TRUE(!sealed || !next.ok());
        return next.ok() ? acknowledged + 1 : acknowledged;
      }
    }
  }
  return acknowledged;
}

// RecordScript::After, made once per number of batches.
const Contents& After(uint64_t batches) {
  static auto* const made = new std::map<uint64_t, Contents>;
  const auto found = made->find(batches);
  return found != made->end() ? found->second
                              : made->emplace(batches, RecordScript::After(batches)).first->second;
}

// The record holds exactly the script's first batches: all that were acknowledged, at most one
// more.
void ExpectSoundAndComplete(const SimDisk& disk, const TempDir& directory, uint64_t acknowledged,
                            const std::string& what) {
  const auto record = Record::Open(OptionsOn(disk, directory));
  ASSERT_THAT(record, IsOk()) << what;
  const auto snapshot = (*record)->store()->GetSnapshot();
  const auto contents = ReadAll(*snapshot);
  ASSERT_THAT(contents, IsOk()) << what;
  const Contents held = WithoutHead(*contents);
  EXPECT_TRUE(held == After(acknowledged) || held == After(acknowledged + 1))
      << what << ": of " << acknowledged << " acknowledged batches";
  FsckOptions options;
  options.threads = 1;
  options.mark = (*record)->opened_mark();
  const auto report = Fsck(*snapshot, options);
  ASSERT_THAT(report, IsOk()) << what;
  EXPECT_TRUE(report->ok) << what << ": "
                          << (report->problems.empty() ? "" : report->problems[0].what);
}

uint64_t ChangesOfWholeHistory() {
  SimDisk disk;
  TempDir directory;
  EXPECT_EQ(RunHistory(disk, directory), static_cast<uint64_t>(kSessions * kBatchesPerSession));
  return disk.changes();
}

// Goal    acknowledged batches survive a power loss at any moment; nothing else appears.
// Method  cut the power at the n-th changing call for every n; what was not synced is gone, or
//         torn, or (the process died, the machine did not) all there. The marks are kept, as
//         strictly as they can be: they say all that was acknowledged.
TEST(CrashTest, AcknowledgedBatchesSurvivePowerLossAtEveryWrite) {
  const uint64_t changes = ChangesOfWholeHistory();
  ASSERT_GT(changes, 100u);
  for (uint64_t n = 1; n <= changes; ++n) {
    SimDisk disk;
    TempDir directory;
    disk.FailAt(n, SimDisk::Fault::kPowerLoss);
    const uint64_t acknowledged = RunHistory(disk, directory);
    for (const auto& [survives, what] : {std::pair(SimDisk::Survives::kSynced, "synced"),
                                         std::pair(SimDisk::Survives::kTornTails, "torn tails"),
                                         std::pair(SimDisk::Survives::kEverything, "everything")}) {
      const auto after = disk.AfterPowerLoss(survives, n);
      ExpectSoundAndComplete(*after, directory, acknowledged,
                             absl::StrCat("power loss at write ", n, ", left: ", what));
      if (HasFailure()) return;
    }
  }
  RecordProperty("crash_points", static_cast<int>(3 * changes));
}

// A disk that forgets too much is noticed: without this the test above would prove little.
TEST(CrashTest, LossOfSyncedDataIsRefusedLoudly) {
  SimDisk disk;
  TempDir directory;
  RunHistory(disk, directory);
  const auto after = disk.AfterPowerLoss(SimDisk::Survives::kEverything);
  for (const std::string& path : after->Files()) {
    if (path.size() > 4 && path.substr(path.size() - 4) == ".log") {
      after->SetContents(path, after->Contents(path).substr(0, after->Contents(path).size() / 2));
    }
  }
  EXPECT_THAT(Record::Open(OptionsOn(*after, directory)),
              StatusIs(absl::StatusCode::kDataLoss, testing::HasSubstr("were acknowledged")));
}

class FaultTest : public ::testing::TestWithParam<SimDisk::Fault> {};

// Goal    one failed write, sync, creation or rename seals the log, and nothing acknowledged is
//         lost, neither after a restart of the process nor after a power loss.
// Method  fail the n-th changing call, once, for every n; later calls work.
TEST_P(FaultTest, OneFailedCallAtEveryWriteLosesNothing) {
  const uint64_t changes = ChangesOfWholeHistory();
  for (uint64_t n = 1; n <= changes; ++n) {
    SimDisk disk;
    TempDir directory;
    disk.FailAt(n, GetParam());
    const uint64_t acknowledged = RunHistory(disk, directory);
    const std::string what = "fault at write " + std::to_string(n);
    const auto after_power_loss = disk.AfterPowerLoss(SimDisk::Survives::kSynced);
    ExpectSoundAndComplete(disk, directory, acknowledged, what + ", restarted");
    ExpectSoundAndComplete(*after_power_loss, directory, acknowledged, what + ", power loss");
    if (HasFailure()) return;
  }
  RecordProperty("fault_points", static_cast<int>(changes));
}

INSTANTIATE_TEST_SUITE_P(What, FaultTest,
                         ::testing::Values(SimDisk::Fault::kError, SimDisk::Fault::kNoSpace),
                         [](const auto& info) {
                           return info.param == SimDisk::Fault::kError ? "Error" : "NoSpace";
                         });

}  // namespace
}  // namespace plumbline
