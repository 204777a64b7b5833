// plumbline matter short: a small paper in one command (简易送审): matter, text, materials or reasons, submission.
//
// The gates are those of every matter: what the law demands is demanded here too. What is missing is named with the command
// that brings it, and the matter stays as a draft.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/upload.h"
#include "clients/lib/request_id.h"
#include "clients/lib/values.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/paper_service.pb.h"

namespace plumbline::client {

namespace {

const Phrase kUsage = {
    "用法：plumbline matter short --title 标题 --kind 种类 --text 正文文件 [--issuer organizations/…]\n"
    "      [--with 材料=文件]… [--without 材料=理由]… --not-secret",
    "Usage: plumbline matter short --title TITLE --kind KIND --text FILE [--issuer organizations/…]\n"
    "      [--with SLOT=FILE]… [--without SLOT=REASON]… --not-secret"};

// Every value of a flag that may be repeated.
std::vector<std::string> Values(const std::vector<std::string>& words, const std::string& flag) {
  std::vector<std::string> values;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == flag && i + 1 < words.size()) values.push_back(words[++i]);
    if (absl::StartsWith(words[i], flag + "=")) values.push_back(words[i].substr(flag.size() + 1));
  }
  return values;
}

class Short {
 public:
  explicit Short(const LocalContext& context) : context_(context), zh_(context.options.language == Language::kChinese) {}

  int Run() {
    const std::string title = FlagValue(context_.words, "--title");
    const std::string text = FlagValue(context_.words, "--text");
    const std::string kind = FlagValue(context_.words, "--kind");
    if (title.empty() || text.empty() || kind.empty()) return Complain(kUsage);
    if (!HasSwitch(context_.words, "--not-secret")) {
      return Complain({"涉密文件不得录入。确认不涉密的，写 --not-secret。", "Classified papers may not be entered. Declare that it is none with --not-secret."});
    }
    if (Complaint complaint = Connection::Open(context_.options, context_.terminal, &connection_)) return Complain(*complaint);
    if (int code = Create(title, kind); code != kExitOk) return code;
    std::string file;
    if (int code = Upload(text, &file); code != kExitOk) return code;
    v1::AddDraftVersionRequest draft;
    draft.set_parent(matter_);
    draft.set_request_id(NewRequestId(context_.terminal.entropy));
    draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
    draft.mutable_draft()->set_file(file);
    v1::AddDraftVersionResponse drafted;
    if (const grpc::Status status = Ask("MatterService/AddDraftVersion", draft, &drafted); !status.ok()) return Fail(status);
    if (int code = FileMaterials(file); code != kExitOk) return code;
    return Submit();
  }

 private:
  template <typename Request, typename Response>
  grpc::Status Ask(const char* method, const Request& request, Response* response) {
    return connection_->caller().Unary(absl::StrCat("/plumbline.v1.", method), request, response, Caller::Repeat::kAlways);
  }
  int Complain(const Phrase& phrase) { return PrintUsage(phrase, context_.options, context_.terminal); }
  int Fail(const grpc::Status& status) {
    const int code = PrintError(DecodeError(status), context_.options, context_.terminal);
    if (!matter_.empty()) {
      context_.terminal.err << (zh_ ? absl::StrCat("事项已建：", matter_, "，可继续办理（matter materials ", matter_, "）。")
                                    : absl::StrCat("The matter stands as ", matter_, "; go on with matter materials ", matter_, "."))
                            << '\n';
    }
    return code;
  }

  int Create(const std::string& title, const std::string& kind) {
    v1::CreateMatterRequest create;
    create.set_request_id(NewRequestId(context_.terminal.entropy));
    create.mutable_matter()->set_title(title);
    int number = 0;
    if (Complaint complaint = ParseEnum(kind, config::v1::Kind_descriptor(), &number)) return Complain(*complaint);
    create.mutable_matter()->add_kinds(static_cast<config::v1::Kind>(number));
    std::string issuer = FlagValue(context_.words, "--issuer");
    if (issuer.empty()) {
      if (const grpc::Status status = OwnGovernment(&issuer); !status.ok()) return Fail(status);
    }
    create.mutable_matter()->set_issuer(issuer);
    v1::CreateMatterResponse created;
    if (const grpc::Status status = Ask("MatterService/CreateMatter", create, &created); !status.ok()) return Fail(status);
    matter_ = created.matter().name();
    return kExitOk;
  }

  // Who issues where nothing is said: the organisation above one's own.
  grpc::Status OwnGovernment(std::string* issuer) {
    v1::GetSelfResponse self;
    if (const grpc::Status status = Ask("DirectoryService/GetSelf", v1::GetSelfRequest(), &self); !status.ok()) return status;
    for (const v1::Post& post : self.posts()) {
      v1::GetOrganizationRequest get;
      get.set_name(post.name().substr(0, post.name().find("/posts/")));
      v1::Organization own;
      if (const grpc::Status status = Ask("DirectoryService/GetOrganization", get, &own); !status.ok()) return status;
      if (!own.parent().empty()) *issuer = own.parent();
      if (!issuer->empty()) break;
    }
    return grpc::Status::OK;
  }

  int Upload(const std::string& path, std::string* file) {
    UploadSource source;
    if (Complaint complaint = ExamineFile(path, context_.options, context_.terminal, &source)) return Complain(*complaint);
    v1::File stored;
    std::string upload;
    const grpc::Status status = StoreFile(source, context_.options, context_.terminal, connection_->caller(), &upload, &stored);
    if (!status.ok()) return Fail(status);
    *file = stored.name();
    return kExitOk;
  }

  int FileMaterials(const std::string& draft_file) {
    v1::CheckMaterialsRequest check;
    check.set_name(matter_);
    v1::CheckMaterialsResponse slots;
    if (const grpc::Status status = Ask("MatterService/CheckMaterials", check, &slots); !status.ok()) return Fail(status);
    for (const bool with : {true, false}) {
      for (const std::string& pair : Values(context_.words, with ? "--with" : "--without")) {
        const size_t equals = pair.find('=');
        const v1::MaterialSlot* slot = nullptr;
        for (const v1::MaterialSlot& one : slots.slots()) {
          const std::string name = pair.substr(0, equals);
          if (one.slot() == name || one.title_zh() == name || absl::StartsWith(one.title_zh(), name + "（")) slot = &one;
        }
        if (equals == std::string::npos || slot == nullptr) {
          std::string known;
          for (const v1::MaterialSlot& one : slots.slots()) absl::StrAppend(&known, known.empty() ? "" : "、", zh_ ? one.title_zh() : one.slot());
          return Fail(grpc::Status(grpc::StatusCode::INVALID_ARGUMENT,
                                   absl::StrCat(pair, zh_ ? "：没有这项材料。材料有：" : ": there is no such material. Materials: ", known)));
        }
        std::string file;
        if (with) {
          if (int code = Upload(pair.substr(equals + 1), &file); code != kExitOk) return code;
        }
        if (int code = FileOne(slot->slot(), file, with ? "" : pair.substr(equals + 1)); code != kExitOk) return code;
      }
    }
    // The text stands among the materials, too.
    for (const v1::MaterialSlot& one : slots.slots()) {
      if (one.slot() != "DOC-DRAFT" || one.state() != v1::MATERIAL_SLOT_STATE_MISSING) continue;
      if (int code = FileOne(one.slot(), draft_file, ""); code != kExitOk) return code;
    }
    return kExitOk;
  }

  int FileOne(const std::string& slot, const std::string& file, const std::string& reason) {
    v1::FileMaterialRequest request;
    request.set_name(matter_);
    request.set_request_id(NewRequestId(context_.terminal.entropy));
    request.mutable_material()->set_slot(slot);
    request.mutable_material()->set_file(file);
    request.mutable_material()->set_not_applicable_reason(reason);
    if (const grpc::Status status = FillEtag(&request); !status.ok()) return Fail(status);
    v1::FileMaterialResponse response;
    const grpc::Status status = Ask("MatterService/FileMaterial", request, &response);
    return status.ok() ? kExitOk : Fail(status);
  }

  template <typename Request>
  grpc::Status FillEtag(Request* request) {
    v1::GetMatterRequest get;
    get.set_name(matter_);
    v1::Matter matter;
    const grpc::Status status = Ask("MatterService/GetMatter", get, &matter);
    request->set_etag(matter.etag());
    return status;
  }

  int Submit() {
    v1::CheckMatterRequest check;
    check.set_name(matter_);
    check.set_command("SubmitMatter");
    v1::CheckMatterResponse checked;
    if (const grpc::Status status = Ask("MatterService/CheckMatter", check, &checked); !status.ok()) return Fail(status);
    const v1::CommandCheck& submit = checked.commands(0);
    if (submit.paper_zh().empty() || !submit.allowed()) {
      // Refused, it names every gate with its article, as for any matter.
      v1::SubmitMatterRequest request;
      request.set_name(matter_);
      request.set_request_id(NewRequestId(context_.terminal.entropy));
      request.set_not_secret(true);
      if (const grpc::Status status = FillEtag(&request); !status.ok()) return Fail(status);
      v1::SubmitMatterResponse response;
      const grpc::Status status = Ask("MatterService/SubmitMatter", request, &response);
      if (!status.ok()) return Fail(status);
      context_.terminal.out << (zh_ ? "已送审：" : "Handed in: ") << matter_ << '\n';
      return kExitOk;
    }
    v1::DraftPaperRequest request;
    request.set_parent(matter_);
    request.set_request_id(NewRequestId(context_.terminal.entropy));
    request.mutable_paper()->set_command("SubmitMatter");
    request.mutable_paper()->set_content("{\"notSecret\":true}");
    v1::DraftPaperResponse response;
    const grpc::Status status = Ask("PaperService/DraftPaper", request, &response);
    if (!status.ok()) return Fail(status);
    context_.terminal.out << (zh_ ? absl::StrCat("已拟送审函，待签批：", response.paper().name(), "（", Printable(response.paper().turn_title()), "）")
                                  : absl::StrCat("The submission is drafted and waits for approval: ", response.paper().name(), " (",
                                                 Printable(response.paper().turn_title()), ")"))
                          << '\n';
    return kExitOk;
  }

  const LocalContext& context_;
  const bool zh_;
  std::unique_ptr<Connection> connection_;
  std::string matter_;
};

int Run(const LocalContext& context) { return Short(context).Run(); }

}  // namespace

LocalCommand MatterShortCommand() {
  LocalCommand command;
  command.noun = "matter";
  command.verb = "short";
  command.title = {"简易送审", "Hand in a small paper"};
  command.help = {
      "用法\n  plumbline matter short --title 标题 --kind 种类 --text 正文文件 [--issuer organizations/…]\n"
      "      [--with 材料=文件]… [--without 材料=理由]… --not-secret\n\n"
      "小件一条命令送审：建事项、上传正文、提交材料或写明不适用的理由、送审（有签批的拟送审函）。材料写名称或编号。\n"
      "关口与其他事项相同：缺什么列出什么，事项留作草稿，补齐后 plumbline matter submit。\n"
      "不写 --issuer 的，由本单位的上级机关制定。办结后一页打印：plumbline opinion sheet。\n\n"
      "示例\n  plumbline matter short --title 关于调整集市时间的通告 --kind normative-document --text 通告.docx --with 起草说明=说明.docx --not-secret\n",
      "Usage\n  plumbline matter short --title TITLE --kind KIND --text FILE [--issuer organizations/…]\n"
      "      [--with SLOT=FILE]… [--without SLOT=REASON]… --not-secret\n\n"
      "A small paper in one command: matter, text, materials or the reason why one does not apply, submission (as a paper to be\n"
      "approved where a chain is in force). Materials by title or id. The gates are those of every matter: what is missing is\n"
      "listed and the matter stays a draft; then: plumbline matter submit. Without --issuer the organisation above one's own\n"
      "issues it. Print the result on one page with plumbline opinion sheet.\n\n"
      "Example\n  plumbline matter short --title \"Market hours\" --kind normative-document --text notice.docx --with DOC-EXPLAIN=why.docx --not-secret\n"};
  command.flags = {"title", "kind", "text", "issuer", "with", "without"};
  command.switches = {"not-secret"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
