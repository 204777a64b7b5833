// services/registry/ledger_csv.h: splits a CSV file (RFC 4180) into records.
//
// Input   bytes as they come from a spreadsheet: UTF-8 with or without byte-order mark, CRLF or LF, quoted
//         fields with "" for a quote and line breaks inside. At most 4 MiB, 20,000 records, 64 columns.
// Output  one record per line, blank ones included: the first has the number 1 in the file.
// Errors  INVALID_ARGUMENT, naming the record: not UTF-8, a quote that does not end, a field too long.
// Threads pure; any.
#ifndef PLUMBLINE_SERVICES_REGISTRY_LEDGER_CSV_H_
#define PLUMBLINE_SERVICES_REGISTRY_LEDGER_CSV_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/registry/ledger_table.h"

namespace plumbline {

absl::StatusOr<std::vector<LedgerRecord>> ReadLedgerCsv(absl::string_view bytes);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REGISTRY_LEDGER_CSV_H_
