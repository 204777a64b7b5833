// tests/bench/server_process.h: a real plumbline-server in a child process.
//
// By nature about processes and files. Threads  one.
#ifndef PLUMBLINE_TESTS_BENCH_SERVER_PROCESS_H_
#define PLUMBLINE_TESTS_BENCH_SERVER_PROCESS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace plumbline::bench {

class ServerProcess {
 public:
  // Starts `binary` in rehearsal on free ports and waits for its `ready` line. Ends this program
  // with a message when the server does not come up.
  ServerProcess(const std::string& binary, const std::string& data);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& address() const { return address_; }
  double seconds_to_ready() const { return seconds_to_ready_; }
  pid_t pid() const { return pid_; }
  // Resident memory now.
  double RssMib() const;
  // SIGTERM, then waits. Safe to call twice.
  void Stop();
  // SIGKILL, then waits: the crash of the process.
  void Kill();

 private:
  pid_t pid_ = -1;
  std::string address_;
  double seconds_to_ready_ = 0;
};

}  // namespace plumbline::bench

#endif  // PLUMBLINE_TESTS_BENCH_SERVER_PROCESS_H_
