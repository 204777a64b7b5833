// services/runtime/convert/plain_paper.h: a paper without head and seal on the GB/T 9704 grid: minutes, lists, notes.
//
// A centred title, numbered paragraphs, perhaps a table, lines at the right end. As many pages as it takes, numbered.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_PLAIN_PAPER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_PLAIN_PAPER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/letter.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

struct PlainPaper {
  std::string author;    // The organisation, for the reader's window.
  std::string title;     // May be long: it is split into lines.
  std::string subtitle;  // Below the title, centred; may be empty.
  std::string mark;      // E.g. 演练、草稿: at the top left of the first page; may be empty.
  std::vector<LetterParagraph> body;  // Levels 1 to 4 are numbered.
  TableRows table;                    // After the body; first row: column heads. May be empty.
  std::vector<double> column_widths;  // Shares, one for each column.
  std::vector<std::string> closing;   // Lines at the right, e.g. organisation and day.
  absl::CivilDay date;                // The same input gives the same bytes.
};

// Errors  INVALID_ARGUMENT: no title, a level that does not exist, a table whose widths do not fit, text that is not UTF-8.
//         OUT_OF_RANGE: more than kLetterParagraphsMax paragraphs.
absl::StatusOr<PagedDocument> LayOutPlainPaper(const PlainPaper& paper);

// The paper as PDF.
// Errors  as LayOutPlainPaper and WritePdf.
absl::StatusOr<std::string> RenderPlainPaper(const PlainPaper& paper, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_PLAIN_PAPER_H_
