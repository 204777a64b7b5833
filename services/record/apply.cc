#include "plumbline/state/v1/record_state.pb.h"
#include "services/core/base/clock.h"
#include "services/dates.h"
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
  auto& row = world.Mutable<state::v1::RehearsalRow>(entry.subject());
  row.set_now_us(event.to_us());
  v1::RehearsalClock& clock = *row.mutable_resource();
  clock.mutable_now_time()->set_seconds(event.to_us() / 1000000);
  clock.mutable_now_time()->set_nanos(static_cast<int32_t>(event.to_us() % 1000000 * 1000));
  SetDate(CivilDayOf(absl::FromUnixMicros(event.to_us())), clock.mutable_today());
}

}  // namespace

void RegisterRecordEvents(Rooms& rooms) {
  rooms.Table<state::v1::EpochStateRow>();
  rooms.Table<state::v1::RehearsalRow>();
  rooms.Apply(&ApplyEpochStarted);
  rooms.Apply(&ApplyRehearsalClockMoved);
}

}  // namespace plumbline
