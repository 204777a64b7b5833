// storage/merkle/tile.h: tiles, their addresses, and reading node hashes out of them.
//
// A tile is 256 neighbouring hashes of one tile level, so that a log is a set of static resources.
// Level 0 holds leaf hashes; a hash of level L is the root of a full tile of level L - 1. The right
// edge has partial tiles of 1..255 hashes: floor(size / 256^L) mod 256 of them at level L.
// Source  C2SP tlog-tiles.
// Pure; any thread.
#ifndef PLUMBLINE_STORAGE_MERKLE_TILE_H_
#define PLUMBLINE_STORAGE_MERKLE_TILE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/proof.h"
#include "storage/merkle/tree.h"

namespace plumbline {

inline constexpr int kTilePathLevelMax = 63;                          // What a path may say.
inline constexpr uint64_t kTileIndexMax = kTreeSizeMax / kTileWidth;  // Of a full or partial tile.
inline constexpr size_t kTilePathBytesMax = 64;

// The address of a tile or of an entry bundle.
struct TilePath {
  bool entries = false;    // An entry bundle; `level` is 0.
  int level = 0;           // 0..kTilePathLevelMax.
  uint64_t index = 0;      // 0..kTileIndexMax.
  int width = kTileWidth;  // 1..255 of a partial one, 256 of a full one.

  friend bool operator==(const TilePath& a, const TilePath& b) {
    return a.entries == b.entries && a.level == b.level && a.index == b.index && a.width == b.width;
  }
};

// Reads `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, without a leading slash. Index
// 1234067 is `x001/x234/067`. Exactly one text per address, so that each resource has one URL.
// Errors  INVALID_ARGUMENT: anything else, also above kTilePathBytesMax.
absl::StatusOr<TilePath> ParseTilePath(absl::string_view path);

// The inverse. REQUIRES: the bounds of TilePath.
std::string PrintTilePath(const TilePath& path);

// Width of tile `index` of `level` in a tree of `size` leaves: 256, 1..255 at the edge, or 0 when
// the tree has no such tile.
int TileWidthAt(uint64_t size, int level, uint64_t index);

// An entry bundle: each entry's leaf data with its length (uint16, big-endian) before it.
// Input   1..256 × 32 bytes of leaf data.
std::string EncodeBundle(absl::string_view leaf_data);

// The leaf data of a bundle of `width` (1..256) entries, concatenated.
// Errors  INVALID_ARGUMENT unless it is exactly `width` entries of 32 bytes: other logs may hold
//         entries of any length, this one does not.
absl::StatusOr<std::string> DecodeBundle(absl::string_view bundle, int width);

// Node hashes of a tree of fixed size out of its tiles; the source of proofs.
// A tile is fetched once while it is among the last few used. Its bytes are not verified here:
// what is made of them (a root, a proof) must be compared with a root that is trusted.
class TileHashReader : public HashReader {
 public:
  // Gives `path.width` hashes of 32 bytes; `path` is never an entry bundle. A source that keeps
  // only the full tile gives the front of it.
  using Fetch = std::function<absl::StatusOr<std::string>(const TilePath& path)>;

  TileHashReader(uint64_t size, Fetch fetch) : size_(size), fetch_(std::move(fetch)) {}

  // Errors  OUT_OF_RANGE: the node is not within complete subtrees of the tree.
  //         DATA_LOSS: the tile has another length. Otherwise what `fetch` says.
  absl::StatusOr<Hash> Node(int height, uint64_t index) override;

 private:
  absl::StatusOr<absl::string_view> Tile(const TilePath& path);

  static constexpr size_t kTilesKept = 16;  // A proof touches two tiles on each of 8 levels.
  const uint64_t size_;
  const Fetch fetch_;
  std::deque<std::pair<TilePath, std::string>> tiles_;  // Oldest first.
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_TILE_H_
