// storage/commit_log.h: the seam that orders batches and makes them durable.
//
// One batch is in flight at a time. LocalLog writes it in one synced RocksDB write; a log kept on
// other machines will deliver the same batch to each of them.
#ifndef PLUMBLINE_STORAGE_COMMIT_LOG_H_
#define PLUMBLINE_STORAGE_COMMIT_LOG_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/merkle/hash.h"
#include "storage/store.h"

namespace plumbline {

inline constexpr size_t kGroupEntriesMax = 4096;       // Entries of one batch.
inline constexpr size_t kGroupBytesMax = 4u << 20;     // Their stored bytes, all writes included.
inline constexpr size_t kEntryBytesMax = 65535;        // One stored entry (C2SP tlog-tiles bound).

// A tree: how many entries, and the RFC 6962 root over them.
struct TreeHead {
  uint64_t size = 0;
  Hash root = EmptyRoot();
};

// One group of commands, ready to be made durable. Borrowed by Commit until `done` is called.
struct Batch {
  uint64_t base_size = 0;            // Size of the tree before; must be the log's own.
  std::vector<std::string> entries;  // Bytes exactly as hashed; entry i has sequence base_size + i.
  std::vector<Write> tiles;          // Journal rows t, d, h that this batch completed.
  std::vector<Write> beside;         // Families kDedupe and kBeside.
  std::vector<Write> derived;        // Families kState and kIndex.
  Hash root_after{};                 // Root at base_size + entries.size().
};

// What every log checks before it writes: base_size, number and size of entries, keys and values,
// and that each write stands in the list of its family.
// Errors  INVALID_ARGUMENT, naming the bound: our bug.
absl::Status CheckBatch(const Batch& batch, const TreeHead& head);

class CommitLog {
 public:
  virtual ~CommitLog() = default;

  // Makes one group durable: entries, tiles, writes beside the journal and derived state, all or
  // nothing.
  //
  // Input   Batch with 0..kGroupEntriesMax entries (0 when only `beside` or `derived` changes).
  // Done    called once, on the command thread: before return by LocalLog, later by a log on other
  //         machines. On OK the group survives power loss; the head is the new one.
  // Errors  UNAVAILABLE: outcome unknown. The log seals itself and answers so until restart,
  //         because memory and disk may differ. INVALID_ARGUMENT: base_size is not the log's size,
  //         or a bound is passed: our bug, nothing was written, the log seals itself too.
  // Threads command thread only.
  virtual void Commit(const Batch& batch,
                      absl::AnyInvocable<void(absl::StatusOr<TreeHead>)> done) = 0;

  // The last durable head. Command thread only.
  virtual TreeHead head() const = 0;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_COMMIT_LOG_H_
