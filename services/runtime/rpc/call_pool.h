// services/runtime/rpc/call_pool.h: the threads on which queries and work run.
//
// The command thread reads every call from the network and hands those that are no commands over.
// Bounded: beyond kCallsWaitingMax Push refuses and the caller answers COMMAND_QUEUE_FULL.
// Threads  Push and Close from any thread.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_CALL_POOL_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_CALL_POOL_H_

#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "services/core/base/mutex.h"

namespace plumbline {

inline constexpr size_t kCallsWaitingMax = 1024;

class CallPool {
 public:
  explicit CallPool(int threads) {
    for (int i = 0; i < threads; ++i) {
      threads_.emplace_back([this] { Run(); });
    }
  }
  ~CallPool() { Close(); }
  CallPool(const CallPool&) = delete;
  CallPool& operator=(const CallPool&) = delete;

  // False, with `job` not run, when the pool is full or closed.
  [[nodiscard]] bool Push(std::function<void()> job) {
    const MutexLock lock(&mutex_);
    if (closed_ || jobs_.size() >= kCallsWaitingMax) return false;
    jobs_.push_back(std::move(job));
    return true;
  }

  // Runs what was taken in, then ends the threads. Safe to call twice.
  void Close() {
    {
      const MutexLock lock(&mutex_);
      closed_ = true;
    }
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  void Run() {
    for (;;) {
      std::function<void()> job;
      {
        const MutexLock lock(&mutex_);
        mutex_.Await(absl::Condition(this, &CallPool::HasWorkOrEnds));
        if (jobs_.empty()) return;
        job = std::move(jobs_.front());
        jobs_.pop_front();
      }
      job();
    }
  }
  bool HasWorkOrEnds() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return closed_ || !jobs_.empty();
  }

  Mutex mutex_;
  std::deque<std::function<void()>> jobs_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;  // Changed by the owner only.
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_CALL_POOL_H_
