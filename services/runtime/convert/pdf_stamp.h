// services/runtime/convert/pdf_stamp.h: stamps the pages of a PDF that exists, and joins several into one to print.
//
// Reads and writes with libqpdf; scripts, forms and attachments of the files stay what they are.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_PDF_STAMP_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_PDF_STAMP_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

struct StampedPdf {
  std::string bytes;
  int pages = 0;
};

inline constexpr int kStampPagesMax = 2000;

// Lays the first page of `stamp` over every page of `pdf`, fitted to it. The same files give the same bytes.
// Errors  INVALID_ARGUMENT: no PDF, broken, or locked with a password. OUT_OF_RANGE: more than kStampPagesMax pages.
// Cost    O(bytes). Any thread; a worker, never the command thread.
absl::StatusOr<StampedPdf> StampPdf(absl::string_view pdf, absl::string_view stamp);

// One file of several. `both_sides`: each begins on the front of a sheet, behind a blank page where it must.
// Errors  as StampPdf, naming the number of the file (from 1); INVALID_ARGUMENT: no file.
absl::StatusOr<StampedPdf> JoinPdfs(const std::vector<std::string>& pdfs, bool both_sides);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_PDF_STAMP_H_
