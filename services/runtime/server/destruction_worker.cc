#include "services/runtime/server/destruction_worker.h"

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/destruction/inventory.h"
#include "services/files.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/server/due_work.h"

namespace plumbline {

namespace {

constexpr size_t kAtOnce = 32;

}  // namespace

absl::Status DestructionWorker::List(const std::string& destruction) const {
  const Dispatcher::Options& server = options_.dispatcher->options();
  v1::RecordDestructionListRequest request;
  {
    SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
    reader.set_rules_book(server.rules);
    reader.set_file_index(server.files);
    const v1::Destruction& asked = reader.Get<state::v1::DestructionRow>(destruction).resource();
    PLUMBLINE_ASSIGN_OR_RETURN(*request.mutable_list(), TakeInventory(reader, *server.rooms, DestructionScope::Of(asked)));
    request.set_name(destruction);
    request.set_request_id(
        WorkRequestId(kListingWork, destruction, static_cast<uint64_t>(asked.proposed().sequence())));
  }
  return Report(*options_.dispatcher, request);
}

absl::Status DestructionWorker::Remove(const std::vector<std::string>& destructions) const {
  const Dispatcher::Options& server = options_.dispatcher->options();
  std::vector<Hash> files;
  bool texts = false;
  std::vector<v1::RecordDestructionDoneRequest> reports;
  {
    // Gone before anything is rewritten: a snapshot keeps alive what it shows.
    const SnapshotReader reader(server.store->GetSnapshot(), server.rooms);
    for (const std::string& destruction : destructions) {
      for (const v1::DestructionItem& item : reader.Get<state::v1::DestructionListRow>(destruction).list().items()) {
        texts |= item.file().empty();
        if (item.file().empty()) continue;
        PLUMBLINE_ASSIGN_OR_RETURN(const Hash digest, HashFromBytes(FileDigestOf(item.file())));
        files.push_back(digest);
      }
      v1::RecordDestructionDoneRequest& report = reports.emplace_back();
      report.set_name(destruction);
      const v1::Destruction& approved = reader.Get<state::v1::DestructionRow>(destruction).resource();
      report.set_request_id(
          WorkRequestId(kRemovalWork, destruction, static_cast<uint64_t>(approved.decided().sequence())));
    }
    PLUMBLINE_RETURN_IF_ERROR(reader.status());
  }
  if (!files.empty()) PLUMBLINE_RETURN_IF_ERROR(options_.destroy_files(files));
  if (texts) {
    server.pages->Clear();
    PLUMBLINE_RETURN_IF_ERROR(options_.purge_texts());
  }
  for (const v1::RecordDestructionDoneRequest& report : reports) {
    PLUMBLINE_RETURN_IF_ERROR(Report(*options_.dispatcher, report));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> DestructionWorker::RunOnce() {
  int done = 0;
  absl::Status first;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> listed, DueNames(*options_.dispatcher, kListingWork, kAtOnce));
  for (const std::string& destruction : listed) {
    const absl::Status status = List(destruction);
    done += status.ok() ? 1 : 0;
    first.Update(status);
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> approved, DueNames(*options_.dispatcher, kRemovalWork, kAtOnce));
  if (!approved.empty()) {
    const absl::Status status = Remove(approved);
    done += status.ok() ? static_cast<int>(approved.size()) : 0;
    first.Update(status);
  }
  if (!first.ok()) return first;
  return done;
}

}  // namespace plumbline
