#include "clients/cli/redline_text.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/clause_tree.h"

namespace plumbline::client {

absl::StatusOr<RedlineView> CompareTexts(const std::string& before, const std::string& after) {
  PLUMBLINE_ASSIGN_OR_RETURN(const ClauseTree old_tree, ClauseTree::Parse(before));
  PLUMBLINE_ASSIGN_OR_RETURN(const ClauseTree new_tree, ClauseTree::Parse(after));
  RedlineView view;
  for (RedlineEntry& entry : Redline(old_tree, new_tree)) {
    if (entry.kind == RedlineEntry::Kind::kSame) continue;
    const bool removed = entry.kind == RedlineEntry::Kind::kRemoved;
    ++(removed ? view.removed : entry.kind == RedlineEntry::Kind::kAdded ? view.added : view.changed);
    const ClauseTree& tree = removed ? old_tree : new_tree;
    const ClauseNode* node = tree.Find(removed ? entry.old_anchor : entry.new_anchor);
    view.clauses.push_back({node == nullptr ? std::string() : tree.Citation(*node), std::move(entry)});
  }
  return view;
}

std::string SpansText(const std::vector<RedlineSpan>& spans, bool color) {
  std::string text;
  for (const RedlineSpan& span : spans) {
    switch (span.kind) {
      case RedlineSpan::Kind::kSame:
        text += span.text;
        break;
      case RedlineSpan::Kind::kRemoved:
        absl::StrAppend(&text, color ? "\x1b[9;31m" : "[-", span.text, color ? "\x1b[0m" : "-]");
        break;
      case RedlineSpan::Kind::kAdded:
        absl::StrAppend(&text, color ? "\x1b[4;32m" : "{+", span.text, color ? "\x1b[0m" : "+}");
        break;
    }
  }
  return text;
}

Phrase RedlineSummary(const RedlineView& view) {
  if (!view.any()) return {"两稿文字相同（含附件、表格）。", "The two texts are the same, attachments and tables included."};
  return {absl::StrCat("改动 ", view.clauses.size(), " 处：修改 ", view.changed, "，新增 ", view.added, "，删除 ", view.removed, "。"),
          absl::StrCat(view.clauses.size(), " clauses differ: ", view.changed, " changed, ", view.added, " added, ",
                       view.removed, " removed.")};
}

}  // namespace plumbline::client
