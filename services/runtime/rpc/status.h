// services/runtime/rpc/status.h: a refusal as google.rpc.Status.
//
// Always one ErrorInfo{reason, domain: "plumbline"}; LocalizedMessage in zh-CN and en-US; BadRequest
// for fields; PreconditionFailure for gates; RetryInfo where waiting helps. All together at most
// kStatusBytesMax: gRPC drops trailers above 8 KB, so gates that do not fit are only counted
// (`moreGates` in ErrorInfo.metadata) and CheckMatter has them all.
#ifndef PLUMBLINE_SERVICES_RUNTIME_RPC_STATUS_H_
#define PLUMBLINE_SERVICES_RUNTIME_RPC_STATUS_H_

#include <string>

#include "google/rpc/status.pb.h"
#include "services/refusal.h"

namespace plumbline {

inline constexpr size_t kStatusBytesMax = 4096;

// `english`: language of Status.message.
google::rpc::Status StatusOfRefusal(const Refusal& refusal, bool english);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_RPC_STATUS_H_
