#include "services/runtime/convert/compose.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/table_layout.h"

namespace plumbline {
namespace {

using namespace gb9704;  // NOLINT: every number of the standard is used here.

constexpr double kEpsilon = 1e-6;

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

namespace {

constexpr double kAcrossPt = 150;    // Two characters of this size fill the sheet.
constexpr double kAcrossRoom = 660;  // Points along the diagonal that a mark may take.

void PutMark(absl::string_view across, absl::string_view line, Ink ink, double size_pt, Page& page) {
  PlacedText text;
  text.x = kPageWidth / 2;
  text.top = kPageHeight / 2;
  text.text = std::string(across);
  text.font = FontKind::kHei;
  text.size_pt = size_pt;
  text.ink = ink;
  text.angle = 45;
  page.texts.push_back(std::move(text));
  PlaceCentred(line, kPageWidth / 2, 14, kSize4 * kMmPerPt / 2, kSize4, FontKind::kHei, Ink::kRed, &page);
}

}  // namespace

void MarkPages(absl::string_view across, absl::string_view line, std::vector<Page>* pages) {
  for (Page& page : *pages) PutMark(across, line, Ink::kPaleRed, kAcrossPt, page);
}

void VeilPages(absl::string_view across, absl::string_view line, std::vector<Page>* pages) {
  const size_t characters = std::max<size_t>(1, CodePointCount(across));
  const double size = std::min(kAcrossPt, kAcrossRoom / static_cast<double>(characters));
  for (Page& page : *pages) PutMark(across, line, Ink::kVeil, size, page);
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
  LayTable(rows, widths, {kLeft, kTypeWidth, kTop, kBottom, kSizeSmall4}, &pages_, &y_);
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
