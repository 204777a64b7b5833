#include "storage/journal.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "storage/keys.h"

namespace plumbline {
namespace {

absl::Status Missing(absl::string_view what, uint64_t index) {
  return absl::DataLossError(absl::StrCat("The record lacks ", what, " ", index,
                                          "; run `plumbline verify` and restore a backup"));
}

// Gives TreeEdge::Restore what it asks for.
class SnapshotEdgeReader : public EdgeReader {
 public:
  SnapshotEdgeReader(const Journal* journal, const Snapshot* snapshot)
      : journal_(journal), snapshot_(snapshot) {}

  absl::StatusOr<Hash> LeafData(uint64_t index) override {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::string entry, journal_->Entry(index));
    return Sha256(entry);
  }

  absl::StatusOr<Hash> TileRoot(int level, uint64_t index) override {
    std::string value;
    PLUMBLINE_ASSIGN_OR_RETURN(
        const bool found, snapshot_->Get(Family::kJournal, TileRootKey(level, index), &value));
    if (!found || value.size() != kHashBytes) {
      return Missing(absl::StrCat("the tile root of level ", level, ","), index);
    }
    return HashFromBytes(value);
  }

 private:
  const Journal* const journal_;
  const Snapshot* const snapshot_;
};

}  // namespace

absl::StatusOr<HeadRow> Journal::Head() const {
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found, snapshot_->Get(Family::kJournal, kHeadKey, &value));
  if (!found) {
    return absl::DataLossError("The record has no head row; restore the latest backup");
  }
  return DecodeHeadRow(value);
}

absl::StatusOr<EpochRow> Journal::Epoch(uint64_t number) const {
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found,
                             snapshot_->Get(Family::kJournal, EpochKey(number), &value));
  if (!found) return absl::NotFoundError(absl::StrCat("The record has no epoch ", number));
  return DecodeEpochRow(value);
}

absl::StatusOr<std::vector<EpochRow>> Journal::Epochs() const {
  std::vector<EpochRow> epochs;
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan(Family::kJournal, "o", PrefixEnd("o"));
  for (; cursor->Valid(); cursor->Next()) {
    PLUMBLINE_ASSIGN_OR_RETURN(EpochRow epoch, DecodeEpochRow(cursor->value()));
    epochs.push_back(std::move(epoch));
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  return epochs;
}

absl::StatusOr<std::string> Journal::Entry(uint64_t sequence) const {
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found,
                             snapshot_->Get(Family::kJournal, EntryKey(sequence), &value));
  if (found) return value;
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, Head());
  if (sequence >= head.size) {
    return absl::OutOfRangeError(absl::StrCat("Expected a sequence below ", head.size,
                                              " (the size of the record), but it is ", sequence));
  }
  return Missing("entry", sequence);
}

absl::StatusOr<std::vector<std::string>> Journal::Entries(uint64_t first, size_t count_max,
                                                          size_t bytes_max) const {
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, Head());
  if (first > head.size) {
    return absl::OutOfRangeError(absl::StrCat("Expected a sequence of at most ", head.size,
                                              " (the size of the record), but it is ", first));
  }
  const uint64_t end = first + std::min<uint64_t>(count_max, head.size - first);
  std::vector<std::string> entries;
  size_t bytes = 0;
  const std::unique_ptr<Cursor> cursor =
      snapshot_->Scan(Family::kJournal, EntryKey(first), EntryKey(end));
  for (uint64_t sequence = first; sequence < end; ++sequence, cursor->Next()) {
    if (!cursor->Valid() || cursor->key() != EntryKey(sequence)) {
      PLUMBLINE_RETURN_IF_ERROR(cursor->status());
      return Missing("entry", sequence);
    }
    bytes += cursor->value().size();
    if (!entries.empty() && bytes > bytes_max) break;
    entries.emplace_back(cursor->value());
  }
  return entries;
}

absl::StatusOr<std::string> Journal::LeafData(uint64_t first, size_t count) const {
  std::string data;
  data.reserve(count * kHashBytes);
  const std::unique_ptr<Cursor> cursor =
      snapshot_->Scan(Family::kJournal, EntryKey(first), EntryKey(first + count));
  for (uint64_t sequence = first; sequence < first + count; ++sequence, cursor->Next()) {
    if (!cursor->Valid() || cursor->key() != EntryKey(sequence)) {
      PLUMBLINE_RETURN_IF_ERROR(cursor->status());
      return Missing("entry", sequence);
    }
    const Hash leaf_data = Sha256(cursor->value());
    data.append(BytesOf(leaf_data).data(), kHashBytes);
  }
  return data;
}

absl::StatusOr<std::string> Journal::Tile(uint64_t size, const TilePath& path) const {
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, Head());
  if (size > head.size) {
    return absl::OutOfRangeError(absl::StrCat("Expected a size of at most ", head.size,
                                              " (the size of the record), but it is ", size));
  }
  const int level = path.entries ? 0 : path.level;
  if (level < 0 || level >= kTileLevelCount || path.width < 1 ||
      path.width > TileWidthAt(size, level, path.index)) {
    return absl::NotFoundError(
        absl::StrCat("A tree of ", size, " entries has no ", PrintTilePath(path)));
  }
  const size_t width = static_cast<size_t>(path.width);
  const uint64_t first = path.index * kTileWidth;
  std::string tile;
  PLUMBLINE_ASSIGN_OR_RETURN(
      const bool stored,
      snapshot_->Get(Family::kJournal,
                     path.entries ? BundleKey(path.index) : TileKey(level, path.index), &tile));
  if (stored) {
    if (tile.size() != kTileBytes) return Missing("all bytes of tile", path.index);
    tile.resize(width * kHashBytes);
    return tile;
  }
  if (path.width == kTileWidth) return Missing(path.entries ? "bundle" : "tile", path.index);
  if (level > 0) {
    SnapshotEdgeReader reader(this, snapshot_);
    for (size_t i = 0; i < width; ++i) {
      PLUMBLINE_ASSIGN_OR_RETURN(const Hash root, reader.TileRoot(level, first + i));
      tile.append(BytesOf(root).data(), kHashBytes);
    }
    return tile;
  }
  PLUMBLINE_ASSIGN_OR_RETURN(std::string leaf_data, LeafData(first, width));
  if (path.entries) return leaf_data;
  for (size_t i = 0; i < width; ++i) {
    const Hash leaf = LeafHash(absl::string_view(leaf_data).substr(i * kHashBytes, kHashBytes));
    tile.append(BytesOf(leaf).data(), kHashBytes);
  }
  return tile;
}

TileHashReader Journal::Hashes(uint64_t size) const {
  return TileHashReader(size, [this, size](const TilePath& path) { return Tile(size, path); });
}

absl::StatusOr<TreeEdge> Journal::Edge(uint64_t size) const {
  SnapshotEdgeReader reader(this, snapshot_);
  return TreeEdge::Restore(size, reader);
}

absl::StatusOr<Hash> Journal::Root(uint64_t size) const {
  TileHashReader hashes = Hashes(size);
  return RootAt(size, hashes);
}

void TileRows::FullTile(int level, uint64_t index, absl::string_view hashes) {
  rows_->push_back({Family::kJournal, TileKey(level, index), std::string(hashes)});
}

void TileRows::FullBundle(uint64_t index, absl::string_view leaf_data) {
  rows_->push_back({Family::kJournal, BundleKey(index), std::string(leaf_data)});
}

void TileRows::TileRoot(int level, uint64_t index, const Hash& root) {
  rows_->push_back({Family::kJournal, TileRootKey(level, index), std::string(BytesOf(root))});
}

}  // namespace plumbline
