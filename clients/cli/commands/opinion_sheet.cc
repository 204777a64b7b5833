// plumbline opinion sheet: a review on one A4 page (审核表), the short form for small papers: one page out.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/local_command.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/day_text.h"
#include "services/runtime/convert/form_sheet.h"
#include "services/runtime/convert/letter.h"

namespace plumbline::client {

namespace {

constexpr double kLabel = 1.3;
constexpr double kText = 6.7;
constexpr int kAdviceMax = 100;

FormSheet SheetOf(const v1::Matter& matter, const v1::Opinion& opinion, const v1::ListAdviceResponse& advice, Printing& printing) {
  FormSheet form;
  form.organization = printing.TitleFor(opinion.issuer());
  form.title = "合法性审核表";
  if (printing.rehearsal()) form.mark = "演练";
  form.date = printing.today();
  const auto row = [&form](const std::string& label, const std::string& text, int lines = 1) -> FormRow& {
    form.rows.push_back({{{label, kLabel, true}, {text, kText}}, lines});
    return form.rows.back();
  };
  const auto pair = [&form](const std::string& a, const std::string& x, const std::string& b, const std::string& y) {
    form.rows.push_back({{{a, kLabel, true}, {x, kText / 2 - kLabel / 2}, {b, kLabel, true}, {y, kText / 2 - kLabel / 2}}});
  };
  row("文件名称", matter.title());
  pair("送审单位", printing.TitleFor(matter.lead_drafter()), "送审日期", DayText(matter.submitted().occurred_on()));
  pair("意见书文号", opinion.number(), "出具日期", DayText(opinion.issued().occurred_on()));
  row("审核依据", opinion.basis(), 2);
  std::string findings;
  for (const std::string& text : {opinion.findings().authority(), opinion.findings().procedure(), opinion.findings().substance(),
                                  opinion.findings().competition(), opinion.findings().form()}) {
    if (!text.empty()) absl::StrAppend(&findings, findings.empty() ? "" : "\n", text);
  }
  row("审核意见", findings, 4).gives_way = true;
  if (opinion.points_size() > 0) {
    std::string points;
    for (int i = 0; i < opinion.points_size(); ++i) absl::StrAppend(&points, i == 0 ? "" : "\n", i + 1, ". ", opinion.points(i).text());
    row("修改意见", points, 3);
  }
  if (advice.advice_size() > 0) {
    std::string text;
    for (const v1::Advice& one : advice.advice()) {
      absl::StrAppend(&text, text.empty() ? "" : "\n", printing.TitleFor(one.person()), "：",
                      one.conclusion_title().empty() ? one.text() : one.conclusion_title(), "  ", DayText(one.signed_().occurred_on()));
    }
    row("法律顾问意见", text, 2);
  }
  row("结论", absl::StrCat(opinion.conclusion_title(), opinion.state() == v1::OPINION_STATE_STANDING ? "" : "（已作废或者失效）"), 2);
  row("审核人签名", "", 3);
  row("负责人签名", absl::StrCat(printing.TitleFor(opinion.issued().actor()), "  ", DayText(opinion.issued().occurred_on())), 3);
  form.foot = absl::StrCat("意见以编号的意见书为准。打印日期：", LetterDate(printing.today()));
  return form;
}

int Run(const LocalContext& context) {
  Printing printing;
  const Phrase usage = {"用法：plumbline opinion sheet matters/…/opinions/… [--output 路径]",
                        "Usage: plumbline opinion sheet matters/…/opinions/… [--output PATH]"};
  if (const int code = printing.Begin(context, "matters/{matter}/opinions/{opinion}", usage); code != kExitOk) return code;
  v1::GetOpinionRequest get;
  get.set_name(printing.name());
  v1::Opinion opinion;
  grpc::Status status = printing.Read("GetOpinion", get, &opinion);
  v1::GetMatterRequest of;
  of.set_name(printing.name().substr(0, printing.name().find("/opinions/")));
  v1::Matter matter;
  if (status.ok()) status = printing.Read("GetMatter", of, &matter);
  v1::ListAdviceRequest list;
  list.set_parent(of.name());
  list.set_page_size(kAdviceMax);
  v1::ListAdviceResponse advice;  // Who does not see it gets a sheet without.
  if (status.ok()) status = printing.Read("ListAdvice", list, &advice);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  return printing.Keep(RenderForm(SheetOf(matter, opinion, advice, printing), FontSet::Installed()),
                       absl::StrCat("审核表-", opinion.number(), ".pdf"));
}

}  // namespace

LocalCommand OpinionSheetCommand() {
  LocalCommand command;
  command.noun = "opinion";
  command.verb = "sheet";
  command.title = {"打印审核表", "Print the review sheet"};
  command.help = {
      "用法\n  plumbline opinion sheet matters/…/opinions/… [--output 路径|-] [--force]\n\n"
      "小件用的一页审核表（A4，PDF）：送审、依据、审核意见、修改意见、顾问意见、结论、文号，留有签名处。\n"
      "意见以编号的意见书为准，审核表不另编号。送审用 matter short。\n\n"
      "示例\n  plumbline opinion sheet matters/m1/opinions/o1 --output 审核表.pdf\n",
      "Usage\n  plumbline opinion sheet matters/…/opinions/… [--output PATH|-] [--force]\n\n"
      "A review on one A4 page (PDF) for small papers: what came, basis, findings, points, advice, conclusion and number, with\n"
      "places to sign. The numbered letter counts; the sheet has no number of its own. Hand small papers in with matter short.\n\n"
      "Example\n  plumbline opinion sheet matters/m1/opinions/o1 --output sheet.pdf\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
