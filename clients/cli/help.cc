#include "clients/cli/help.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/export_command.h"
#include "clients/cli/options.h"
#include "clients/cli/paper_command.h"
#include "clients/cli/text_width.h"
#include "clients/lib/comments.h"
#include "clients/lib/flags.h"
#include "services/layout/customary.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

namespace {

constexpr int kHelpWidth = 100;

// Two columns: `left` as wide as the widest, at most 30.
std::string TwoColumns(const std::vector<std::pair<std::string, std::string>>& rows) {
  int widest = 0;
  for (const auto& row : rows) widest = std::max(widest, std::min(30, WidthOf(row.first)));
  std::string out;
  for (const auto& [left, right] : rows) {
    absl::StrAppend(&out, "  ", PadTo(left, widest), "  ",
                    WrapTo(right, kHelpWidth - widest - 4, widest + 4), "\n");
  }
  return out;
}

// The pool's enum, with its comments: enum values of options are plain numbers here.
Phrase EnumLabel(const MethodDescriptor* method, const char* enum_name, int number) {
  const EnumDescriptor* type = method->file()->pool()->FindEnumTypeByName(enum_name);
  const auto* value = type == nullptr ? nullptr : type->FindValueByNumber(number);
  if (value == nullptr) return {absl::StrCat("#", number), absl::StrCat("#", number)};
  return LabelOf(value);
}

Phrase RelationLabel(v1::Relation relation) {
  switch (relation) {
    case v1::RELATION_DRAFTER:
      return {"牵头起草单位", "of the lead drafting department"};
    case v1::RELATION_REVIEWING_BODY:
      return {"审核机构", "of the reviewing body"};
    case v1::RELATION_ISSUER:
      return {"制定机关或其办公室", "of the maker or its office"};
    case v1::RELATION_ASSIGNED:
      return {"已指派本事项", "assigned to the matter"};
    case v1::RELATION_OWN_ORGANIZATION:
      return {"该单位", "of that organisation"};
    default:
      return {};
  }
}

std::string Roles(const MethodDescriptor* method, Language language) {
  const bool zh = language == Language::kChinese;
  const v1::MethodRule& rule = RuleOf(method);
  if (rule.access() == v1::ACCESS_PUBLIC) return zh ? "无需登录" : "nobody has to sign in";
  if (rule.access() == v1::ACCESS_SESSION)
    return zh ? "任何已登录人员（可见范围另有规定）"
              : "anybody signed in, within what they may see";
  std::vector<std::string> roles;
  for (const v1::Permission& permission : rule.allow()) {
    const std::string role =
        EnumLabel(method, "plumbline.config.v1.Role", permission.role()).In(language);
    const std::string where = RelationLabel(permission.relation()).In(language);
    if (where.empty()) {
      roles.push_back(role);
    } else {
      roles.push_back(zh ? absl::StrCat(role, "（", where, "）") : absl::StrCat(role, " ", where));
    }
  }
  return absl::StrJoin(roles, zh ? "、" : "; ");
}

std::string Stages(const MethodDescriptor* method, Language language) {
  const v1::MethodRule& rule = RuleOf(method);
  std::vector<std::string> from;
  for (const int stage : rule.from()) {
    from.push_back(EnumLabel(method, "plumbline.config.v1.Stage", stage).In(language));
  }
  std::string out = absl::StrJoin(from, language == Language::kChinese ? "、" : ", ");
  if (rule.to() != 0) {
    absl::StrAppend(&out, out.empty() ? "" : " ", "→ ",
                    EnumLabel(method, "plumbline.config.v1.Stage", rule.to()).In(language));
  }
  return out;
}

bool OfAct(const Flag& flag) {
  return flag.path.size() > 1 && flag.path[0]->message_type()->full_name() == "plumbline.v1.Act";
}

// What stands for the value in help: `DATE`, `KIND`, `TEXT`.
std::string Placeholder(const Flag& flag) {
  const FieldDescriptor* field = flag.field();
  if (flag.is_switch()) return "";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field->type() == FieldDescriptor::TYPE_BYTES) return "HEX";
      return FormatIn(CommentOf(field)).empty() ? "TEXT" : "NAME";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "VALUE";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes|no";
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const std::string& type = field->message_type()->full_name();
      if (type == "google.type.Date") return "DATE";
      if (type == "google.protobuf.Timestamp") return "TIME";
      if (type == "google.protobuf.Duration") return "DURATION";
      if (type == "plumbline.v1.AsOf") return "vN|TIME|SIZE";
      std::vector<std::string> names;
      for (int i = 0; i < field->message_type()->field_count(); ++i) {
        const FieldDescriptor* inner = field->message_type()->field(i);
        if (!IsOutputOnly(inner)) names.push_back(inner->name());
      }
      if (names.size() == 2) return absl::StrCat(names[0], "=", names[1]);
      return absl::StrCat(absl::StrJoin(names, "=…,"), "=…");
    }
    default:
      return "N";
  }
}

std::string FlagText(const Flag& flag, Language language) {
  const bool zh = language == Language::kChinese;
  const FieldDescriptor* field = flag.field();
  const v1::FieldRule& rule = RuleOf(field);
  const std::string comment = CommentOf(field);
  std::vector<std::string> notes;
  if (flag.required && !flag.automatic && !flag.secret) notes.push_back(zh ? "必填" : "required");
  if (flag.repeated()) {
    const uint32_t most = rule.items_max() == 0 ? 100 : rule.items_max();
    notes.push_back(zh ? absl::StrCat("可重复，最多 ", most, " 个")
                       : absl::StrCat("may be repeated, at most ", most));
  }
  if (rule.characters_max() > 0) {
    notes.push_back(zh ? absl::StrCat("最多 ", rule.characters_max(), " 字")
                       : absl::StrCat("at most ", rule.characters_max(), " characters"));
  }
  if (rule.number_max() > 0) {
    notes.push_back(zh ? absl::StrCat(rule.number_min(), " 至 ", rule.number_max())
                       : absl::StrCat(rule.number_min(), " to ", rule.number_max()));
  }
  if (field->name() == "request_id") notes.push_back(zh ? "默认自动生成" : "made for you");
  if (field->name() == "etag")
    notes.push_back(zh ? "默认先读取最新版本" : "default: read just before");
  if (field->name() == "update_mask")
    notes.push_back(zh ? "默认为所给的字段" : "default: the fields that you give");
  std::string out = zh ? LabelOf(field).zh : comment.empty() ? LabelOf(field).en : comment;
  if (zh) {
    const std::string format = FormatIn(comment);
    if (!format.empty()) absl::StrAppend(&out, "，", format);
  }
  if (!notes.empty()) {
    absl::StrAppend(&out, zh ? "（" : " (", absl::StrJoin(notes, zh ? "；" : "; "),
                    zh ? "）" : ")");
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    std::vector<std::string> values;
    for (int i = 0; i < field->enum_type()->value_count(); ++i) {
      const auto* value = field->enum_type()->value(i);
      if (value->number() == 0) continue;
      const Phrase label = LabelOf(value);
      values.push_back(zh && label.zh != label.en ? absl::StrCat(KebabOf(value), " ", label.zh)
                                                  : KebabOf(value));
    }
    absl::StrAppend(&out, zh ? "：" : ": ", absl::StrJoin(values, zh ? "、" : ", "));
  }
  return out;
}

std::string FlagColumn(const Flag& flag) {
  const std::string value = Placeholder(flag);
  const std::string name =
      flag.positional ? absl::StrCat("<", flag.name, ">") : absl::StrCat("--", flag.name);
  return value.empty() || flag.positional ? name : absl::StrCat(name, " ", value);
}

// `matters/{matter}` -> `matters/m1`.
std::string NameOfFormat(absl::string_view format) {
  std::string out;
  for (size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '{') {
      out += format[at];
      continue;
    }
    const size_t close = format.find('}', at);
    if (close == absl::string_view::npos) break;
    absl::StrAppend(&out, format.substr(at + 1, 1), "1");
    at = close;
  }
  return out;
}

// `ListMatters` of a comment that says "e.g. `ListMatters`"; empty: it says none.
std::string SampleIn(absl::string_view comment) {
  constexpr absl::string_view kMark = "e.g. `";
  const size_t at = comment.find(kMark);
  if (at == absl::string_view::npos) return "";
  comment.remove_prefix(at + kMark.size());
  return std::string(comment.substr(0, comment.find('`')));
}

// A value that the field takes.
std::string SampleOf(const FieldDescriptor* field, Language language) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return field->enum_type()->value_count() > 1 ? KebabOf(field->enum_type()->value(1)) : "";
    case FieldDescriptor::CPPTYPE_BOOL:
      return "yes";
    case FieldDescriptor::CPPTYPE_STRING: {
      if (field->type() == FieldDescriptor::TYPE_BYTES) return "0a1b2c3d";
      const std::string format = FormatIn(CommentOf(field));
      if (!format.empty()) return NameOfFormat(format);
      const std::string sample = SampleIn(CommentOf(field));
      return sample.empty() ? LabelOf(field).In(language) : sample;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    default:
      return field->name() == "year" ? "2023" : "1";
  }
  const std::string& type = field->message_type()->full_name();
  if (type == "google.type.Date") return "2023-03-01";
  if (type == "google.protobuf.Timestamp") return "2023-03-01T17:00:00+08:00";
  if (type == "google.protobuf.Duration") return "30s";
  if (type == "plumbline.v1.AsOf") return "v1";
  // A whole message: what it must have, or its first field.
  std::vector<std::string> parts;
  for (int i = 0; i < field->message_type()->field_count(); ++i) {
    const FieldDescriptor* inner = field->message_type()->field(i);
    if (IsOutputOnly(inner) || inner->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (parts.empty() || IsRequired(inner)) {
      parts.push_back(absl::StrCat(inner->name(), "=", SampleOf(inner, language)));
    }
  }
  return absl::StrJoin(parts, ",");
}

// `DraftVersion` of `The draft version to act on.`; empty: the comment begins otherwise.
std::string TypeNamedIn(absl::string_view comment) {
  if (!absl::ConsumePrefix(&comment, "The ")) return "";
  const size_t end = std::min({comment.find(" to "), comment.find(" that "), comment.find('.')});
  std::string type;
  for (absl::string_view word : absl::StrSplit(comment.substr(0, end), ' ', absl::SkipEmpty())) {
    type += absl::ascii_toupper(static_cast<unsigned char>(word[0]));
    absl::StrAppend(&type, word.substr(1));
  }
  return type == "Organisation" ? "Organization" : type;
}

// The resource that a command names, or the one under which it makes another, by the format of what
// it answers: `The matter to act on.` says none itself.
std::string PositionalSample(const MethodDescriptor* method, const Flag& flag, Language language) {
  if (flag.field()->name() == "sign_in_name") return "zhang.san";
  const std::string own = FormatIn(CommentOf(flag.field()));
  if (!own.empty()) return NameOfFormat(own);
  // `The matter to act on.`, `The organisation that it belongs to.`
  const std::string named = TypeNamedIn(CommentOf(flag.field()));
  const Descriptor* type = method->file()->pool()->FindMessageTypeByName("plumbline.v1." + named);
  if (type != nullptr && type->FindFieldByName("name") != nullptr) {
    const std::string format = FormatIn(CommentOf(type->FindFieldByName("name")));
    if (!format.empty()) return NameOfFormat(format);
  }
  const Descriptor* resource = ResourceOf(method);
  if (const FieldDescriptor* listed = ListedField(resource)) resource = listed->message_type();
  const FieldDescriptor* name = resource->FindFieldByName("name");
  std::string format = name == nullptr ? "" : FormatIn(CommentOf(name));
  if (flag.field()->name() == "parent") {
    for (int i = 0; i < 2; ++i) format.resize(std::min(format.size(), format.rfind('/')));
  }
  return format.empty() ? SampleOf(flag.field(), language) : NameOfFormat(format);
}

// How the answer becomes a file, and in which columns.
std::string ExportText(const MethodDescriptor* method, Language language) {
  const bool zh = language == Language::kChinese;
  std::string out = absl::StrCat("\n", zh ? "导出为文件" : "As a file", "\n");
  std::vector<std::pair<std::string, std::string>> rows = {
      {"--format xlsx|csv|pdf", zh ? "全部行；pdf 为 A4 横向" : "all rows; pdf is A4 landscape"},
      {"--output FILE", zh ? "默认按名称和日期；已有的不覆盖，除非 --force" : "default: by title and day; kept if there, unless --force"}};
  if (ListedField(method->output_type()) == nullptr) {
    rows.push_back({"--part NAME", zh ? "只取其中一张表；csv 只能放一张" : "one of the tables; a csv holds one"});
    return absl::StrCat(out, TwoColumns(rows));
  }
  std::vector<std::string> layouts;
  for (const v1::Layout& layout : CustomaryLayouts().layouts()) {
    if (layout.list() == method->name()) layouts.push_back(layout.title());
  }
  rows.push_back({"--columns A,B,C", zh ? "选择栏目，例如 #,title,accepted.occurred_on" : "which columns, e.g. #,title,accepted.occurred_on"});
  rows.push_back({"--layout TITLE", absl::StrCat(zh ? "本单位保存的台账版式" : "a layout that the organisation saved",
                                                 layouts.empty() ? "" : zh ? "，或常用台账：" : ", or a customary one: ",
                                                 absl::StrJoin(layouts, zh ? "、" : ", "))});
  return absl::StrCat(out, TwoColumns(rows));
}

}  // namespace

std::vector<std::string> NounsOf(const Api& api, const std::vector<LocalCommand>& locals) {
  std::vector<std::string> nouns;
  const auto add = [&nouns](const std::string& noun) {
    if (!noun.empty() && std::find(nouns.begin(), nouns.end(), noun) == nouns.end()) {
      nouns.push_back(noun);
    }
  };
  for (const MethodDescriptor* method : api.methods()) add(NounOf(method));
  for (const LocalCommand& command : locals) add(command.noun);
  return nouns;
}

std::vector<VerbTitle> VerbsOf(const Api& api, const std::vector<LocalCommand>& locals,
                               const std::string& noun) {
  std::vector<VerbTitle> verbs;
  const auto local = [&](const std::string& verb) {
    return std::find_if(locals.begin(), locals.end(), [&](const LocalCommand& command) {
      return command.noun == noun && command.verb == verb;
    });
  };
  for (const MethodDescriptor* method : api.methods()) {
    if (NounOf(method) != noun || VerbOf(method).empty() || local(VerbOf(method)) != locals.end())
      continue;
    if (method->client_streaming()) continue;
    verbs.push_back({VerbOf(method), {RuleOf(method).title_zh(), RuleOf(method).title_en()}});
  }
  for (const LocalCommand& command : locals) {
    if (command.noun == noun && !command.verb.empty())
      verbs.push_back({command.verb, command.title});
  }
  return verbs;
}

std::string ExampleOf(const MethodDescriptor* method, Language language) {
  std::string line = absl::StrCat("plumbline ", RuleOf(method).cli());
  for (const Flag& flag : FlagsOf(method)) {
    if (flag.secret || flag.automatic || !(flag.required || flag.positional)) continue;
    const std::string sample = flag.positional ? PositionalSample(method, flag, language)
                                               : SampleOf(flag.field(), language);
    absl::StrAppend(&line, " ", flag.positional ? "" : absl::StrCat("--", flag.name, " "),
                    ShellQuoted(sample));
  }
  return line;
}

std::string MethodHelp(const MethodDescriptor* method, Language language) {
  const bool zh = language == Language::kChinese;
  const v1::MethodRule& rule = RuleOf(method);
  const std::vector<Flag> flags = FlagsOf(method);
  std::string out;
  const std::string comment = CommentOf(method);
  if (zh) {
    absl::StrAppend(&out, rule.title_zh(), "\n");
  } else {
    for (absl::string_view line : absl::StrSplit(comment, '\n')) {
      if (!RowsIn(line).empty()) break;
      absl::StrAppend(&out, line, "\n");
    }
  }
  out += '\n';
  std::vector<std::pair<std::string, std::string>> facts;
  const std::string stages = Stages(method, language);
  if (!stages.empty()) facts.emplace_back(zh ? "环节" : "Stage", stages);
  facts.emplace_back(zh ? "角色" : "Roles", Roles(method, language));
  if (!zh) {
    for (const CommentRow& row : RowsIn(comment)) {
      if (row.key == "Errors") facts.emplace_back(row.key, row.text);
    }
  }
  out += TwoColumns(facts);

  absl::StrAppend(&out, "\n", zh ? "用法" : "Usage", "\n  plumbline ", rule.cli());
  for (const Flag& flag : flags) {
    if (flag.positional)
      absl::StrAppend(&out, flag.required ? absl::StrCat(" <", flag.name, ">")
                                          : absl::StrCat(" [", flag.name, "]"),
                      BatchOf(method) != nullptr ? absl::StrCat(" [", flag.name, "…]") : "");
  }
  for (const Flag& flag : flags) {
    if (flag.required && !flag.positional && !flag.automatic && !flag.secret) {
      absl::StrAppend(&out, " ", FlagColumn(flag));
    }
  }
  out += zh ? " [参数]\n" : " [flags]\n";

  std::vector<std::pair<std::string, std::string>> own;
  std::vector<std::pair<std::string, std::string>> act;
  for (const Flag& flag : flags) {
    if (flag.secret) {
      own.emplace_back(
          "--password-file FILE",
          zh ? "从文件首行读取密码；默认在终端输入或取 PLUMBLINE_PASSWORD"
             : "reads the password from a file; default: asked for, or PLUMBLINE_PASSWORD");
      continue;
    }
    (OfAct(flag) ? act : own).emplace_back(FlagColumn(flag), FlagText(flag, language));
  }
  if (!own.empty()) absl::StrAppend(&out, "\n", zh ? "参数" : "Flags", "\n", TwoColumns(own));
  if (!act.empty()) {
    absl::StrAppend(&out, "\n", zh ? "发生日期与补录" : "When it happened and whose act it was",
                    "\n", TwoColumns(act));
  }
  std::vector<std::pair<std::string, std::string>> paper;
  for (const auto& [flag, text] : PaperFlags(method)) {
    paper.emplace_back(flag == "--change-paper" ? "--change-paper NAME" : flag, text.In(language));
  }
  if (!paper.empty()) {
    absl::StrAppend(&out, "\n", zh ? "本单位签批" : "Where the organisation's approval chain is in force", "\n",
                    TwoColumns(paper));
  }
  if (BatchOf(method) != nullptr) {
    absl::StrAppend(&out, "\n",
                    zh ? "可一次写多个对象：其余参数对每一项相同，逐项办理、逐项答复，互不影响。\n"
                       : "Several may be named: all flags hold for each, and each is done or refused alone.\n");
  }
  if (GoesToFile(method)) out += ExportText(method, language);
  absl::StrAppend(&out, "\n", zh ? "示例" : "Example", "\n  ", ExampleOf(method, language), "\n\n",
                  zh ? "公共参数见 plumbline help；--json 可给出整个请求。\n"
                     : "Flags of every command: plumbline help. --json gives the whole request.\n");
  return out;
}

std::string LocalHelp(const LocalCommand& command, Language language) {
  return absl::StrCat(command.title.In(language), "\n\n", command.help.In(language));
}

std::string NounHelp(const Api& api, const std::vector<LocalCommand>& locals,
                     const std::string& noun, Language language) {
  const bool zh = language == Language::kChinese;
  std::vector<std::pair<std::string, std::string>> rows;
  for (const VerbTitle& verb : VerbsOf(api, locals, noun)) {
    rows.emplace_back(verb.verb, verb.title.In(language));
  }
  std::string out = absl::StrCat(zh ? "用法\n  plumbline " : "Usage\n  plumbline ", noun,
                                 zh ? " <动作> [参数]\n\n动作\n" : " <verb> [flags]\n\nVerbs\n",
                                 TwoColumns(rows));
  absl::StrAppend(&out, "\n", zh ? "各动作的说明：plumbline " : "Help of a verb: plumbline ", noun,
                  " ", rows.empty() ? "" : rows[0].first, " --help\n");
  return out;
}

std::string ProgramHelp(const Api& api, const std::vector<LocalCommand>& locals,
                        Language language) {
  const bool zh = language == Language::kChinese;
  std::string out = zh ? "准绳：行政规范性文件与重大行政决策的合法性审核，从送审到公布，全程存证。"
                         "\n\n用法\n  plumbline <对象> <动作> [参数]\n\n对象\n"
                       : "Plumbline: legality review of normative documents and major decisions, "
                         "from submission to\n"
                         "publication, with proof of the record.\n\nUsage\n  plumbline <noun> "
                         "<verb> [flags]\n\nNouns\n";
  std::vector<std::pair<std::string, std::string>> rows;
  for (const std::string& noun : NounsOf(api, locals)) {
    std::vector<std::string> titles;
    for (const VerbTitle& verb : VerbsOf(api, locals, noun)) {
      titles.push_back(zh ? verb.title.zh : verb.verb);
    }
    for (const LocalCommand& command : locals) {
      if (command.noun == noun && command.verb.empty())
        titles.push_back(command.title.In(language));
    }
    rows.emplace_back(noun, absl::StrJoin(titles, zh ? "、" : ", "));
  }
  rows.emplace_back("completion",
                    zh ? "命令补全脚本：bash、zsh、fish" : "completion script for bash, zsh, fish");
  rows.emplace_back("help", zh ? "本说明" : "this text");
  out += TwoColumns(rows);
  absl::StrAppend(&out, "\n", zh ? "公共参数" : "Flags of every command", "\n");
  rows.clear();
  for (const ProgramFlag& flag : ProgramFlags()) {
    rows.emplace_back(absl::StrCat("--", flag.name, *flag.value == '\0' ? "" : " ", flag.value),
                      flag.help.In(language));
  }
  out += TwoColumns(rows);
  out += zh ? "\n值的写法\n" : "\nHow values are written\n";
  out += TwoColumns(
      zh ? std::vector<std::pair<
               std::string,
               std::string>>{{"日期", "2023-03-01、20230301、2023年3月1日"},
                             {"时间", "2023-03-01T17:00:00+08:00；不写时区即北京时间"},
                             {"时点", "v3 某版本、2023-03-01 某时间、1200 记录总数"},
                             {"取值", "英文短名、全名或中文名：normative-document、行政规范性文件"},
                             {"关口理由", "--gate-reason G-REVIEW-WINDOW=\"理由\""}}
         : std::vector<std::pair<std::string, std::string>>{
               {"day", "2023-03-01, 20230301, 2023年3月1日"},
               {"time", "2023-03-01T17:00:00+08:00; without a zone it is Beijing time"},
               {"moment", "v3 a version, 2023-03-01 a time, 1200 a number of entries"},
               {"value", "short, full or Chinese name: normative-document, 行政规范性文件"},
               {"gate reason", "--gate-reason G-REVIEW-WINDOW=\"why\""}});
  out += zh ? "\n退出码\n  0 完成  1 被拒绝  2 命令有误  3 服务不可用或结果未知  4 未登录\n"
            : "\nExit codes\n  0 done  1 refused  2 wrong command line  3 unavailable or outcome "
              "unknown  4 not signed in\n";
  out += zh ? "\n示例\n  plumbline auth sign-in zhang.san\n  plumbline matter list --mine\n  "
              "plumbline matter submit matters/m1 --not-secret --on 2023-03-01\n"
            : "\nExamples\n  plumbline auth sign-in zhang.san\n  plumbline matter list --mine\n  "
              "plumbline matter submit matters/m1 --not-secret --on 2023-03-01\n";
  return out;
}

}  // namespace plumbline::client
