// services/runtime/convert/docx_comments.h: what people wrote in the margin of a DOCX file (批注).
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_COMMENTS_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_COMMENTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/core/text/clause_tree.h"

namespace plumbline {

struct DocxComment {
  std::string author;     // As the program names its user.
  std::string text;       // Paragraphs joined by line breaks.
  std::string quote;      // The words that it is about; empty where it hangs on a place.
  std::string paragraph;  // The whole paragraph in which they begin.
};

// Comments in the order of the text, those that hang nowhere last. Answers to comments are comments of their own.
// Errors  as DocxParts; OUT_OF_RANGE: more than kDocxCommentsMax.
// Cost    O(unpacked bytes). Pure; any thread; not the command thread.
inline constexpr size_t kDocxCommentsMax = 2000;
absl::StatusOr<std::vector<DocxComment>> ReadDocxComments(absl::string_view bytes);

// The deepest clause of the draft that holds the comment's paragraph, or else its words; nullptr: nowhere.
const ClauseNode* FindCommented(const ClauseTree& draft, const DocxComment& comment);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_DOCX_COMMENTS_H_
