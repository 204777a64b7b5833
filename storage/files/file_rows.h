// storage/files/file_rows.h: the bytes that the files store keeps about files and uploads.
//
// Two tables (RocksDB families). Integers are big-endian; str16 is a 16-bit length and that many
// bytes; times are microseconds since 1970 (UTC), two's complement.
//   rows    (family "default")
//     'f' ‖ sha256 (32)     → 0x01 ‖ size u64 ‖ completed u64 ‖ offered u64 ‖ body (16) ‖
//                             str16 type ‖
//                             0x00, or 0x01 ‖ text digest (32) ‖ str16 extra
//     'u' ‖ upload id (16)  → 0x01 ‖ size u64 ‖ persisted u64 ‖ started u64 ‖ updated u64 ‖
//                             sha256 (32) ‖ str16 uploader
//   pieces  (family "pieces", values in blob files)
//     body (16) ‖ index u64 → the bytes [index × 1 MiB, …) of that body, 1 MiB, less
//                             in the last one
// A body is one sequence of bytes as it was uploaded, named by the id of its upload; a file row
// names the body that holds its content. So an upload becomes a file without its bytes being moved.
// Pure; any thread.
#ifndef PLUMBLINE_STORAGE_FILES_FILE_ROWS_H_
#define PLUMBLINE_STORAGE_FILES_FILE_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "storage/merkle/hash.h"

namespace plumbline {

inline constexpr size_t kPieceBytes = size_t{1} << 20;
inline constexpr size_t kBodyIdBytes = 16;
inline constexpr size_t kFileTypeBytesMax = 255;
inline constexpr size_t kFileExtraBytesMax = 16 * 1024;
inline constexpr size_t kUploaderBytesMax = 255;

// What the caller keeps with a file; none of it takes part in the file's identity.
struct FileMetadata {
  std::string type;  // Found by looking at the bytes, e.g. a media type; at most 255 bytes.
  absl::optional<Hash> text_digest;  // Of the canonical clause text, for files that have one.
  std::string extra;                 // Opaque to the store; at most 16 KiB. No names of persons.
};

struct FileRow {
  uint64_t size = 0;
  absl::Time completed_at;  // First complete and synced.
  absl::Time offered_at;    // Last time somebody uploaded this content; expiry counts from here.
  std::string body;         // 16 bytes.
  FileMetadata metadata;
};

struct UploadRow {
  uint64_t size = 0;       // Declared.
  uint64_t persisted = 0;  // Bytes that survive a crash.
  absl::Time started_at;
  absl::Time updated_at;
  Hash sha256{};         // Declared.
  std::string uploader;  // Opaque to the store.
};

std::string FileKey(const Hash& sha256);
std::string UploadKey(absl::string_view body);
std::string PieceKey(absl::string_view body, uint64_t index);
// How many pieces hold `size` bytes.
uint64_t PieceCount(uint64_t size);

// Errors  DATA_LOSS unless the bytes are exactly one row.
std::string EncodeFileRow(const FileRow& row);
absl::StatusOr<FileRow> DecodeFileRow(absl::string_view bytes);
std::string EncodeUploadRow(const UploadRow& row);
absl::StatusOr<UploadRow> DecodeUploadRow(absl::string_view bytes);

// The text form of an upload id: 32 hexadecimal digits in lower case.
std::string UploadIdText(absl::string_view body);
// Errors  NOT_FOUND for any other text: no upload has that name.
absl::StatusOr<std::string> BodyOfUploadId(absl::string_view text);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_FILES_FILE_ROWS_H_
