// services/runtime/rpc/dispatcher.h: where a call goes once its bytes are a message.
//
// Commands go to the command loop, queries run on the caller's thread over a fresh snapshot, work
// (sign-in) runs on the caller's thread too, which therefore must be a worker's. A batch posts its items
// to the command loop one by one and waits for their answers. gRPC and the HTTP
// gateway share it; it knows neither.
// Threads  any.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_DISPATCHER_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_DISPATCHER_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "services/access/access_log.h"
#include "services/core/base/clock.h"
#include "services/files.h"
#include "services/rooms.h"
#include "services/runtime/engine/command_queue.h"
#include "services/runtime/engine/page_shelf.h"
#include "storage/store.h"

namespace plumbline {

// What came with a call besides its message.
struct CallFacts {
  std::string token;      // Session token, or empty.
  std::string post;       // Holding to act by, or empty.
  bool english = false;   // Language of messages; zh-CN otherwise.
  bool loopback = false;  // The peer is this machine.
  absl::Time deadline = absl::InfiniteFuture();
};

// Runs one METHOD_TYPE_WORK call; fills the response or refuses.
using WorkFunction = std::function<std::optional<Refusal>(
    const CallFacts& facts, const google::protobuf::Message& request,
    google::protobuf::Message& response)>;

class Dispatcher {
 public:
  struct Options {
    const Rooms* rooms = nullptr;  // Borrowed, all of them.
    const Store* store = nullptr;
    const RulesBook* rules = nullptr;
    const FileIndex* files = nullptr;
    const Clock* procedure_clock = nullptr;
    const Clock* security_clock = nullptr;
    CommandQueue* queue = nullptr;
    PageShelf* pages = nullptr;
    bool rehearsal = false;
  };
  explicit Dispatcher(Options options) : options_(std::move(options)) {}

  // Registers the work behind a request type. Before serving only.
  void RegisterWork(const google::protobuf::Descriptor* request, WorkFunction work) {
    work_[request] = std::move(work);
  }

  // A query, work or a batch, to its end.
  std::optional<Refusal> Run(const MethodRow& method, const CallFacts& facts,
                             google::protobuf::Message& request,
                             google::protobuf::Message& response) const;

  // The items of a METHOD_TYPE_BATCH call, taken out of `request`; each is answered, none depends on another.
  // Refuses only the call as a whole: no item, too many.
  std::optional<Refusal> RunBatch(const MethodRow& method, const CallFacts& facts,
                                  google::protobuf::Message& request,
                                  google::protobuf::Message& response) const;

  // Who the token belongs to in this snapshot; nothing when the session is unknown or over.
  std::optional<std::string> PersonOf(const World& world, const std::string& token) const;

  // Posts an internal command and waits for its answer. Not from the command thread.
  CommandReply RunInternal(const MethodRow& method,
                           std::function<Decision(const World&, const Context&)> decide) const;
  // Posts a command of the actor `system`, with its own request_id, and waits.
  CommandReply RunSystem(const google::protobuf::Message& request) const;

  // Makes a line of the access log durable, where what is read is not public; a refusal: nothing may be shown. Waits, as
  // RunInternal.
  std::optional<Refusal> NoteAccess(const World& world, const AccessNote& note) const;

  const Options& options() const { return options_; }

 private:
  Options options_;
  std::map<const google::protobuf::Descriptor*, WorkFunction> work_;
};

// The command call of a request that came from outside.
CommandCall MakeCommandCall(const MethodRow& method, const CallFacts& facts,
                            std::unique_ptr<google::protobuf::Message> request);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_DISPATCHER_H_
