// tests/storage/merkle/test_log.h: a second answer and a log in memory.
//
// Naive* follow the recursive definitions of RFC 6962 §2.1 word by word, without a thought of cost,
// so that the incremental tree and the iterative proofs have something independent to agree with.
#ifndef PLUMBLINE_TESTS_STORAGE_MERKLE_TEST_LOG_H_
#define PLUMBLINE_TESTS_STORAGE_MERKLE_TEST_LOG_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"
#include "tests/support/status_matchers.h"

namespace plumbline::merkle_test {

// Digest of a made-up entry.
inline Hash LeafDataOf(uint64_t index) { return Sha256(absl::StrCat("entry ", index)); }

using Leaves = std::vector<Hash>;  // Leaf hashes.

inline size_t NaiveSplit(size_t count) {
  size_t split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

inline Leaves Part(const Leaves& leaves, size_t begin, size_t end) {
  return Leaves(leaves.begin() + static_cast<std::ptrdiff_t>(begin),
                leaves.begin() + static_cast<std::ptrdiff_t>(end));
}

inline Hash NaiveRoot(const Leaves& leaves) {
  if (leaves.empty()) return Sha256("");
  if (leaves.size() == 1) return leaves[0];
  const size_t k = NaiveSplit(leaves.size());
  return NodeHash(NaiveRoot(Part(leaves, 0, k)), NaiveRoot(Part(leaves, k, leaves.size())));
}

inline std::vector<Hash> NaivePath(size_t index, const Leaves& leaves) {
  if (leaves.size() == 1) return {};
  const size_t k = NaiveSplit(leaves.size());
  const Leaves left = Part(leaves, 0, k);
  const Leaves right = Part(leaves, k, leaves.size());
  std::vector<Hash> path = index < k ? NaivePath(index, left) : NaivePath(index - k, right);
  path.push_back(NaiveRoot(index < k ? right : left));
  return path;
}

inline std::vector<Hash> NaiveSubproof(size_t first, const Leaves& leaves, bool whole) {
  if (first == leaves.size()) {
    return whole ? std::vector<Hash>{} : std::vector<Hash>{NaiveRoot(leaves)};
  }
  const size_t k = NaiveSplit(leaves.size());
  const Leaves left = Part(leaves, 0, k);
  const Leaves right = Part(leaves, k, leaves.size());
  std::vector<Hash> proof =
      first <= k ? NaiveSubproof(first, left, whole) : NaiveSubproof(first - k, right, false);
  proof.push_back(NaiveRoot(first <= k ? right : left));
  return proof;
}

// A log that keeps what the tree's sink is told, as a store would, and reads it back.
class TestLog : public TileSink, public EdgeReader {
 public:
  explicit TestLog(uint64_t size = 0) { Grow(size); }

  void Grow(uint64_t size) {
    while (edge.size() < size) {
      leaf_data.push_back(LeafDataOf(edge.size()));
      leaves.push_back(edge.Append(leaf_data.back(), *this));
    }
  }

  void FullTile(int level, uint64_t index, absl::string_view hashes) override {
    tiles[{level, index}] = std::string(hashes);
  }
  void FullBundle(uint64_t index, absl::string_view data) override {
    bundles[index] = std::string(data);
  }
  void TileRoot(int level, uint64_t index, const Hash& root) override {
    roots[{level, index}] = root;
  }

  absl::StatusOr<Hash> LeafData(uint64_t index) override {
    if (index >= leaf_data.size()) return absl::NotFoundError("no such entry");
    return leaf_data[index];
  }
  absl::StatusOr<Hash> TileRoot(int level, uint64_t index) override {
    const auto found = roots.find({level, index});
    if (found == roots.end()) return absl::NotFoundError("no such root");
    return found->second;
  }

  // Tiles as of now; the partial ones come from the edge.
  absl::StatusOr<std::string> Tile(const TilePath& path) const {
    const auto found = tiles.find({path.level, path.index});
    const std::string bytes =
        found != tiles.end() ? found->second : std::string(edge.PartialTile(path.level));
    const size_t wanted = static_cast<size_t>(path.width) * kHashBytes;
    if (bytes.size() < wanted) return absl::NotFoundError("no such tile");
    return bytes.substr(0, wanted);
  }

  TileHashReader Reader(uint64_t size) const {
    return TileHashReader(size, [this](const TilePath& path) { return Tile(path); });
  }

  TreeEdge edge;
  std::vector<Hash> leaf_data;
  Leaves leaves;
  std::map<std::pair<int, uint64_t>, std::string> tiles;
  std::map<uint64_t, std::string> bundles;
  std::map<std::pair<int, uint64_t>, Hash> roots;
};

}  // namespace plumbline::merkle_test

#endif  // PLUMBLINE_TESTS_STORAGE_MERKLE_TEST_LOG_H_
