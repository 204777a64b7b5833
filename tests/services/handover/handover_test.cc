// Goal: what one person has in hand goes to another in one act, each piece only where it could have been given to him, and
// nothing open is left behind by an account that is closed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/state/v1/handover_state.pb.h"
#include "plumbline/v1/review_package_service.pb.h"
#include "services/dates.h"
#include "services/review/draw.h"
#include "storage/merkle/hash.h"
#include "tests/services/correction/correction_steps.h"
#include "tests/services/handover/handover_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class HandoverTest : public ::testing::Test {
 protected:
  void MoveTo(int day) { district_.clock().Set(absl::FromCivil(absl::CivilSecond(2023, 3, day, 9), absl::FixedTimeZone(8 * 3600))); }
  std::string Reviewed(const std::string& title = "关于规范户外招牌设置的规定") { return district_.UnderReview(title); }
  std::string AssignmentOf(const std::string& matter, const std::string& who) {
    for (const auto& one : district_.RowOf<state::v1::ReviewTallyRow>(matter)->assigned()) {
      if (one.active() && one.person() == district_.Person(who)) return one.assignment();
    }
    return {};
  }
  std::string Away(const std::string& who, const std::string& stand_in, int from, int until) {
    v1::RecordAbsenceRequest request;
    request.set_parent(district_.Person(who));
    SetDate(absl::CivilDay(2023, 3, from), request.mutable_absence()->mutable_from_date());
    SetDate(absl::CivilDay(2023, 3, until), request.mutable_absence()->mutable_until_date());
    request.mutable_absence()->set_reason(v1::ABSENCE_REASON_TRAVEL);
    request.mutable_absence()->set_stand_in(district_.Person(stand_in));
    return district_.Must<v1::RecordAbsenceResponse>(who, request).absence().name();
  }
  void SetDeputy(const std::string& of, const std::string& deputy) {
    v1::SetDeputyRequest request;
    request.set_name(district_.PostOf(of));
    request.set_deputy(district_.Person(deputy));
    district_.Must<v1::SetDeputyResponse>("admin", request);
  }
  std::string Drawn(const std::string& matter, const std::string& party) {
    v1::AnnounceDrawRequest request;
    request.set_parent(matter);
    request.set_role(config::v1::ROLE_ADVISOR);
    request.set_count(1);
    request.set_nonce_sha256(std::string(BytesOf(Sha256(std::string(kNonceBytes, 'n')))));
    request.set_nonce_party(district_.Person(party));
    return district_.Must<v1::AnnounceDrawResponse>("section", request).draw().name();
  }
  v1::HandoverObstacle Obstacle(const std::string& who, const std::string& from, const std::string& to,
                                const std::string& name) {
    return ItemOf(district_.Open(who, from, to), name).obstacle();
  }

  Leaving<CorrectionDistrict> district_;
};

TEST_F(HandoverTest, MovesEverythingInOneActWithOneEntryForEachPiece) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  const std::string remark = district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_SUGGESTION).name();
  SetDeputy("section", "reviewer");
  const std::string absence = Away("chief", "reviewer", 1, 9);
  const std::string post = district_.PostOf("reviewer");
  EXPECT_EQ(district_.KindsOpen("reviewer"),
            (std::map<v1::WorkKind, int>{{v1::WORK_KIND_ASSIGNMENT, 1},
                                         {v1::WORK_KIND_REMARK, 1},
                                         {v1::WORK_KIND_STAND_IN, 1},
                                         {v1::WORK_KIND_DEPUTY, 1},
                                         {v1::WORK_KIND_POST, 1}}));
  for (const v1::WorkItem& item : district_.Open("admin", "reviewer", "second")) {
    EXPECT_EQ(item.obstacle(), v1::HANDOVER_OBSTACLE_UNSPECIFIED) << item.ShortDebugString();
  }
  const int64_t before = district_.Size();
  const v1::Handover done = district_.HandOver("admin", "reviewer", "second");
  EXPECT_EQ(done.person(), district_.Person("reviewer"));
  EXPECT_EQ(done.overseer(), "孔监交");
  EXPECT_EQ(done.reason(), "轮岗");
  EXPECT_EQ(done.moved_count(), 5);
  EXPECT_EQ(done.stayed_count(), 0);
  // The act, assignment, remark, deputy, post ended (he has such a post already), absence ended and entered anew.
  EXPECT_EQ(district_.Size() - before, 7);
  EXPECT_EQ(AssignmentOf(matter, "second"), assignment);
  EXPECT_EQ(AssignmentOf(matter, "reviewer"), "");
  EXPECT_EQ(ItemOf(done.items(), post).result(), district_.PostOf("second"));
  const std::string replaced = ItemOf(done.items(), absence).result();
  EXPECT_EQ(district_.RowOf<state::v1::AbsenceRow>(replaced)->resource().stand_in(), district_.Person("second"));
  EXPECT_EQ(district_.RowOf<state::v1::PostRow>(district_.PostOf("section"))->resource().deputy(), district_.Person("second"));
  EXPECT_THAT(district_.KindsOpen("reviewer"), IsEmpty());
  EXPECT_EQ(district_.KindsOpen("second")[v1::WORK_KIND_REMARK], 1);
  EXPECT_EQ(district_.RebuildProblem(), "");
  district_.Must<v1::ClosePersonResponse>("admin", district_.Closing("reviewer"));
}

TEST_F(HandoverTest, PastActsKeepTheNameAndTheClockGoesOn) {
  const std::string matter = district_.Accepted();
  const std::string assignment = district_.Assign(matter, "advisor1").name();
  const std::string remark = district_.AddRemark("advisor1", matter, v1::REMARK_WEIGHT_SUGGESTION).name();
  const auto before = district_.RowOf<state::v1::AssignmentRow>(assignment)->resource();
  const v1::Handover done = district_.HandOver("section", "advisor1", "advisor2", {assignment, remark});
  const auto after = district_.Read<v1::Assignment, v1::GetAssignmentRequest>("advisor2", assignment);
  EXPECT_EQ(after.person(), district_.Person("advisor2"));
  EXPECT_EQ(after.holding(), district_.PostOf("advisor2"));
  EXPECT_EQ(after.assigned().SerializeAsString(), before.assigned().SerializeAsString());
  EXPECT_EQ(after.due_date().SerializeAsString(), before.due_date().SerializeAsString());
  ASSERT_THAT(after.handovers(), SizeIs(1));
  EXPECT_EQ(after.handovers(0).from_person(), district_.Person("advisor1"));
  EXPECT_EQ(after.handovers(0).handover(), done.name());
  EXPECT_EQ(after.handovers(0).made().actor(), district_.Person("section"));
  v1::GetAssignmentRequest then;
  then.set_name(assignment);
  then.mutable_as_of()->set_version(1);
  EXPECT_EQ(district_.Must<v1::Assignment>("section", then).person(), district_.Person("advisor1"));

  // The remark is still that of who made it; the successor withdraws it, who left does not.
  EXPECT_EQ(district_.RowOf<state::v1::ThreadRow>(remark)->resource().added().actor(), district_.Person("advisor1"));
  EXPECT_TRUE(district_.Hidden<v1::GetThreadRequest>("advisor1", remark));
  EXPECT_TRUE(district_.Refuses("advisor1", district_.Settlement(remark, v1::THREAD_OUTCOME_WITHDRAWN), v1::RESOURCE_NOT_FOUND));
  district_.Must<v1::SettleThreadResponse>("advisor2", district_.Settlement(remark, v1::THREAD_OUTCOME_WITHDRAWN));
  district_.Must<v1::SignAdviceResponse>("advisor2", district_.AdviceOn(matter));
  EXPECT_TRUE(district_.Refuses("advisor1", district_.AdviceOn(matter), v1::RESOURCE_NOT_FOUND));
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(HandoverTest, WhatTheSuccessorMayNotReviewStaysWithTheReason) {
  const std::string free = district_.Accepted("关于规范停车收费的规定");
  const std::string moves = district_.Assign(free, "advisor1").name();
  const std::string first = district_.Accepted("关于规范户外招牌设置的规定");
  const std::string on_matter = district_.Assign(first, "advisor1").name();
  district_.Assign(first, "advisor2");
  const std::string second = district_.Accepted("关于规范农村道路的规定");
  const std::string recused = district_.Assign(second, "advisor1").name();
  district_.Must<v1::RecuseResponse>("section", district_.Recusal(district_.Assign(second, "advisor2").name()));
  const v1::Handover done = district_.HandOver("section", "advisor1", "advisor2");
  EXPECT_TRUE(ItemOf(done.items(), moves).moved());
  EXPECT_EQ(ItemOf(done.items(), on_matter).obstacle(), v1::HANDOVER_OBSTACLE_ON_MATTER);
  EXPECT_EQ(ItemOf(done.items(), recused).obstacle(), v1::HANDOVER_OBSTACLE_RECUSED);
  const std::string appointment = district_.PostOf("advisor1");
  EXPECT_EQ(ItemOf(done.items(), appointment).obstacle(), v1::HANDOVER_OBSTACLE_APPOINTMENT);
  EXPECT_EQ(done.moved_count(), 1);
  EXPECT_EQ(done.stayed_count(), 3);
  EXPECT_EQ(AssignmentOf(first, "advisor1"), on_matter);
}

TEST_F(HandoverTest, AConflictOfInterestOfTheSuccessorIsAskedForEachAssignment) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  const std::string remark = district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE).name();
  EXPECT_EQ(Obstacle("section", "reviewer", "second", assignment), v1::HANDOVER_OBSTACLE_UNSPECIFIED);
  district_.Declare("second", "department", v1::CONFLICT_RELATION_KIND_OPPOSING);
  EXPECT_EQ(Obstacle("section", "reviewer", "second", assignment), v1::HANDOVER_OBSTACLE_CONFLICT);
  EXPECT_EQ(Obstacle("section", "reviewer", "second", remark), v1::HANDOVER_OBSTACLE_CONFLICT);
  const auto refusal = district_.Refused("section", district_.Handing("reviewer", "second", {assignment}));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::STATE_MISMATCH);
  ASSERT_THAT(refusal->fields, SizeIs(1));
  EXPECT_EQ(refusal->fields[0].field, assignment);
  EXPECT_THAT(refusal->fields[0].message_zh, HasSubstr("利害关系"));
  EXPECT_TRUE(district_.HandOver("section", "reviewer", "section", {assignment}).items(0).moved());
}

TEST_F(HandoverTest, OnlyWhoCouldBeAssignedTakesOver) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  EXPECT_EQ(Obstacle("section", "reviewer", "intake", assignment), v1::HANDOVER_OBSTACLE_NO_POST);
  EXPECT_TRUE(district_.Refuses("section", district_.Handing("reviewer", "handler", {assignment}), v1::STATE_MISMATCH));
}

TEST_F(HandoverTest, ThePostMovesFirstAndTheWorkFollowsIt) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  const std::string post = district_.PostOf("reviewer");
  SetDeputy("reviewer", "section");
  district_.AddPerson("newcomer", "", "", {});
  EXPECT_EQ(Obstacle("section", "reviewer", "newcomer", assignment), v1::HANDOVER_OBSTACLE_NO_POST);
  EXPECT_EQ(Obstacle("section", "reviewer", "newcomer", post), v1::HANDOVER_OBSTACLE_ADMINISTRATOR_ONLY);
  EXPECT_EQ(Obstacle("admin", "reviewer", "newcomer", assignment), v1::HANDOVER_OBSTACLE_UNSPECIFIED);
  const v1::Handover done = district_.HandOver("admin", "reviewer", "newcomer");
  EXPECT_EQ(done.moved_count(), 2);
  const auto& given = district_.RowOf<state::v1::PostRow>(ItemOf(done.items(), post).result())->resource();
  EXPECT_EQ(given.person(), district_.Person("newcomer"));
  EXPECT_EQ(given.title(), "审核");
  EXPECT_THAT(given.roles(), ElementsAre(config::v1::ROLE_REVIEWER));
  EXPECT_EQ(given.deputy(), district_.Person("section"));
  EXPECT_EQ(DayOf(given.from_date()), district_.today());
  EXPECT_EQ(DayOf(district_.RowOf<state::v1::PostRow>(post)->resource().until_date()), district_.today());
  EXPECT_EQ(AssignmentOf(matter, "newcomer"), assignment);
  MoveTo(2);
  district_.AddRemark("newcomer", matter, v1::REMARK_WEIGHT_NOTE);
  EXPECT_TRUE(district_.Refuses("reviewer", district_.Remark(matter, v1::REMARK_WEIGHT_NOTE), v1::RESOURCE_NOT_FOUND));
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(HandoverTest, TheThreeAdministratorsStayApart) {
  district_.AddPerson("security", district_.Org("bureau"), "安全", {config::v1::ROLE_SECURITY_ADMIN});
  district_.AddPerson("audit", district_.Org("bureau"), "审计", {config::v1::ROLE_AUDIT_ADMIN});
  const std::string post = district_.PostOf("security");
  EXPECT_EQ(Obstacle("admin", "security", "audit", post), v1::HANDOVER_OBSTACLE_ROLES_APART);
  EXPECT_TRUE(district_.Refuses("admin", district_.Handing("security", "audit"), v1::STATE_MISMATCH));
  EXPECT_TRUE(district_.HandOver("admin", "security", "intake").items(0).moved());
}

TEST_F(HandoverTest, ACorrectionThatWaitsMovesAndTheSuccessorMayApproveIt) {
  const std::string matter = district_.AcceptedOn(absl::CivilDay(2023, 3, 3));
  const std::string correction =
      district_.Correct("intake", matter, "accepted.occurred_on", "2023-03-03", "2023-03-06").name();
  EXPECT_EQ(district_.KindsOpen("intake")[v1::WORK_KIND_CORRECTION], 1);
  EXPECT_EQ(Obstacle("section", "intake", "handler", correction), v1::HANDOVER_OBSTACLE_NO_POST);
  district_.HandOver("section", "intake", "second", {correction});
  EXPECT_EQ(district_.KindsOpen("intake").count(v1::WORK_KIND_CORRECTION), 0u);
  EXPECT_EQ(district_.KindsOpen("second")[v1::WORK_KIND_CORRECTION], 1);
  EXPECT_TRUE(district_.Refuses("intake", district_.Approval(correction), v1::SECOND_PERSON_NEEDED));
  district_.Approve("second", correction);
  EXPECT_EQ(district_.KindsOpen("second").count(v1::WORK_KIND_CORRECTION), 0u);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(HandoverTest, ADrawGoesToWhoNeitherDrawsNorStandsInThePool) {
  const std::string matter = Reviewed();
  const std::string draw = Drawn(matter, "office");
  EXPECT_EQ(Obstacle("admin", "office", "second", draw), v1::HANDOVER_OBSTACLE_PARTY_TO_DRAW);
  EXPECT_EQ(Obstacle("admin", "office", "advisor1", draw), v1::HANDOVER_OBSTACLE_PARTY_TO_DRAW);
  EXPECT_EQ(Obstacle("office", "office", "stranger", draw), v1::HANDOVER_OBSTACLE_NO_POST);  // Sees nothing of the matter.
  EXPECT_EQ(Obstacle("admin", "office", "stranger", draw), v1::HANDOVER_OBSTACLE_UNSPECIFIED);  // With the post he would.
  v1::RevealDrawRequest reveal;
  reveal.set_name(draw);
  reveal.set_nonce(std::string(kNonceBytes, 'n'));
  district_.HandOver("office", "office", "clerk", {draw});
  EXPECT_TRUE(district_.Refuses("office", reveal, v1::RESOURCE_NOT_FOUND));
  district_.Must<v1::RevealDrawResponse>("clerk", reveal);
  EXPECT_EQ(district_.KindsOpen("clerk").count(v1::WORK_KIND_DRAW), 0u);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(HandoverTest, APackageThatIsNotBackIsSomebodysWorkUntilItComes) {
  const std::string matter = Reviewed();
  v1::MakeReviewPackageRequest make;
  make.set_parent(matter);
  make.mutable_package()->set_assignment(district_.Assign(matter, "advisor1").name());
  SetDate(district_.today() + 10, make.mutable_package()->mutable_expires_date());
  const std::string package = district_.Must<v1::MakeReviewPackageResponse>("section", make).package().name();
  EXPECT_EQ(district_.KindsOpen("section")[v1::WORK_KIND_PACKAGE], 1);
  EXPECT_EQ(Obstacle("chief", "section", "stranger", package), v1::HANDOVER_OBSTACLE_NO_POST);
  district_.HandOver("chief", "section", "reviewer", {package});
  EXPECT_EQ(district_.KindsOpen("section").count(v1::WORK_KIND_PACKAGE), 0u);
  EXPECT_EQ(district_.KindsOpen("reviewer")[v1::WORK_KIND_PACKAGE], 1);
  v1::CancelReviewPackageRequest cancel;
  cancel.set_name(package);
  cancel.set_reason("改为在办公室审查。");
  district_.Must<v1::CancelReviewPackageResponse>("reviewer", cancel);
  EXPECT_EQ(district_.KindsOpen("reviewer").count(v1::WORK_KIND_PACKAGE), 0u);
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(HandoverTest, ADrawWhoseDayIsOverIsNobodysWorkAnyMore) {
  Drawn(Reviewed(), "office");
  EXPECT_EQ(district_.KindsOpen("office")[v1::WORK_KIND_DRAW], 1);
  MoveTo(20);
  EXPECT_EQ(district_.KindsOpen("office").count(v1::WORK_KIND_DRAW), 0u);
}

TEST_F(HandoverTest, AStandInIsReplacedFromTodayOn) {
  const std::string absence = Away("chief", "section", 1, 9);
  const std::string matter = district_.Accepted();
  MoveTo(3);
  Away("intake", "reviewer", 4, 5);
  EXPECT_EQ(Obstacle("chief", "section", "intake", absence), v1::HANDOVER_OBSTACLE_CAN_NOT_STAND_IN);  // Away himself.
  EXPECT_EQ(Obstacle("chief", "section", "chief", absence), v1::HANDOVER_OBSTACLE_CAN_NOT_STAND_IN);
  EXPECT_EQ(Obstacle("chief", "section", "handler", absence), v1::HANDOVER_OBSTACLE_NO_POST);
  const v1::Handover done = district_.HandOver("chief", "section", "second", {absence});
  const auto& before = district_.RowOf<state::v1::AbsenceRow>(absence)->resource();
  const auto& after = district_.RowOf<state::v1::AbsenceRow>(done.items(0).result())->resource();
  EXPECT_EQ(DayOf(before.until_date()), absl::CivilDay(2023, 3, 2));
  EXPECT_EQ(DayOf(after.from_date()), absl::CivilDay(2023, 3, 3));
  EXPECT_EQ(DayOf(after.until_date()), absl::CivilDay(2023, 3, 9));
  district_.Must<v1::AssignReviewerResponse>("second", district_.Assignment(matter, "advisor1"));  // As the chief.
  EXPECT_EQ(district_.RebuildProblem(), "");
}

TEST_F(HandoverTest, MovesThePiecesThatWereNamedAndNoOthers) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  const std::string remark = district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE).name();
  EXPECT_TRUE(district_.Refuses("section", district_.Handing("reviewer", "second", {matter}), v1::FIELD_INVALID));
  EXPECT_TRUE(district_.Refuses("section", district_.Handing("reviewer", "second", {remark, remark}), v1::FIELD_INVALID));
  const v1::Handover done = district_.HandOver("section", "reviewer", "second", {remark});
  EXPECT_THAT(done.items(), SizeIs(1));
  EXPECT_EQ(AssignmentOf(matter, "reviewer"), assignment);
  EXPECT_TRUE(district_.Refuses("section", district_.Handing("reviewer", "second", {remark}), v1::FIELD_INVALID));
  // And on to the next, later: the note says from whom to whom each time.
  district_.HandOver("section", "second", "section", {remark});
  EXPECT_THAT(district_.RowOf<state::v1::ThreadRow>(remark)->resource().handovers(), SizeIs(2));
}

TEST_F(HandoverTest, IsMadeByWhoLeadsThereForWorkOfThatPlace) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  for (const char* who : {"reviewer", "second", "intake", "advisor1", "handler"}) {
    EXPECT_TRUE(district_.Refuses(who, district_.Handing("reviewer", "second"), v1::ROLE_MISSING)) << who;
  }
  EXPECT_TRUE(district_.Refuses("head", district_.Handing("reviewer", "second"), v1::ROLE_MISSING));
  // A second post under another head: each moves what is his.
  v1::CreatePostRequest post;
  post.set_parent(district_.Org("other"));
  post.mutable_post()->set_title("挂职");
  post.mutable_post()->set_person(district_.Person("reviewer"));
  post.mutable_post()->add_roles(config::v1::ROLE_HANDLER);
  SetDate(absl::CivilDay(2023, 1, 1), post.mutable_post()->mutable_from_date());
  district_.Must<v1::CreatePostResponse>("admin", post);
  district_.AddPerson("otherhead", district_.Org("other"), "局长", {config::v1::ROLE_UNIT_HEAD});
  EXPECT_EQ(Obstacle("otherhead", "reviewer", "second", assignment), v1::HANDOVER_OBSTACLE_OTHER_ORGANIZATION);
  EXPECT_TRUE(district_.Refuses("otherhead", district_.Handing("reviewer", "second", {assignment}), v1::STATE_MISMATCH));
  EXPECT_TRUE(district_.HandOver("chief", "reviewer", "second", {assignment}).items(0).moved());
}

TEST_F(HandoverTest, RefusesWhatCanNotBe) {
  Reviewed();
  EXPECT_TRUE(district_.Refuses("section", district_.Handing("reviewer", "reviewer"), v1::FIELD_INVALID));
  auto request = district_.Handing("reviewer", "second");
  request.mutable_handover()->set_successor("people/none");
  EXPECT_TRUE(district_.Refuses("section", request, v1::FIELD_INVALID));
  request = district_.Handing("reviewer", "second");
  request.mutable_handover()->clear_reason();
  EXPECT_TRUE(district_.Refuses("section", request, v1::FIELD_INVALID));
  request = district_.Handing("reviewer", "second");
  request.mutable_handover()->set_overseer("测试second");  // One of the two.
  EXPECT_TRUE(district_.Refuses("section", request, v1::FIELD_INVALID));
  request.mutable_handover()->clear_overseer();
  request.set_validate_only(true);
  const int64_t before = district_.Size();
  district_.Must<v1::HandOverResponse>("section", request);
  EXPECT_EQ(district_.Size(), before);
  district_.AddPerson("idle", "", "", {});
  EXPECT_TRUE(district_.Refuses("admin", district_.Handing("idle", "second"), v1::STATE_MISMATCH));
  district_.Must<v1::ClosePersonResponse>("admin", district_.Closing("idle"));
  EXPECT_TRUE(district_.Refuses("section", district_.Handing("reviewer", "idle"), v1::FIELD_INVALID));
}

TEST_F(HandoverTest, IsNotDatedBeforeTheWorkBegan) {
  MoveTo(3);
  const std::string assignment = AssignmentOf(Reviewed(), "reviewer");
  MoveTo(6);
  auto request = district_.Handing("reviewer", "second", {assignment});
  SetDate(absl::CivilDay(2023, 3, 2), request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district_.Refuses("section", request, v1::DATE_IMPOSSIBLE));
  SetDate(absl::CivilDay(2023, 3, 3), request.mutable_act()->mutable_occurred_on());
  const auto done = district_.Must<v1::HandOverResponse>("section", request).handover();
  EXPECT_EQ(DayOf(done.made().occurred_on()), absl::CivilDay(2023, 3, 3));
}

TEST_F(HandoverTest, TakesSoManyAtOnceAndSaysHowManyRemain) {
  const std::string matter = Reviewed();
  for (int i = 0; i < 201; ++i) district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE);
  // An assignment, 201 remarks, a post.
  const v1::Handover first = district_.HandOver("admin", "reviewer", "second");
  EXPECT_EQ(first.moved_count(), 200);
  EXPECT_EQ(first.remaining_count(), 3);
  const v1::Handover rest = district_.HandOver("admin", "reviewer", "second");
  EXPECT_EQ(rest.moved_count(), 3);
  EXPECT_EQ(rest.remaining_count(), 0);
  EXPECT_THAT(district_.KindsOpen("reviewer"), IsEmpty());
}

TEST_F(HandoverTest, AnAccountWithAnythingOpenIsNotClosedAndTheListSaysWhat) {
  const std::string matter = Reviewed();
  const std::string assignment = AssignmentOf(matter, "reviewer");
  auto refusal = district_.Refused("admin", district_.Closing("reviewer"));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->code, absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(refusal->reason, v1::WORK_OPEN);
  ASSERT_THAT(refusal->fields, SizeIs(2));
  EXPECT_EQ(refusal->fields[0].field, assignment);
  EXPECT_THAT(refusal->fields[0].message_zh, HasSubstr("审核任务"));
  EXPECT_EQ(refusal->fields[1].field, district_.PostOf("reviewer"));
  EXPECT_THAT(refusal->message_zh, HasSubstr("handover record"));
  for (int i = 0; i < 60; ++i) district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE);
  refusal = district_.Refused("admin", district_.Closing("reviewer"));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_THAT(refusal->fields, SizeIs(20));
  EXPECT_THAT(refusal->message_zh, HasSubstr("62 项"));
  size_t bytes = refusal->message_zh.size() + refusal->message_en.size();
  for (const FieldViolation& field : refusal->fields) bytes += field.field.size() + field.message_zh.size() + 16;
  EXPECT_LT(bytes, 3600u);  // Together with the rest of the status below 4 KiB.

  // What the section head moves is not all; the post is the administrator's.
  district_.HandOver("section", "reviewer", "second");
  EXPECT_TRUE(district_.Refuses("admin", district_.Closing("reviewer"), v1::WORK_OPEN));
  district_.Must<v1::EndPostResponse>("admin", district_.Ending("reviewer"));
  EXPECT_TRUE(district_.Must<v1::ClosePersonResponse>("admin", district_.Closing("reviewer")).person().closed());
  EXPECT_TRUE(district_.Refuses("admin", district_.Closing("reviewer"), v1::STATE_MISMATCH));
}

TEST_F(HandoverTest, WorkOfMattersThatLeftTheReviewIsNotOpen) {
  const std::string matter = Reviewed();
  district_.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE);
  district_.Issue(matter, "LAWFUL");
  EXPECT_EQ(district_.KindsOpen("reviewer"), (std::map<v1::WorkKind, int>{{v1::WORK_KIND_POST, 1}}));
  district_.Must<v1::VoidOpinionResponse>("chief", district_.Voiding(district_.RowOf<state::v1::MatterRow>(matter)->resource().opinion()));
  EXPECT_EQ(district_.KindsOpen("reviewer")[v1::WORK_KIND_ASSIGNMENT], 1);
}

}  // namespace
}  // namespace plumbline::testing
