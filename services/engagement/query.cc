#include <set>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/dates.h"
#include "services/engagement/engagement.h"
#include "services/index_keys.h"
#include "services/query.h"

namespace plumbline {

namespace {

using state::v1::EngagementRow;

constexpr char kAll[] = "engagements";

std::string ListOf(int kind) { return kind == 0 ? std::string(kAll) : absl::StrCat(kAll, "-", kind); }

void EngagementRows(absl::string_view name, const EngagementRow& row, IndexSink& sink) {
  const v1::Engagement& engagement = row.resource();
  const std::string latest =
      KeyWriter().U64Descending(static_cast<uint64_t>(DayNumber(*DayOf(engagement.from_date())))).Take();
  for (const std::string& scope : std::set<std::string>{engagement.body(), engagement.person(), engagement.firm()}) {
    if (scope.empty()) continue;
    sink.Put(ListKey(scope, ListOf(0), latest, name));
    sink.Put(ListKey(scope, ListOf(engagement.kind()), latest, name));
    if (engagement.state() == v1::ENGAGEMENT_STATE_OPEN && scope != engagement.body()) {
      sink.Put(OpenKey(scope, kAll, name));
    }
  }
  if (engagement.state() == v1::ENGAGEMENT_STATE_CLOSED) {
    const auto day = static_cast<uint64_t>(DayNumber(*DayOf(engagement.until_date())));
    sink.Put(ListKey(engagement.body(), kClosedEngagements, KeyWriter().U64(day).Take(), name));
  }
}

bool EngagementVisible(const World& world, const Caller& caller, absl::string_view, const EngagementRow& row) {
  const v1::Engagement& engagement = row.resource();
  if (caller.system() || HoldsRole(caller, config::v1::ROLE_INSPECTOR)) return true;
  for (const config::v1::Role role :
       {config::v1::ROLE_SECTION_HEAD, config::v1::ROLE_CHIEF, config::v1::ROLE_REVIEWER}) {
    if (HoldsRole(caller, role, engagement.body())) return true;
  }
  if (!caller.anonymous() && caller.person == engagement.person()) return true;
  for (int i = 0; !engagement.firm().empty() && caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    const auto* appointment = world.Find<state::v1::AppointmentRow>(holding.name());
    if (appointment != nullptr && InForce(holding, caller.today) && holding.organization() == engagement.body() &&
        appointment->resource().firm() == engagement.firm()) {
      return true;
    }
  }
  return false;
}

void ViewEngagement(const ViewContext& context, absl::string_view, const EngagementRow& row, v1::Engagement& engagement) {
  engagement.set_title(ShownContent(context.world, row.title()));
  if (row.has_result_note()) engagement.set_result_note(ShownContent(context.world, row.result_note()));
}

std::optional<Refusal> ListEngagements(const QueryContext& context, const v1::ListEngagementsRequest& request,
                                       v1::ListEngagementsResponse& response) {
  return ListResources(
      context, {ListPrefix(request.parent(), ListOf(request.kind())), "", request.page_size(), request.page_token()},
      response);
}

}  // namespace

void RegisterEngagementQueries(Rooms& rooms) {
  rooms.Table<EngagementRow>().Rows(&EngagementRows).Visible(&EngagementVisible).View(&ViewEngagement);
  rooms.Query(&GetResource<v1::GetEngagementRequest, v1::Engagement>);
  rooms.Query(&ListEngagements);
}

}  // namespace plumbline
