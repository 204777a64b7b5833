#include "services/decision/decision_room.h"
#include "services/files.h"
#include "services/matter/matter.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;

void ApplyMeetingCreated(MutableWorld& world, const AuditEntry& entry,
                         const journal::v1::MeetingCreated& event) {
  auto& row = world.Mutable<state::v1::MeetingRow>(entry.subject());
  v1::Meeting& meeting = *row.mutable_resource();
  meeting.set_organization(event.organization());
  meeting.set_kind(static_cast<v1::MeetingKind>(event.kind()));
  meeting.set_serial(event.serial());
  SetDate(event.meeting_date(), meeting.mutable_meeting_date());
  meeting.set_place(event.place());
  meeting.set_chair(event.chair());
  meeting.set_members_expected(event.members_expected());
  meeting.set_members_present(event.members_present());
  if (event.has_attendance()) *row.mutable_attendance() = event.attendance();
}

void ApplyMeetingItemScheduled(MutableWorld& world, const AuditEntry& entry,
                               const journal::v1::MeetingItemScheduled& event) {
  v1::MeetingItem& item = *world.Mutable<state::v1::MeetingItemRow>(entry.subject()).mutable_resource();
  item.set_matter(event.matter());
  item.set_opinion(event.opinion());
  world.Mutable<state::v1::MeetingTallyRow>(ParentOf(entry.subject())).add_items(entry.subject());
}

void ApplyItemDeliberated(MutableWorld& world, const AuditEntry& entry,
                          const journal::v1::ItemDeliberated& event) {
  auto& row = world.Mutable<state::v1::MeetingItemRow>(entry.subject());
  v1::MeetingItem& item = *row.mutable_resource();
  item.set_result(static_cast<v1::DeliberationResult>(event.result()));
  *item.mutable_required_changes() = event.required_changes();
  item.set_head_spoke_last(event.head_spoke_last());
  item.set_against_majority(event.against_majority());
  item.set_text_digest(event.text_digest());
  item.set_file_digest(event.file_digest());
  if (event.has_majority_reason()) *row.mutable_majority_reason() = event.majority_reason();
  if (event.has_dissent()) *row.mutable_dissent() = event.dissent();
  item.set_members_present(event.members_present());
  item.set_head_not_last(event.head_not_last());
  if (event.has_exceptions()) *row.mutable_exceptions() = event.exceptions();
  SetProvenance(entry, item.mutable_deliberated());
}

void ApplyMatterDeliberated(MutableWorld& world, const AuditEntry& entry,
                            const journal::v1::MatterDeliberated& event) {
  auto& row = world.Mutable<state::v1::MatterRow>(entry.subject());
  if (event.stage() == config::v1::STAGE_DELIBERATED) {
    row.mutable_resource()->set_meeting_item(event.item());
  }
  if (event.stage() == config::v1::STAGE_ENDED) row.mutable_resource()->set_ending(v1::ENDING_REJECTED);
  MoveStage(entry, static_cast<config::v1::Stage>(event.stage()), row);
}

void ApplyMeetingHeld(MutableWorld& world, const AuditEntry& entry, const journal::v1::MeetingHeld& event) {
  auto& row = world.Mutable<state::v1::MeetingRow>(entry.subject());
  v1::Meeting& meeting = *row.mutable_resource();
  meeting.set_members_present(event.members_present());
  meeting.set_head_spoke_last(event.head_spoke_last());
  if (event.has_attendance()) *row.mutable_attendance() = event.attendance();
  SetProvenance(entry, meeting.mutable_held());
}

void ApplyMinutesClosed(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::MinutesClosed& event) {
  v1::Meeting& meeting = *world.Mutable<state::v1::MeetingRow>(entry.subject()).mutable_resource();
  meeting.set_minutes_file(FileNameOf(event.minutes_digest()));
  meeting.set_minutes_paper(event.minutes_paper());
  SetProvenance(entry, meeting.mutable_closed());
}

}  // namespace

void RegisterDecisionEvents(Rooms& rooms) {
  rooms.Apply(&ApplyMeetingCreated);
  rooms.Apply(&ApplyMeetingItemScheduled);
  rooms.Apply(&ApplyItemDeliberated);
  rooms.Apply(&ApplyMatterDeliberated);
  rooms.Apply(&ApplyMinutesClosed);
  rooms.Apply(&ApplyMeetingHeld);
}

}  // namespace plumbline
