#include "clients/cli/text_width.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace plumbline::client {

namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// Blocks whose characters are wide or full-width.
constexpr Range kWide[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};
constexpr Range kNone[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x202A, 0x202E},
    {0x2066, 0x2069}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
};

template <size_t N>
bool In(const Range (&ranges)[N], uint32_t point) {
  for (const Range& range : ranges) {
    if (point >= range.first && point <= range.last) return true;
  }
  return false;
}

// Decodes the character at `at`; its length in bytes, or 0 when the bytes are no UTF-8.
size_t Decode(absl::string_view text, size_t at, uint32_t* point) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  const size_t length = lead < 0x80                   ? 1
                        : lead >= 0xF0 && lead < 0xF5 ? 4
                        : lead >= 0xE0 && lead < 0xF0 ? 3
                        : lead >= 0xC2 && lead < 0xE0 ? 2
                                                      : 0;
  if (length == 0 || at + length > text.size()) return 0;
  uint32_t value = length == 1 ? lead : lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
    value = value << 6 | (byte(at + i) & 0x3F);
  }
  *point = value;
  return length;
}

int WidthOfPoint(uint32_t point) {
  if (In(kNone, point)) return 0;
  return In(kWide, point) ? 2 : 1;
}

}  // namespace

int WidthOf(absl::string_view text) {
  int width = 0;
  for (size_t at = 0; at < text.size();) {
    uint32_t point = 0;
    const size_t length = Decode(text, at, &point);
    width += length == 0 ? 1 : WidthOfPoint(point);
    at += length == 0 ? 1 : length;
  }
  return width;
}

std::string CutTo(absl::string_view text, int width) {
  if (WidthOf(text) <= width) return std::string(text);
  int used = 0;
  size_t at = 0;
  while (at < text.size()) {
    uint32_t point = 0;
    const size_t length = Decode(text, at, &point);
    const int more = length == 0 ? 1 : WidthOfPoint(point);
    if (used + more > width - 1) break;  // One column for the mark.
    used += more;
    at += length == 0 ? 1 : length;
  }
  return absl::StrCat(text.substr(0, at), "…");
}

std::string PadTo(absl::string_view text, int width) {
  const int missing = width - WidthOf(text);
  return absl::StrCat(text, std::string(static_cast<size_t>(missing > 0 ? missing : 0), ' '));
}

std::string WrapTo(absl::string_view text, int width, int indent) {
  std::string out;
  int used = 0;
  for (size_t at = 0; at < text.size();) {
    // One piece: up to and with the next space or mark.
    size_t end = at;
    while (end < text.size()) {
      uint32_t point = 0;
      const size_t length = Decode(text, end, &point);
      end += length == 0 ? 1 : length;
      if (point == ' ' || point == 0xFF0C || point == 0x3002 || point == 0xFF1B || point == 0x3001)
        break;
    }
    const absl::string_view piece = text.substr(at, end - at);
    const int wide = WidthOf(absl::StripTrailingAsciiWhitespace(piece));
    if (used > 0 && used + wide > width) {
      while (!out.empty() && out.back() == ' ') out.pop_back();
      absl::StrAppend(&out, "\n", std::string(static_cast<size_t>(indent), ' '));
      used = 0;
    }
    out.append(piece.data(), piece.size());
    used += WidthOf(piece);
    at = end;
  }
  return out;
}

std::string Printable(absl::string_view text, bool keep_lines) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    uint32_t point = 0;
    const size_t length = Decode(text, at, &point);
    if (length == 0) {
      out += '?';
      ++at;
      continue;
    }
    const bool control = point < 0x20 || (point >= 0x7F && point < 0xA0) ||
                         (point >= 0x202A && point <= 0x202E) ||
                         (point >= 0x2066 && point <= 0x2069);
    if (control && !(keep_lines && point == '\n')) {
      out += ' ';
    } else {
      out.append(text.data() + at, length);
    }
    at += length;
  }
  return out;
}

}  // namespace plumbline::client
