// services/runtime/export/csv.h: a table as CSV that WPS, Excel and programs read alike.
//
// UTF-8 with a byte-order mark (without it WPS takes the bytes for GBK), lines end in CRLF, cells are quoted by RFC 4180
// where they must be. A text that a spreadsheet would take for a formula (it begins with = + - @, a tab or their full-width
// forms) gets an apostrophe in front: data from people must not compute. Numbers, days and yes/no are no such texts.
#ifndef PLUMBLINE_SERVICES_RUNTIME_EXPORT_CSV_H_
#define PLUMBLINE_SERVICES_RUNTIME_EXPORT_CSV_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/export/ledger.h"

namespace plumbline {

// The one table of the ledger: headings, then rows; no title.
// Errors  as CheckLedger; INVALID_ARGUMENT when it has several tables: a CSV holds one. Pure; any thread.
absl::StatusOr<std::string> WriteCsv(const Ledger& ledger);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_EXPORT_CSV_H_
