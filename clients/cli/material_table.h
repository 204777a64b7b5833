// clients/cli/material_table.h: the tables of a submission in their customary columns, from sheets and into documents.
//
// In: rows of cells as a sheet, the clipboard of WPS, Word or Excel, or a command line has them. A title above the head, an
// own 序号 column, other customary headings (反馈单位, 采纳情况, …) and columns that the table does not have are fine.
// Out: the same columns for DOCX, XLSX and PDF; in the published copy the names of private people are masked. Pure.
#ifndef PLUMBLINE_CLIENTS_CLI_MATERIAL_TABLE_H_
#define PLUMBLINE_CLIENTS_CLI_MATERIAL_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/lib/phrase.h"
#include "plumbline/v1/table.pb.h"

namespace plumbline::client {

using SheetRows = std::vector<std::vector<std::string>>;

// `basis`, `comments`, `procedure` or the Chinese name; unspecified when it is none.
config::v1::TableKind TableKindOf(absl::string_view word);
// 征求意见采纳情况表.
std::string TableKindTitle(config::v1::TableKind kind, Language language);

// Headings in the customary order, 序号 first.
std::vector<std::string> TableHeadings(config::v1::TableKind kind);

struct TableReading {
  v1::Table table;
  std::vector<Phrase> doubts;  // What was not understood and is left open, by row.
};
// Errors  INVALID_ARGUMENT: no row, no head where one is needed, a cell that is too long. OUT_OF_RANGE: more than 500 rows.
//         Messages are in Chinese and English. `head_needed`: false takes rows without a head in the customary order.
absl::StatusOr<TableReading> ReadTable(config::v1::TableKind kind, const SheetRows& rows, bool head_needed);

// Tab-separated text as the clipboard has it: a cell with a line break stands in quotes, a quote in it is doubled.
SheetRows ReadClipboard(absl::string_view text);

// 柳青 -> 柳某.
std::string MaskedName(absl::string_view name);

// The rows in the customary columns, without the head; the first cell is the number. Empty cells stay empty. `published`:
// names of private people are masked.
SheetRows TableRowsOf(const v1::Table& table, bool published);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_MATERIAL_TABLE_H_
