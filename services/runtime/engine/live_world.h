// services/runtime/engine/live_world.h: the world as the command thread sees it.
//
// Group overlay → bounded cache of decoded rows → store. Apply changes rows here; decide of the next
// command in the same group sees them. CollectWrites turns everything the group touched into the
// derived part of the batch: one write per row, and the difference of its index rows.
// Nothing grows with the record: at most `rows_max` clean rows stay in memory between groups.
// Command thread only.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_LIVE_WORLD_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_LIVE_WORLD_H_

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/container/node_hash_map.h"
#include "absl/status/status.h"
#include "services/rooms.h"
#include "services/world.h"
#include "storage/store.h"

namespace plumbline {

class LiveWorld : public FigureWorld {
 public:
  // Borrows both; they outlive it.
  LiveWorld(const Store* store, const Rooms* rooms, size_t rows_max);

  // --- World ---
  const google::protobuf::Message* FindRow(TableId table, const google::protobuf::Message& prototype,
                                           absl::string_view name) const override;
  Head FindHead(TableId table, const google::protobuf::Message& prototype,
                absl::string_view name) const override;
  bool FindContent(const journal::v1::ContentRef& ref, std::string* text) const override;
  bool FindBeside(absl::string_view key, std::string* value) const override;
  absl::Status status() const override { return status_; }
  google::protobuf::Message* MutableRow(TableId table, const google::protobuf::Message& prototype,
                                        absl::string_view name) override;

  // --- The engine's part ---

  // Version of a resource by its name alone; version 0 when it does not exist or no table has it.
  Head HeadOfResource(absl::string_view name) const;
  // Its row, or nullptr.
  const google::protobuf::Message* FindResource(absl::string_view name) const;

  // Records that `sequence` advanced the subject to `version`; adds the history row of the version before.
  void AdvanceHead(absl::string_view subject, int64_t version, uint64_t sequence);

  // Adds an index row that no resource row implies (figures, history). Kept once written.
  void AddIndexRow(std::string key, std::string value) override;

  // Puts a row beside the journal; an empty value removes it.
  void PutBeside(std::string key, std::string value);

  // An id that this group makes: whatever has it in its name stands in no store yet and is not looked for there.
  void NoteFresh(std::string id) { fresh_ids_.insert(std::move(id)); }

  // Moves the derived writes of the group into `derived` and those beside the journal into `beside`.
  void CollectWrites(std::vector<Write>* derived, std::vector<Write>* beside);

  bool HasBeside() const { return !beside_.empty(); }

  // The group is durable: its rows are clean now; old ones are dropped.
  void EndGroup();

 private:
  using IndexRows = std::vector<std::pair<std::string, std::string>>;
  struct Slot {
    std::unique_ptr<google::protobuf::Message> row;  // nullptr: known to be absent.
    Head head;
    bool dirty = false;
    IndexRows rows_before;  // As the group found them; only while dirty.
  };
  using Cache = absl::node_hash_map<std::string, Slot>;  // Key: table (big-endian 16), name. Nodes stay where they are.

  Cache::value_type& Load(TableId table, const google::protobuf::Message& prototype, absl::string_view name) const;
  bool IsFresh(absl::string_view name) const;
  IndexRows IndexRowsOf(TableId table, absl::string_view name, const Slot& slot) const;
  void MakeDirty(Cache::value_type& cached);

  const Store* const store_;
  const Rooms* const rooms_;
  const size_t rows_max_;

  // Two generations: a row that is used moves to `young_`; when that is full it becomes `old_`.
  mutable Cache young_;
  mutable Cache old_;
  mutable absl::Status status_;
  mutable std::string key_scratch_;
  std::vector<Cache::value_type*> dirty_;  // Of `young_`, in order of first change.
  std::vector<Write> index_rows_;
  std::unordered_map<std::string, std::string> beside_;
  absl::flat_hash_set<std::string> fresh_ids_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_LIVE_WORLD_H_
