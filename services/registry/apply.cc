#include "services/dates.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/matter/matter.h"
#include "services/provenance.h"
#include "services/registry/registry.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;

void ApplyDocumentSigned(MutableWorld& world, const AuditEntry& entry,
                         const journal::v1::DocumentSigned& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  ApplyLimits(event.limits(), *row.mutable_resource());
  MoveStage(entry, config::v1::STAGE_SIGNED, row);
}

void ApplyDocumentNumbered(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::DocumentNumbered& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  row.mutable_resource()->set_document_number(event.document_number());
  auto& used = world.Mutable<state::v1::DocumentNumberRow>(event.document_number());
  used.set_holder(entry.subject());
  used.set_number(event.number());
  used.set_outside_source(event.outside_source());
  MoveStage(entry, config::v1::STAGE_NUMBERED, row);
}

// One of ours stays taken for ever; one from outside was a slip of the pen and is free again.
void ApplyDocumentNumberVoided(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::DocumentNumberVoided& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  row.mutable_resource()->clear_document_number();
  auto& used = world.Mutable<state::v1::DocumentNumberRow>(event.document_number());
  if (used.number().empty()) used.clear_holder();
  MoveStage(entry, config::v1::STAGE_SIGNED, row);
}

void ApplyDocumentPublished(MutableWorld& world, const AuditEntry& entry,
                            const journal::v1::DocumentPublished& event) {
  v1::Document& document = *world.Mutable<state::v1::DocumentRow>(entry.subject()).mutable_resource();
  document.set_title(event.title());
  document.set_document_number(event.document_number());
  document.set_issuer(event.issuer());
  *document.mutable_kinds() = event.kinds();
  document.set_matter(event.matter());
  SetDate(event.publish_date(), document.mutable_publish_date());
  SetDate(event.effective_date(), document.mutable_effective_date());
  if (event.valid_until_date() != 0) SetDate(event.valid_until_date(), document.mutable_valid_until_date());
  document.set_state(v1::DOCUMENT_STATE_IN_FORCE);
  document.set_origin(v1::DOCUMENT_ORIGIN_RECORDED);
  document.set_text_digest(event.text_digest());
  *document.mutable_channels() = event.channels();
  document.set_number_source(event.number_source());
  SetProvenance(entry, document.mutable_published());
}

void ApplyMatterPublished(MutableWorld& world, const AuditEntry& entry,
                          const journal::v1::MatterPublished& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  row.mutable_resource()->set_document(event.document());
  ApplyLimits(event.limits(), *row.mutable_resource());
  MoveStage(entry, config::v1::STAGE_PUBLISHED, row);
}

void ApplyDocumentImported(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::DocumentImported& event) {
  v1::Document& document = *world.Mutable<state::v1::DocumentRow>(entry.subject()).mutable_resource();
  document.set_title(event.title());
  document.set_document_number(event.document_number());
  document.set_issuer(event.issuer());
  SetDate(event.publish_date(), document.mutable_publish_date());
  document.set_state(v1::DOCUMENT_STATE_IN_FORCE);
  document.set_origin(v1::DOCUMENT_ORIGIN_IMPORTED);
  document.set_source_file(FileNameOf(event.source_digest()));
  document.set_source_row(event.source_row());
  document.set_source_name(event.source_name());
  document.set_drafter(event.drafter());
  SetProvenance(entry, document.mutable_published());
  if (!event.document_number().empty()) {
    world.Mutable<state::v1::DocumentNumberRow>(event.document_number()).set_holder(entry.subject());
  }
}

void ApplyDocumentUnreviewed(MutableWorld& world, const AuditEntry& entry, const journal::v1::DocumentUnreviewed& event) {
  {
    auto& row = world.Mutable<state::v1::DocumentRow>(entry.subject());
    v1::Document& document = *row.mutable_resource();
    document.set_title(event.title());
    document.set_document_number(event.document_number());
    document.set_issuer(event.issuer());
    document.set_keeper(event.drafter());
    SetDate(event.publish_date(), document.mutable_publish_date());
    document.set_state(v1::DOCUMENT_STATE_IN_FORCE);
    document.set_origin(v1::DOCUMENT_ORIGIN_UNREVIEWED);
    document.set_source_file(FileNameOf(event.evidence_digest()));
    document.set_found_in(event.found_in());
    document.set_matter(event.matter());
    document.set_deliberated_only(event.deliberated_only());
    SetProvenance(entry, document.mutable_published());
    if (event.has_reason()) *row.mutable_unreviewed_reason() = event.reason();
  }
  if (!event.document_number().empty()) {
    world.Mutable<state::v1::DocumentNumberRow>(event.document_number()).set_holder(entry.subject());
  }
}

void ApplyMatterUnreviewed(MutableWorld& world, const AuditEntry& entry, const journal::v1::MatterUnreviewed& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  row.mutable_resource()->set_ending(v1::ENDING_UNREVIEWED);
  row.mutable_resource()->set_document(event.document());
  MoveStage(entry, config::v1::STAGE_ENDED, row);
}

void ApplyDocumentStateSet(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::DocumentStateSet& event) {
  v1::Document& document = *world.Mutable<state::v1::DocumentRow>(entry.subject()).mutable_resource();
  document.set_state(static_cast<v1::DocumentState>(event.state()));
  document.set_state_basis(event.basis());
  SetProvenance(entry, document.mutable_state_changed());
}

}  // namespace

void RegisterRegistryEvents(Rooms& rooms) {
  rooms.Apply(&ApplyDocumentSigned);
  rooms.Apply(&ApplyDocumentNumbered);
  rooms.Apply(&ApplyDocumentNumberVoided);
  rooms.Apply(&ApplyDocumentPublished);
  rooms.Apply(&ApplyMatterPublished);
  rooms.Apply(&ApplyDocumentImported);
  rooms.Apply(&ApplyDocumentUnreviewed);
  rooms.Apply(&ApplyMatterUnreviewed);
  rooms.Apply(&ApplyDocumentStateSet);
}

}  // namespace plumbline
