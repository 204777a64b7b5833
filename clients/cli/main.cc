// clients/cli/main.cc: the process around the command line: terminal, environment, entropy.
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "absl/time/clock.h"
#include "clients/cli/app.h"
#include "services/core/base/check.h"

namespace plumbline::client {
namespace {

class SystemEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override {
    std::string bytes(size, '\0');
    size_t done = 0;
    while (done < size) {
      const ssize_t got = getrandom(bytes.data() + done, size - done, 0);
      PLUMBLINE_CHECK(got > 0 || errno == EINTR, "the system has random bytes");
      if (got > 0) done += static_cast<size_t>(got);
    }
    return bytes;
  }
};

// Asks on the controlling terminal, so that a password is never read from a pipe by mistake.
std::optional<std::string> AskSecret(const std::string& prompt) {
  if (isatty(STDIN_FILENO) == 0) return std::nullopt;
  std::cerr << prompt << std::flush;
  termios before = {};
  tcgetattr(STDIN_FILENO, &before);
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::string line;
  std::getline(std::cin, line);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  return line;
}

int ColumnsOf(int descriptor) {
  winsize size = {};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int Main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // `plumbline matter list | head` ends quietly.
  SystemEntropy entropy;
  Terminal terminal{std::cout, std::cerr, std::cin, entropy};
  terminal.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  terminal.err_is_terminal = isatty(STDERR_FILENO) != 0;
  terminal.columns = ColumnsOf(STDOUT_FILENO);
  terminal.environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  terminal.ask_secret = AskSecret;
  terminal.sleep = absl::SleepFor;
  const int code = RunApp(*Api::Embedded(), LocalCommands(), {argv + 1, argv + argc}, terminal);
  std::cout.flush();
  if (!std::cout && code == 0) {
    std::cerr << "The output could not be written.\n";
    return 1;
  }
  return code;
}

}  // namespace
}  // namespace plumbline::client

int main(int argc, char** argv) { return plumbline::client::Main(argc, argv); }
