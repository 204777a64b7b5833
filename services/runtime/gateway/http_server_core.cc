#include "services/runtime/gateway/http_server_core.h"

#include "services/runtime/gateway/http_connection.h"

namespace plumbline {

bool HttpServerCore::Admit(const std::string& peer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (count_ >= options.limits.connections_max) return false;
  const auto found = peers_.find(peer);
  if (found != peers_.end() && found->second >= options.limits.connections_per_peer_max) {
    return false;
  }
  ++count_;
  ++peers_[peer];
  return true;
}

void HttpServerCore::Register(std::shared_ptr<HttpConnection> connection) {
  HttpConnection* const key = connection.get();
  const std::lock_guard<std::mutex> lock(mutex_);
  connections_[key] = std::move(connection);
}

void HttpServerCore::Remove(HttpConnection* connection, const std::string& peer) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (--count_ == 0) none_.notify_all();
  connections_.erase(connection);
  const auto found = peers_.find(peer);
  if (--found->second == 0) peers_.erase(found);
}

size_t HttpServerCore::count() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return count_;
}

bool HttpServerCore::AwaitNone(absl::Duration timeout) {
  std::unique_lock<std::mutex> lock(mutex_);
  return none_.wait_for(lock, absl::ToChronoNanoseconds(timeout), [this] { return count_ == 0; });
}

std::vector<std::shared_ptr<HttpConnection>> HttpServerCore::All() const {
  std::vector<std::shared_ptr<HttpConnection>> all;
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& [key, connection] : connections_) all.push_back(connection);
  return all;
}

}  // namespace plumbline
