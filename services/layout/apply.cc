#include "services/layout/layout.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;

void ApplyLayoutSaved(MutableWorld& world, const AuditEntry& entry, const journal::v1::LayoutSaved& event) {
  v1::Layout& layout = *world.Mutable<state::v1::LayoutRow>(entry.subject()).mutable_resource();
  layout.set_title(event.title());
  layout.set_list(event.list());
  layout.clear_columns();
  for (const journal::v1::LayoutColumnSaved& saved : event.columns()) {
    v1::LayoutColumn& column = *layout.add_columns();
    column.set_path(saved.path());
    column.set_heading(saved.heading());
    column.set_width(saved.width());
  }
  SetProvenance(entry, layout.mutable_saved());
}

void ApplyLayoutRemoved(MutableWorld& world, const AuditEntry& entry, const journal::v1::LayoutRemoved&) {
  SetProvenance(entry, world.Mutable<state::v1::LayoutRow>(entry.subject()).mutable_resource()->mutable_removed());
}

}  // namespace

void RegisterLayoutEvents(Rooms& rooms) {
  rooms.Apply(&ApplyLayoutSaved);
  rooms.Apply(&ApplyLayoutRemoved);
}

}  // namespace plumbline
