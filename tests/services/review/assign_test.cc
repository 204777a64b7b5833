#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/joint_service.pb.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AssignReviewerTest, OpensTheReviewWithTheFirstAssignmentOnly) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const int64_t version = district.engine().world().HeadOfResource(matter).version;
  const auto first = district.Must<v1::AssignReviewerResponse>(
      "section", district.Assignment(matter, "reviewer", config::v1::ROLE_REVIEWER));
  EXPECT_EQ(first.receipt().entry_count(), 2);
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
  EXPECT_EQ(district.engine().world().HeadOfResource(matter).version, version + 1);
  const auto second =
      district.Must<v1::AssignReviewerResponse>("chief", district.Assignment(matter, "advisor1"));
  EXPECT_EQ(second.receipt().entry_count(), 1);
  EXPECT_EQ(district.engine().world().HeadOfResource(matter).version, version + 1);
}

TEST(AssignReviewerTest, GivesTheAdviserThreeWorkingDays) {
  ReviewDistrict district;
  const v1::Assignment made = district.Assign(district.Accepted(), "advisor1");
  EXPECT_EQ(made.deadline().limit(), "T-ADVISOR");
  // From Wednesday 2023-03-01: Thursday, Friday, Monday.
  EXPECT_EQ(DayOf(made.due_date()), absl::CivilDay(2023, 3, 6));
  EXPECT_EQ(made.state(), v1::ASSIGNMENT_STATE_ACTIVE);
  EXPECT_EQ(made.way(), v1::ASSIGNMENT_WAY_HAND);
}

TEST(AssignReviewerTest, TakesTheDayAndQuestionThatWereAsked) {
  ReviewDistrict district;
  auto request = district.Assignment(district.Accepted(), "advisor1");
  SetDate(absl::CivilDay(2023, 3, 2), request.mutable_due_date());
  request.set_question("第三条的罚款有无依据？");
  const auto made = district.Must<v1::AssignReviewerResponse>("section", request).assignment();
  EXPECT_EQ(DayOf(made.due_date()), absl::CivilDay(2023, 3, 2));
  EXPECT_EQ(made.question(), "第三条的罚款有无依据？");
}

TEST(AssignReviewerTest, RefusesADueDayBeforeTheAssignment) {
  ReviewDistrict district;
  auto request = district.Assignment(district.Accepted(), "advisor1");
  SetDate(absl::CivilDay(2023, 2, 28), request.mutable_due_date());
  EXPECT_TRUE(district.Refuses("section", request, v1::DATE_IMPOSSIBLE));
}

TEST(AssignReviewerTest, RefusesWhoIsNotAllowedToAssign) {
  ReviewDistrict district;
  const auto request = district.Assignment(district.Accepted(), "advisor1");
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("handler", request, v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("stranger", request, v1::RESOURCE_NOT_FOUND));
  EXPECT_TRUE(district.Refuses("", request, v1::SESSION_INVALID));
}

TEST(AssignReviewerTest, RefusesBeforeAcceptance) {
  ReviewDistrict district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  EXPECT_TRUE(
      district.Refuses("section", district.Assignment(matter, "advisor1"), v1::STAGE_MISMATCH));
}

TEST(AssignReviewerTest, RefusesPeopleWithoutThePostOrAppointment) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  EXPECT_TRUE(
      district.Refuses("section", district.Assignment(matter, "reviewer"), v1::FIELD_INVALID));
  EXPECT_TRUE(district.Refuses("section",
                               district.Assignment(matter, "advisor1", config::v1::ROLE_REVIEWER),
                               v1::FIELD_INVALID));
  EXPECT_TRUE(district.Refuses("section",
                               district.Assignment(matter, "advisor1", config::v1::ROLE_EXPERT),
                               v1::FIELD_INVALID))
      << "a lawyer is no expert";
  EXPECT_TRUE(district.Refuses(
      "section", district.Assignment(matter, "chief", config::v1::ROLE_CHIEF), v1::FIELD_INVALID));
  auto nobody = district.Assignment(matter, "advisor1");
  nobody.set_person("people/nobody");
  EXPECT_TRUE(district.Refuses("section", nobody, v1::FIELD_INVALID));
  nobody.clear_person();
  EXPECT_TRUE(district.Refuses("section", nobody, v1::FIELD_INVALID));
  district.Assign(matter, "advisor4", config::v1::ROLE_EXPERT);
}

TEST(AssignReviewerTest, RefusesUnknownRolesAndOverlongQuestions) {
  ReviewDistrict district;
  auto request = district.Assignment(district.Accepted(), "advisor1");
  request.set_role(static_cast<config::v1::Role>(99));
  EXPECT_TRUE(district.Refuses("section", request, v1::FIELD_INVALID));
  request.set_role(config::v1::ROLE_ADVISOR);
  request.set_question(std::string(2001, 'x'));
  EXPECT_TRUE(district.Refuses("section", request, v1::FIELD_INVALID));
}

TEST(AssignReviewerTest, RefusesASecondAssignmentOfOnePerson) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  EXPECT_TRUE(
      district.Refuses("section", district.Assignment(matter, "advisor1"), v1::STATE_MISMATCH));
}

TEST(AssignReviewerTest, RefusesADayBeforeTheAcceptanceOrInTheFuture) {
  ReviewDistrict district;
  auto request = district.Assignment(district.Accepted(), "advisor1");
  SetDate(absl::CivilDay(2023, 2, 28), request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("section", request, v1::DATE_IMPOSSIBLE));
  SetDate(absl::CivilDay(2023, 3, 2), request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("section", request, v1::DATE_IMPOSSIBLE));
}

struct ConflictCase {
  const char* organization;
  v1::ConflictRelationKind kind;
  const char* rule;  // Empty: nothing stands in the way.
};

class ConflictTest : public ::testing::TestWithParam<ConflictCase> {};

TEST_P(ConflictTest, DecidesByTheDeclaredRelation) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Declare("advisor1", GetParam().organization, GetParam().kind);
  const auto request = district.Assignment(matter, "advisor1");
  if (GetParam().rule[0] == '\0') {
    EXPECT_FALSE(district.Refused("section", request).has_value());
    return;
  }
  EXPECT_TRUE(district.Refuses("section", request, v1::GATE_UNMET));
  EXPECT_THAT(district.Missing("section", request, "G-EXPERT-CLEAN"), ElementsAre(GetParam().rule));
}

INSTANTIATE_TEST_SUITE_P(
    Relations, ConflictTest,
    ::testing::Values(
        ConflictCase{"department", v1::CONFLICT_RELATION_KIND_COUNSEL, "R-SERVES-DRAFTER"},
        ConflictCase{"department", v1::CONFLICT_RELATION_KIND_EMPLOYED, "R-DIRECT-INTEREST"},
        ConflictCase{"department", v1::CONFLICT_RELATION_KIND_INTEREST, "R-DIRECT-INTEREST"},
        ConflictCase{"department", v1::CONFLICT_RELATION_KIND_RELATIVE, "R-FAMILY"},
        ConflictCase{"department", v1::CONFLICT_RELATION_KIND_OPPOSING, "R-ACTS-IN-MATTER"},
        ConflictCase{"government", v1::CONFLICT_RELATION_KIND_OPPOSING,
                     "R-ACTS-AGAINST-GOVERNMENT"},
        ConflictCase{"government", v1::CONFLICT_RELATION_KIND_INTEREST, "R-DIRECT-INTEREST"},
        ConflictCase{"government", v1::CONFLICT_RELATION_KIND_RELATIVE, "R-FAMILY"},
        ConflictCase{"government", v1::CONFLICT_RELATION_KIND_COUNSEL, ""},
        ConflictCase{"other", v1::CONFLICT_RELATION_KIND_COUNSEL, ""},
        ConflictCase{"other", v1::CONFLICT_RELATION_KIND_OPPOSING, ""}));

TEST(ConflictTest, CountsTheRelationOnTheDayOfTheAct) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const auto relation =
      district.Declare("advisor1", "department", v1::CONFLICT_RELATION_KIND_OPPOSING);
  district.Declare("advisor2", "department", v1::CONFLICT_RELATION_KIND_OPPOSING,
                   absl::CivilDay(2023, 3, 2));
  v1::EndConflictRelationRequest end;
  end.set_name(relation.name());
  SetDate(absl::CivilDay(2023, 2, 28), end.mutable_until_date());
  district.Must<v1::EndConflictRelationResponse>("chief", end);
  district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor2");
}

TEST(ConflictTest, ExcludesWhoHoldsAPostInADraftingDepartment) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  v1::CreatePostRequest post;
  post.set_parent(district.Org("department"));
  post.mutable_post()->set_title("兼职法制员");
  post.mutable_post()->set_person(district.Person("advisor1"));
  post.mutable_post()->add_roles(config::v1::ROLE_HANDLER);
  SetDate(absl::CivilDay(2023, 1, 1), post.mutable_post()->mutable_from_date());
  district.Must<v1::CreatePostResponse>("admin", post);
  EXPECT_THAT(
      district.Missing("section", district.Assignment(matter, "advisor1"), "G-EXPERT-CLEAN"),
      ElementsAre("drafter-staff"));
}

TEST(ConflictTest, LooksAtJointDraftersToo) {
  ReviewDistrict district;
  const std::string matter = district.NewMatter();
  v1::UpdateMatterRequest joint;
  joint.set_name(matter);
  joint.mutable_matter()->add_co_drafters(district.Org("other"));
  joint.add_update_mask("co_drafters");
  district.Must<v1::UpdateMatterResponse>("handler", joint);
  district.Complete(matter);
  district.AddPerson("cohead", district.Org("other"), "局长", {config::v1::ROLE_UNIT_HEAD});
  v1::SignJointDraftRequest sign;
  sign.set_parent(matter);
  sign.mutable_cosignature()->set_note("同意。");
  district.Must<v1::SignJointDraftResponse>("cohead", sign);
  district.Submit(matter);
  district.Accept(matter);
  district.Declare("advisor1", "other", v1::CONFLICT_RELATION_KIND_OPPOSING);
  EXPECT_THAT(
      district.Missing("section", district.Assignment(matter, "advisor1"), "G-EXPERT-CLEAN"),
      ElementsAre("R-ACTS-IN-MATTER"));
}

TEST(ConflictTest, LetsTheChiefKeepSomebodyOnceNobodyElseIsLeft) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  for (const char* who : {"advisor1", "advisor2", "advisor3", "advisor4"}) {
    district.Declare(who, "department", v1::CONFLICT_RELATION_KIND_COUNSEL);
  }
  auto request = district.Assignment(matter, "advisor1");
  EXPECT_TRUE(district.Refuses("chief", request, v1::GATE_UNMET)) << "no reason was given";
  request.set_keep_reason("全部顾问均受聘于起草单位，已向政府报告并披露。");
  EXPECT_TRUE(district.Refuses("section", request, v1::GATE_UNMET)) << "only the chief may keep";
  const auto kept = district.Must<v1::AssignReviewerResponse>("chief", request).assignment();
  EXPECT_EQ(kept.keep_reason(), request.keep_reason());
  ASSERT_EQ(kept.relations_size(), 1);
  EXPECT_EQ(kept.relations(0).rule(), "R-SERVES-DRAFTER");
  EXPECT_FALSE(district.Refused("advisor1", district.AdviceOn(matter)).has_value())
      << "who was kept may advise";
}

TEST(ConflictTest, KeepsNobodyWhileOthersAreLeft) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Declare("advisor1", "department", v1::CONFLICT_RELATION_KIND_COUNSEL);
  auto request = district.Assignment(matter, "advisor1");
  request.set_keep_reason("熟悉情况。");
  EXPECT_TRUE(district.Refuses("chief", request, v1::CONFLICT_OF_INTEREST));
  request.set_person(district.Person("advisor2"));
  EXPECT_TRUE(district.Refuses("chief", request, v1::FIELD_INVALID)) << "nothing to disclose";
}

TEST(ConflictTest, HasNoEffectWhereTheRuleExcludesWithoutException) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Declare("advisor1", "department", v1::CONFLICT_RELATION_KIND_OPPOSING);
  auto request = district.Assignment(matter, "advisor1");
  request.set_keep_reason("没有他人。");
  EXPECT_TRUE(district.Refuses("chief", request, v1::GATE_UNMET));
}

TEST(ExpertCleanGateTest, LooksAtEverybodyOnTheMatterWhenAskedInGeneral) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  EXPECT_EQ(district.VerdictOf(matter, "SignAdvice", "G-EXPERT-CLEAN"), v1::GATE_VERDICT_MET);
  district.Declare("advisor1", "department", v1::CONFLICT_RELATION_KIND_INTEREST);
  EXPECT_EQ(district.VerdictOf(matter, "SignAdvice", "G-EXPERT-CLEAN"), v1::GATE_VERDICT_UNMET);
}

TEST(RecuseTest, TakesThePersonOffAndHidesTheMatter) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment made = district.Assign(matter, "advisor1");
  EXPECT_FALSE(district.Hidden<v1::GetMatterRequest>("advisor1", matter));
  const auto recused =
      district.Must<v1::RecuseResponse>("advisor1", district.Recusal(made.name())).assignment();
  EXPECT_EQ(recused.state(), v1::ASSIGNMENT_STATE_RECUSED);
  EXPECT_EQ(recused.recusal_reason(), "与起草单位负责人系近亲属。");
  EXPECT_TRUE(district.Hidden<v1::GetMatterRequest>("advisor1", matter));
  EXPECT_TRUE(district.Hidden<v1::GetAssignmentRequest>("advisor1", made.name()));
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
}

TEST(RecuseTest, AnswersARetryFromTheRecordThoughTheMatterIsOutOfSight) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment made = district.Assign(matter, "advisor1");
  v1::RecuseRequest request = district.Recusal(made.name());
  request.set_request_id(district.RequestId());
  request.set_etag(district.EtagOf(made.name()));
  const auto first = district.Must<v1::RecuseResponse>("advisor1", request);
  const uint64_t size = district.Size();
  const auto again = district.Must<v1::RecuseResponse>("advisor1", request);
  EXPECT_TRUE(again.receipt().repeated());
  EXPECT_EQ(again.receipt().sequence(), first.receipt().sequence());
  EXPECT_EQ(again.assignment().state(), v1::ASSIGNMENT_STATE_RECUSED);
  district.Restart();
  EXPECT_TRUE(district.Must<v1::RecuseResponse>("advisor1", request).receipt().repeated());
  EXPECT_EQ(district.Size(), size);
  request.set_reason("另一个理由");
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::REQUEST_ID_REUSED));
}

TEST(RecuseTest, IsOpenToAReviewerForHimself) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment made = district.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  const auto recused =
      district.Must<v1::RecuseResponse>("reviewer", district.Recusal(made.name())).assignment();
  EXPECT_EQ(recused.state(), v1::ASSIGNMENT_STATE_RECUSED);
  EXPECT_FALSE(district.Hidden<v1::GetMatterRequest>("reviewer", matter)) << "still of the bureau";
}

TEST(RecuseTest, StartsTheClockAnewForTheSubstitute) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment first = district.Assign(matter, "advisor1");
  district.clock().Advance(absl::Hours(48));
  district.Must<v1::RecuseResponse>("section", district.Recusal(first.name()));
  const v1::Assignment second = district.Assign(matter, "advisor2");
  EXPECT_EQ(DayOf(second.deadline().start_date()), absl::CivilDay(2023, 3, 3));
  EXPECT_EQ(DayOf(second.due_date()), absl::CivilDay(2023, 3, 8));
}

TEST(RecuseTest, RefusesColleaguesRepeatsAndStaleReads) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment made = district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor2");
  v1::RecuseRequest request = district.Recusal(made.name());
  EXPECT_TRUE(district.Refuses("advisor2", request, v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("handler", request, v1::RESOURCE_NOT_FOUND));
  request.set_etag("v7");
  EXPECT_TRUE(district.Refuses("section", request, v1::ETAG_STALE));
  district.Must<v1::RecuseResponse>("section", district.Recusal(made.name()));
  EXPECT_TRUE(district.Refuses("section", district.Recusal(made.name()), v1::STATE_MISMATCH));
  EXPECT_TRUE(district.Refuses("section", district.Assignment(matter, "advisor1"),
                               v1::CONFLICT_OF_INTEREST))
      << "who was recused stays off";
}

TEST(GetAssignmentTest, ShowsAnAssignmentAsOfItsFirstVersion) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment made = district.Assign(matter, "advisor1");
  district.Must<v1::RecuseResponse>("section", district.Recusal(made.name()));
  v1::GetAssignmentRequest get;
  get.set_name(made.name());
  get.mutable_as_of()->set_version(1);
  const auto then = district.Must<v1::Assignment>("section", get);
  EXPECT_EQ(then.state(), v1::ASSIGNMENT_STATE_ACTIVE);
  EXPECT_TRUE(then.recusal_reason().empty());
  EXPECT_EQ(DayOf(then.due_date()), absl::CivilDay(2023, 3, 6));
}

TEST(GetAssignmentTest, HidesRelationsAndReasonsFromColleagues) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  for (const char* who : {"advisor1", "advisor3", "advisor4"}) {
    district.Declare(who, "department", v1::CONFLICT_RELATION_KIND_COUNSEL);
  }
  district.Assign(matter, "advisor2");
  auto request = district.Assignment(matter, "advisor1");
  request.set_keep_reason("没有他人。");
  const std::string name =
      district.Must<v1::AssignReviewerResponse>("chief", request).assignment().name();
  const auto read = [&](const std::string& who) {
    return district.Read<v1::Assignment, v1::GetAssignmentRequest>(who, name);
  };
  EXPECT_EQ(read("reviewer").keep_reason(), "没有他人。");
  EXPECT_EQ(read("advisor1").relations_size(), 1);
  EXPECT_EQ(read("advisor2").relations_size(), 0);
  EXPECT_TRUE(read("advisor2").keep_reason().empty());
  EXPECT_TRUE(district.Hidden<v1::GetAssignmentRequest>("handler", name));
  EXPECT_TRUE(district.Hidden<v1::GetAssignmentRequest>("stranger", name));
}

TEST(ListAssignmentsTest, ShowsThemInOrderAndMattersToTheAdviser) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor2");
  const v1::Assignment gone = district.Assign(matter, "advisor1");
  district.Must<v1::RecuseResponse>("section", district.Recusal(gone.name()));
  v1::ListAssignmentsRequest list;
  list.set_parent(matter);
  const auto all = district.Must<v1::ListAssignmentsResponse>("section", list);
  ASSERT_EQ(all.assignments_size(), 2);
  EXPECT_EQ(all.assignments(0).person(), district.Person("advisor2"));
  EXPECT_TRUE(district.Refuses("stranger", list, v1::RESOURCE_NOT_FOUND));
  EXPECT_THAT(district.MattersOf("advisor2"), Contains(matter));
  EXPECT_THAT(district.MattersOf("advisor1"), IsEmpty()) << "recused";
}

}  // namespace
}  // namespace plumbline::testing
