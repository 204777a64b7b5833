#include "services/runtime/server/access_worker.h"

#include "services/access/access_log.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/server/due_work.h"

namespace plumbline {

absl::StatusOr<int> DigestAccess(const Dispatcher& dispatcher) {
  const Dispatcher::Options& server = dispatcher.options();
  const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
  PLUMBLINE_ASSIGN_OR_RETURN(auto digest, NextAccessDigest(reader, CivilDayOf(server.procedure_clock->Now())));
  if (!digest.has_value()) return 0;
  digest->set_request_id(WorkRequestId("access", kAccessTally, static_cast<uint64_t>(digest->first_number())));
  PLUMBLINE_RETURN_IF_ERROR(Report(dispatcher, *digest));
  return 1;
}

}  // namespace plumbline
