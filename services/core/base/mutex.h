// services/core/base/mutex.h: absl::Mutex that the thread sanitizer understands.
//
// Debian's absl is not instrumented: TSan does not see its locks and reports guarded code as racing.
// The wrapper tells it (acquire after Lock, release before Unlock) and keeps the thread annotations
// that `clang -Wthread-safety` checks.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_MUTEX_H_
#define PLUMBLINE_SERVICES_CORE_BASE_MUTEX_H_

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

#if defined(__SANITIZE_THREAD__)
extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);
#define PLUMBLINE_TSAN_ACQUIRE(address) __tsan_acquire(address)
#define PLUMBLINE_TSAN_RELEASE(address) __tsan_release(address)
#else
#define PLUMBLINE_TSAN_ACQUIRE(address) static_cast<void>(address)
#define PLUMBLINE_TSAN_RELEASE(address) static_cast<void>(address)
#endif

namespace plumbline {

class ABSL_LOCKABLE Mutex {
 public:
  Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() {
    mutex_.Lock();
    PLUMBLINE_TSAN_ACQUIRE(this);
  }
  void Unlock() ABSL_UNLOCK_FUNCTION() {
    PLUMBLINE_TSAN_RELEASE(this);
    mutex_.Unlock();
  }
  // Blocks until `condition` holds; it is evaluated with the lock held.
  void Await(const absl::Condition& condition) ABSL_EXCLUSIVE_LOCKS_REQUIRED(this) {
    PLUMBLINE_TSAN_RELEASE(this);
    mutex_.Await(condition);
    PLUMBLINE_TSAN_ACQUIRE(this);
  }
  // As Await, for at most `timeout`; returns whether the condition holds.
  bool AwaitWithTimeout(const absl::Condition& condition, absl::Duration timeout)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(this) {
    PLUMBLINE_TSAN_RELEASE(this);
    const bool holds = mutex_.AwaitWithTimeout(condition, timeout);
    PLUMBLINE_TSAN_ACQUIRE(this);
    return holds;
  }

 private:
  absl::Mutex mutex_;
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
