// services/runtime/convert/pdf_writer.h: draws pages into a PDF.
//
// The same document and the same fonts give the same bytes: dates come from the document, names of
// font subsets from their content. Text stays text (it can be searched and copied).
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_PDF_WRITER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_PDF_WRITER_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

// Input   1 to 2000 pages, all texts valid UTF-8.
// Errors  FAILED_PRECONDITION when no installed font has a character: an official paper must not
//         show a box; the message names the character and what to install.
//         INTERNAL when the drawing library fails.
// Cost    a few milliseconds a page. Any thread (each call has its own font map); a worker, never
//         the command thread.
absl::StatusOr<std::string> WritePdf(const PagedDocument& document, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_PDF_WRITER_H_
