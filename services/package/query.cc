#include "services/dates.h"
#include "services/index_keys.h"
#include "services/keeper.h"
#include "services/matter/access.h"
#include "services/package/package.h"
#include "services/query.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::ReviewPackageRow;

constexpr char kAll[] = "packages";

void PackageRows(absl::string_view name, const ReviewPackageRow& row, IndexSink& sink) {
  const v1::ReviewPackage& package = row.resource();
  sink.Put(ChildKey(ParentOf(name), kAll, KeyWriter().U64(static_cast<uint64_t>(row.made_sequence())).Take(), name));
  if (package.state() == v1::REVIEW_PACKAGE_STATE_PREPARING) sink.Put(DueKey(kPackageWork, 0, name));
  if (package.state() != v1::REVIEW_PACKAGE_STATE_RETURNED && package.state() != v1::REVIEW_PACKAGE_STATE_CANCELLED) {
    sink.Put(OpenKey(KeeperOf(package, package.made().actor()), kAll, name));
  }
  if (package.state() == v1::REVIEW_PACKAGE_STATE_HANDED_OVER) {
    sink.Put(ChildKey(package.person(), kAll, KeyWriter().U64(static_cast<uint64_t>(row.made_sequence())).Take(), name));
  }
}

// Inside the review, and the person's own.
bool PackageVisible(const World& world, const Caller& caller, absl::string_view name, const ReviewPackageRow& row) {
  return caller.system() || (!caller.anonymous() && caller.person == row.resource().person()) ||
         SeesPartOf(world, caller, name, config::v1::PART_BUREAU_APPROVAL_SHEET);
}

void ViewPackage(const ViewContext& context, absl::string_view, const ReviewPackageRow& row, v1::ReviewPackage& package) {
  const bool out = package.state() == v1::REVIEW_PACKAGE_STATE_HANDED_OVER;
  package.set_overdue(out && context.caller.today > *DayOf(package.expires_date()));
  if (row.has_question()) package.set_question(ShownContent(context.world, row.question()));
  if (row.has_way()) package.set_way(ShownContent(context.world, row.way()));
  if (row.has_note()) package.set_note(ShownContent(context.world, row.note()));
}

std::optional<Refusal> ListReviewPackages(const QueryContext& context, const v1::ListReviewPackagesRequest& request,
                                          v1::ListReviewPackagesResponse& response) {
  return ListResources(context, {ChildPrefix(request.parent(), kAll), "", request.page_size(), request.page_token()},
                       response);
}

}  // namespace

void RegisterPackageQueries(Rooms& rooms) {
  rooms.Table<ReviewPackageRow>().Rows(&PackageRows).Visible(&PackageVisible).View(&ViewPackage);
  rooms.Query(&GetResource<v1::GetReviewPackageRequest, v1::ReviewPackage>);
  rooms.Query(&ListReviewPackages);
}

}  // namespace plumbline
