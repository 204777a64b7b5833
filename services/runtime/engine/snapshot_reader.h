// services/runtime/engine/snapshot_reader.h: reading the record as of one moment, for queries.
//
// A reply to a command is visible to every reader made after it. Reads decode on demand and keep what
// they decoded until the reader is gone. One thread at a time; make one per query.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_SNAPSHOT_READER_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_SNAPSHOT_READER_H_

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "plumbline/v1/common.pb.h"
#include "services/rooms.h"
#include "services/world.h"
#include "storage/store.h"

namespace plumbline {

class SnapshotReader : public World {
 public:
  // Takes the snapshot; borrows rooms.
  SnapshotReader(std::unique_ptr<Snapshot> snapshot, const Rooms* rooms);

  // --- World ---
  const google::protobuf::Message* FindRow(TableId table, const google::protobuf::Message& prototype,
                                           absl::string_view name) const override;
  Head FindHead(TableId table, const google::protobuf::Message& prototype,
                absl::string_view name) const override;
  bool FindContent(const journal::v1::ContentRef& ref, std::string* text) const override;
  bool FindBeside(absl::string_view key, std::string* value) const override;
  absl::Status status() const override { return status_; }

  const google::protobuf::Message* FindResource(absl::string_view name, Head* head) const;

  // --- Lists ---
  struct Row {
    std::string key;
    std::string value;
  };
  // Rows of [after, PrefixEnd(prefix)), at most `limit`; `after` empty: from the start. `after` itself
  // is left out. Errors: as Snapshot::Scan.
  absl::StatusOr<std::vector<Row>> List(absl::string_view prefix, absl::string_view after,
                                        size_t limit) const;
  // As List, of the rows beside the journal.
  absl::StatusOr<std::vector<Row>> ListBeside(absl::string_view prefix, absl::string_view after, size_t limit) const;
  // The last row at or before `key` inside `prefix`; false when there is none. One seek.
  absl::StatusOr<bool> LastAtOrBefore(absl::string_view prefix, absl::string_view key,
                                      Row* row) const;

  // --- The state as a whole ---
  // Names of the resources under `root` (`matters/x/threads/y` for `matters/x`), without itself, in order.
  absl::StatusOr<std::vector<std::string>> NamesUnder(absl::string_view root) const;
  // Every stored row: its table, name and bytes. Cost: reads all of the state.
  absl::Status ForEachRow(absl::FunctionRef<void(const TableRow& table, absl::string_view name, absl::string_view bytes)>
                              visit) const;

  // --- The journal ---
  // Number of entries in the snapshot.
  absl::StatusOr<uint64_t> TreeSize() const;
  // Stored bytes of an entry. OUT_OF_RANGE beyond the record.
  absl::StatusOr<std::string> EntryBytes(uint64_t sequence) const;
  absl::StatusOr<journal::v1::AuditEntry> Entry(uint64_t sequence) const;
  // Sequences of the entries of a resource, ascending, below `size`.
  absl::StatusOr<std::vector<uint64_t>> HistoryOf(absl::string_view name, uint64_t size) const;
  // Number of entries recorded at or before an instant: the size of the record as it was then.
  absl::StatusOr<uint64_t> SizeAt(int64_t recorded_at_us) const;
  // What `as_of` means for a resource: a size of the record. OUT_OF_RANGE beyond it.
  absl::StatusOr<uint64_t> SizeOf(absl::string_view name, const v1::AsOf& as_of) const;

  // A resource as of a size of the record, from its own entries.
  struct Past {
    std::unique_ptr<google::protobuf::Message> row;  // nullptr: it did not exist.
    Head head;
  };
  absl::StatusOr<Past> ResourceAt(absl::string_view name, uint64_t size) const;

  const Snapshot& snapshot() const { return *snapshot_; }

 private:
  struct Slot {
    std::unique_ptr<google::protobuf::Message> row;
    Head head;
  };
  const Slot& Load(TableId table, const google::protobuf::Message& prototype,
                   absl::string_view name) const;
  absl::StatusOr<std::vector<Row>> ListIn(Family family, absl::string_view prefix, absl::string_view after,
                                          size_t limit) const;

  std::unique_ptr<Snapshot> snapshot_;
  const Rooms* const rooms_;
  mutable std::unordered_map<std::string, Slot> rows_;
  mutable absl::Status status_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_SNAPSHOT_READER_H_
