#include "tests/bench/server_process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace plumbline::bench {

ServerProcess::ServerProcess(const std::string& binary, const std::string& data) {
  int out[2];
  if (pipe(out) != 0) std::abort();
  const auto began = std::chrono::steady_clock::now();
  pid_ = fork();
  if (pid_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(out[1], STDOUT_FILENO);
    close(out[0]);
    close(out[1]);
    execl(binary.c_str(), binary.c_str(), "--data", data.c_str(), "--listen", "127.0.0.1:0", "--http",
          "127.0.0.1:0", "--rehearsal", static_cast<char*>(nullptr));
    std::perror(binary.c_str());
    _exit(127);
  }
  close(out[1]);
  FILE* const lines = fdopen(out[0], "r");
  char grpc[200] = "";
  if (pid_ < 0 || lines == nullptr || std::fscanf(lines, "ready grpc=%199s", grpc) != 1) {
    std::fprintf(stderr, "plumbline-bench: %s did not become ready; its message stands above.\n",
                 binary.c_str());
    std::exit(1);
  }
  seconds_to_ready_ =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  address_ = grpc;
  std::fclose(lines);  // The server writes nothing more there.
}

ServerProcess::~ServerProcess() { Stop(); }

double ServerProcess::RssMib() const {
  std::ifstream in("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::atof(line.c_str() + 6) / 1024;
  }
  return 0;
}

void ServerProcess::Stop() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::fprintf(stderr, "plumbline-bench: the server did not end in order (%d).\n", status);
    std::exit(1);
  }
}

void ServerProcess::Kill() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

}  // namespace plumbline::bench
