#include "storage/merkle/tile.h"

#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

using merkle_test::LeafDataOf;
using merkle_test::NaiveRoot;
using merkle_test::Part;
using merkle_test::TestLog;

TilePath Hashes(int level, uint64_t index, int width = kTileWidth) {
  TilePath path;
  path.level = level;
  path.index = index;
  path.width = width;
  return path;
}

TilePath Entries(uint64_t index, int width = kTileWidth) {
  TilePath path = Hashes(0, index, width);
  path.entries = true;
  return path;
}

TEST(TilePathTest, ReadsAndPrintsTheSameText) {
  const std::vector<std::pair<std::string, TilePath>> table = {
      {"tile/0/000", Hashes(0, 0)},
      {"tile/0/999", Hashes(0, 999)},
      {"tile/0/x001/000", Hashes(0, 1000)},
      {"tile/1/x001/x234/067", Hashes(1, 1234067)},
      {"tile/7/005.p/1", Hashes(7, 5, 1)},
      {"tile/63/000.p/255", Hashes(63, 0, 255)},
      {"tile/entries/273.p/112", Entries(273, 112)},
      {"tile/entries/x001/x234/067", Entries(1234067)},
      {"tile/0/x036/x028/x797/x018/x963/967", Hashes(0, kTileIndexMax)},
  };
  for (const auto& [text, path] : table) {
    EXPECT_EQ(PrintTilePath(path), text);
    const absl::StatusOr<TilePath> read = ParseTilePath(text);
    ASSERT_THAT(read, IsOk()) << text;
    EXPECT_TRUE(*read == path) << text;
  }
}

TEST(TilePathTest, RefusesEverythingElse) {
  for (const char* text : {"",
                           "tile",
                           "tile/",
                           "/tile/0/000",
                           "tile/0",
                           "tile/0/",
                           "tile/0/0",
                           "tile/0/00",
                           "tile/0/0000",
                           "tile/0/000/",
                           "tile/0/000/001",
                           "tile/0/x000/001",
                           "tile/0/x001",
                           "tile/0/x001/",
                           "tile/0/x001/x002",
                           "tile/0/x001/x000/x000/00",
                           "tile/0/X001/001",
                           "tile/0/-01",
                           "tile/0/+01",
                           "tile/0/0a1",
                           "tile/00/000",
                           "tile/01/000",
                           "tile/64/000",
                           "tile/100/000",
                           "tile/-1/000",
                           "tile//000",
                           "tile/0/000.p",
                           "tile/0/000.p/",
                           "tile/0/000.p/0",
                           "tile/0/000.p/00",
                           "tile/0/000.p/01",
                           "tile/0/000.p/256",
                           "tile/0/000.p/1000",
                           "tile/0/000.p/1/",
                           "tile/0/000.p/1 ",
                           "tile/0/000.q/1",
                           "tile/0/000p/1",
                           "tile/entries",
                           "tile/entries/",
                           "tile/entries/0/000",
                           "tile/entry/000",
                           "tile/0/x036/x028/x797/x018/x963/968",
                           "tile/0/x999/x999/x999/x999/x999/x999/999",
                           "tile/8/0/000",
                           "tile/0/000?x",
                           "tile/0/000#",
                           "tile/0/..",
                           "tile/0/%30%30%30"}) {
    EXPECT_THAT(ParseTilePath(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(ParseTilePath(absl::string_view("tile/0/000\0", 11)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ParseTilePath("tile/0/" + std::string(100000, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(TileWidthTest, FollowsTheExamplesOfTheFormat) {
  EXPECT_EQ(TileWidthAt(70000, 0, 0), 256);
  EXPECT_EQ(TileWidthAt(70000, 0, 272), 256);
  EXPECT_EQ(TileWidthAt(70000, 0, 273), 112);
  EXPECT_EQ(TileWidthAt(70000, 0, 274), 0);
  EXPECT_EQ(TileWidthAt(70000, 1, 0), 256);
  EXPECT_EQ(TileWidthAt(70000, 1, 1), 17);
  EXPECT_EQ(TileWidthAt(70000, 2, 0), 1);
  EXPECT_EQ(TileWidthAt(70000, 3, 0), 0);
  EXPECT_EQ(TileWidthAt(256, 0, 0), 256);
  EXPECT_EQ(TileWidthAt(256, 0, 1), 0);
  EXPECT_EQ(TileWidthAt(256, 1, 0), 1);
  EXPECT_EQ(TileWidthAt(0, 0, 0), 0);
  EXPECT_EQ(TileWidthAt(kTreeSizeMax, 7, 0), 127);
  EXPECT_EQ(TileWidthAt(kTreeSizeMax, 8, 0), 0);
  EXPECT_EQ(TileWidthAt(kTreeSizeMax, 63, 0), 0);
}

TEST(BundleTest, PutsTheLengthBeforeEachEntry) {
  std::string leaf_data;
  AppendHash(&leaf_data, LeafDataOf(0));
  AppendHash(&leaf_data, LeafDataOf(1));
  const std::string bundle = EncodeBundle(leaf_data);
  ASSERT_EQ(bundle.size(), 68u);
  EXPECT_EQ(bundle.substr(0, 2), absl::string_view("\x00\x20", 2));
  EXPECT_EQ(bundle.substr(34, 2), absl::string_view("\x00\x20", 2));
  EXPECT_EQ(bundle.substr(36), BytesOf(LeafDataOf(1)));
  EXPECT_EQ(DecodeBundle(bundle, 2).value(), leaf_data);
}

TEST(BundleTest, RefusesAnotherLength) {
  std::string leaf_data;
  AppendHash(&leaf_data, LeafDataOf(0));
  std::string bundle = EncodeBundle(leaf_data);
  const absl::StatusCode refused = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(DecodeBundle(bundle, 2), StatusIs(refused));
  EXPECT_THAT(DecodeBundle(bundle + "x", 1), StatusIs(refused));
  EXPECT_THAT(DecodeBundle(bundle.substr(1), 1), StatusIs(refused));
  EXPECT_THAT(DecodeBundle("", 1), StatusIs(refused));
  bundle[1] = 31;
  EXPECT_THAT(DecodeBundle(bundle, 1), StatusIs(refused));
}

TEST(TileHashReaderTest, GivesEveryNodeOfTheTree) {
  const uint64_t size = 1111;
  TestLog log(size);
  TileHashReader reader = log.Reader(size);
  for (int height = 0; height <= 10; ++height) {
    for (uint64_t i = 0; i < size >> height; ++i) {
      ASSERT_EQ(reader.Node(height, i).value(),
                NaiveRoot(Part(log.leaves, i << height, (i + 1) << height)))
          << height << "/" << i;
    }
    EXPECT_THAT(reader.Node(height, size >> height), StatusIs(absl::StatusCode::kOutOfRange));
  }
  EXPECT_THAT(reader.Node(11, 0), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(reader.Node(64, 0), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(reader.Node(-1, 0), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(TileHashReaderTest, AsksForPartialTilesOfItsOwnSize) {
  std::vector<std::string> asked;
  TestLog log(1000);
  TileHashReader reader(700, [&](const TilePath& path) {
    asked.push_back(PrintTilePath(path));
    return log.Tile(path);
  });
  const std::vector<Hash> proof = InclusionProof(600, 700, reader).value();
  EXPECT_THAT(
      VerifyInclusion(log.leaves[600], 600, 700, proof, NaiveRoot(Part(log.leaves, 0, 700))),
      IsOk());
  EXPECT_THAT(asked, ::testing::UnorderedElementsAre("tile/0/002.p/188", "tile/1/000.p/2"));
}

TEST(TileHashReaderTest, ReportsATileOfTheWrongLength) {
  TileHashReader reader(256, [](const TilePath&) { return std::string(kTileBytes - 1, 'x'); });
  EXPECT_THAT(reader.Node(0, 0), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(TileHashReaderTest, PassesTheSourcesErrorOn) {
  TileHashReader reader(256, [](const TilePath&) -> absl::StatusOr<std::string> {
    return absl::UnavailableError("disk");
  });
  EXPECT_THAT(reader.Node(0, 0), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace plumbline
