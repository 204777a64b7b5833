// services/runtime/server/package_worker.h: makes the review packages that the record owes (due work `package`), and reads the
// comments of what came back.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_PACKAGE_WORKER_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_PACKAGE_WORKER_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/rpc/dispatcher.h"
#include "services/runtime/rpc/file_service.h"

namespace plumbline {

class PackageWorker {
 public:
  struct Options {
    const Dispatcher* dispatcher = nullptr;  // Borrowed, both.
    FileServiceImpl* files = nullptr;
    bool rehearsal = false;
  };
  explicit PackageWorker(Options options) : options_(std::move(options)) {}

  // Makes at most `limit` packages that are due; returns how many were made. On a worker's thread.
  absl::StatusOr<int> RunOnce(int limit);

 private:
  absl::Status Make(const std::string& package);

  const Options options_;
};

// Registers the work of ReadReturnedComments. Borrows both.
void RegisterReturnedComments(Dispatcher& dispatcher, const FileServiceImpl& files);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_PACKAGE_WORKER_H_
