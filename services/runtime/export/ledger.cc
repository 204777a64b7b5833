#include "services/runtime/export/ledger.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/typeset.h"

namespace plumbline {
namespace {

constexpr double kNarrowest = 3;
constexpr double kWidest = 28;
constexpr int kWidthMax = 100;

// Half cells of the widest line.
int WidestLine(absl::string_view text) {
  int widest = 0;
  int line = 0;
  char32_t c = 0;
  for (size_t pos = 0; NextCodePoint(text, &pos, &c);) {
    line = c == U'\n' ? 0 : line + HalvesOf(c);
    widest = std::max(widest, line);
  }
  return widest;
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff; }

}  // namespace

absl::Status CheckLedger(const Ledger& ledger) {
  if (ledger.tables.empty()) return absl::InvalidArgumentError("Expected a table, but the ledger has none");
  if (ledger.tables.size() > kLedgerTablesMax) {
    return absl::OutOfRangeError(absl::StrCat("Expected at most ", kLedgerTablesMax, " tables; export them apart"));
  }
  size_t rows = 0;
  for (const LedgerTable& table : ledger.tables) {
    if (table.columns.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("Expected a column in ", table.title));
    }
    if (table.columns.size() > kLedgerColumnsMax) {
      return absl::OutOfRangeError(
          absl::StrCat("Expected at most ", kLedgerColumnsMax, " columns, but there are ", table.columns.size(), "; choose some"));
    }
    for (const LedgerColumn& column : table.columns) {
      if (column.width < 0 || column.width > kWidthMax) {
        return absl::InvalidArgumentError(absl::StrCat("Expected a width of 0 to ", kWidthMax, " for ", column.heading));
      }
    }
    rows += table.rows.size();
    if (rows > kLedgerRowsMax) {
      return absl::OutOfRangeError(absl::StrCat("Expected at most ", kLedgerRowsMax, " rows; narrow the list, e.g. by year"));
    }
    for (const std::vector<LedgerCell>& row : table.rows) {
      if (row.size() != table.columns.size()) {
        return absl::InvalidArgumentError(absl::StrCat("Expected all rows of ", table.title, " to have the same columns"));
      }
      for (const LedgerCell& cell : row) {
        const auto* text = std::get_if<std::string>(&cell);
        if (text != nullptr && text->size() > kLedgerCellBytesMax) {
          return absl::OutOfRangeError(absl::StrCat("Expected at most ", kLedgerCellBytesMax, " bytes in a cell; leave that column out"));
        }
      }
    }
  }
  return absl::OkStatus();
}

std::string CleanText(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    char32_t c = 0;
    if (!NextCodePoint(text, &pos, &c)) {
      out += '?';
      ++pos;
    } else if (c == U'\n' || !IsControl(c)) {
      AppendUtf8(&out, c);
    } else if (c != U'\r' || pos >= text.size() || text[pos] != '\n') {
      out += ' ';
    }
  }
  return out;
}

std::string CellText(const LedgerCell& cell, bool english) {
  if (const auto* text = std::get_if<std::string>(&cell)) return CleanText(*text);
  if (const auto* number = std::get_if<int64_t>(&cell)) return absl::StrCat(*number);
  if (const auto* day = std::get_if<absl::CivilDay>(&cell)) {
    return absl::StrFormat("%04d-%02d-%02d", day->year(), day->month(), day->day());
  }
  if (const auto* yes = std::get_if<bool>(&cell)) return english ? (*yes ? "yes" : "no") : (*yes ? "是" : "否");
  return "";
}

double ColumnWidth(const LedgerTable& table, size_t column, bool english) {
  if (table.columns[column].width > 0) return table.columns[column].width;
  int halves = WidestLine(CleanText(table.columns[column].heading));
  for (const std::vector<LedgerCell>& row : table.rows) halves = std::max(halves, WidestLine(CellText(row[column], english)));
  return std::clamp(halves / 2.0, kNarrowest, kWidest);
}

}  // namespace plumbline
