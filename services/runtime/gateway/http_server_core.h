// services/runtime/gateway/http_server_core.h: what the connections of a server share; internal to
// HttpServer.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_SERVER_CORE_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_SERVER_CORE_H_

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "services/runtime/gateway/http_server.h"

namespace plumbline {

class HttpConnection;

// What all connections of a server share. Outlives the server while an exchange holds it.
class HttpServerCore {
 public:
  HttpServerCore(HttpServer::Options options, Router router)
      : options(std::move(options)), router(std::move(router)), io(this->options.threads) {}

  const HttpServer::Options options;
  const Router router;
  std::atomic<bool> draining{false};

  // False when a limit is reached. Any thread, as the next ones.
  bool Admit(const std::string& peer);
  // Keeps the connection alive, whatever it waits for, until it removes itself.
  void Register(std::shared_ptr<HttpConnection> connection);
  void Remove(HttpConnection* connection, const std::string& peer);
  size_t count() const;
  bool AwaitNone(absl::Duration timeout);
  std::vector<std::shared_ptr<HttpConnection>> All() const;

 private:
  // The standard's own, because AwaitNone waits: absl::Mutex would have its condition evaluated by
  // other threads, out of the thread sanitizer's sight.
  mutable std::mutex mutex_;
  std::condition_variable none_;  // Told when count_ becomes 0.
  // Guarded by mutex_:
  size_t count_ = 0;
  std::map<std::string, size_t> peers_;
  std::map<HttpConnection*, std::shared_ptr<HttpConnection>> connections_;

 public:
  boost::asio::io_context io;  // Last: destroying it may still run destructors that use the rest.
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_SERVER_CORE_H_
