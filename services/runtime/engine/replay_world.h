// services/runtime/engine/replay_world.h: a world made of applied entries alone, in memory.
//
// Two uses: one resource as of a version or moment (replaying its own entries; whatever else apply
// touches is thrown away), and the rebuild of all derived state that `verify` compares.
// Not thread-safe.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_REPLAY_WORLD_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_REPLAY_WORLD_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "services/rooms.h"
#include "services/world.h"

namespace plumbline {

class ReplayWorld : public FigureWorld {
 public:
  struct Slot {
    std::unique_ptr<google::protobuf::Message> row;
    Head head;
  };

  const google::protobuf::Message* FindRow(TableId table, const google::protobuf::Message& prototype,
                                           absl::string_view name) const override;
  Head FindHead(TableId table, const google::protobuf::Message& prototype,
                absl::string_view name) const override;
  bool FindContent(const journal::v1::ContentRef&, std::string*) const override { return false; }
  bool FindBeside(absl::string_view, std::string*) const override { return false; }
  absl::Status status() const override { return absl::OkStatus(); }
  google::protobuf::Message* MutableRow(TableId table, const google::protobuf::Message& prototype,
                                        absl::string_view name) override;

  void AddIndexRow(std::string key, std::string value) override {
    index_rows_[std::move(key)] = std::move(value);
  }
  const absl::flat_hash_map<std::string, std::string>& index_rows() const { return index_rows_; }

  // As LiveWorld::AdvanceHead.
  void AdvanceHead(TableId table, absl::string_view subject, int64_t version, uint64_t sequence);
  // By state key: table (big-endian 16), name.
  const absl::flat_hash_map<std::string, Slot>& rows() const { return rows_; }

 private:
  // Good until the next call.
  absl::string_view KeyOf(TableId table, absl::string_view name) const;

  absl::flat_hash_map<std::string, std::string> index_rows_;
  absl::flat_hash_map<std::string, Slot> rows_;
  mutable std::string key_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_REPLAY_WORLD_H_
