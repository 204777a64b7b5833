#include "services/runtime/engine/replay_world.h"

namespace plumbline {

std::string ReplayWorld::KeyOf(TableId table, absl::string_view name) {
  std::string key;
  key.reserve(2 + name.size());
  key.push_back(static_cast<char>(table >> 8));
  key.push_back(static_cast<char>(table & 0xff));
  key.append(name.data(), name.size());
  return key;
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

void ReplayWorld::SetHead(TableId table, absl::string_view name, Head head) {
  rows_[KeyOf(table, name)].head = head;
}

}  // namespace plumbline
