#include <algorithm>

#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "services/core/base/check.h"
#include "services/correction/correction.h"
#include "services/correction/fact.h"
#include "services/files.h"
#include "services/limits.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::CorrectionRow;

void SetOutcome(const journal::v1::CorrectionOutcome& outcome, v1::Correction& correction) {
  correction.set_state(v1::CORRECTION_STATE_APPLIED);
  *correction.mutable_affected() = outcome.affected();
  for (const journal::v1::GateFoundUnmet& gate : outcome.gates()) {
    v1::GateFoundUnmet& shown = *correction.add_gates();
    shown.set_matter(gate.matter());
    shown.set_command(gate.command());
    shown.set_gate(gate.gate());
  }
}

void ApplyCorrectionProposed(MutableWorld& world, const AuditEntry& entry,
                             const journal::v1::CorrectionProposed& event) {
  CorrectionRow& row = world.Mutable<CorrectionRow>(entry.subject());
  v1::Correction& correction = *row.mutable_resource();
  correction.set_target(event.target());
  correction.set_field(event.field());
  correction.set_entry(static_cast<int64_t>(event.entry()));
  correction.set_was(event.was().text());
  correction.set_is(event.is().text());
  if (event.was().has_content()) *row.mutable_was() = event.was().content();
  if (event.is().has_content()) *row.mutable_is() = event.is().content();
  *row.mutable_reason() = event.reason();
  correction.set_proof_file(FileNameOf(event.evidence_digest()));
  correction.set_proof_paper(event.evidence_paper());
  correction.set_organization(event.organization());
  correction.set_needs_approval(event.needs_approval());
  correction.set_state(v1::CORRECTION_STATE_PROPOSED);
  SetProvenance(entry, correction.mutable_proposed());
  if (event.has_outcome()) SetOutcome(event.outcome(), correction);
}

void ApplyCorrectionApproved(MutableWorld& world, const AuditEntry& entry,
                             const journal::v1::CorrectionApproved& event) {
  v1::Correction& correction = *world.Mutable<CorrectionRow>(entry.subject()).mutable_resource();
  SetOutcome(event.outcome(), correction);
  SetProvenance(entry, correction.mutable_decided());
}

void ApplyCorrectionRejected(MutableWorld& world, const AuditEntry& entry,
                             const journal::v1::CorrectionRejected& event) {
  CorrectionRow& row = world.Mutable<CorrectionRow>(entry.subject());
  row.mutable_resource()->set_state(v1::CORRECTION_STATE_REJECTED);
  *row.mutable_decision_reason() = event.reason();
  SetProvenance(entry, row.mutable_resource()->mutable_decided());
}

void AddNote(const AuditEntry& entry, const journal::v1::FactCorrected& event,
             const CorrectableTable& table, google::protobuf::Message& row) {
  google::protobuf::Message& resource = *row.GetReflection()->MutableMessage(&row, table.resource);
  auto& note = static_cast<v1::CorrectionNote&>(*resource.GetReflection()->AddMessage(
      &resource, resource.GetDescriptor()->FindFieldByName("corrections")));
  note.set_field(event.field());
  note.set_was(event.was().text());
  note.set_is(event.is().text());
  note.set_correction(event.correction());
  SetDate(entry.occurred_on(), note.mutable_corrected_date());
  note.set_entry(static_cast<int64_t>(event.entry()));
}

void CorrectMatter(const journal::v1::FactCorrected& event, state::v1::MatterRow& row) {
  if (event.act_date() != 0) {
    int32_t last = 0;
    for (state::v1::SpineAct& act : *row.mutable_acts()) {
      if (act.sequence() == event.entry()) act.set_date(event.act_date());
      last = std::max(last, act.date());
    }
    row.set_last_act_date(last);
  }
  for (const journal::v1::LimitCorrected& limit : event.limits()) {
    ApplyCorrectedLimit(limit, *row.mutable_resource());
  }
}

}  // namespace

void ApplyFactCorrected(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::FactCorrected& event) {
  const CorrectableTable* table = FindCorrectable(entry.subject());
  PLUMBLINE_CHECK(table != nullptr, "only what can be corrected is");
  google::protobuf::Message& row = *world.MutableRow(table->id, *table->prototype, entry.subject());
  if (!event.field().empty()) {
    const auto fact = FindFact(*table, row, event.field());
    if (fact.has_value() && fact->content != nullptr) {
      if (event.is().has_content()) {
        row.GetReflection()->MutableMessage(&row, fact->content)->CopyFrom(event.is().content());
      } else {
        row.GetReflection()->ClearField(&row, fact->content);
      }
    } else if (fact.has_value()) {
      SetText(*fact, event.is().text());
    }
    AddNote(entry, event, *table, row);
  }
  if (table->prototype == &state::v1::MatterRow::default_instance()) {
    CorrectMatter(event, static_cast<state::v1::MatterRow&>(row));
  } else if (table->prototype == &state::v1::OpinionRow::default_instance() && event.has_opinion_time()) {
    v1::Opinion& opinion = *static_cast<state::v1::OpinionRow&>(row).mutable_resource();
    opinion.set_days_used(event.opinion_time().days_used());
    opinion.set_days_allowed(event.opinion_time().days_allowed());
    opinion.set_late(event.opinion_time().late());
  } else if (table->prototype == &state::v1::DocumentRow::default_instance() && event.act_date() != 0) {
    // The day of publication stands twice: as a fact of the document and as the day of its act.
    v1::Document& document = *static_cast<state::v1::DocumentRow&>(row).mutable_resource();
    if (event.entry() == static_cast<uint64_t>(document.published().sequence())) {
      SetDate(event.act_date(), document.mutable_publish_date());
      SetDate(event.act_date(), document.mutable_published()->mutable_occurred_on());
    }
  }
}

void RegisterCorrectionEvents(Rooms& rooms) {
  rooms.Apply(&ApplyCorrectionProposed);
  rooms.Apply(&ApplyCorrectionApproved);
  rooms.Apply(&ApplyCorrectionRejected);
  rooms.Apply(&ApplyFactCorrected);
}

}  // namespace plumbline
