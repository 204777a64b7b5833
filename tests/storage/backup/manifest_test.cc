// Manifests: what was written is read, and nothing else is.
#include "storage/backup/manifest.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

BackupManifest AManifest() {
  BackupManifest manifest;
  manifest.id = 12;
  manifest.created = absl::FromUnixSeconds(1'700'000'000);
  manifest.origin = "example.gov.cn/bureau/2";
  manifest.head = {250, 2, 70, Sha256("head")};
  manifest.mark = {251, 2, 71, Sha256("mark")};
  manifest.layout = "plumbline record 1";
  manifest.record = 3;
  manifest.files = 4;
  manifest.parts = {{"record/meta/3", 100, Sha256("a")},
                    {"files/a name with blanks", 0, Sha256("b")}};
  return manifest;
}

TEST(ManifestTest, ReadsWhatItWrote) {
  const BackupManifest written = AManifest();
  const auto read = DecodeManifest(EncodeManifest(written));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->id, 12u);
  EXPECT_EQ(read->created, written.created);
  EXPECT_EQ(read->origin, written.origin);
  EXPECT_EQ(read->head, written.head);
  EXPECT_EQ(read->mark, written.mark);
  EXPECT_EQ(read->layout, written.layout);
  EXPECT_EQ(read->record, 3u);
  EXPECT_EQ(read->files, 4u);
  ASSERT_EQ(read->parts.size(), 2u);
  EXPECT_EQ(read->parts[1].path, "files/a name with blanks");
  EXPECT_EQ(read->parts[1].sha256, Sha256("b"));
  EXPECT_EQ(read->bytes(), 100u);
  EXPECT_EQ(EncodeManifest(*read), EncodeManifest(written));
}

TEST(ManifestTest, FindsEveryDamagedAndMissingByte) {
  const std::string text = EncodeManifest(AManifest());
  for (size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    EXPECT_THAT(DecodeManifest(damaged), StatusIs(absl::StatusCode::kDataLoss)) << i;
    EXPECT_THAT(DecodeManifest(text.substr(0, i)), StatusIs(absl::StatusCode::kDataLoss)) << i;
  }
  EXPECT_THAT(DecodeManifest(text + "\n"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(ManifestTest, NamesNoFileOutsideTheDirectory) {
  for (const char* path : {"../x", "/etc/passwd", "record/../../x", "record//x", "."}) {
    BackupManifest manifest = AManifest();
    manifest.parts[0].path = path;
    EXPECT_THAT(DecodeManifest(EncodeManifest(manifest)),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("Line 10")))
        << path;
  }
}

TEST(ManifestTest, IsNamedSoThatNamesSortAsNumbers) {
  EXPECT_EQ(ManifestName(7), "00000007.manifest");
  EXPECT_LT(ManifestName(99), ManifestName(100));
}

}  // namespace
}  // namespace plumbline
