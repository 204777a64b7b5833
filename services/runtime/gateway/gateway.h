// services/runtime/gateway/gateway.h: the HTTP door: public log, health, metrics, first page.
//
//   GET /            what this server is, in Chinese and English
//   GET /checkpoint, /tile/…, /vkey      see log_routes.h
//   GET /healthz     200 `ok`, or 503 with the reason
//   GET /metrics     Prometheus text
//
// Other rooms bring their own routes in Options::router before it starts.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_GATEWAY_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_GATEWAY_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/runtime/gateway/checkpoint_signer.h"
#include "services/runtime/gateway/http_server.h"
#include "services/runtime/gateway/log_routes.h"
#include "services/runtime/gateway/metrics.h"
#include "storage/store.h"

namespace plumbline {

class Gateway {
 public:
  struct Options {
    HttpServer::Options http;  // Its access log is called beside the metrics.
    Router router;             // Further routes.
    // Borrowed for the gateway's life.
    const Store* store = nullptr;
    CheckpointSigner* signer = nullptr;
    Metrics* metrics = nullptr;
    // OK while requests are served and commands can be committed; else why not, in a sentence.
    // Any thread, must not block. Optional.
    std::function<absl::Status()> health;
    bool rehearsal = false;
    std::string version;
  };

  // Errors  as HttpServer::Start.
  static absl::StatusOr<std::unique_ptr<Gateway>> Start(Options options);
  ~Gateway();  // As Shutdown(0).

  std::string address() const { return server_->address(); }  // HOST:PORT with the real port.
  uint16_t port() const { return server_->port(); }
  size_t connections() const { return server_->connections(); }

  // As HttpServer::Shutdown. Sign the last checkpoint (CheckpointSigner::Latest) after the last
  // commit; that needs no gateway.
  bool Shutdown(absl::Duration grace) { return server_->Shutdown(grace); }

 private:
  Gateway() = default;

  std::unique_ptr<LogRoutes> log_routes_;
  std::atomic<const HttpServer*> counted_{nullptr};  // Set once it serves: requests may be earlier.
  std::unique_ptr<HttpServer> server_;               // Ends before what its handlers use.
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_GATEWAY_H_
