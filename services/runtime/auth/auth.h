// services/runtime/auth/auth.h: first administrator, sign-in, passwords, sign-out.
//
// Passwords are hashed with argon2id (libsodium, moderate limits) on the thread that calls, which is a
// worker's: never the command thread. Tokens are 32 random bytes; only their SHA-256 is stored, beside
// the journal. Wrong attempts are counted per sign-in name: from the fifth on the name is locked for
// 30 seconds, doubling up to an hour. An unknown name costs the same time as a wrong password.
#ifndef PLUMBLINE_SERVICES_RUNTIME_AUTH_AUTH_H_
#define PLUMBLINE_SERVICES_RUNTIME_AUTH_AUTH_H_

#include <string>

#include "plumbline/v1/directory_service.pb.h"
#include "services/core/base/entropy.h"
#include "services/runtime/rpc/dispatcher.h"

namespace plumbline {

class Auth {
 public:
  struct Options {
    Dispatcher* dispatcher = nullptr;  // Borrowed.
    Entropy* entropy = nullptr;        // Borrowed.
    std::string first_code_sha256;     // Of the one-time code of an empty record; empty: none is out.
    absl::Duration session_life = absl::Hours(12);
    int64_t session_life_rehearsal_days = 3650;  // A rehearsal plays years in minutes.
  };
  explicit Auth(Options options);

  // Registers its methods with the dispatcher.
  void Register();

 private:
  std::optional<Refusal> Claim(const CallFacts& facts, const google::protobuf::Message& request,
                               google::protobuf::Message& response);
  std::optional<Refusal> SignIn(const CallFacts& facts, const google::protobuf::Message& request,
                                google::protobuf::Message& response);
  std::optional<Refusal> SetPassword(const CallFacts& facts, const google::protobuf::Message& request,
                                     google::protobuf::Message& response);
  std::optional<Refusal> SignOut(const CallFacts& facts, const google::protobuf::Message& request,
                                 google::protobuf::Message& response);

  // Fresh token and its row; fills `session`.
  std::string NewSession(const std::string& person, std::string* key, std::string* value,
                         v1::Session* session) const;

  const Options options_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_AUTH_AUTH_H_
