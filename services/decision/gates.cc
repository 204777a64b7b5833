#include "services/decision/decision_room.h"

namespace plumbline {

namespace {

// G-DELIBERATED: a meeting passed it, or passed it in principle.
GateFinding PassedByAMeeting(const GateInput& input) {
  const auto* item = input.world.Find<state::v1::MeetingItemRow>(input.matter.resource().meeting_item());
  return {item != nullptr && (item->resource().result() == v1::DELIBERATION_RESULT_PASSED ||
                              item->resource().result() == v1::DELIBERATION_RESULT_PASSED_IN_PRINCIPLE),
          {}};
}

// G-HEAD-LAST of one matter: its item says so. Closing the minutes asks it of every item (decide.cc).
GateFinding HeadSpokeLast(const GateInput& input) {
  const auto* item = input.world.Find<state::v1::MeetingItemRow>(input.matter.resource().meeting_item());
  return {item != nullptr && HeadSpokeLastOn(input.world, input.matter.resource().meeting_item(), item->resource()), {}};
}

// G-SIGNED: the principal head signed.
GateFinding SignedByTheHead(const GateInput& input) {
  const config::v1::Stage stage = input.matter.resource().stage();
  return {stage == config::v1::STAGE_SIGNED || stage == config::v1::STAGE_NUMBERED ||
              stage == config::v1::STAGE_PUBLISHED || stage == config::v1::STAGE_IN_FORCE,
          {}};
}

}  // namespace

bool HeadSpokeLastOn(const World& world, absl::string_view name, const v1::MeetingItem& item) {
  if (item.head_not_last()) return false;
  return item.head_spoke_last() || world.Get<state::v1::MeetingRow>(ParentOf(name)).resource().head_spoke_last();
}

void RegisterDecisionGates(Rooms& rooms) {
  rooms.Gate(GateId::kDeliberated, &PassedByAMeeting);
  rooms.Gate(GateId::kHeadLast, &HeadSpokeLast);
  rooms.Gate(GateId::kSigned, &SignedByTheHead);
}

}  // namespace plumbline
