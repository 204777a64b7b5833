#include "clients/cli/destroyed_copies.h"

#include "plumbline/state/v1/destruction_state.pb.h"
#include "services/core/base/status_macros.h"
#include "services/index_keys.h"
#include "services/rooms.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/backup/backup.h"

namespace plumbline::client {

namespace {

constexpr size_t kDestructionsMax = 100'000;

}  // namespace

absl::StatusOr<std::map<uint32_t, std::vector<std::string>>> DestroyedContentsIn(
    const std::string& directory, const std::vector<BackupManifest>& backups) {
  std::map<uint32_t, std::vector<std::string>> held;
  if (backups.empty()) return held;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<BackupRecord> record, OpenBackupRecord(directory, backups.back().id));
  const std::unique_ptr<Rooms> rooms = Rooms::MakeAll();
  const SnapshotReader reader(record->store->GetSnapshot(), rooms.get());
  PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, reader.List(ListPrefix("all", "destructions"), "", kDestructionsMax));
  for (const SnapshotReader::Row& row : rows) {
    const std::string name = row.key.substr(row.key.rfind("destructions/"));
    const v1::Destruction& one = reader.Get<state::v1::DestructionRow>(name).resource();
    const bool removing = one.state() == v1::DESTRUCTION_STATE_APPROVED;
    if (!removing && one.state() != v1::DESTRUCTION_STATE_COMPLETED) continue;
    for (const BackupManifest& backup : backups) {
      if (removing || backup.head.size <= static_cast<uint64_t>(one.copies_until())) held[backup.id].push_back(name);
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(reader.status());
  return held;
}

}  // namespace plumbline::client
