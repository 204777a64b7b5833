// clients/cli/restore_record.h: makes a backup a record again, in a new epoch.
//
// A restored copy never goes on under its old origin: others may hold checkpoints of entries that it
// lacks. So the copy gets the next origin (`…/2` after `…/1`), a key of its own, and as its first entry
// EpochStarted: what was restored, what the lost record had acknowledged, who decided and why.
#ifndef PLUMBLINE_CLIENTS_CLI_RESTORE_RECORD_H_
#define PLUMBLINE_CLIENTS_CLI_RESTORE_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/rows.h"

namespace plumbline::client {

struct RestoreRequest {
  std::string backups;     // Directory of backups.
  uint32_t id = 0;         // 0: the newest.
  std::string target;      // Data directory to make; absent or empty.
  std::string key;         // Key file to make for the new epoch; empty: `<target>.key`.
  std::string lost;        // Data directory of the lost record, for its mark; may be empty.
  std::string decided_by;  // Not empty, at most 200 bytes.
  std::string reason;      // Not empty, at most 2000 bytes.
};

struct RestoreReport {
  uint32_t id = 0;
  std::string origin;           // Of the new epoch.
  std::string previous_origin;
  HeadRow restored;
  HeadRow lost;                 // What the lost record had acknowledged, as far as is known.
  uint64_t entries = 0;         // With EpochStarted.
  std::string key;              // Where the new key lies.
  // Destructions (销毁) that newer backups of the folder know of and this one does not: their contents are back.
  std::vector<std::string> contents_back;
};

// Errors  NOT_FOUND: no such backup. INVALID_ARGUMENT: something is missing. FAILED_PRECONDITION: the
//         target is not empty, or a file already lies at `key`. DATA_LOSS: the backup is damaged.
//         Messages say what to do. After an error the target holds no record that could be opened.
absl::StatusOr<RestoreReport> RestoreRecord(const RestoreRequest& request);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_RESTORE_RECORD_H_
