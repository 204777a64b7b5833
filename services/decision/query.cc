#include "services/correction_notes.h"
#include "services/dates.h"
#include "services/decision/decision_room.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"

namespace plumbline {

namespace {

std::string NewestFirst(const google::type::Date& date) {
  const auto day = DayOf(date);
  return KeyWriter().U64Descending(day.has_value() ? static_cast<uint64_t>(DayNumber(*day)) : 0).Take();
}

void MeetingRows(absl::string_view name, const state::v1::MeetingRow& row, IndexSink& sink) {
  const std::string sort = NewestFirst(row.resource().meeting_date());
  sink.Put(ListKey("all", "meetings", sort, name));
  sink.Put(ListKey(row.resource().organization(), "meetings", sort, name));
}

void MeetingItemRows(absl::string_view name, const state::v1::MeetingItemRow&, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "items", "", name));
}

// A meeting's facts are for who works in government; what it decided is seen through the matter.
bool MeetingVisible(const World&, const Caller& caller, absl::string_view, const state::v1::MeetingRow&) {
  return !caller.anonymous();
}

bool MeetingItemVisible(const World& world, const Caller& caller, absl::string_view,
                        const state::v1::MeetingItemRow& row) {
  return SeesPartOf(world, caller, row.resource().matter(), config::v1::PART_MINUTES);
}

void ViewMeeting(const ViewContext& context, absl::string_view, const state::v1::MeetingRow& row,
                 v1::Meeting& meeting) {
  const bool office = HoldsRole(context.caller, config::v1::ROLE_OFFICE) ||
                      HoldsRole(context.caller, config::v1::ROLE_GOVERNMENT_HEAD) ||
                      HoldsRole(context.caller, config::v1::ROLE_INSPECTOR);
  if (!row.has_attendance() || !office) return;
  meeting.set_attendance(ShownContent(context.world, row.attendance()));
  ShowNotes(context.world, "attendance", *meeting.mutable_corrections());
}

void ViewMeetingItem(const ViewContext& context, absl::string_view, const state::v1::MeetingItemRow& row,
                     v1::MeetingItem& item) {
  if (!SeesPartOf(context.world, context.caller, row.resource().matter(), config::v1::PART_MEMBER_VIEWS)) return;
  if (row.has_majority_reason()) {
    item.set_majority_reason(ShownContent(context.world, row.majority_reason()));
  }
  if (row.has_dissent()) {
    item.set_dissent(ShownContent(context.world, row.dissent()));
  }
  if (row.has_exceptions()) item.set_exceptions(ShownContent(context.world, row.exceptions()));
}

std::optional<Refusal> ListMeetings(const QueryContext& context, const v1::ListMeetingsRequest& request,
                                    v1::ListMeetingsResponse& response) {
  return ListResources(context,
                       {ListPrefix(request.parent().empty() ? "all" : request.parent(), "meetings"), "",
                        request.page_size(), request.page_token()},
                       response);
}

std::optional<Refusal> ListMeetingItems(const QueryContext& context,
                                        const v1::ListMeetingItemsRequest& request,
                                        v1::ListMeetingItemsResponse& response) {
  return ListResources(
      context, {ChildPrefix(request.parent(), "items"), "", request.page_size(), request.page_token()}, response);
}

}  // namespace

void RegisterDecisionQueries(Rooms& rooms) {
  rooms.Table<state::v1::MeetingRow>().Rows(&MeetingRows).Visible(&MeetingVisible).View(&ViewMeeting);
  rooms.Table<state::v1::MeetingItemRow>()
      .Rows(&MeetingItemRows)
      .Visible(&MeetingItemVisible)
      .View(&ViewMeetingItem);
  rooms.Table<state::v1::MeetingTallyRow>();
  rooms.Query(&GetResource<v1::GetMeetingRequest, v1::Meeting>);
  rooms.Query(&ListMeetings);
  rooms.Query(&GetResource<v1::GetMeetingItemRequest, v1::MeetingItem>);
  rooms.Query(&ListMeetingItems);
}

void RegisterDecisionRoom(Rooms& rooms) {
  RegisterDecisionDecisions(rooms);
  RegisterDecisionEvents(rooms);
  RegisterDecisionGates(rooms);
  RegisterDecisionQueries(rooms);
}

}  // namespace plumbline
