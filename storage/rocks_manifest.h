// storage/rocks_manifest.h: notices damage at the end of RocksDB's manifest, which RocksDB does
// not.
//
// The manifest lists the tables that are in use. RocksDB 7.8 takes a record of it that runs past
// the end of the file for one that a crash cut off, and opens without it and all that follow: one
// flipped bit in a length makes whole tables vanish quietly. Here such a record is looked at twice:
// if its checksum fits any part of what is there, it was complete and only its length is wrong. A
// record that was really cut off fits nowhere (chance 2^-32 per byte of it).
// Source  RocksDB's log format: blocks of 32 KiB; record = masked CRC-32C of type and payload (4
//         bytes, little-endian) ‖ payload length (2, little-endian) ‖ type (1 to 4) ‖ payload.
// Does not notice a file that lost its end at the boundary of a record.
#ifndef PLUMBLINE_STORAGE_ROCKS_MANIFEST_H_
#define PLUMBLINE_STORAGE_ROCKS_MANIFEST_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace rocksdb {
class Env;
}  // namespace rocksdb

namespace plumbline {

// Checks the bytes of a manifest. Pure.
// Errors  DATA_LOSS that says at which byte.
absl::Status CheckManifestBytes(absl::string_view manifest);

// Checks the manifest that CURRENT names in the database at `path`, before it is opened. OK also
// when there is none to be found: RocksDB reports that itself. `env` null: the real file system.
// Errors  DATA_LOSS. UNAVAILABLE.
absl::Status CheckManifest(const std::string& path, rocksdb::Env* env);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_ROCKS_MANIFEST_H_
