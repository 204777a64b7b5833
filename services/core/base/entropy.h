// services/core/base/entropy.h: random bytes, as an input.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_ENTROPY_H_
#define PLUMBLINE_SERVICES_CORE_BASE_ENTROPY_H_

#include <cstddef>
#include <string>

namespace plumbline {

// Source of unpredictable bytes: the operating system's in a server, a seeded stream in tests.
// Implementations are safe to call from any thread.
class Entropy {
 public:
  virtual ~Entropy() = default;
  // `size` fresh bytes; 1..4096.
  virtual std::string Bytes(size_t size) = 0;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_BASE_ENTROPY_H_
