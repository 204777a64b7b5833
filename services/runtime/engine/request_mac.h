// services/runtime/engine/request_mac.h: HMAC-SHA-256 under one key, many times.
//
// The one-shot HMAC() of OpenSSL 3 looks its algorithm up again for each call, which cost more than
// the hashing itself; this context is made once and begun anew.
// Threads  one.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_REQUEST_MAC_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_REQUEST_MAC_H_

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/core/base/check.h"

namespace plumbline {

class RequestMac {
 public:
  // REQUIRES: `key` is not empty.
  explicit RequestMac(absl::string_view key) {
    const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(
        EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
    PLUMBLINE_CHECK(mac != nullptr, "OpenSSL has HMAC");
    context_.reset(EVP_MAC_CTX_new(mac.get()));
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    PLUMBLINE_CHECK(context_ != nullptr &&
                        EVP_MAC_init(context_.get(), reinterpret_cast<const unsigned char*>(key.data()),
                                     key.size(), parameters) == 1,
                    "HMAC-SHA-256 takes any key");
  }

  // 32 bytes.
  std::string Of(absl::string_view bytes) {
    std::string mac(32, '\0');
    size_t size = 0;
    const bool done =
        EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1 &&
        EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(bytes.data()),
                       bytes.size()) == 1 &&
        EVP_MAC_final(context_.get(), reinterpret_cast<unsigned char*>(mac.data()), &size, mac.size()) == 1;
    PLUMBLINE_CHECK(done && size == mac.size(), "HMAC-SHA-256 gives 32 bytes");
    return mac;
  }

 private:
  std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context_{nullptr, &EVP_MAC_CTX_free};
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_REQUEST_MAC_H_
