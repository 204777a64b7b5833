// clients/cli/options.h: the flags that every command has, and the words of a command line.
#ifndef PLUMBLINE_CLIENTS_CLI_OPTIONS_H_
#define PLUMBLINE_CLIENTS_CLI_OPTIONS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/terminal.h"
#include "clients/lib/flags.h"
#include "clients/lib/phrase.h"
#include "clients/lib/values.h"

namespace plumbline::client {

struct Options {
  std::string server = "127.0.0.1:7443";
  std::string ca;  // File.
  bool plaintext = false;
  Language language = Language::kChinese;
  std::string format = "text";  // text, json, jsonl; of lists xlsx, csv, pdf; local commands may know more.
  std::string json;             // The whole request, `@file` or `-`.
  absl::Duration timeout = absl::Seconds(30);
  std::string session_file;
  std::string password_file;
  std::string as_post;
  std::string columns;
  std::string layout;  // Title or name of a layout.
  std::string part;    // Of a report with several lists: which.
  std::string output;  // File; `-` is standard output.
  bool force = false;  // Overwrite it.
  std::string color = "auto";
  bool all = false;
  bool quiet = false;
  bool help = false;
  bool version = false;
};

// One program flag, for help and completion.
struct ProgramFlag {
  const char* name;
  const char* value;  // What it takes, e.g. `HOST:PORT`; empty: nothing.
  Phrase help;
};
const std::vector<ProgramFlag>& ProgramFlags();

// Defaults from the environment: PLUMBLINE_SERVER, LANG, LC_ALL, and the session file.
Options DefaultOptions(const Terminal& terminal);

// A command line, word by word.
struct Words {
  Options options;
  std::vector<std::string> plain;  // Words that are no program flag and no value of one, in order.
};
// Takes the program flags out, wherever they stand; all other words stay in `plain`, in their
// order. Words after `--` are taken as they are. `values_of`: other flags (without dashes) whose
// next word is their value and is not looked at.
Complaint TakeProgramFlags(const std::vector<std::string>& arguments,
                           const std::vector<std::string>& values_of, Words* words);

// Splits what is left for one method: positional words, and flags with their values in order.
struct Given {
  const Flag* flag = nullptr;
  std::string text;
};
// `more_names`: takes what stands in the place of the resource after the first; nullptr: one is all there is.
Complaint MatchFlags(const std::vector<std::string>& words, const std::vector<Flag>& flags,
                     std::vector<Given>* given, std::vector<std::string>* more_names = nullptr);

// One word as a shell takes it back.
std::string ShellQuoted(absl::string_view word);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_OPTIONS_H_
