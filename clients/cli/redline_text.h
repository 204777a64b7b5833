// clients/cli/redline_text.h: what changed between two drafts (花脸稿), for a terminal and for paper.
#ifndef PLUMBLINE_CLIENTS_CLI_REDLINE_TEXT_H_
#define PLUMBLINE_CLIENTS_CLI_REDLINE_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/lib/phrase.h"
#include "services/core/text/redline.h"

namespace plumbline::client {

struct RedlineView {
  int changed = 0;
  int added = 0;
  int removed = 0;
  // Each clause that differs: where it stands (第三条第一款), and its text with [-what went-] and {+what came+}.
  struct Clause {
    std::string place;
    RedlineEntry entry;
  };
  std::vector<Clause> clauses;
  bool any() const { return !clauses.empty(); }
};

// Compares two canonical texts.
// Errors  as ClauseTree::Parse.
absl::StatusOr<RedlineView> CompareTexts(const std::string& before, const std::string& after);

// `[-…-]{+…+}` around what went and what came; with `color` red and green instead of the marks.
std::string SpansText(const std::vector<RedlineSpan>& spans, bool color);

// The counts in one sentence.
Phrase RedlineSummary(const RedlineView& view);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_REDLINE_TEXT_H_
