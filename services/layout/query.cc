#include "services/index_keys.h"
#include "services/layout/layout.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"

namespace plumbline {

namespace {

void LayoutRows(absl::string_view name, const state::v1::LayoutRow& row, IndexSink& sink) {
  if (row.resource().has_removed()) return;
  sink.Put(ChildKey(ParentOf(name), "layouts", row.resource().title(), name));
}

bool LayoutVisible(const World&, const Caller& caller, absl::string_view name, const state::v1::LayoutRow&) {
  return HoldsPost(caller, ParentOf(name));
}

std::optional<Refusal> ListLayouts(const QueryContext& context, const v1::ListLayoutsRequest& request,
                                   v1::ListLayoutsResponse& response) {
  if (context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) return RefuseNotFound();
  return ListResources(
      context, {ChildPrefix(request.parent(), "layouts"), "", request.page_size(), request.page_token()}, response);
}

}  // namespace

void RegisterLayoutQueries(Rooms& rooms) {
  rooms.Table<state::v1::LayoutRow>().Rows(&LayoutRows).Visible(&LayoutVisible);
  rooms.Query(&GetResource<v1::GetLayoutRequest, v1::Layout>);
  rooms.Query(&ListLayouts);
}

void RegisterLayoutRoom(Rooms& rooms) {
  RegisterLayoutDecisions(rooms);
  RegisterLayoutEvents(rooms);
  RegisterLayoutQueries(rooms);
}

}  // namespace plumbline
