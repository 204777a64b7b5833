#include "storage/rocks_manifest.h"

#include "gtest/gtest.h"
#include "storage/record.h"
#include "tests/support/record_script.h"
#include "tests/support/sim_disk.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

// The manifest of a real record after a few flushes.
std::string AManifest() {
  SimDisk disk;
  TempDir directory;
  RecordOptions options;
  options.directory = directory.path() + "/data";
  options.name = "manifest.test";
  options.env = disk.env();
  {
    const auto record = Record::Open(options);
    PLUMBLINE_CHECK(record.ok(), record.status().ToString().c_str());
    RecordScript script;
    for (int i = 0; i < 3; ++i) {
      PLUMBLINE_CHECK(CommitNow((*record)->log(), script.Next()).ok(), "it commits");
      PLUMBLINE_CHECK((*record)->store()->Flush().ok(), "it flushes");
    }
  }
  for (const std::string& path : disk.Files()) {
    if (path.find("/MANIFEST-") != std::string::npos) return disk.Contents(path);
  }
  return "";
}

TEST(CheckManifestTest, DetectsEveryFlippedBit) {
  const std::string manifest = AManifest();
  ASSERT_GT(manifest.size(), 1000u);
  ASSERT_THAT(CheckManifestBytes(manifest), IsOk());
  for (size_t bit = 0; bit < manifest.size() * 8; ++bit) {
    std::string flipped = manifest;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_THAT(CheckManifestBytes(flipped), StatusIs(absl::StatusCode::kDataLoss)) << bit;
  }
}

TEST(CheckManifestTest, AcceptsWhatACrashMayLeave) {
  const std::string manifest = AManifest();
  for (size_t size = 0; size < manifest.size(); ++size) {
    EXPECT_THAT(CheckManifestBytes(absl::string_view(manifest).substr(0, size)), IsOk()) << size;
  }
  EXPECT_THAT(CheckManifestBytes(manifest + std::string(5000, '\0')), IsOk());
}

TEST(CheckManifestTest, ReadsAcrossBlocks) {
  // The same records again and again: those that would cross a block's end are no longer whole
  // there.
  const std::string manifest = AManifest();
  std::string several = manifest;
  while (several.size() + manifest.size() < 32768) several += manifest;
  EXPECT_THAT(CheckManifestBytes(several), IsOk());
  EXPECT_THAT(CheckManifestBytes(several + manifest + manifest),
              StatusIs(absl::StatusCode::kDataLoss, testing::HasSubstr("longer than its block")));
}

}  // namespace
}  // namespace plumbline
