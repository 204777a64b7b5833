#include "services/core/text/utf8.h"

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"

namespace plumbline {

bool NextCodePoint(absl::string_view text, size_t* pos, char32_t* code_point) {
  if (*pos >= text.size()) return false;
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[*pos + i]); };
  const unsigned char lead = byte(0);
  size_t length = 0;
  char32_t value = 0;
  char32_t least = 0;  // The smallest value that needs this many bytes: below it is overlong.
  if (lead < 0x80) {
    *code_point = lead;
    ++*pos;
    return true;
  }
  if (lead >= 0xc2 && lead <= 0xdf) {
    length = 2, value = lead & 0x1fu, least = 0x80;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    length = 3, value = lead & 0x0fu, least = 0x800;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    length = 4, value = lead & 0x07u, least = 0x10000;
  } else {
    return false;
  }
  if (text.size() - *pos < length) return false;
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return false;
    value = value << 6 | (byte(i) & 0x3fu);
  }
  if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return false;
  *code_point = value;
  *pos += length;
  return true;
}

void AppendUtf8(std::string* out, char32_t code_point) {
  PLUMBLINE_CHECK(code_point <= 0x10ffff && (code_point < 0xd800 || code_point > 0xdfff),
                  "only scalar values have a UTF-8 form");
  const auto push = [out](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xc0 | code_point >> 6);
    push(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    push(0xe0 | code_point >> 12);
    push(0x80 | (code_point >> 6 & 0x3f));
    push(0x80 | (code_point & 0x3f));
  } else {
    push(0xf0 | code_point >> 18);
    push(0x80 | (code_point >> 12 & 0x3f));
    push(0x80 | (code_point >> 6 & 0x3f));
    push(0x80 | (code_point & 0x3f));
  }
}

std::string EncodeUtf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size() * 3);
  for (char32_t c : text) AppendUtf8(&out, c);
  return out;
}

absl::StatusOr<std::u32string> DecodeUtf8(absl::string_view text) {
  std::u32string out;
  out.reserve(text.size() / 2);
  for (size_t pos = 0; pos < text.size();) {
    char32_t c = 0;
    if (!NextCodePoint(text, &pos, &c)) {
      return absl::InvalidArgumentError(absl::StrCat("Expected UTF-8 text, but the byte at offset ",
                                                     pos,
                                                     " does not belong to it; save the "
                                                     "text as UTF-8 and send it again"));
    }
    out.push_back(c);
  }
  return out;
}

size_t CodePointCount(absl::string_view text) {
  size_t count = 0;
  for (char byte : text) count += (static_cast<unsigned char>(byte) & 0xc0) != 0x80;
  return count;
}

}  // namespace plumbline
