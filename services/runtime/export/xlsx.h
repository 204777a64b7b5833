// services/runtime/export/xlsx.h: ledgers as a workbook (XLSX) that people go on working with.
//
// One sheet for each table: title, organisation and day, then a bold head that stays in sight and has filters, then rows with
// real numbers and days. Columns fit Chinese text. Printed it is A4 landscape, one page wide, the head again on each page,
// page x of y below. The properties of the file name title and organisation. Texts are never formulas.
#ifndef PLUMBLINE_SERVICES_RUNTIME_EXPORT_XLSX_H_
#define PLUMBLINE_SERVICES_RUNTIME_EXPORT_XLSX_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/export/ledger.h"

namespace plumbline {

// Errors  as CheckLedger. INTERNAL when the library can't write, e.g. without memory or a temporary folder.
// A text above 32,767 characters, more than a cell holds, is cut and ends in `…`.
// Cost    some microseconds a cell; uses temporary files that have no name. Any thread; a worker, never the command thread.
absl::StatusOr<std::string> WriteXlsx(const Ledger& ledger);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_EXPORT_XLSX_H_
