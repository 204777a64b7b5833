#include "services/destruction/destruction.h"
#include "services/files.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::DestructionListRow;
using state::v1::DestructionRow;

void ApplyDestructionProposed(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::DestructionProposed& event) {
  DestructionRow& row = world.Mutable<DestructionRow>(entry.subject());
  v1::Destruction& destruction = *row.mutable_resource();
  destruction.set_ground(static_cast<v1::DestructionGround>(event.ground()));
  *row.mutable_reason() = event.reason();
  destruction.set_basis_paper(event.basis_paper());
  destruction.set_resource(event.resource());
  *destruction.mutable_fields() = event.fields();
  for (const std::string& digest : event.file_digests()) destruction.add_files(FileNameOf(digest));
  destruction.set_organization(event.organization());
  destruction.set_state(v1::DESTRUCTION_STATE_LISTING);
  SetProvenance(entry, destruction.mutable_proposed());
}

void ApplyDestructionListed(MutableWorld& world, const AuditEntry& entry, const journal::v1::DestructionListed& event) {
  v1::DestructionList& list = *world.Mutable<DestructionListRow>(entry.subject()).mutable_list();
  list.Clear();
  int texts = 0;
  for (const journal::v1::DestructionItem& listed : event.items()) {
    v1::DestructionItem& item = *list.add_items();
    item.set_resource(listed.resource());
    item.set_path(listed.path());
    item.set_text_id(listed.text_id());
    item.set_file(FileNameOf(listed.file_digest()));
    item.set_size_bytes(listed.size());
    item.set_earlier(listed.earlier());
    *item.mutable_also_named_by() = listed.also_named_by();
    texts += listed.file_digest().empty() ? 1 : 0;
  }
  for (const journal::v1::DestructionKept& kept : event.kept()) {
    v1::KeptItem& item = *list.add_kept();
    item.set_resource(kept.resource());
    item.set_path(kept.path());
    item.set_cause(static_cast<v1::KeptCause>(kept.cause()));
  }
  *list.mutable_related() = event.related();
  list.set_left_out(event.left_out());
  v1::Destruction& destruction = *world.Mutable<DestructionRow>(entry.subject()).mutable_resource();
  destruction.set_state(v1::DESTRUCTION_STATE_PROPOSED);
  destruction.set_text_count(texts);
  destruction.set_file_count(event.items_size() - texts);
  destruction.set_left_out(event.left_out());
  destruction.set_kept_count(event.kept_size());
}

void ApplyDestructionApproved(MutableWorld& world, const AuditEntry& entry, const journal::v1::DestructionApproved&) {
  v1::Destruction& destruction = *world.Mutable<DestructionRow>(entry.subject()).mutable_resource();
  destruction.set_state(v1::DESTRUCTION_STATE_APPROVED);
  SetProvenance(entry, destruction.mutable_decided());
  const int ground = destruction.ground();
  const v1::DestructionList list = world.Get<DestructionListRow>(entry.subject()).list();
  for (const v1::DestructionItem& item : list.items()) {
    if (item.file().empty()) continue;
    state::v1::DestroyedFileRow& file = world.Mutable<state::v1::DestroyedFileRow>(item.file());
    if (!file.destruction().empty()) continue;  // The first one says when.
    file.set_destruction(entry.subject());
    file.set_ground(ground);
    file.set_date(entry.occurred_on());
  }
}

void ApplyDestructionRejected(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::DestructionRejected& event) {
  DestructionRow& row = world.Mutable<DestructionRow>(entry.subject());
  row.mutable_resource()->set_state(v1::DESTRUCTION_STATE_REJECTED);
  *row.mutable_decision_reason() = event.reason();
  SetProvenance(entry, row.mutable_resource()->mutable_decided());
}

void ApplyDestructionCompleted(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::DestructionCompleted&) {
  v1::Destruction& destruction = *world.Mutable<DestructionRow>(entry.subject()).mutable_resource();
  destruction.set_state(v1::DESTRUCTION_STATE_COMPLETED);
  SetProvenance(entry, destruction.mutable_completed());
  destruction.set_copies_until(static_cast<int64_t>(entry.sequence()));
}

// The resource is as it was: what it refers to is gone. The entry stands in its history.
void ApplyContentsDestroyed(MutableWorld&, const AuditEntry&, const journal::v1::ContentsDestroyed&) {}

}  // namespace

void RegisterDestructionEvents(Rooms& rooms) {
  rooms.Apply(&ApplyDestructionProposed);
  rooms.Apply(&ApplyDestructionListed);
  rooms.Apply(&ApplyDestructionApproved);
  rooms.Apply(&ApplyDestructionRejected);
  rooms.Apply(&ApplyDestructionCompleted);
  rooms.Apply(&ApplyContentsDestroyed);
}

}  // namespace plumbline
