#include "services/dates.h"
#include "services/files.h"
#include "services/package/package.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::ReviewPackageRow;

void ApplyMade(MutableWorld& world, const AuditEntry& entry, const journal::v1::ReviewPackageMade& event) {
  auto& row = world.Mutable<ReviewPackageRow>(entry.subject());
  v1::ReviewPackage& package = *row.mutable_resource();
  package.set_assignment(event.assignment());
  package.set_person(event.person());
  package.set_draft(event.draft());
  *package.mutable_slots() = event.slots();
  SetDate(event.expires_date(), package.mutable_expires_date());
  package.set_state(v1::REVIEW_PACKAGE_STATE_PREPARING);
  SetProvenance(entry, package.mutable_made());
  if (event.has_question()) *row.mutable_question() = event.question();
  row.set_made_sequence(static_cast<int64_t>(entry.sequence()));
}

void ApplyRecorded(MutableWorld& world, const AuditEntry& entry, const journal::v1::ReviewPackageRecorded& event) {
  v1::ReviewPackage& package = *world.Mutable<ReviewPackageRow>(entry.subject()).mutable_resource();
  package.set_file(FileNameOf(event.file_digest()));
  package.set_state(v1::REVIEW_PACKAGE_STATE_READY);
  for (const journal::v1::PackagePartMade& made : event.parts()) {
    v1::PackagePart& part = *package.add_parts();
    part.set_file_name(made.file_name());
    part.set_title(made.title());
    part.set_pages(made.pages());
    part.set_left_out_zh(made.left_out_zh());
    part.set_left_out_en(made.left_out_en());
  }
}

void ApplyHandedOver(MutableWorld& world, const AuditEntry& entry, const journal::v1::ReviewPackageHandedOver& event) {
  auto& row = world.Mutable<ReviewPackageRow>(entry.subject());
  row.mutable_resource()->set_state(v1::REVIEW_PACKAGE_STATE_HANDED_OVER);
  SetProvenance(entry, row.mutable_resource()->mutable_handed_over());
  *row.mutable_way() = event.way();
}

void ApplyReturned(MutableWorld& world, const AuditEntry& entry, const journal::v1::ReviewPackageReturned& event) {
  auto& row = world.Mutable<ReviewPackageRow>(entry.subject());
  row.mutable_resource()->set_state(v1::REVIEW_PACKAGE_STATE_RETURNED);
  row.mutable_resource()->set_returned_file(FileNameOf(event.file_digest()));
  SetProvenance(entry, row.mutable_resource()->mutable_returned());
  if (event.has_note()) *row.mutable_note() = event.note();
}

void ApplyCancelled(MutableWorld& world, const AuditEntry& entry, const journal::v1::ReviewPackageCancelled& event) {
  auto& row = world.Mutable<ReviewPackageRow>(entry.subject());
  row.mutable_resource()->set_state(v1::REVIEW_PACKAGE_STATE_CANCELLED);
  SetProvenance(entry, row.mutable_resource()->mutable_cancelled());
  *row.mutable_note() = event.reason();
}

}  // namespace

void RegisterPackageEvents(Rooms& rooms) {
  rooms.Apply(&ApplyMade);
  rooms.Apply(&ApplyRecorded);
  rooms.Apply(&ApplyHandedOver);
  rooms.Apply(&ApplyReturned);
  rooms.Apply(&ApplyCancelled);
}

}  // namespace plumbline
