#include "clients/cli/minutes.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/day_text.h"

namespace plumbline::client {

namespace {

const char* KindTitle(v1::MeetingKind kind) {
  switch (kind) {
    case v1::MEETING_KIND_PLENARY: return "全体会议";
    case v1::MEETING_KIND_OFFICE: return "办公会议";
    default: return "常务会议";
  }
}

const char* ResultText(v1::DeliberationResult result) {
  switch (result) {
    case v1::DELIBERATION_RESULT_PASSED: return "会议审议通过。";
    case v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE: return "会议原则通过，会后按下列要求修改：";
    case v1::DELIBERATION_RESULT_RETURNED: return "会议决定退回起草单位修改后再议。";
    case v1::DELIBERATION_RESULT_DEFERRED: return "会议决定暂缓审议。";
    case v1::DELIBERATION_RESULT_REJECTED: return "会议审议未通过。";
    default: return "尚未登记审议结果。";
  }
}

// Free text ends with a full stop, whatever was typed.
std::string Sentence(const std::string& label, const std::string& text) {
  return absl::StrCat(label, text, absl::EndsWith(text, "。") ? "" : "。");
}

void AddItem(const v1::Meeting& meeting, const v1::MeetingItem& item, const MinutesFacts& facts, PlainPaper& paper) {
  const auto plain = [&paper](const std::string& text) { paper.body.push_back({0, text}); };
  const std::string title = facts.title_of(item.matter());
  paper.body.push_back({1, absl::StrCat("审议《", title.empty() ? item.matter() : title, "》")});
  const std::string number = facts.number_of(item.opinion());
  if (!number.empty()) plain(absl::StrCat("合法性审核意见：", number, "。"));
  if (item.members_present() > 0 && item.members_present() != meeting.members_present()) {
    plain(absl::StrCat("本议题实到", item.members_present(), "人。"));
  }
  if (!item.exceptions().empty()) plain(Sentence("", item.exceptions()));
  plain(ResultText(item.result()));
  int number_of_change = 0;
  for (const std::string& change : item.required_changes()) plain(Sentence(absl::StrCat(++number_of_change, ". "), change));
  if (item.head_not_last()) {
    plain("行政首长在本议题中未末位发言。");
  } else if (item.head_spoke_last() && !meeting.head_spoke_last()) {
    plain("行政首长末位发言。");
  }
  if (item.against_majority()) {
    plain(item.majority_reason().empty() ? "行政首长的决定与多数人意见不一致，已说明理由。"
                                         : Sentence("行政首长的决定与多数人意见不一致，理由：", item.majority_reason()));
  }
  if (!item.dissent().empty()) plain(Sentence("不同意见：", item.dissent()));
}

}  // namespace

PlainPaper Minutes(const v1::Meeting& meeting, const std::vector<v1::MeetingItem>& items, const MinutesFacts& facts) {
  PlainPaper paper;
  paper.author = facts.title_of(meeting.organization());
  paper.title = absl::StrCat(paper.author, KindTitle(meeting.kind()), "纪要");
  paper.subtitle = absl::StrCat("第", meeting.serial(), "次（", DayText(meeting.meeting_date()), "）");
  if (facts.rehearsal) paper.mark = "演练";
  if (!meeting.has_closed()) paper.mark += paper.mark.empty() ? "草稿" : "　草稿";
  paper.date = facts.today;

  const std::string chair = meeting.chair().empty() ? "" : facts.title_of(meeting.chair());
  std::string opening = absl::StrCat(DayText(meeting.meeting_date()), "，");
  if (!chair.empty()) absl::StrAppend(&opening, chair, "主持");
  if (!meeting.place().empty()) absl::StrAppend(&opening, "在", meeting.place());
  absl::StrAppend(&opening, "召开第", meeting.serial(), "次", KindTitle(meeting.kind()), "。应到", meeting.members_expected(), "人，");
  absl::StrAppend(&opening, meeting.members_present() > 0 ? absl::StrCat("实到", meeting.members_present(), "人。") : "出席情况尚未登记。");
  if (meeting.head_spoke_last()) opening += "各议题由行政首长末位发言，另有说明的除外。";
  paper.body.push_back({0, opening});
  if (!meeting.attendance().empty()) paper.body.push_back({0, Sentence("", meeting.attendance())});
  for (const v1::MeetingItem& item : items) AddItem(meeting, item, facts, paper);
  if (!meeting.minutes_paper().empty()) paper.closing.push_back(meeting.minutes_paper());
  paper.closing.push_back(paper.author);
  paper.closing.push_back(DayText(meeting.has_closed() ? meeting.closed().occurred_on() : meeting.meeting_date()));
  return paper;
}

}  // namespace plumbline::client
