// Head, mark and epoch rows: encode is the inverse of decode, and no row passes for another kind.
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "storage/rows.h"

namespace {

void Try(absl::string_view bytes) {
  const auto head = plumbline::DecodeHeadRow(bytes);
  if (head.ok()) PLUMBLINE_CHECK(plumbline::EncodeHeadRow(*head) == bytes, "encode is the inverse of decode");
  const auto mark = plumbline::DecodeMark(bytes);
  if (mark.ok()) PLUMBLINE_CHECK(plumbline::EncodeMark(*mark) == bytes, "encode is the inverse of decode");
  const auto epoch = plumbline::DecodeEpochRow(bytes);
  if (epoch.ok()) PLUMBLINE_CHECK(plumbline::EncodeEpochRow(*epoch) == bytes, "encode is the inverse of decode");
  PLUMBLINE_CHECK(head.ok() + mark.ok() + epoch.ok() <= 1, "a row is of one kind");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  Try(bytes);
  // As somebody would write it who can count a checksum: the first eight bytes of SHA-256.
  const plumbline::Hash digest = plumbline::Sha256(bytes);
  Try(absl::StrCat(bytes, plumbline::BytesOf(digest).substr(0, 8)));
  return 0;
}
