// services/runtime/gateway/metrics.h: what the server counts about itself, for GET /metrics.
//
//   plumbline_commands_total{method,code}     counter    answered commands and queries
//   plumbline_group_commands                  histogram  commands per committed group
//   plumbline_commit_seconds                  histogram  one commit, write and sync
//   plumbline_queue_depth                     gauge      commands that wait
//   plumbline_queue_refused_total             counter    commands refused because too many waited
//   plumbline_record_entries                  gauge      size of the record
//   plumbline_store_bytes{store}              gauge      "record", "files", free disk
//   plumbline_sealed                          gauge      1 when nothing can be committed any more
//   plumbline_http_requests_total{method,code}, _request_seconds, _connections
//   process_*                                 memory, CPU seconds, open files, threads
//
// The engine knows nothing of this: the server's loop calls it.
// Threads  any; a call is an atomic add, or a look-up under a short lock. CountCommand for a method
//          seen before allocates nothing.
// By nature about files: process_* are read from /proc.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_METRICS_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_METRICS_H_

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/core/base/mutex.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
template <typename T>
class Family;
}  // namespace prometheus

namespace plumbline {

class Metrics {
 public:
  // Adds its families to the registry, which others may add theirs to.
  explicit Metrics(std::shared_ptr<prometheus::Registry> registry);
  ~Metrics();

  // --- The command loop and the query threads ---
  // `method`: short name of the rpc, "SubmitMatter". Beyond kMethodsMax names: "other".
  void CountCommand(absl::string_view method, absl::StatusCode code);
  void ObserveGroup(size_t commands, absl::Duration commit);
  void SetQueueDepth(size_t commands);
  void CountQueueRefusals(size_t commands);
  void SetRecordEntries(uint64_t entries);
  void SetStoreBytes(absl::string_view store, uint64_t bytes);
  void SetSealed(bool sealed);

  // --- The gateway ---
  // `method`: as sent; unknown ones count as "other".
  void CountHttp(absl::string_view method, int status, absl::Duration took);
  void SetHttpConnections(size_t connections);

  // Called before each scrape, on a thread of the gateway; must not block. For values that are
  // cheaper to ask for than to follow. Add before serving.
  void OnScrape(std::function<void(Metrics&)> update);

  // Everything in the registry, in the Prometheus text format 0.0.4.
  std::string Text();

  static constexpr size_t kMethodsMax = 256;

 private:
  using CodeCounters = std::array<prometheus::Counter*, 17>;  // By gRPC code; null until used.

  void UpdateProcess();

  const std::shared_ptr<prometheus::Registry> registry_;
  prometheus::Family<prometheus::Counter>* commands_;
  prometheus::Histogram* group_commands_;
  prometheus::Histogram* commit_seconds_;
  prometheus::Gauge* queue_depth_;
  prometheus::Counter* queue_refused_;
  prometheus::Gauge* record_entries_;
  prometheus::Family<prometheus::Gauge>* store_bytes_;
  prometheus::Gauge* sealed_;
  prometheus::Family<prometheus::Counter>* http_requests_;
  prometheus::Histogram* http_seconds_;
  prometheus::Gauge* http_connections_;
  prometheus::Gauge* resident_bytes_;
  prometheus::Gauge* virtual_bytes_;
  prometheus::Gauge* cpu_seconds_;
  prometheus::Gauge* open_files_;
  prometheus::Gauge* threads_;
  std::vector<std::function<void(Metrics&)>> on_scrape_;

  Mutex mutex_;
  absl::flat_hash_map<std::string, CodeCounters> methods_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_METRICS_H_
