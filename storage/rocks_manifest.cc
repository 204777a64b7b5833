#include "storage/rocks_manifest.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "rocksdb/env.h"
#include "storage/files/crc32c.h"
#include "storage/rocks_options.h"

namespace plumbline {
namespace {

constexpr size_t kBlockBytes = 32768;
constexpr size_t kHeaderBytes = 7;
constexpr unsigned char kLastType = 4;  // Full, first, middle, last.

unsigned char ByteAt(absl::string_view bytes, size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

// Of type and payload: the type stands right before the payload.
uint32_t MaskedCrc(absl::string_view record, size_t payload_bytes) {
  const uint32_t crc = Crc32c(record.substr(kHeaderBytes - 1, 1 + payload_bytes));
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

bool AllZero(absl::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

absl::Status Damaged(size_t at, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("The manifest of the database is damaged at byte ", at,
                                          ": ", what));
}

}  // namespace

absl::Status CheckManifestBytes(absl::string_view manifest) {
  size_t at = 0;
  while (at < manifest.size()) {
    const size_t block_left = kBlockBytes - at % kBlockBytes;
    if (block_left < kHeaderBytes) {  // No header fits: the rest of the block is padding.
      at += block_left;
      continue;
    }
    const absl::string_view rest = manifest.substr(at, block_left);
    const bool at_end = at + rest.size() == manifest.size();
    if (AllZero(manifest.substr(at))) return absl::OkStatus();  // Made longer, not yet written.
    if (rest.size() < kHeaderBytes) return absl::OkStatus();    // A header that was cut off.
    const uint32_t stored = ByteAt(rest, 0) | static_cast<uint32_t>(ByteAt(rest, 1)) << 8 |
                            static_cast<uint32_t>(ByteAt(rest, 2)) << 16 |
                            static_cast<uint32_t>(ByteAt(rest, 3)) << 24;
    const size_t length = ByteAt(rest, 4) | static_cast<size_t>(ByteAt(rest, 5)) << 8;
    const unsigned char type = ByteAt(rest, 6);
    if (type < 1 || type > kLastType) return Damaged(at, "a record of unknown type");
    const size_t payload_left = rest.size() - kHeaderBytes;
    if (length > payload_left) {
      if (!at_end) return Damaged(at, "a record is longer than its block");
      for (size_t bytes = 0; bytes <= payload_left; ++bytes) {
        if (MaskedCrc(rest, bytes) == stored) return Damaged(at, "a record's length is wrong");
      }
      return absl::OkStatus();  // Cut off by a crash before it was synced: nothing relied on it.
    }
    if (MaskedCrc(rest, length) != stored) return Damaged(at, "a record fails its checksum");
    at += kHeaderBytes + length;
  }
  return absl::OkStatus();
}

absl::Status CheckManifest(const std::string& path, rocksdb::Env* env) {
  rocksdb::Env* const files = env == nullptr ? rocksdb::Env::Default() : env;
  std::string name;
  rocksdb::Status status = rocksdb::ReadFileToString(files, path + "/CURRENT", &name);
  if (!status.ok()) return absl::OkStatus();
  if (name.empty() || name.back() != '\n') return absl::OkStatus();
  name.pop_back();
  std::string manifest;
  status = rocksdb::ReadFileToString(files, path + "/" + name, &manifest);
  if (status.IsNotFound() || status.IsPathNotFound()) return absl::OkStatus();
  if (!status.ok()) return FromRocks(status, absl::StrCat("Reading ", name));
  return CheckManifestBytes(manifest);
}

}  // namespace plumbline
