// services/runtime/rpc/call_facts.h: what a gRPC call carries besides its message, and refusals as
// gRPC statuses.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_CALL_FACTS_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_CALL_FACTS_H_

#include <grpcpp/grpcpp.h>

#include <string>

#include "services/runtime/rpc/dispatcher.h"

namespace plumbline {

// `authorization: Bearer TOKEN`, `x-plumbline-post`, `accept-language`, the deadline; not `loopback`,
// which only work asks for and costs a string.
CallFacts FactsOf(const grpc::ServerContext& context);
// Whether the peer is this machine.
bool FromLoopback(const grpc::ServerContext& context);

// With google.rpc.Status in the trailer.
grpc::Status StatusFrom(const Refusal& refusal, bool english);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_CALL_FACTS_H_
