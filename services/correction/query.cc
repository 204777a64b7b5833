#include "absl/strings/match.h"
#include "services/correction/correction.h"
#include "services/index_keys.h"
#include "services/keeper.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

constexpr char kList[] = "corrections";
constexpr char kWaitingList[] = "corrections.waiting";

std::string NewestFirst(const state::v1::CorrectionRow& row) {
  return KeyWriter().U64Descending(static_cast<uint64_t>(row.resource().proposed().sequence())).Take();
}

void CorrectionRows(absl::string_view name, const state::v1::CorrectionRow& row, IndexSink& sink) {
  const v1::Correction& correction = row.resource();
  const std::string sort = NewestFirst(row);
  sink.Put(ListKey(correction.organization(), kList, sort, name));
  if (correction.state() == v1::CORRECTION_STATE_PROPOSED) {
    sink.Put(ListKey(correction.organization(), kWaitingList, sort, name));
    sink.Put(OpenKey(KeeperOf(correction, correction.proposed().actor()), kList, name));
  }
  sink.Put(ChildKey(RootOf(correction.target()), kList, sort, name));
}

bool WorksIn(const Caller& caller, const std::string& organization) {
  if (caller.holdings == nullptr) return false;
  for (const state::v1::Holding& holding : caller.holdings->holdings()) {
    if (holding.organization() == organization && InForce(holding, caller.today)) return true;
  }
  return false;
}

bool Inspects(const Caller& caller) {
  return caller.system() || HoldsRole(caller, config::v1::ROLE_INSPECTOR) ||
         HoldsRole(caller, config::v1::ROLE_AUDIT_ADMIN);
}

// Who sees the resource sees that it was corrected; who entered it always does.
bool CorrectionVisible(const World& world, const Caller& caller, absl::string_view,
                       const state::v1::CorrectionRow& row) {
  if (caller.anonymous()) return false;
  const v1::Correction& correction = row.resource();
  if (WorksIn(caller, correction.organization()) || Inspects(caller)) return true;
  const absl::string_view matter = MatterOf(correction.target());
  if (matter.empty()) return true;
  const auto* matter_row = world.Find<state::v1::MatterRow>(matter);
  return matter_row != nullptr && MatterVisible(world, caller, matter, *matter_row);
}

void ViewCorrection(const ViewContext& context, absl::string_view, const state::v1::CorrectionRow& row,
                    v1::Correction& correction) {
  correction.set_reason(ShownContent(context.world, row.reason()));
  if (row.has_decision_reason()) correction.set_decision_reason(ShownContent(context.world, row.decision_reason()));
  // Personal data: for those who entered it, and those who inspect.
  if (!WorksIn(context.caller, correction.organization()) && !Inspects(context.caller)) return;
  if (row.has_was()) correction.set_was(ShownContent(context.world, row.was()));
  if (row.has_is()) correction.set_is(ShownContent(context.world, row.is()));
}

std::optional<Refusal> ListCorrections(const QueryContext& context, const v1::ListCorrectionsRequest& request,
                                       v1::ListCorrectionsResponse& response) {
  const bool organization =
      absl::StartsWith(request.parent(), "organizations/") && RootOf(request.parent()) == request.parent();
  if (request.waiting() && !organization) {
    return RefuseField("parent", "待复核的更正按单位查看，请写单位名称（organizations/…）",
                       "those that wait are listed by organisation: give organizations/…");
  }
  const std::string prefix = organization
                                 ? ListPrefix(request.parent(), request.waiting() ? kWaitingList : kList)
                                 : ChildPrefix(RootOf(request.parent()), kList);
  return ListResources(context, {prefix, "", request.page_size(), request.page_token()}, response);
}

}  // namespace

void RegisterCorrectionQueries(Rooms& rooms) {
  rooms.Table<state::v1::CorrectionRow>()
      .Rows(&CorrectionRows)
      .Visible(&CorrectionVisible)
      .View(&ViewCorrection);
  rooms.Query(&GetResource<v1::GetCorrectionRequest, v1::Correction>);
  rooms.Query(&ListCorrections);
}

void RegisterCorrectionRoom(Rooms& rooms) {
  RegisterCorrectionDecisions(rooms);
  RegisterCorrectionEvents(rooms);
  RegisterCorrectionQueries(rooms);
}

}  // namespace plumbline
