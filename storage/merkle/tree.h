// storage/merkle/tree.h: the right edge of the growing tree, in memory.
//
// Appending needs no more of the tree than the roots of its complete subtrees (one per bit of the
// size); serving and finishing tiles needs the partial tile of each level. Both are kept here, at
// most 8 KiB per level, and never a hash is computed twice: n leaves cost n leaf hashes and
// n - popcount(n) node hashes, as many as RFC 6962 prescribes for the complete subtrees.
//
// Example: 70,000 leaves = 273 full level-0 tiles (given to the sink) and 112 hashes here; level 1:
// one full tile and 17 hashes; level 2: 1 hash.
// Source  RFC 6962 §2.1; C2SP tlog-tiles (tiles of 256 hashes, entry bundles of 256 entries).
#ifndef PLUMBLINE_STORAGE_MERKLE_TREE_H_
#define PLUMBLINE_STORAGE_MERKLE_TREE_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/merkle/hash.h"

namespace plumbline {

// Bound on leaves: sizes fit a signed 64-bit integer, as other implementations store them.
inline constexpr uint64_t kTreeSizeMax = (uint64_t{1} << 63) - 1;
inline constexpr int kTileHeight = 8;      // Levels of the tree that one tile spans.
inline constexpr int kTileWidth = 256;     // Hashes of a full tile.
inline constexpr int kTileLevelCount = 8;  // Tile levels that a tree of kTreeSizeMax can have.
inline constexpr size_t kTileBytes = kTileWidth * kHashBytes;  // 8,192.

// Told, in order, of everything that became complete. Views are borrowed until the call returns.
class TileSink {
 public:
  virtual ~TileSink() = default;
  // Tile `index` of `level` is full: kTileBytes of node hashes.
  virtual void FullTile(int level, uint64_t index, absl::string_view hashes) = 0;
  // Entry bundle `index` is full: 256 × 32 bytes of leaf data (without length prefixes).
  virtual void FullBundle(uint64_t index, absl::string_view leaf_data) = 0;
  // Hash `index` of `level` (1 or above), the root of the full tile with the same index one level
  // below. Kept by the log so that the partial tile of `level` can be read back at start-up.
  virtual void TileRoot(int level, uint64_t index, const Hash& root) = 0;
};

// Gives back what Restore needs. Errors are passed on.
class EdgeReader {
 public:
  virtual ~EdgeReader() = default;
  // Leaf data of entry `index`: SHA-256 of its stored bytes.
  virtual absl::StatusOr<Hash> LeafData(uint64_t index) = 0;
  // What TileRoot was told for (level, index).
  virtual absl::StatusOr<Hash> TileRoot(int level, uint64_t index) = 0;
};

// A value: copy it to try a group, throw the copy away if the group fails. Not thread-safe.
class TreeEdge {
 public:
  TreeEdge() = default;  // The empty tree.

  // The edge of a tree of `size` leaves from at most 255 entries and 255 roots per level.
  // The caller compares Root() with the root it expects.
  // Errors  INVALID_ARGUMENT: size above kTreeSizeMax; otherwise what the reader says.
  static absl::StatusOr<TreeEdge> Restore(uint64_t size, EdgeReader& reader);

  // Adds a leaf. `leaf_data` is SHA-256 of the stored entry bytes. Returns the leaf hash.
  // A tile is given to the sink as soon as it is full, with its bundle (level 0) and its root.
  // REQUIRES: size() < kTreeSizeMax.
  Hash Append(const Hash& leaf_data, TileSink& sink);

  uint64_t size() const { return size_; }

  // The RFC 6962 root. O(log size) node hashes.
  Hash Root() const;

  // The partial tile of `level`: 0..255 hashes of 32 bytes, borrowed until the next change.
  absl::string_view PartialTile(int level) const;
  // Leaf data of the entries in the partial level-0 tile: 0..255 × 32 bytes, borrowed as above.
  absl::string_view PartialBundle() const { return bundle_; }

 private:
  // Puts the node with `*index` of `level` into its tile and carries it upwards through the tile's
  // heights. True when that filled the tile; then `*node` is its root and `*index` its index.
  bool Place(int level, uint64_t* index, Hash* node);

  uint64_t size_ = 0;
  // By height: root of the complete subtree of 2^height leaves, valid where size_ has that bit.
  std::array<Hash, kTileLevelCount * kTileHeight> frontier_{};
  std::array<std::string, kTileLevelCount> tiles_;  // By level: hashes of the partial tile.
  std::string bundle_;                              // Leaf data of the partial level-0 tile.
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_TREE_H_
