// One flipped bit in any file of a record: detected or harmless, never a record that is quietly
// shorter or different.
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "gtest/gtest.h"
#include "storage/fsck.h"
#include "storage/record.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_disk.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

constexpr uint64_t kBatches = 12;

RecordOptions OptionsOn(const SimDisk& disk, const std::string& directory) {
  RecordOptions options;
  options.directory = directory;
  options.name = "flip.test";
  options.write_buffer_bytes = 1 << 20;
  options.cache_bytes = 1 << 20;
  options.automatic_compaction = false;
  options.env = disk.env();
  return options;
}

std::string KindOf(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name.find(".log") != std::string::npos) return "WAL";
  if (name.find(".sst") != std::string::npos) return "SST";
  return name.substr(0, name.find('-'));  // MANIFEST, CURRENT, IDENTITY, OPTIONS
}

enum class Outcome { kRefused, kFound, kHarmless, kSilent };

class BitFlipTest : public ::testing::Test {
 protected:
  // Half of the batches in tables, half in the write-ahead log.
  BitFlipTest() : directory_(parent_.path() + "/data"), expected_(RecordScript::After(kBatches)) {
    const auto record = Record::Open(OptionsOn(disk_, directory_));
    PLUMBLINE_CHECK(record.ok(), record.status().ToString().c_str());
    for (uint64_t i = 0; i < kBatches; ++i) {
      PLUMBLINE_CHECK(CommitNow((*record)->log(), script_.Next()).ok(), "a sound disk takes it");
      if (i != kBatches / 2) continue;
      PLUMBLINE_CHECK((*record)->store()->Flush().ok(), "a sound disk flushes");
    }
  }

  // What an opening, a check and a reading of everything say about `disk`.
  Outcome Try(const SimDisk& disk) {
    const auto record = Record::Open(OptionsOn(disk, directory_));
    if (!record.ok()) return Outcome::kRefused;
    const auto snapshot = (*record)->store()->GetSnapshot();
    FsckOptions options;
    options.threads = 1;
    options.mark = (*record)->opened_mark();
    const auto report = Fsck(*snapshot, options);
    if (!report.ok() || !report->ok) return Outcome::kFound;
    const auto contents = ReadAll(*snapshot);
    if (!contents.ok()) return Outcome::kFound;
    return WithoutHead(*contents) == expected_ ? Outcome::kHarmless : Outcome::kSilent;
  }

  // Flips about `flips` bits of a file, spread over it, one at a time.
  void FlipBitsOf(const std::string& path, size_t flips, std::map<Outcome, int>* outcomes) {
    std::mt19937_64 random(path.size());
    const std::string sound = disk_.Contents(path);
    const size_t bits = sound.size() * 8;
    const size_t stride = std::max<size_t>(1, bits / flips);
    for (size_t start = 0; start < bits; start += stride) {
      const size_t bit = std::min(bits - 1, start + random() % stride);
      std::string flipped = sound;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      // Each try has its own disk: opening for writing changes files.
      const auto disk = disk_.AfterPowerLoss(SimDisk::Survives::kEverything);
      disk->SetContents(path, flipped);
      const Outcome outcome = Try(*disk);
      ++(*outcomes)[outcome];
      EXPECT_NE(outcome, Outcome::kSilent) << path << " bit " << bit;
    }
  }

  TempDir parent_;
  SimDisk disk_;
  const std::string directory_;
  RecordScript script_;
  const Contents expected_;
};

TEST_F(BitFlipTest, NoFlippedBitOfTheDatabaseGoesUnnoticed) {
  ASSERT_EQ(Try(*disk_.AfterPowerLoss(SimDisk::Survives::kEverything)), Outcome::kHarmless);
  std::map<std::string, std::map<Outcome, int>> by_kind;
  for (const std::string& path : disk_.Files()) {
    // The manifest is short, and damage to its end is what RocksDB does not notice: every byte of
    // it.
    const std::string kind = KindOf(path);
    FlipBitsOf(path, kind == "MANIFEST" ? disk_.Contents(path).size() : 80, &by_kind[kind]);
    if (HasFailure()) return;
  }
  for (const char* kind : {"WAL", "SST", "MANIFEST", "CURRENT"}) {
    ASSERT_EQ(by_kind.count(kind), 1u) << kind;
    std::map<Outcome, int>& outcomes = by_kind[kind];
    EXPECT_GT(outcomes[Outcome::kRefused] + outcomes[Outcome::kFound], 0) << kind;
  }
  // The tail of the log is what RocksDB alone would have dropped quietly.
  EXPECT_EQ(by_kind["WAL"][Outcome::kFound], 0);
}

TEST_F(BitFlipTest, NoFlippedBitOfAMarkLengthensOrShortensTheRecord) {
  for (const char* name : {"/mark.a", "/mark.b"}) {
    std::ostringstream sound;
    sound << std::ifstream(directory_ + name, std::ios::binary).rdbuf();
    for (size_t bit = 0; bit < kHeadRowBytes * 8; ++bit) {
      std::string flipped = sound.str();
      ASSERT_EQ(flipped.size(), kHeadRowBytes);
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
      std::ofstream(directory_ + name, std::ios::binary) << flipped;
      if (bit % 16 != 0) {  // The mark alone is read fast; the record is opened every 16th time.
        const auto mark = HighWaterMark::Read(directory_);
        ASSERT_THAT(mark, IsOk());
        EXPECT_LE((*mark)->size, script_.edge().size());
      } else {
        EXPECT_EQ(Try(*disk_.AfterPowerLoss(SimDisk::Survives::kEverything)), Outcome::kHarmless);
      }
    }
    std::ofstream(directory_ + name, std::ios::binary) << sound.str();
  }
}

}  // namespace
}  // namespace plumbline
