// Any bytes as canonical text, and any lines as two drafts: parse and print are inverse, anchors are
// found, and a redline adds up to both drafts.
#include <cstddef>
#include <cstdint>
#include <string>

#include "services/core/base/check.h"
#include "services/core/text/canonical.h"
#include "services/core/text/clause_tree.h"
#include "services/core/text/redline.h"

namespace plumbline {
namespace {

void CheckTree(const ClauseTree& tree, const std::string& canonical) {
  PLUMBLINE_CHECK(tree.Print() == canonical, "printing gives the text back");
  for (const ClauseNode& node : tree.nodes()) {
    PLUMBLINE_CHECK(tree.Find(node.anchor) == &node, "anchors are unique");
    PLUMBLINE_CHECK(!tree.Citation(node).empty(), "every clause can be cited");
  }
}

absl::StatusOr<std::string> Draft(absl::string_view lines) {
  TextDocument document;
  document.body.blocks.push_back({std::string(lines), {}});
  return CanonicalText(document);
}

}  // namespace
}  // namespace plumbline

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace plumbline;  // NOLINT: a fuzz target has no other names.
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto tree = ClauseTree::Parse(bytes); tree.ok()) CheckTree(*tree, bytes);
  const size_t cut = bytes.find("\n---\n");
  const auto before = Draft(bytes.substr(0, cut));
  const auto after = Draft(cut == std::string::npos ? bytes : bytes.substr(cut + 5));
  if (!before.ok() || !after.ok()) return 0;
  const auto old_tree = ClauseTree::Parse(*before);
  const auto new_tree = ClauseTree::Parse(*after);
  PLUMBLINE_CHECK(old_tree.ok() && new_tree.ok(), "canonical text can be parsed");
  CheckTree(*old_tree, *before);
  CheckTree(*new_tree, *after);
  for (const RedlineEntry& entry : Redline(*old_tree, *new_tree)) {
    std::string old_line, new_line;
    for (const RedlineSpan& span : entry.spans) {
      if (span.kind != RedlineSpan::Kind::kAdded) old_line += span.text;
      if (span.kind != RedlineSpan::Kind::kRemoved) new_line += span.text;
    }
    if (!entry.old_anchor.empty()) {
      PLUMBLINE_CHECK(old_line == old_tree->Line(*old_tree->Find(entry.old_anchor)), "old line");
    }
    if (!entry.new_anchor.empty()) {
      PLUMBLINE_CHECK(new_line == new_tree->Line(*new_tree->Find(entry.new_anchor)), "new line");
    }
  }
  return 0;
}
