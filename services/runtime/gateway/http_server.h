// services/runtime/gateway/http_server.h: HTTP/1.1 for everything that is not gRPC.
//
// One or two threads serve all connections; a connection is handled by one of them at a time. What
// a client may cost is bounded everywhere:
//   header     bytes, time from its first byte to its last (a slow header gets 408)
//   body       bytes per route, a lowest average rate while we wait for it; refused unread where
//              its length is announced; a client that waits for `100 Continue` gets it only once
//              somebody wants the body
//   answer     a lowest average rate at which the client takes it
//   idle       time between requests
//   number     connections in all and per address (503 beyond)
// Malformed requests get a short answer that says what to do, then the end of the connection.
// Requests on one connection are answered in order; pipelined ones wait their turn.
// Source  RFC 9112; the parser is Boost.Beast's.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_SERVER_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/core/base/clock.h"
#include "services/runtime/gateway/router.h"

namespace plumbline {

struct HttpLimits {
  uint32_t header_bytes_max = 16 * 1024;  // Request line and headers; 431 beyond. At least 256.
  size_t target_bytes_max = 4096;         // 414 beyond.
  size_t piece_bytes_max = 64 * 1024;     // One ReadBody. At least 1.
  size_t connections_max = 1024;
  size_t connections_per_peer_max = 512;  // Generous: an office may come through one proxy.
  absl::Duration header_timeout = absl::Seconds(10);
  absl::Duration idle_timeout = absl::Seconds(75);
  // A body of n bytes, either way, may take body_grace + n / bytes_per_second_min.
  absl::Duration body_grace = absl::Seconds(15);
  uint32_t bytes_per_second_min = 2048;
  // How long what a client still sends is thrown away after the last answer, so that it can read
  // that answer instead of a reset.
  absl::Duration linger = absl::Seconds(1);
};

// One answered request, for the access log. Never holds a query, a header or a body.
struct HttpAccess {
  absl::string_view peer;
  absl::string_view method;  // "" when the request could not be read.
  absl::string_view path;
  int status = 0;
  uint64_t bytes_in = 0;   // Of the body.
  uint64_t bytes_out = 0;  // Of the body.
  absl::Duration took;
  bool whole = true;  // False: the connection ended within the answer.
};

class HttpServer {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // An address (IPv6 also in brackets), or a name.
    uint16_t port = 0;               // 0 picks a free one.
    int threads = 2;                 // 1..8.
    HttpLimits limits;
    const Clock* clock = nullptr;  // The security clock, for the date header. Borrowed.
    // Called on the server's threads after each answer; must not block. Optional.
    std::function<void(const HttpAccess&)> access_log;
  };

  // Listens and serves.
  // Errors  INVALID_ARGUMENT: no such host. UNAVAILABLE: can't listen there; the message says why.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(Options options, Router router);
  ~HttpServer();  // As Shutdown(0).

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // Where it listens, as HOST:PORT with the real port; IPv6 in brackets.
  std::string address() const;
  uint16_t port() const;
  // Open connections.
  size_t connections() const;

  // Stops listening, ends idle connections at once, lets running requests be answered for at most
  // `grace`, then cuts the rest and joins the threads. True when nothing had to be cut. After its
  // return no handler runs; exchanges that others still hold answer into the void. Idempotent.
  // Not to be called from a handler.
  bool Shutdown(absl::Duration grace);

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_SERVER_H_
