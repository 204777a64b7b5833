// plumbline paper print: the approval sheet (签批单) as a PDF of one A4 page.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/approval_sheet.h"
#include "clients/cli/local_command.h"
#include "clients/cli/paper_command.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "plumbline/v1/paper_service.pb.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  Printing printing;
  if (const int code = printing.Begin(context, "matters/{matter}/papers/{paper}",
                                      {"用法：plumbline paper print matters/…/papers/… [--output 路径]",
                                       "Usage: plumbline paper print matters/…/papers/… [--output PATH]"});
      code != kExitOk) {
    return code;
  }
  v1::GetPaperRequest request;
  request.set_name(printing.name());
  v1::Paper paper;
  const grpc::Status status = printing.Read("GetPaper", request, &paper);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);

  SheetFacts facts;
  if (const auto* method = context.api.FindMethod(paper.command()); method != nullptr) {
    facts.command_title = RuleOf(method).title_zh();
  }
  facts.content = ContentText(context.api, paper.command(), paper.content(), Language::kChinese);
  if (absl::StrContains(paper.result(), "/opinions/")) {
    v1::GetOpinionRequest of;
    of.set_name(paper.result());
    v1::Opinion opinion;
    if (printing.Read("GetOpinion", of, &opinion).ok()) facts.number = opinion.number();
  }
  facts.rehearsal = printing.rehearsal();
  facts.today = printing.today();
  facts.title_of = [&](const std::string& name) { return printing.TitleFor(name); };
  return printing.Keep(RenderForm(ApprovalSheet(paper, facts), FontSet::Installed()),
                       absl::StrCat("签批单-", printing.name().substr(printing.name().rfind('/') + 1), ".pdf"));
}

}  // namespace

LocalCommand PaperPrintCommand() {
  LocalCommand command;
  command.noun = "paper";
  command.verb = "print";
  command.title = {"打印签批单", "Print the approval sheet"};
  command.help = {
      "用法\n  plumbline paper print matters/…/papers/… [--output 路径|-] [--force]\n\n"
      "签批单一页 A4（PDF）：文种、文号、事项、内容、各步骤的意见、姓名和日期、退回情况、停留天数。\n"
      "未签批的步骤留空，可打印后由领导手签，再用 --performed-by 与 --evidence-paper 补录。仅限本单位。\n\n"
      "示例\n  plumbline paper print matters/m1/papers/p1 --output 签批单.pdf\n",
      "Usage\n  plumbline paper print matters/…/papers/… [--output PATH|-] [--force]\n\n"
      "One A4 page (PDF): kind and number of the paper, matter, content, words, name and day of each step,\n"
      "returns, days it lay. Steps to come stay empty: print it, let them sign by hand, and record that with\n"
      "--performed-by and --evidence-paper. Inside the organisation only.\n\n"
      "Example\n  plumbline paper print matters/m1/papers/p1 --output sheet.pdf\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
