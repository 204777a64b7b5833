#include "services/runtime/gateway/checkpoint_signer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "storage/journal.h"

namespace plumbline {

absl::StatusOr<std::unique_ptr<CheckpointSigner>> CheckpointSigner::Open(Options options,
                                                                         NoteSigner key) {
  PLUMBLINE_CHECK(options.store != nullptr, "the signer reads a store");
  if (key.verifier().name() != options.origin) {
    return absl::FailedPreconditionError(absl::StrCat("Expected a key of the log ", options.origin,
                                                      ", but it is one of ", key.verifier().name(),
                                                      "; give this log's own key file"));
  }
  auto signer =
      std::unique_ptr<CheckpointSigner>(new CheckpointSigner(std::move(options), std::move(key)));
  MutexLock lock(&signer->mutex_);
  if (signer->options_.kept.empty()) return signer;
  absl::StatusOr<Checkpoint> kept =
      OpenCheckpoint(signer->options_.kept, signer->options_.origin, {signer->key_.verifier()});
  if (!kept.ok()) {
    return absl::Status(
        kept.status().code(),
        absl::StrCat("The kept checkpoint is not one of the log ", signer->options_.origin,
                     " by this key: ", kept.status().message(),
                     "; give the key that signed it, or move the kept checkpoint "
                     "aside if the log began a new epoch"));
  }
  signer->last_ = *std::move(kept);
  signer->last_note_ = signer->options_.kept;
  const std::unique_ptr<Snapshot> snapshot = signer->options_.store->GetSnapshot();
  const Journal journal(snapshot.get());
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, journal.Head());
  Checkpoint next;
  next.size = head.size;
  next.root = head.root;
  PLUMBLINE_RETURN_IF_ERROR(signer->CheckContinues(journal, next));
  return signer;
}

absl::Status CheckpointSigner::CheckContinues(const Journal& journal,
                                              const Checkpoint& next) const {
  if (next.size < last_.size) {
    return absl::DataLossError(
        absl::StrCat("The record has ", next.size, " entries, but a checkpoint of ", last_.size,
                     " was signed; restore the record that has them, or start a new epoch"));
  }
  const auto compare = [&journal](uint64_t size, const Hash& expected) -> absl::Status {
    PLUMBLINE_ASSIGN_OR_RETURN(const Hash root, journal.Root(size));
    if (root == expected) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat(
        "The stored tree of ", size, " entries has the root ", HexOf(root), ", but ",
        HexOf(expected), " was expected; run `plumbline verify` and restore a backup"));
  };
  PLUMBLINE_RETURN_IF_ERROR(compare(next.size, next.root));
  if (last_note_.empty()) return absl::OkStatus();
  return compare(last_.size, last_.root);
}

absl::StatusOr<std::string> CheckpointSigner::Latest() {
  MutexLock lock(&mutex_);
  PLUMBLINE_RETURN_IF_ERROR(lost_);
  const std::unique_ptr<Snapshot> snapshot = options_.store->GetSnapshot();
  const Journal journal(snapshot.get());
  const absl::StatusOr<HeadRow> head = journal.Head();
  if (!head.ok()) {
    if (absl::IsDataLoss(head.status())) lost_ = head.status();
    return head.status();
  }
  if (!last_note_.empty() && head->size == last_.size && head->root == last_.root) {
    return last_note_;
  }
  Checkpoint next;
  next.origin = options_.origin;
  next.size = head->size;
  next.root = head->root;
  const absl::Status continues = CheckContinues(journal, next);
  if (absl::IsDataLoss(continues)) lost_ = continues;
  PLUMBLINE_RETURN_IF_ERROR(continues);
  const NoteSigner* const key = &key_;
  PLUMBLINE_ASSIGN_OR_RETURN(std::string note, SignCheckpoint(next, {key}));
  if (options_.keep != nullptr) {
    const absl::Status kept = options_.keep(note);
    if (!kept.ok()) {
      return absl::UnavailableError(
          absl::StrCat("A checkpoint could not be kept and is not given out: ", kept.message(),
                       "; make room on the disk and retry"));
    }
  }
  last_ = std::move(next);
  last_note_ = note;
  return note;
}

}  // namespace plumbline
