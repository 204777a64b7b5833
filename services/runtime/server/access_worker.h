// services/runtime/server/access_worker.h: enters the digest of the access log (访问日志) for each day that is over.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_ACCESS_WORKER_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_ACCESS_WORKER_H_

#include "absl/status/statusor.h"
#include "services/runtime/rpc/dispatcher.h"

namespace plumbline {

// Enters the digest of the earliest day that waits for one; returns how many were entered: 0 or 1. On a worker's thread.
absl::StatusOr<int> DigestAccess(const Dispatcher& dispatcher);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_ACCESS_WORKER_H_
