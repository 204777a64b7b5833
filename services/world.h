// services/world.h: what deciding may look at and what applying may change.
//
// Rows are protobuf messages of plumbline.state.v1, found by table and name. Decide gets a
// `const World&`: it cannot write. Apply gets a `MutableWorld&`: it cannot refuse.
//
//   const state::v1::MatterRow* matter = world.Find<state::v1::MatterRow>("matters/x7k2");
//
// A pointer lives until the next Mutable or Erase of the same row.
// A row that cannot be read (bytes that disagree with their checksum) reads as absent and latches
// status(): the engine looks at it before it uses the decision.
#ifndef PLUMBLINE_SERVICES_WORLD_H_
#define PLUMBLINE_SERVICES_WORLD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "plumbline/journal/v1/content.pb.h"
#include "plumbline/v1/options.pb.h"

namespace plumbline {

using TableId = uint16_t;

// Number of the table of a row type, from its proto option.
template <typename Row>
TableId TableOf() {
  static const TableId id =
      static_cast<TableId>(Row::descriptor()->options().GetExtension(v1::table).id());
  return id;
}

// Names of a resource's children in one collection, as Context::children_of.
using Children =
    std::function<absl::StatusOr<std::vector<std::string>>(absl::string_view parent, absl::string_view collection)>;

// Where a resource stands in the record.
struct Head {
  int64_t version = 0;   // 0: it does not exist.
  uint64_t sequence = 0;  // Its last entry.
};

class FileIndex;
class RulesBook;

class World {
 public:
  virtual ~World() = default;

  // The rules that visibility and gates are read from; nullptr where rows are only replayed.
  const RulesBook* rules_book() const { return rules_book_; }
  void set_rules_book(const RulesBook* book) { rules_book_ = book; }
  // The files that may be named; nullptr where rows are only replayed.
  const FileIndex* file_index() const { return file_index_; }
  void set_file_index(const FileIndex* files) { file_index_ = files; }

  // The row, or nullptr when it does not exist.
  template <typename Row>
  const Row* Find(absl::string_view name) const {
    return static_cast<const Row*>(FindRow(TableOf<Row>(), Row::default_instance(), name));
  }
  // The row, or the empty row of its type: for tallies that begin at zero.
  template <typename Row>
  const Row& Get(absl::string_view name) const {
    const Row* row = Find<Row>(name);
    return row == nullptr ? Row::default_instance() : *row;
  }
  // Version and last entry of the row that is named; version 0 when there is none.
  template <typename Row>
  Head HeadOf(absl::string_view name) const {
    return FindHead(TableOf<Row>(), Row::default_instance(), name);
  }

  // The text of a reference, or nullopt-like false when it was destroyed (内容已依规销毁).
  virtual bool FindContent(const journal::v1::ContentRef& ref, std::string* text) const = 0;

  // Reads a row beside the journal (credentials, files' facts). False when absent.
  virtual bool FindBeside(absl::string_view key, std::string* value) const = 0;

  // First read that failed, or OK.
  virtual absl::Status status() const = 0;

  virtual const google::protobuf::Message* FindRow(TableId table,
                                                   const google::protobuf::Message& prototype,
                                                   absl::string_view name) const = 0;
  virtual Head FindHead(TableId table, const google::protobuf::Message& prototype,
                        absl::string_view name) const = 0;

 private:
  const RulesBook* rules_book_ = nullptr;
  const FileIndex* file_index_ = nullptr;
};

class MutableWorld : public World {
 public:
  // The row, made empty when it does not exist. Borrowed until the next call.
  template <typename Row>
  Row& Mutable(absl::string_view name) {
    return *static_cast<Row*>(MutableRow(TableOf<Row>(), Row::default_instance(), name));
  }
  virtual google::protobuf::Message* MutableRow(TableId table,
                                                const google::protobuf::Message& prototype,
                                                absl::string_view name) = 0;
};

// The text of a reference, or what stands in its place once it was destroyed.
inline std::string ShownContent(const World& world, const journal::v1::ContentRef& ref) {
  std::string text;
  return world.FindContent(ref, &text) ? text : "内容已依规销毁";
}

// `versions` of `matters/x/versions/3`; `rehearsal` of `rehearsal`.
inline absl::string_view CollectionOf(absl::string_view name) {
  const size_t last = name.rfind('/');
  if (last == absl::string_view::npos) return name;
  const size_t before = name.rfind('/', last - 1);
  return name.substr(before == absl::string_view::npos ? 0 : before + 1,
                     last - (before == absl::string_view::npos ? 0 : before + 1));
}

// The first two parts: `matters/x` of `matters/x/threads/y`.
inline absl::string_view RootOf(absl::string_view name) {
  const size_t first = name.find('/');
  if (first == absl::string_view::npos) return name;
  return name.substr(0, name.find('/', first + 1));
}

// All but the last two parts: `matters/x` of `matters/x/threads/y`; empty for a root.
inline absl::string_view ParentOf(absl::string_view name) {
  const size_t last = name.rfind('/');
  if (last == absl::string_view::npos || last == 0) return {};
  const size_t before = name.rfind('/', last - 1);
  return before == absl::string_view::npos ? absl::string_view() : name.substr(0, before);
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_WORLD_H_
