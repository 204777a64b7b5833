// services/runtime/server/reading_work.h: work that reads for a caller what a query can't: files, pages, comments.
//
// On a worker's thread, over a snapshot, as the caller sees the record.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_READING_WORK_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_READING_WORK_H_

#include <optional>
#include <utility>

#include "plumbline/state/v1/directory_state.pb.h"
#include "services/core/base/clock.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/rpc/dispatcher.h"

namespace plumbline {

// Registers `work` (const QueryContext&, const Request&, Response&) -> std::optional<Refusal>. Borrows the dispatcher.
template <typename Request, typename Response, typename Work>
void RegisterReadingWork(Dispatcher& dispatcher, Work work) {
  dispatcher.RegisterWork(
      Request::descriptor(),
      [&dispatcher, work = std::move(work)](const CallFacts& facts, const google::protobuf::Message& request,
                                            google::protobuf::Message& response) -> std::optional<Refusal> {
        const Dispatcher::Options& server = dispatcher.options();
        SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
        reader.set_rules_book(server.rules);
        reader.set_file_index(server.files);
        const std::optional<std::string> person = dispatcher.PersonOf(reader, facts.token);
        if (!person.has_value()) return RefuseSession();
        const absl::Time now = server.procedure_clock->Now();
        const Caller caller{*person, reader.Find<state::v1::HoldingsRow>(*person), CivilDayOf(now)};
        const QueryContext context{reader, reader, caller, *server.rules, *server.rooms, now, server.rehearsal};
        return work(context, static_cast<const Request&>(request), static_cast<Response&>(response));
      });
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_READING_WORK_H_
