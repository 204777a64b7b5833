#include "services/runtime/convert/text_reader.h"

#include <unicode/ucnv.h>

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/canonical.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

constexpr size_t kPlainBytesMax =
    2 * kTextBytesMax;  // GB18030 and UTF-16 differ in size from UTF-8.

absl::Status NotText() {
  return absl::InvalidArgumentError(
      "Expected plain text in UTF-8 or GB18030, but the bytes belong to neither; save the file as "
      "UTF-8 text, or send the DOCX");
}

// Stops at the first byte sequence that the encoding does not define.
absl::StatusOr<std::string> Convert(absl::string_view bytes, const char* encoding) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, void (*)(UConverter*)> converter(ucnv_open(encoding, &error),
                                                                     ucnv_close);
  if (U_FAILURE(error)) return absl::InternalError(absl::StrCat("ICU has no ", encoding));
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error);
  std::u16string wide(bytes.size() + 16, u'\0');
  const int32_t length =
      ucnv_toUChars(converter.get(), wide.data(), static_cast<int32_t>(wide.size()), bytes.data(),
                    static_cast<int32_t>(bytes.size()), &error);
  if (U_FAILURE(error) || length < 0) return NotText();
  std::string out;
  out.reserve(static_cast<size_t>(length) * 3);
  for (int32_t i = 0; i < length; ++i) {
    char32_t c = wide[i];
    if (c >= 0xd800 && c <= 0xdfff) {
      const bool pair =
          c <= 0xdbff && i + 1 < length && wide[i + 1] >= 0xdc00 && wide[i + 1] <= 0xdfff;
      if (!pair) return NotText();
      c = 0x10000 + ((c - 0xd800) << 10) + (wide[++i] - 0xdc00u);
    }
    AppendUtf8(&out, c);
  }
  return out;
}

absl::StatusOr<std::string> ToUtf8(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xef\xbb\xbf")) {
    bytes.remove_prefix(3);
    if (!DecodeUtf8(bytes).ok()) return NotText();
    return std::string(bytes);
  }
  if (absl::StartsWith(bytes, "\xff\xfe")) return Convert(bytes.substr(2), "UTF-16LE");
  if (absl::StartsWith(bytes, "\xfe\xff")) return Convert(bytes.substr(2), "UTF-16BE");
  if (DecodeUtf8(bytes).ok()) return std::string(bytes);
  return Convert(bytes, "GB18030");
}

}  // namespace

absl::StatusOr<std::string> DecodePlainText(absl::string_view bytes) {
  if (bytes.size() > kPlainBytesMax) {
    return absl::OutOfRangeError(absl::StrCat("Expected at most ", kPlainBytesMax >> 20,
                                              " MiB of text, but the file is larger; split it"));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(std::string text, ToUtf8(bytes));
  if (!text.empty() && text.back() == '\x1a') text.pop_back();
  for (size_t pos = 0; pos < text.size();) {
    char32_t c = 0;
    if (!NextCodePoint(text, &pos, &c)) return NotText();
    if ((c < 0x20 || (c >= 0x7f && c <= 0x9f)) && !IsTextWhiteSpace(c)) return NotText();
  }
  return text;
}

absl::StatusOr<TextPart> ReadPlainText(absl::string_view bytes) {
  PLUMBLINE_ASSIGN_OR_RETURN(std::string text, DecodePlainText(bytes));
  TextPart part;
  part.blocks.push_back({std::move(text), {}});
  return part;
}

}  // namespace plumbline
