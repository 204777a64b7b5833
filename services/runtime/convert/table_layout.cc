#include "services/runtime/convert/table_layout.h"

#include <algorithm>
#include <numeric>

#include "services/core/base/check.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/typeset.h"

namespace plumbline {
namespace {

constexpr double kEpsilon = 1e-6;
constexpr double kLeading = 1.4;  // Pitch of lines, in heights of a character.

// A row of a table as typeset cells.
struct TableRow {
  std::vector<std::vector<TypesetLine>> cells;
  size_t lines = 1;  // Of its highest cell.
};

}  // namespace

void LayTable(const TableRows& rows, const std::vector<double>& widths, const TableSheet& sheet, std::vector<Page>* pages,
              double* y) {
  PLUMBLINE_CHECK(!rows.empty() && widths.size() == rows.front().size() && !widths.empty(),
                  "a table has rows, and a width for each column");
  const double height_of_type = sheet.size_pt * gb9704::kMmPerPt;
  const double half_cell = height_of_type / 2;
  const double pitch = height_of_type * kLeading;
  const double total = std::accumulate(widths.begin(), widths.end(), 0.0);
  std::vector<double> edges = {sheet.left};
  for (double width : widths) edges.push_back(edges.back() + width / total * sheet.width);
  std::vector<TableRow> set;
  for (const std::vector<std::string>& row : rows) {
    PLUMBLINE_CHECK(row.size() == widths.size(), "all rows have the same columns");
    TableRow& out = set.emplace_back();
    for (size_t c = 0; c < row.size(); ++c) {
      const double room = edges[c + 1] - edges[c] - 2 * kTableCellPadding;
      const int halves = std::max(2, static_cast<int>(room / half_cell));
      const FontKind font = set.size() == 1 ? FontKind::kHei : FontKind::kFangSong;
      out.cells.push_back(Typeset(Styled(row[c], font), {halves, 0, 0}));
      out.lines = std::max(out.lines, out.cells.back().size());
    }
  }
  // Draws lines [from, to) of a row and the rules around them.
  const auto draw = [&](const TableRow& row, size_t from, size_t to) {
    Page& page = pages->back();
    const double height = static_cast<double>(to - from) * pitch + 2 * kTableCellPadding;
    for (size_t c = 0; c < row.cells.size(); ++c) {
      for (size_t l = from; l < std::min(to, row.cells[c].size()); ++l) {
        const double top =
            *y + kTableCellPadding + static_cast<double>(l - from) * pitch + (pitch - height_of_type) / 2;
        PlaceLine(row.cells[c][l], edges[c] + kTableCellPadding, top, half_cell, sheet.size_pt, Ink::kBlack, &page);
      }
    }
    for (double edge : edges) {
      page.rules.push_back({edge, *y, edge, *y + height, gb9704::kInnerRule, Ink::kBlack});
    }
    PlaceRule(sheet.left, *y, sheet.width, gb9704::kInnerRule, Ink::kBlack, &page);
    PlaceRule(sheet.left, *y + height, sheet.width, gb9704::kInnerRule, Ink::kBlack, &page);
    *y += height;
  };
  const auto lines_that_fit = [&] {
    const double room = sheet.bottom - *y - 2 * kTableCellPadding;
    return room < pitch ? size_t{0} : static_cast<size_t>(room / pitch + kEpsilon);
  };
  for (size_t r = 0; r < set.size(); ++r) {
    size_t from = 0;
    while (from < set[r].lines) {
      size_t fit = lines_that_fit();
      const bool fresh = *y <= sheet.top + kEpsilon;
      if (!fresh && fit < set[r].lines - from) {
        pages->emplace_back();
        *y = sheet.top;
        // The head again, unless it would leave no room for what it is the head of.
        if (r > 0 && set.front().lines * 2 < lines_that_fit()) draw(set.front(), 0, set.front().lines);
        fit = lines_that_fit();
      }
      const size_t to = std::min(set[r].lines, from + std::max<size_t>(1, fit));
      draw(set[r], from, to);
      from = to;
    }
  }
}

}  // namespace plumbline
