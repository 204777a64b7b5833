// What an office does around a review: packages for advisers without a connection, reminders, old ledgers.
#include "absl/strings/str_cat.h"
#include "plumbline/v1/outcome_service.pb.h"
#include "plumbline/v1/past_review_service.pb.h"
#include "plumbline/v1/reminder_service.pb.h"
#include "plumbline/v1/review_package_service.pb.h"
#include "services/access/access_log.h"
#include "services/dates.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "tests/sim/workload.h"

namespace plumbline::testing {

// Ordered, made by the server, handed over, back again: in this order or refused.
std::optional<Planned> Workload::PackageIt(MatterModel& matter) {
  if (matter.package.empty()) {
    const bool under_review =
        matter.stage == config::v1::STAGE_ACCEPTED || matter.stage == config::v1::STAGE_UNDER_REVIEW;
    if (!under_review || matter.assignments.empty()) return std::nullopt;
    v1::MakeReviewPackageRequest request;
    request.set_parent(matter.name);
    request.mutable_package()->set_assignment(matter.assignments[random_.Below(matter.assignments.size())]);
    request.mutable_package()->set_question("请重点审查第三条。");
    SetDate(district_.today() + 400, request.mutable_package()->mutable_expires_date());
    Planned planned = Plan("section", request, &matter);  // Recused meanwhile: refused.
    planned.learn = Learn<v1::MakeReviewPackageResponse>([&matter](const v1::MakeReviewPackageResponse& made) {
      matter.package = made.package().name();
      matter.package_state = v1::REVIEW_PACKAGE_STATE_PREPARING;
    });
    return planned;
  }
  const v1::ReviewPackageState now = matter.package_state;
  if (random_.Percent(15)) {
    v1::CancelReviewPackageRequest request;
    request.set_name(matter.package);
    request.set_reason("改为在办公室审查。");
    Planned planned = Plan("section", request, &matter);
    planned.learn = [&matter](const google::protobuf::Message&) { matter.package.clear(); };
    return planned;
  }
  if (now == v1::REVIEW_PACKAGE_STATE_PREPARING && random_.Percent(80)) {
    v1::RecordReviewPackageRequest request;
    request.set_name(matter.package);
    request.set_file(district_.files().AddText(absl::StrCat("审查包", ++serial_)));
    request.add_parts()->set_file_name("02-文稿.pdf");
    Planned planned = Plan("system", request, &matter);
    planned.learn = [&matter](const google::protobuf::Message&) { matter.package_state = v1::REVIEW_PACKAGE_STATE_READY; };
    return planned;
  }
  if (now != v1::REVIEW_PACKAGE_STATE_HANDED_OVER && random_.Percent(80)) {
    v1::HandOverReviewPackageRequest request;
    request.set_name(matter.package);
    request.set_way("本人领取。");
    Planned planned = Plan("section", request, &matter);
    planned.refused = now == v1::REVIEW_PACKAGE_STATE_PREPARING;
    planned.learn = [&matter](const google::protobuf::Message&) {
      matter.package_state = v1::REVIEW_PACKAGE_STATE_HANDED_OVER;
    };
    return planned;
  }
  v1::ReturnReviewPackageRequest request;
  request.set_name(matter.package);
  request.set_file(district_.files().AddText(absl::StrCat("批注稿", ++serial_)));
  Planned planned = Plan("section", request, &matter);
  planned.refused = now != v1::REVIEW_PACKAGE_STATE_HANDED_OVER;
  planned.learn = [&matter](const google::protobuf::Message&) { matter.package.clear(); };
  return planned;
}

// Where nothing waits it is refused: the model does not follow every clock.
std::optional<Planned> Workload::RemindOf(MatterModel& matter) {
  v1::SendReminderRequest request;
  request.set_parent(matter.name);
  request.mutable_reminder()->set_note("请按期办理。");
  const size_t about = random_.Below(3);
  if (about == 0 && !matter.assignments.empty()) {
    request.mutable_reminder()->set_about(matter.assignments[random_.Below(matter.assignments.size())]);
  } else if (about == 1 && !matter.threads.empty()) {
    request.mutable_reminder()->set_about(matter.threads[random_.Below(matter.threads.size())]);
  } else {
    request.mutable_reminder()->set_about(matter.name);
  }
  return Plan("section", request, &matter);
}

std::optional<Planned> Workload::TakeLedgerOver(MatterModel&) {
  v1::ImportPastReviewsRequest request;
  request.set_organization(district_.Org("bureau"));
  request.set_source_file(district_.files().AddText(absl::StrCat("审核台账", ++serial_)));
  request.set_source_name("审核台账");
  for (int i = 0; i < 2; ++i) {
    v1::PastReviewLine& line = *request.add_rows();
    line.set_row(i + 2);
    line.set_title(absl::StrCat("据台账的办法", serial_, "之", i));
    line.set_opinion_number(absl::StrCat("金司法审〔2022〕", serial_ * 2 + i, "号"));
    SetDate(absl::CivilDay(2022, 3, 1) + i, line.mutable_issued_date());
  }
  return Plan("intake", request, nullptr);
}

// Somebody reads; what was read on a day that is over gets its digest.
std::optional<Planned> Workload::ReadAndDigest(MatterModel& matter) {
  AccessNote note;
  note.person = district_.Person(random_.Percent(50) ? "chief" : "advisor1");
  note.resource = matter.name;
  note.kind = v1::ACCESS_KIND_READ;
  const auto refusal = district_.RunInternal(
      [&note](const World& world, const Context& context) { return DecideAccessLine(world, note, context); });
  const SnapshotReader reader(district_.store().GetSnapshot(), &district_.rooms());
  const auto digest = NextAccessDigest(reader, district_.today());
  if (refusal.has_value() || !digest.ok() || !digest->has_value()) return std::nullopt;
  return Plan("system", **digest, nullptr);
}

// A document that nobody sent to the bureau.
std::optional<Planned> Workload::GoAround(MatterModel&) {
  v1::RegisterUnreviewedRequest request;
  request.set_organization(district_.Org("government"));
  request.set_title(absl::StrCat("绕过审核的通告", ++serial_));
  SetDate(district_.today(), request.mutable_publish_date());
  request.set_found_in("政府公报");
  request.set_reason("时间紧。");
  request.set_deliberated_only(random_.Percent(50));
  return Plan("intake", request, nullptr);
}

// A document has no outcome of this kind: it goes to a meeting.
std::optional<Planned> Workload::MakeOutcome(MatterModel& matter) {
  if (matter.stage != config::v1::STAGE_OPINION_ISSUED) return std::nullopt;
  v1::RecordOutcomeRequest request;
  request.set_name(matter.name);
  request.mutable_outcome()->set_number(absl::StrCat("金执罚〔2023〕", ++serial_, "号"));
  Planned planned = Plan("handler", request, &matter);
  planned.refused = true;
  return planned;
}

}  // namespace plumbline::testing
