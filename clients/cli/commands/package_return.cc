// plumbline package return: enters what came back from an adviser without a connection, as the adviser's own acts (补录): each
// comment of the DOCX as a remark, the advice, the return itself. Request ids follow from package and file: brought twice, it
// is entered once.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/ledger_import.h"
#include "clients/cli/local_command.h"
#include "clients/cli/print.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/upload.h"
#include "plumbline/v1/review_package_service.pb.h"
#include "plumbline/v1/review_service.pb.h"

namespace plumbline::client {

namespace {

constexpr char kPackages[] = "/plumbline.v1.ReviewPackageService/";
constexpr char kReview[] = "/plumbline.v1.ReviewService/";

class Return {
 public:
  explicit Return(const LocalContext& context) : context_(context), zh_(context.options.language == Language::kChinese) {}

  int Run() {
    const Phrase usage = {
        "用法：plumbline package return matters/…/packages/… --file 批注.docx|扫描件.pdf [--on 日期] [--weight 分量]\n"
        "      [--conclusion 结论 --text 意见] [--dry-run]",
        "Usage: plumbline package return matters/…/packages/… --file COMMENTED.docx|SCAN.pdf [--on DAY] [--weight WEIGHT]\n"
        "      [--conclusion CONCLUSION --text TEXT] [--dry-run]"};
    const std::vector<std::string> flags = {"--file", "--on", "--weight", "--conclusion", "--text", "--note", "--late-reason"};
    if (const int code = printing_.Begin(context_, "matters/{matter}/packages/{package}", usage, flags); code != kExitOk) {
      return code;
    }
    path_ = Flag("--file");
    if (path_.empty()) return PrintUsage(usage, context_.options, context_.terminal);
    if (Complaint complaint = ReadWords()) return PrintUsage(*complaint, context_.options, context_.terminal);
    v1::GetReviewPackageRequest get;
    get.set_name(printing_.name());
    grpc::Status status = printing_.Read("GetReviewPackage", get, &package_);
    if (!status.ok()) return Fail(status);
    UploadSource source;
    if (Complaint complaint = ExamineFile(path_, context_.options, context_.terminal, &source)) {
      return PrintUsage(*complaint, context_.options, context_.terminal);
    }
    std::string upload;
    status = StoreFile(source, context_.options, context_.terminal, printing_.caller(), &upload, &stored_);
    if (!status.ok()) return Fail(status);
    if (absl::EndsWithIgnoreCase(path_, ".docx")) {
      v1::ReadReturnedCommentsRequest read;
      read.set_name(printing_.name());
      read.set_file(stored_.name());
      status = printing_.caller().Unary(absl::StrCat(kPackages, "ReadReturnedComments"), read, &comments_, Caller::Repeat::kAlways);
      if (!status.ok()) return Fail(status);
    }
    if (package_.state() == v1::REVIEW_PACKAGE_STATE_RETURNED && package_.returned_file() == stored_.name()) {
      out() << (zh_ ? "该文件已登记交回，没有重复登记。\n" : "This file was entered before; nothing was entered twice.\n");
      return kExitOk;
    }
    if (package_.state() != v1::REVIEW_PACKAGE_STATE_HANDED_OVER && !HasSwitch(context_.words, "--dry-run")) {
      context_.terminal.err << (zh_ ? "只有已交付的审查包可以登记交回。请先登记交付（package hand-over）。\n"
                                    : "Only a package that is out comes back. Enter first that it was handed over (package hand-over).\n");
      return kExitRefused;
    }
    Show();
    if (HasSwitch(context_.words, "--dry-run")) return kExitOk;
    return Enter();
  }

 private:
  std::string Flag(const char* name) const { return FlagValue(context_.words, name); }
  int Fail(const grpc::Status& status) { return PrintError(DecodeError(status), context_.options, context_.terminal); }
  std::ostream& out() { return context_.terminal.out; }

  Complaint ReadWords() {
    const std::string weight = Flag("--weight");
    if (weight == "must-change") weight_ = v1::REMARK_WEIGHT_MUST_CHANGE;
    if (weight == "note") weight_ = v1::REMARK_WEIGHT_NOTE;
    if (!weight.empty() && weight != "must-change" && weight != "suggestion" && weight != "note") {
      return Phrase{"--weight 是 must-change（必须修改）、suggestion（建议）或 note（提示）。",
                    "--weight is must-change, suggestion or note."};
    }
    if (Flag("--conclusion").empty() != Flag("--text").empty()) {
      return Phrase{"登记署名意见须同时写明 --conclusion 和 --text。", "Signed advice needs both --conclusion and --text."};
    }
    const std::string on = Flag("--on");
    absl::CivilDay day;
    if (on.empty()) return std::nullopt;
    if (!absl::ParseCivilTime(on, &day)) return Phrase{"--on 请写成 2023-03-01。", "Write --on as 2023-03-01."};
    google::type::Date& date = *act_.mutable_occurred_on();
    date.set_year(static_cast<int32_t>(day.year()));
    date.set_month(day.month());
    date.set_day(day.day());
    return std::nullopt;
  }

  void Show() {
    for (const v1::ReturnedComment& comment : comments_.comments()) {
      out() << "  " << (comment.anchor_title().empty() ? (zh_ ? "（全文）" : "(whole text)") : comment.anchor_title()) << "  "
            << Printable(comment.text()) << '\n';
    }
    if (comments_.left_out() > 0) {
      out() << (zh_ ? absl::StrCat("另有 ", comments_.left_out(), " 条批注超出上限，没有读取。")
                    : absl::StrCat(comments_.left_out(), " more comments are beyond the limit and were not read."))
            << '\n';
    }
    if (comments_.text_changed()) {
      out() << (zh_ ? "注意：正文也有改动，改动之处不会自动成为意见。"
                    : "Note: words of the text were changed, too; changes do not become remarks by themselves.")
            << '\n';
    }
  }

  // The adviser's own act, entered by who is signed in, with the file as evidence.
  v1::Act AdvisersAct() const {
    v1::Act act = act_;
    act.set_performed_by(package_.person());
    act.set_evidence_file(stored_.name());
    act.set_late_reason(Flag("--late-reason"));
    return act;
  }
  std::string RequestId(int call) const { return LedgerCallId(stored_.name(), printing_.name(), call); }
  std::string Matter() const { return printing_.name().substr(0, printing_.name().find("/packages/")); }

  int Enter() {
    int call = 0;
    for (const v1::ReturnedComment& comment : comments_.comments()) {
      v1::AddRemarkRequest request;
      request.set_parent(Matter());
      request.set_request_id(RequestId(++call));
      *request.mutable_act() = AdvisersAct();
      request.mutable_thread()->set_weight(weight_);
      request.mutable_thread()->set_anchor(comment.anchor());
      request.mutable_thread()->set_quote(comment.quote());
      request.mutable_thread()->set_text(comment.text());
      v1::AddRemarkResponse response;
      const grpc::Status status =
          printing_.caller().Unary(absl::StrCat(kReview, "AddRemark"), request, &response, Caller::Repeat::kAlways);
      if (!status.ok()) return Fail(status);
    }
    const std::string conclusion = Flag("--conclusion");
    if (!conclusion.empty()) {
      v1::SignAdviceRequest request;
      request.set_parent(Matter());
      request.set_request_id(RequestId(-1));
      *request.mutable_act() = AdvisersAct();
      request.set_no_conflict_declared(true);
      request.mutable_advice()->set_conclusion(conclusion);
      request.mutable_advice()->set_text(Flag("--text"));
      v1::SignAdviceResponse response;
      const grpc::Status status =
          printing_.caller().Unary(absl::StrCat(kReview, "SignAdvice"), request, &response, Caller::Repeat::kAlways);
      if (!status.ok()) return Fail(status);
    }
    v1::ReturnReviewPackageRequest request;
    request.set_name(printing_.name());
    request.set_etag(package_.etag());
    request.set_request_id(RequestId(0));
    *request.mutable_act() = act_;
    request.set_file(stored_.name());
    request.set_note(Flag("--note"));
    v1::ReturnReviewPackageResponse response;
    const grpc::Status status =
        printing_.caller().Unary(absl::StrCat(kPackages, "ReturnReviewPackage"), request, &response, Caller::Repeat::kAlways);
    if (!status.ok()) return Fail(status);
    out() << (zh_ ? absl::StrCat("已登记交回：意见 ", comments_.comments_size(), " 条", conclusion.empty() ? "" : "，署名意见 1 份",
                                 "（补录，凭证为交回的文件）。")
                  : absl::StrCat("Returned: ", comments_.comments_size(), " remarks", conclusion.empty() ? "" : ", signed advice",
                                 " entered from the file as evidence."))
          << '\n';
    return kExitOk;
  }

  const LocalContext& context_;
  const bool zh_;
  Printing printing_;
  std::string path_;
  v1::RemarkWeight weight_ = v1::REMARK_WEIGHT_SUGGESTION;
  v1::Act act_;
  v1::File stored_;
  v1::ReviewPackage package_;
  v1::ReadReturnedCommentsResponse comments_;
};

int Run(const LocalContext& context) { return Return(context).Run(); }

}  // namespace

LocalCommand PackageReturnCommand() {
  LocalCommand command;
  command.noun = "package";
  command.verb = "return";
  command.title = {"登记交回", "Take a review package back"};
  command.help = {
      "用法\n  plumbline package return matters/…/packages/… --file 批注.docx|扫描件.pdf [--on 日期]\n"
      "      [--weight must-change|suggestion|note] [--conclusion 结论 --text 意见] [--note 说明] [--late-reason 理由] [--dry-run]\n\n"
      "登记顾问交回的文件。DOCX 的批注逐条登记为该顾问的意见（补录），并对应到条款；--conclusion 与 --text 一并登记署名意见，\n"
      "如交回的是签名的纸件，用扫描件作 --file。--on 是交回之日。先用 --dry-run 看读到了哪些批注。同一文件登记两次只记一次。\n\n"
      "示例\n  plumbline package return matters/m1/packages/k1 --file 批注.docx --dry-run\n",
      "Usage\n  plumbline package return matters/…/packages/… --file COMMENTED.docx|SCAN.pdf [--on DAY]\n"
      "      [--weight must-change|suggestion|note] [--conclusion CONCLUSION --text TEXT] [--note TEXT] [--late-reason TEXT] [--dry-run]\n\n"
      "Enters what the adviser brought back. Each comment of a DOCX becomes a remark of that adviser (entered from paper), at\n"
      "its clause; --conclusion with --text enters signed advice as well, also from the scan of a signed paper. --on is the day\n"
      "on which it came. See with --dry-run which comments are read. The same file brought twice is entered once.\n\n"
      "Example\n  plumbline package return matters/m1/packages/k1 --file commented.docx --dry-run\n"};
  command.flags = {"file", "on", "weight", "conclusion", "text", "note", "late-reason"};
  command.switches = {"dry-run"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
