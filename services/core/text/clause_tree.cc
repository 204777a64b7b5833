#include "services/core/text/clause_tree.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/canonical.h"
#include "services/core/text/chinese_number.h"
#include "services/core/text/clause_marker.h"

namespace plumbline {
namespace {

using MarkerKind = ClauseMarker::Kind;

// How deep a kind stands: a clause closes every open one of its own rank or below (a larger
// number).
int Rank(ClauseKind kind) {
  switch (kind) {
    case ClauseKind::kAttachment:
      return 0;
    case ClauseKind::kPart:
      return 1;
    case ClauseKind::kSubpart:
      return 2;
    case ClauseKind::kChapter:
      return 3;
    case ClauseKind::kSection:
      return 4;
    case ClauseKind::kArticle:
      return 5;
    case ClauseKind::kHeading:
      return 5;
    case ClauseKind::kParagraph:
      return 6;
    case ClauseKind::kItem:
      return 7;
    case ClauseKind::kSubitem:
      return 8;
    case ClauseKind::kPoint:
      return 9;
    case ClauseKind::kTable:
      return 10;
    case ClauseKind::kContents:
      return 10;
    case ClauseKind::kNote:
      return 10;
    case ClauseKind::kRow:
      return 11;
  }
  PLUMBLINE_CHECK(false, "every kind of clause has a rank");
}

const char* AnchorWord(ClauseKind kind) {
  switch (kind) {
    case ClauseKind::kContents:
      return "toc";
    case ClauseKind::kAttachment:
      return "att";
    case ClauseKind::kPart:
      return "part";
    case ClauseKind::kSubpart:
      return "subpart";
    case ClauseKind::kChapter:
      return "chap";
    case ClauseKind::kSection:
      return "sec";
    case ClauseKind::kArticle:
      return "art";
    case ClauseKind::kParagraph:
      return "par";
    case ClauseKind::kHeading:
      return "h";
    case ClauseKind::kItem:
      return "item";
    case ClauseKind::kSubitem:
      return "sub";
    case ClauseKind::kPoint:
      return "point";
    case ClauseKind::kTable:
      return "tab";
    case ClauseKind::kRow:
      return "row";
    case ClauseKind::kNote:
      return "note";
  }
  PLUMBLINE_CHECK(false, "every kind of clause has an anchor word");
}

std::optional<ClauseKind> KindOfDivision(MarkerKind kind) {
  switch (kind) {
    case MarkerKind::kPart:
      return ClauseKind::kPart;
    case MarkerKind::kSubpart:
      return ClauseKind::kSubpart;
    case MarkerKind::kChapter:
      return ClauseKind::kChapter;
    case MarkerKind::kSection:
      return ClauseKind::kSection;
    case MarkerKind::kItem:
      return ClauseKind::kItem;
    case MarkerKind::kSubitem:
      return ClauseKind::kSubitem;
    case MarkerKind::kPoint:
      return ClauseKind::kPoint;
    default:
      return std::nullopt;
  }
}

}  // namespace

// Reads lines in order and keeps the path of open clauses.
class ClauseTreeBuilder {
 public:
  void Part(const TextPart& part, bool own_file) {
    open_.clear();
    last_article_ = 0;
    in_own_file_ = own_file;
    contents_first_.reset();
    if (own_file) {
      ClauseNode node;
      node.kind = ClauseKind::kAttachment;
      node.own_file = true;
      Open(std::move(node), std::to_string(++attachments_));
    }
    for (const TextBlock& block : part.blocks) {
      if (block.rows.empty()) {
        Line(block.text);
      } else {
        Table(block.rows);
      }
    }
    while (!open_.empty() && tree_.nodes_[open_.back()].kind != ClauseKind::kAttachment) {
      open_.pop_back();  // Notes belong to the whole part.
    }
    for (const std::string& note : part.notes) Leaf(ClauseKind::kNote, note);
  }

  ClauseTree Take() { return std::move(tree_); }

 private:
  void Line(const std::string& line) {
    ClauseMarker marker = ReadClauseMarker(line);
    if (Contents(marker, line)) return;
    const bool in_article = OpenOf(ClauseKind::kArticle);
    switch (marker.kind) {
      case MarkerKind::kAttachment:
        if (in_own_file_) break;  // The file is the attachment; this is its own heading.
        open_.clear();
        last_article_ = 0;
        OpenMarked(ClauseKind::kAttachment, marker, std::to_string(++attachments_));
        return;
      case MarkerKind::kArticle:
        if (!marker.certain && marker.number != last_article_ + 1) break;
        Article(marker);
        return;
      case MarkerKind::kHeading:
        if (in_article) break;  // Not a level below 条 in Chinese drafting: plain text.
        OpenMarked(ClauseKind::kHeading, marker, std::to_string(marker.number));
        return;
      case MarkerKind::kNone:
      case MarkerKind::kContents:
        break;
      default:
        OpenMarked(*KindOfDivision(marker.kind), marker, std::to_string(marker.number));
        return;
    }
    if (!in_article) {
      Leaf(ClauseKind::kParagraph, line);
      return;
    }
    ClauseNode paragraph;  // A further 款: open, so that items find it.
    paragraph.text = line;
    Open(std::move(paragraph), "");
  }

  // 目录: its lines repeat the chapters' names and must not take their anchors. It ends where its
  // first line comes again, or at the first line that names no division.
  bool Contents(const ClauseMarker& marker, const std::string& line) {
    if (marker.kind == MarkerKind::kContents && !OpenOf(ClauseKind::kArticle)) {
      in_contents_ = true;
      contents_first_.reset();
      Leaf(ClauseKind::kContents, line);
      return true;
    }
    if (!in_contents_) return false;
    const bool division = marker.kind == MarkerKind::kPart || marker.kind == MarkerKind::kSubpart ||
                          marker.kind == MarkerKind::kChapter ||
                          marker.kind == MarkerKind::kSection;
    const auto key = std::make_pair(marker.kind, marker.number);
    if (!division || contents_first_ == key) {
      in_contents_ = false;
      return false;
    }
    if (!contents_first_.has_value()) contents_first_ = key;
    Leaf(ClauseKind::kContents, line);
    return true;
  }

  void Article(ClauseMarker& marker) {
    last_article_ = marker.number;
    const std::string number = marker.inserted == 0
                                   ? std::to_string(marker.number)
                                   : absl::StrCat(marker.number, "-", marker.inserted);
    std::string text = std::move(marker.text);
    marker.text.clear();
    OpenMarked(ClauseKind::kArticle, marker, number);
    if (text.empty()) return;
    ClauseNode paragraph;
    paragraph.text = std::move(text);
    paragraph.joined = true;
    Open(std::move(paragraph), "");
  }

  void Table(const TableRows& rows) {
    in_contents_ = false;
    ClauseNode table;
    table.kind = ClauseKind::kTable;
    Open(std::move(table), "");
    for (const std::vector<std::string>& cells : rows) {
      ClauseNode row;
      row.kind = ClauseKind::kRow;
      row.cells = cells;
      Open(std::move(row), "");
      open_.pop_back();
    }
    open_.pop_back();
  }

  void Leaf(ClauseKind kind, const std::string& text) {
    ClauseNode node;
    node.kind = kind;
    node.text = text;
    // Text outside articles never contains other clauses: it stays below what is open.
    Add(std::move(node), "");
  }

  void OpenMarked(ClauseKind kind, const ClauseMarker& marker, const std::string& number) {
    ClauseNode node;
    node.kind = kind;
    node.label = marker.label;
    node.gap = marker.gap;
    node.text = marker.text;
    Open(std::move(node), number);
  }

  void Open(ClauseNode node, const std::string& number) {
    const int rank = Rank(node.kind);
    while (!open_.empty() && Rank(tree_.nodes_[open_.back()].kind) >= rank) open_.pop_back();
    open_.push_back(Add(std::move(node), number));
  }

  // Adds below the innermost open clause. An empty `number` counts siblings of the kind.
  int Add(ClauseNode node, const std::string& number) {
    const int index = static_cast<int>(tree_.nodes_.size());
    node.parent = open_.empty() ? -1 : open_.back();
    node.anchor = UniqueAnchor(node, number);
    if (node.parent >= 0) tree_.nodes_[node.parent].children.push_back(index);
    tree_.by_anchor_.emplace(node.anchor, index);
    tree_.nodes_.push_back(std::move(node));
    return index;
  }

  std::string UniqueAnchor(const ClauseNode& node, const std::string& number) {
    std::string prefix;
    if (node.kind == ClauseKind::kArticle) {
      // Numbered through the text: only the attachment it stands in is part of its anchor.
      for (int open : open_) {
        if (tree_.nodes_[open].kind == ClauseKind::kAttachment) prefix = tree_.nodes_[open].anchor;
      }
    } else if (node.parent >= 0) {
      prefix = tree_.nodes_[node.parent].anchor;
    }
    std::string stem = absl::StrCat(prefix, prefix.empty() ? "" : ".", AnchorWord(node.kind));
    if (number.empty()) return absl::StrCat(stem, ++counts_[stem]);
    absl::StrAppend(&stem, number);
    const int count = ++counts_[stem];
    return count == 1 ? stem : absl::StrCat(stem, "~", count);
  }

  bool OpenOf(ClauseKind kind) const {
    for (int open : open_) {
      if (tree_.nodes_[open].kind == kind) return true;
    }
    return false;
  }

  ClauseTree tree_;
  std::vector<int> open_;  // Path from the top to the innermost open clause.
  absl::flat_hash_map<std::string, int> counts_;
  int attachments_ = 0;
  int last_article_ = 0;
  bool in_own_file_ = false;
  bool in_contents_ = false;
  std::optional<std::pair<MarkerKind, int>> contents_first_;
};

absl::StatusOr<ClauseTree> ClauseTree::Parse(absl::string_view canonical) {
  PLUMBLINE_ASSIGN_OR_RETURN(const TextDocument document, ParseCanonicalText(canonical));
  ClauseTreeBuilder builder;
  builder.Part(document.body, /*own_file=*/false);
  for (const TextPart& part : document.attachments) builder.Part(part, /*own_file=*/true);
  return builder.Take();
}

const ClauseNode* ClauseTree::Find(absl::string_view anchor) const {
  const auto found = by_anchor_.find(anchor);
  return found == by_anchor_.end() ? nullptr : &nodes_[found->second];
}

std::string ClauseTree::Citation(const ClauseNode& node) const {
  const ClauseNode* parent = node.parent < 0 ? nullptr : &nodes_[node.parent];
  // 条 is cited without its chapter; everything else with what contains it.
  std::string outer;
  if (node.kind == ClauseKind::kArticle) {
    for (const ClauseNode* up = parent; up != nullptr;
         up = up->parent < 0 ? nullptr : &nodes_[up->parent]) {
      if (up->kind == ClauseKind::kAttachment) outer = Citation(*up);
    }
  } else if (parent != nullptr) {
    outer = Citation(*parent);
  }
  const auto ordinal = [&] {  // Place among the siblings of the same kind.
    int count = 0;
    const auto same_kind_before = [&](const ClauseNode& sibling) {
      if (sibling.kind == node.kind) ++count;
      return &sibling == &node;
    };
    if (parent == nullptr) {
      for (const ClauseNode& sibling : nodes_) {
        if (sibling.parent < 0 && same_kind_before(sibling)) break;
      }
    } else {
      for (int child : parent->children) {
        if (same_kind_before(nodes_[child])) break;
      }
    }
    return count;
  };
  switch (node.kind) {
    case ClauseKind::kArticle:
    case ClauseKind::kPart:
    case ClauseKind::kSubpart:
    case ClauseKind::kChapter:
    case ClauseKind::kSection:
      return outer + node.label;
    case ClauseKind::kAttachment: {
      const size_t dot = node.anchor.rfind("att");
      return absl::StrCat("附件", node.anchor.substr(dot + 3));
    }
    case ClauseKind::kHeading:
      return absl::StrCat(outer, "第", node.label.substr(0, node.label.size() - 3), "部分");
    case ClauseKind::kItem:
      return absl::StrCat(outer, "第", node.label, "项");
    case ClauseKind::kSubitem:
    case ClauseKind::kPoint: {
      const size_t at = node.anchor.rfind(AnchorWord(node.kind)) +
                        absl::string_view(AnchorWord(node.kind)).size();
      const std::string number = node.anchor.substr(at, node.anchor.find('~', at) - at);
      return node.kind == ClauseKind::kSubitem ? absl::StrCat(outer, "第", number, "目")
                                               : absl::StrCat(outer, "第", number, "点");
    }
    case ClauseKind::kParagraph: {
      if (parent == nullptr) return absl::StrCat("正文前第", ordinal(), "段");
      if (parent->kind != ClauseKind::kArticle) return absl::StrCat(outer, "第", ordinal(), "段");
      int paragraphs = 0;
      for (int child : parent->children) {
        paragraphs += nodes_[child].kind == ClauseKind::kParagraph;
      }
      if (paragraphs == 1) return outer;
      const int place = ordinal();
      return absl::StrCat(
          outer, "第",
          place <= kClauseNumberMax ? FormatChineseNumber(place) : std::to_string(place), "款");
    }
    case ClauseKind::kTable:
      return absl::StrCat(outer, "表", ordinal());
    case ClauseKind::kRow:
      return absl::StrCat(outer, "第", ordinal(), "行");
    case ClauseKind::kContents:
      return absl::StrCat(outer, "目录第", ordinal(), "行");
    case ClauseKind::kNote:
      return absl::StrCat(outer, "注", ordinal());
  }
  PLUMBLINE_CHECK(false, "every kind of clause can be cited");
  return outer;
}

std::string ClauseTree::Line(const ClauseNode& node) const {
  if (node.kind == ClauseKind::kRow) return absl::StrJoin(node.cells, "\t");
  if (node.joined) return Line(nodes_[node.parent]);
  std::string line = absl::StrCat(node.label, node.gap ? " " : "", node.text);
  if (!node.children.empty() && nodes_[node.children.front()].joined) {
    line += nodes_[node.children.front()].text;
  }
  return line;
}

std::string ClauseTree::Print() const {
  std::string out(kCanonicalTextHeader);
  for (const ClauseNode& node : nodes_) {
    if (node.joined) continue;
    if (node.kind == ClauseKind::kTable) {
      out += "T\n";
    } else if (node.own_file) {
      out += "A\n";
    } else if (node.kind == ClauseKind::kRow) {
      out += "R";
      for (const std::string& cell : node.cells) absl::StrAppend(&out, "\t", cell);
      out += "\n";
    } else {
      absl::StrAppend(&out, node.kind == ClauseKind::kNote ? "N\t" : "P\t", Line(node), "\n");
    }
  }
  return out;
}

}  // namespace plumbline
