#include "services/runtime/engine/replay_world.h"

#include "services/core/base/bytes.h"
#include "services/index_keys.h"

namespace plumbline {

absl::string_view ReplayWorld::KeyOf(TableId table, absl::string_view name) const {
  key_.clear();
  AppendBigEndian16(&key_, table);
  key_.append(name.data(), name.size());
  return key_;
}

const google::protobuf::Message* ReplayWorld::FindRow(TableId table,
                                                      const google::protobuf::Message&,
                                                      absl::string_view name) const {
  const auto found = rows_.find(KeyOf(table, name));
  return found == rows_.end() ? nullptr : found->second.row.get();
}

Head ReplayWorld::FindHead(TableId table, const google::protobuf::Message&,
                           absl::string_view name) const {
  const auto found = rows_.find(KeyOf(table, name));
  return found == rows_.end() ? Head() : found->second.head;
}

google::protobuf::Message* ReplayWorld::MutableRow(TableId table,
                                                   const google::protobuf::Message& prototype,
                                                   absl::string_view name) {
  Slot& slot = rows_[KeyOf(table, name)];
  if (slot.row == nullptr) slot.row.reset(prototype.New());
  return slot.row.get();
}

void ReplayWorld::AdvanceHead(TableId table, absl::string_view subject, int64_t version, uint64_t sequence) {
  Head& head = rows_[KeyOf(table, subject)].head;
  if (head.version > 0) AddIndexRow(HistoryKey(subject, head.sequence), {});
  head = {version, sequence};
}

}  // namespace plumbline
