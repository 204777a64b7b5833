#include "clients/cli/remote_command.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/batch_command.h"
#include "clients/cli/export_command.h"
#include "clients/cli/lookups.h"
#include "clients/cli/paper_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/titles.h"
#include "clients/cli/view.h"
#include "clients/lib/comments.h"
#include "google/protobuf/util/json_util.h"

namespace plumbline::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

constexpr size_t kLargestRequest = 4 << 20;

const FieldDescriptor* TopField(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

// Fields of the resource that were given become the mask.
void FillUpdateMask(Message* request, const std::vector<Given>& given) {
  const FieldDescriptor* mask = TopField(*request, "update_mask");
  if (mask == nullptr || request->GetReflection()->FieldSize(*request, mask) > 0) return;
  std::vector<std::string> names;
  for (const Given& one : given) {
    const auto& path = one.flag->path;
    if (path.size() >= 2 && path[0]->message_type()->full_name() != "plumbline.v1.Act") {
      names.push_back(path[1]->name());
    }
  }
  // What came in by --json.
  std::vector<const FieldDescriptor*> set;
  request->GetReflection()->ListFields(*request, &set);
  for (const FieldDescriptor* field : set) {
    if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
        field->message_type()->full_name() == "plumbline.v1.Act") {
      continue;
    }
    const Message& resource = request->GetReflection()->GetMessage(*request, field);
    std::vector<const FieldDescriptor*> inner;
    resource.GetReflection()->ListFields(resource, &inner);
    for (const FieldDescriptor* part : inner) {
      if (!IsOutputOnly(part)) names.push_back(part->name());
    }
  }
  std::set<std::string> seen;
  for (const std::string& name : names) {
    if (seen.insert(name).second) request->GetReflection()->AddString(request, mask, name);
  }
}

Complaint MissingFields(const std::vector<Flag>& flags, const std::vector<Given>& given,
                        const Message& request) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const Flag& flag : flags) {
    if (!flag.required || flag.automatic || flag.secret || IsSet(flag, request)) continue;
    // `--yes=false` is an answer too.
    if (std::any_of(given.begin(), given.end(), [&](const Given& g) { return g.flag == &flag; })) {
      continue;
    }
    const std::string form =
        flag.positional ? absl::StrCat("<", flag.name, ">") : absl::StrCat("--", flag.name);
    zh.push_back(absl::StrCat(form, "（", LabelOf(flag.field()).zh, "）"));
    en.push_back(form);
  }
  if (zh.empty()) return std::nullopt;
  return Phrase{absl::StrCat("缺少：", absl::StrJoin(zh, "、"), "。"),
                absl::StrCat("Missing: ", absl::StrJoin(en, ", "), ".")};
}

// Fills each password from the file, the environment or the keyboard.
Complaint FillSecrets(const std::vector<Flag>& flags, const MethodDescriptor* method,
                      const Options& options, Terminal& terminal, Message* request) {
  for (const Flag& flag : flags) {
    if (!flag.secret || IsSet(flag, *request)) continue;
    std::string secret;
    if (!options.password_file.empty()) {
      if (Complaint complaint = ReadTextFile(options.password_file, 4096, terminal, &secret)) {
        return complaint;
      }
      secret.resize(std::min(secret.size(), secret.find('\n')));
      if (!secret.empty() && secret.back() == '\r') secret.pop_back();
    } else if (const auto set = terminal.environment("PLUMBLINE_PASSWORD"); set && !set->empty()) {
      secret = *set;
    } else {
      const bool zh = options.language == Language::kChinese;
      const auto typed = terminal.ask_secret(zh ? "密码：" : "Password: ");
      if (!typed.has_value()) {
        return Phrase{
            "需要密码：请在终端中输入，或用 --password-file、环境变量 PLUMBLINE_PASSWORD。",
            "A password is needed: type it on a terminal, or use --password-file or "
            "PLUMBLINE_PASSWORD."};
      }
      // Only a new password is typed twice: a wrong old one is refused by the server.
      if (method->name() != "SignIn") {
        const auto again = terminal.ask_secret(zh ? "再次输入密码：" : "Password again: ");
        if (again != typed) return Phrase{"两次输入的密码不一致。", "The two passwords differ."};
      }
      secret = *typed;
    }
    if (secret.empty()) return Phrase{"密码不能为空。", "The password is empty."};
    if (Complaint complaint = SetFlag(flag, secret, request)) return complaint;
  }
  return std::nullopt;
}

// The command line that sends the very same request once more.
std::string RepeatLine(const MethodDescriptor* method, const Options& options,
                       const std::vector<std::string>& words, const Message& request) {
  std::string line = absl::StrCat("plumbline ", RuleOf(method).cli());
  bool has_id = false;
  bool has_etag = false;
  for (const std::string& word : words) {
    absl::StrAppend(&line, " ", ShellQuoted(word));
    has_id = has_id || absl::StartsWith(word, "--request-id");
    has_etag = has_etag || absl::StartsWith(word, "--etag");
  }
  if (!options.json.empty() && options.json != "-") {
    absl::StrAppend(&line, " --json ", ShellQuoted(options.json));
  }
  absl::StrAppend(&line, " --server ", options.server);
  // The same request means the same version seen, whatever stands there now.
  const std::string etag = TextOf(request, "etag");
  if (!has_etag && !etag.empty()) absl::StrAppend(&line, " --etag ", ShellQuoted(etag));
  const std::string id = TextOf(request, "request_id");
  if (!has_id && !id.empty()) absl::StrAppend(&line, " --request-id ", id);
  return line;
}

// Keeps a session that the answer brings, and takes its token out of what is printed.
Complaint KeepSession(Message* answer, const Options& options, const Connection& connection,
                      bool* kept) {
  const FieldDescriptor* field = TopField(*answer, "session");
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
      !answer->GetReflection()->HasField(*answer, field)) {
    return std::nullopt;
  }
  Message* session = answer->GetReflection()->MutableMessage(answer, field);
  const FieldDescriptor* token = session->GetDescriptor()->FindFieldByName("token");
  const FieldDescriptor* expires = session->GetDescriptor()->FindFieldByName("expire_time");
  if (token == nullptr) return std::nullopt;
  StoredSession stored;
  stored.token = session->GetReflection()->GetString(*session, token);
  stored.person = TextOf(*session, "person");
  if (expires != nullptr) stored.expires = ShowField(*session, expires, -1, Language::kEnglish);
  session->GetReflection()->ClearField(session, token);
  if (options.session_file.empty()) {
    return Phrase{"不知道把登录信息存在哪里：请设置 HOME 或使用 --session-file。",
                  "There is no place for the session: set HOME or use --session-file."};
  }
  const absl::Status status = connection.sessions().Put(options.server, stored);
  if (!status.ok()) {
    return Phrase{absl::StrCat("登录成功，但登录信息未能保存：", status.message()),
                  absl::StrCat("Signed in, but the session could not be kept: ", status.message())};
  }
  *kept = true;
  return std::nullopt;
}

// Further pages of a list that stands at a size of the record are asked for as of it.
void StayAt(const Message& answer, Message* request) {
  const FieldDescriptor* size = TopField(answer, "tree_size");
  const FieldDescriptor* as_of = TopField(*request, "as_of");
  if (size == nullptr || as_of == nullptr || request->GetReflection()->HasField(*request, as_of)) return;
  Message* moment = request->GetReflection()->MutableMessage(request, as_of);
  const FieldDescriptor* at = moment->GetDescriptor()->FindFieldByName("tree_size");
  if (at != nullptr) moment->GetReflection()->SetInt64(moment, at, answer.GetReflection()->GetInt64(answer, size));
}

// Prints the pages of a list, all of them or one.
int RunList(const Api& api, const MethodDescriptor* method, const Options& options,
            Message* request, Connection& connection, Terminal& terminal) {
  const FieldDescriptor* listed = ListedField(method->output_type());
  const FieldDescriptor* next = method->output_type()->FindFieldByName("next_page_token");
  const FieldDescriptor* page = method->input_type()->FindFieldByName("page_token");
  const FieldDescriptor* size = method->input_type()->FindFieldByName("page_size");
  const auto* page_reflection = request->GetReflection();
  const bool to_file = IsFileFormat(options.format);
  const bool every_page = options.all || to_file;
  const bool in_paths = to_file || (options.format == "text" && AsksForPaths(options));
  ListExport exported;
  if (in_paths) {
    const int code = PrepareList(api, method, options, connection, terminal, &exported);
    if (code != kExitOk) return code;
  }
  if (every_page && size != nullptr && page_reflection->GetInt32(*request, size) == 0) {
    page_reflection->SetInt32(request, size, 1000);
  }
  const std::unique_ptr<Message> all = api.NewMessage(method->output_type());
  std::optional<RowCounter> counter;
  if (every_page) counter.emplace("已读取行数", "Rows read", options, terminal);
  for (;;) {
    const std::unique_ptr<Message> answer = api.NewMessage(method->output_type());
    const grpc::Status status =
        connection.caller().Unary(PathOf(method), *request, answer.get(), Caller::Repeat::kAlways);
    if (!status.ok()) return PrintError(DecodeError(status), options, terminal);
    if (options.format == "jsonl") {
      for (int i = 0; i < answer->GetReflection()->FieldSize(*answer, listed); ++i) {
        terminal.out << ToJson(answer->GetReflection()->GetRepeatedMessage(*answer, listed, i))
                     << '\n';
      }
    }
    const std::string token = answer->GetReflection()->GetString(*answer, next);
    if (options.format != "jsonl") all->MergeFrom(*answer);
    all->GetReflection()->SetString(all.get(), next, token);
    if (!every_page || token.empty() || page == nullptr) break;
    const int rows = all->GetReflection()->FieldSize(*all, listed);
    counter->At(rows);
    if (to_file && static_cast<size_t>(rows) > kLedgerRowsMax) break;  // Too many, as the ledger says.
    page_reflection->SetString(request, page, token);
    StayAt(*answer, request);
  }
  counter.reset();
  if (in_paths) {
    const int code = FinishList(api, *all, listed, exported, options, connection, terminal);
    if (code != kExitOk) return code;
  } else if (options.format == "json") {
    terminal.out << ToJson(*all) << '\n';
  } else if (options.format == "text") {
    PutContents(api, options.language, all.get());
    PutTitles(api, connection.caller(), TitleStyle::kAlone, all.get());
    std::string text;
    if (Complaint complaint = ViewList(*all, listed, LookOf(options, terminal), &text)) {
      return PrintUsage(*complaint, options, terminal);
    }
    terminal.out << text;
    // Figures and notes beside the list.
    for (int i = 0; i < all->GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* field = all->GetDescriptor()->field(i);
      if (field == listed || field == next) continue;
      std::vector<std::string> values;  // Each page says them again.
      const int count = field->is_repeated() ? all->GetReflection()->FieldSize(*all, field) : 1;
      for (int k = 0; k < count; ++k) {
        std::string one = ShowField(*all, field, field->is_repeated() ? k : -1, options.language);
        if (!one.empty() && one != "0" && !absl::c_linear_search(values, one)) values.push_back(std::move(one));
      }
      const std::string value = absl::StrJoin(values, options.language == Language::kChinese ? "、" : ", ");
      if (value.empty()) continue;
      terminal.out << LabelOf(field).In(options.language) << "  " << Printable(value) << '\n';
    }
  }
  const std::string token = all->GetReflection()->GetString(*all, next);
  if (!token.empty() && options.format != "json" && !options.quiet) {
    terminal.err
        << (options.language == Language::kChinese
                ? "还有更多：--all 取全部，或下一页 --page-token "
                : "There is more: --all for all of it, or the next page with --page-token ")
        << ShellQuoted(token) << '\n';
  }
  return kExitOk;
}

int RunStream(const Api& api, const MethodDescriptor* method, const Options& options,
              const Message& request, Connection& connection, Terminal& terminal) {
  const std::unique_ptr<Message> answer = api.NewMessage(method->output_type());
  const grpc::Status status =
      connection.caller().ServerStream(PathOf(method), request, answer.get(), [&] {
        if (options.format == "text") {
          terminal.out << ViewAnswer(*answer, LookOf(options, terminal)) << '\n';
        } else {
          terminal.out << ToJson(*answer) << '\n';
        }
        terminal.out.flush();
        return static_cast<bool>(terminal.out);
      });
  return status.ok() ? kExitOk : PrintError(DecodeError(status), options, terminal);
}

}  // namespace

Look LookOf(const Options& options, const Terminal& terminal) {
  Look look;
  look.language = options.language;
  look.color = options.color == "always" || (options.color != "never" && terminal.out_is_terminal);
  look.columns = terminal.out_is_terminal ? terminal.columns : 0;
  look.only_columns = absl::StrSplit(options.columns, ',', absl::SkipEmpty());
  return look;
}

void NameRoles(const Api& api, Language language, CallError* error) {
  const auto role = error->metadata.find("roleNeeded");
  if (role == error->metadata.end()) return;
  std::vector<std::string> labels = absl::StrSplit(role->second, ',');
  for (std::string& one : labels) one = RoleLabel(api, one, language);
  role->second = absl::StrJoin(labels, language == Language::kChinese ? "、" : ", ");
}

int PrintUsage(const Phrase& complaint, const Options& options, Terminal& terminal) {
  terminal.err << complaint.In(options.language) << '\n';
  return kExitUsage;
}

int PrintError(const CallError& error, const Options& options, Terminal& terminal) {
  if (options.format == "json" || options.format == "jsonl") {
    terminal.err << RenderErrorJson(error, options.language) << '\n';
  } else {
    terminal.err << Printable(RenderError(error, options.language), true);
  }
  return ExitCodeOf(error);
}

Complaint BuildRequest(const Api& api, const MethodDescriptor* method, const Options& options,
                       const std::vector<std::string>& words, Terminal& terminal,
                       std::unique_ptr<Message>* request) {
  const std::vector<Flag> flags = FlagsOf(method);
  std::vector<Given> given;
  if (Complaint complaint = MatchFlags(words, flags, &given)) return complaint;

  *request = api.NewMessage(method->input_type());
  if (!options.json.empty()) {
    std::string json = options.json;
    if (json == "-" || json[0] == '@') {
      const std::string path = json == "-" ? json : json.substr(1);
      if (Complaint complaint = ReadTextFile(path, kLargestRequest, terminal, &json))
        return complaint;
    }
    const auto status = google::protobuf::util::JsonStringToMessage(json, request->get());
    if (!status.ok()) {
      const std::string why(status.message().data(), status.message().size());
      return Phrase{"--json 有误：" + why, "--json has a mistake: " + why};
    }
  }
  std::set<const Flag*> begun;
  for (const Given& one : given) {
    // A flag replaces what --json said, and adds to itself.
    if (begun.insert(one.flag).second && one.flag->repeated() && IsSet(*one.flag, **request)) {
      Message* message = request->get();
      for (size_t i = 0; i + 1 < one.flag->path.size(); ++i) {
        message = message->GetReflection()->MutableMessage(message, one.flag->path[i]);
      }
      message->GetReflection()->ClearField(message, one.flag->field());
    }
    if (Complaint complaint = SetFlag(*one.flag, one.text, request->get())) {
      return Phrase{absl::StrCat("--", one.flag->name, "：", complaint->zh),
                    absl::StrCat("--", one.flag->name, ": ", complaint->en)};
    }
  }
  FillUpdateMask(request->get(), given);
  return MissingFields(flags, given, **request);
}

namespace {

// The request of the command for one name, of its batch method for several.
Complaint BuildOneOrMany(const Api& api, const MethodDescriptor* method, const MethodDescriptor* batch,
                         const Options& options, const std::vector<std::string>& words, Terminal& terminal,
                         std::unique_ptr<Message>* request, bool* many) {
  std::vector<std::vector<std::string>> lines;
  if (Complaint complaint = SplitNames(method, words, &lines)) return complaint;
  *many = !lines.empty();
  if (!*many) return BuildRequest(api, method, options, words, terminal, request);
  if (options.json == "-") {
    return Phrase{"一次办理多项时，--json 不能来自标准输入；请用 --json @文件。",
                  "With several names --json can't be read from standard input; use --json @FILE."};
  }
  *request = api.NewMessage(batch->input_type());
  const FieldDescriptor* requests = TopField(**request, "requests");
  for (const std::vector<std::string>& line : lines) {
    std::unique_ptr<Message> item;
    if (Complaint complaint = BuildRequest(api, method, options, line, terminal, &item)) return complaint;
    (*request)->GetReflection()->AddMessage(request->get(), requests)->CopyFrom(*item);
  }
  return std::nullopt;
}

}  // namespace

int RunRemote(const Api& api, const MethodDescriptor* method, const Options& options,
              const std::vector<std::string>& typed, Terminal& terminal) {
  const bool zh = options.language == Language::kChinese;
  const bool to_file = IsFileFormat(options.format);
  if (options.format != "text" && options.format != "json" && options.format != "jsonl" && !to_file) {
    return PrintUsage({"--format 只能是 text、json、jsonl，列表和报告还可以是 xlsx、csv、pdf。",
                       "--format is text, json or jsonl; of lists and reports also xlsx, csv or pdf."},
                      options, terminal);
  }
  if (to_file && !GoesToFile(method)) {
    return PrintUsage({"只有列表和报告能导出为 xlsx、csv、pdf；其他命令用 text、json 或 jsonl。",
                       "Only lists and reports can be xlsx, csv or pdf; other commands take text, json or jsonl."},
                      options, terminal);
  }
  if (method->client_streaming()) {
    return PrintUsage({"该命令不能从命令行办理。", "This method is not for the command line."},
                      options, terminal);
  }
  std::vector<std::string> words = typed;
  PaperWords paper;
  if (Complaint complaint = TakePaperWords(method, &words, &paper)) return PrintUsage(*complaint, options, terminal);
  std::unique_ptr<Message> request;
  const MethodDescriptor* batch = paper.any() ? nullptr : RuleOf(method).type() == v1::METHOD_TYPE_BATCH ? method : BatchOf(method);
  bool many = batch == method;
  if (Complaint complaint = batch == nullptr || many
                                ? BuildRequest(api, method, options, words, terminal, &request)
                                : BuildOneOrMany(api, method, batch, options, words, terminal, &request, &many)) {
    PrintUsage(*complaint, options, terminal);
    terminal.err << (zh ? "帮助：plumbline " : "Help: plumbline ") << RuleOf(method).cli()
                 << " --help\n";
    return kExitUsage;
  }
  const MethodDescriptor* const typed_method = method;
  if (paper.any()) request = WrapInPaper(api, paper, method, *request, &method);
  if (Complaint complaint =
          FillSecrets(FlagsOf(method), method, options, terminal, request.get())) {
    return PrintUsage(*complaint, options, terminal);
  }

  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(options, terminal, &connection)) {
    return PrintUsage(*complaint, options, terminal);
  }
  if (RuleOf(method).access() != v1::ACCESS_PUBLIC && !connection->signed_in()) {
    return PrintError(DecodeError({grpc::StatusCode::UNAUTHENTICATED, ""}), options, terminal);
  }

  if (many) return RunBatch(api, batch, options, *request, *connection, terminal);

  const grpc::Status filled = FillAutomatic(api, connection->caller(), terminal.entropy, request.get());
  if (!filled.ok()) return PrintError(DecodeError(filled), options, terminal);
  if (TopField(*request, "etag") != nullptr && TopField(*request, "name") != nullptr && TextOf(*request, "etag").empty()) {
    return PrintUsage(
        {"请用 --etag 给出您所看到的版本（办理结果中的“版本标记”）。",
         "Give the version that you saw with --etag (shown as \"Etag\" where it was made)."},
        options, terminal);
  }
  const FieldDescriptor* id = TopField(*request, "request_id");

  if (method->server_streaming()) {
    return RunStream(api, method, options, *request, *connection, terminal);
  }
  if (ListedField(method->output_type()) != nullptr) {
    return RunList(api, method, options, request.get(), *connection, terminal);
  }

  const bool repeatable = id != nullptr || RuleOf(method).type() == v1::METHOD_TYPE_QUERY;
  const std::unique_ptr<Message> answer = api.NewMessage(method->output_type());
  const grpc::Status status =
      connection->caller().Unary(PathOf(method), *request, answer.get(),
                                 repeatable ? Caller::Repeat::kAlways : Caller::Repeat::kWhenBusy);
  const bool signed_out = method->name() == "SignOut" &&
                          (status.ok() || status.error_code() == grpc::StatusCode::UNAUTHENTICATED);
  if (signed_out) {
    const absl::Status removed = connection->sessions().Remove(options.server);
    if (!removed.ok()) {
      terminal.err << removed.message() << '\n';
      return kExitRefused;
    }
  }
  if (!status.ok()) {
    CallError error = DecodeError(status);
    if (error.reason == v1::GATE_UNMET) {
      ExplainGates(api, connection->caller(), method, *request, &error);
    }
    if (options.format == "text") NameRoles(api, options.language, &error);
    const bool leaves_as_paper = method->name() == typed_method->name() && !PaperFlags(method).empty();
    if (leaves_as_paper && (error.reason == v1::APPROVAL_NEEDED || error.reason == v1::ROLE_MISSING)) {
      error.message.zh += "同一命令末尾加 --paper，即作为拟稿提交签批。";
      error.message.en += " The same command with --paper at its end drafts it.";
    }
    const int code = PrintError(error, options, terminal);
    if (id != nullptr && error.outcome_unknown()) {
      terminal.err << (zh ? "结果未知：请用同一请求编号重新提交，不会重复办理：\n  "
                          : "The outcome is unknown. Send the same request again; it is done at "
                            "most once:\n  ")
                   << RepeatLine(typed_method, options, typed, *request) << '\n';
    }
    return code;
  }

  if (to_file) return ExportReport(api, method, *answer, options, *connection, terminal);

  bool kept = false;
  Complaint unkept = KeepSession(answer.get(), options, *connection, &kept);
  if (options.format == "text") {
    const FieldDescriptor* only = TopField(*request, "validate_only");
    if (only != nullptr && request->GetReflection()->GetBool(*request, only)) {
      terminal.out << (zh ? "可以办理；未作任何记录。\n"
                          : "It would be taken. Nothing was recorded.\n");
    }
    PutContents(api, options.language, answer.get());
    PutTitles(api, connection->caller(), TitleStyle::kBesideName, answer.get());
    if (RuleOf(method).type() == v1::METHOD_TYPE_QUERY && answer->ByteSizeLong() == 0) {
      terminal.out << (zh ? "（没有）\n" : "(none)\n");
    } else {
      terminal.out << ViewAnswer(*answer, LookOf(options, terminal));
    }
    if (kept && !options.quiet)
      terminal.err << (zh ? "已登录 " : "Signed in at ") << options.server << '\n';
  } else {
    terminal.out << ToJson(*answer) << '\n';
  }
  if (unkept.has_value()) {
    terminal.err << unkept->In(options.language) << '\n';
    return kExitRefused;
  }
  // An answer that says itself whether all is well: scripts look at the exit code.
  const FieldDescriptor* well = TopField(*answer, "ok");
  return well == nullptr || answer->GetReflection()->GetBool(*answer, well) ? kExitOk : kExitRefused;
}

}  // namespace plumbline::client
