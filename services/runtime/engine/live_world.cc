#include "services/runtime/engine/live_world.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/core/base/check.h"
#include "services/index_keys.h"
#include "services/runtime/engine/row_codec.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

class VectorSink : public IndexSink {
 public:
  explicit VectorSink(std::vector<std::pair<std::string, std::string>>* rows) : rows_(rows) {}
  void Put(std::string key, std::string value) override {
    rows_->emplace_back(std::move(key), std::move(value));
  }

 private:
  std::vector<std::pair<std::string, std::string>>* const rows_;
};

}  // namespace

LiveWorld::LiveWorld(const Store* store, const Rooms* rooms, size_t rows_max)
    : store_(store), rooms_(rooms), rows_max_(rows_max) {}

LiveWorld::Cache::value_type& LiveWorld::Load(TableId table, const google::protobuf::Message& prototype,
                                 absl::string_view name) const {
  key_scratch_.clear();
  key_scratch_.push_back(static_cast<char>(table >> 8));
  key_scratch_.push_back(static_cast<char>(table & 0xff));
  key_scratch_.append(name.data(), name.size());
  const auto young = young_.find(key_scratch_);
  if (young != young_.end()) return *young;
  const auto old = old_.find(key_scratch_);
  if (old != old_.end()) return *young_.insert(old_.extract(old)).position;

  if (IsFresh(name)) return *young_.try_emplace(key_scratch_).first;
  Slot slot;
  std::string bytes;
  const absl::StatusOr<bool> found =
      store_->Get(Family::kState, StateKey(table, name), &bytes);
  if (!found.ok()) {
    status_.Update(found.status());
  } else if (*found) {
    slot.row = DecodeRow(prototype, bytes, &slot.head);
    if (slot.row == nullptr) {
      status_.Update(absl::DataLossError(
          absl::StrCat("Expected a row of ", prototype.GetTypeName(), " under ", name,
                       ", but its bytes don't parse. Run `plumbline verify`.")));
    }
  }
  return *young_.emplace(key_scratch_, std::move(slot)).first;
}

bool LiveWorld::IsFresh(absl::string_view name) const {
  if (fresh_ids_.empty()) return false;
  for (const absl::string_view part : absl::StrSplit(name, '/')) {
    if (fresh_ids_.contains(part)) return true;
  }
  return false;
}

const google::protobuf::Message* LiveWorld::FindRow(TableId table,
                                                    const google::protobuf::Message& prototype,
                                                    absl::string_view name) const {
  return Load(table, prototype, name).second.row.get();
}

Head LiveWorld::FindHead(TableId table, const google::protobuf::Message& prototype,
                         absl::string_view name) const {
  return Load(table, prototype, name).second.head;
}

Head LiveWorld::HeadOfResource(absl::string_view name) const {
  const TableRow* table = rooms_->FindCollection(CollectionOf(name));
  return table == nullptr ? Head() : FindHead(table->id, *table->prototype, name);
}

const google::protobuf::Message* LiveWorld::FindResource(absl::string_view name) const {
  const TableRow* table = rooms_->FindCollection(CollectionOf(name));
  return table == nullptr ? nullptr : FindRow(table->id, *table->prototype, name);
}

bool LiveWorld::FindBeside(absl::string_view key, std::string* value) const {
  const auto pending = beside_.find(std::string(key));
  if (pending != beside_.end()) {
    if (pending->second.empty()) return false;
    *value = pending->second;
    return true;
  }
  const absl::StatusOr<bool> found = store_->Get(Family::kBeside, key, value);
  if (!found.ok()) status_.Update(found.status());
  return found.ok() && *found;
}

bool LiveWorld::FindContent(const journal::v1::ContentRef& ref, std::string* text) const {
  std::string bytes;
  state::v1::ContentRow row;
  if (!FindBeside(BesideKey(BesideTable::kContent, ref.id()), &bytes) ||
      !row.ParseFromString(bytes)) {
    return false;
  }
  *text = row.text();
  return true;
}

LiveWorld::IndexRows LiveWorld::IndexRowsOf(TableId table, absl::string_view name,
                                            const Slot& slot) const {
  IndexRows rows;
  const TableRow* info = rooms_->FindTable(table);
  if (info == nullptr || !info->rows || slot.row == nullptr) return rows;
  VectorSink sink(&rows);
  info->rows(name, *slot.row, sink);
  std::sort(rows.begin(), rows.end());
  return rows;
}

void LiveWorld::MakeDirty(Cache::value_type& cached) {
  auto& [key, slot] = cached;
  if (slot.dirty) return;
  slot.dirty = true;
  slot.rows_before = IndexRowsOf(TableOfKey(key), absl::string_view(key).substr(2), slot);
  dirty_.push_back(&cached);
}

google::protobuf::Message* LiveWorld::MutableRow(TableId table,
                                                 const google::protobuf::Message& prototype,
                                                 absl::string_view name) {
  Cache::value_type& cached = Load(table, prototype, name);
  MakeDirty(cached);
  Slot& slot = cached.second;
  if (slot.row == nullptr) slot.row.reset(prototype.New());
  return slot.row.get();
}

void LiveWorld::AdvanceHead(absl::string_view subject, int64_t version, uint64_t sequence) {
  const TableRow* table = rooms_->FindCollection(CollectionOf(subject));
  PLUMBLINE_CHECK(table != nullptr, "the subject of an entry is a resource of some room");
  Cache::value_type& cached = Load(table->id, *table->prototype, subject);
  Slot& slot = cached.second;
  PLUMBLINE_CHECK(slot.row != nullptr, "applying an event makes the row of its subject");
  MakeDirty(cached);
  if (slot.head.version > 0) AddIndexRow(HistoryKey(subject, slot.head.sequence), {});
  slot.head = {version, sequence};
}

void LiveWorld::AddIndexRow(std::string key, std::string value) {
  index_rows_.push_back({Family::kIndex, std::move(key), std::move(value), false});
}

void LiveWorld::PutBeside(std::string key, std::string value) {
  beside_[std::move(key)] = std::move(value);
}

void LiveWorld::CollectWrites(std::vector<Write>* derived, std::vector<Write>* beside) {
  for (Cache::value_type* const cached : dirty_) {
    const auto& [key, slot] = *cached;
    const TableId table = TableOfKey(key);
    const absl::string_view name = absl::string_view(key).substr(2);
    derived->push_back({Family::kState, StateKey(table, name), EncodeRow(slot.head, *slot.row), false});
    const IndexRows after = IndexRowsOf(table, name, slot);
    auto before = slot.rows_before.begin();
    auto now = after.begin();
    while (before != slot.rows_before.end() || now != after.end()) {
      if (now == after.end() || (before != slot.rows_before.end() && before->first < now->first)) {
        derived->push_back({Family::kIndex, before->first, {}, true});
        ++before;
      } else if (before == slot.rows_before.end() || now->first < before->first) {
        derived->push_back({Family::kIndex, now->first, now->second, false});
        ++now;
      } else {
        if (before->second != now->second) {
          derived->push_back({Family::kIndex, now->first, now->second, false});
        }
        ++before;
        ++now;
      }
    }
  }
  for (Write& write : index_rows_) derived->push_back(std::move(write));
  index_rows_.clear();
  for (auto& [key, value] : beside_) {
    const bool remove = value.empty();
    beside->push_back({Family::kBeside, key, value, remove});
  }
}

void LiveWorld::EndGroup() {
  for (Cache::value_type* const cached : dirty_) {
    cached->second.dirty = false;
    cached->second.rows_before.clear();
  }
  dirty_.clear();
  beside_.clear();
  fresh_ids_.clear();
  if (young_.size() >= rows_max_ / 2) {
    old_ = std::move(young_);
    young_.clear();
  }
}

}  // namespace plumbline
