#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "services/core/base/clock.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/reform/plan.h"
#include "services/reform/reform.h"

namespace plumbline {

namespace {

using state::v1::ReorganizationRow;

constexpr char kList[] = "reorganizations";

void ReorganizationRows(absl::string_view name, const ReorganizationRow& row, IndexSink& sink) {
  const std::string newest =
      KeyWriter().U64Descending(static_cast<uint64_t>(row.resource().proposed().sequence())).Take();
  sink.Put(ListKey("all", kList, newest, name));
}

// What the thing is called, as far as the caller may see it.
std::string TitleOf(const World& world, const Caller& caller, const v1::ReorganizationMove& move) {
  switch (move.kind()) {
    case v1::REORGANIZATION_MOVE_KIND_MATTER:
    case v1::REORGANIZATION_MOVE_KIND_INQUIRY: {  // Of a question that of its matter.
      const absl::string_view matter = RootOf(move.resource());
      const auto* row = world.Find<state::v1::MatterRow>(matter);
      return row != nullptr && MatterVisible(world, caller, matter, *row) ? row->resource().title() : "";
    }
    case v1::REORGANIZATION_MOVE_KIND_DOCUMENT:
      return world.Get<state::v1::DocumentRow>(move.resource()).resource().title();
    case v1::REORGANIZATION_MOVE_KIND_POST:
      return world.Get<state::v1::PostRow>(move.resource()).resource().title();
    case v1::REORGANIZATION_MOVE_KIND_ORGANIZATION:
      return world.Get<state::v1::OrganizationRow>(move.resource()).resource().title();
    case v1::REORGANIZATION_MOVE_KIND_APPOINTMENT: {
      const v1::Appointment& one = world.Get<state::v1::AppointmentRow>(move.resource()).resource();
      const auto* row = world.Find<state::v1::PersonRow>(one.person());
      return row != nullptr ? ShownContent(world, row->display_name())
                            : world.Get<state::v1::OrganizationRow>(one.firm()).resource().title();
    }
    default:
      return "";
  }
}

void ViewReorganization(const ViewContext& context, absl::string_view, const ReorganizationRow& row,
                        v1::Reorganization& reform) {
  if (row.has_reason()) reform.set_reason(ShownContent(context.world, row.reason()));
  for (v1::ReorganizationMove& move : *reform.mutable_moves()) {
    move.set_title(TitleOf(context.world, context.caller, move));
  }
}

std::optional<Refusal> PreviewReorganization(const QueryContext& context,
                                             const v1::PreviewReorganizationRequest& request,
                                             v1::PreviewReorganizationResponse& response) {
  const auto* row = context.world.Find<ReorganizationRow>(request.name());
  if (row == nullptr) return RefuseNotFound();
  if (row->resource().state() != v1::REORGANIZATION_STATE_PROPOSED) {
    return RefuseState("该项机构改革已处理，承接清单见 reorganization get。",
                       "It was decided; reorganization get shows what moved.");
  }
  const auto plan =
      PlanReform(context.world, ChildrenIn(context), row->resource(), CivilDayOf(context.now));
  if (!plan.ok()) return RefuseRead(plan.status());
  for (const journal::v1::MoveMade& made : plan->moves) {
    v1::ReorganizationMove& move = *response.add_moves();
    move.set_resource(made.resource());
    move.set_kind(static_cast<v1::ReorganizationMoveKind>(made.kind()));
    move.set_from_organization(made.from_organization());
    move.set_to_organization(made.to_organization());
    move.set_title(TitleOf(context.world, context.caller, move));
  }
  for (const std::string& paper : plan->papers) response.add_papers(paper);
  return std::nullopt;
}

std::optional<Refusal> ListReorganizations(const QueryContext& context, const v1::ListReorganizationsRequest& request,
                                           v1::ListReorganizationsResponse& response) {
  return ListResources(context, {ListPrefix("all", kList), "", request.page_size(), request.page_token()}, response);
}

}  // namespace

void RegisterReformQueries(Rooms& rooms) {
  rooms.Table<ReorganizationRow>().Rows(&ReorganizationRows).View(&ViewReorganization);
  rooms.Query(&GetResource<v1::GetReorganizationRequest, v1::Reorganization>);
  rooms.Query(&ListReorganizations);
  rooms.Query(&PreviewReorganization);
}

}  // namespace plumbline
