#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/reminder/reminder.h"

namespace plumbline {

namespace {

using state::v1::ReminderRow;

constexpr char kAll[] = "reminders";

void ReminderRows(absl::string_view name, const ReminderRow& row, IndexSink& sink) {
  const std::string newest =
      KeyWriter().U64Descending(static_cast<uint64_t>(row.resource().sent().sequence())).Take();
  sink.Put(ListKey(MatterOf(name), kAll, newest, name));
  sink.Put(ListKey(row.resource().to(), kAll, newest, name));
}

// Whom it goes to, and who sees what stays inside the review.
bool ReminderVisible(const World& world, const Caller& caller, absl::string_view name, const ReminderRow& row) {
  return IsParty(caller, row.resource().to()) || SeesPartOf(world, caller, name, config::v1::PART_INNER_REMARKS);
}

void ViewReminder(const ViewContext& context, absl::string_view, const ReminderRow& row, v1::Reminder& reminder) {
  if (row.has_note()) reminder.set_note(ShownContent(context.world, row.note()));
}

std::optional<Refusal> ListReminders(const QueryContext& context, const v1::ListRemindersRequest& request,
                                     v1::ListRemindersResponse& response) {
  return ListResources(context, {ListPrefix(request.parent(), kAll), "", request.page_size(), request.page_token()},
                       response);
}

}  // namespace

void RegisterReminderQueries(Rooms& rooms) {
  rooms.Table<ReminderRow>().Rows(&ReminderRows).Visible(&ReminderVisible).View(&ViewReminder);
  rooms.Table<state::v1::ReminderTallyRow>();
  rooms.Query(&GetResource<v1::GetReminderRequest, v1::Reminder>);
  rooms.Query(&ListReminders);
}

}  // namespace plumbline
