// services/runtime/engine/command_queue.h: the bounded way in for everything that is not a gRPC call:
// gateway, workers, timer.
//
// Any thread pushes; the command thread takes. Full: Push says so and the caller answers
// COMMAND_QUEUE_FULL. `wake` is called after each push, outside the lock.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_COMMAND_QUEUE_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_COMMAND_QUEUE_H_

#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include "services/core/base/mutex.h"
#include "services/runtime/engine/engine.h"

namespace plumbline {

inline constexpr size_t kCommandQueueMax = 4096;

class CommandQueue {
 public:
  // `wake` may be set until the first Push.
  void set_wake(std::function<void()> wake) { wake_ = std::move(wake); }

  // False when the queue is full or closed; `call` is then untouched.
  [[nodiscard]] bool Push(CommandCall& call) {
    {
      const MutexLock lock(&mutex_);
      if (closed_ || calls_.size() >= kCommandQueueMax) return false;
      calls_.push_back(std::move(call));
    }
    if (wake_) wake_();
    return true;
  }

  std::optional<CommandCall> Take() {
    const MutexLock lock(&mutex_);
    if (calls_.empty()) return std::nullopt;
    CommandCall call = std::move(calls_.front());
    calls_.pop_front();
    return call;
  }

  // Nothing is taken in any more.
  void Close() {
    const MutexLock lock(&mutex_);
    closed_ = true;
  }

  size_t size() const {
    const MutexLock lock(&mutex_);
    return calls_.size();
  }

 private:
  std::function<void()> wake_;
  mutable Mutex mutex_;
  std::deque<CommandCall> calls_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

// The refusal for a full queue.
inline Refusal RefuseQueueFull() {
  Refusal refusal = Refuse(absl::StatusCode::kUnavailable, v1::COMMAND_QUEUE_FULL,
                           "服务器繁忙，请稍后用同一个 request_id 重试。",
                           "The server is busy. Repeat shortly with the same request_id.");
  refusal.retry_after = absl::Milliseconds(200);
  return refusal;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_COMMAND_QUEUE_H_
