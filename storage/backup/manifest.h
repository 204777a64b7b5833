// storage/backup/manifest.h: what a backup says about itself, a text that people can read.
//
//   plumbline backup 1
//   id <n>
//   created <RFC 3339, UTC, seconds>
//   origin <origin of the record's epoch>
//   head <size> <epoch> <batches> <root, hex>
//   mark <size> <epoch> <batches> <root, hex>
//   layout <first line of the data directory's LAYOUT>
//   record <number in the engine directory record/>
//   files <number in the engine directory files/>
//   part <sha256, hex> <bytes> <path below the directory of backups>      (one for each file)
//   end <sha256 of everything above, hex>
// Written last and all at once: a backup without its manifest is none. The last line finds damage;
// it does not prove who wrote the text.
// Pure; any thread.
#ifndef PLUMBLINE_STORAGE_BACKUP_MANIFEST_H_
#define PLUMBLINE_STORAGE_BACKUP_MANIFEST_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/merkle/hash.h"
#include "storage/rows.h"

namespace plumbline {

inline constexpr size_t kManifestBytesMax = size_t{64} << 20;

struct BackupPart {
  std::string path;  // Below the directory of backups; no "..", no leading slash.
  uint64_t size = 0;
  Hash sha256{};
};

struct BackupManifest {
  uint32_t id = 0;  // From 1; names the manifest.
  absl::Time created;
  std::string origin;  // Of the epoch that the record was in.
  HeadRow head;        // Where the copied record ends.
  HeadRow mark;        // What the record had acknowledged by then; not below `head`.
  std::string layout;  // One line.
  uint32_t record = 0;
  uint32_t files = 0;
  std::vector<BackupPart> parts;

  uint64_t bytes() const {
    uint64_t sum = 0;
    for (const BackupPart& part : parts) sum += part.size;
    return sum;
  }
};

// `<id>.manifest`, eight digits, so that names sort as numbers do.
std::string ManifestName(uint32_t id);

std::string EncodeManifest(const BackupManifest& manifest);
// Errors  DATA_LOSS: not exactly one manifest of this version, or damaged; says in which line.
absl::StatusOr<BackupManifest> DecodeManifest(absl::string_view text);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_BACKUP_MANIFEST_H_
