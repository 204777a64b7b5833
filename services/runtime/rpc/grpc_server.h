// services/runtime/rpc/grpc_server.h: every registered method over gRPC, without generated services.
//
// Methods are registered from the descriptors as raw bytes on one completion queue, which the command
// thread polls; queries and work are handed to a pool of threads and answered from there. At most
// kPostedPerMethod calls wait per method; the next one is posted when one arrives, which keeps groups
// large and idle memory small.
//
// The command loop is one thread: it takes every call that is ready, decides all, commits once,
// answers. What is ready beyond kBacklogMax is taken and refused at once (gRPC itself would hold any
// number of calls silently). A timer, workers and the gateway come in through the CommandQueue, which
// wakes the loop by an alarm.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_GRPC_SERVER_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_GRPC_SERVER_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/engine/command_queue.h"
#include "services/runtime/engine/engine.h"
#include "services/runtime/rpc/dispatcher.h"

namespace grpc {
class Service;
class ServerCredentials;
}  // namespace grpc

namespace plumbline {

inline constexpr int kPostedPerMethod = 6;
inline constexpr size_t kBacklogMax = 4096;

// What the loop tells the outside, for metrics. Called on the command thread; must not block.
struct LoopObserver {
  std::function<void(size_t group_commands, absl::Duration commit)> group;
  std::function<void(const MethodRow& method, const std::optional<Refusal>& refusal)> answered;
  std::function<void(const absl::Status& why)> sealed;
};

class GrpcServer {
 public:
  struct Options {
    const Rooms* rooms = nullptr;        // Borrowed, all of them.
    Engine* engine = nullptr;            // Owned by the command thread while serving.
    CommandQueue* queue = nullptr;
    const Dispatcher* dispatcher = nullptr;
    const Clock* security_clock = nullptr;
    std::string listen = "127.0.0.1:0";
    std::shared_ptr<grpc::ServerCredentials> credentials;  // Null: plain text.
    std::vector<grpc::Service*> more_services;             // Streaming services (files).
    std::vector<std::string> streaming_services;           // Their full names: not registered here.
    int query_threads = 4;
    LoopObserver observer;
  };
  static absl::StatusOr<std::unique_ptr<GrpcServer>> Start(Options options);
  ~GrpcServer();

  // `HOST:PORT` it listens on.
  const std::string& address() const;

  // Orderly: no new calls, the group in hand is finished and answered, queues are drained, threads end.
  void Shutdown();

 private:
  class Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_GRPC_SERVER_H_
