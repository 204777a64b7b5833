// services/core/base/bytes.h: fixed-width big-endian integers, so that keys sort as numbers do.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_BYTES_H_
#define PLUMBLINE_SERVICES_CORE_BASE_BYTES_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace plumbline {

inline void AppendBigEndian64(std::string* out, uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out->push_back(static_cast<char>(value >> shift));
}

inline void AppendBigEndian16(std::string* out, uint16_t value) {
  out->push_back(static_cast<char>(value >> 8));
  out->push_back(static_cast<char>(value & 0xff));
}

// REQUIRES: bytes.size() >= 8.
inline uint64_t ReadBigEndian64(absl::string_view bytes) {
  uint64_t value = 0;
  for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_BASE_BYTES_H_
