// services/runtime/export/ledger.h: tables that leave the system as files (台账): XLSX, CSV, PDF.
//
// One description, three forms: xlsx.h for those who go on working with it, csv.h for other programs, pdf.h for paper (A4
// landscape). The same ledger gives the same bytes, whenever and wherever it is written (PDF: with the same fonts).
#ifndef PLUMBLINE_SERVICES_RUNTIME_EXPORT_LEDGER_H_
#define PLUMBLINE_SERVICES_RUNTIME_EXPORT_LEDGER_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace plumbline {

// Nothing, a text, a number, a day, yes or no.
using LedgerCell = std::variant<std::monostate, std::string, int64_t, absl::CivilDay, bool>;

struct LedgerColumn {
  std::string heading;
  int width = 0;  // In Chinese characters, at most 100; 0: by what stands in it.
};

struct LedgerTable {
  std::string title;
  std::vector<LedgerColumn> columns;
  std::vector<std::vector<LedgerCell>> rows;  // Each as long as `columns`.
};

struct Ledger {
  std::string organization;  // Who hands it out; empty: not shown.
  absl::CivilDay day;        // Of the export.
  bool english = false;      // 是/否, 第1页，共2页 and so on in English.
  std::vector<LedgerTable> tables;
};

inline constexpr size_t kLedgerTablesMax = 50;
inline constexpr size_t kLedgerColumnsMax = 100;
inline constexpr size_t kLedgerRowsMax = 200'000;  // Of all tables together.
inline constexpr size_t kLedgerCellBytesMax = 96 << 10;

// Errors  INVALID_ARGUMENT: no table, no column, a row of another length, a width out of bounds.
//         OUT_OF_RANGE: one of the limits above; the message says which and what to do.
absl::Status CheckLedger(const Ledger& ledger);

// A cell as text; a day as 2023-03-01. What is not UTF-8 becomes `?`, control characters but '\n' a space.
std::string CellText(const LedgerCell& cell, bool english);
// The same for any text of a ledger: headings, titles, names.
std::string CleanText(absl::string_view text);

// Width of the column in Chinese characters: as asked for, or as wide as its widest line, within 3 to 28.
double ColumnWidth(const LedgerTable& table, size_t column, bool english);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_EXPORT_LEDGER_H_
