#include "plumbline/state/v1/correction_state.pb.h"
#include "plumbline/state/v1/paper_state.pb.h"
#include "plumbline/state/v1/review_package_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/base/check.h"
#include "services/dates.h"
#include "services/handover/handover.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;

void ApplyHandoverRecorded(MutableWorld& world, const AuditEntry& entry, const journal::v1::HandoverRecorded& event) {
  auto& row = world.Mutable<state::v1::HandoverRow>(entry.subject());
  v1::Handover& handover = *row.mutable_resource();
  handover.set_person(std::string(ParentOf(entry.subject())));
  handover.set_successor(event.successor());
  for (const journal::v1::HandoverItem& item : event.items()) {
    v1::WorkItem& shown = *handover.add_items();
    shown.set_kind(static_cast<v1::WorkKind>(item.kind()));
    shown.set_name(item.name());
    shown.set_organization(item.organization());
    if (item.due_date() != 0) SetDate(item.due_date(), shown.mutable_due_date());
    shown.set_obstacle(static_cast<v1::HandoverObstacle>(item.obstacle()));
    shown.set_moved(item.obstacle() == 0);
    shown.set_result(item.result());
    if (shown.moved()) {
      handover.set_moved_count(handover.moved_count() + 1);
    } else {
      handover.set_stayed_count(handover.stayed_count() + 1);
    }
  }
  handover.set_remaining_count(event.remaining());
  *handover.mutable_organizations() = event.organizations();
  SetProvenance(entry, handover.mutable_made());
  if (event.has_overseer()) *row.mutable_overseer() = event.overseer();
  *row.mutable_reason() = event.reason();
}

// The row, with the note that it changed hands.
template <typename Row>
Row& Noted(MutableWorld& world, const AuditEntry& entry, const journal::v1::WorkHandedOver& event) {
  Row& row = world.Mutable<Row>(entry.subject());
  v1::HandoverNote& note = *row.mutable_resource()->add_handovers();
  note.set_from_person(event.from_person());
  note.set_to_person(event.to_person());
  note.set_handover(event.handover());
  SetProvenance(entry, note.mutable_made());
  return row;
}

void HandOverAssignment(MutableWorld& world, const AuditEntry& entry, const journal::v1::WorkHandedOver& event) {
  {
    auto& row = Noted<state::v1::AssignmentRow>(world, entry, event);
    row.clear_keep_reason();  // It was about who had it before.
    v1::Assignment& assignment = *row.mutable_resource();
    assignment.set_person(event.to_person());
    assignment.set_holding(event.holding());
    assignment.clear_relations();
    for (const journal::v1::RelationFound& found : event.relations()) {
      v1::DisclosedRelation& relation = *assignment.add_relations();
      relation.set_rule(found.rule());
      relation.set_organization(found.organization());
      relation.set_effect(static_cast<config::v1::ConflictEffect>(found.effect()));
    }
  }
  for (state::v1::AssignedPerson& one :
       *world.Mutable<state::v1::ReviewTallyRow>(RootOf(entry.subject())).mutable_assigned()) {
    if (one.assignment() == entry.subject()) one.set_person(event.to_person());
  }
}

void ApplyWorkHandedOver(MutableWorld& world, const AuditEntry& entry, const journal::v1::WorkHandedOver& event) {
  const absl::string_view collection = CollectionOf(entry.subject());
  if (collection == "assignments") {
    HandOverAssignment(world, entry, event);
  } else if (collection == "threads") {
    Noted<state::v1::ThreadRow>(world, entry, event);
  } else if (collection == "papers") {
    Noted<state::v1::PaperRow>(world, entry, event);
  } else if (collection == "packages") {
    Noted<state::v1::ReviewPackageRow>(world, entry, event);
  } else if (collection == "corrections") {
    Noted<state::v1::CorrectionRow>(world, entry, event);
  } else {
    PLUMBLINE_CHECK(collection == "draws", "only work that can be handed over is");
    Noted<state::v1::DrawRow>(world, entry, event).mutable_resource()->set_nonce_party(event.to_person());
  }
}

}  // namespace

void RegisterHandoverEvents(Rooms& rooms) {
  rooms.Apply(&ApplyHandoverRecorded);
  rooms.Apply(&ApplyWorkHandedOver);
}

}  // namespace plumbline
