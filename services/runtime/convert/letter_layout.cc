#include "services/runtime/convert/letter_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/pdf_writer.h"

namespace plumbline {
namespace {

using namespace gb9704;  // NOLINT: every number of the standard is used here.
using Form = OpinionLetter::Form;
using Mark = OpinionLetter::Mark;

constexpr double kCentre = kLeft + kTypeWidth / 2;
constexpr double kTitleHalf = kSize2 * kMmPerPt / 2;
constexpr double kProofPt = 7.5;
constexpr double kProofPitch = 3.6;

// The first sentence of a heading of level 1 or 2 has its own face, the text that follows has not.
StyledText StyledParagraph(const LetterParagraph& paragraph) {
  StyledText text = Styled(paragraph.text, FontKind::kFangSong);
  if (paragraph.level != 1 && paragraph.level != 2) return text;
  const FontKind face = paragraph.level == 1 ? FontKind::kHei : FontKind::kKai;
  for (StyledCharacter& character : text) {
    character.font = face;
    if (character.c == U'。') break;
  }
  return text;
}

// The text of a title, centred; returns where it ends.
double PlaceTitle(absl::string_view title, double top, Page* page) {
  for (const std::string& line : SplitTitle(title, kTitleColumns)) {
    PlaceCentred(line, kCentre, top, kTitleHalf, kSize2, FontKind::kXiaoBiaoSong, Ink::kBlack,
                 page);
    top += kTitlePitch;
  }
  return top - kTitlePitch + kSize2 * kMmPerPt;
}

// The red name of the issuer, as large as fits; returns where it ends.
double PlaceHead(absl::string_view text, double top, double size_max, Page* page) {
  const StyledText head = Styled(text, FontKind::kXiaoBiaoSong);
  const double fitting = kTypeWidth / (HalvesOf(head) / 2.0) / kMmPerPt;
  const double size = std::min(size_max, fitting);
  PlaceCentred(text, kCentre, top, size * kMmPerPt / 2, size, FontKind::kXiaoBiaoSong, Ink::kRed,
               page);
  return top + size * kMmPerPt;
}

class LetterLayout {
 public:
  explicit LetterLayout(const OpinionLetter& letter)
      : letter_(letter), composer_(letter.form == Form::kLetter ? LetterHead() : FileHead()) {
    composer_.page() = std::move(head_);
  }

  PagedDocument Run() {
    Body();
    Signature();
    for (size_t i = 0; i < letter_.attachments.size(); ++i) Attachment(i);
    Imprint();
    composer_.NumberPages(letter_.form == Form::kLetter ? 1 : 0);
    PagedDocument document;
    document.title = letter_.title;
    document.title.erase(std::remove(document.title.begin(), document.title.end(), '\n'),
                         document.title.end());
    document.author = letter_.issuer;
    document.date = letter_.date;
    document.pages = composer_.Take();
    Marks(&document.pages);
    Proof(&document.pages);
    return document;
  }

 private:
  // 份号, 密级, 紧急程度: the first lines, or below the letter's first double line (10.1).
  double TopLeftLines(double top) {
    for (const auto& [text, font] : {std::pair{&letter_.copy_number, FontKind::kFangSong},
                                     {&letter_.secrecy, FontKind::kHei},
                                     {&letter_.urgency, FontKind::kHei}}) {
      if (text->empty()) continue;
      PlaceLine(SingleLine(Styled(*text, font), 0), kLeft, top, kHalf, kSize3, Ink::kBlack, &head_);
      top += kLinePitch;
    }
    return top;
  }

  // Where the grid can begin when the title ends at `bottom`: one blank line stays between (7.3.2).
  static int FirstLine(double bottom) {
    int line = 0;
    while (line < kLines && LineTop(line) < bottom + 0.75 * kLinePitch) ++line;
    // The first page must show text (7.3.3); a head so high that it can not is spread by hand.
    return std::min(line, kLines - 3);
  }

  int FileHead() {
    TopLeftLines(LineTop(0));
    const double head_bottom =
        PlaceHead(absl::StrCat(letter_.issuer, "文件"), kHeadTop, kHeadSizeMax, &head_);
    const double number_top = head_bottom + kNumberBelowHead;
    if (letter_.signed_by.empty()) {
      PlaceCentred(letter_.document_number, kCentre, number_top, kHalf, kSize3, FontKind::kFangSong,
                   Ink::kBlack, &head_);
    } else {  // Papers that go upward: number left, 签发人 right, one character in on both sides.
      PlaceLine(SingleLine(Styled(letter_.document_number, FontKind::kFangSong), 2), kLeft,
                number_top, kHalf, kSize3, Ink::kBlack, &head_);
      StyledText signer = Styled("签发人：", FontKind::kFangSong);
      for (const StyledCharacter& c : Styled(letter_.signed_by, FontKind::kKai))
        signer.push_back(c);
      PlaceLine(SingleLine(signer, kHalves - 2 - HalvesOf(signer)), kLeft, number_top, kHalf,
                kSize3, Ink::kBlack, &head_);
    }
    const double rule = number_top + kBodyHeight + kRuleBelowNumber;
    PlaceRule(kLeft, rule, kTypeWidth, kHeadRule, Ink::kRed, &head_);
    return FirstLine(PlaceTitle(letter_.title, rule + kTitleBelowRule, &head_));
  }

  int LetterHead() {
    const double head_bottom =
        PlaceHead(letter_.issuer, kLetterHeadTop, kLetterHeadSizeMax, &head_);
    const double left = (kPageWidth - kLetterRuleWidth) / 2;
    // Thick over thin above, thin over thick below; the distance is to the outer line.
    const double top = head_bottom + kLetterRuleBelowHead;
    PlaceRule(left, top, kLetterRuleWidth, kLetterThick, Ink::kRed, &head_);
    const double below = top + kLetterThick / 2 + kLetterRuleGap + kLetterThin / 2;
    PlaceRule(left, below, kLetterRuleWidth, kLetterThin, Ink::kRed, &head_);
    PlaceRule(left, kLetterBottomRule, kLetterRuleWidth, kLetterThick, Ink::kRed, &head_);
    PlaceRule(left, kLetterBottomRule - (below - top), kLetterRuleWidth, kLetterThin, Ink::kRed,
              &head_);
    const double number_top = below + kLetterNumberBelowRule;
    const StyledText number = Styled(letter_.document_number, FontKind::kFangSong);
    PlaceLine(SingleLine(number, kHalves - HalvesOf(number)), kLeft, number_top, kHalf, kSize3,
              Ink::kBlack, &head_);
    const double last = std::max(number_top + kLinePitch, TopLeftLines(number_top)) - kLinePitch;
    return FirstLine(PlaceTitle(letter_.title, last + kBodyHeight + kLetterTitleBelow, &head_));
  }

  void Body() {
    const auto add = [this](const StyledText& text, int first_indent, int rest_indent) {
      for (TypesetLine& line : GridParagraph(text, first_indent, rest_indent)) {
        lines_.push_back(std::move(line));
      }
    };
    add(Styled(absl::StrCat(letter_.addressee, "："), FontKind::kFangSong), 0, 0);
    for (const LetterParagraph& paragraph : NumberedBody(letter_)) {
      add(StyledParagraph(paragraph), 4, 0);
    }
    // 附件：1. …, names under each other (7.3.4).
    const size_t count = letter_.attachments.size();
    if (count > 0) lines_.emplace_back();
    for (size_t i = 0; i < count; ++i) {
      const std::string number = count == 1 ? "" : absl::StrCat(i + 1, ". ");
      const int number_at = 4 + 6;  // Two characters in, behind 附件：.
      const StyledText text =
          Styled(absl::StrCat(i == 0 ? "附件：" : "", number, letter_.attachments[i].title),
                 FontKind::kFangSong);
      add(text, i == 0 ? 4 : number_at, number_at + static_cast<int>(number.size()));
    }
  }

  // Name, date and note as lines of the grid, and the blank lines before them.
  std::vector<TypesetLine> SignatureLines(int* blank) const {
    const StyledText name = Styled(letter_.signature, FontKind::kFangSong);
    const StyledText date = Styled(LetterDate(letter_.date), FontKind::kFangSong);
    const double name_width = HalvesOf(name), date_width = HalvesOf(date);
    double name_at = 0, date_at = 0;
    if (letter_.sealed) {
      *blank = kSealedBlankLines;
      date_at = kHalves - kSealedDateIndent - date_width;
      name_at = date_at + (date_width - name_width) / 2;
      if (name_at + name_width >
          kHalves) {  // A long name: it ends at the edge, the date under its middle.
        name_at = kHalves - name_width;
        date_at = name_at + (name_width - date_width) / 2;
      }
    } else {
      *blank = 1;
      name_at = kHalves - kUnsealedIndent - name_width;
      date_at = name_at + 4;
      if (date_at + date_width >
          kHalves - kUnsealedIndent) {  // A long date keeps the margin instead.
        date_at = kHalves - kUnsealedIndent - date_width;
        name_at = date_at - 4;
      }
    }
    std::vector<TypesetLine> lines = {SingleLine(name, std::max(0.0, name_at)),
                                      SingleLine(date, std::max(0.0, date_at))};
    if (!letter_.contact_note.empty()) {
      for (TypesetLine& line : GridParagraph(
               Styled(absl::StrCat("（", letter_.contact_note, "）"), FontKind::kFangSong), 4, 0)) {
        lines.push_back(std::move(line));
      }
    }
    return lines;
  }

  // Places the text with the signature behind it on the same page as at least one line of text.
  void Signature() {
    int blank = 0;
    const std::vector<TypesetLine> signature = SignatureLines(&blank);
    const int needed = blank + static_cast<int>(std::min<size_t>(signature.size(), kLines - 4));
    // Which page the last line falls on, and how many lines that page has before it.
    int left = composer_.LinesLeft();
    size_t on_page = 0;
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (left == 0) left = kLines, on_page = 0;
      --left;
      ++on_page;
    }
    size_t break_before = lines_.size();
    if (left < needed) {
      // Two lines go along where the page keeps at least one.
      break_before -= std::min<size_t>(2, std::max<size_t>(1, on_page - 1));
      // A blank line (before 附件：) does not open a page.
      if (lines_[break_before].runs.empty() && break_before + 1 < lines_.size()) ++break_before;
    }
    for (size_t i = 0; i < lines_.size(); ++i) {
      if (i == break_before) composer_.NewPage();
      composer_.Add(lines_[i]);
    }
    composer_.AddBlank(blank);
    for (const TypesetLine& line : signature) composer_.Add(line);
  }

  // A new page; 附件 and its number top left, the title centred on the third line (7.3.7).
  void Attachment(size_t index) {
    const LetterAttachment& attachment = letter_.attachments[index];
    composer_.NewPage();
    const std::string number = letter_.attachments.size() == 1 ? "" : std::to_string(index + 1);
    composer_.Add(SingleLine(Styled(absl::StrCat("附件", number), FontKind::kHei), 0));
    const double title_top = LineTop(2) - (kSize2 - kSize3) * kMmPerPt / 2;
    const double bottom = PlaceTitle(attachment.title, title_top, &composer_.page());
    int line = 1;
    while (line < kLines - 1 && LineTop(line) < bottom + 0.75 * kLinePitch) ++line;
    composer_.SkipToLine(line);
    LevelCounter counter;
    for (const LetterParagraph& paragraph : attachment.paragraphs) {
      const LetterParagraph numbered = {paragraph.level,
                                        counter.Next(paragraph.level) + paragraph.text};
      for (const TypesetLine& text : GridParagraph(StyledParagraph(numbered), 4, 0)) {
        composer_.Add(text);
      }
    }
    if (attachment.table.empty()) return;
    std::vector<double> widths = attachment.column_widths;
    if (widths.empty()) widths.assign(attachment.table.front().size(), 1.0);
    if (!widths.empty()) composer_.AddTable(attachment.table, widths);
  }

  // 版记 (7.4): its last rule lies on the bottom of the last page's type area. Letters have no
  // printing line and no rules there (10.1).
  void Imprint() {
    std::vector<TypesetLine> copies, printing;
    const double size = kSize4 * kMmPerPt;
    const int halves = static_cast<int>(kTypeWidth / (size / 2));
    if (!letter_.copies_to.empty()) {
      copies = Typeset(Styled(absl::StrCat("抄送：", letter_.copies_to, "。"), FontKind::kFangSong),
                       {halves - 2, 2, 8});
    }
    const bool with_rules = letter_.form == Form::kFileHead;
    if (with_rules && !letter_.printed_by.empty() && letter_.printed_on.has_value()) {
      const StyledText day =
          Styled(absl::StrCat(LetterDate(*letter_.printed_on), "印发"), FontKind::kFangSong);
      TypesetLine line = SingleLine(Styled(letter_.printed_by, FontKind::kFangSong), 2);
      TypesetLine right = SingleLine(day, halves - 2 - HalvesOf(day));
      line.runs.insert(line.runs.end(), right.runs.begin(), right.runs.end());
      printing.push_back(std::move(line));
    }
    const size_t count = copies.size() + printing.size();
    if (count == 0) return;
    const double height = static_cast<double>(count) * kImprintPitch;
    if (composer_.LinesLeft() * kLinePitch < height) composer_.NewPage();
    Page& page = composer_.page();
    double top = kBottom - height;
    if (with_rules) {
      PlaceRule(kLeft, top, kTypeWidth, kOuterRule, Ink::kBlack, &page);
      PlaceRule(kLeft, kBottom, kTypeWidth, kOuterRule, Ink::kBlack, &page);
      if (!copies.empty() && !printing.empty()) {
        PlaceRule(kLeft, top + static_cast<double>(copies.size()) * kImprintPitch, kTypeWidth,
                  kInnerRule, Ink::kBlack, &page);
      }
    }
    for (const std::vector<TypesetLine>* lines : {&copies, &printing}) {
      for (const TypesetLine& line : *lines) {
        PlaceLine(line, kLeft, top + (kImprintPitch - size) / 2, size / 2, kSize4, Ink::kBlack,
                  &page);
        top += kImprintPitch;
      }
    }
  }

  // 演练 or 文稿 on every page: across the sheet behind the text, and in words at the top.
  void Marks(std::vector<Page>* pages) const {
    if (letter_.mark == Mark::kNone) return;
    const bool rehearsal = letter_.mark == Mark::kRehearsal;
    MarkPages(rehearsal ? "演　练" : "文　稿", rehearsal ? "演练文书，不具有法律效力" : "文稿，未经签发", pages);
  }

  void Proof(std::vector<Page>* pages) const {
    if (!letter_.proof.has_value()) return;
    const std::string lines[] = {
        absl::StrCat("存证：", letter_.proof->origin, "　第", letter_.proof->sequence, "号记录"),
        absl::StrCat("叶子摘要：", letter_.proof->leaf_hash),
        "以上信息用于核验本件在审计日志中的记录，不是印章或者电子签章。",
    };
    // Below the page number; on page one of a letter, which has none, above the red line.
    const bool above_line = letter_.form == Form::kLetter && pages->size() == 1;
    double top = above_line ? kBottom + 1.5 : kBottom + 14.5;
    const double half = kProofPt * kMmPerPt / 2;
    for (const std::string& line : lines) {
      PlaceLine(SingleLine(Styled(line, FontKind::kSong), 0), kLeft, top, half, kProofPt,
                Ink::kGrey, &pages->back());
      top += kProofPitch;
    }
  }

  const OpinionLetter& letter_;
  Page head_;  // What stands above the grid of page one; filled before composer_ is made.
  Composer composer_;
  std::vector<TypesetLine> lines_;
};

}  // namespace

absl::StatusOr<PagedDocument> LayOutLetter(const OpinionLetter& letter) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLetter(letter));
  return LetterLayout(letter).Run();
}

absl::StatusOr<std::string> RenderLetter(const OpinionLetter& letter, const FontSet& fonts) {
  PLUMBLINE_ASSIGN_OR_RETURN(const PagedDocument document, LayOutLetter(letter));
  return WritePdf(document, fonts);
}

}  // namespace plumbline
