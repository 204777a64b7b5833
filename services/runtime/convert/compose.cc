#include "services/runtime/convert/compose.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/runtime/convert/gb9704.h"

namespace plumbline {
namespace {

using namespace gb9704;  // NOLINT: every number of the standard is used here.

constexpr double kEpsilon = 1e-6;
constexpr double kCellPadding = 1.2;  // Between a cell's rule and its text.
constexpr double kTablePitch = kSizeSmall4 * kMmPerPt * 1.4;
constexpr double kTableHalf = kSizeSmall4 * kMmPerPt / 2;

// A row of a table as typeset cells.
struct TableRow {
  std::vector<std::vector<TypesetLine>> cells;
  size_t lines = 1;  // Of its highest cell.
};

}  // namespace

void PlaceLine(const TypesetLine& line, double x, double top, double half, double size_pt, Ink ink,
               Page* page) {
  for (const TypesetRun& run : line.runs) {
    PlacedText text;
    text.x = x + run.start * half;
    text.top = top;
    text.width = run.width * half;
    text.text = run.text;
    text.font = run.font;
    text.size_pt = size_pt;
    text.ink = ink;
    text.full_width = run.full_width;
    page->texts.push_back(std::move(text));
  }
}

void PlaceCentred(absl::string_view text, double centre, double top, double half, double size_pt,
                  FontKind font, Ink ink, Page* page) {
  const TypesetLine line = SingleLine(Styled(text, font), 0);
  PlaceLine(line, centre - line.end * half / 2, top, half, size_pt, ink, page);
}

void PlaceRule(double x, double y, double width, double thickness, Ink ink, Page* page) {
  page->rules.push_back({x, y, x + width, y, thickness, ink});
}

std::vector<TypesetLine> GridParagraph(const StyledText& text, int first_indent, int rest_indent) {
  return Typeset(text, {kHalves, first_indent, rest_indent});
}

Composer::Composer(int first_line) : pages_(1), y_(kTop + first_line * kLinePitch) {
  PLUMBLINE_CHECK(first_line >= 0 && first_line <= kLines, "a grid has 22 lines");
}

int Composer::LinesLeft() const {
  return std::max(0, static_cast<int>(std::floor((kBottom - y_) / kLinePitch + kEpsilon)));
}

void Composer::Add(const TypesetLine& line) {
  // After a table the next grid line below it.
  const int slot = static_cast<int>(std::ceil((y_ - kTop) / kLinePitch - kEpsilon));
  if (slot >= kLines) {
    NewPage();
    if (line.runs.empty()) return;
    Add(line);
    return;
  }
  if (line.runs.empty() && slot == 0 && pages_.size() > 1) return;
  PlaceLine(line, kLeft, LineTop(slot), kHalf, kSize3, Ink::kBlack, &page());
  y_ = kTop + (slot + 1) * kLinePitch;
}

void Composer::AddBlank(int count) {
  for (int i = 0; i < count; ++i) Add({});
}

void Composer::SkipToLine(int line) { y_ = std::max(y_, kTop + line * kLinePitch); }

void Composer::NewPage() {
  pages_.emplace_back();
  y_ = kTop;
}

void Composer::AddTable(const TableRows& rows, const std::vector<double>& widths) {
  PLUMBLINE_CHECK(!rows.empty() && widths.size() == rows.front().size() && !widths.empty(),
                  "a table has rows, and a width for each column");
  const double total = std::accumulate(widths.begin(), widths.end(), 0.0);
  std::vector<double> edges = {kLeft};
  for (double width : widths) edges.push_back(edges.back() + width / total * kTypeWidth);
  std::vector<TableRow> set;
  for (const std::vector<std::string>& row : rows) {
    PLUMBLINE_CHECK(row.size() == widths.size(), "all rows have the same columns");
    TableRow& out = set.emplace_back();
    for (size_t c = 0; c < row.size(); ++c) {
      const double room = edges[c + 1] - edges[c] - 2 * kCellPadding;
      const int halves = std::max(2, static_cast<int>(room / kTableHalf));
      const FontKind font = set.size() == 1 ? FontKind::kHei : FontKind::kFangSong;
      out.cells.push_back(Typeset(Styled(row[c], font), {halves, 0, 0}));
      out.lines = std::max(out.lines, out.cells.back().size());
    }
  }
  // Draws lines [from, to) of a row and the rules around them.
  const auto draw = [&](const TableRow& row, size_t from, size_t to) {
    const double height = static_cast<double>(to - from) * kTablePitch + 2 * kCellPadding;
    for (size_t c = 0; c < row.cells.size(); ++c) {
      for (size_t l = from; l < std::min(to, row.cells[c].size()); ++l) {
        const double top = y_ + kCellPadding + static_cast<double>(l - from) * kTablePitch +
                           (kTablePitch - kSizeSmall4 * kMmPerPt) / 2;
        PlaceLine(row.cells[c][l], edges[c] + kCellPadding, top, kTableHalf, kSizeSmall4,
                  Ink::kBlack, &page());
      }
    }
    for (double edge : edges) {
      page().rules.push_back({edge, y_, edge, y_ + height, kInnerRule, Ink::kBlack});
    }
    PlaceRule(kLeft, y_, kTypeWidth, kInnerRule, Ink::kBlack, &page());
    PlaceRule(kLeft, y_ + height, kTypeWidth, kInnerRule, Ink::kBlack, &page());
    y_ += height;
  };
  const auto lines_that_fit = [&] {
    const double room = kBottom - y_ - 2 * kCellPadding;
    return room < kTablePitch ? size_t{0} : static_cast<size_t>(room / kTablePitch + kEpsilon);
  };
  for (size_t r = 0; r < set.size(); ++r) {
    size_t from = 0;
    while (from < set[r].lines) {
      size_t fit = lines_that_fit();
      const bool fresh = y_ <= kTop + kEpsilon;
      if (!fresh && fit < set[r].lines - from) {
        NewPage();
        // The head again, unless it would leave no room for what it is the head of.
        if (r > 0 && set.front().lines * 2 < lines_that_fit())
          draw(set.front(), 0, set.front().lines);
        fit = lines_that_fit();
      }
      const size_t to = std::min(set[r].lines, from + std::max<size_t>(1, fit));
      draw(set[r], from, to);
      from = to;
    }
  }
}

void Composer::NumberPages(size_t from) {
  const double size = kSize4 * kMmPerPt;
  for (size_t i = from; i < pages_.size(); ++i) {
    const size_t number = i + 1;
    const TypesetLine line =
        SingleLine(Styled(absl::StrCat("— ", number, " —"), FontKind::kSong), 0);
    const double width = line.end * size / 2;
    const double x = number % 2 == 1 ? kRight - size - width : kLeft + size;
    // The dash runs through the middle of its character.
    PlaceLine(line, x, kBottom + kPageNumberBelow - size / 2, size / 2, kSize4, Ink::kBlack,
              &pages_[i]);
  }
}

}  // namespace plumbline
