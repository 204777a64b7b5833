// clients/lib/request_id.h: one UUID for one intention (RFC 4122, version 4).
#ifndef PLUMBLINE_CLIENTS_LIB_REQUEST_ID_H_
#define PLUMBLINE_CLIENTS_LIB_REQUEST_ID_H_

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/entropy.h"

namespace plumbline::client {

// `3f0c9a52-7c1e-4d0b-9a57-1f5f6f7d2c11`.
inline std::string NewRequestId(Entropy& entropy) {
  std::string bytes = entropy.Bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);  // Version 4.
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);  // Variant of RFC 4122.
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-",
                      hex.substr(16, 4), "-", hex.substr(20));
}

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_REQUEST_ID_H_
