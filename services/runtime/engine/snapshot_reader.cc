#include "services/runtime/engine/snapshot_reader.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/core/base/bytes.h"
#include "services/core/base/status_macros.h"
#include "services/index_keys.h"
#include "services/runtime/engine/replay_world.h"
#include "services/runtime/engine/row_codec.h"
#include "storage/keys.h"
#include "storage/rows.h"

namespace plumbline {

SnapshotReader::SnapshotReader(std::unique_ptr<Snapshot> snapshot, const Rooms* rooms)
    : snapshot_(std::move(snapshot)), rooms_(rooms) {}

const SnapshotReader::Slot& SnapshotReader::Load(TableId table,
                                                 const google::protobuf::Message& prototype,
                                                 absl::string_view name) const {
  std::string key = StateKey(table, name);
  const auto found = rows_.find(key);
  if (found != rows_.end()) return found->second;
  Slot slot;
  std::string bytes;
  const absl::StatusOr<bool> present = snapshot_->Get(Family::kState, key, &bytes);
  if (!present.ok()) {
    status_.Update(present.status());
  } else if (*present) {
    slot.row = DecodeRow(prototype, bytes, &slot.head);
    if (slot.row == nullptr) {
      status_.Update(absl::DataLossError(
          absl::StrCat("Expected a row of ", prototype.GetTypeName(), " under ", name,
                       ", but its bytes don't parse. Run `plumbline verify`.")));
    }
  }
  return rows_.emplace(std::move(key), std::move(slot)).first->second;
}

const google::protobuf::Message* SnapshotReader::FindRow(
    TableId table, const google::protobuf::Message& prototype, absl::string_view name) const {
  return Load(table, prototype, name).row.get();
}

Head SnapshotReader::FindHead(TableId table, const google::protobuf::Message& prototype,
                              absl::string_view name) const {
  return Load(table, prototype, name).head;
}

const google::protobuf::Message* SnapshotReader::FindResource(absl::string_view name,
                                                              Head* head) const {
  const TableRow* table = rooms_->FindCollection(CollectionOf(name));
  if (table == nullptr) return nullptr;
  const Slot& slot = Load(table->id, *table->prototype, name);
  *head = slot.head;
  return slot.row.get();
}

bool SnapshotReader::FindBeside(absl::string_view key, std::string* value) const {
  const absl::StatusOr<bool> found = snapshot_->Get(Family::kBeside, key, value);
  if (!found.ok()) status_.Update(found.status());
  return found.ok() && *found;
}

bool SnapshotReader::FindContent(const journal::v1::ContentRef& ref, std::string* text) const {
  std::string bytes;
  state::v1::ContentRow row;
  if (!FindBeside(BesideKey(BesideTable::kContent, ref.id()), &bytes) ||
      !row.ParseFromString(bytes)) {
    return false;
  }
  *text = row.text();
  return true;
}

absl::StatusOr<std::vector<SnapshotReader::Row>> SnapshotReader::ListIn(Family family, absl::string_view prefix,
                                                                        absl::string_view after, size_t limit) const {
  std::vector<Row> rows;
  std::string begin(prefix);
  if (!after.empty()) {
    begin.assign(after.data(), after.size());
    begin.push_back('\0');  // The first key that is greater.
  }
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan(family, begin, PrefixEnd(prefix));
  for (; rows.size() < limit && cursor->Valid(); cursor->Next()) {
    rows.push_back({std::string(cursor->key()), std::string(cursor->value())});
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  return rows;
}

absl::StatusOr<std::vector<SnapshotReader::Row>> SnapshotReader::List(absl::string_view prefix, absl::string_view after,
                                                                      size_t limit) const {
  return ListIn(Family::kIndex, prefix, after, limit);
}

absl::StatusOr<std::vector<SnapshotReader::Row>> SnapshotReader::ListBeside(absl::string_view prefix, absl::string_view after,
                                                                            size_t limit) const {
  return ListIn(Family::kBeside, prefix, after, limit);
}

absl::StatusOr<bool> SnapshotReader::LastAtOrBefore(absl::string_view prefix, absl::string_view key,
                                                    Row* row) const {
  std::string end(key);
  end.push_back('\0');
  return snapshot_->Last(Family::kIndex, prefix, end, &row->key, &row->value);
}

absl::StatusOr<std::vector<std::string>> SnapshotReader::NamesUnder(absl::string_view root) const {
  std::set<std::string> names;
  for (const auto& [id, table] : rooms_->tables()) {
    if (table.collection.empty()) continue;
    const std::string prefix = StateKey(id, absl::StrCat(root, "/"));
    const std::unique_ptr<Cursor> cursor = snapshot_->Scan(Family::kState, prefix, PrefixEnd(prefix));
    for (; cursor->Valid(); cursor->Next()) {
      PLUMBLINE_ASSIGN_OR_RETURN(const StateKeyParts parts, ParseStateKey(cursor->key()));
      names.emplace(parts.name);
    }
    PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  }
  return std::vector<std::string>(names.begin(), names.end());
}

absl::Status SnapshotReader::ForEachRow(
    absl::FunctionRef<void(const TableRow& table, absl::string_view name, absl::string_view bytes)> visit) const {
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan(Family::kState, "", "");
  for (; cursor->Valid(); cursor->Next()) {
    PLUMBLINE_ASSIGN_OR_RETURN(const StateKeyParts parts, ParseStateKey(cursor->key()));
    const TableRow* table = rooms_->FindTable(parts.table);
    if (table != nullptr) visit(*table, parts.name, cursor->value());
  }
  return cursor->status();
}

absl::StatusOr<uint64_t> SnapshotReader::TreeSize() const {
  std::string bytes;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found, snapshot_->Get(Family::kJournal, kHeadKey, &bytes));
  if (!found) return 0;
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, DecodeHeadRow(bytes));
  return head.size;
}

absl::StatusOr<std::string> SnapshotReader::EntryBytes(uint64_t sequence) const {
  std::string bytes;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found,
                             snapshot_->Get(Family::kJournal, EntryKey(sequence), &bytes));
  if (!found) {
    return absl::OutOfRangeError(absl::StrCat("Expected an entry ", sequence,
                                              ", but the record ends before it."));
  }
  return bytes;
}

absl::StatusOr<journal::v1::AuditEntry> SnapshotReader::Entry(uint64_t sequence) const {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string bytes, EntryBytes(sequence));
  journal::v1::AuditEntry entry;
  if (!entry.ParseFromString(bytes)) {
    return absl::DataLossError(absl::StrCat("Entry ", sequence, " does not parse."));
  }
  return entry;
}

absl::StatusOr<std::vector<uint64_t>> SnapshotReader::HistoryOf(absl::string_view name,
                                                                uint64_t size) const {
  std::vector<uint64_t> sequences;
  const std::unique_ptr<Cursor> cursor = snapshot_->Scan(Family::kIndex, HistoryKey(name, 0),
                                                         HistoryKey(name, size));
  for (; cursor->Valid(); cursor->Next()) {
    sequences.push_back(ReadBigEndian64(cursor->key().substr(cursor->key().size() - 8)));
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  Head head;
  if (FindResource(name, &head) != nullptr && head.sequence < size) sequences.push_back(head.sequence);
  PLUMBLINE_RETURN_IF_ERROR(status_);
  return sequences;
}

absl::StatusOr<uint64_t> SnapshotReader::SizeAt(int64_t recorded_at_us) const {
  PLUMBLINE_ASSIGN_OR_RETURN(uint64_t high, TreeSize());
  uint64_t low = 0;  // Entries below `low` are recorded at or before the instant.
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    PLUMBLINE_ASSIGN_OR_RETURN(const journal::v1::AuditEntry entry, Entry(middle));
    if (entry.recorded_at_us() <= recorded_at_us) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

absl::StatusOr<uint64_t> SnapshotReader::SizeOf(absl::string_view name, const v1::AsOf& as_of) const {
  PLUMBLINE_ASSIGN_OR_RETURN(const uint64_t size, TreeSize());
  switch (as_of.moment_case()) {
    case v1::AsOf::MOMENT_NOT_SET:
      return size;
    case v1::AsOf::kTreeSize:
      if (as_of.tree_size() < 0 || static_cast<uint64_t>(as_of.tree_size()) > size) {
        return absl::OutOfRangeError(absl::StrCat("The record holds 0 to ", size, " entries."));
      }
      return static_cast<uint64_t>(as_of.tree_size());
    case v1::AsOf::kTime:
      return SizeAt(as_of.time().seconds() * 1000000 + as_of.time().nanos() / 1000);
    case v1::AsOf::kVersion: {
      PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<uint64_t> history, HistoryOf(name, size));
      if (as_of.version() < 1 || static_cast<size_t>(as_of.version()) > history.size()) {
        return absl::OutOfRangeError(
            absl::StrCat("The resource has versions 1 to ", history.size(), "."));
      }
      return history[static_cast<size_t>(as_of.version()) - 1] + 1;
    }
  }
  return size;
}

absl::StatusOr<SnapshotReader::Past> SnapshotReader::ResourceAt(absl::string_view name,
                                                                uint64_t size) const {
  Past past;
  const TableRow* table = rooms_->FindCollection(CollectionOf(name));
  if (table == nullptr) return past;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<uint64_t> history, HistoryOf(name, size));
  ReplayWorld world;
  for (const uint64_t sequence : history) {
    PLUMBLINE_ASSIGN_OR_RETURN(const journal::v1::AuditEntry entry, Entry(sequence));
    if (entry.subject() != name || !rooms_->ApplyEntry(world, entry)) {
      return absl::DataLossError(absl::StrCat("Entry ", sequence, " can't be applied."));
    }
    past.head = {entry.subject_version(), sequence};
  }
  const google::protobuf::Message* row = world.FindRow(table->id, *table->prototype, name);
  if (row != nullptr) {
    past.row.reset(row->New());
    past.row->CopyFrom(*row);
  }
  return past;
}

}  // namespace plumbline
