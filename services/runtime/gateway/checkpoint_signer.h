// services/runtime/gateway/checkpoint_signer.h: signs the head of the record, once per size.
//
// Promises
//   only durable sizes are signed: the head comes from a snapshot, which sees what is committed
//   one root per size, and every signed tree continues the one signed before it: both roots are
//   recomputed from the stored tiles and compared, so that neither a damaged head nor a record that
//   was put back in place of a longer one gets a signature
//   a checkpoint is kept (Options::keep) before anybody sees it
// After a refusal for DATA_LOSS the signer refuses for good: a person has to look.
// Source  C2SP tlog-checkpoint ("a log must never sign two inconsistent checkpoints").
// Cost    O(log size) rows, at most 255 entries, one Ed25519 signature; nothing when the size is
//         still the last one. Off the command thread: `keep` may sync a file.
// Threads any.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_CHECKPOINT_SIGNER_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_CHECKPOINT_SIGNER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/core/base/mutex.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"
#include "storage/store.h"

namespace plumbline {

class CheckpointSigner {
 public:
  struct Options {
    const Store* store = nullptr;  // Borrowed for the signer's life.
    std::string origin;            // Of the current epoch; the name of the key.
    // The last checkpoint that was kept, as `keep` got it; empty when there is none yet.
    std::string kept;
    // Makes a signed checkpoint survive (beside the marks). An error keeps it from being given out.
    // Optional: without it a restart forgets what was signed.
    std::function<absl::Status(const std::string& note)> keep;
  };

  // Errors  FAILED_PRECONDITION: the key's name is not the origin, or `kept` is of another log,
  //         epoch or key. INVALID_ARGUMENT: `kept` is no checkpoint. DATA_LOSS: the record does
  //         not continue what was signed; restore the one that does. Messages say what to do.
  static absl::StatusOr<std::unique_ptr<CheckpointSigner>> Open(Options options, NoteSigner key);

  // The signed checkpoint of the newest durable size: what GET /checkpoint serves, and what a
  // server asks for once more after its last commit.
  // Errors  DATA_LOSS as above. UNAVAILABLE: the disk, or `keep` failed; retry.
  absl::StatusOr<std::string> Latest();

  // The verifier key, without a newline.
  std::string vkey() const { return key_.verifier().vkey(); }
  const std::string& origin() const { return options_.origin; }

 private:
  CheckpointSigner(Options options, NoteSigner key)
      : options_(std::move(options)), key_(std::move(key)) {}

  // OK when the tree of the snapshot has the root it says and continues last_.
  absl::Status CheckContinues(const class Journal& journal, const Checkpoint& next) const
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  const NoteSigner key_;

  Mutex mutex_;
  Checkpoint last_ ABSL_GUARDED_BY(mutex_);
  std::string last_note_ ABSL_GUARDED_BY(mutex_);  // Empty before the first one.
  absl::Status lost_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_CHECKPOINT_SIGNER_H_
