// services/core/base/mutex.h: absl::Mutex that the thread sanitizer understands.
//
// Debian's absl is not instrumented: TSan does not see its locks and reports guarded code as racing. In a TSan
// build this is std::mutex, whose locks it does see; everywhere else absl::Mutex. Both keep the thread
// annotations that `clang -Wthread-safety` checks.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_MUTEX_H_
#define PLUMBLINE_SERVICES_CORE_BASE_MUTEX_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#if defined(__SANITIZE_THREAD__)
#include <chrono>
#include <condition_variable>
#include <mutex>
#endif

namespace plumbline {

class ABSL_LOCKABLE Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.Lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }
  // Blocks until `condition` holds; it is evaluated with the lock held.
  void Await(const absl::Condition& condition) ABSL_EXCLUSIVE_LOCKS_REQUIRED(this) { mutex_.Await(condition); }
  // As Await, for at most `timeout`; returns whether the condition holds.
  bool AwaitWithTimeout(const absl::Condition& condition, absl::Duration timeout)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(this) {
    return mutex_.AwaitWithTimeout(condition, timeout);
  }

 private:
#if defined(__SANITIZE_THREAD__)
  // As much of absl::Mutex as is used here. Whoever unlocks wakes all who wait: each looks at its condition.
  struct Visible {
    void Lock() { mutex.lock(); }
    void Unlock() {
      changed.notify_all();
      mutex.unlock();
    }
    void Await(const absl::Condition& condition) { AwaitWithTimeout(condition, absl::InfiniteDuration()); }
    bool AwaitWithTimeout(const absl::Condition& condition, absl::Duration timeout) {
      std::unique_lock<std::mutex> lock(mutex, std::adopt_lock);
      changed.notify_all();
      const auto holds = [&condition] { return condition.Eval(); };
      bool held = true;
      if (timeout == absl::InfiniteDuration()) {
        changed.wait(lock, holds);
      } else {
        held = changed.wait_for(lock, absl::ToChronoNanoseconds(timeout), holds);
      }
      lock.release();
      return held;
    }
    std::mutex mutex;
    std::condition_variable changed;
  };
  Visible mutex_;
#else
  absl::Mutex mutex_;
#endif
};

class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex* mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_->Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_->Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* const mutex_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_BASE_MUTEX_H_
