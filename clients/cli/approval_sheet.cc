#include "clients/cli/approval_sheet.h"

#include "absl/strings/str_cat.h"
#include "services/day_text.h"
#include "services/runtime/convert/letter.h"

namespace plumbline::client {

namespace {

constexpr double kLabel = 1.3;
constexpr double kText = 6.7;

// 姓名（代某某） 2023年3月1日; 补录 where it was entered from the signed sheet.
std::string Signed(const v1::Provenance& act, const SheetFacts& facts) {
  std::string text = facts.title_of(act.actor());
  if (!act.on_behalf_of().empty()) absl::StrAppend(&text, "（代", facts.title_of(act.on_behalf_of()), "）");
  absl::StrAppend(&text, "  ", DayText(act.occurred_on()));
  if (act.late_entry()) text += "（补录）";
  return text;
}

const char* KindTitle(config::v1::Paper kind) {
  switch (kind) {
    case config::v1::PAPER_SUBMISSION_LETTER: return "送审函";
    case config::v1::PAPER_SUPPLEMENT_NOTICE: return "补正通知";
    case config::v1::PAPER_OPINION: return "意见书";
    case config::v1::PAPER_ANSWER: return "答复";
    case config::v1::PAPER_FILING_REPORT: return "备案报告";
    case config::v1::PAPER_PUBLIC_NOTICE: return "公告";
    default: return "文书";
  }
}

std::string StepText(const v1::Paper& paper, int index, const SheetFacts& facts) {
  const v1::PaperStep& step = paper.steps(index);
  std::string text;
  if (step.has_approved()) {
    if (step.approved_edition() < paper.edition()) text += "（文本已修改，须重新签批）\n";
    if (!step.note().empty()) text += step.note() + "\n";
    absl::StrAppend(&text, Signed(step.approved(), facts));
    if (step.merged()) text += "（与上一步合并签批）";
    if (step.days() > 0) absl::StrAppend(&text, "  停留", step.days(), "天");
  }
  return text;
}

}  // namespace

FormSheet ApprovalSheet(const v1::Paper& paper, const SheetFacts& facts) {
  FormSheet form;
  form.organization = facts.title_of(paper.organization());
  form.title = "发文签批单";
  if (facts.rehearsal) form.mark = "演练";
  form.date = facts.today;
  const std::string matter = paper.name().substr(0, paper.name().find("/papers/"));
  const auto row = [&form](const std::string& label, const std::string& text, int lines = 1) -> FormRow& {
    form.rows.push_back({{{label, kLabel, true}, {text, kText}}, lines});
    return form.rows.back();
  };
  form.rows.push_back({{{"文种", kLabel, true}, {KindTitle(paper.kind()), kText / 2 - kLabel / 2}, {"文号", kLabel, true},
                        {facts.number, kText / 2 - kLabel / 2}}});
  row("事项", facts.title_of(matter));
  form.rows.push_back({{{"办理事项", kLabel, true}, {facts.command_title, kText / 2 - kLabel / 2}, {"稿次", kLabel, true},
                        {absl::StrCat("第", paper.edition(), "稿"), kText / 2 - kLabel / 2}}});
  row("拟稿", Signed(paper.drafted(), facts));
  row("内容", facts.content, 4).gives_way = true;
  for (int i = 0; i < paper.steps_size(); ++i) row(paper.steps(i).title(), StepText(paper, i, facts), 3);
  if (paper.returns_size() > 0) {
    std::string returns;
    for (const v1::PaperReturn& one : paper.returns()) {
      if (!returns.empty()) returns += '\n';
      absl::StrAppend(&returns, "退回至第", one.to_step(), "步：", one.reason(), "  ", Signed(one.returned(), facts));
    }
    row("退回", returns).gives_way = true;
  }
  if (paper.state() == v1::PAPER_STATE_WITHDRAWN) row("状态", "已撤销");
  form.foot = absl::StrCat("仅限本单位内部使用。打印日期：", LetterDate(facts.today));
  return form;
}

}  // namespace plumbline::client
