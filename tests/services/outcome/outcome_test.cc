// Goal: an enforcement decision and a contract go from submission to their outcome: nothing is decided without a review that
// passed on this very text; they have their own series and figures. Method: a district's usual steps with other kinds.
#include "plumbline/v1/outcome_service.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/coverage_service.pb.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;

constexpr auto kDecision = config::v1::KIND_MAJOR_ENFORCEMENT_DECISION;
constexpr auto kContract = config::v1::KIND_GOVERNMENT_CONTRACT;

class OutcomeTest : public ::testing::Test {
 protected:
  std::string UnderReview(config::v1::Kind kind) {
    v1::CreateMatterRequest create;
    create.mutable_matter()->set_title(kind == kDecision ? "某公司违法建设处罚决定" : "某供水项目特许经营协议");
    create.mutable_matter()->add_kinds(kind);
    create.mutable_matter()->set_issuer(district_.Org("government"));
    const std::string matter = district_.Must<v1::CreateMatterResponse>("handler", create).matter().name();
    district_.Complete(matter);
    district_.Submit(matter);
    district_.Accept(matter);
    district_.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
    return matter;
  }
  v1::RecordOutcomeRequest Outcome(const std::string& matter) {
    v1::RecordOutcomeRequest request;
    request.set_name(matter);
    request.mutable_outcome()->set_number("金执罚〔2023〕7号");
    request.mutable_outcome()->set_party("某公司");
    request.mutable_outcome()->set_file(district_.files().AddText("决定书"));
    return request;
  }
  v1::AnnualReport Report() {
    v1::GetAnnualReportRequest request;
    request.set_year(2023);
    return district_.Must<v1::AnnualReport>("section", request);
  }
  std::string Unmet(const std::string& matter) {
    district_.Unchanged("handler", Outcome(matter));
    return district_.last_refusal().message_zh;
  }

  RegistryDistrict district_;
};

TEST_F(OutcomeTest, ADecisionIsMadeOnlyAfterItsReviewPassed) {
  const std::string matter = UnderReview(kDecision);
  district_.Assign(matter, "advisor1");
  v1::SignAdviceRequest advice = district_.AdviceOn(matter);
  EXPECT_EQ(district_.Unchanged("advisor1", advice), v1::FIELD_INVALID) << "a conclusion of another track";
  advice.mutable_advice()->set_conclusion("ENFORCEMENT_PASSED");
  district_.Must<v1::SignAdviceResponse>("advisor1", advice);
  EXPECT_EQ(district_.Unchanged("handler", Outcome(matter)), v1::STAGE_MISMATCH) << "before the opinion";
  const v1::Opinion opinion = district_.Issue(matter, "ENFORCEMENT_PASSED");
  EXPECT_THAT(opinion.number(), HasSubstr("执审〔2023〕1号"));
  EXPECT_EQ(district_.Unchanged("stranger", Outcome(matter)), v1::RESOURCE_NOT_FOUND);
  auto unnumbered = Outcome(matter);
  unnumbered.mutable_outcome()->clear_number();
  EXPECT_EQ(district_.Unchanged("handler", unnumbered), v1::FIELD_INVALID);

  const v1::Matter done = district_.Must<v1::RecordOutcomeResponse>("handler", Outcome(matter)).matter();
  EXPECT_EQ(done.stage(), config::v1::STAGE_ENDED);
  EXPECT_EQ(done.ending(), v1::ENDING_DECIDED);
  EXPECT_EQ(done.outcome().number(), "金执罚〔2023〕7号");
  EXPECT_EQ(done.outcome().party(), "某公司");
  EXPECT_EQ(district_.Unchanged("handler", Outcome(matter)), v1::STAGE_MISMATCH);
  EXPECT_TRUE((district_.Read<v1::Matter, v1::GetMatterRequest>("office", matter).outcome().party() == "某公司"));
}

TEST_F(OutcomeTest, NothingIsDecidedWhereTheReviewDidNotPassOrTheTextIsAnother) {
  const std::string refused = UnderReview(kDecision);
  district_.Issue(refused, "ENFORCEMENT_NOT_PASSED");
  EXPECT_EQ(district_.Unchanged("handler", Outcome(refused)), v1::GATE_UNMET);
  EXPECT_THAT(Unmet(refused), HasSubstr("不得作出决定"));

  const std::string changed = UnderReview(kDecision);
  district_.Issue(changed, "ENFORCEMENT_PASSED");
  v1::AddDraftVersionRequest draft;
  draft.set_parent(changed);
  draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_REVISED);
  draft.mutable_draft()->set_file(district_.files().AddText("第一条 罚款数额改为两倍。"));
  district_.Must<v1::AddDraftVersionResponse>("handler", draft);
  EXPECT_EQ(district_.Unchanged("handler", Outcome(changed)), v1::GATE_UNMET);
  EXPECT_THAT(Unmet(changed), HasSubstr("正是本稿"));
  district_.Must<v1::ConfirmRevisionResponse>("reviewer", district_.Confirmation(changed, v1::REVISION_NATURE_FORMAT_ONLY));
  district_.Must<v1::RecordOutcomeResponse>("handler", Outcome(changed));

  const std::string corrected = UnderReview(kDecision);
  v1::IssueOpinionRequest with_points = district_.OpinionOn(corrected, "ENFORCEMENT_WITH_CORRECTIONS");
  with_points.add_points()->set_text("裁量理由请写明。");
  district_.Must<v1::IssueOpinionResponse>("chief", with_points);
  EXPECT_EQ(district_.Unchanged("handler", Outcome(corrected)), v1::GATE_UNMET) << "its points are not answered";
}

TEST_F(OutcomeTest, AContractIsSignedAndCountedInItsOwnSeries) {
  const std::string matter = UnderReview(kContract);
  EXPECT_THAT(district_.Issue(matter, "CONTRACT_LAWFUL").number(), HasSubstr("合审〔2023〕1号"));
  auto bare = Outcome(matter);
  bare.mutable_outcome()->clear_number();
  bare.mutable_outcome()->clear_file();
  EXPECT_EQ(district_.Unchanged("handler", bare), v1::FIELD_INVALID);
  auto scanned = Outcome(matter);
  scanned.mutable_outcome()->clear_number();
  EXPECT_EQ(district_.Must<v1::RecordOutcomeResponse>("handler", scanned).matter().ending(), v1::ENDING_CONTRACTED);

  const std::string decided = UnderReview(kDecision);
  district_.Assign(decided, "advisor1");
  v1::SignAdviceRequest advice = district_.AdviceOn(decided);
  advice.mutable_advice()->set_conclusion("ENFORCEMENT_PASSED");
  district_.Must<v1::SignAdviceResponse>("advisor1", advice);
  const std::string opinion = district_.Issue(decided, "ENFORCEMENT_PASSED").name();
  district_.Issue(UnderReview(kDecision), "ENFORCEMENT_PASSED");
  const v1::AnnualReport report = Report();
  EXPECT_EQ(report.enforcement().reviewed(), 2);
  EXPECT_EQ(report.enforcement().with_advisor(), 1);
  EXPECT_EQ(report.contracts_reviewed(), 1);
  EXPECT_EQ(report.reviewed(), 0) << "neither is a document";
  EXPECT_EQ(report.opinions_issued(), 0);
  EXPECT_THAT(report.sentence_zh(), HasSubstr("法制审核重大执法决定2件，其中法律顾问参与1件"));
  v1::VoidOpinionRequest gone;
  gone.set_name(opinion);
  gone.set_reason("文号有误。");
  district_.Must<v1::VoidOpinionResponse>("chief", gone);
  EXPECT_EQ(Report().enforcement().reviewed(), 1);
  EXPECT_EQ(Report().enforcement().with_advisor(), 0);
}

TEST_F(OutcomeTest, OtherMattersGoToAMeeting) {
  const std::string matter = district_.Allowed();
  EXPECT_EQ(district_.Unchanged("handler", Outcome(matter)), v1::STATE_MISMATCH);
}

}  // namespace
}  // namespace plumbline::testing
