#include "clients/cli/app.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/completion.h"
#include "clients/cli/help.h"
#include "clients/cli/remote_command.h"

#ifndef PLUMBLINE_VERSION
#define PLUMBLINE_VERSION "0"
#endif

namespace plumbline::client {

using google::protobuf::MethodDescriptor;

namespace {

const LocalCommand* FindLocal(const std::vector<LocalCommand>& locals, const std::string& noun,
                              const std::string& verb) {
  for (const LocalCommand& command : locals) {
    if (command.noun == noun && command.verb == verb) return &command;
  }
  return nullptr;
}

// Where noun and verb stand among the words, before the flags of the command are known.
struct Place {
  std::string noun;
  std::string verb;
  size_t after = 0;  // Index of the first word behind them.
};
Place FindCommandWords(const std::vector<std::string>& arguments,
                       const std::vector<LocalCommand>& locals) {
  Place place;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    if (word.size() > 1 && word[0] == '-') {
      for (const ProgramFlag& flag : ProgramFlags()) {
        if (*flag.value != '\0' && word == absl::StrCat("--", flag.name)) ++i;
      }
      continue;
    }
    if (place.noun.empty()) {
      place.noun = word;
      place.after = i + 1;
      if (FindLocal(locals, word, "") != nullptr) break;
    } else {
      place.verb = word;
      place.after = i + 1;
      break;
    }
  }
  return place;
}

int Unknown(const std::string& word, const std::vector<std::string>& known, const std::string& help,
            const Options& options, Terminal& terminal) {
  const std::string meant = DidYouMean(word, known);
  PrintUsage({absl::StrCat("没有“", word, "”", meant.empty() ? "" : "，是不是 ", meant, "。"),
              absl::StrCat("There is no \"", word, "\"", meant.empty() ? "" : "; did you mean ",
                           meant, meant.empty() ? "." : "?")},
             options, terminal);
  terminal.err << help;
  return kExitUsage;
}

int RunLocal(const Api& api, const LocalCommand& command, const Place& place,
             const std::vector<std::string>& arguments, Terminal& terminal) {
  const std::vector<std::string> typed(arguments.begin() + static_cast<long>(place.after),
                                       arguments.end());
  // Program flags may stand before the noun too.
  std::vector<std::string> all(arguments.begin(),
                               arguments.begin() + static_cast<long>(place.after));
  for (const std::string& word : {place.noun, command.verb}) {
    const auto at = std::find(all.rbegin(), all.rend(), word);
    if (!word.empty() && at != all.rend()) all.erase(std::next(at).base());
  }
  all.insert(all.end(), typed.begin(), typed.end());
  Words words;
  words.options = DefaultOptions(terminal);
  if (Complaint complaint = TakeProgramFlags(all, command.flags, &words)) {
    return PrintUsage(*complaint, words.options, terminal);
  }
  if (words.options.help) {
    terminal.out << LocalHelp(command, words.options.language);
    return kExitOk;
  }
  return command.run({api, terminal, words.options, words.plain, typed});
}

}  // namespace

int RunApp(const Api& api, const std::vector<LocalCommand>& locals,
           const std::vector<std::string>& arguments, Terminal& terminal) {
  const Place place = FindCommandWords(arguments, locals);
  const LocalCommand* local = FindLocal(locals, place.noun, place.verb);
  if (local == nullptr) local = FindLocal(locals, place.noun, "");
  if (!place.noun.empty() && local != nullptr)
    return RunLocal(api, *local, place, arguments, terminal);

  const MethodDescriptor* method =
      place.verb.empty() ? nullptr : api.FindCommand(place.noun, place.verb);
  std::vector<std::string> values_of;
  if (method != nullptr) {
    for (const Flag& flag : FlagsOf(method)) {
      if (flag.is_switch()) continue;
      values_of.push_back(flag.name);
      values_of.insert(values_of.end(), flag.aliases.begin(), flag.aliases.end());
    }
  }
  Words words;
  words.options = DefaultOptions(terminal);
  if (Complaint complaint = TakeProgramFlags(arguments, values_of, &words)) {
    return PrintUsage(*complaint, words.options, terminal);
  }
  const Options& options = words.options;
  if (options.version) {
    terminal.out << "plumbline " << PLUMBLINE_VERSION << '\n';
    return kExitOk;
  }
  std::string noun = place.noun;
  std::string verb = place.verb;
  bool help = options.help;
  if (noun == "help") {
    // `plumbline help matter submit` is `plumbline matter submit --help`.
    help = true;
    noun = verb;
    verb = words.plain.size() > 2 ? words.plain[2] : "";
    method = verb.empty() ? nullptr : api.FindCommand(noun, verb);
    const LocalCommand* about = FindLocal(locals, noun, verb);
    if (about == nullptr) about = FindLocal(locals, noun, "");
    if (!noun.empty() && about != nullptr) {
      terminal.out << LocalHelp(*about, options.language);
      return kExitOk;
    }
  }
  if (noun.empty()) {
    (help ? terminal.out : terminal.err) << ProgramHelp(api, locals, options.language);
    return help ? kExitOk : kExitUsage;
  }
  if (noun == "completion") {
    const std::string script = CompletionScript(api, locals, verb, options.language);
    if (script.empty() || help) {
      const Phrase usage{
          "用法：plumbline completion bash|zsh|fish\n  bash：source <(plumbline completion bash)",
          "Usage: plumbline completion bash|zsh|fish\n  bash: source <(plumbline completion bash)"};
      (help ? terminal.out : terminal.err) << usage.In(options.language) << '\n';
      return help ? kExitOk : kExitUsage;
    }
    terminal.out << script;
    return kExitOk;
  }
  const std::vector<std::string> nouns = NounsOf(api, locals);
  const bool known = std::find(nouns.begin(), nouns.end(), noun) != nouns.end();
  const Phrase all{"全部命令：plumbline help\n", "All commands: plumbline help\n"};
  if (!known) return Unknown(noun, nouns, all.In(options.language), options, terminal);
  if (verb.empty()) {
    (help ? terminal.out : terminal.err) << NounHelp(api, locals, noun, options.language);
    return help ? kExitOk : kExitUsage;
  }
  if (method == nullptr) {
    std::vector<std::string> verbs;
    for (const VerbTitle& one : VerbsOf(api, locals, noun)) verbs.push_back(one.verb);
    return Unknown(
        absl::StrCat(noun, " ", verb),
        [&] {
          std::vector<std::string> both;
          for (const std::string& one : verbs) both.push_back(absl::StrCat(noun, " ", one));
          return both;
        }(),
        NounHelp(api, locals, noun, options.language), options, terminal);
  }
  if (help) {
    terminal.out << MethodHelp(method, options.language);
    return kExitOk;
  }
  // Noun and verb come first among the plain words.
  return RunRemote(api, method, options, {words.plain.begin() + 2, words.plain.end()}, terminal);
}

}  // namespace plumbline::client
