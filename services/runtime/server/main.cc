// plumbline-server: one process, one record.

#include <pthread.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "absl/synchronization/mutex.h"
#include "services/runtime/server/server.h"

int main(int argc, char** argv) {
  // Debian builds Abseil with its deadlock detector on; every mutex of gRPC would pay for it.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  plumbline::ServerOptions options;
  options.binary = argv[0];
  CLI::App app{
      "Plumbline (准绳): legality review of normative documents and major decisions, with a record that "
      "a stranger can check.\n\n"
      "  plumbline-server --data /var/lib/plumbline --profile sichuan\n"
      "  plumbline-server --data /tmp/try --rehearsal --listen 127.0.0.1:0 --http 127.0.0.1:0\n\n"
      "At the first start the one-time code of the first administrator is written to DATA.first-code; "
      "`plumbline auth claim` takes it. One line `ready grpc=HOST:PORT http=HOST:PORT` is printed once the "
      "server serves; SIGTERM ends it in order."};
  app.add_option("--data", options.data, "Data directory; made when absent. Required.")->required();
  app.add_option("--listen", options.listen, "gRPC address; port 0 picks a free one.")->capture_default_str();
  app.add_option("--http", options.http, "HTTP address: checkpoint, tiles, health, metrics.")->capture_default_str();
  app.add_option("--profile", options.profile, "Profile of rules that must be present.")->capture_default_str();
  app.add_option("--profiles", options.profiles, "Folder with profiles/ and calendars/ (default: beside the binary).");
  app.add_option("--key", options.key, "Signing key file, 0600, made at the first start (default: DATA.key). Never inside DATA.");
  app.add_option("--origin", options.origin, "Name of the log in its checkpoints (default: plumbline.local).");
  app.add_flag("--rehearsal", options.rehearsal, "Rehearsal (演练): own record, a clock that is moved by hand.");
  app.add_option("--tls-certificate", options.tls_certificate, "PEM certificate chain for gRPC.")->needs(
      app.add_option("--tls-key", options.tls_key, "PEM private key for gRPC."));
  app.add_flag("--plain-text-network", options.plain_text_network,
               "Serve plain text beyond this machine. Passwords then cross the network unencrypted.");
  CLI11_PARSE(app, argc, argv);
  while (options.data.size() > 1 && options.data.back() == '/') options.data.pop_back();

  // Signals are waited for below; every thread inherits the mask.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto server = plumbline::Server::Start(options);
  if (!server.ok()) {
    std::fprintf(stderr, "plumbline-server: %s\n", std::string(server.status().message()).c_str());
    return 1;
  }
  std::printf("ready grpc=%s http=%s\n", (*server)->grpc_address().c_str(),
              (*server)->http_address().c_str());
  std::fflush(stdout);
  if (!(*server)->first_code().empty()) {
    std::fprintf(stderr,
                 "The record is empty. The first administrator's one-time code is in %s.first-code; "
                 "run: plumbline auth claim --server %s\n",
                 options.data.c_str(), (*server)->grpc_address().c_str());
  }
  while (true) {
    timespec wait{1, 0};
    const int signal = sigtimedwait(&signals, nullptr, &wait);
    if (signal == SIGTERM || signal == SIGINT) break;
    if ((*server)->failed()) return 1;  // Fail-stop: memory and disk may differ.
  }
  (*server)->Shutdown();
  return 0;
}
