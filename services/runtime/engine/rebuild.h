// services/runtime/engine/rebuild.h: derived state is what the journal says, or it is wrong.
//
// Replays every entry into memory and compares each row of the state and index families with what is
// stored: `verify` does it on a stopped record, and a server whose layout number changed writes the
// result before it serves. Memory grows with the number of resources (not of entries).
// Threads  the calling one and one more, which reads ahead and then compares the state; callbacks on the calling one.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_REBUILD_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_REBUILD_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/rooms.h"
#include "storage/commit_log.h"
#include "storage/store.h"

namespace plumbline {

struct RebuildReport {
  uint64_t entries = 0;
  uint64_t state_rows = 0;
  uint64_t index_rows = 0;
  bool ok = false;
  // The first differing row in words, at most 10; empty when ok.
  std::vector<std::string> problems;
  // Entry that could not be replayed (unknown event, bytes that don't parse); entries when none.
  uint64_t first_bad = 0;
};

// `progress` is called every 4,096 entries; false ends with CANCELLED. Optional.
// Errors  CANCELLED. UNAVAILABLE: the disk. Damage is no error: it is what the report is for.
absl::StatusOr<RebuildReport> CompareRebuild(const Snapshot& snapshot, const Rooms& rooms,
                                             const std::function<bool(uint64_t, uint64_t)>& progress);

// Number of the layout of derived rows. It grows whenever an apply function, an index row or a figure makes other
// rows of old entries than before; 2: acts on the spine of a matter, members of coverage figures; 3: no
// history row for the newest version; 4: what is open, by who has it in hand, and how many facts were corrected; 5: answers
// to consultations as a figure, who keeps a document, what an organisation has in hand; 7: packages that are not
// back, by who ordered them; matters of an organisation in its list alone; numbers by their text.
inline constexpr int kDerivedLayout = 7;

// The layout that the stored rows have; 0: they are being made anew, or the number can't be read.
absl::StatusOr<int> StoredLayout(const Snapshot& snapshot);

// Makes derived rows of another layout anew, before anything is served. Batches are durable one by one and the
// number is written last: whatever stops it, the next start begins again. Record and beside stay as they are.
// Errors  DATA_LOSS: an entry can't be replayed. CANCELLED. UNAVAILABLE: the disk.
absl::Status EnsureDerivedLayout(const Store& store, CommitLog& log, const Rooms& rooms,
                                 const std::function<bool(uint64_t, uint64_t)>& progress);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_REBUILD_H_
