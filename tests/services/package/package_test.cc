// Goal: a package leaves the house for one assigned person, until a day, and what came back is on the record. Method: a
// district's usual steps; the server's own report stands in for the worker.
#include "plumbline/v1/review_package_service.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dates.h"
#include "services/index_keys.h"
#include "services/package/package.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PackageTest : public ::testing::Test {
 protected:
  PackageTest() : matter_(district_.Accepted()), assignment_(district_.Assign(matter_, "advisor1").name()) {}

  v1::MakeReviewPackageRequest Order(int days = 10) {
    v1::MakeReviewPackageRequest request;
    request.set_parent(matter_);
    request.mutable_package()->set_assignment(assignment_);
    request.mutable_package()->set_question("第三条的处罚依据是否充分？");
    SetDate(district_.today() + days, request.mutable_package()->mutable_expires_date());
    return request;
  }
  v1::ReviewPackage Make() { return district_.Must<v1::MakeReviewPackageResponse>("reviewer", Order()).package(); }
  // What the worker reports.
  std::optional<Refusal> Report(const std::string& package) {
    v1::RecordReviewPackageRequest request;
    request.set_name(package);
    request.set_file(district_.files().Add("zip", {3, "zip", "", 0, false}));
    v1::PackagePart& part = *request.add_parts();
    part.set_file_name("02-文稿.pdf");
    part.set_title("文稿");
    part.set_pages(3);
    return district_.ReportAsSystem(request);
  }
  v1::HandOverReviewPackageRequest HandingOver(const std::string& package) {
    v1::HandOverReviewPackageRequest request;
    request.set_name(package);
    request.set_way("本人领取");
    return request;
  }
  v1::ReturnReviewPackageRequest Returning(const std::string& package) {
    v1::ReturnReviewPackageRequest request;
    request.set_name(package);
    request.set_file(district_.files().AddText("批注稿"));
    return request;
  }
  v1::CancelReviewPackageRequest Cancelling(const std::string& package) {
    v1::CancelReviewPackageRequest request;
    request.set_name(package);
    request.set_reason("改为在办公室审查。");
    return request;
  }
  v1::ReviewPackage Out() {
    const std::string package = Make().name();
    EXPECT_EQ(Report(package), std::nullopt);
    return district_.Must<v1::HandOverReviewPackageResponse>("reviewer", HandingOver(package)).package();
  }
  std::vector<std::string> InHandOf(const std::string& reader, const std::string& who) {
    v1::ListReviewPackagesRequest request;
    request.set_parent(district_.Person(who));
    std::vector<std::string> names;
    const auto list = district_.Must<v1::ListReviewPackagesResponse>(reader, request);
    for (const v1::ReviewPackage& one : list.packages()) names.push_back(one.name());
    return names;
  }
  bool IsDue(const std::string& package) {
    const SnapshotReader reader(district_.store().GetSnapshot(), &district_.rooms());
    const auto rows = reader.List(DuePrefix(kPackageWork), {}, 10);
    EXPECT_TRUE(rows.ok());
    for (const SnapshotReader::Row& row : *rows) {
      if (row.key == DueKey(kPackageWork, 0, package)) return true;
    }
    return false;
  }

  RegistryDistrict district_;
  const std::string matter_;
  const std::string assignment_;
};

TEST_F(PackageTest, GoesOutForOnePersonAndComesBack) {
  const v1::ReviewPackage ordered = Make();
  EXPECT_EQ(ordered.state(), v1::REVIEW_PACKAGE_STATE_PREPARING);
  EXPECT_EQ(ordered.person(), district_.Person("advisor1"));
  EXPECT_EQ(ordered.question(), "第三条的处罚依据是否充分？");
  EXPECT_GT(ordered.slots_size(), 3) << "all materials that are filed";
  EXPECT_TRUE(IsDue(ordered.name()));
  EXPECT_EQ(district_.Unchanged("reviewer", HandingOver(ordered.name())), v1::STATE_MISMATCH) << "not made yet";

  ASSERT_EQ(Report(ordered.name()), std::nullopt);
  EXPECT_FALSE(IsDue(ordered.name()));
  EXPECT_NE(Report(ordered.name()), std::nullopt) << "made once";
  EXPECT_EQ(district_.Unchanged("reviewer", Returning(ordered.name())), v1::STATE_MISMATCH) << "it is in the office";

  const auto out = district_.Must<v1::HandOverReviewPackageResponse>("reviewer", HandingOver(ordered.name())).package();
  EXPECT_EQ(out.state(), v1::REVIEW_PACKAGE_STATE_HANDED_OVER);
  ASSERT_THAT(out.parts(), SizeIs(1));
  EXPECT_EQ(out.parts(0).pages(), 3);
  EXPECT_EQ(out.way(), "本人领取");
  EXPECT_THAT(InHandOf("reviewer", "advisor1"), Contains(ordered.name()));

  auto unknown = Returning(ordered.name());
  unknown.set_file("files/" + std::string(64, 'a'));
  EXPECT_EQ(district_.Unchanged("reviewer", unknown), v1::FILE_UNUSABLE);
  const auto back = district_.Must<v1::ReturnReviewPackageResponse>("reviewer", Returning(ordered.name())).package();
  EXPECT_EQ(back.state(), v1::REVIEW_PACKAGE_STATE_RETURNED);
  EXPECT_FALSE(back.returned_file().empty());
  EXPECT_THAT(InHandOf("reviewer", "advisor1"), IsEmpty());
  EXPECT_EQ(district_.Unchanged("reviewer", Cancelling(ordered.name())), v1::STATE_MISMATCH);
}

TEST_F(PackageTest, TakesOnlyWhoIsAssignedAndWhatIsFiled) {
  auto of_another = Order();
  of_another.mutable_package()->set_assignment(matter_ + "/assignments/nobody");
  EXPECT_EQ(district_.Unchanged("reviewer", of_another), v1::FIELD_INVALID);
  auto empty_slot = Order();
  empty_slot.mutable_package()->add_slots("DOC-NONE");
  EXPECT_EQ(district_.Unchanged("reviewer", empty_slot), v1::FIELD_INVALID);
  EXPECT_EQ(district_.Unchanged("reviewer", Order(-1)), v1::DATE_IMPOSSIBLE);
  EXPECT_EQ(district_.Unchanged("advisor1", Order()), v1::ROLE_MISSING);
  auto one = Order();
  one.mutable_package()->add_slots("DOC-EXPLAIN");
  EXPECT_THAT(district_.Must<v1::MakeReviewPackageResponse>("reviewer", one).package().slots(), SizeIs(1));
  district_.Must<v1::RecuseResponse>("advisor1", district_.Recusal(assignment_));
  EXPECT_EQ(district_.Unchanged("reviewer", Order()), v1::FIELD_INVALID) << "recused";
}

TEST_F(PackageTest, IsOverdueAfterItsLastDayAndThenCalledBack) {
  const v1::ReviewPackage out = Out();
  EXPECT_FALSE(out.overdue());
  district_.clock().Advance(absl::Hours(24 * 10));
  EXPECT_FALSE((district_.Read<v1::ReviewPackage, v1::GetReviewPackageRequest>("reviewer", out.name()).overdue())) << "the last day";
  district_.clock().Advance(absl::Hours(24));
  EXPECT_TRUE((district_.Read<v1::ReviewPackage, v1::GetReviewPackageRequest>("reviewer", out.name()).overdue()));
  const auto gone = district_.Must<v1::CancelReviewPackageResponse>("section", Cancelling(out.name())).package();
  EXPECT_EQ(gone.state(), v1::REVIEW_PACKAGE_STATE_CANCELLED);
  EXPECT_EQ(gone.note(), "改为在办公室审查。");
  EXPECT_FALSE(gone.overdue());
}

TEST_F(PackageTest, IsNotHandedOverAfterItsLastDay) {
  const std::string package = Make().name();
  ASSERT_EQ(Report(package), std::nullopt);
  district_.clock().Advance(absl::Hours(24 * 11));
  EXPECT_EQ(district_.Unchanged("reviewer", HandingOver(package)), v1::STATE_MISMATCH);
}

TEST_F(PackageTest, IsSeenByTheReviewingBodyAndItsPersonAlone) {
  const std::string package = Make().name();
  EXPECT_FALSE((district_.Hidden<v1::GetReviewPackageRequest>("chief", package)));
  EXPECT_FALSE((district_.Hidden<v1::GetReviewPackageRequest>("advisor1", package)));
  EXPECT_TRUE((district_.Hidden<v1::GetReviewPackageRequest>("advisor2", package)));
  EXPECT_TRUE((district_.Hidden<v1::GetReviewPackageRequest>("handler", package)));
}

}  // namespace
}  // namespace plumbline::testing
