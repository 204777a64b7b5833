#include "storage/merkle/tree.h"

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"

namespace plumbline {

bool TreeEdge::Place(int level, uint64_t* index, Hash* node) {
  std::string& tile = tiles_[level];
  AppendHash(&tile, *node);
  // Each trailing 1 bit of the index is a complete left sibling that waits in the frontier.
  int height = level * kTileHeight;
  const int tile_top = height + kTileHeight;
  for (; height < tile_top && (*index & 1) != 0; ++height, *index >>= 1) {
    *node = NodeHash(frontier_[height], *node);
  }
  if (height == tile_top) return true;
  frontier_[height] = *node;
  return false;
}

Hash TreeEdge::Append(const Hash& leaf_data, TileSink& sink) {
  PLUMBLINE_CHECK(size_ < kTreeSizeMax, "the tree has room for a leaf");
  const Hash leaf = LeafHash(leaf_data);
  AppendHash(&bundle_, leaf_data);
  uint64_t index = size_;
  Hash node = leaf;
  for (int level = 0; Place(level, &index, &node); ++level) {
    PLUMBLINE_CHECK(tiles_[level].size() == kTileBytes, "a tile is full after 256 hashes");
    sink.FullTile(level, index, tiles_[level]);
    tiles_[level].clear();
    if (level == 0) {
      sink.FullBundle(index, bundle_);
      bundle_.clear();
    }
    sink.TileRoot(level + 1, index, node);
  }
  ++size_;
  return leaf;
}

absl::StatusOr<TreeEdge> TreeEdge::Restore(uint64_t size, EdgeReader& reader) {
  if (size > kTreeSizeMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected a tree of at most ", kTreeSizeMax, " leaves, but got ", size, "."));
  }
  TreeEdge edge;
  for (int level = 0; level < kTileLevelCount; ++level) {
    const uint64_t end = size >> (level * kTileHeight);
    for (uint64_t i = end - end % kTileWidth; i < end; ++i) {
      Hash node;
      if (level == 0) {
        PLUMBLINE_ASSIGN_OR_RETURN(const Hash leaf_data, reader.LeafData(i));
        AppendHash(&edge.bundle_, leaf_data);
        node = LeafHash(leaf_data);
      } else {
        PLUMBLINE_ASSIGN_OR_RETURN(node, reader.TileRoot(level, i));
      }
      uint64_t index = i;
      const bool full = edge.Place(level, &index, &node);
      PLUMBLINE_CHECK(!full, "a partial tile has fewer than 256 hashes");
    }
  }
  edge.size_ = size;
  return edge;
}

Hash TreeEdge::Root() const {
  if (size_ == 0) return EmptyRoot();
  int height = 0;
  while ((size_ >> height & 1) == 0) ++height;
  Hash root = frontier_[height];
  for (++height; size_ >> height != 0; ++height) {
    if ((size_ >> height & 1) != 0) root = NodeHash(frontier_[height], root);
  }
  return root;
}

absl::string_view TreeEdge::PartialTile(int level) const {
  PLUMBLINE_CHECK(level >= 0 && level < kTileLevelCount, "tile level is 0..7");
  return tiles_[level];
}

}  // namespace plumbline
