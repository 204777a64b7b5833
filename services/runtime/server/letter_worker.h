// services/runtime/server/letter_worker.h: renders the letters that the record owes (due work `letter`).
//
// A letter is two entries: issued, then rendered. This worker takes what is due from the index, makes
// text and PDF, stores the PDF, and reports by an ordinary command of the actor `system` whose
// request_id follows from the issuing entry: after a crash the work is repeated, never its effect.
#ifndef PLUMBLINE_SERVICES_RUNTIME_SERVER_LETTER_WORKER_H_
#define PLUMBLINE_SERVICES_RUNTIME_SERVER_LETTER_WORKER_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/runtime/rpc/dispatcher.h"
#include "services/runtime/rpc/file_service.h"

namespace plumbline {

class LetterWorker {
 public:
  struct Options {
    const Dispatcher* dispatcher = nullptr;  // Borrowed, both.
    FileServiceImpl* files = nullptr;
    std::string origin;                      // For the proof on the letter.
    bool rehearsal = false;                  // 演练 on every page.
  };
  explicit LetterWorker(Options options) : options_(std::move(options)) {}

  // Does at most `limit` letters that are due; returns how many were done. On a worker's thread.
  absl::StatusOr<int> RunOnce(int limit);

 private:
  absl::Status Render(const std::string& opinion);

  const Options options_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_SERVER_LETTER_WORKER_H_
