#include "services/runtime/export/csv.h"

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

bool LooksLikeFormula(absl::string_view text) {
  for (absl::string_view begin : {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"}) {
    if (absl::StartsWith(text, begin)) return true;
  }
  return false;
}

void AppendCell(std::string text, bool foreign, std::string* out) {
  if (foreign && LooksLikeFormula(text)) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos && (text.empty() || (text.front() != ' ' && text.back() != ' '))) {
    *out += text;
    return;
  }
  *out += '"';
  *out += absl::StrReplaceAll(text, {{"\"", "\"\""}});
  *out += '"';
}

}  // namespace

absl::StatusOr<std::string> WriteCsv(const Ledger& ledger) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLedger(ledger));
  if (ledger.tables.size() != 1) return absl::InvalidArgumentError("Expected one table, since a CSV holds no more");
  const LedgerTable& table = ledger.tables[0];
  std::string out = "\xEF\xBB\xBF";
  for (size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    AppendCell(CleanText(table.columns[c].heading), true, &out);
  }
  out += "\r\n";
  for (const std::vector<LedgerCell>& row : table.rows) {
    for (size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out += ',';
      AppendCell(CellText(row[c], ledger.english), std::holds_alternative<std::string>(row[c]), &out);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace plumbline
