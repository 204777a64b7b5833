// services/runtime/server/due_work.h: what all workers share that do what the record owes.
//
// A worker takes due names from the index, does the work, and reports by an ordinary command of the actor `system` whose
// request_id follows from the entry that caused it: after a crash the work is repeated, never its effect.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_DUE_WORK_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_DUE_WORK_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/rpc/dispatcher.h"

namespace plumbline {

// Names that are due, at most `limit`, the earliest first. `work`: as DueKey's.
absl::StatusOr<std::vector<std::string>> DueNames(const Dispatcher& dispatcher, absl::string_view work, size_t limit);

// Does each; returns how many were done. Errors  the first one, where none was done: what fails is tried again later and keeps
// nobody else waiting.
absl::StatusOr<int> DoDue(const Dispatcher& dispatcher, absl::string_view work, size_t limit,
                          const std::function<absl::Status(const std::string& name)>& one);

// Reports work that is done. Errors  INTERNAL with the refusal's words.
absl::Status Report(const Dispatcher& dispatcher, const google::protobuf::Message& request);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_DUE_WORK_H_
