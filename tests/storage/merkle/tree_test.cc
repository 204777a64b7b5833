#include "storage/merkle/tree.h"

#include "tests/storage/merkle/test_log.h"

namespace plumbline {
namespace {

using merkle_test::LeafDataOf;
using merkle_test::NaiveRoot;
using merkle_test::Part;
using merkle_test::TestLog;

TEST(TreeEdgeTest, RootEqualsTheRecursiveDefinitionAtEverySize) {
  TestLog log;
  for (uint64_t size = 0; size <= 300; ++size) {
    log.Grow(size);
    ASSERT_EQ(log.edge.size(), size);
    ASSERT_EQ(log.edge.Root(), NaiveRoot(log.leaves)) << size;
  }
}

TEST(TreeEdgeTest, LeafHashCoversTheLeafData) {
  TestLog log(3);
  EXPECT_EQ(log.leaves[2], LeafHash(LeafDataOf(2)));
}

TEST(TreeEdgeTest, GivesEachTileAndBundleOnceItIsFull) {
  TestLog log(255);
  EXPECT_TRUE(log.tiles.empty());
  EXPECT_TRUE(log.bundles.empty());
  log.Grow(256);
  ASSERT_EQ(log.tiles.size(), 1u);
  ASSERT_EQ(log.bundles.size(), 1u);
  std::string hashes;
  std::string data;
  for (uint64_t i = 0; i < 256; ++i) {
    AppendHash(&hashes, LeafHash(LeafDataOf(i)));
    AppendHash(&data, LeafDataOf(i));
  }
  EXPECT_EQ((log.tiles[{0, 0}]), hashes);
  EXPECT_EQ(log.bundles[0], data);
  EXPECT_EQ((log.roots[{1, 0}]), log.edge.Root());
  EXPECT_EQ(log.edge.PartialTile(1), BytesOf(log.edge.Root()));
  EXPECT_TRUE(log.edge.PartialTile(0).empty());
  EXPECT_TRUE(log.edge.PartialBundle().empty());
}

TEST(TreeEdgeTest, HasTheTilesThatTheTileFormatNamesAtSeventyThousand) {
  TestLog log(70000);
  EXPECT_EQ(log.bundles.size(), 273u);
  EXPECT_EQ(log.tiles.size(), 273u + 1u);
  EXPECT_EQ(log.edge.PartialTile(0).size(), 112 * kHashBytes);
  EXPECT_EQ(log.edge.PartialBundle().size(), 112 * kHashBytes);
  EXPECT_EQ(log.edge.PartialTile(1).size(), 17 * kHashBytes);
  EXPECT_EQ(log.edge.PartialTile(2).size(), 1 * kHashBytes);
  EXPECT_TRUE(log.edge.PartialTile(3).empty());
  // Each hash of level 1 is the root of the tile below, here by the recursive definition.
  for (uint64_t i : {0, 1, 255, 256, 272}) {
    EXPECT_EQ((log.roots[{1, i}]), NaiveRoot(Part(log.leaves, i * 256, i * 256 + 256))) << i;
  }
  EXPECT_EQ((log.roots[{2, 0}]), NaiveRoot(Part(log.leaves, 0, 65536)));
  EXPECT_EQ(log.edge.Root(), NaiveRoot(log.leaves));
}

TEST(TreeEdgeTest, ACopyCanBeTriedAndThrownAway) {
  TestLog log(500);
  const Hash before = log.edge.Root();
  TestLog scratch;
  TreeEdge copy = log.edge;
  for (uint64_t i = 500; i < 600; ++i) copy.Append(LeafDataOf(i), scratch);
  EXPECT_EQ(log.edge.size(), 500u);
  EXPECT_EQ(log.edge.Root(), before);
  log.Grow(600);
  EXPECT_EQ(log.edge.Root(), copy.Root());
  EXPECT_EQ((scratch.tiles[{0, 1}]), (log.tiles[{0, 1}]));
}

TEST(TreeEdgeRestoreTest, ContinuesAsIfItHadNeverStopped) {
  for (uint64_t size : {0, 1, 2, 3, 7, 255, 256, 257, 511, 512, 700, 65535, 65536, 65537, 70000}) {
    TestLog log(size);
    absl::StatusOr<TreeEdge> restored = TreeEdge::Restore(size, log);
    ASSERT_THAT(restored, IsOk());
    ASSERT_EQ(restored->size(), size);
    ASSERT_EQ(restored->Root(), log.edge.Root()) << size;
    ASSERT_EQ(restored->PartialBundle(), log.edge.PartialBundle()) << size;
    TestLog sink;
    for (uint64_t i = size; i < size + 600; ++i) restored->Append(LeafDataOf(i), sink);
    log.Grow(size + 600);
    ASSERT_EQ(restored->Root(), log.edge.Root()) << size;
    for (int level = 0; level < kTileLevelCount; ++level) {
      ASSERT_EQ(restored->PartialTile(level), log.edge.PartialTile(level)) << size;
    }
    ASSERT_FALSE(sink.tiles.empty());
    for (const auto& [id, bytes] : sink.tiles) ASSERT_EQ(bytes, log.tiles[id]) << size;
    for (const auto& [index, bytes] : sink.bundles) ASSERT_EQ(bytes, log.bundles[index]) << size;
  }
}

TEST(TreeEdgeRestoreTest, ADamagedSourceGivesAnotherRoot) {
  TestLog log(700);
  log.roots[{1, 1}][5] ^= 1;
  EXPECT_NE(TreeEdge::Restore(700, log)->Root(), log.edge.Root());
  log.roots[{1, 1}][5] ^= 1;
  log.leaf_data[600][0] ^= 1;
  EXPECT_NE(TreeEdge::Restore(700, log)->Root(), log.edge.Root());
}

TEST(TreeEdgeRestoreTest, PassesTheReadersErrorOn) {
  TestLog log(700);
  log.roots.clear();
  EXPECT_THAT(TreeEdge::Restore(700, log), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(TreeEdge::Restore(kTreeSizeMax + 1, log),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(TreeEdgeDeathTest, RefusesALevelThatDoesNotExist) {
  EXPECT_DEATH(TreeEdge().PartialTile(kTileLevelCount), "level");
}

}  // namespace
}  // namespace plumbline
