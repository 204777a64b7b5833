#include "services/runtime/engine/named_files.h"

#include <memory>
#include <vector>

#include "absl/strings/match.h"
#include "plumbline/state/v1/destruction_state.pb.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/files.h"
#include "services/runtime/engine/row_codec.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void CollectFiles(const Message& message, std::set<std::string>* files) {
  std::vector<const FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        const std::string value = field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                       : reflection->GetString(message, field);
        if (absl::StartsWith(value, "files/") && !FileDigestOf(value).empty()) files->insert(value);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        CollectFiles(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                          : reflection->GetMessage(message, field),
                     files);
      }
    }
  }
}

// What is asked to be destroyed keeps no file alive.
bool OfDestructions(const TableRow& table) {
  const auto* type = table.prototype->GetDescriptor();
  return type == state::v1::DestructionRow::descriptor() || type == state::v1::DestructionListRow::descriptor();
}

}  // namespace

absl::StatusOr<std::set<std::string>> NamedFilesOf(const Snapshot& snapshot, const Rooms& rooms) {
  std::set<std::string> files;
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kState, "", "");
  for (; cursor->Valid(); cursor->Next()) {
    PLUMBLINE_ASSIGN_OR_RETURN(const StateKeyParts parts, ParseStateKey(cursor->key()));
    const TableRow* table = rooms.FindTable(parts.table);
    Head head;
    if (table == nullptr || OfDestructions(*table)) continue;
    // Most rows name no file: their bytes say so without being parsed.
    const bool names_rules = table->prototype->GetDescriptor() == state::v1::RulesRow::descriptor();
    if (!names_rules && !absl::StrContains(cursor->value(), "files/")) continue;
    const std::unique_ptr<Message> row = DecodeRow(*table->prototype, cursor->value(), &head);
    if (row == nullptr) continue;
    CollectFiles(*row, &files);
    if (const auto* rules = dynamic_cast<const state::v1::RulesRow*>(row.get())) {
      files.insert(FileNameOf(rules->sha256()));
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  PLUMBLINE_ASSIGN_OR_RETURN(const DestroyedFiles destroyed, DestroyedFilesOf(snapshot, rooms));
  for (const std::string& file : destroyed.all) files.erase(file);
  return files;
}

absl::StatusOr<DestroyedFiles> DestroyedFilesOf(const Snapshot& snapshot, const Rooms& rooms) {
  DestroyedFiles destroyed;
  const TableId table = TableOf<state::v1::DestroyedFileRow>();
  const TableId by = TableOf<state::v1::DestructionRow>();
  PLUMBLINE_CHECK(rooms.FindTable(table) != nullptr, "the destruction room is among the rooms");
  const std::string prefix = StateKey(table, "");
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kState, prefix, PrefixEnd(prefix));
  for (; cursor->Valid(); cursor->Next()) {
    PLUMBLINE_ASSIGN_OR_RETURN(const StateKeyParts parts, ParseStateKey(cursor->key()));
    Head head;
    const auto row = DecodeRow(state::v1::DestroyedFileRow::default_instance(), cursor->value(), &head);
    if (row == nullptr) continue;  // A rebuild says what is wrong with it.
    const std::string name(parts.name);
    destroyed.all.insert(name);
    std::string bytes;
    PLUMBLINE_ASSIGN_OR_RETURN(
        const bool found,
        snapshot.Get(Family::kState, StateKey(by, static_cast<const state::v1::DestroyedFileRow&>(*row).destruction()),
                     &bytes));
    const auto destruction =
        found ? DecodeRow(state::v1::DestructionRow::default_instance(), bytes, &head) : nullptr;
    if (destruction != nullptr && static_cast<const state::v1::DestructionRow&>(*destruction).resource().state() ==
                                      v1::DESTRUCTION_STATE_COMPLETED) {
      destroyed.gone.insert(name);
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  return destroyed;
}

}  // namespace plumbline
