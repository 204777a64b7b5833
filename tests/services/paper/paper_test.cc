// Goal: where an approval chain is in force nothing leaves without it, every change is approved again, and the last
// approval does what the paper says, with all gates. Method: a district whose profile switches the chains on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/paper/paper_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class PaperTest : public PaperFixture {};

TEST_F(PaperTest, NothingLeavesBecauseSomebodyPressedAButton) {
  const std::string matter = UnderReview();
  ExpectRefused("chief", district_.OpinionOn(matter, "LAWFUL"), v1::APPROVAL_NEEDED);
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("补充说明。");
  ExpectRefused("intake", back, v1::APPROVAL_NEEDED);
}

TEST_F(PaperTest, TheLastApprovalIssuesTheNumberedOpinion) {
  district_.AddPerson("deputy", district_.Org("bureau"), "副局长", {config::v1::ROLE_CHIEF});
  const std::string matter = UnderReview();
  const v1::Paper drafted = OpinionPaper(matter);
  EXPECT_EQ(drafted.kind(), config::v1::PAPER_OPINION);
  EXPECT_EQ(drafted.turn(), 2);
  EXPECT_EQ(Approve("section", drafted.name()).turn(), 3);
  EXPECT_EQ(Approve("deputy", drafted.name()).turn(), 4);
  EXPECT_EQ(district_.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
  const v1::Paper issued = Approve("chief", drafted.name());
  EXPECT_EQ(issued.state(), v1::PAPER_STATE_ISSUED);
  EXPECT_EQ(issued.turn(), 0);
  EXPECT_EQ(district_.StageOf(matter), config::v1::STAGE_OPINION_ISSUED);
  const auto* opinion = district_.RowOf<state::v1::OpinionRow>(issued.result());
  ASSERT_NE(opinion, nullptr);
  EXPECT_THAT(opinion->resource().number(), HasSubstr("〔2023〕1号"));
  ASSERT_THAT(issued.steps(), SizeIs(4));
  EXPECT_EQ(issued.steps(2).approved().actor(), district_.Person("deputy"));
  EXPECT_EQ(issued.steps(3).approved().actor(), district_.Person("chief"));
  EXPECT_EQ(issued.steps(3).note(), "同意。");
  EXPECT_FALSE(issued.steps(3).merged());
  ExpectRefused("chief", Approval(drafted.name()), v1::STATE_MISMATCH);
}

TEST_F(PaperTest, StepsOfOnePersonAreMergedAndShownAsMerged) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  Approve("section", paper);
  const v1::Paper issued = Approve("chief", paper);  // The only one who could take the third and the fourth.
  EXPECT_EQ(issued.state(), v1::PAPER_STATE_ISSUED);
  EXPECT_FALSE(issued.steps(2).merged());
  EXPECT_TRUE(issued.steps(3).merged());
}

TEST_F(PaperTest, WhoHoldsTwoStepsAmongOthersMergesThemAloud) {
  district_.AddPerson("deputy", district_.Org("bureau"), "副局长", {config::v1::ROLE_CHIEF});
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  Approve("section", paper);
  ExpectRefused("chief", Approval(paper, 2), v1::FIELD_INVALID);
  ExpectRefused("chief", Approval(paper, 5), v1::FIELD_INVALID);
  EXPECT_TRUE(Approve("chief", paper, 4).steps(3).merged());
}

TEST_F(PaperTest, AStepIsTakenByWhoHoldsItsRole) {
  const std::string matter = UnderReview();
  ExpectRefused("intake", Draft(matter, "IssueOpinion", OpinionText(matter)), v1::ROLE_MISSING);
  const std::string paper = OpinionPaper(matter).name();
  ExpectRefused("intake", Approval(paper), v1::ROLE_MISSING);
  ExpectRefused("chief", Approval(paper), v1::ROLE_MISSING);  // Not yet his turn.
  ExpectRefused("reviewer", Approval(paper), v1::ROLE_MISSING);
}

TEST_F(PaperTest, GoesBackWithAReasonAndIsApprovedAgain) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  Approve("section", paper);
  v1::ReturnPaperRequest back;
  back.set_name(paper);
  back.set_to_step(3);
  back.set_reason("依据写全。");
  ExpectRefused("chief", back, v1::FIELD_INVALID);
  ExpectRefused("section", back, v1::ROLE_MISSING);
  back.set_to_step(1);
  const v1::Paper returned = district_.Must<v1::ReturnPaperResponse>("chief", back).paper();
  EXPECT_EQ(returned.turn(), 1);
  ASSERT_THAT(returned.returns(), SizeIs(1));
  EXPECT_EQ(returned.returns(0).reason(), "依据写全。");
  EXPECT_EQ(Approve("reviewer", paper).turn(), 2);
  Approve("section", paper);
  EXPECT_EQ(Approve("chief", paper).state(), v1::PAPER_STATE_ISSUED);
}

TEST_F(PaperTest, AChangedTextIsApprovedAgainByEverybodyElse) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  v1::ChangePaperRequest change;
  change.set_name(paper);
  change.set_content(OpinionText(matter, "LAWFUL_AFTER_CHANGES"));
  ExpectRefused("intake", change, v1::ROLE_MISSING);
  change.set_content(OpinionText(matter));
  const v1::Paper changed = district_.Must<v1::ChangePaperResponse>("section", change).paper();
  EXPECT_EQ(changed.edition(), 2);
  EXPECT_EQ(changed.turn(), 1);
  EXPECT_EQ(Approve("reviewer", paper).turn(), 3);  // The section head wrote it.
  const v1::Paper again = district_.Must<v1::ChangePaperResponse>("chief", change).paper();
  EXPECT_EQ(again.turn(), 1);
  Approve("reviewer", paper);
  EXPECT_EQ(Approve("section", paper).turn(), 4);  // His third step stands; the last one is always taken last.
  EXPECT_EQ(Approve("chief", paper).state(), v1::PAPER_STATE_ISSUED);
}

TEST_F(PaperTest, WhatTheGatesRefuseLeavesThePaperWhereItIs) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  Approve("section", paper);
  district_.Must<v1::AddRemarkResponse>("reviewer", district_.Remark(matter, v1::REMARK_WEIGHT_MUST_CHANGE));
  ExpectRefused("chief", Approval(paper), v1::GATE_UNMET);
  EXPECT_EQ(Get("chief", paper).turn(), 3);
}

TEST_F(PaperTest, OnePaperOfAKindIsOnItsWayAtATime) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  ExpectRefused("reviewer", Draft(matter, "IssueOpinion", OpinionText(matter)), v1::STATE_MISMATCH);
  v1::WithdrawPaperRequest withdraw;
  withdraw.set_name(paper);
  withdraw.set_reason("重写。");
  ExpectRefused("section", withdraw, v1::ROLE_MISSING);
  EXPECT_EQ(district_.Must<v1::WithdrawPaperResponse>("reviewer", withdraw).paper().state(), v1::PAPER_STATE_WITHDRAWN);
  ExpectRefused("section", Approval(paper), v1::STATE_MISMATCH);
  EXPECT_NE(OpinionPaper(matter).name(), paper);
}

TEST_F(PaperTest, IsSeenInsideItsOrganisationOnly) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  EXPECT_THAT(Get("intake", paper).content(), HasSubstr("LAWFUL"));
  v1::GetPaperRequest get;
  get.set_name(paper);
  v1::ListPapersRequest list;
  list.set_parent(matter);
  EXPECT_THAT(district_.Must<v1::ListPapersResponse>("section", list).papers(), SizeIs(1));
  for (const char* who : {"handler", "head", "office", "mayor"}) {
    ExpectRefused(who, get, v1::RESOURCE_NOT_FOUND);
  }
  EXPECT_THAT(district_.Must<v1::ListPapersResponse>("handler", list).papers(), SizeIs(1));  // Its own: the submission.
}

TEST_F(PaperTest, IsListedForWhoHasToSignNext) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  const auto waiting = [&](const char* who, bool mine) {
    v1::ListPapersRequest list;  // No parent: the caller's own organisation.
    list.set_my_turn(mine);
    std::vector<std::string> names;
    const auto papers = district_.Must<v1::ListPapersResponse>(who, list);
    for (const v1::Paper& one : papers.papers()) names.push_back(one.name());
    return names;
  };
  EXPECT_THAT(waiting("section", true), ::testing::ElementsAre(paper));
  EXPECT_THAT(waiting("chief", true), SizeIs(0));
  EXPECT_THAT(waiting("chief", false), ::testing::ElementsAre(paper));
  EXPECT_THAT(waiting("handler", false), SizeIs(0));  // Its submission left long ago.
  EXPECT_EQ(Get("chief", paper).turn_title(), "科室负责人");
  EXPECT_TRUE(Get("chief", paper).has_turn_since());
  district_.Must<v1::ApprovePaperResponse>("section", Approval(paper));
  EXPECT_THAT(waiting("section", true), SizeIs(0));
  EXPECT_THAT(waiting("chief", true), ::testing::ElementsAre(paper));
  district_.Must<v1::ApprovePaperResponse>("chief", Approval(paper));
  EXPECT_THAT(waiting("chief", false), SizeIs(0));
  EXPECT_EQ(Get("chief", paper).turn_title(), "");
  // Another organisation's list shows nothing, whoever asks.
  OpinionPaper(UnderReview());
  v1::ListPapersRequest foreign;
  foreign.set_parent(district_.Org("bureau"));
  EXPECT_THAT(district_.Must<v1::ListPapersResponse>("handler", foreign).papers(), SizeIs(0));
  EXPECT_THAT(district_.Must<v1::ListPapersResponse>("chief", foreign).papers(), SizeIs(1));
}

TEST_F(PaperTest, RefusesWhatIsNoPaper) {
  const std::string matter = UnderReview();
  ExpectRefused("reviewer", Draft(matter, "IssueOpinion", "no json"), v1::FIELD_INVALID);
  ExpectRefused("reviewer", Draft(matter, "IssueOpinion", R"({"unknown": 1})"), v1::FIELD_INVALID);
  ExpectRefused("reviewer", Draft(matter, "IssueOpinion", R"({"conclusion": "LAWFUL"})"), v1::FIELD_INVALID);
  ExpectRefused("reviewer", Draft(matter, "IssueOpinion", R"({"name": "matters/other", "basis": "依据"})"), v1::FIELD_INVALID);
  ExpectRefused("reviewer", Draft(matter, "AcceptMatter", "{}"), v1::FIELD_INVALID);
  ExpectRefused("reviewer", Draft(matter, "NoSuchCommand", "{}"), v1::FIELD_INVALID);
}

TEST_F(PaperTest, AnotherDraftMakesTheApprovalsOfASubmissionVoid) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  const auto paper =
      district_.Must<v1::DraftPaperResponse>("handler", Draft(matter, "SubmitMatter", R"({"notSecret": true})")).paper();
  v1::AddDraftVersionRequest draft;
  draft.set_parent(matter);
  draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
  draft.mutable_draft()->set_file(district_.files().AddText("第一条 另一份文稿。"));
  district_.Must<v1::AddDraftVersionResponse>("handler", draft);
  ExpectRefused("head", Approval(paper.name()), v1::STATE_MISMATCH);
  v1::ChangePaperRequest change;
  change.set_name(paper.name());
  change.set_content(R"({"notSecret": true})");
  EXPECT_EQ(district_.Must<v1::ChangePaperResponse>("handler", change).paper().turn(), 2);
  EXPECT_EQ(Approve("handler", paper.name()).turn(), 3);
  EXPECT_EQ(Approve("head", paper.name()).state(), v1::PAPER_STATE_ISSUED);
}

TEST_F(PaperTest, AStepMayBeRecordedFromTheSignedSheet) {
  const std::string matter = UnderReview();
  const std::string paper = OpinionPaper(matter).name();
  district_.clock().Advance(absl::Hours(48));
  v1::ApprovePaperRequest entered = Approval(paper);
  entered.mutable_act()->set_performed_by(district_.Person("section"));
  entered.mutable_act()->set_evidence_paper("签批单原件");
  SetDate(district_.today() - 1, entered.mutable_act()->mutable_occurred_on());
  const v1::Paper after = district_.Must<v1::ApprovePaperResponse>("intake", entered).paper();
  EXPECT_EQ(after.steps(1).approved().actor(), district_.Person("section"));
  EXPECT_EQ(after.steps(1).approved().recorded_by(), district_.Person("intake"));
  EXPECT_EQ(after.steps(1).days(), 1);
  district_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(Approve("chief", paper).steps(2).days(), 2);
}

TEST(PaperOffTest, WhereNoChainIsInForceTheCommandIsDoneItself) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  v1::DraftPaperRequest request;
  request.set_parent(matter);
  request.mutable_paper()->set_command("IssueOpinion");
  request.mutable_paper()->set_content("{}");
  const auto refusal = district.Refused("reviewer", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::STATE_MISMATCH);
  district.Issue(matter, "LAWFUL");
}

}  // namespace
}  // namespace plumbline::testing
