// services/runtime/convert/marked_copy.h: a copy of a file that bears the name of who gets it (水印).
//
// The name stands across every page, a line at the top says what the copy is for. PDF files are stamped; DOCX, text and
// spreadsheets are set anew; a picture is put on a page. Other files can't be marked: the copy then says why. The same input
// gives the same bytes.
// Source  users.md 12: outside people read with their name as watermark; users.md 6: packages.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_MARKED_COPY_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_MARKED_COPY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/pdf_stamp.h"
#include "services/runtime/convert/plain_paper.h"

namespace plumbline {

struct CopyMark {
  std::string person;  // Across every page.
  std::string line;    // At the top: for whom, until when.
  std::string author;  // The organisation, for the reader's window.
  absl::CivilDay day;
};

struct MarkedCopy {
  std::string bytes;  // Empty: it can't be marked, and why.
  int pages = 0;      // Of a PDF.
  std::string why_not_zh;
  std::string why_not_en;
};

// A file as PDF. `name`: as uploaded, its ending counts. `title`: stands above a text that is set anew.
// Errors  FAILED_PRECONDITION: a character of the mark that no font has. A file that can't be read is no error.
// Cost    some milliseconds a page. Any thread; a worker, never the command thread.
absl::StatusOr<MarkedCopy> MarkAsPdf(absl::string_view bytes, absl::string_view name, const std::string& title,
                                     const CopyMark& mark, const FontSet& fonts);

// The text of a file as DOCX to comment in: paragraphs and tables as they are, so that its clauses are those of the file.
// Errors  of WriteDocx.
absl::StatusOr<MarkedCopy> MarkAsDocx(absl::string_view bytes, absl::string_view name, const std::string& title,
                                      const CopyMark& mark);

// A paper of one's own with the mark on every page.
// Errors  as LayOutPlainPaper and WritePdf.
absl::StatusOr<StampedPdf> SetMarked(PlainPaper paper, const CopyMark& mark, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_MARKED_COPY_H_
