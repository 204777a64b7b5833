#include "services/runtime/server/due_work.h"

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/index_keys.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

constexpr size_t kDueDayBytes = 8;  // Between the prefix and the name.

}  // namespace

absl::StatusOr<std::vector<std::string>> DueNames(const Dispatcher& dispatcher, absl::string_view work, size_t limit) {
  const Dispatcher::Options& server = dispatcher.options();
  const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  const std::string prefix = DuePrefix(work);
  PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, reader.List(prefix, "", limit));
  std::vector<std::string> names;
  for (const SnapshotReader::Row& row : rows) names.push_back(row.key.substr(prefix.size() + kDueDayBytes));
  return names;
}

absl::StatusOr<int> DoDue(const Dispatcher& dispatcher, absl::string_view work, size_t limit,
                          const std::function<absl::Status(const std::string& name)>& one) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, DueNames(dispatcher, work, limit));
  int done = 0;
  absl::Status first;
  for (const std::string& name : names) {
    const absl::Status status = one(name);
    if (status.ok()) {
      ++done;
    } else {
      first.Update(absl::Status(status.code(), absl::StrCat(name, ": ", status.message())));
    }
  }
  if (!first.ok() && done == 0) return first;
  return done;
}

absl::Status Report(const Dispatcher& dispatcher, const google::protobuf::Message& request) {
  const CommandReply reply = dispatcher.RunSystem(request);
  return reply.refusal.has_value() ? absl::InternalError(reply.refusal->message_en) : absl::OkStatus();
}

}  // namespace plumbline
