#include "plumbline/state/v1/record_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/record/record.h"

namespace plumbline {

namespace {

void ApplyEpochStarted(MutableWorld& world, const journal::v1::AuditEntry& entry,
                       const journal::v1::EpochStarted& event) {
  auto& row = world.Mutable<state::v1::EpochStateRow>(entry.subject());
  row.set_start(event.restored_size());
  row.set_previous_origin(event.previous_origin());
}

void ApplyRehearsalClockMoved(MutableWorld& world, const journal::v1::AuditEntry& entry,
                              const journal::v1::RehearsalClockMoved& event) {
  world.Mutable<state::v1::RehearsalRow>(entry.subject()).set_now_us(event.to_us());
}

}  // namespace

void RegisterRecordRoom(Rooms& rooms) {
  rooms.Table<state::v1::EpochStateRow>();
  rooms.Table<state::v1::RehearsalRow>();
  rooms.Apply(&ApplyEpochStarted);
  rooms.Apply(&ApplyRehearsalClockMoved);
}

}  // namespace plumbline
