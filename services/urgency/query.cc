#include "absl/strings/match.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/urgency/urgency.h"

namespace plumbline {

namespace {

using state::v1::UrgencyRow;

constexpr char kAll[] = "urgencies";
constexpr char kMissing[] = "urgencies-without-evidence";

bool EvidenceMissing(const v1::Urgency& urgency) {
  return urgency.evidence_file().empty() && urgency.evidence_paper().empty();
}

void UrgencyRows(absl::string_view name, const UrgencyRow& row, IndexSink& sink) {
  const std::string newest =
      KeyWriter().U64Descending(static_cast<uint64_t>(row.resource().requested().sequence())).Take();
  for (const std::string& scope : {std::string(MatterOf(name)), row.resource().organization(), row.reviewing_body()}) {
    sink.Put(ListKey(scope, kAll, newest, name));
    if (EvidenceMissing(row.resource())) sink.Put(ListKey(scope, kMissing, newest, name));
  }
}

bool UrgencyVisible(const World& world, const Caller& caller, absl::string_view name, const UrgencyRow&) {
  return SeesPartOf(world, caller, name, config::v1::PART_MATERIALS);
}

void ViewUrgency(const ViewContext& context, absl::string_view, const UrgencyRow& row, v1::Urgency& urgency) {
  urgency.set_asked_by(ShownContent(context.world, row.asked_by()));
  urgency.set_reason(ShownContent(context.world, row.reason()));
  if (row.has_note()) urgency.set_note(ShownContent(context.world, row.note()));
}

std::optional<Refusal> ListUrgencies(const QueryContext& context, const v1::ListUrgenciesRequest& request,
                                     v1::ListUrgenciesResponse& response) {
  return ListResources(context,
                       {ListPrefix(request.parent(), request.evidence_missing() ? kMissing : kAll), "",
                        request.page_size(), request.page_token()},
                       response);
}

}  // namespace

void RegisterUrgencyQueries(Rooms& rooms) {
  rooms.Table<UrgencyRow>().Rows(&UrgencyRows).Visible(&UrgencyVisible).View(&ViewUrgency);
  rooms.Table<state::v1::UrgencyTallyRow>();
  rooms.Query(&GetResource<v1::GetUrgencyRequest, v1::Urgency>);
  rooms.Query(&ListUrgencies);
}

}  // namespace plumbline
