// services/registry/ledger_csv.h: reads the table of an old ledger (台账) or gazette list as CSV (RFC 4180).
//
// Input   bytes as they come from a spreadsheet: UTF-8 with or without byte-order mark, CRLF or LF, quoted
//         fields with "" for a quote and line breaks inside. At most 4 MiB, 20,000 records, 64 columns.
// Columns by header, in any order: 标题 (or 文件名称), 发布日期 (or 公布日期) are needed; 文号 (or 发文字号),
//         起草单位, 意见书文号 are optional; other columns are left alone.
// Days    2022-03-05, 2022/3/5, 2022.3.5, 2022年3月5日; anything else leaves the day unset.
// Output  one row per record that is not blank, with its number in the file (the header is 1). Nothing is repaired:
//         a row without title or day is handed on as it is, and the server lists it as doubtful.
// Errors  INVALID_ARGUMENT, naming the record: not UTF-8, no such header, a quote that does not end, a field too long.
// Threads pure; any.
#ifndef PLUMBLINE_SERVICES_REGISTRY_LEDGER_CSV_H_
#define PLUMBLINE_SERVICES_REGISTRY_LEDGER_CSV_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "plumbline/v1/registry.pb.h"

namespace plumbline {

absl::StatusOr<std::vector<v1::ImportedRow>> ReadLedgerCsv(absl::string_view bytes);

// The day that a cell writes, or nothing.
std::optional<absl::CivilDay> ReadLedgerDay(absl::string_view cell);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REGISTRY_LEDGER_CSV_H_
