// Goal: a wrong click is taken back by who made it until somebody acted on it, and leaves clocks and figures as if it had not
// been; a closed matter is opened again with basis and reason at a stage that it reached, and goes on from there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/coverage_service.pb.h"
#include "services/dates.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class StepsTest : public ::testing::Test {
 protected:
  v1::TakeBackStepRequest Back(const std::string& matter) {
    v1::TakeBackStepRequest request;
    request.set_name(matter);
    request.set_reason("点错了行。");
    return request;
  }
  v1::Matter TakeBack(const std::string& who, const std::string& matter) {
    return district_.Must<v1::TakeBackStepResponse>(who, Back(matter)).matter();
  }
  v1::ReopenMatterRequest Reopening(const std::string& matter, config::v1::Stage to) {
    v1::ReopenMatterRequest request;
    request.set_name(matter);
    request.set_to_stage(to);
    request.set_basis(v1::REOPENING_BASIS_FILING_ORDER);
    request.set_basis_paper("备案纠正意见第1号");
    request.set_reason("备案机关要求修改第三条。");
    return request;
  }
  const v1::Matter& Now(const std::string& matter) { return district_.RowOf<state::v1::MatterRow>(matter)->resource(); }
  std::string Submitted() {
    const std::string matter = district_.NewMatter();
    district_.Complete(matter);
    district_.Submit(matter);
    return matter;
  }
  int ShortNotice() {
    v1::GetFiguresRequest request;
    request.set_year(2023);
    const auto figures = district_.Must<v1::GetFiguresResponse>("section", request);
    for (const v1::Figure& one : figures.figures()) {
      if (one.figure() == "short_notice" && one.kind() == config::v1::KIND_UNSPECIFIED) return one.value();
    }
    return -1;
  }

  RegistryDistrict district_;
};

TEST_F(StepsTest, TakesAnAcceptanceBackWithItsClocks) {
  const std::string matter = Submitted();
  const v1::Matter before = Now(matter);
  district_.Accept(matter);
  ASSERT_GT(Now(matter).deadlines_size(), before.deadlines_size());
  EXPECT_TRUE(district_.Refuses("section", Back(matter), v1::STATE_MISMATCH)) << "somebody else's step";
  const v1::Matter after = TakeBack("intake", matter);
  EXPECT_EQ(after.stage(), config::v1::STAGE_SUBMITTED);
  EXPECT_FALSE(after.has_accepted());
  ASSERT_EQ(after.deadlines_size(), before.deadlines_size());
  for (int i = 0; i < after.deadlines_size(); ++i) {
    EXPECT_EQ(after.deadlines(i).limit(), before.deadlines(i).limit());
    EXPECT_EQ(after.deadlines(i).has_met_date(), before.deadlines(i).has_met_date());
  }
  district_.Accept(matter);
  EXPECT_EQ(Now(matter).stage(), config::v1::STAGE_ACCEPTED);
}

TEST_F(StepsTest, TakesASubmissionBackAndUncountsItsShortNotice) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  v1::SubmitMatterRequest hasty;
  hasty.set_name(matter);
  hasty.set_not_secret(true);
  SetDate(DayNumber(district_.today() + 1), hasty.mutable_requested_date());
  v1::GateReason& reason = *hasty.mutable_act()->add_gate_reasons();
  reason.set_gate("G-REVIEW-WINDOW");
  reason.set_reason("汛期将至。");
  district_.Must<v1::SubmitMatterResponse>("handler", hasty);
  EXPECT_EQ(ShortNotice(), 1);
  EXPECT_TRUE(district_.Refuses("head", Back(matter), v1::STATE_MISMATCH)) << "the handler did it";
  const v1::Matter after = TakeBack("handler", matter);
  EXPECT_EQ(after.stage(), config::v1::STAGE_DRAFT);
  EXPECT_FALSE(after.has_submitted());
  EXPECT_THAT(after.gate_reasons(), IsEmpty());
  EXPECT_EQ(ShortNotice(), 0);
  district_.Submit(matter);
  EXPECT_EQ(ShortNotice(), 0);
}

TEST_F(StepsTest, TakesNothingBackThatSomebodyActedOn) {
  const std::string matter = Submitted();
  district_.Accept(matter);
  EXPECT_TRUE(district_.Refuses("handler", Back(matter), v1::STATE_MISMATCH)) << "accepted since";
  district_.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  EXPECT_TRUE(district_.Refuses("intake", Back(matter), v1::STAGE_MISMATCH)) << "assigned since";
}

TEST_F(StepsTest, ReopensAPublishedMatterAtAStageThatItReached) {
  const std::string matter = district_.Passed();
  district_.Sign(matter);
  district_.Number(matter);
  const std::string document = district_.Publish(matter);
  EXPECT_TRUE(district_.Refuses("chief", Reopening(matter, config::v1::STAGE_PUBLISHED), v1::FIELD_INVALID));
  EXPECT_TRUE(district_.Refuses("office", Reopening(matter, config::v1::STAGE_UNDER_REVIEW), v1::ROLE_MISSING));
  const v1::Matter open =
      district_.Must<v1::ReopenMatterResponse>("chief", Reopening(matter, config::v1::STAGE_UNDER_REVIEW)).matter();
  EXPECT_EQ(open.stage(), config::v1::STAGE_UNDER_REVIEW);
  ASSERT_THAT(open.reopenings(), SizeIs(1));
  EXPECT_EQ(open.reopenings(0).basis_paper(), "备案纠正意见第1号");
  EXPECT_EQ(open.reopenings(0).reason(), "备案机关要求修改第三条。");
  EXPECT_EQ(open.document(), document) << "what was done stays";
  EXPECT_TRUE(district_.Refuses("chief", Reopening(matter, config::v1::STAGE_SUBMITTED), v1::STAGE_MISMATCH)) << "it is open";
  // It goes on: a remark, as in any review.
  district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_SUGGESTION);
}

TEST_F(StepsTest, LeavesAWithdrawnMatterToItsDrafter) {
  const std::string matter = Submitted();
  v1::WithdrawMatterRequest withdraw;
  withdraw.set_name(matter);
  withdraw.set_reason("另行研究。");
  district_.Must<v1::WithdrawMatterResponse>("handler", withdraw);
  EXPECT_TRUE(district_.Refuses("chief", Reopening(matter, config::v1::STAGE_SUBMITTED), v1::STATE_MISMATCH));
}

}  // namespace
}  // namespace plumbline::testing
