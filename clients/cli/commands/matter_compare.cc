// plumbline matter compare: the redline (花脸稿) between two drafts of a matter, made on this machine.
#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/fetch_file.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/print.h"
#include "clients/cli/redline_text.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/matter_service.pb.h"
#include "services/runtime/convert/extract.h"
#include "services/runtime/convert/plain_paper.h"

namespace plumbline::client {

namespace {

constexpr int kPage = 1000;
constexpr char kFormat[] = "matters/{matter}";

const Phrase kUsage = {"用法：plumbline matter compare matters/… [--from 版本号] [--to 版本号] [--output 花脸稿.pdf]",
                       "Usage: plumbline matter compare matters/… [--from N] [--to N] [--output redline.pdf]"};

struct Texts {
  std::string before;
  std::string after;
};

// The draft with that number; the last but one or the last where none is given.
const v1::DraftVersion* Chosen(const v1::ListDraftVersionsResponse& drafts, const std::string& number, int from_end) {
  if (number.empty()) {
    // By number, whatever the order of the list.
    std::vector<const v1::DraftVersion*> all;
    for (const v1::DraftVersion& one : drafts.versions()) all.push_back(&one);
    std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->number() > b->number(); });
    return from_end < static_cast<int>(all.size()) ? all[static_cast<size_t>(from_end)] : nullptr;
  }
  for (const v1::DraftVersion& one : drafts.versions()) {
    if (absl::StrCat(one.number()) == number || one.name() == number) return &one;
  }
  return nullptr;
}

int Refuse(const LocalContext& context, const Phrase& why) {
  context.terminal.err << why.In(context.options.language) << '\n';
  return kExitRefused;
}

// The canonical text of a draft, or why it can't be read.
int ReadText(const LocalContext& context, Printing& printing, const v1::DraftVersion& draft, std::string* text) {
  v1::GetFileRequest about;
  about.set_name(draft.file());
  v1::GetFileResponse facts;
  const grpc::Status known = printing.Read("GetFile", about, &facts);
  if (!known.ok()) return PrintError(DecodeError(known), context.options, context.terminal);
  std::string bytes, marked_type;
  const grpc::Status status = FetchBytes(printing.caller(), draft.file(), draft.name(), v1::MARKED_FORM_DOCX, context.terminal,
                                         &bytes, &marked_type);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  const Extraction extraction =
      ExtractText(bytes, absl::StrCat("draft.", marked_type.empty() ? facts.file().type() : marked_type));
  if (!extraction.canonical.has_value()) {
    return Refuse(context, {absl::StrCat("第", draft.number(), "稿不能自动比对：", extraction.reason.zh, "请下载后人工核对。"),
                            absl::StrCat("Draft ", draft.number(), " can't be compared: ", extraction.reason.en,
                                         " Download both and compare by hand.")});
  }
  *text = *extraction.canonical;
  return kExitOk;
}

// Where it stands, unless the text begins with just that.
std::string ClauseText(const RedlineView::Clause& clause, const char* gap, bool color) {
  const std::string text = SpansText(clause.entry.spans, color);
  return clause.place.empty() || absl::StartsWith(text, clause.place) ? text : absl::StrCat(clause.place, gap, text);
}

PlainPaper RedlinePaper(const std::string& title, const v1::DraftVersion& from, const v1::DraftVersion& to,
                        const RedlineView& view, const Printing& printing) {
  PlainPaper paper;
  paper.title = absl::StrCat("《", title, "》花脸稿");
  paper.subtitle = absl::StrCat("第", from.number(), "稿 → 第", to.number(), "稿");
  if (printing.rehearsal()) paper.mark = "演练";
  paper.date = printing.today();
  paper.body.push_back({0, absl::StrCat(RedlineSummary(view).zh, "[-删去-]，{+增加+}。")});
  for (const RedlineView::Clause& clause : view.clauses) {
    paper.body.push_back({0, ClauseText(clause, "　", false)});
  }
  return paper;
}

int Run(const LocalContext& context) {
  Printing printing;
  if (const int code = printing.Begin(context, kFormat, kUsage, {"--from", "--to"}); code != kExitOk) return code;
  v1::ListDraftVersionsRequest list;
  list.set_parent(printing.name());
  list.set_page_size(kPage);
  v1::ListDraftVersionsResponse drafts;
  const grpc::Status status = printing.Read("ListDraftVersions", list, &drafts);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  const v1::DraftVersion* to = Chosen(drafts, FlagValue(context.words, "--to"), 0);
  const v1::DraftVersion* from = Chosen(drafts, FlagValue(context.words, "--from"), 1);
  if (from == nullptr || to == nullptr) {
    return Refuse(context, {absl::StrCat("没有可比的两稿（现有 ", drafts.versions_size(), " 稿）。文稿列表：plumbline matter drafts ", printing.name()),
                            absl::StrCat("There are no two such drafts (", drafts.versions_size(),
                                         " in all). See plumbline matter drafts ", printing.name())});
  }
  Texts texts;
  if (const int code = ReadText(context, printing, *from, &texts.before); code != kExitOk) return code;
  if (const int code = ReadText(context, printing, *to, &texts.after); code != kExitOk) return code;
  const auto view = CompareTexts(texts.before, texts.after);
  if (!view.ok()) {
    context.terminal.err << view.status().message() << '\n';
    return kExitRefused;
  }
  if (!context.options.output.empty()) {
    return printing.Keep(
        RenderPlainPaper(RedlinePaper(printing.TitleFor(printing.name()), *from, *to, *view, printing), FontSet::Installed()),
        "");
  }
  const Look look = LookOf(context.options, context.terminal);
  const bool zh = context.options.language == Language::kChinese;
  context.terminal.out << (zh ? absl::StrCat("第", from->number(), "稿 → 第", to->number(), "稿：")
                              : absl::StrCat("Draft ", from->number(), " → ", to->number(), ": "))
                       << RedlineSummary(*view).In(context.options.language) << '\n';
  for (const RedlineView::Clause& clause : view->clauses) {
    std::vector<RedlineSpan> spans = clause.entry.spans;
    for (RedlineSpan& span : spans) span.text = Printable(span.text);
    context.terminal.out << ClauseText({clause.place, {clause.entry.kind, "", "", spans}}, "  ", look.color) << '\n';
  }
  return kExitOk;
}

}  // namespace

LocalCommand MatterCompareCommand() {
  LocalCommand command;
  command.noun = "matter";
  command.verb = "compare";
  command.title = {"比对两稿（花脸稿）", "Compare two drafts (redline)"};
  command.help = {
      "用法\n  plumbline matter compare matters/… [--from 稿次] [--to 稿次] [--output 花脸稿.pdf] [--force]\n\n"
      "按条款比对两稿，默认最近两稿；先按条款、再按字比对，附件和表格也算。[-删去-]{+增加+}，在终端上用红绿两色。\n"
      "--output 另存为 PDF。只换了文件、文字相同的，会说明“两稿文字相同”。\n\n"
      "示例\n  plumbline matter compare matters/m1 --from 1 --to 3\n",
      "Usage\n  plumbline matter compare matters/… [--from N] [--to N] [--output redline.pdf] [--force]\n\n"
      "Compares two drafts by clause, then by character, attachments and tables included; the last two unless told.\n"
      "[-gone-]{+new+}, red and green on a terminal. --output keeps it as a PDF. Another file with the same text says so.\n\n"
      "Example\n  plumbline matter compare matters/m1 --from 1 --to 3\n"};
  command.flags = {"from", "to"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
