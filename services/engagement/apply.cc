#include "services/dates.h"
#include "services/engagement/engagement.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::EngagementRow;

void ApplyEngagementRecorded(MutableWorld& world, const AuditEntry& entry, const journal::v1::EngagementRecorded& event) {
  auto& row = world.Mutable<EngagementRow>(entry.subject());
  v1::Engagement& engagement = *row.mutable_resource();
  engagement.set_appointment(event.appointment());
  engagement.set_kind(static_cast<v1::EngagementKind>(event.kind()));
  engagement.set_organization(event.organization());
  engagement.set_case_number(event.case_number());
  SetDate(event.from_date(), engagement.mutable_from_date());
  engagement.set_person(event.person());
  engagement.set_body(event.body());
  engagement.set_firm(event.firm());
  engagement.set_state(v1::ENGAGEMENT_STATE_OPEN);
  SetProvenance(entry, engagement.mutable_recorded());
  *row.mutable_title() = event.title();
}

void ApplyEngagementClosed(MutableWorld& world, const AuditEntry& entry, const journal::v1::EngagementClosed& event) {
  auto& row = world.Mutable<EngagementRow>(entry.subject());
  v1::Engagement& engagement = *row.mutable_resource();
  engagement.set_state(v1::ENGAGEMENT_STATE_CLOSED);
  engagement.set_result(static_cast<v1::EngagementResult>(event.result()));
  SetDate(event.until_date(), engagement.mutable_until_date());
  SetProvenance(entry, engagement.mutable_closed());
  if (event.has_result_note()) *row.mutable_result_note() = event.result_note();
}

}  // namespace

void RegisterEngagementEvents(Rooms& rooms) {
  rooms.Apply(&ApplyEngagementRecorded);
  rooms.Apply(&ApplyEngagementClosed);
}

}  // namespace plumbline
