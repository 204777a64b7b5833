// services/runtime/convert/sheet_reader.h: the cells of an XLSX workbook as text, as its reader sees them.
//
// Days come out as 2022-03-05 (with a time: 2022-03-05 17:00), whole numbers without a point, formulas as the value that
// was stored with them. A merged range has the text of its first cell in each of its cells, so that a heading over three
// columns and a department over ten rows can be read row by row. Hidden sheets are left out; hidden rows are not.
// Old .xls files are another format: they are refused with what to do.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_SHEET_READER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_SHEET_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

inline constexpr size_t kSheetRowsMax = 20000;
inline constexpr size_t kSheetColumnsMax = 64;
inline constexpr size_t kSheetCellBytesMax = 4096;
inline constexpr size_t kSheetsMax = 100;

struct SheetTable {
  std::string name;
  std::vector<std::vector<std::string>> rows;  // Row 1 of the sheet is rows[0]; short rows end at their last cell.
};

// Input   a whole file, from outside.
// Errors  INVALID_ARGUMENT: no XLSX, broken, a reference that leads nowhere. OUT_OF_RANGE: more rows, columns or bytes than
//         the limits above, or than those of zip_package.h. FAILED_PRECONDITION: encrypted. Each says what to do.
// Cost    O(unpacked bytes). Pure; any thread; not the command thread.
absl::StatusOr<std::vector<SheetTable>> ReadXlsx(absl::string_view bytes);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_SHEET_READER_H_
