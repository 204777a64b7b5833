#include "storage/local_log.h"

#include "services/core/base/check.h"

namespace plumbline {

absl::Status LocalLog::CommitNow(const Batch& batch) {
  if (sealed_) {
    return absl::UnavailableError(
        "The log is sealed since a write failed; restart the server, then retry with the same "
        "request_id");
  }
  if (absl::Status status = CheckBatch(batch, head()); !status.ok()) {
    sealed_ = true;
    return status;
  }
  HeadRow head = head_;
  head.size += batch.entries.size();
  head.root = batch.root_after;
  head.batches += 1;
  if (absl::Status status = store_->Write(batch, head); !status.ok()) {
    sealed_ = true;
    return status;
  }
  head_ = head;
  if (!mark_->Write(head).ok()) sealed_ = true;
  return absl::OkStatus();
}

void LocalLog::Commit(const Batch& batch,
                      absl::AnyInvocable<void(absl::StatusOr<TreeHead>)> done) {
  PLUMBLINE_CHECK(!committing_.exchange(true), "one batch is in flight, from one thread");
  const absl::Status status = CommitNow(batch);
  committing_ = false;  // Before `done`, which may commit the next group.
  if (status.ok()) {
    done(head());
  } else {
    done(status);
  }
}

}  // namespace plumbline
