// clients/cli/destroyed_copies.h: which backups of a folder still hold contents that were destroyed (销毁).
//
// The newest backup knows of the destructions; one that is not newer than the end of a destruction holds what it
// destroyed. It may do so without need (it is older than the contents): it is named all the same.
#ifndef PLUMBLINE_CLIENTS_CLI_DESTROYED_COPIES_H_
#define PLUMBLINE_CLIENTS_CLI_DESTROYED_COPIES_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/backup/manifest.h"

namespace plumbline::client {

// By backup: the destructions whose contents it holds. Errors  as OpenBackupRecord, for the newest one.
absl::StatusOr<std::map<uint32_t, std::vector<std::string>>> DestroyedContentsIn(
    const std::string& directory, const std::vector<BackupManifest>& backups);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_DESTROYED_COPIES_H_
