// services/core/text/utf8.h: strict UTF-8, code point by code point.
//
// Foreign text comes in as UTF-8; the rules of canonical.h are stated on code points. Strict means
// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_UTF8_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_UTF8_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

// Reads the code point that starts at `*pos` and moves `*pos` behind it.
// Returns false, with `*pos` unchanged, where no valid code point starts (end of text included).
bool NextCodePoint(absl::string_view text, size_t* pos, char32_t* code_point);

// Appends one code point. REQUIRES: a scalar value (no surrogate, at most U+10FFFF).
void AppendUtf8(std::string* out, char32_t code_point);

std::string EncodeUtf8(std::u32string_view text);

// Errors  INVALID_ARGUMENT with the offset of the first byte that is not UTF-8.
absl::StatusOr<std::u32string> DecodeUtf8(absl::string_view text);

// The number of code points. REQUIRES: valid UTF-8.
size_t CodePointCount(absl::string_view text);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_UTF8_H_
