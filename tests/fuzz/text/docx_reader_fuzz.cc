// Any bytes as a DOCX file, or as the body of one (first byte odd): no crash, no endless work; text
// that is read has a canonical form which the clause tree gives back.
#include <cstddef>
#include <cstdint>
#include <string>

#include "services/core/base/check.h"
#include "services/core/text/canonical.h"
#include "services/core/text/clause_tree.h"
#include "services/runtime/convert/docx_reader.h"
#include "services/runtime/convert/extract.h"
#include "tests/services/runtime/convert/docx_builder.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumbline;  // NOLINT: a fuzz target has no other names.
  if (size == 0) return 0;
  std::string bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 1) {
    // Body, footnotes, styles, numbering: separated by a line of three dashes.
    ZipEntries parts;
    for (const char* kind : {"numbering", "styles", "footnotes"}) {
      const size_t cut = bytes.rfind("\n---\n");
      if (cut == std::string::npos) break;
      parts.emplace_back(kind, bytes.substr(cut + 5));
      bytes.resize(cut);
    }
    bytes = Docx(bytes, parts);
  }
  const absl::StatusOr<DocxText> text = ReadDocx(bytes);
  if (!text.ok()) return 0;
  const absl::StatusOr<std::string> canonical = CanonicalText({text->part, {}});
  if (!canonical.ok()) return 0;
  const absl::StatusOr<ClauseTree> tree = ClauseTree::Parse(*canonical);
  PLUMBLINE_CHECK(tree.ok(), "canonical text can be parsed");
  PLUMBLINE_CHECK(tree->Print() == *canonical, "printing gives the text back");
  const Extraction extraction = ExtractText(bytes, "a.docx");
  PLUMBLINE_CHECK(
      extraction.canonical.has_value() == (extraction.outcome == Extraction::Outcome::kText),
      "text or a reason");
  return 0;
}
