// storage/local_log.h: CommitLog on this machine: one synced RocksDB write per batch.
//
// Order of one commit: check base_size and bounds → write, synced → head in memory → mark → done.
// The mark follows the sync, so it never leads; the answers follow the mark, so that whoever was
// answered can hold the mark against a record that opens shorter.
#ifndef PLUMBLINE_STORAGE_LOCAL_LOG_H_
#define PLUMBLINE_STORAGE_LOCAL_LOG_H_

#include <atomic>

#include "storage/commit_log.h"
#include "storage/mark.h"
#include "storage/rocks_store.h"
#include "storage/rows.h"

namespace plumbline {

class LocalLog : public CommitLog {
 public:
  // Both borrowed for the log's life. `head` is what the store's head row says.
  LocalLog(RocksStore* store, HighWaterMark* mark, const HeadRow& head)
      : store_(store), mark_(mark), head_(head) {}

  // Answers before it returns. When the mark cannot be written the batch is durable and answered
  // so, and the log seals itself: the next commit is refused.
  void Commit(const Batch& batch, absl::AnyInvocable<void(absl::StatusOr<TreeHead>)> done) override;
  TreeHead head() const override { return {head_.size, head_.root}; }

  // Whether a commit would be refused. Any thread.
  bool sealed() const { return sealed_ || store_->failed(); }

 private:
  absl::Status CommitNow(const Batch& batch);

  RocksStore* const store_;
  HighWaterMark* const mark_;
  std::atomic<bool> sealed_{false};
  std::atomic<bool> committing_{false};
  HeadRow head_;  // Command thread only.
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_LOCAL_LOG_H_
