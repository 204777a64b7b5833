// clients/cli/flag_value.h: reads a flag of a command that is written by hand.
#ifndef PLUMBLINE_CLIENTS_CLI_FLAG_VALUE_H_
#define PLUMBLINE_CLIENTS_CLI_FLAG_VALUE_H_

#include <algorithm>
#include <string>
#include <vector>

namespace plumbline::client {

// Value of `--flag VALUE` or `--flag=VALUE` among the words; empty when absent.
inline std::string FlagValue(const std::vector<std::string>& words, const std::string& flag) {
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == flag && i + 1 < words.size()) return words[i + 1];
    if (words[i].rfind(flag + "=", 0) == 0) return words[i].substr(flag.size() + 1);
  }
  return {};
}

// The words that are no flag and no value of one, in order. `flags`: those that take the next word, with their dashes.
inline std::vector<std::string> PlainWords(const std::vector<std::string>& words, const std::vector<std::string>& flags) {
  std::vector<std::string> plain;
  for (size_t i = 0; i < words.size(); ++i) {
    if (std::find(flags.begin(), flags.end(), words[i]) != flags.end()) {
      ++i;
    } else if (words[i].rfind("--", 0) != 0) {
      plain.push_back(words[i]);
    }
  }
  return plain;
}
// The last of them; empty: none.
inline std::string PlainWord(const std::vector<std::string>& words, const std::vector<std::string>& flags) {
  const std::vector<std::string> plain = PlainWords(words, flags);
  return plain.empty() ? std::string() : plain.back();
}

inline bool HasSwitch(const std::vector<std::string>& words, const std::string& flag) {
  for (const std::string& word : words) {
    if (word == flag) return true;
  }
  return false;
}

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_FLAG_VALUE_H_
