// services/runtime/convert/table_layout.h: a table on pages, its head again on each.
//
// A row is kept together unless it is higher than a page; cells wrap by the rules of typeset.h.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_TABLE_LAYOUT_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_TABLE_LAYOUT_H_

#include <vector>

#include "services/core/text/document.h"
#include "services/runtime/convert/page.h"

namespace plumbline {

// Where a table stands on each page, in millimetres, and the size of its type.
struct TableSheet {
  double left = 0;
  double width = 0;
  double top = 0;     // Of a page that the table begins itself.
  double bottom = 0;
  double size_pt = 12;
};

// Puts the table on the last of `pages` from `*y` on, and on as many new pages as it takes; `*y` is then its lower edge.
// The first row is the head. Cost: O(characters).
// REQUIRES: a page; at least one row, all of the same length, at least 1; valid UTF-8; widths positive, one each.
void LayTable(const TableRows& rows, const std::vector<double>& widths, const TableSheet& sheet, std::vector<Page>* pages,
              double* y);

// What stands between a cell's rules and its text, on each side.
inline constexpr double kTableCellPadding = 1.2;

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_TABLE_LAYOUT_H_
