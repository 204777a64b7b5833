// services/overlay.h: a world with a few rows changed, over another that stays as it is.
//
// What would follow from a correction, or from the first half of a handover, is found by applying its events here first.
// Threads  that of the world below, which has to outlive it and must not change meanwhile.
#ifndef PLUMBLINE_SERVICES_OVERLAY_H_
#define PLUMBLINE_SERVICES_OVERLAY_H_

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "services/world.h"

namespace plumbline {

class Overlay : public MutableWorld {
 public:
  explicit Overlay(const World& below) : below_(below) {
    set_rules_book(below.rules_book());
    set_file_index(below.file_index());
  }

  const google::protobuf::Message* FindRow(TableId table, const google::protobuf::Message& prototype,
                                           absl::string_view name) const override {
    const auto found = rows_.find({table, std::string(name)});
    return found != rows_.end() ? found->second.get() : below_.FindRow(table, prototype, name);
  }
  Head FindHead(TableId table, const google::protobuf::Message& prototype,
                absl::string_view name) const override {
    return below_.FindHead(table, prototype, name);
  }
  bool FindContent(const journal::v1::ContentRef& ref, std::string* text) const override {
    return below_.FindContent(ref, text);
  }
  bool FindBeside(absl::string_view key, std::string* value) const override {
    return below_.FindBeside(key, value);
  }
  absl::Status status() const override { return below_.status(); }

  google::protobuf::Message* MutableRow(TableId table, const google::protobuf::Message& prototype,
                                        absl::string_view name) override {
    std::unique_ptr<google::protobuf::Message>& row = rows_[{table, std::string(name)}];
    if (row == nullptr) {
      row.reset(prototype.New());
      if (const auto* under = below_.FindRow(table, prototype, name)) row->CopyFrom(*under);
    }
    return row.get();
  }

 private:
  const World& below_;
  std::map<std::pair<TableId, std::string>, std::unique_ptr<google::protobuf::Message>> rows_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_OVERLAY_H_
