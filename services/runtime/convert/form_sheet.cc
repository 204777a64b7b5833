#include "services/runtime/convert/form_sheet.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/pdf_writer.h"
#include "services/runtime/convert/typeset.h"

namespace plumbline {

namespace {

using namespace gb9704;  // NOLINT: a table of constants, named for the standard.

// A form uses more of the sheet than a letter: it has no seal and no red head.
constexpr double kFormLeft = 22;
constexpr double kFormWidth = 166;
constexpr double kFormTop = 22;
constexpr double kFormBottom = 275;  // Of the table.
constexpr double kFormHalf = kSizeSmall4 * kMmPerPt / 2;
constexpr double kFormPitch = 6.2;
constexpr double kPadding = 1.6;
constexpr char kCut[] = "……（未完，全文见系统）";

struct SetCell {
  std::vector<TypesetLine> lines;
  double width = 0;
  bool label = false;
};
struct SetRow {
  std::vector<SetCell> cells;
  size_t lines = 1;
  bool gives_way = false;
};

std::vector<TypesetLine> SetText(const std::string& text, bool label, double width) {
  const int halves = std::max(2, static_cast<int>((width - 2 * kPadding) / kFormHalf));
  std::vector<TypesetLine> lines;
  for (const std::string& paragraph : std::vector<std::string>(absl::StrSplit(text, '\n'))) {
    const std::vector<TypesetLine> more =
        Typeset(Styled(paragraph, label ? FontKind::kHei : FontKind::kFangSong), {halves, 0, 0});
    lines.insert(lines.end(), more.begin(), more.end());
  }
  return lines;
}

SetRow SetOneRow(const FormRow& row) {
  SetRow set;
  set.gives_way = row.gives_way;
  set.lines = static_cast<size_t>(std::max(1, row.lines_min));
  double total = 0;
  for (const FormCell& cell : row.cells) total += cell.share;
  for (const FormCell& cell : row.cells) {
    SetCell& one = set.cells.emplace_back();
    one.width = cell.share / total * kFormWidth;
    one.label = cell.label;
    one.lines = SetText(cell.text, cell.label, one.width);
    set.lines = std::max(set.lines, one.lines.size());
  }
  return set;
}

double HeightOf(const SetRow& row) { return static_cast<double>(row.lines) * kFormPitch + 2 * kPadding; }

void CutTo(SetRow& row, size_t lines) {
  row.lines = lines;
  for (SetCell& cell : row.cells) {
    if (cell.lines.size() <= lines) continue;
    cell.lines.resize(lines);
    cell.lines.back() = SetText(kCut, false, cell.width).front();
  }
}

void Draw(const SetRow& row, double top, Page& page) {
  const double height = HeightOf(row);
  double x = kFormLeft;
  for (const SetCell& cell : row.cells) {
    const double used = static_cast<double>(cell.lines.size()) * kFormPitch;
    // Labels stand in the middle, what was written begins at the top.
    double y = top + (cell.label ? (height - used) / 2 : kPadding) + (kFormPitch - 2 * kFormHalf) / 2;
    for (const TypesetLine& line : cell.lines) {
      const double left = cell.label ? x + (cell.width - line.end * kFormHalf) / 2 : x + kPadding;
      PlaceLine(line, left, y, kFormHalf, kSizeSmall4, Ink::kBlack, &page);
      y += kFormPitch;
    }
    page.rules.push_back({x, top, x, top + height, kInnerRule, Ink::kBlack});
    x += cell.width;
  }
  page.rules.push_back({x, top, x, top + height, kInnerRule, Ink::kBlack});
  PlaceRule(kFormLeft, top, kFormWidth, kInnerRule, Ink::kBlack, &page);
  PlaceRule(kFormLeft, top + height, kFormWidth, kInnerRule, Ink::kBlack, &page);
}

bool Readable(const std::string& text) { return DecodeUtf8(text).ok(); }

absl::Status Check(const FormSheet& form) {
  if (form.title.empty() || form.rows.empty()) return absl::InvalidArgumentError("A form has a title and rows.");
  if (form.rows.size() > kFormRowsMax) return absl::InvalidArgumentError("The form has too many rows.");
  bool valid = Readable(form.organization) && Readable(form.title) && Readable(form.mark) && Readable(form.foot);
  for (const FormRow& row : form.rows) {
    if (row.cells.empty()) return absl::InvalidArgumentError("A row of the form has no cells.");
    for (const FormCell& cell : row.cells) valid = valid && cell.share > 0 && Readable(cell.text);
  }
  return valid ? absl::OkStatus() : absl::InvalidArgumentError("A text of the form is not UTF-8.");
}

}  // namespace

absl::StatusOr<PagedDocument> LayOutForm(const FormSheet& form) {
  PLUMBLINE_RETURN_IF_ERROR(Check(form));
  PagedDocument document;
  document.title = form.title;
  document.author = form.organization;
  document.date = form.date;
  Page& page = document.pages.emplace_back();
  const double centre = kFormLeft + kFormWidth / 2;
  double y = kFormTop;
  if (!form.organization.empty()) {
    PlaceCentred(form.organization, centre, y, kSize4 * kMmPerPt / 2, kSize4, FontKind::kSong, Ink::kBlack, &page);
    y += 8;
  }
  PlaceCentred(form.title, centre, y, kSize2 * kMmPerPt / 2, kSize2, FontKind::kXiaoBiaoSong, Ink::kBlack, &page);
  if (!form.mark.empty()) {
    PlaceLine(SingleLine(Styled(form.mark, FontKind::kHei), 0), kFormLeft, y, kSize4 * kMmPerPt / 2, kSize4, Ink::kRed, &page);
  }
  y += 13;

  std::vector<SetRow> rows;
  for (const FormRow& row : form.rows) rows.push_back(SetOneRow(row));
  double over = y - kFormBottom;
  for (const SetRow& row : rows) over += HeightOf(row);
  for (SetRow& row : rows) {
    if (over <= 0) break;
    if (!row.gives_way) continue;
    const size_t spare = std::min(row.lines - 1, static_cast<size_t>(over / kFormPitch) + 1);
    if (spare == 0) continue;
    CutTo(row, row.lines - spare);
    over -= static_cast<double>(spare) * kFormPitch;
  }
  if (over > 0) return absl::OutOfRangeError("The form does not fit one page.");
  for (const SetRow& row : rows) {
    Draw(row, y, page);
    y += HeightOf(row);
  }
  if (!form.foot.empty()) {
    PlaceLine(SingleLine(Styled(form.foot, FontKind::kSong), 0), kFormLeft, y + 3, kFormHalf, kSizeSmall4, Ink::kGrey, &page);
  }
  return document;
}

absl::StatusOr<std::string> RenderForm(const FormSheet& form, const FontSet& fonts) {
  PLUMBLINE_ASSIGN_OR_RETURN(const PagedDocument document, LayOutForm(form));
  return WritePdf(document, fonts);
}

}  // namespace plumbline
