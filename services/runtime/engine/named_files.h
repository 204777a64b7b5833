// services/runtime/engine/named_files.h: which files a record names.
//
// Backups check that these came along, verification reads them, expiry leaves them alone.
// Cost  reads every row of the state. Any thread.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_NAMED_FILES_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_NAMED_FILES_H_

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "services/rooms.h"
#include "storage/store.h"

namespace plumbline {

// `files/{sha256}` of every file that a row of the state names, and of the rules that were loaded. Destroyed ones are
// left out, and what a destruction alone names.
// Errors  of the store.
absl::StatusOr<std::set<std::string>> NamedFilesOf(const Snapshot& snapshot, const Rooms& rooms);

// `files/{sha256}` of the files that were destroyed; those of destructions that are completed have to be gone.
struct DestroyedFiles {
  std::set<std::string> all;
  std::set<std::string> gone;  // Of all.
};
absl::StatusOr<DestroyedFiles> DestroyedFilesOf(const Snapshot& snapshot, const Rooms& rooms);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_NAMED_FILES_H_
