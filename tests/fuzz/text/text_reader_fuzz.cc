// Any bytes as a plain text file: what is read is UTF-8 whose canonical form is stable.
#include <cstddef>
#include <cstdint>
#include <string>

#include "services/core/base/check.h"
#include "services/core/text/canonical.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/file_type.h"
#include "services/runtime/convert/text_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumbline;  // NOLINT: a fuzz target has no other names.
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  (void)DetectFileType(bytes);
  const absl::StatusOr<std::string> text = DecodePlainText(bytes);
  if (!text.ok()) return 0;
  PLUMBLINE_CHECK(DecodeUtf8(*text).ok(), "what is read is UTF-8");
  const absl::StatusOr<TextPart> part = ReadPlainText(bytes);
  PLUMBLINE_CHECK(part.ok(), "decoded text is a text");
  const absl::StatusOr<std::string> canonical = CanonicalText({*part, {}});
  if (!canonical.ok()) return 0;
  const absl::StatusOr<TextDocument> back = ParseCanonicalText(*canonical);
  PLUMBLINE_CHECK(back.ok() && *CanonicalText(*back) == *canonical, "canonical text is stable");
  return 0;
}
