// storage/journal.h: entries as stored bytes, tiles at any size, epochs; all over one snapshot.
//
// A tree of any size up to the head can be served from what is stored: full tiles and bundles are
// rows; what was the right edge at that size is made from entries (level 0) or roots of tiles below
// (level 1 and up), at most 255 of them.
// Threads  any, one at a time per object; objects are cheap to make.
#ifndef PLUMBLINE_STORAGE_JOURNAL_H_
#define PLUMBLINE_STORAGE_JOURNAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/merkle/tile.h"
#include "storage/merkle/tree.h"
#include "storage/rows.h"
#include "storage/store.h"

namespace plumbline {

class Journal {
 public:
  // `snapshot` is borrowed for the object's life.
  explicit Journal(const Snapshot* snapshot) : snapshot_(snapshot) {}

  // The durable head. Errors  DATA_LOSS: absent or damaged.
  absl::StatusOr<HeadRow> Head() const;

  // Epoch `number`; NOT_FOUND when there is none. Epochs() gives all, ascending (few).
  absl::StatusOr<EpochRow> Epoch(uint64_t number) const;
  absl::StatusOr<std::vector<EpochRow>> Epochs() const;

  // The stored bytes of one entry.
  // Errors  OUT_OF_RANGE: not below the head. DATA_LOSS: below the head and absent.
  absl::StatusOr<std::string> Entry(uint64_t sequence) const;

  // Entries from `first` on: at most `count_max` (1..4096), and after the first one no more than
  // `bytes_max` bytes together. Empty at the head. Errors  OUT_OF_RANGE: first > head. DATA_LOSS.
  absl::StatusOr<std::vector<std::string>> Entries(uint64_t first, size_t count_max,
                                                   size_t bytes_max) const;

  // `path.width` hashes of a tile, or `path.width` × 32 bytes of leaf data of a bundle (which
  // EncodeBundle turns into what HTTP serves), as of a tree of `size` entries.
  // Errors  OUT_OF_RANGE: size above the head. NOT_FOUND: a tree of that size has no such tile.
  //         DATA_LOSS: rows are missing.
  absl::StatusOr<std::string> Tile(uint64_t size, const TilePath& path) const;

  // Node hashes of the tree of `size` entries, for proofs and old roots. Borrows this object.
  TileHashReader Hashes(uint64_t size) const;

  // The right edge at `size`: reads at most 255 entries and 255 roots per level.
  absl::StatusOr<TreeEdge> Edge(uint64_t size) const;

  // The root at `size`, from tiles: O(log size) rows and at most 255 entries.
  absl::StatusOr<Hash> Root(uint64_t size) const;

 private:
  // SHA-256 of each entry in [first, first + count), concatenated.
  absl::StatusOr<std::string> LeafData(uint64_t first, size_t count) const;

  const Snapshot* const snapshot_;
};

// Collects what TreeEdge completes as rows of the journal, for Batch::tiles.
class TileRows : public TileSink {
 public:
  // Rows are appended to `rows`, borrowed for the object's life.
  explicit TileRows(std::vector<Write>* rows) : rows_(rows) {}
  void FullTile(int level, uint64_t index, absl::string_view hashes) override;
  void FullBundle(uint64_t index, absl::string_view leaf_data) override;
  void TileRoot(int level, uint64_t index, const Hash& root) override;

 private:
  std::vector<Write>* const rows_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_JOURNAL_H_
