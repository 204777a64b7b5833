// clients/cli/terminal.h: everything the command line touches of its surroundings, so that tests
// can stand in for it.
#ifndef PLUMBLINE_CLIENTS_CLI_TERMINAL_H_
#define PLUMBLINE_CLIENTS_CLI_TERMINAL_H_

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "services/core/base/entropy.h"

namespace plumbline::client {

struct Terminal {
  std::ostream& out;
  std::ostream& err;
  std::istream& in;
  Entropy& entropy;
  bool out_is_terminal = false;  // Colours, and tables cut to the width.
  bool err_is_terminal = false;  // Progress.
  int columns = 0;               // Width of the terminal; 0: without limit.
  std::function<std::optional<std::string>(const std::string& name)> environment = nullptr;
  // Asks without echo; nothing when there is nobody to ask.
  std::function<std::optional<std::string>(const std::string& prompt)> ask_secret = nullptr;
  std::function<void(absl::Duration)> sleep = nullptr;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_TERMINAL_H_
