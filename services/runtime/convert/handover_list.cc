#include "services/runtime/convert/handover_list.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/canonical.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/gb9704.h"
#include "services/runtime/convert/letter.h"
#include "services/runtime/convert/pdf_writer.h"

namespace plumbline {
namespace {

using namespace gb9704;  // NOLINT: every number of the standard is used here.

constexpr char kTitle[] = "工作移交清单";
constexpr int kFirstLine = 2;      // Of the grid, below the title.
constexpr int kSignedLines = 5;    // A blank one, the sentence, three places to sign: the pitch is room enough for a pen.
constexpr int kRemainingLines = 2;  // What is not on the list.
constexpr double kProofPt = 7.5;

absl::Status CheckText(absl::string_view field, absl::string_view text) {
  if (const auto lines = CanonicalLines(text); !lines.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected a complete list, but ", field, " can not be used: ", lines.status().message()));
  }
  return absl::OkStatus();
}

absl::Status CheckList(const HandoverList& list) {
  if (list.rows.size() > kHandoverListRowsMax) {
    return absl::InvalidArgumentError(absl::StrCat("Expected at most ", kHandoverListRowsMax, " rows in a handover list"));
  }
  for (const auto& [field, text] : {std::pair{"organization", &list.organization}, {"person", &list.person},
                                    {"successor", &list.successor}, {"overseer", &list.overseer},
                                    {"reason", &list.reason}, {"proof", &list.proof}}) {
    PLUMBLINE_RETURN_IF_ERROR(CheckText(field, *text));
  }
  for (const HandoverListRow& row : list.rows) {
    for (const std::string* text : {&row.kind, &row.title, &row.due, &row.state}) {
      PLUMBLINE_RETURN_IF_ERROR(CheckText("rows", *text));
    }
  }
  return absl::OkStatus();
}

void AddText(absl::string_view text, int first_indent, Composer* composer) {
  for (const TypesetLine& line : GridParagraph(Styled(text, FontKind::kFangSong), first_indent, 0)) composer->Add(line);
}

void AddHead(const HandoverList& list, Composer* composer) {
  if (!list.organization.empty()) AddText(absl::StrCat("单位：", list.organization), 0, composer);
  AddText(absl::StrCat("移交人：", list.person, "　　接交人：", list.successor.empty() ? "（待定）" : list.successor,
                       list.overseer.empty() ? "" : absl::StrCat("　　监交人：", list.overseer)),
          0, composer);
  if (!list.reason.empty()) AddText(absl::StrCat("移交事由：", list.reason), 0, composer);
  AddText(absl::StrCat(list.before ? "打印日期：" : "移交日期：", LetterDate(list.date)), 0, composer);
  if (list.before) AddText("以下为移交前核对的未了事项，尚未办理移交。", 4, composer);
}

void AddTable(const HandoverList& list, Composer* composer) {
  TableRows rows = {{"序号", "类别", "事项", "期限", list.before ? "能否移交" : "办理情况"}};
  for (size_t i = 0; i < list.rows.size(); ++i) {
    const HandoverListRow& row = list.rows[i];
    rows.push_back({absl::StrCat(i + 1), row.kind, row.title, row.due, row.state});
  }
  composer->AddTable(rows, {1.2, 2.4, 6, 2.2, 3.2});
}

void AddSignatures(const HandoverList& list, Composer* composer) {
  if (composer->LinesLeft() < kSignedLines + (list.remaining > 0 ? kRemainingLines : 0)) composer->NewPage();
  composer->AddBlank(1);
  if (list.remaining > 0) {
    AddText(absl::StrCat("另有", list.remaining, "项未列入本清单，须另行办理移交。"), 4, composer);
  }
  AddText("以上事项及有关材料已核对清楚。", 4, composer);
  for (const char* who : {"移交人", "接交人", "监交人"}) {
    composer->Add(SingleLine(Styled(absl::StrCat(who, "（签字）：______________　　　　年　　月　　日"),
                                    FontKind::kFangSong),
                             4));
  }
}

}  // namespace

absl::StatusOr<PagedDocument> LayOutHandoverList(const HandoverList& list) {
  PLUMBLINE_RETURN_IF_ERROR(CheckList(list));
  Composer composer(kFirstLine);
  PlaceCentred(kTitle, kLeft + kTypeWidth / 2, LineTop(0), kSize2 * kMmPerPt / 2, kSize2, FontKind::kXiaoBiaoSong,
               Ink::kBlack, &composer.page());
  AddHead(list, &composer);
  AddTable(list, &composer);
  AddSignatures(list, &composer);
  composer.NumberPages(0);
  PagedDocument document;
  document.title = kTitle;
  document.author = list.organization;
  document.date = list.date;
  document.pages = composer.Take();
  if (!list.proof.empty()) {
    PlaceLine(SingleLine(Styled(absl::StrCat("存证：", list.proof), FontKind::kSong), 0), kLeft, kBottom + 14.5,
              kProofPt * kMmPerPt / 2, kProofPt, Ink::kGrey, &document.pages.back());
  }
  if (list.rehearsal) MarkPages("演　练", "演练文书，不具有法律效力", &document.pages);
  return document;
}

absl::StatusOr<std::string> RenderHandoverList(const HandoverList& list, const FontSet& fonts) {
  PLUMBLINE_ASSIGN_OR_RETURN(const PagedDocument document, LayOutHandoverList(list));
  return WritePdf(document, fonts);
}

}  // namespace plumbline
