#include "services/destruction/inventory.h"
#include "services/index_keys.h"
#include "services/query.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

constexpr char kList[] = "destructions";
constexpr char kWaitingList[] = "destructions.waiting";
constexpr char kAll[] = "all";

void DestructionRows(absl::string_view name, const state::v1::DestructionRow& row, IndexSink& sink) {
  const v1::Destruction& destruction = row.resource();
  const std::string sort =
      KeyWriter().U64Descending(static_cast<uint64_t>(destruction.proposed().sequence())).Take();
  for (const std::string& scope : {destruction.organization(), std::string(kAll)}) {
    sink.Put(ListKey(scope, kList, sort, name));
    if (destruction.state() == v1::DESTRUCTION_STATE_PROPOSED) sink.Put(ListKey(scope, kWaitingList, sort, name));
  }
  if (destruction.state() == v1::DESTRUCTION_STATE_LISTING) sink.Put(DueKey(kListingWork, 0, name));
  if (destruction.state() == v1::DESTRUCTION_STATE_APPROVED) sink.Put(DueKey(kRemovalWork, 0, name));
}

bool SeesAll(const Caller& caller) {
  return caller.system() || HoldsRole(caller, config::v1::ROLE_SECURITY_ADMIN) ||
         HoldsRole(caller, config::v1::ROLE_AUDIT_ADMIN) || HoldsRole(caller, config::v1::ROLE_INSPECTOR);
}

// Who proposes, approves or inspects. That a resource lost contents stands in its own history.
bool DestructionVisible(const World&, const Caller& caller, absl::string_view, const state::v1::DestructionRow& row) {
  if (caller.anonymous()) return false;
  if (SeesAll(caller)) return true;
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (holding.organization() == row.resource().organization() && InForce(holding, caller.today)) return true;
  }
  return false;
}

void ViewDestruction(const ViewContext& context, absl::string_view, const state::v1::DestructionRow& row,
                     v1::Destruction& destruction) {
  destruction.set_reason(ShownContent(context.world, row.reason()));
  if (row.has_decision_reason()) {
    destruction.set_decision_reason(ShownContent(context.world, row.decision_reason()));
  }
}

std::optional<Refusal> ListDestructions(const QueryContext& context, const v1::ListDestructionsRequest& request,
                                        v1::ListDestructionsResponse& response) {
  const std::string scope = request.parent().empty() ? kAll : request.parent();
  return ListResources(context,
                       {ListPrefix(scope, request.waiting() ? kWaitingList : kList), "", request.page_size(),
                        request.page_token()},
                       response);
}

std::optional<Refusal> GetDestructionList(const QueryContext& context, const v1::GetDestructionListRequest& request,
                                          v1::DestructionList& list) {
  v1::Destruction destruction;
  if (auto refusal = ReadResource(context, request.name(), nullptr, destruction)) return refusal;
  if (destruction.state() == v1::DESTRUCTION_STATE_LISTING) {
    return RefuseState("服务器正在清点，请稍候再查看。", "The server is still listing. Look again in a moment.");
  }
  list = context.world.Get<state::v1::DestructionListRow>(request.name()).list();
  return std::nullopt;
}

std::optional<Refusal> PreviewDestruction(const QueryContext& context, const v1::PreviewDestructionRequest& request,
                                          v1::DestructionList& list) {
  const DestructionScope scope = DestructionScope::Of(request);
  const MethodRow* method = context.rooms.FindMethod("/plumbline.v1.DestructionService/PreviewDestruction");
  std::optional<Refusal> refusal;
  bool allowed = false;
  // Any of his posts that could propose it will do.
  for (const v1::Permission& permission : method->rule.allow()) {
    for (int i = 0; !allowed && context.caller.holdings != nullptr && i < context.caller.holdings->holdings_size(); ++i) {
      const state::v1::Holding& holding = context.caller.holdings->holdings(i);
      if (!HoldsRole(context.caller, permission.role(), holding.organization())) continue;
      auto against = CheckScope(context.world, context.rooms, {context.caller, permission.role(), holding.organization()},
                                scope);
      allowed = !against.has_value();
      if (!allowed && !refusal.has_value()) refusal = std::move(against);
    }
  }
  if (!allowed) return refusal.has_value() ? refusal : RefuseNotFound();
  auto taken = TakeInventory(context.reader, context.rooms, scope);
  if (!taken.ok()) return RefuseRead(taken.status());
  list = *std::move(taken);
  for (v1::DestructionItem& item : *list.mutable_items()) item.clear_text_id();
  return std::nullopt;
}

}  // namespace

void RegisterDestructionQueries(Rooms& rooms) {
  rooms.Table<state::v1::DestructionRow>()
      .Rows(&DestructionRows)
      .Visible(&DestructionVisible)
      .View(&ViewDestruction);
  rooms.Table<state::v1::DestructionListRow>();
  rooms.Table<state::v1::DestroyedFileRow>();
  rooms.Query(&GetResource<v1::GetDestructionRequest, v1::Destruction>);
  rooms.Query(&GetDestructionList);
  rooms.Query(&ListDestructions);
  rooms.Query(&PreviewDestruction);
}

void RegisterDestructionRoom(Rooms& rooms) {
  RegisterDestructionDecisions(rooms);
  RegisterDestructionEvents(rooms);
  RegisterDestructionQueries(rooms);
}

}  // namespace plumbline
