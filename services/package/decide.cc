#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/dates.h"
#include "services/files.h"
#include "services/package/package.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::ReviewPackageRow;

const v1::ReviewPackage& PackageNow(const World& world, const std::string& name) {
  return world.Find<ReviewPackageRow>(name)->resource();
}

Decision DecideMakeReviewPackage(const World& world, const v1::MakeReviewPackageRequest& request, const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const v1::ReviewPackage& package = request.package();
  const auto* assignment = world.Find<state::v1::AssignmentRow>(package.assignment());
  if (assignment == nullptr || MatterOf(package.assignment()) != request.parent() ||
      assignment->resource().state() == v1::ASSIGNMENT_STATE_RECUSED) {
    return RefuseField("package.assignment", "须是本事项在办的指派；请先指派（review assign）",
                       "must be an active assignment of this matter; assign the person first (review assign)");
  }
  if (matter.current_version().empty()) return RefuseState("还没有文稿。", "There is no draft yet.");
  const absl::CivilDay expires = *DayOf(package.expires_date());
  if (expires < context.occurred_on) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "使用期限不能早于制作之日。",
                  "expires_date lies before the day on which the package is made.");
  }
  journal::v1::ReviewPackageMade event;
  for (const v1::Material& material : matter.materials()) {
    const bool asked = std::find(package.slots().begin(), package.slots().end(), material.slot()) != package.slots().end();
    if (!material.file().empty() && (asked || package.slots().empty())) event.add_slots(material.slot());
  }
  for (const std::string& slot : package.slots()) {
    if (std::find(event.slots().begin(), event.slots().end(), slot) == event.slots().end()) {
      return RefuseField("package.slots", absl::StrCat("材料项“", slot, "”没有提交文件"),
                         absl::StrCat("no file stands in the slot ", slot));
    }
  }
  event.set_assignment(package.assignment());
  event.set_person(assignment->resource().person());
  event.set_draft(matter.current_version());
  event.set_expires_date(DayNumber(expires));
  Outcome outcome;
  if (!package.question().empty()) {
    *event.mutable_question() = PutContent(outcome, context, package.question());
  } else if (assignment->has_question()) {
    *event.mutable_question() = assignment->question();
  }
  outcome.Add(absl::StrCat(request.parent(), "/packages/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideRecordReviewPackage(const World& world, const v1::RecordReviewPackageRequest& request, const Context&) {
  if (PackageNow(world, request.name()).state() != v1::REVIEW_PACKAGE_STATE_PREPARING) {
    return RefuseState("审查包已经制成或者收回。", "The package is made already, or was called back.");
  }
  journal::v1::ReviewPackageRecorded event;
  if (auto refusal = CheckStored(world, request.file(), "审查包", "package", event.mutable_file_digest())) {
    return *std::move(refusal);
  }
  for (const v1::PackagePart& part : request.parts()) {
    journal::v1::PackagePartMade& made = *event.add_parts();
    made.set_file_name(part.file_name());
    made.set_title(part.title());
    made.set_pages(part.pages());
    made.set_left_out_zh(part.left_out_zh());
    made.set_left_out_en(part.left_out_en());
  }
  Outcome outcome;
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideHandOverReviewPackage(const World& world, const v1::HandOverReviewPackageRequest& request,
                                     const Context& context) {
  const v1::ReviewPackage& package = PackageNow(world, request.name());
  if (package.state() != v1::REVIEW_PACKAGE_STATE_READY) {
    return RefuseState(package.state() == v1::REVIEW_PACKAGE_STATE_PREPARING ? "审查包还在制作，请稍候（package get）。"
                                                                             : "审查包已交付、交回或者收回。",
                       package.state() == v1::REVIEW_PACKAGE_STATE_PREPARING
                           ? "The package is being made; look again in a moment (package get)."
                           : "The package is out, came back or was called back.");
  }
  if (context.occurred_on > *DayOf(package.expires_date())) {
    return RefuseState("审查包的使用期限已过。请收回后另行制作。",
                       "The package's last day is over. Call it back and make another one.");
  }
  Outcome outcome;
  journal::v1::ReviewPackageHandedOver event;
  *event.mutable_way() = PutContent(outcome, context, request.way());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideReturnReviewPackage(const World& world, const v1::ReturnReviewPackageRequest& request, const Context& context) {
  if (PackageNow(world, request.name()).state() != v1::REVIEW_PACKAGE_STATE_HANDED_OVER) {
    return RefuseState("只有已交付的审查包可以登记交回。请先登记交付（package hand-over）。",
                       "Only a package that is out comes back. Enter first that it was handed over (package hand-over).");
  }
  journal::v1::ReviewPackageReturned event;
  if (auto refusal = CheckStored(world, request.file(), "交回文件", "returned file", event.mutable_file_digest())) {
    return *std::move(refusal);
  }
  Outcome outcome;
  if (!request.note().empty()) *event.mutable_note() = PutContent(outcome, context, request.note());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

Decision DecideCancelReviewPackage(const World& world, const v1::CancelReviewPackageRequest& request, const Context& context) {
  const v1::ReviewPackageState state = PackageNow(world, request.name()).state();
  if (state == v1::REVIEW_PACKAGE_STATE_RETURNED || state == v1::REVIEW_PACKAGE_STATE_CANCELLED) {
    return RefuseState("审查包已交回或者收回。", "The package came back already, or was called back.");
  }
  Outcome outcome;
  journal::v1::ReviewPackageCancelled event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterPackageDecisions(Rooms& rooms) {
  rooms.Command(&DecideMakeReviewPackage);
  rooms.Command(&DecideRecordReviewPackage);
  rooms.Command(&DecideHandOverReviewPackage);
  rooms.Command(&DecideReturnReviewPackage);
  rooms.Command(&DecideCancelReviewPackage);
}

void RegisterPackageRoom(Rooms& rooms) {
  RegisterPackageDecisions(rooms);
  RegisterPackageEvents(rooms);
  RegisterPackageQueries(rooms);
}

}  // namespace plumbline
