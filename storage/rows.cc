#include "storage/rows.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"

namespace plumbline {
namespace {

constexpr absl::string_view kHeadMagic = "PLHEAD1\n";
constexpr absl::string_view kMarkMagic = "PLMARK1\n";
constexpr absl::string_view kEpochMagic = "PLEPOC1\n";
constexpr size_t kMagicBytes = 8;
constexpr size_t kCheckBytes = 8;
constexpr size_t kFieldsBytes = 8 + 8 + 8 + kHashBytes;  // size, epoch, batches, root
constexpr size_t kTextBytesMax = 255;
static_assert(kMagicBytes + kFieldsBytes + kCheckBytes == kHeadRowBytes, "FORMAT.md says so");

void AppendFields(std::string* out, const HeadRow& head) {
  AppendBigEndian64(out, head.size);
  AppendBigEndian64(out, head.epoch);
  AppendBigEndian64(out, head.batches);
  out->append(BytesOf(head.root).data(), kHashBytes);
}

HeadRow ReadFields(absl::string_view bytes) {
  HeadRow head;
  head.size = ReadBigEndian64(bytes);
  head.epoch = ReadBigEndian64(bytes.substr(8));
  head.batches = ReadBigEndian64(bytes.substr(16));
  std::memcpy(head.root.data(), bytes.data() + 24, kHashBytes);
  return head;
}

void AppendCheck(std::string* out) {
  const Hash digest = Sha256(*out);
  out->append(BytesOf(digest).data(), kCheckBytes);
}

// The bytes between magic and checksum, or DATA_LOSS.
absl::StatusOr<absl::string_view> Body(absl::string_view bytes, absl::string_view magic,
                                       absl::string_view what) {
  if (bytes.size() < kMagicBytes + kCheckBytes || bytes.substr(0, kMagicBytes) != magic) {
    return absl::DataLossError(absl::StrCat("The ", what, " is not one of this format (",
                                            bytes.size(), " bytes)"));
  }
  const absl::string_view checked = bytes.substr(0, bytes.size() - kCheckBytes);
  const Hash digest = Sha256(checked);
  if (bytes.substr(checked.size()) != BytesOf(digest).substr(0, kCheckBytes)) {
    return absl::DataLossError(absl::StrCat("The ", what, " fails its checksum"));
  }
  return checked.substr(kMagicBytes);
}

std::string EncodeChecked(absl::string_view magic, const HeadRow& head) {
  std::string out;
  out.reserve(kHeadRowBytes);
  out.append(magic.data(), magic.size());
  AppendFields(&out, head);
  AppendCheck(&out);
  return out;
}

absl::StatusOr<HeadRow> DecodeChecked(absl::string_view bytes, absl::string_view magic,
                                      absl::string_view what) {
  absl::StatusOr<absl::string_view> body = Body(bytes, magic, what);
  if (!body.ok()) return body.status();
  if (body->size() != kFieldsBytes) {
    return absl::DataLossError(absl::StrCat("The ", what, " has ", bytes.size(), " bytes, not ",
                                            kHeadRowBytes));
  }
  return ReadFields(*body);
}

void AppendText(std::string* out, absl::string_view text) {
  PLUMBLINE_CHECK(text.size() <= kTextBytesMax, "texts of an epoch row have at most 255 bytes");
  AppendBigEndian16(out, static_cast<uint16_t>(text.size()));
  out->append(text.data(), text.size());
}

bool TakeText(absl::string_view* bytes, std::string* text) {
  if (bytes->size() < 2) return false;
  const size_t size = static_cast<size_t>(static_cast<unsigned char>((*bytes)[0])) << 8 |
                      static_cast<unsigned char>((*bytes)[1]);
  if (bytes->size() < 2 + size) return false;
  text->assign(bytes->data() + 2, size);
  bytes->remove_prefix(2 + size);
  return true;
}

}  // namespace

std::string EncodeHeadRow(const HeadRow& head) { return EncodeChecked(kHeadMagic, head); }
absl::StatusOr<HeadRow> DecodeHeadRow(absl::string_view bytes) {
  return DecodeChecked(bytes, kHeadMagic, "head row");
}

std::string EncodeMark(const HeadRow& mark) { return EncodeChecked(kMarkMagic, mark); }
absl::StatusOr<HeadRow> DecodeMark(absl::string_view bytes) {
  return DecodeChecked(bytes, kMarkMagic, "mark");
}

std::string EncodeEpochRow(const EpochRow& epoch) {
  std::string out(kEpochMagic);
  AppendBigEndian64(&out, epoch.number);
  AppendBigEndian64(&out, epoch.start_size);
  AppendFields(&out, epoch.restored);
  AppendFields(&out, epoch.mark);
  AppendText(&out, epoch.origin);
  AppendText(&out, epoch.previous_origin);
  AppendText(&out, epoch.public_key);
  AppendCheck(&out);
  return out;
}

absl::StatusOr<EpochRow> DecodeEpochRow(absl::string_view bytes) {
  absl::StatusOr<absl::string_view> body = Body(bytes, kEpochMagic, "epoch row");
  if (!body.ok()) return body.status();
  absl::string_view rest = *body;
  EpochRow epoch;
  if (rest.size() >= 16 + 2 * kFieldsBytes) {
    epoch.number = ReadBigEndian64(rest);
    epoch.start_size = ReadBigEndian64(rest.substr(8));
    epoch.restored = ReadFields(rest.substr(16));
    epoch.mark = ReadFields(rest.substr(16 + kFieldsBytes));
    rest.remove_prefix(16 + 2 * kFieldsBytes);
    if (TakeText(&rest, &epoch.origin) && TakeText(&rest, &epoch.previous_origin) &&
        TakeText(&rest, &epoch.public_key) && rest.empty()) {
      return epoch;
    }
  }
  return absl::DataLossError("The epoch row has the wrong length");
}

}  // namespace plumbline
