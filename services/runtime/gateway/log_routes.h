// services/runtime/gateway/log_routes.h: the record as static resources, for whoever verifies it.
//
//   GET /checkpoint                        signed note of the newest durable size, text
//   GET /tile/<L>/<N>[.p/<W>]              hashes of one tile
//   GET /tile/entries/<N>[.p/<W>]          leaf data (SHA-256 of each entry), never the entries
//   GET /vkey                              the verifier key, one line
//
// Any width up to what the durable record has is served, so that a verifier that holds an older
// checkpoint still finds the partial tiles of that size. Full tiles never change and are cached for
// ever; everything else is asked for again. 404 beyond the durable size and for every path that is
// not the one right text of its address.
// Source  C2SP tlog-tiles.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_LOG_ROUTES_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_LOG_ROUTES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/base/mutex.h"
#include "services/runtime/gateway/checkpoint_signer.h"
#include "services/runtime/gateway/router.h"
#include "storage/merkle/tile.h"
#include "storage/store.h"

namespace boost::asio {
class thread_pool;
}

namespace plumbline {

// The leaf data at the record's right edge, kept between requests: entries never change, so what
// was read once serves every width up to it. Without it each request for a partial tile would read
// and hash up to 255 entries of 64 KiB. Any thread.
class EdgeCache {
 public:
  // The first `width` × 32 bytes of leaf data of bundle `index`; "" when they are not held.
  std::string Find(uint64_t index, int width) const;
  void Keep(uint64_t index, absl::string_view leaf_data);

 private:
  mutable Mutex mutex_;
  uint64_t index_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string leaf_data_ ABSL_GUARDED_BY(mutex_);
};

class LogRoutes {
 public:
  // Both borrowed for the object's life, which covers that of the server.
  LogRoutes(const Store* store, CheckpointSigner* signer);
  ~LogRoutes();  // Answers what still waits for a checkpoint.

  void AddTo(Router* router);

  // The bytes that GET /<path> answers, `path` without the leading slash ("tile/0/000").
  // Errors  NOT_FOUND: no such path, or beyond the durable size. DATA_LOSS: rows are missing.
  absl::StatusOr<std::string> Tile(absl::string_view path, bool* full) const;

 private:
  void AnswerTile(HttpExchange& exchange) const;
  // Signing syncs a file: it runs on a thread of its own, once for all who wait.
  void QueueCheckpoint(std::shared_ptr<HttpExchange> exchange);
  void SignForWaiting();

  const Store* const store_;
  CheckpointSigner* const signer_;
  const std::unique_ptr<EdgeCache> edge_ = std::make_unique<EdgeCache>();

  Mutex mutex_;
  std::vector<std::shared_ptr<HttpExchange>> waiting_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<boost::asio::thread_pool> signing_;  // One thread.
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_LOG_ROUTES_H_
