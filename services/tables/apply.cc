#include "services/files.h"
#include "services/provenance.h"
#include "services/tables/tables.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::MaterialTableRow;

void ApplyTableSaved(MutableWorld& world, const AuditEntry& entry, const journal::v1::TableSaved& event) {
  auto& row = world.Mutable<MaterialTableRow>(entry.subject());
  v1::Table& table = *row.mutable_resource();
  table.set_kind(static_cast<config::v1::TableKind>(event.kind()));
  table.set_row_count(event.lines_size());
  table.set_state(v1::TABLE_STATE_OPEN);
  if (!event.copied_from().empty()) table.set_copied_from(event.copied_from());
  SetProvenance(entry, table.mutable_saved());
  *row.mutable_lines() = event.lines();
}

void ApplyTableFiled(MutableWorld& world, const AuditEntry& entry, const journal::v1::TableFiled& event) {
  v1::Table& table = *world.Mutable<MaterialTableRow>(entry.subject()).mutable_resource();
  table.set_state(v1::TABLE_STATE_FILED);
  table.set_file(FileNameOf(event.file_digest()));
  table.set_slot(event.slot());
  SetProvenance(entry, table.mutable_filed());
}

}  // namespace

void RegisterTableEvents(Rooms& rooms) {
  rooms.Apply(&ApplyTableSaved);
  rooms.Apply(&ApplyTableFiled);
}

}  // namespace plumbline
