// services/runtime/export/pdf.h: ledgers on A4 landscape, for paper.
//
// Each table begins a page with its title, the organisation and the day; its head stands on every page, long cells wrap,
// the type is as large as the columns allow (five-point 五号 to 7.5 points), and each page says 第几页，共几页.
#ifndef PLUMBLINE_SERVICES_RUNTIME_EXPORT_PDF_H_
#define PLUMBLINE_SERVICES_RUNTIME_EXPORT_PDF_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/export/ledger.h"

namespace plumbline {

// The pages, before they are drawn.
// Errors  as CheckLedger; OUT_OF_RANGE: more pages than a PDF may have (2000).
absl::StatusOr<PagedDocument> LayOutLedger(const Ledger& ledger);

// Errors  as LayOutLedger and WritePdf. A worker's job, never the command thread's.
absl::StatusOr<std::string> WriteLedgerPdf(const Ledger& ledger, const FontSet& fonts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_EXPORT_PDF_H_
