#include "services/runtime/convert/plain_paper.h"

#include <algorithm>

#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/pdf_writer.h"
#include "services/runtime/convert/typeset.h"

namespace plumbline {

namespace {

using namespace gb9704;  // NOLINT: a table of constants, named for the standard.

constexpr int kParagraphIndent = 4;  // Half cells: two characters.
constexpr int kClosingIndent = 4;    // From the right.

bool Readable(const std::string& text) { return DecodeUtf8(text).ok(); }

absl::Status Check(const PlainPaper& paper) {
  if (paper.title.empty()) return absl::InvalidArgumentError("A paper has a title.");
  if (paper.body.size() > kLetterParagraphsMax) return absl::OutOfRangeError("The paper has too many paragraphs.");
  bool readable = Readable(paper.title) && Readable(paper.subtitle) && Readable(paper.mark);
  for (const LetterParagraph& paragraph : paper.body) {
    if (paragraph.level < 0 || paragraph.level > 4) return absl::InvalidArgumentError("There is no such level.");
    readable = readable && Readable(paragraph.text);
  }
  for (const std::vector<std::string>& row : paper.table) {
    if (row.empty() || row.size() != paper.column_widths.size()) {
      return absl::InvalidArgumentError("The table's rows and widths differ.");
    }
    for (const std::string& cell : row) readable = readable && Readable(cell);
  }
  for (const double width : paper.column_widths) {
    if (width <= 0) return absl::InvalidArgumentError("A column has no width.");
  }
  for (const std::string& line : paper.closing) readable = readable && Readable(line);
  return readable ? absl::OkStatus() : absl::InvalidArgumentError("A text of the paper is not UTF-8.");
}

FontKind FontOf(int level) {
  return level == 1 ? FontKind::kHei : level == 2 ? FontKind::kKai : FontKind::kFangSong;
}

// Title, subtitle and mark; the grid line below them.
int PlaceHead(const PlainPaper& paper, Page& page) {
  const double centre = kLeft + kTypeWidth / 2;
  double top = kTop;
  for (const std::string& line : SplitTitle(paper.title, kTitleColumns)) {
    PlaceCentred(line, centre, top, kSize2 * kMmPerPt / 2, kSize2, FontKind::kXiaoBiaoSong, Ink::kBlack, &page);
    top += kTitlePitch;
  }
  if (!paper.subtitle.empty()) {
    PlaceCentred(paper.subtitle, centre, top, kHalf, kSize3, FontKind::kKai, Ink::kBlack, &page);
    top += kLinePitch;
  }
  if (!paper.mark.empty()) {
    PlaceLine(SingleLine(Styled(paper.mark, FontKind::kHei), 0), kLeft, kTop - 12, kSize4 * kMmPerPt / 2, kSize4, Ink::kRed,
              &page);
  }
  return static_cast<int>((top - kTop) / kLinePitch) + 2;
}

}  // namespace

absl::StatusOr<PagedDocument> LayOutPlainPaper(const PlainPaper& paper) {
  PLUMBLINE_RETURN_IF_ERROR(Check(paper));
  Page head;
  Composer composer(std::min(PlaceHead(paper, head), kLines));
  composer.page() = std::move(head);
  LevelCounter counter;
  for (const LetterParagraph& paragraph : paper.body) {
    const std::string number = counter.Next(paragraph.level);
    for (const TypesetLine& line :
         GridParagraph(Styled(number + paragraph.text, FontOf(paragraph.level)), kParagraphIndent, 0)) {
      composer.Add(line);
    }
  }
  if (!paper.table.empty()) composer.AddTable(paper.table, paper.column_widths);
  if (!paper.closing.empty()) composer.AddBlank(1);
  for (const std::string& text : paper.closing) {
    const StyledText styled = Styled(text, FontKind::kFangSong);
    composer.Add(SingleLine(styled, std::max(0, kHalves - kClosingIndent - HalvesOf(styled))));
  }
  composer.NumberPages(0);
  PagedDocument document;
  document.title = paper.title;
  document.author = paper.author;
  document.date = paper.date;
  document.pages = composer.Take();
  return document;
}

absl::StatusOr<std::string> RenderPlainPaper(const PlainPaper& paper, const FontSet& fonts) {
  PLUMBLINE_ASSIGN_OR_RETURN(const PagedDocument document, LayOutPlainPaper(paper));
  return WritePdf(document, fonts);
}

}  // namespace plumbline
