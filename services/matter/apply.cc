#include <algorithm>

#include "services/files.h"
#include "services/limits.h"
#include "services/matter/matter.h"
#include "services/provenance.h"
#include "services/world.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::MatterRow;

void ApplyMatterCreated(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::MatterCreated& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  row.set_created_sequence(static_cast<int64_t>(entry.sequence()));
  v1::Matter& matter = *row.mutable_resource();
  matter.set_title(event.title());
  *matter.mutable_kinds() = event.kinds();
  matter.set_lead_drafter(event.lead_drafter());
  *matter.mutable_co_drafters() = event.co_drafters();
  matter.set_issuer(event.issuer());
  matter.set_reviewing_body(event.reviewing_body());
  matter.set_office(event.office());
  *matter.mutable_conditions() = event.conditions();
  matter.set_emergency_basis(event.emergency_basis());
  matter.set_resubmission_of(event.resubmission_of());
  for (const journal::v1::RecognitionFact& fact : event.recognition()) {
    v1::RecognitionAnswer* answer = matter.add_recognition();
    answer->set_question(fact.question());
    answer->set_yes(fact.yes());
  }
  MoveStage(entry, config::v1::STAGE_DRAFT, row);
}

void ApplyMatterUpdated(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::MatterUpdated& event) {
  v1::Matter& matter = *world.Mutable<MatterRow>(entry.subject()).mutable_resource();
  matter.set_title(event.title());
  *matter.mutable_kinds() = event.kinds();
  *matter.mutable_conditions() = event.conditions();
  *matter.mutable_co_drafters() = event.co_drafters();
  matter.set_emergency_basis(event.emergency_basis());
}

void ApplyDraftVersionAdded(MutableWorld& world, const AuditEntry& entry,
                            const journal::v1::DraftVersionAdded& event) {
  v1::DraftVersion& draft =
      *world.Mutable<state::v1::DraftVersionRow>(entry.subject()).mutable_resource();
  draft.set_number(event.number());
  draft.set_purpose(static_cast<v1::DraftPurpose>(event.purpose()));
  draft.set_file(FileNameOf(event.file_digest()));
  draft.set_text_digest(event.text_digest());
  draft.set_text_digest_algorithm(event.text_digest_algorithm());
  draft.set_file_digest(event.file_digest());
  draft.set_same_text_as_before(event.same_text_as_before());
  draft.set_note(event.note());
  SetProvenance(entry, draft.mutable_added());
}

void ApplyMatterTextChanged(MutableWorld& world, const AuditEntry& entry,
                            const journal::v1::MatterTextChanged& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  row.set_draft_count(event.number());
  row.mutable_resource()->set_current_version(event.version());
  row.mutable_resource()->set_text_digest(event.text_digest());
  row.mutable_resource()->set_file_digest(event.file_digest());
}

void ApplyMaterialFiled(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::MaterialFiled& event) {
  v1::Matter& matter = *world.Mutable<MatterRow>(entry.subject()).mutable_resource();
  v1::Material* material = nullptr;
  for (v1::Material& one : *matter.mutable_materials()) {
    if (one.slot() == event.slot()) material = &one;
  }
  if (material == nullptr) material = matter.add_materials();
  material->set_slot(event.slot());
  material->set_file(FileNameOf(event.file_digest()));
  material->set_not_applicable_reason(event.not_applicable_reason());
  SetProvenance(entry, material->mutable_filed());
}

void ApplyMatterSubmitted(MutableWorld& world, const AuditEntry& entry,
                          const journal::v1::MatterSubmitted& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  v1::Matter& matter = *row.mutable_resource();
  matter.clear_requested_date();
  if (event.requested_date() != 0) SetDate(event.requested_date(), matter.mutable_requested_date());
  if (!event.issuer().empty()) matter.set_issuer(event.issuer());
  if (!event.reviewing_body().empty()) matter.set_reviewing_body(event.reviewing_body());
  if (!event.office().empty()) matter.set_office(event.office());
  SetProvenance(entry, matter.mutable_submitted());
  for (const journal::v1::GateReasonGiven& given : event.gate_reasons()) {
    v1::GateReason* reason = matter.add_gate_reasons();
    reason->set_gate(given.gate());
    reason->set_reason(given.reason());
  }
  matter.clear_return_reason();
  ApplyLimits(event.limits(), matter);
  MoveStage(entry, config::v1::STAGE_SUBMITTED, row);
}

void ApplyMatterWithdrawn(MutableWorld& world, const AuditEntry& entry,
                          const journal::v1::MatterWithdrawn&) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  row.mutable_resource()->set_ending(v1::ENDING_WITHDRAWN);
  MoveStage(entry, config::v1::STAGE_ENDED, row);
}

void ApplyMatterAccepted(MutableWorld& world, const AuditEntry& entry,
                         const journal::v1::MatterAccepted& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  SetProvenance(entry, row.mutable_resource()->mutable_accepted());
  ApplyLimits(event.limits(), *row.mutable_resource());
  row.set_returned_from(config::v1::STAGE_UNSPECIFIED);
  MoveStage(entry, config::v1::STAGE_ACCEPTED, row);
}

void ApplyMatterReturned(MutableWorld& world, const AuditEntry& entry,
                         const journal::v1::MatterReturned& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  v1::Matter& matter = *row.mutable_resource();
  matter.set_return_count(matter.return_count() + 1);
  matter.set_return_reason(event.reason());
  ApplyLimits(event.limits(), matter);
  row.set_returned_from(matter.stage());
  MoveStage(entry, config::v1::STAGE_DRAFT, row);
}

void ApplyMatterRecognised(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::MatterRecognised& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  v1::Matter& matter = *row.mutable_resource();
  matter.set_recognition_reason(event.reason());
  if (event.kinds_size() == 0) {
    matter.set_ending(v1::ENDING_NOT_IN_SCOPE);
    MoveStage(entry, config::v1::STAGE_ENDED, row);
    return;
  }
  *matter.mutable_kinds() = event.kinds();
  MoveStage(entry, matter.stage(), row);
}

}  // namespace

void MoveStage(const journal::v1::AuditEntry& entry, config::v1::Stage stage,
               state::v1::MatterRow& row) {
  row.mutable_resource()->set_stage(stage);
  row.set_last_act_date(std::max(row.last_act_date(), entry.occurred_on()));
  state::v1::SpineAct& act = *row.add_acts();
  act.set_sequence(entry.sequence());
  act.set_date(entry.occurred_on());
}

void RegisterMatterEvents(Rooms& rooms) {
  rooms.Apply(&ApplyMatterCreated);
  rooms.Apply(&ApplyMatterUpdated);
  rooms.Apply(&ApplyDraftVersionAdded);
  rooms.Apply(&ApplyMatterTextChanged);
  rooms.Apply(&ApplyMaterialFiled);
  rooms.Apply(&ApplyMatterSubmitted);
  rooms.Apply(&ApplyMatterWithdrawn);
  rooms.Apply(&ApplyMatterAccepted);
  rooms.Apply(&ApplyMatterReturned);
  rooms.Apply(&ApplyMatterRecognised);
}

}  // namespace plumbline
