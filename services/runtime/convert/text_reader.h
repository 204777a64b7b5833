// services/runtime/convert/text_reader.h: plain text files, in the encodings that offices save.
//
// Order    byte-order mark (UTF-8, UTF-16) · valid UTF-8 · GB18030 (of which GBK and GB2312 are
//          parts). Both last are strict: a byte sequence that belongs to neither is an error, not
//          a guess, because a wrong guess would change the text that is reviewed.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_TEXT_READER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_TEXT_READER_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/core/text/document.h"

namespace plumbline {

// Output  UTF-8 without byte-order mark or the end mark (U+001A) of old editors.
// Errors  INVALID_ARGUMENT: in none of the encodings, or with control characters (then it is not
//         text). OUT_OF_RANGE: larger than 2 * kTextBytesMax.
// Cost    O(bytes). Pure; any thread.
absl::StatusOr<std::string> DecodePlainText(absl::string_view bytes);

// Each line is a paragraph. Tables are not guessed from spaces.
absl::StatusOr<TextPart> ReadPlainText(absl::string_view bytes);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_TEXT_READER_H_
