#include "storage/files/file_rows.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"

namespace plumbline {
namespace {

constexpr char kRowVersion = 1;

void AppendTime(std::string* out, absl::Time time) {
  AppendBigEndian64(out, static_cast<uint64_t>(absl::ToUnixMicros(time)));
}

void AppendStr16(std::string* out, absl::string_view bytes) {
  PLUMBLINE_CHECK(bytes.size() <= 0xffff, "lengths were checked where the bytes came in");
  AppendBigEndian16(out, static_cast<uint16_t>(bytes.size()));
  out->append(bytes.data(), bytes.size());
}

// Takes fields off the front. After the first failure every field is empty and Done() is false.
class RowReader {
 public:
  explicit RowReader(absl::string_view bytes) : left_(bytes) {}

  absl::string_view Take(size_t size) {
    if (!good_ || left_.size() < size) {
      good_ = false;
      return {};
    }
    const absl::string_view taken = left_.substr(0, size);
    left_.remove_prefix(size);
    return taken;
  }
  uint8_t U8() {
    const absl::string_view bytes = Take(1);
    return bytes.empty() ? uint8_t{0} : static_cast<uint8_t>(bytes[0]);
  }
  uint64_t U64() {
    const absl::string_view bytes = Take(8);
    return bytes.empty() ? 0 : ReadBigEndian64(bytes);
  }
  absl::Time Time() { return absl::FromUnixMicros(static_cast<int64_t>(U64())); }
  std::string Str16() {
    const size_t high = U8();
    const size_t low = U8();
    return std::string(Take(high << 8 | low));
  }
  Hash HashBytes() {
    Hash hash{};
    const absl::string_view bytes = Take(hash.size());
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  }
  void Require(bool condition) { good_ = good_ && condition; }
  bool Done() const { return good_ && left_.empty(); }

 private:
  absl::string_view left_;
  bool good_ = true;
};

}  // namespace

std::string FileKey(const Hash& sha256) { return absl::StrCat("f", BytesOf(sha256)); }

std::string UploadKey(absl::string_view body) { return absl::StrCat("u", body); }

std::string PieceKey(absl::string_view body, uint64_t index) {
  PLUMBLINE_CHECK(body.size() == kBodyIdBytes, "keys of pieces have one length");
  std::string key(body);
  AppendBigEndian64(&key, index);
  return key;
}

uint64_t PieceCount(uint64_t size) {
  return size / kPieceBytes + (size % kPieceBytes != 0 ? 1 : 0);
}

std::string EncodeFileRow(const FileRow& row) {
  PLUMBLINE_CHECK(row.body.size() == kBodyIdBytes, "a file row names a body");
  std::string bytes(1, kRowVersion);
  AppendBigEndian64(&bytes, row.size);
  AppendTime(&bytes, row.completed_at);
  AppendTime(&bytes, row.offered_at);
  bytes += row.body;
  AppendStr16(&bytes, row.metadata.type);
  bytes.push_back(row.metadata.text_digest.has_value() ? 1 : 0);
  if (row.metadata.text_digest.has_value()) {
    absl::StrAppend(&bytes, BytesOf(*row.metadata.text_digest));
  }
  AppendStr16(&bytes, row.metadata.extra);
  return bytes;
}

absl::StatusOr<FileRow> DecodeFileRow(absl::string_view bytes) {
  RowReader reader(bytes);
  FileRow row;
  reader.Require(reader.U8() == kRowVersion);
  row.size = reader.U64();
  row.completed_at = reader.Time();
  row.offered_at = reader.Time();
  row.body = std::string(reader.Take(kBodyIdBytes));
  row.metadata.type = reader.Str16();
  const uint8_t has_digest = reader.U8();
  reader.Require(has_digest <= 1);
  if (has_digest == 1) row.metadata.text_digest = reader.HashBytes();
  row.metadata.extra = reader.Str16();
  if (!reader.Done()) return absl::DataLossError("A file's row is damaged; restore a backup");
  return row;
}

std::string EncodeUploadRow(const UploadRow& row) {
  std::string bytes(1, kRowVersion);
  AppendBigEndian64(&bytes, row.size);
  AppendBigEndian64(&bytes, row.persisted);
  AppendTime(&bytes, row.started_at);
  AppendTime(&bytes, row.updated_at);
  absl::StrAppend(&bytes, BytesOf(row.sha256));
  AppendStr16(&bytes, row.uploader);
  return bytes;
}

absl::StatusOr<UploadRow> DecodeUploadRow(absl::string_view bytes) {
  RowReader reader(bytes);
  UploadRow row;
  reader.Require(reader.U8() == kRowVersion);
  row.size = reader.U64();
  row.persisted = reader.U64();
  row.started_at = reader.Time();
  row.updated_at = reader.Time();
  row.sha256 = reader.HashBytes();
  row.uploader = reader.Str16();
  reader.Require(row.persisted <= row.size);
  if (!reader.Done())
    return absl::DataLossError("An upload's row is damaged; start the upload again");
  return row;
}

std::string UploadIdText(absl::string_view body) { return absl::BytesToHexString(body); }

absl::StatusOr<std::string> BodyOfUploadId(absl::string_view text) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() != 2 * kBodyIdBytes || !std::all_of(text.begin(), text.end(), is_digit)) {
    return absl::NotFoundError("There is no such upload; start a new one");
  }
  return absl::HexStringToBytes(text);
}

}  // namespace plumbline
