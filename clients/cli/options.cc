#include "clients/cli/options.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/lib/session_file.h"

namespace plumbline::client {

namespace {

const ProgramFlag* FindProgramFlag(absl::string_view name) {
  for (const ProgramFlag& flag : ProgramFlags()) {
    if (name == flag.name) return &flag;
  }
  return nullptr;
}

Complaint Apply(absl::string_view name, const std::string& value, Options* options) {
  if (name == "server") options->server = value;
  if (name == "ca") options->ca = value;
  if (name == "plaintext") options->plaintext = true;
  if (name == "format") options->format = value == "table" ? "text" : value;
  if (name == "json") options->json = value;
  if (name == "session-file") options->session_file = value;
  if (name == "password-file") options->password_file = value;
  if (name == "as-post") options->as_post = value;
  if (name == "columns") options->columns = value;
  if (name == "layout") options->layout = value;
  if (name == "part") options->part = value;
  if (name == "output") options->output = value;
  if (name == "force") options->force = true;
  if (name == "color") options->color = value;
  if (name == "all") options->all = true;
  if (name == "quiet") options->quiet = true;
  if (name == "help") options->help = true;
  if (name == "version") options->version = true;
  if (name == "lang") {
    if (absl::StartsWithIgnoreCase(value, "zh")) {
      options->language = Language::kChinese;
    } else if (absl::StartsWithIgnoreCase(value, "en")) {
      options->language = Language::kEnglish;
    } else {
      return Phrase{"--lang 只能是 zh-CN 或 en-US。", "--lang is zh-CN or en-US."};
    }
  }
  if (name == "timeout" && (!absl::ParseDuration(value, &options->timeout) ||
                            options->timeout <= absl::ZeroDuration())) {
    return Phrase{"--timeout 请写成 30s、2m。", "--timeout is a length of time, e.g. 30s or 2m."};
  }
  return std::nullopt;
}

// `--name=value` in two; false without `=`.
bool SplitWord(absl::string_view word, std::string* name, std::string* value) {
  const size_t equals = word.find('=');
  *name = std::string(word.substr(2, equals == absl::string_view::npos ? equals : equals - 2));
  if (equals == absl::string_view::npos) return false;
  *value = std::string(word.substr(equals + 1));
  return true;
}

bool IsFlagWord(absl::string_view word) { return word.size() > 2 && absl::StartsWith(word, "--"); }

const Flag* FindFlag(absl::string_view name, const std::vector<Flag>& flags) {
  for (const Flag& flag : flags) {
    if (flag.secret) continue;
    if (flag.name == name ||
        std::find(flag.aliases.begin(), flag.aliases.end(), name) != flag.aliases.end()) {
      return &flag;
    }
  }
  return nullptr;
}

}  // namespace

const std::vector<ProgramFlag>& ProgramFlags() {
  static const std::vector<ProgramFlag>* const kFlags = new std::vector<ProgramFlag>{
      {"server",
       "HOST:PORT",
       {"服务器（默认 127.0.0.1:7443，或环境变量 PLUMBLINE_SERVER）",
        "the server (default 127.0.0.1:7443, or PLUMBLINE_SERVER)"}},
      {"ca",
       "FILE",
       {"签发服务器证书的 CA（PEM）", "certificates that may sign the server's (PEM)"}},
      {"plaintext",
       "",
       {"不加密连接非本机服务器（仅限可信网络）",
        "no TLS to another machine; trusted networks only"}},
      {"lang", "zh-CN|en-US", {"语言（默认按环境变量 LANG）", "language (default: by LANG)"}},
      {"format",
       "text|json|jsonl|xlsx|csv|pdf",
       {"输出：text 供阅读，json 一个对象，jsonl 每行一个对象；列表和报告可导出为 xlsx、csv、pdf（A4横向）文件，取全部行",
        "output: text for people, json one object, jsonl one object a line; lists and reports as a file of all rows: "
        "xlsx, csv, pdf (A4 landscape)"}},
      {"json",
       "JSON|@FILE|-",
       {"整个请求；其余参数覆盖其中字段", "the whole request; other flags override its fields"}},
      {"timeout",
       "DURATION",
       {"最长等待时间，含重试（默认 30s）", "longest wait, with all attempts (default 30s)"}},
      {"session-file", "FILE", {"登录信息保存位置", "where the sign-in is kept"}},
      {"password-file",
       "FILE",
       {"从文件首行读取密码（- 为标准输入）；也可用 PLUMBLINE_PASSWORD",
        "reads the password from the first line (- is standard input); or PLUMBLINE_PASSWORD"}},
      {"as-post",
       "NAME",
       {"以哪个岗位办理（兼任多个岗位时）", "the post to act by, for who holds several"}},
      {"all", "", {"列表：取全部页", "lists: all pages"}},
      {"columns",
       "A,B,C",
       {"列表：显示哪些列；可写路径，例如 accepted.occurred_on、opinion.number；# 为序号",
        "lists: the columns to show; paths such as accepted.occurred_on or opinion.number do as well; # is a running number"}},
      {"layout",
       "TITLE",
       {"列表：按台账版式出列，见 plumbline layout list、plumbline layout customary",
        "lists: the columns of a layout: plumbline layout list, plumbline layout customary"}},
      {"part", "NAME", {"报告：只取其中一张表", "reports: one of their tables"}},
      {"output", "FILE", {"导出或下载到哪个文件（默认按名称和日期；- 为标准输出）", "file to write (default: by title and day; - is standard output)"}},
      {"force", "", {"覆盖已有文件", "overwrite the file"}},
      {"color",
       "auto|always|never",
       {"颜色（默认只在终端）", "colours (default: on a terminal only)"}},
      {"quiet", "", {"不显示进度和提示", "no progress, no hints"}},
      {"help", "", {"帮助", "help"}},
      {"version", "", {"版本", "version"}},
  };
  return *kFlags;
}

Options DefaultOptions(const Terminal& terminal) {
  Options options;
  if (const auto server = terminal.environment("PLUMBLINE_SERVER"); server && !server->empty()) {
    options.server = *server;
  }
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = terminal.environment(variable);
    if (!value || value->empty()) continue;
    // C and POSIX say nothing about the reader: an unattended machine in an office stays Chinese.
    if (absl::StartsWith(*value, "en")) options.language = Language::kEnglish;
    break;
  }
  options.session_file = SessionFile::DefaultPath(terminal.environment);
  return options;
}

Complaint TakeProgramFlags(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& values_of, Words* words) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word == "--") {
      words->plain.insert(words->plain.end(), arguments.begin() + static_cast<long>(i),
                          arguments.end());
      return std::nullopt;
    }
    if (word == "-h") {
      words->options.help = true;
      continue;
    }
    std::string name;
    std::string value;
    const bool joined = IsFlagWord(word) && SplitWord(word, &name, &value);
    const ProgramFlag* flag = IsFlagWord(word) ? FindProgramFlag(name) : nullptr;
    if (flag == nullptr) {
      words->plain.push_back(word);
      const bool takes_next =
          !joined && IsFlagWord(word) &&
          std::find(values_of.begin(), values_of.end(), name) != values_of.end();
      if (takes_next && i + 1 < arguments.size()) words->plain.push_back(arguments[++i]);
      continue;
    }
    if (*flag->value != '\0' && !joined) {
      if (i + 1 == arguments.size()) {
        return Phrase{absl::StrCat("--", name, " 后面缺少 ", flag->value, "。"),
                      absl::StrCat("--", name, " needs ", flag->value, ".")};
      }
      value = arguments[++i];
    }
    if (Complaint complaint = Apply(name, value, &words->options)) return complaint;
  }
  return std::nullopt;
}

Complaint MatchFlags(const std::vector<std::string>& words, const std::vector<Flag>& flags,
                     std::vector<Given>* given, std::vector<std::string>* more_names) {
  const Flag* positional = nullptr;
  bool named = false;
  for (const Flag& flag : flags) {
    if (flag.positional) positional = &flag;
  }
  bool only_plain = false;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--" && !only_plain) {
      only_plain = true;
      continue;
    }
    if (only_plain || !IsFlagWord(word)) {
      if (named && more_names != nullptr) {
        more_names->push_back(word);
        continue;
      }
      if (named) {
        return Phrase{absl::StrCat("看不懂“", word, "”：该命令一次只办理一个对象，其余参数写成 --名称 值。"),
                      absl::StrCat("\"", word, "\" is not understood: this command takes one ", positional->name,
                                   ", everything else is a flag.")};
      }
      if (positional == nullptr) {
        return Phrase{
            absl::StrCat("看不懂“", word, "”：该命令的参数都写成 --名称 值。"),
            absl::StrCat("\"", word, "\" is not understood: this command takes flags only.")};
      }
      given->push_back({positional, word});
      named = true;
      continue;
    }
    std::string name;
    std::string value;
    const bool joined = SplitWord(word, &name, &value);
    const Flag* flag = FindFlag(name, flags);
    if (flag == nullptr) {
      std::vector<std::string> known;
      for (const Flag& candidate : flags) {
        if (candidate.secret && candidate.name == name) {
          return Phrase{
              absl::StrCat("--", name, " 不写在命令行上（别人看得到）：请在提示时输入，或用 --password-file 文件。"),
              absl::StrCat("--", name,
                           " is not given on the command line, where others see it: type it when asked, or "
                           "use --password-file FILE.")};
        }
        if (!candidate.secret) known.push_back(candidate.name);
      }
      for (const ProgramFlag& candidate : ProgramFlags()) known.emplace_back(candidate.name);
      const std::string meant = DidYouMean(name, known);
      return Phrase{
          absl::StrCat("没有 --", name, " 这个参数", meant.empty() ? "" : "，是不是 --", meant,
                       "。"),
          absl::StrCat("There is no flag --", name, meant.empty() ? "" : "; did you mean --", meant,
                       meant.empty() ? "." : "?")};
    }
    if (!joined) {
      if (flag->is_switch()) {
        value = "true";
      } else if (i + 1 < words.size()) {
        value = words[++i];
      } else {
        return Phrase{absl::StrCat("--", name, " 后面缺少值。"),
                      absl::StrCat("--", name, " needs a value.")};
      }
    }
    given->push_back({flag, std::move(value)});
  }
  return std::nullopt;
}

std::string ShellQuoted(absl::string_view word) {
  constexpr absl::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,@+%";
  if (!word.empty() && word.find_first_not_of(kPlain) == absl::string_view::npos) {
    return std::string(word);
  }
  return absl::StrCat("'", absl::StrReplaceAll(word, {{"'", "'\\''"}}), "'");
}

}  // namespace plumbline::client
