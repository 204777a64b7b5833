#include "clients/cli/completion.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/help.h"
#include "clients/cli/options.h"
#include "clients/cli/paper_command.h"
#include "clients/lib/comments.h"
#include "clients/lib/flags.h"

namespace plumbline::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

namespace {

struct Entry {
  std::string noun;
  std::string verb;
  Phrase title;
  std::vector<std::string> flags;  // With dashes.
};

struct Tables {
  std::vector<Entry> entries;
  std::vector<std::string> nouns;
  // `--kind` -> its values, over all commands: a shell looks at the word before only.
  std::map<std::string, std::set<std::string>> values;
};

Tables MakeTables(const Api& api, const std::vector<LocalCommand>& locals) {
  Tables tables;
  tables.nouns = NounsOf(api, locals);
  tables.nouns.emplace_back("completion");
  tables.nouns.emplace_back("help");
  for (const std::string& noun : tables.nouns) {
    for (const VerbTitle& verb : VerbsOf(api, locals, noun)) {
      Entry entry{noun, verb.verb, verb.title, {}};
      for (const LocalCommand& command : locals) {
        if (command.noun != noun || command.verb != verb.verb) continue;
        for (const std::string& flag : command.flags) entry.flags.push_back("--" + flag);
        for (const std::string& flag : command.switches) entry.flags.push_back("--" + flag);
      }
      const MethodDescriptor* method = api.FindCommand(noun, verb.verb);
      if (method != nullptr && entry.flags.empty()) {
        for (const Flag& flag : FlagsOf(method)) {
          if (flag.secret) continue;
          entry.flags.push_back("--" + flag.name);
          if (flag.field()->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) continue;
          const auto* type = flag.field()->enum_type();
          for (int i = 0; i < type->value_count(); ++i) {
            if (type->value(i)->number() != 0) {
              tables.values["--" + flag.name].insert(KebabOf(type->value(i)));
            }
          }
        }
        for (const auto& flag : PaperFlags(method)) entry.flags.push_back(flag.first);
      }
      tables.entries.push_back(std::move(entry));
    }
  }
  for (const char* shell : {"bash", "zsh", "fish"}) {
    tables.entries.push_back({"completion", shell, {"补全脚本", "completion script"}, {}});
  }
  tables.values["--format"] = {"text", "json", "jsonl", "xlsx", "csv", "pdf", "docx"};
  tables.values["--lang"] = {"zh-CN", "en-US"};
  tables.values["--color"] = {"auto", "always", "never"};
  return tables;
}

std::string ProgramWords() {
  std::vector<std::string> words;
  for (const ProgramFlag& flag : ProgramFlags()) words.push_back(absl::StrCat("--", flag.name));
  return absl::StrJoin(words, " ");
}

std::string VerbsLine(const Tables& tables, const std::string& noun) {
  std::vector<std::string> verbs;
  for (const Entry& entry : tables.entries) {
    if (entry.noun == noun) verbs.push_back(entry.verb);
  }
  return absl::StrJoin(verbs, " ");
}

// The cases that bash and zsh share: they fill `words` from $noun, $verb and $before.
std::string SharedCases(const Tables& tables) {
  std::string out = "  case \"$before\" in\n";
  for (const auto& [flag, values] : tables.values) {
    absl::StrAppend(&out, "    ", flag, ") words='", absl::StrJoin(values, " "), "' ;;\n");
  }
  absl::StrAppend(
      &out, "  esac\n  if [ -z \"$words\" ]; then\n    if [ -z \"$noun\" ]; then\n      words='",
      absl::StrJoin(tables.nouns, " "),
      "'\n    elif [ -z \"$verb\" ]; then\n      case \"$noun\" in\n");
  for (const std::string& noun : tables.nouns) {
    absl::StrAppend(&out, "        ", noun, ") words='", VerbsLine(tables, noun), "' ;;\n");
  }
  out += "      esac\n    else\n      case \"$noun $verb\" in\n";
  for (const Entry& entry : tables.entries) {
    if (entry.flags.empty()) continue;
    absl::StrAppend(&out, "        '", entry.noun, " ", entry.verb, "') words='",
                    absl::StrJoin(entry.flags, " "), "' ;;\n");
  }
  absl::StrAppend(&out, "      esac\n      words=\"$words ", ProgramWords(), "\"\n    fi\n  fi\n");
  return out;
}

std::string Bash(const Tables& tables) {
  return absl::StrCat(
      "# plumbline completion for bash: source <(plumbline completion bash)\n"
      "_plumbline() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  local noun='' verb='' words='' word i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n"
      "    case \"$word\" in -*) continue ;; esac\n"
      "    if [ -z \"$noun\" ]; then noun=\"$word\"; elif [ -z \"$verb\" ]; then verb=\"$word\"; "
      "fi\n"
      "  done\n",
      SharedCases(tables),
      "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}\n"
      "complete -o default -F _plumbline plumbline\n");
}

std::string Zsh(const Tables& tables) {
  return absl::StrCat(
      "#compdef plumbline\n"
      "# plumbline completion for zsh: plumbline completion zsh > \"${fpath[1]}/_plumbline\"\n"
      "_plumbline_complete() {\n"
      "  local before=\"${words[CURRENT-1]}\" noun='' verb='' word i\n"
      "  local -a typed\n"
      "  typed=(\"${words[@]}\")\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    word=\"${typed[i]}\"\n"
      "    case \"$word\" in -*) continue ;; esac\n"
      "    if [ -z \"$noun\" ]; then noun=\"$word\"; elif [ -z \"$verb\" ]; then verb=\"$word\"; "
      "fi\n"
      "  done\n"
      "  local words=''\n",
      SharedCases(tables),
      "  compadd -- ${=words}\n"
      "}\n"
      "compdef _plumbline_complete plumbline\n");
}

std::string FishQuoted(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string Fish(const Api& api, const Tables& tables, Language language) {
  std::string out =
      "# plumbline completion for fish: plumbline completion fish > "
      "~/.config/fish/completions/plumbline.fish\n"
      "complete -c plumbline -f\n";
  absl::StrAppend(&out, "complete -c plumbline -n __fish_use_subcommand -a ",
                  FishQuoted(absl::StrJoin(tables.nouns, " ")), "\n");
  for (const Entry& entry : tables.entries) {
    const std::string verbs = VerbsLine(tables, entry.noun);
    absl::StrAppend(&out, "complete -c plumbline -n '__fish_seen_subcommand_from ", entry.noun,
                    "; and not __fish_seen_subcommand_from ", verbs, "' -a ", entry.verb, " -d ",
                    FishQuoted(entry.title.In(language)), "\n");
    const MethodDescriptor* method = api.FindCommand(entry.noun, entry.verb);
    std::map<std::string, std::string> help;
    if (method != nullptr) {
      for (const Flag& flag : FlagsOf(method)) {
        help["--" + flag.name] = LabelOf(flag.field()).In(language);
      }
    }
    for (const std::string& flag : entry.flags) {
      absl::StrAppend(&out, "complete -c plumbline -n '__fish_seen_subcommand_from ", entry.noun,
                      "; and __fish_seen_subcommand_from ", entry.verb, "' -l ", flag.substr(2));
      const auto values = tables.values.find(flag);
      if (values != tables.values.end()) {
        absl::StrAppend(&out, " -x -a ", FishQuoted(absl::StrJoin(values->second, " ")));
      }
      if (!help[flag].empty()) absl::StrAppend(&out, " -d ", FishQuoted(help[flag]));
      out += '\n';
    }
  }
  for (const ProgramFlag& flag : ProgramFlags()) {
    absl::StrAppend(&out, "complete -c plumbline -l ", flag.name, *flag.value == '\0' ? "" : " -r",
                    " -d ", FishQuoted(flag.help.In(language)), "\n");
  }
  return out;
}

}  // namespace

std::string CompletionScript(const Api& api, const std::vector<LocalCommand>& locals,
                             absl::string_view shell, Language language) {
  const Tables tables = MakeTables(api, locals);
  if (shell == "bash") return Bash(tables);
  if (shell == "zsh") return Zsh(tables);
  if (shell == "fish") return Fish(api, tables, language);
  return "";
}

}  // namespace plumbline::client
