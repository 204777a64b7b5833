// services/runtime/server/destruction_worker.h: lists and removes what destructions ask for (due work `destruction.…`).
//
// Two steps, each reported by an ordinary command of the actor `system` whose request_id follows from the entry that
// caused it: after a crash the work is repeated, never its effect.
//   list    what is there, over one snapshot (services/destruction/inventory.h)
//   remove  bytes of files; then whatever still holds what was removed: pages that readers may turn, tables and logs
//           of both databases. Reported only when all of it is certain; what fails is tried again after a pause.
// Threads  one of its own: rewriting takes long, letters don't wait for it.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_DESTRUCTION_WORKER_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_DESTRUCTION_WORKER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/runtime/rpc/dispatcher.h"
#include "storage/merkle/hash.h"

namespace plumbline {

class DestructionWorker {
 public:
  struct Options {
    const Dispatcher* dispatcher = nullptr;  // Borrowed.
    // Removes these files, and returns when their bytes are in no file of the store: FilesStore::DestroyAll.
    std::function<absl::Status(const std::vector<Hash>& files)> destroy_files;
    // Returns when texts removed before are in no file of the record: RocksStore::Purge of what stands beside.
    std::function<absl::Status()> purge_texts;
  };
  explicit DestructionWorker(Options options) : options_(std::move(options)) {}

  // Does what is due now; returns how many steps were done. Errors  the first one; the rest was tried.
  absl::StatusOr<int> RunOnce();

 private:
  absl::Status List(const std::string& destruction) const;
  absl::Status Remove(const std::vector<std::string>& destructions) const;

  const Options options_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_DESTRUCTION_WORKER_H_
