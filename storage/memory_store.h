// storage/memory_store.h: the record in memory, for the repeatable simulation and for tests.
//
// Store and CommitLog in one, with real snapshots: each key keeps its versions as long as a
// snapshot can see them. The answer of a commit can be held back, as a log on other machines would,
// and three things can go wrong on demand; what the record does then is exactly what a disk may do:
//   refuse       nothing is written, the caller hears UNAVAILABLE, the log is sealed
//   lose answer  everything is written, the caller hears the same
//   crash        a batch in flight is lost or kept; everything answered with OK is there
// Threads  reads any thread; Commit, Deliver, faults: command thread.
#ifndef PLUMBLINE_STORAGE_MEMORY_STORE_H_
#define PLUMBLINE_STORAGE_MEMORY_STORE_H_

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "services/core/base/mutex.h"
#include "storage/commit_log.h"
#include "storage/rows.h"
#include "storage/store.h"

namespace plumbline {

class MemoryStore : public Store, public CommitLog {
 public:
  // An empty record whose first epoch is `epoch`.
  explicit MemoryStore(const EpochRow& epoch);
  ~MemoryStore() override;  // REQUIRES: no snapshot lives.

  std::unique_ptr<Snapshot> GetSnapshot() const override;
  absl::StatusOr<bool> Get(Family family, absl::string_view key, std::string* value) const override;

  void Commit(const Batch& batch, absl::AnyInvocable<void(absl::StatusOr<TreeHead>)> done) override;
  TreeHead head() const override;

  // --- What may go wrong. `nth` counts commits from now; 1 is the next one. ---
  void RefuseCommit(uint64_t nth) { refuse_at_ = commits_ + nth; }
  void LoseAnswer(uint64_t nth) { lose_answer_at_ = commits_ + nth; }
  bool sealed() const { return sealed_; }

  // Held answers: Commit returns at once; the batch becomes durable and `done` runs in Deliver().
  void HoldAnswers(bool hold) { hold_answers_ = hold; }
  bool Deliver();  // False when nothing is in flight.

  // The process dies and starts again: the batch in flight is lost, or kept if `keep_in_flight`;
  // its `done` never runs. The log is open again, its head is the last durable one.
  void Crash(bool keep_in_flight = false);

  // Versions kept, over all keys: what pruning is measured by.
  size_t version_count() const;

 private:
  friend class MemorySnapshot;
  friend class MemoryCursor;

  struct Version {
    uint64_t moment;
    bool removed;
    std::string value;
  };
  using Versions = std::vector<Version>;                         // Oldest first.
  using Rows = std::map<std::string, Versions, std::less<>>;
  struct Stale {  // A key that may hold versions nobody sees any more.
    uint64_t moment;
    Family family;
    std::string key;
  };

  const Version* VersionAt(const Versions& versions, uint64_t moment) const;
  bool GetAt(Family family, absl::string_view key, uint64_t moment, std::string* value) const;
  void ReleaseSnapshot(uint64_t moment) const;
  void Apply(const Batch& batch);
  void Put(const Write& write) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Prune() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable Mutex mutex_;
  mutable std::array<Rows, kFamilyCount> rows_ ABSL_GUARDED_BY(mutex_);
  mutable std::deque<Stale> stale_ ABSL_GUARDED_BY(mutex_);
  mutable std::multiset<uint64_t> snapshots_ ABSL_GUARDED_BY(mutex_);
  uint64_t moment_ ABSL_GUARDED_BY(mutex_) = 0;  // Batches applied.

  // Command thread only.
  HeadRow head_;
  uint64_t commits_ = 0;
  uint64_t refuse_at_ = 0;
  uint64_t lose_answer_at_ = 0;
  bool sealed_ = false;
  bool hold_answers_ = false;
  const Batch* in_flight_ = nullptr;
  absl::AnyInvocable<void(absl::StatusOr<TreeHead>)> in_flight_done_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MEMORY_STORE_H_
