// plumbline meeting print: the minutes (会议纪要) as a PDF, from what was entered.
#include "absl/strings/str_cat.h"
#include "clients/cli/local_command.h"
#include "clients/cli/minutes.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/titles.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/decision_service.pb.h"
#include "plumbline/v1/opinion_service.pb.h"

namespace plumbline::client {

namespace {

constexpr int kPage = 1000;

int Run(const LocalContext& context) {
  Printing printing;
  if (const int code = printing.Begin(context, "meetings/{meeting}",
                                      {"用法：plumbline meeting print meetings/… [--output 路径]",
                                       "Usage: plumbline meeting print meetings/… [--output PATH]"});
      code != kExitOk) {
    return code;
  }
  v1::GetMeetingRequest request;
  request.set_name(printing.name());
  v1::Meeting meeting;
  v1::ListMeetingItemsRequest list;
  list.set_parent(printing.name());
  list.set_page_size(kPage);
  v1::ListMeetingItemsResponse items;
  grpc::Status status = printing.Read("GetMeeting", request, &meeting);
  if (status.ok()) status = printing.Read("ListMeetingItems", list, &items);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  MinutesFacts facts;
  facts.rehearsal = printing.rehearsal();
  facts.today = printing.today();
  facts.title_of = [&](const std::string& name) { return printing.TitleFor(name); };
  facts.number_of = [&](const std::string& name) {
    v1::GetOpinionRequest of;
    of.set_name(name);
    v1::Opinion opinion;
    return printing.Read("GetOpinion", of, &opinion).ok() ? opinion.number() : std::string();
  };
  const PlainPaper paper = Minutes(meeting, {items.items().begin(), items.items().end()}, facts);
  return printing.Keep(RenderPlainPaper(paper, FontSet::Installed()),
                       absl::StrCat("会议纪要-", meeting.serial(), ".pdf"));
}

}  // namespace

LocalCommand MeetingPrintCommand() {
  LocalCommand command;
  command.noun = "meeting";
  command.verb = "print";
  command.title = {"打印会议纪要", "Print the minutes"};
  command.help = {
      "用法\n  plumbline meeting print meetings/… [--output 路径|-] [--force]\n\n"
      "由登记的内容生成会议纪要（PDF）：出席、各议题及其意见书文号、审议结果、修改要求、例外、末位发言、不同意见。\n"
      "定稿前标“草稿”。您看不到的内容不会出现在纪要里。\n\n"
      "示例\n  plumbline meeting print meetings/m1 --output 纪要.pdf\n",
      "Usage\n  plumbline meeting print meetings/… [--output PATH|-] [--force]\n\n"
      "The minutes (PDF) from what was entered: attendance, each item with its opinion's number, result, required\n"
      "changes, exceptions, who spoke last, dissent. Marked as a draft until the minutes are closed. What you may\n"
      "not see is not in it.\n\n"
      "Example\n  plumbline meeting print meetings/m1 --output minutes.pdf\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
