#include "services/runtime/rpc/call_facts.h"

#include "absl/strings/match.h"
#include "services/runtime/rpc/status.h"

namespace plumbline {

namespace {

std::string MetadataValue(const grpc::ServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  return found == context.client_metadata().end()
             ? std::string()
             : std::string(found->second.data(), found->second.size());
}

}  // namespace

CallFacts FactsOf(const grpc::ServerContext& context) {
  CallFacts facts;
  const std::string authorization = MetadataValue(context, "authorization");
  if (absl::StartsWithIgnoreCase(authorization, "bearer ")) facts.token = authorization.substr(7);
  facts.post = MetadataValue(context, "x-plumbline-post");
  facts.english = absl::StartsWithIgnoreCase(MetadataValue(context, "accept-language"), "en");
  if (context.deadline() != std::chrono::system_clock::time_point::max()) {
    facts.deadline = absl::FromChrono(context.deadline());
  }
  return facts;
}

bool FromLoopback(const grpc::ServerContext& context) {
  const std::string peer = context.peer();
  return absl::StartsWith(peer, "ipv4:127.") || absl::StartsWith(peer, "ipv6:%5B::1%5D") ||
         absl::StartsWith(peer, "ipv6:[::1]") || absl::StartsWith(peer, "unix:");
}

grpc::Status StatusFrom(const Refusal& refusal, bool english) {
  const google::rpc::Status status = StatusOfRefusal(refusal, english);
  return grpc::Status(static_cast<grpc::StatusCode>(refusal.code), status.message(),
                      status.SerializeAsString());
}

}  // namespace plumbline
