#include "services/runtime/export/pdf.h"

#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/pdf_writer.h"
#include "services/runtime/convert/table_layout.h"

namespace plumbline {
namespace {

using gb9704::kMmPerPt;

// The sheet, in millimetres; sizes in points.
constexpr double kWidth = gb9704::kPageHeight;  // Landscape.
constexpr double kHeight = gb9704::kPageWidth;
constexpr double kMargin = 15;
constexpr double kInnerWidth = kWidth - 2 * kMargin;
constexpr double kTop = 15;
constexpr double kBottom = kHeight - 17;
constexpr double kTitleSize = 16;
constexpr double kNoteSize = 9;
constexpr double kSizes[] = {10.5, 9, 7.5};
constexpr size_t kPagesMax = 2000;

// One line of text; line breaks become spaces.
std::string OneLine(absl::string_view text) { return absl::StrReplaceAll(CleanText(text), {{"\n", " "}}); }

double WidthOf(const TypesetLine& line, double size_pt) { return line.end * size_pt * kMmPerPt / 2; }

void PutLeft(absl::string_view text, double top, Page* page) {
  PlaceLine(SingleLine(Styled(text, FontKind::kSong), 0), kMargin, top, kNoteSize * kMmPerPt / 2, kNoteSize, Ink::kGrey, page);
}

void PutRight(absl::string_view text, double top, Page* page) {
  const TypesetLine line = SingleLine(Styled(text, FontKind::kSong), 0);
  PlaceLine(line, kWidth - kMargin - WidthOf(line, kNoteSize), top, kNoteSize * kMmPerPt / 2, kNoteSize, Ink::kGrey, page);
}

// The title in the middle, on as many lines as it takes; the organisation left and the day right below it.
double PutHead(const Ledger& ledger, const LedgerTable& table, Page* page) {
  const double line_height = kTitleSize * kMmPerPt * 1.4;
  const int columns = static_cast<int>(kInnerWidth / (kTitleSize * kMmPerPt));
  double y = kTop;
  for (const std::string& line : SplitTitle(OneLine(table.title), columns)) {
    PlaceCentred(line, kWidth / 2, y, kTitleSize * kMmPerPt / 2, kTitleSize, FontKind::kXiaoBiaoSong, Ink::kBlack, page);
    y += line_height;
  }
  PutLeft(OneLine(ledger.organization), y, page);
  const std::string day = CellText(ledger.day, ledger.english);
  PutRight(ledger.english ? absl::StrCat("Exported on ", day) : absl::StrCat("导出日期：", day), y, page);
  return y + kNoteSize * kMmPerPt * 1.6;
}

void LayTableOut(const Ledger& ledger, const LedgerTable& table, std::vector<Page>* pages) {
  std::vector<double> widths;
  for (size_t c = 0; c < table.columns.size(); ++c) widths.push_back(ColumnWidth(table, c, ledger.english));
  const double characters = std::accumulate(widths.begin(), widths.end(), 0.0);
  const double padding = 2 * kTableCellPadding * static_cast<double>(widths.size());
  double size = kSizes[0];
  for (const double candidate : kSizes) {
    size = candidate;
    if (characters * candidate * kMmPerPt + padding <= kInnerWidth) break;
  }
  for (double& width : widths) width = width * size * kMmPerPt + 2 * kTableCellPadding;
  TableRows rows(1);
  for (const LedgerColumn& column : table.columns) rows[0].push_back(OneLine(column.heading));
  for (const std::vector<LedgerCell>& row : table.rows) {
    rows.emplace_back();
    for (const LedgerCell& cell : row) rows.back().push_back(CellText(cell, ledger.english));
  }
  pages->emplace_back();
  double y = PutHead(ledger, table, &pages->back());
  LayTable(rows, widths, {kMargin, kInnerWidth, kTop, kBottom, size}, pages, &y);
}

}  // namespace

absl::StatusOr<PagedDocument> LayOutLedger(const Ledger& ledger) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLedger(ledger));
  PagedDocument document;
  document.title = OneLine(ledger.tables[0].title);
  document.author = OneLine(ledger.organization);
  document.date = ledger.day;
  document.width = kWidth;
  document.height = kHeight;
  for (const LedgerTable& table : ledger.tables) {
    const size_t first = document.pages.size();
    LayTableOut(ledger, table, &document.pages);
    if (document.pages.size() > kPagesMax) {
      return absl::OutOfRangeError(
          absl::StrCat("Expected at most ", kPagesMax, " pages; narrow the list, or take XLSX"));
    }
    for (size_t p = first; p < document.pages.size(); ++p) {
      if (p > first) PutLeft(OneLine(table.title), kBottom + 4, &document.pages[p]);
    }
  }
  const size_t count = document.pages.size();
  for (size_t p = 0; p < count; ++p) {
    PutRight(ledger.english ? absl::StrCat("Page ", p + 1, " of ", count)
                            : absl::StrCat("第", p + 1, "页，共", count, "页"),
             kBottom + 4, &document.pages[p]);
  }
  return document;
}

absl::StatusOr<std::string> WriteLedgerPdf(const Ledger& ledger, const FontSet& fonts) {
  PLUMBLINE_ASSIGN_OR_RETURN(const PagedDocument document, LayOutLedger(ledger));
  return WritePdf(document, fonts);
}

}  // namespace plumbline
