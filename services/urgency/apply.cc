#include "services/dates.h"
#include "services/files.h"
#include "services/provenance.h"
#include "services/relation.h"
#include "services/urgency/urgency.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::UrgencyRow;
using state::v1::UrgencyTallyRow;

void ApplyUrgencyRequested(MutableWorld& world, const AuditEntry& entry, const journal::v1::UrgencyRequested& event) {
  {
    auto& row = world.Mutable<UrgencyRow>(entry.subject());
    v1::Urgency& urgency = *row.mutable_resource();
    SetDate(event.wanted_date(), urgency.mutable_wanted_date());
    urgency.set_asked_by_post(event.asked_by_post());
    urgency.set_channel(static_cast<v1::UrgencyChannel>(event.channel()));
    urgency.set_evidence_file(FileNameOf(event.evidence_digest()));
    urgency.set_evidence_paper(event.evidence_paper());
    urgency.set_state(v1::URGENCY_STATE_REQUESTED);
    if (event.evidence_due_date() != 0) SetDate(event.evidence_due_date(), urgency.mutable_evidence_due_date());
    urgency.set_organization(event.organization());
    SetProvenance(entry, urgency.mutable_requested());
    *row.mutable_asked_by() = event.asked_by();
    *row.mutable_reason() = event.reason();
    row.set_reviewing_body(event.reviewing_body());
  }
  auto& tally = world.Mutable<UrgencyTallyRow>(MatterOf(entry.subject()));
  tally.set_open(entry.subject());
  tally.set_standing(entry.subject());
}

void ApplyUrgencyAnswered(MutableWorld& world, const AuditEntry& entry, const journal::v1::UrgencyAnswered& event) {
  {
    auto& row = world.Mutable<UrgencyRow>(entry.subject());
    v1::Urgency& urgency = *row.mutable_resource();
    urgency.set_state(event.accepted() ? v1::URGENCY_STATE_ACCEPTED : v1::URGENCY_STATE_DECLINED);
    if (event.agreed_date() != 0) SetDate(event.agreed_date(), urgency.mutable_agreed_date());
    urgency.set_working_days_given(event.working_days_given());
    urgency.set_rest_days(event.rest_days());
    if (event.has_note()) *row.mutable_note() = event.note();
    SetProvenance(entry, urgency.mutable_decided());
  }
  auto& tally = world.Mutable<UrgencyTallyRow>(MatterOf(entry.subject()));
  tally.clear_open();
  if (!event.accepted() && tally.standing() == entry.subject()) tally.clear_standing();
}

void ApplyUrgencyEvidenceFiled(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::UrgencyEvidenceFiled& event) {
  v1::Urgency& urgency = *world.Mutable<UrgencyRow>(entry.subject()).mutable_resource();
  urgency.set_evidence_file(FileNameOf(event.evidence_digest()));
  urgency.set_evidence_paper(event.evidence_paper());
  urgency.clear_evidence_due_date();
  SetProvenance(entry, urgency.mutable_evidence_filed());
}

}  // namespace

void RegisterUrgencyEvents(Rooms& rooms) {
  rooms.Apply(&ApplyUrgencyRequested);
  rooms.Apply(&ApplyUrgencyAnswered);
  rooms.Apply(&ApplyUrgencyEvidenceFiled);
}

}  // namespace plumbline
