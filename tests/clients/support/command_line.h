// tests/clients/support/command_line.h: runs the command line as a function and keeps what it
// printed.
#ifndef PLUMBLINE_TESTS_CLIENTS_SUPPORT_COMMAND_LINE_H_
#define PLUMBLINE_TESTS_CLIENTS_SUPPORT_COMMAND_LINE_H_

#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "clients/cli/app.h"
#include "clients/cli/terminal.h"
#include "clients/lib/api.h"

namespace plumbline::client {

// Counts up, so that each request_id is known and none repeats.
class CountingEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(next_++);
    return bytes;
  }

 private:
  unsigned next_ = 0;
};

struct CommandLine {
  std::shared_ptr<const Api> api = Api::Embedded();
  std::vector<LocalCommand> locals;
  std::map<std::string, std::string> environment = {{"LANG", "zh_CN.UTF-8"}};
  std::vector<std::string> typed_secrets;  // Answers of the person at the keyboard, in order.
  std::string input;

  std::string out;
  std::string err;
  std::vector<absl::Duration> waits;

  int Run(const std::vector<std::string>& arguments) {
    std::ostringstream out_stream;
    std::ostringstream err_stream;
    std::istringstream in_stream(input);
    Terminal terminal{out_stream, err_stream, in_stream, entropy_};
    terminal.environment = [this](const std::string& name) -> std::optional<std::string> {
      const auto found = environment.find(name);
      return found == environment.end() ? std::nullopt : std::optional<std::string>(found->second);
    };
    terminal.ask_secret = [this](const std::string&) -> std::optional<std::string> {
      if (typed_secrets.empty()) return std::nullopt;
      const std::string first = typed_secrets.front();
      typed_secrets.erase(typed_secrets.begin());
      return first;
    };
    waits.clear();
    terminal.sleep = [this](absl::Duration pause) { waits.push_back(pause); };
    const int code = RunApp(*api, locals, arguments, terminal);
    out = out_stream.str();
    err = err_stream.str();
    return code;
  }

 private:
  CountingEntropy entropy_;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_TESTS_CLIENTS_SUPPORT_COMMAND_LINE_H_
