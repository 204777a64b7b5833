// plumbline reminder late: one reminder to each who is late, or will be soon.
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/titles.h"
#include "clients/lib/request_id.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/reminder_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/dates.h"
#include "services/limits.h"

namespace plumbline::client {

namespace {

constexpr int kPage = 500;
constexpr int kBatchMax = 200;

struct Late {
  std::string matter;
  std::string about;
  std::string title;
  std::string whom;
  absl::CivilDay due;
};

class LateList {
 public:
  LateList(const LocalContext& context, int days) : context_(context), days_(days) {}

  int Begin() {
    if (Complaint complaint = Connection::Open(context_.options, context_.terminal, &connection_)) {
      return PrintUsage(*complaint, context_.options, context_.terminal);
    }
    v1::GetSelfResponse self;
    const grpc::Status status = Ask("DirectoryService/GetSelf", v1::GetSelfRequest(), &self);
    if (!status.ok()) return Fail(status);
    today_ = *DayOf(self.today());
    return kExitOk;
  }

  int Collect() {
    v1::ListMattersRequest request;
    request.set_page_size(kPage);
    while (true) {
      v1::ListMattersResponse page;
      const grpc::Status status = Ask("MatterService/ListMatters", request, &page);
      if (!status.ok()) return Fail(status);
      for (const v1::Matter& matter : page.matters()) {
        if (const int code = Look(matter); code != kExitOk) return code;
      }
      if (page.next_page_token().empty()) return kExitOk;
      request.set_page_token(page.next_page_token());
    }
  }

  // The list, and unless `dry_run` the reminders, each answered alone.
  int Send(const std::string& note, bool dry_run) {
    const bool zh = context_.options.language == Language::kChinese;
    std::ostream& out = context_.terminal.out;
    std::stable_sort(late_.begin(), late_.end(), [](const Late& a, const Late& b) { return a.due < b.due; });
    if (late_.empty()) out << (zh ? "没有逾期的事项。\n" : "Nothing is late.\n");
    int refused = 0;
    for (size_t begin = 0; begin < late_.size(); begin += kBatchMax) {
      const size_t end = std::min(late_.size(), begin + kBatchMax);
      v1::BatchSendRemindersRequest request;
      for (size_t i = begin; i < end; ++i) {
        v1::SendReminderRequest& one = *request.add_requests();
        one.set_parent(late_[i].matter);
        one.set_request_id(NewRequestId(context_.terminal.entropy));
        one.mutable_reminder()->set_about(late_[i].about);
        one.mutable_reminder()->set_note(note);
      }
      v1::BatchSendRemindersResponse response;
      if (!dry_run) {
        const grpc::Status status = Ask("ReminderService/BatchSendReminders", request, &response);
        if (!status.ok()) return Fail(status);
      }
      for (size_t i = begin; i < end; ++i) {
        const Late& late = late_[i];
        const int64_t days = today_ - late.due;
        out << absl::FormatCivilTime(late.due) << "  "
            << (days > 0 ? absl::StrCat(zh ? "逾期 " : "", days, zh ? " 天" : " days late") : zh ? "未逾期" : "not late yet") << "  "
            << Printable(TitleOf(context_.api, connection_->caller(), late.whom)) << "  " << Printable(late.title);
        if (!dry_run && response.answers(static_cast<int>(i - begin)).has_error()) {
          ++refused;
          out << "  " << Printable(response.answers(static_cast<int>(i - begin)).error().message());
        }
        out << '\n';
      }
    }
    if (!late_.empty() && !dry_run) {
      const size_t sent = late_.size() - static_cast<size_t>(refused);
      out << (zh ? absl::StrCat("已催办 ", sent, " 项。") : absl::StrCat(sent, " reminders sent.")) << '\n';
    }
    return refused == 0 ? kExitOk : kExitRefused;
  }

 private:
  template <typename Request, typename Response>
  grpc::Status Ask(const char* method, const Request& request, Response* response) {
    return connection_->caller().Unary(absl::StrCat("/plumbline.v1.", method), request, response, Caller::Repeat::kAlways);
  }
  int Fail(const grpc::Status& status) { return PrintError(DecodeError(status), context_.options, context_.terminal); }

  bool IsLate(const google::type::Date& due) const { return plumbline::IsSet(due) && *DayOf(due) < today_ + days_; }

  int Look(const v1::Matter& matter) {
    if (const v1::Deadline* owed = DrafterOwes(matter); owed != nullptr && IsLate(owed->due_date())) {
      late_.push_back({matter.name(), matter.name(), matter.title(), matter.lead_drafter(), *DayOf(owed->due_date())});
    }
    if (matter.stage() != config::v1::STAGE_ACCEPTED && matter.stage() != config::v1::STAGE_UNDER_REVIEW) return kExitOk;
    v1::ListAssignmentsRequest request;
    request.set_parent(matter.name());
    request.set_page_size(kPage);
    v1::ListAssignmentsResponse page;
    const grpc::Status status = Ask("ReviewService/ListAssignments", request, &page);
    if (!status.ok()) return Fail(status);
    for (const v1::Assignment& one : page.assignments()) {
      if (one.state() != v1::ASSIGNMENT_STATE_ACTIVE || !IsLate(one.due_date())) continue;
      late_.push_back({matter.name(), one.name(), matter.title(), one.person(), *DayOf(one.due_date())});
    }
    return kExitOk;
  }

  const LocalContext& context_;
  const int days_;
  std::unique_ptr<Connection> connection_;
  absl::CivilDay today_;
  std::vector<Late> late_;
};

int Run(const LocalContext& context) {
  int days = 0;
  const std::string within = FlagValue(context.words, "--within");
  if (!within.empty() && (!absl::SimpleAtoi(within, &days) || days < 0 || days > 60)) {
    return PrintUsage({"--within 是 0 到 60 的天数。", "--within is a number of days, 0 to 60."}, context.options, context.terminal);
  }
  LateList list(context, within.empty() ? 0 : days + 1);
  int code = list.Begin();
  if (code == kExitOk) code = list.Collect();
  return code == kExitOk ? list.Send(FlagValue(context.words, "--note"), HasSwitch(context.words, "--dry-run")) : code;
}

}  // namespace

LocalCommand ReminderLateCommand() {
  LocalCommand command;
  command.noun = "reminder";
  command.verb = "late";
  command.title = {"催办全部逾期的", "Remind all who are late"};
  command.help = {
      "用法\n  plumbline reminder late [--within 天数] [--note 附言] [--dry-run]\n\n"
      "找出您能看到的事项里逾期未办的：顾问、审核人员的审核，起草单位的补正和答复；逐项催办，各自答复，列出结果。\n"
      "--within 3 把三天内到期的也算上。今天已催过的不再催。先用 --dry-run 看清单。\n\n"
      "示例\n  plumbline reminder late --within 2 --note 请按期提交\n",
      "Usage\n  plumbline reminder late [--within DAYS] [--note TEXT] [--dry-run]\n\n"
      "Finds what is late in the matters that you see: reviews of advisors and reviewers, supplements and answers of drafters.\n"
      "Each gets one reminder and is answered alone; a table shows what became of it. --within 3 takes what falls due in three\n"
      "days as well. What was reminded of today is not reminded of again. Look at the list with --dry-run.\n\n"
      "Example\n  plumbline reminder late --within 2 --note \"please keep the day\"\n"};
  command.flags = {"within", "note"};
  command.switches = {"dry-run"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
