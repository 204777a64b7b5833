#include "services/runtime/auth/auth.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "plumbline/v1/directory_service.pb.h"
#include "services/core/base/check.h"
#include "services/directory/directory.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/keys.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

constexpr size_t kPasswordCharactersMin = 10;
constexpr int kFreeAttempts = 4;

std::string HashPassword(const std::string& password) {
  char hash[crypto_pwhash_STRBYTES];
  const int failed = crypto_pwhash_str_alg(hash, password.data(), password.size(),
                                           crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                           crypto_pwhash_MEMLIMIT_INTERACTIVE,
                                           crypto_pwhash_ALG_ARGON2ID13);
  PLUMBLINE_CHECK(failed == 0, "64 MiB for argon2id");
  return hash;
}

bool PasswordMatches(const std::string& hash, const std::string& password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

size_t Characters(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

Refusal RefuseCredentials() {
  return Refuse(absl::StatusCode::kUnauthenticated, v1::CREDENTIALS_WRONG,
                "登录名、密码或一次性口令不正确。忘记密码请联系系统管理员。",
                "The name, password or one-time code is wrong. Ask the system administrator for a new code.");
}

std::optional<Refusal> CheckPassword(const std::string& password) {
  if (Characters(password) >= kPasswordCharactersMin) return std::nullopt;
  return RefuseField("password", "密码至少 10 个字符", "the password needs at least 10 characters");
}

int64_t LockSeconds(int wrong_attempts) {
  if (wrong_attempts <= kFreeAttempts) return 0;
  return std::min<int64_t>(3600, int64_t{30} << std::min(wrong_attempts - kFreeAttempts - 1, 7));
}

}  // namespace

Auth::Auth(Options options) : options_(std::move(options)) {
  PLUMBLINE_CHECK(sodium_init() >= 0, "libsodium starts");
}

void Auth::Register() {
  const auto bind = [this](std::optional<Refusal> (Auth::*member)(const CallFacts&,
                                                                   const google::protobuf::Message&,
                                                                   google::protobuf::Message&)) {
    return [this, member](const CallFacts& facts, const google::protobuf::Message& request,
                          google::protobuf::Message& response) {
      return (this->*member)(facts, request, response);
    };
  };
  Dispatcher& dispatcher = *options_.dispatcher;
  dispatcher.RegisterWork(v1::ClaimFirstAdministratorRequest::descriptor(), bind(&Auth::Claim));
  dispatcher.RegisterWork(v1::SignInRequest::descriptor(), bind(&Auth::SignIn));
  dispatcher.RegisterWork(v1::SetPasswordRequest::descriptor(), bind(&Auth::SetPassword));
  dispatcher.RegisterWork(v1::SignOutRequest::descriptor(), bind(&Auth::SignOut));
}

std::string Auth::NewSession(const std::string& person, std::string* key, std::string* value,
                             v1::Session* session) const {
  const std::string token = absl::WebSafeBase64Escape(options_.entropy->Bytes(32));
  const Dispatcher::Options& server = options_.dispatcher->options();
  const absl::Duration life = server.rehearsal
                                  ? absl::Hours(24 * options_.session_life_rehearsal_days)
                                  : options_.session_life;
  const int64_t expires = absl::ToUnixSeconds(server.security_clock->Now() + life);
  state::v1::SessionRow row;
  row.set_person(person);
  row.set_expires_at(expires);
  *key = BesideKey(BesideTable::kSession, BytesOf(Sha256(token)));
  *value = row.SerializeAsString();
  session->set_token(token);
  session->set_person(person);
  session->mutable_expire_time()->set_seconds(expires);
  return token;
}

std::optional<Refusal> Auth::Claim(const CallFacts&, const google::protobuf::Message& message,
                                   google::protobuf::Message& reply) {
  const auto& request = static_cast<const v1::ClaimFirstAdministratorRequest&>(message);
  auto& response = static_cast<v1::ClaimFirstAdministratorResponse&>(reply);
  const Hash digest = Sha256(request.code());
  if (options_.first_code_sha256.empty() || options_.first_code_sha256 != BytesOf(digest)) {
    return RefuseCredentials();
  }
  if (!IsSignInName(request.sign_in_name())) {
    return RefuseField("sign_in_name", "登录名须为 2 至 40 个小写字母、数字、点或连字符",
                       "2 to 40 of a-z, 0-9, dot and hyphen");
  }
  if (auto refusal = CheckPassword(request.password())) return refusal;
  FirstAdministrator first;
  first.organization_title = request.organization_title();
  first.display_name = request.display_name();
  first.sign_in_name = request.sign_in_name();
  first.password_hash = HashPassword(request.password());
  NewSession("", &first.session_key, &first.session_value, response.mutable_session());
  std::string person;
  const MethodRow* method = options_.dispatcher->options().rooms->FindMethod(
      "/plumbline.v1.DirectoryService/ClaimFirstAdministrator");
  CommandReply answered = options_.dispatcher->RunInternal(
      *method, [&first, &person](const World& world, const Context& context) -> Decision {
        return DecideFirstAdministrator(world, context, first, &person);
      });
  if (answered.refusal.has_value()) return std::move(answered.refusal);
  *response.mutable_receipt() =
      static_cast<const v1::ClaimFirstAdministratorResponse&>(*answered.response).receipt();
  response.mutable_session()->set_person(person);
  return std::nullopt;
}

std::optional<Refusal> Auth::SignIn(const CallFacts&, const google::protobuf::Message& message,
                                    google::protobuf::Message& reply) {
  const auto& request = static_cast<const v1::SignInRequest&>(message);
  auto& response = static_cast<v1::SignInResponse&>(reply);
  const Dispatcher::Options& server = options_.dispatcher->options();
  const std::string name = absl::AsciiStrToLower(request.sign_in_name());
  const std::string key = CredentialKey(name);
  const int64_t now = absl::ToUnixSeconds(server.security_clock->Now());
  state::v1::CredentialRow credential;
  {
    const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
    std::string bytes;
    if (reader.FindBeside(key, &bytes)) credential.ParseFromString(bytes);
  }
  if (credential.locked_until() > now) {
    Refusal refusal = Refuse(absl::StatusCode::kResourceExhausted, v1::ATTEMPTS_EXCEEDED,
                             "密码错误次数过多，请稍后再试。", "Too many wrong attempts. Try again later.");
    refusal.retry_after = absl::Seconds(credential.locked_until() - now);
    return refusal;
  }
  // A name that does not exist is checked against a hash too: the time tells nothing.
  static const std::string* const kNobody = new std::string(HashPassword("nobody's password"));
  const bool known = !credential.password_hash().empty();
  const bool matches =
      PasswordMatches(known ? credential.password_hash() : *kNobody, request.password());
  const bool good = known && matches;
  std::string session_key;
  std::string session_value;
  if (good) NewSession(credential.person(), &session_key, &session_value, response.mutable_session());
  if (!good && credential.person().empty()) return RefuseCredentials();

  const MethodRow* method = server.rooms->FindMethod("/plumbline.v1.DirectoryService/SignIn");
  bool closed = false;
  CommandReply answered = options_.dispatcher->RunInternal(
      *method, [&](const World& world, const Context&) -> Decision {
        Outcome outcome;
        std::string bytes;
        state::v1::CredentialRow current;
        if (!world.FindBeside(key, &bytes) || !current.ParseFromString(bytes)) {
          return RefuseCredentials();
        }
        const auto* person = world.Find<state::v1::PersonRow>(current.person());
        closed = person == nullptr || person->resource().closed();
        if (good && !closed) {
          current.set_wrong_attempts(0);
          current.set_locked_until(0);
          outcome.beside.push_back({session_key, session_value});
        } else {
          current.set_wrong_attempts(current.wrong_attempts() + 1);
          current.set_locked_until(now + LockSeconds(current.wrong_attempts()));
        }
        outcome.beside.push_back({key, current.SerializeAsString()});
        return outcome;
      });
  if (answered.refusal.has_value()) return std::move(answered.refusal);
  if (!good || closed) {
    response.Clear();
    return RefuseCredentials();
  }
  return std::nullopt;
}

std::optional<Refusal> Auth::SetPassword(const CallFacts&, const google::protobuf::Message& message,
                                         google::protobuf::Message& reply) {
  const auto& request = static_cast<const v1::SetPasswordRequest&>(message);
  auto& response = static_cast<v1::SetPasswordResponse&>(reply);
  if (auto refusal = CheckPassword(request.password())) return refusal;
  const Dispatcher::Options& server = options_.dispatcher->options();
  const std::string key = CredentialKey(request.sign_in_name());
  const std::string code_digest(BytesOf(Sha256(request.code())));
  std::string person;
  {
    const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
    std::string bytes;
    state::v1::CredentialRow credential;
    if (!reader.FindBeside(key, &bytes) || !credential.ParseFromString(bytes) ||
        credential.one_time_code_sha256() != code_digest) {
      return RefuseCredentials();
    }
    person = credential.person();
  }
  const std::string hash = HashPassword(request.password());
  std::string session_key;
  std::string session_value;
  NewSession(person, &session_key, &session_value, response.mutable_session());
  const MethodRow* method = server.rooms->FindMethod("/plumbline.v1.DirectoryService/SetPassword");
  CommandReply answered = options_.dispatcher->RunInternal(
      *method, [&](const World& world, const Context&) -> Decision {
        std::string bytes;
        state::v1::CredentialRow credential;
        if (!world.FindBeside(key, &bytes) || !credential.ParseFromString(bytes) ||
            credential.one_time_code_sha256() != code_digest) {
          return RefuseCredentials();  // Used meanwhile.
        }
        credential.clear_one_time_code_sha256();
        credential.set_password_hash(hash);
        credential.set_wrong_attempts(0);
        credential.set_locked_until(0);
        Outcome outcome;
        outcome.beside.push_back({key, credential.SerializeAsString()});
        outcome.beside.push_back({session_key, session_value});
        return outcome;
      });
  if (answered.refusal.has_value()) {
    response.Clear();
    return std::move(answered.refusal);
  }
  return std::nullopt;
}

std::optional<Refusal> Auth::SignOut(const CallFacts& facts, const google::protobuf::Message&,
                                     google::protobuf::Message&) {
  const Dispatcher::Options& server = options_.dispatcher->options();
  const std::string key = BesideKey(BesideTable::kSession, BytesOf(Sha256(facts.token)));
  const MethodRow* method = server.rooms->FindMethod("/plumbline.v1.DirectoryService/SignOut");
  CommandReply answered =
      options_.dispatcher->RunInternal(*method, [&key](const World&, const Context&) -> Decision {
        Outcome outcome;
        outcome.beside.push_back({key, ""});
        return outcome;
      });
  return std::move(answered.refusal);
}

}  // namespace plumbline
