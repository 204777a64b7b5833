#include <algorithm>

#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/series_state.pb.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/provenance.h"
#include "services/reform/reform.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::ReorganizationRow;

void ApplyReorganizationProposed(MutableWorld& world, const AuditEntry& entry,
                                 const journal::v1::ReorganizationProposed& event) {
  v1::Reorganization& reform = *world.Mutable<ReorganizationRow>(entry.subject()).mutable_resource();
  reform.set_kind(static_cast<v1::ReorganizationKind>(event.kind()));
  SetDate(event.effective_date(), reform.mutable_effective_date());
  reform.set_basis_paper(event.basis_paper());
  reform.set_basis_file(FileNameOf(event.basis_digest()));
  *reform.mutable_predecessors() = event.predecessors();
  *reform.mutable_successors() = event.successors();
  reform.set_new_title(event.new_title());
  reform.set_new_agency_code(event.new_agency_code());
  reform.set_new_opinion_code(event.new_opinion_code());
  reform.set_state(v1::REORGANIZATION_STATE_PROPOSED);
  SetProvenance(entry, reform.mutable_proposed());
}

void ApplyReorganizationConfirmed(MutableWorld& world, const AuditEntry& entry,
                                  const journal::v1::ReorganizationConfirmed& event) {
  v1::Reorganization& reform = *world.Mutable<ReorganizationRow>(entry.subject()).mutable_resource();
  reform.set_state(v1::REORGANIZATION_STATE_CONFIRMED);
  SetProvenance(entry, reform.mutable_decided());
  for (const journal::v1::MoveMade& made : event.moves()) {
    v1::ReorganizationMove& move = *reform.add_moves();
    move.set_resource(made.resource());
    move.set_kind(static_cast<v1::ReorganizationMoveKind>(made.kind()));
    move.set_from_organization(made.from_organization());
    move.set_to_organization(made.to_organization());
  }
}

void ApplyReorganizationRejected(MutableWorld& world, const AuditEntry& entry,
                                 const journal::v1::ReorganizationRejected& event) {
  auto& row = world.Mutable<ReorganizationRow>(entry.subject());
  row.mutable_resource()->set_state(v1::REORGANIZATION_STATE_REJECTED);
  SetProvenance(entry, row.mutable_resource()->mutable_decided());
  *row.mutable_reason() = event.reason();
}

void ApplyOrganizationReformed(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::OrganizationReformed& event) {
  v1::Organization& one = *world.Mutable<state::v1::OrganizationRow>(entry.subject()).mutable_resource();
  if (one.title() != event.title()) {
    v1::FormerTitle& former = *one.add_former_titles();
    former.set_title(one.title());
    SetDate(event.date(), former.mutable_until_date());
    former.set_reorganization(event.reorganization());
  }
  one.set_title(event.title());
  one.set_agency_code(event.agency_code());
  one.set_opinion_code(event.opinion_code());
  if (!event.closed()) return;
  SetDate(event.date(), one.mutable_closed_date());
  *one.mutable_successors() = event.successors();
}

void ApplyMatterBodiesMoved(MutableWorld& world, const AuditEntry& entry, const journal::v1::MatterBodiesMoved& event) {
  v1::Matter& matter = *world.Mutable<state::v1::MatterRow>(entry.subject()).mutable_resource();
  matter.set_lead_drafter(event.lead_drafter());
  *matter.mutable_co_drafters() = event.co_drafters();
  matter.set_issuer(event.issuer());
  matter.set_reviewing_body(event.reviewing_body());
  matter.set_office(event.office());
}

void ApplyDocumentKeeperMoved(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::DocumentKeeperMoved& event) {
  world.Mutable<state::v1::DocumentRow>(entry.subject()).mutable_resource()->set_keeper(event.keeper());
}

void ApplyAppointmentMoved(MutableWorld& world, const AuditEntry& entry, const journal::v1::AppointmentMoved& event) {
  v1::Appointment& appointment = *world.Mutable<state::v1::AppointmentRow>(entry.subject()).mutable_resource();
  appointment.set_body(event.body());
  const std::string person = appointment.person();
  if (person.empty()) return;  // A firm's: it gives nobody a role.
  for (state::v1::Holding& holding : *world.Mutable<state::v1::HoldingsRow>(person).mutable_holdings()) {
    if (holding.name() == entry.subject()) holding.set_organization(event.body());
  }
}

void ApplyOrganizationTiesMoved(MutableWorld& world, const AuditEntry& entry,
                                const journal::v1::OrganizationTiesMoved& event) {
  v1::Organization& one = *world.Mutable<state::v1::OrganizationRow>(entry.subject()).mutable_resource();
  one.set_parent(event.parent());
  one.set_reviewing_body(event.reviewing_body());
  one.set_office(event.office());
}

void ApplySeriesEnded(MutableWorld& world, const AuditEntry& entry, const journal::v1::SeriesEnded& event) {
  v1::NumberSeries& series = *world.Mutable<state::v1::SeriesRow>(entry.subject()).mutable_resource();
  SetDate(event.date(), series.mutable_ended_date());
  series.set_reorganization(event.reorganization());
}

}  // namespace

void RegisterReformEvents(Rooms& rooms) {
  rooms.Apply(&ApplyReorganizationProposed);
  rooms.Apply(&ApplyReorganizationConfirmed);
  rooms.Apply(&ApplyReorganizationRejected);
  rooms.Apply(&ApplyOrganizationReformed);
  rooms.Apply(&ApplyMatterBodiesMoved);
  rooms.Apply(&ApplyDocumentKeeperMoved);
  rooms.Apply(&ApplyAppointmentMoved);
  rooms.Apply(&ApplyOrganizationTiesMoved);
  rooms.Apply(&ApplySeriesEnded);
}

}  // namespace plumbline
