#include "services/directory/directory.h"
#include "services/dates.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::HoldingsRow;

void ApplyOrganizationCreated(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::OrganizationCreated& event) {
  v1::Organization& organization =
      *world.Mutable<state::v1::OrganizationRow>(entry.subject()).mutable_resource();
  organization.set_title(event.title());
  organization.set_kind(static_cast<v1::OrganizationKind>(event.kind()));
  organization.set_parent(event.parent());
  organization.set_agency_code(event.agency_code());
  organization.set_opinion_code(event.opinion_code());
  organization.set_profile(event.profile());
  organization.set_reviewing_body(event.reviewing_body());
  organization.set_office(event.office());
  organization.set_eligible_issuer(event.eligible_issuer());
}

void ApplyOrganizationUpdated(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::OrganizationUpdated& event) {
  v1::Organization& organization =
      *world.Mutable<state::v1::OrganizationRow>(entry.subject()).mutable_resource();
  organization.set_agency_code(event.agency_code());
  organization.set_opinion_code(event.opinion_code());
  organization.set_profile(event.profile());
  organization.set_reviewing_body(event.reviewing_body());
  organization.set_office(event.office());
  organization.set_eligible_issuer(event.eligible_issuer());
}

void ApplyPersonCreated(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::PersonCreated& event) {
  auto& row = world.Mutable<state::v1::PersonRow>(entry.subject());
  row.mutable_resource()->set_external(event.external());
  *row.mutable_display_name() = event.display_name();
}

void ApplyPersonClosed(MutableWorld& world, const AuditEntry& entry,
                       const journal::v1::PersonClosed&) {
  world.Mutable<state::v1::PersonRow>(entry.subject()).mutable_resource()->set_closed(true);
}

void ApplyPostCreated(MutableWorld& world, const AuditEntry& entry,
                      const journal::v1::PostCreated& event) {
  v1::Post& post = *world.Mutable<state::v1::PostRow>(entry.subject()).mutable_resource();
  post.set_title(event.title());
  post.set_person(event.person());
  *post.mutable_roles() = event.roles();
  SetDate(event.from_date(), post.mutable_from_date());
  state::v1::Holding& holding = *world.Mutable<HoldingsRow>(event.person()).add_holdings();
  holding.set_name(entry.subject());
  holding.set_organization(std::string(ParentOf(entry.subject())));
  *holding.mutable_roles() = event.roles();
  holding.set_from_date(event.from_date());
}

// The holding of that name in the person's row; made when a lone resource is replayed without it.
state::v1::Holding& HoldingNamed(MutableWorld& world, const std::string& person,
                                 const std::string& name) {
  HoldingsRow& row = world.Mutable<HoldingsRow>(person);
  for (state::v1::Holding& holding : *row.mutable_holdings()) {
    if (holding.name() == name) return holding;
  }
  state::v1::Holding& holding = *row.add_holdings();
  holding.set_name(name);
  return holding;
}

void ApplyPostEnded(MutableWorld& world, const AuditEntry& entry,
                    const journal::v1::PostEnded& event) {
  v1::Post& post = *world.Mutable<state::v1::PostRow>(entry.subject()).mutable_resource();
  SetDate(event.until_date(), post.mutable_until_date());
  const std::string person = post.person();
  HoldingNamed(world, person, entry.subject()).set_until_date(event.until_date());
  CutStandIns(world, person, entry.subject(), event.until_date());
}

void ApplyAppointmentCreated(MutableWorld& world, const AuditEntry& entry,
                             const journal::v1::AppointmentCreated& event) {
  v1::Appointment& appointment =
      *world.Mutable<state::v1::AppointmentRow>(entry.subject()).mutable_resource();
  appointment.set_person(event.person());
  appointment.set_body(event.body());
  appointment.set_kind(static_cast<v1::AdvisorKind>(event.kind()));
  appointment.set_firm(event.firm());
  SetDate(event.from_date(), appointment.mutable_from_date());
  SetDate(event.until_date(), appointment.mutable_until_date());
  state::v1::Holding& holding = *world.Mutable<HoldingsRow>(event.person()).add_holdings();
  holding.set_name(entry.subject());
  holding.set_organization(event.body());
  holding.add_roles(config::v1::ROLE_ADVISOR);
  holding.set_from_date(event.from_date());
  holding.set_until_date(event.until_date());
  holding.set_advisor_kind(event.kind());
}

void ApplyAppointmentEnded(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::AppointmentEnded& event) {
  v1::Appointment& appointment =
      *world.Mutable<state::v1::AppointmentRow>(entry.subject()).mutable_resource();
  SetDate(event.until_date(), appointment.mutable_until_date());
  const std::string person = appointment.person();
  if (person.empty()) return;  // A firm: its appointment is nobody's holding.
  HoldingNamed(world, person, entry.subject()).set_until_date(event.until_date());
}

void ApplyConflictRelationDeclared(MutableWorld& world, const AuditEntry& entry,
                                   const journal::v1::ConflictRelationDeclared& event) {
  v1::ConflictRelation& relation =
      *world.Mutable<state::v1::ConflictRelationRow>(entry.subject()).mutable_resource();
  relation.set_organization(event.organization());
  relation.set_kind(static_cast<v1::ConflictRelationKind>(event.kind()));
  SetDate(event.from_date(), relation.mutable_from_date());
  if (event.until_date() != 0) SetDate(event.until_date(), relation.mutable_until_date());
  state::v1::HeldRelation& held =
      *world.Mutable<HoldingsRow>(ParentOf(entry.subject())).add_relations();
  held.set_name(entry.subject());
  held.set_organization(event.organization());
  held.set_kind(event.kind());
  held.set_from_date(event.from_date());
  held.set_until_date(event.until_date());
}

void ApplyConflictRelationEnded(MutableWorld& world, const AuditEntry& entry,
                                const journal::v1::ConflictRelationEnded& event) {
  SetDate(event.until_date(), world.Mutable<state::v1::ConflictRelationRow>(entry.subject())
                                  .mutable_resource()
                                  ->mutable_until_date());
  for (state::v1::HeldRelation& held :
       *world.Mutable<HoldingsRow>(ParentOf(entry.subject())).mutable_relations()) {
    if (held.name() == entry.subject()) held.set_until_date(event.until_date());
  }
}

void ApplyRulesLoaded(MutableWorld& world, const AuditEntry& entry,
                      const journal::v1::RulesLoaded& event) {
  auto& row = world.Mutable<state::v1::RulesRow>(entry.subject());
  row.set_kind(event.kind());
  row.set_id(event.id());
  row.set_sha256(event.sha256());
}

}  // namespace

void RegisterDirectoryEvents(Rooms& rooms) {
  rooms.Apply(&ApplyOrganizationCreated);
  rooms.Apply(&ApplyOrganizationUpdated);
  rooms.Apply(&ApplyPersonCreated);
  rooms.Apply(&ApplyPersonClosed);
  rooms.Apply(&ApplyPostCreated);
  rooms.Apply(&ApplyPostEnded);
  rooms.Apply(&ApplyAppointmentCreated);
  rooms.Apply(&ApplyAppointmentEnded);
  rooms.Apply(&ApplyConflictRelationDeclared);
  rooms.Apply(&ApplyConflictRelationEnded);
  rooms.Apply(&ApplyRulesLoaded);
}

}  // namespace plumbline
