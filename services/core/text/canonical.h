// services/core/text/canonical.h: one text, one string of bytes, whatever program saved the file.
//
// The text digest (文本摘要) is SHA-256 over these bytes; an opinion binds to it. So two files that
// read the same to a lawyer must give the same bytes, and a changed digit, cell or attachment must
// not. The exact definition is the section "Canonical text" of storage/FORMAT.md; in short:
//
//   kept      every code point as it is: no Unicode normalisation, no folding of width, case or
//             digits. No producer normalises when it saves, and （ for ( or １ for 1 is a
//             change that a reviewer should see (and may call FORMAT_ONLY).
//   dropped   what nobody can see: zero-width and direction marks, soft hyphens, variation
//             selectors; empty paragraphs; white space at either end of a line.
//   one space any run of white space inside a line, U+3000 included.
//   refused   other control characters: no producer writes them on purpose.
//
// Example   "　　第一条　　为了" and "第一条\t为了" are both `P⇥第一条 为了⏎`.
// Not equal "三日" and "3日"; "第一条为了" and "第一条 为了".
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_CANONICAL_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_CANONICAL_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/core/text/document.h"

namespace plumbline {

// Stored beside every text digest. Another version never changes what version 1 yields.
inline constexpr int kCanonicalTextVersion = 1;

// The first line of canonical text.
inline constexpr absl::string_view kCanonicalTextHeader = "plumbline-text 1\n";

// Output  canonical bytes, at most kTextBytesMax.
// Errors  INVALID_ARGUMENT when the text is empty (the body, or an attachment, has no visible
//         character), is not UTF-8, or holds control characters; OUT_OF_RANGE when a limit of
//         document.h is passed. Messages say which and what to do.
// Cost    O(bytes).
absl::StatusOr<std::string> CanonicalText(const TextDocument& document);

// Reads canonical text back. CanonicalText(*ParseCanonicalText(c)) == c.
// Errors  INVALID_ARGUMENT when `bytes` is not canonical text of this version.
absl::StatusOr<TextDocument> ParseCanonicalText(absl::string_view bytes);

// Splits at line breaks and applies the rules for one line to each; empty lines are left out.
// Errors  INVALID_ARGUMENT as above.
absl::StatusOr<std::vector<std::string>> CanonicalLines(absl::string_view text);

// White space by the rules above, line breaks included.
bool IsTextWhiteSpace(char32_t c);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_CANONICAL_H_
