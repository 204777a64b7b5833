// services/runtime/server/server.h: the whole server, wired together; the only place that makes clocks,
// entropy and stores.
//
// Start order: rules → record (looked at read-only first) → files → key → engine → rules into the
// record → gRPC → HTTP → workers. Shutdown is the reverse: no new calls, the group in hand finished
// and answered, workers ended, the last checkpoint signed, marks synced, stores closed.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_SERVER_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace plumbline {

struct ServerOptions {
  std::string data;                      // Data directory; made when absent.
  std::string listen = "127.0.0.1:7443";  // gRPC; port 0 picks a free one.
  std::string http = "127.0.0.1:7480";    // HTTP; port 0 picks a free one.
  std::string profile = "national";       // Profile that must be there; others in the folder load too.
  std::string profiles;                   // Folder with profiles/ and calendars/; empty: found.
  std::string key;                        // Signing key file; empty: `<data>.key`.
  std::string origin;                     // Name of the log; empty: `plumbline.local`.
  bool rehearsal = false;                 // 演练.
  bool plain_text_network = false;        // Serve plain text beyond loopback: asked for aloud.
  std::string tls_certificate;            // PEM files; both or none.
  std::string tls_key;
  std::string binary;                     // argv[0].
};

class Server {
 public:
  // Errors  say in one sentence what to do.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options);
  ~Server();

  const std::string& grpc_address() const;
  const std::string& http_address() const;
  // The one-time code of an empty record, or empty.
  const std::string& first_code() const;

  // True once the engine sealed itself after a failed commit: the process has to end.
  bool failed() const;
  // Orderly; safe to call twice.
  void Shutdown();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_SERVER_H_
