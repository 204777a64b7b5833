// storage/rows.h: the values that the record itself reads: head row, epoch rows, marks.
//
// Each ends in its own checksum (the first 8 bytes of the SHA-256 of what precedes): marks lie
// outside RocksDB, and a head that was damaged in memory must not pass for a shorter record.
// Bytes: FORMAT.md. Pure; any thread.
#ifndef PLUMBLINE_STORAGE_ROWS_H_
#define PLUMBLINE_STORAGE_ROWS_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/merkle/hash.h"

namespace plumbline {

// What the record ends with: written with every batch, in the same write.
struct HeadRow {
  uint64_t size = 0;     // Entries.
  uint64_t epoch = 1;    // Number of the epoch that appends.
  uint64_t batches = 0;  // Ever made durable, those that append nothing included.
  Hash root = EmptyRoot();
};
inline bool operator==(const HeadRow& a, const HeadRow& b) {
  return a.size == b.size && a.epoch == b.epoch && a.batches == b.batches && a.root == b.root;
}
inline bool operator!=(const HeadRow& a, const HeadRow& b) { return !(a == b); }

inline constexpr size_t kHeadRowBytes = 72;
std::string EncodeHeadRow(const HeadRow& head);
// Errors  DATA_LOSS: wrong size, magic or checksum.
absl::StatusOr<HeadRow> DecodeHeadRow(absl::string_view bytes);

// A mark: the same fields under another magic, so that neither passes for the other.
std::string EncodeMark(const HeadRow& mark);
absl::StatusOr<HeadRow> DecodeMark(absl::string_view bytes);

// One epoch: a stretch of the record under one origin. The first begins with the record; another
// one begins when a backup is restored, because a restored log must never pass for the old one.
struct EpochRow {
  uint64_t number = 1;
  std::string origin;           // Checkpoint origin, "<name>/<number>"; 1..255 bytes.
  uint64_t start_size = 0;      // Leaves that the epoch began with.
  std::string previous_origin;  // Empty for epoch 1, as are the next two.
  HeadRow restored;             // Head of the backup that was restored.
  HeadRow mark;                 // The lost record's last known mark.
  std::string public_key;       // Ed25519, 32 bytes, of who signs this epoch; empty: not yet known.
};
std::string EncodeEpochRow(const EpochRow& epoch);
absl::StatusOr<EpochRow> DecodeEpochRow(absl::string_view bytes);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_ROWS_H_
