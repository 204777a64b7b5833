// services/core/text/clause_tree.h: canonical text as clauses with anchors.
//
// A draft is lines; lawyers see 编 章 节 条 款 项 目. The tree gives each clause an anchor, on which
// remarks and findings hang, and a citation as a letter writes it. It never decides what the text
// is: the digest covers canonical text (canonical.h), and printing the tree gives that text back.
//
//   第一章 总则                    chap1                   第一章
//   第三条 申请人应当：            art3, art3.par1         第三条
//   （一）提交材料；               art3.par1.item1         第三条第（一）项
//   本条例所称申请人是……           art3.par2               第三条第二款
//   附件1                          att1
//   （a table in it）              att1.tab1.row2          附件1表1第2行
//
// Articles (条) are numbered through a document, so their anchors leave chapters out: moving an
// article to another chapter keeps them. Notices without articles: h1 (一、), h1.item1 (（一）),
// h1.item1.sub1 (1.), .point1 (（1）). A number that occurs twice in one place gets ~2: anchors are
// unique in a tree. Between two versions of a draft anchors may move; redline.h maps them.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_CLAUSE_TREE_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_CLAUSE_TREE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

enum class ClauseKind {
  kContents,    // 目录 and its lines.        anchor toc
  kAttachment,  // 附件.                      att
  kPart,        // 编.                        part
  kSubpart,     // 分编.                      subpart
  kChapter,     // 章.                        chap
  kSection,     // 节.                        sec
  kArticle,     // 条.                        art
  kParagraph,   // 款, or text without number. par
  kHeading,     // 一、 outside articles.      h
  kItem,        // 项.                        item
  kSubitem,     // 目.                        sub
  kPoint,       // （1） below a sub-item.     point
  kTable,       //                            tab
  kRow,         // A row of a table.          row
  kNote,        // Footnote or endnote.       note
};

struct ClauseNode {
  ClauseKind kind = ClauseKind::kParagraph;
  std::string anchor;
  std::string label;               // 第三条, （一）, …; empty where there is none.
  bool gap = false;                // A space stands between label and text.
  std::string text;                // Without label. Empty for an article: its text is paragraph 1.
  std::vector<std::string> cells;  // kRow only.
  bool joined = false;             // kParagraph: stands on the line of its article's label.
  bool own_file = false;           // kAttachment: came as a file of its own.
  int parent = -1;                 // Index into nodes(); -1 at the top.
  std::vector<int> children;       // In document order.
};

// Immutable after parsing; any thread.
class ClauseTree {
 public:
  // Input   canonical text (CanonicalText of canonical.h), within its limits.
  // Errors  INVALID_ARGUMENT, OUT_OF_RANGE as ParseCanonicalText.
  // Cost    O(bytes).
  static absl::StatusOr<ClauseTree> Parse(absl::string_view canonical);

  // All clauses in document order; a parent stands before its children.
  const std::vector<ClauseNode>& nodes() const { return nodes_; }

  // nullptr when there is none. Valid as long as the tree.
  const ClauseNode* Find(absl::string_view anchor) const;

  // How a letter cites the clause: 第三条第二款第（一）项第1目, 第一章第二节, 附件1第三条.
  // 款 is named only where an article has more than one.
  std::string Citation(const ClauseNode& node) const;

  // The line on which the clause stands, label included; cells are joined by a tab.
  // For an article this includes its first paragraph if that is joined, and the other way round.
  std::string Line(const ClauseNode& node) const;

  // The canonical text again: Parse(c)->Print() == c.
  std::string Print() const;

 private:
  friend class ClauseTreeBuilder;
  std::vector<ClauseNode> nodes_;
  absl::flat_hash_map<std::string, int> by_anchor_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_CLAUSE_TREE_H_
