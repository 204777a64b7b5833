// services/core/base/check.h: stops the process when the program itself is wrong.
//
// For our own bugs only. What a caller can cause is a refusal or an absl::Status, never a CHECK.
// Stays on in release builds: a server that has lost its invariants must stop before it writes.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_CHECK_H_
#define PLUMBLINE_SERVICES_CORE_BASE_CHECK_H_

#include <cstdio>
#include <cstdlib>

namespace plumbline::internal {
[[noreturn]] inline void CheckFailed(const char* file, int line, const char* condition,
                                     const char* why) {
  std::fprintf(stderr, "%s:%d: check failed: %s: %s\n", file, line, condition, why);
  std::fflush(stderr);
  std::abort();
}
}  // namespace plumbline::internal

// PLUMBLINE_CHECK(size == base, "the batch starts where the tree ends");
#define PLUMBLINE_CHECK(condition, why)                                                 \
  do {                                                                                  \
    if (__builtin_expect(!(condition), 0))                                              \
      ::plumbline::internal::CheckFailed(__FILE__, __LINE__, #condition, why);          \
  } while (false)

#endif  // PLUMBLINE_SERVICES_CORE_BASE_CHECK_H_
