#include "storage/merkle/tile.h"

#include <array>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

constexpr size_t kBundleEntryBytes = 2 + kHashBytes;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes a decimal number without leading zeros, of at most `digits_max` digits, off the front.
bool ConsumeDecimal(absl::string_view* text, size_t digits_max, int* value) {
  size_t digits = 0;
  *value = 0;
  while (digits < text->size() && IsDigit((*text)[digits])) {
    if (digits == digits_max) return false;
    *value = *value * 10 + ((*text)[digits++] - '0');
  }
  if (digits == 0 || (digits > 1 && text->front() == '0')) return false;
  text->remove_prefix(digits);
  return true;
}

// Takes `x001/x234/067` off the front.
bool ConsumeIndex(absl::string_view* text, uint64_t* value) {
  *value = 0;
  for (bool first = true;; first = false) {
    const bool more = absl::ConsumePrefix(text, "x");
    if (text->size() < 3) return false;
    uint64_t group = 0;
    for (int i = 0; i < 3; ++i) {
      if (!IsDigit((*text)[i])) return false;
      group = group * 10 + static_cast<uint64_t>((*text)[i] - '0');
    }
    if (first && more && group == 0) return false;  // A leading group of zeros is a second name.
    if (*value > (kTileIndexMax - group) / 1000) return false;
    *value = *value * 1000 + group;
    text->remove_prefix(3);
    if (!more) return true;
    if (!absl::ConsumePrefix(text, "/")) return false;
  }
}

bool ParsePath(absl::string_view text, TilePath* path) {
  if (text.size() > kTilePathBytesMax || !absl::ConsumePrefix(&text, "tile/")) return false;
  if (absl::ConsumePrefix(&text, "entries/")) {
    path->entries = true;
  } else {
    if (!ConsumeDecimal(&text, 2, &path->level) || path->level > kTilePathLevelMax) return false;
    if (!absl::ConsumePrefix(&text, "/")) return false;
  }
  if (!ConsumeIndex(&text, &path->index)) return false;
  if (text.empty()) return true;
  return absl::ConsumePrefix(&text, ".p/") && ConsumeDecimal(&text, 3, &path->width) &&
         path->width >= 1 && path->width < kTileWidth && text.empty();
}

}  // namespace

absl::StatusOr<TilePath> ParseTilePath(absl::string_view path) {
  TilePath result;
  if (!ParsePath(path, &result)) {
    return absl::InvalidArgumentError(
        "Expected a path like tile/0/x001/234 or tile/entries/x001/234.p/56 (C2SP tlog-tiles).");
  }
  return result;
}

std::string PrintTilePath(const TilePath& path) {
  PLUMBLINE_CHECK(path.level >= 0 && path.level <= kTilePathLevelMax, "level is 0..63");
  PLUMBLINE_CHECK(path.index <= kTileIndexMax, "the index is within the largest tree");
  PLUMBLINE_CHECK(path.width >= 1 && path.width <= kTileWidth, "width is 1..256");
  std::string index = absl::StrFormat("%03d", path.index % 1000);
  for (uint64_t rest = path.index / 1000; rest != 0; rest /= 1000) {
    index = absl::StrFormat("x%03d/%s", rest % 1000, index);
  }
  std::string text = path.entries ? absl::StrCat("tile/entries/", index)
                                  : absl::StrCat("tile/", path.level, "/", index);
  if (path.width < kTileWidth) absl::StrAppend(&text, ".p/", path.width);
  return text;
}

int TileWidthAt(uint64_t size, int level, uint64_t index) {
  if (level < 0 || level >= kTileLevelCount) return 0;
  const uint64_t hashes = size >> (level * kTileHeight);
  const uint64_t full = hashes / kTileWidth;
  if (index < full) return kTileWidth;
  return index == full ? static_cast<int>(hashes % kTileWidth) : 0;
}

std::string EncodeBundle(absl::string_view leaf_data) {
  PLUMBLINE_CHECK(
      !leaf_data.empty() && leaf_data.size() <= kTileBytes && leaf_data.size() % kHashBytes == 0,
      "a bundle is 1..256 entries of 32 bytes");
  std::string bundle;
  bundle.reserve(leaf_data.size() / kHashBytes * kBundleEntryBytes);
  for (; !leaf_data.empty(); leaf_data.remove_prefix(kHashBytes)) {
    AppendBigEndian16(&bundle, kHashBytes);
    bundle.append(leaf_data.data(), kHashBytes);
  }
  return bundle;
}

absl::StatusOr<std::string> DecodeBundle(absl::string_view bundle, int width) {
  PLUMBLINE_CHECK(width >= 1 && width <= kTileWidth, "width is 1..256");
  if (bundle.size() != static_cast<size_t>(width) * kBundleEntryBytes) {
    return absl::InvalidArgumentError(absl::StrCat("Expected a bundle of ", width,
                                                   " entries of 32 bytes, but it has ",
                                                   bundle.size(), " bytes in all."));
  }
  std::string leaf_data;
  leaf_data.reserve(static_cast<size_t>(width) * kHashBytes);
  for (; !bundle.empty(); bundle.remove_prefix(kBundleEntryBytes)) {
    if (bundle[0] != 0 || bundle[1] != kHashBytes) {
      return absl::InvalidArgumentError("Expected every entry of the bundle to have 32 bytes.");
    }
    leaf_data.append(bundle.data() + 2, kHashBytes);
  }
  return leaf_data;
}

absl::StatusOr<absl::string_view> TileHashReader::Tile(const TilePath& path) {
  for (const auto& [kept, bytes] : tiles_) {
    if (kept == path) return bytes;
  }
  PLUMBLINE_ASSIGN_OR_RETURN(std::string bytes, fetch_(path));
  if (bytes.size() != static_cast<size_t>(path.width) * kHashBytes) {
    return absl::DataLossError(absl::StrCat("Expected ", PrintTilePath(path), " to have ",
                                            path.width, " hashes, but it has ", bytes.size(),
                                            " bytes. Verify the record."));
  }
  if (tiles_.size() == kTilesKept) tiles_.pop_front();
  tiles_.emplace_back(path, std::move(bytes));
  return tiles_.back().second;
}

absl::StatusOr<Hash> TileHashReader::Node(int height, uint64_t index) {
  const bool exists =
      height >= 0 && height < kTileLevelCount * kTileHeight && index < size_ >> height;
  if (!exists) {
    return absl::OutOfRangeError(absl::StrCat("Expected a node of the tree of ", size_,
                                              " leaves, but got number ", index, " at height ",
                                              height, "."));
  }
  TilePath path;
  path.level = height / kTileHeight;
  const int rise = height % kTileHeight;  // Heights above the tile's own hashes.
  const uint64_t first = index << rise;   // Of those below the node, numbered within the level.
  path.index = first / kTileWidth;
  path.width = TileWidthAt(size_, path.level, path.index);
  PLUMBLINE_ASSIGN_OR_RETURN(absl::string_view tile, Tile(path));

  std::array<Hash, kTileWidth / 2> nodes;  // A node is at most the root of half a tile.
  size_t count = size_t{1} << rise;
  tile = tile.substr(first % kTileWidth * kHashBytes, count * kHashBytes);
  PLUMBLINE_CHECK(tile.size() == count * kHashBytes, "a complete subtree lies within its tile");
  std::memcpy(nodes.data(), tile.data(), tile.size());
  for (; count > 1; count /= 2) {
    for (size_t i = 0; i < count / 2; ++i) nodes[i] = NodeHash(nodes[2 * i], nodes[2 * i + 1]);
  }
  return nodes[0];
}

}  // namespace plumbline
