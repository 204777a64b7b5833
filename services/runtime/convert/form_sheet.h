// services/runtime/convert/form_sheet.h: a form on one A4 page: a ruled table of labels and what was written there.
//
// For papers that are signed on and kept with the file: the approval sheet (签批单, 发文呈批表), the handover list. One row
// may give way: what does not fit the page is cut there, with a line that says so; nothing else is ever cut.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_FORM_SHEET_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_FORM_SHEET_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

struct FormCell {
  std::string text;    // UTF-8; '\n' begins a new line.
  double share = 1;    // Of the width, against the other cells of its row.
  bool label = false;  // Set in bold face, in the middle of its cell.
};

struct FormRow {
  std::vector<FormCell> cells;
  int lines_min = 1;       // Room for at least so many lines.
  bool gives_way = false;  // Cut where the page is too short.
};

struct FormSheet {
  std::string organization;  // Above the title.
  std::string title;
  std::string mark;  // E.g. 演练: stands beside the title; empty: none.
  std::vector<FormRow> rows;
  std::string foot;    // One line below the table; may be empty.
  absl::CivilDay date;  // Of the document; the same input gives the same bytes.
};

inline constexpr size_t kFormRowsMax = 60;

// Errors  INVALID_ARGUMENT: no title, no row, a row without cells, more than kFormRowsMax rows, text that is not UTF-8.
//         OUT_OF_RANGE: it does not fit the page although the row that gives way was cut to one line.
absl::StatusOr<PagedDocument> LayOutForm(const FormSheet& form);

// The form as PDF.
// Errors  as LayOutForm and WritePdf.
absl::StatusOr<std::string> RenderForm(const FormSheet& form, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_FORM_SHEET_H_
