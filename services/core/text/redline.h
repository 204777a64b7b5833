// services/core/text/redline.h: what changed between two versions of a draft (花脸稿).
//
// By clause first, then by character inside a changed clause. Clauses are paired by their text, not
// by their number, so an inserted article does not make every later one look rewritten: those are
// kSame with another anchor, or kChanged where only the label moved. A clause that moved elsewhere
// is removed in one place and added in another.
//
// Use     the reviewer states FORMAT_ONLY, FOLLOW_OPINION, … with it; remarks follow from
//         old_anchor to new_anchor, and the remarks on kRemoved are orphaned.
// Order   of the new version; a removed clause stands where it was.
// Always  text of kSame and kRemoved spans = the old line; of kSame and kAdded spans = the new
//         line.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_REDLINE_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_REDLINE_H_

#include <string>
#include <vector>

#include "services/core/text/clause_tree.h"

namespace plumbline {

struct RedlineSpan {
  enum class Kind { kSame, kAdded, kRemoved };
  Kind kind = Kind::kSame;
  std::string text;
};

struct RedlineEntry {
  enum class Kind { kSame, kChanged, kAdded, kRemoved };
  Kind kind = Kind::kSame;
  std::string old_anchor;  // Empty for kAdded.
  std::string new_anchor;  // Empty for kRemoved.
  std::vector<RedlineSpan> spans;
};

// Cost    O(bytes) for equal texts; else bounded by align.h: under a second for the largest drafts,
//         whatever they hold (beyond the bound a changed line is shown as replaced).
// Pure; any thread.
std::vector<RedlineEntry> Redline(const ClauseTree& before, const ClauseTree& after);

// One line against another, by character.
std::vector<RedlineSpan> RedlineSpans(absl::string_view before, absl::string_view after);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_REDLINE_H_
