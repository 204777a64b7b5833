// Goal: who is away is replaced by exactly one colleague, for exactly those days, visibly, and without his conflicts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/audit_service.pb.h"
#include "plumbline/v1/correction_service.pb.h"
#include "services/dates.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// The clock stands at 2023-03-01.
class AbsenceTest : public ::testing::Test {
 protected:
  static absl::CivilDay March(int day) { return absl::CivilDay(2023, 3, day); }

  v1::RecordAbsenceRequest Away(const std::string& who, int from, int until, const std::string& stand_in) {
    v1::RecordAbsenceRequest request;
    request.set_parent(district_.Person(who));
    SetDate(March(from), request.mutable_absence()->mutable_from_date());
    SetDate(March(until), request.mutable_absence()->mutable_until_date());
    request.mutable_absence()->set_reason(v1::ABSENCE_REASON_TRAVEL);
    if (!stand_in.empty()) request.mutable_absence()->set_stand_in(district_.Person(stand_in));
    return request;
  }
  v1::Absence Enter(const std::string& who, int from, int until, const std::string& stand_in) {
    return district_.Must<v1::RecordAbsenceResponse>(who, Away(who, from, until, stand_in)).absence();
  }
  v1::EndAbsenceRequest End(const std::string& absence, absl::CivilDay day) {
    v1::EndAbsenceRequest request;
    request.set_name(absence);
    SetDate(day, request.mutable_until_date());
    return request;
  }
  void ExpectRefused(const std::string& who, const google::protobuf::Message& request, v1::ErrorReason reason) {
    const uint64_t before = district_.engine().head().size;
    const auto refusal = district_.Refused(who, request);
    ASSERT_TRUE(refusal.has_value()) << request.ShortDebugString();
    EXPECT_EQ(refusal->reason, reason) << refusal->message_en;
    EXPECT_EQ(district_.engine().head().size, before);
  }
  v1::Entry LastEntry() {
    v1::GetEntryRequest request;
    request.set_name(absl::StrCat("entries/", district_.engine().head().size - 1));
    return district_.Must<v1::Entry>("section", request);
  }
  void MoveTo(int day) { district_.clock().Set(absl::FromCivil(absl::CivilSecond(2023, 3, day, 9), absl::FixedTimeZone(8 * 3600))); }

  ReviewDistrict district_;
};

TEST_F(AbsenceTest, TheStandInActsForThoseDaysAndTheRecordSaysForWhom) {
  const std::string matter = district_.Accepted();
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor1"), v1::ROLE_MISSING);
  Enter("section", 2, 3, "reviewer");
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor1"), v1::ROLE_MISSING);  // Not yet away.
  MoveTo(2);
  const auto assignment =
      district_.Must<v1::AssignReviewerResponse>("reviewer", district_.Assignment(matter, "advisor1")).assignment();
  EXPECT_EQ(assignment.assigned().actor(), district_.Person("reviewer"));
  EXPECT_EQ(assignment.assigned().on_behalf_of(), district_.Person("section"));
  const v1::Entry entry = LastEntry();
  EXPECT_EQ(entry.actor(), district_.Person("reviewer"));
  EXPECT_EQ(entry.on_behalf_of(), district_.Person("section"));
  EXPECT_EQ(entry.role(), "ROLE_SECTION_HEAD");
  MoveTo(4);
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor2"), v1::ROLE_MISSING);
  district_.Assign(matter, "advisor2");  // Back again.
  EXPECT_EQ(LastEntry().on_behalf_of(), "");
}

TEST_F(AbsenceTest, OnesOwnPostComesFirst) {
  const std::string matter = district_.Accepted();
  Enter("chief", 1, 9, "section");
  district_.Assign(matter, "advisor1");
  EXPECT_EQ(LastEntry().on_behalf_of(), "");
}

TEST_F(AbsenceTest, AStandInsOwnConflictStandsInTheWay) {
  const std::string matter = district_.Accepted();
  Enter("section", 1, 9, "reviewer");
  district_.Declare("reviewer", "department", v1::CONFLICT_RELATION_KIND_OPPOSING);
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor1"), v1::CONFLICT_OF_INTEREST);
  district_.Must<v1::AssignReviewerResponse>("chief", district_.Assignment(matter, "advisor1"));
}

TEST_F(AbsenceTest, TurnsOfWhoIsAwayStandInTheInboxOfWhoStandsIn) {
  const std::string matter = district_.Accepted();
  district_.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  const auto assignments = [this](const std::string& who) {
    const auto inbox = district_.Must<v1::ListInboxResponse>(who, v1::ListInboxRequest());
    return std::count_if(inbox.items().begin(), inbox.items().end(),
                         [](const v1::InboxItem& item) { return item.kind() == v1::INBOX_KIND_ASSIGNMENT; });
  };
  EXPECT_EQ(assignments("section"), 0);
  Enter("reviewer", 1, 2, "section");
  EXPECT_EQ(assignments("section"), 1);
  MoveTo(3);
  EXPECT_EQ(assignments("section"), 0);
}

TEST_F(AbsenceTest, AStandInIsNotAssignedByAPostThatIsNotHis) {
  const std::string matter = district_.Accepted();
  Enter("reviewer", 1, 9, "intake");
  ExpectRefused("section", district_.Assignment(matter, "intake", config::v1::ROLE_REVIEWER), v1::FIELD_INVALID);
}

TEST_F(AbsenceTest, EndsEarlierOrIsCalledOff) {
  const std::string matter = district_.Accepted();
  const std::string absence = Enter("section", 1, 9, "reviewer").name();
  MoveTo(3);
  ExpectRefused("section", End(absence, March(9)), v1::STATE_MISMATCH);
  ExpectRefused("section", End(absence, absl::CivilDay(2023, 2, 27)), v1::DATE_IMPOSSIBLE);
  const auto ended = district_.Must<v1::EndAbsenceResponse>("section", End(absence, March(2))).absence();
  EXPECT_EQ(DayOf(ended.until_date()), March(2));
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor1"), v1::ROLE_MISSING);
  const std::string later = Enter("section", 5, 9, "reviewer").name();
  district_.Must<v1::EndAbsenceResponse>("section", End(later, March(4)));
  MoveTo(6);
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor1"), v1::ROLE_MISSING);
  Enter("section", 6, 7, "reviewer");  // What was called off is in nobody's way.
  district_.Must<v1::AssignReviewerResponse>("reviewer", district_.Assignment(matter, "advisor1"));
}

TEST_F(AbsenceTest, IsEnteredByThePersonByWhoLeadsThereOrByTheAdministrator) {
  ExpectRefused("intake", Away("section", 1, 2, "reviewer"), v1::ROLE_MISSING);
  ExpectRefused("head", Away("section", 1, 2, "reviewer"), v1::ROLE_MISSING);  // Leads elsewhere.
  district_.Must<v1::RecordAbsenceResponse>("chief", Away("section", 1, 2, "reviewer"));
  district_.Must<v1::RecordAbsenceResponse>("admin", Away("section", 4, 5, "reviewer"));
  const auto mine = Enter("section", 7, 8, "reviewer");
  ExpectRefused("intake", End(mine.name(), March(7)), v1::ROLE_MISSING);
}

TEST_F(AbsenceTest, RefusesWhatCanNotBe) {
  ExpectRefused("section", Away("section", 3, 2, "reviewer"), v1::FIELD_INVALID);
  ExpectRefused("section", Away("section", 1, 2, "section"), v1::FIELD_INVALID);
  ExpectRefused("section", Away("section", 1, 2, "handler"), v1::FIELD_INVALID);   // Works elsewhere.
  ExpectRefused("section", Away("section", 1, 2, "advisor1"), v1::FIELD_INVALID);  // Holds no post.
  ExpectRefused("chief", Away("advisor1", 1, 2, ""), v1::FIELD_INVALID);
  Enter("section", 5, 9, "reviewer");
  ExpectRefused("section", Away("section", 9, 12, "intake"), v1::STATE_MISMATCH);  // Overlaps.
  ExpectRefused("chief", Away("chief", 8, 8, "section"), v1::STATE_MISMATCH);      // Away himself.
  Enter("chief", 10, 10, "section");
}

TEST_F(AbsenceTest, EndsWithThePostOfEitherSide) {
  const std::string matter = district_.Accepted();
  const auto end_post = [this](const std::string& who, int day) {
    const auto& holdings = *district_.RowOf<state::v1::HoldingsRow>(district_.Person(who));
    v1::EndPostRequest end;
    end.set_name(holdings.holdings(0).name());
    SetDate(March(day), end.mutable_until_date());
    district_.Must<v1::EndPostResponse>("admin", end);
  };
  Enter("section", 1, 20, "reviewer");
  Enter("chief", 1, 20, "intake");
  end_post("section", 2);
  end_post("intake", 3);
  district_.Must<v1::AssignReviewerResponse>("reviewer", district_.Assignment(matter, "advisor1"));
  MoveTo(3);
  ExpectRefused("reviewer", district_.Assignment(matter, "advisor2"), v1::ROLE_MISSING);
  district_.Must<v1::AssignReviewerResponse>("intake", district_.Assignment(matter, "advisor2"));
  MoveTo(4);
  ExpectRefused("intake", district_.Assignment(matter, "advisor3"), v1::RESOURCE_NOT_FOUND);  // Nothing is left to him.
}

TEST_F(AbsenceTest, NobodyBecomesTwoAdministratorsByStandingIn) {
  district_.AddPerson("security", district_.Org("bureau"), "安全管理员", {config::v1::ROLE_SECURITY_ADMIN});
  district_.AddPerson("auditor", district_.Org("bureau"), "审计管理员", {config::v1::ROLE_AUDIT_ADMIN});
  ExpectRefused("admin", Away("security", 1, 2, "auditor"), v1::STATE_MISMATCH);
  district_.Must<v1::RecordAbsenceResponse>("admin", Away("security", 1, 2, "intake"));
}

TEST_F(AbsenceTest, ColleaguesSeeItOthersDoNot) {
  const std::string absence = Enter("section", 1, 9, "reviewer").name();
  v1::ListAbsencesRequest list;
  v1::GetAbsenceRequest get;
  get.set_name(absence);
  for (const std::string& parent : {district_.Org("bureau"), district_.Person("section")}) {
    list.set_parent(parent);
    for (const char* who : {"section", "reviewer", "intake", "chief", "admin"}) {
      EXPECT_THAT(district_.Must<v1::ListAbsencesResponse>(who, list).absences(), SizeIs(1)) << who;
    }
    EXPECT_THAT(district_.Must<v1::ListAbsencesResponse>("handler", list).absences(), SizeIs(0));
  }
  EXPECT_EQ(district_.Must<v1::Absence>("intake", get).stand_in(), district_.Person("reviewer"));
  ExpectRefused("handler", get, v1::RESOURCE_NOT_FOUND);

  const auto self = district_.Must<v1::GetSelfResponse>("reviewer", v1::GetSelfRequest());
  EXPECT_THAT(self.posts(), SizeIs(1));
  ASSERT_THAT(self.standing_in(), SizeIs(1));
  EXPECT_EQ(self.standing_in(0).name(), absence);
  MoveTo(10);
  EXPECT_THAT(district_.Must<v1::GetSelfResponse>("reviewer", v1::GetSelfRequest()).standing_in(), SizeIs(0));
}

TEST_F(AbsenceTest, TheDeputyOfThePostStandsInUnlessSomebodyElseIsNamed) {
  v1::SetDeputyRequest set;
  set.set_name(district_.RowOf<state::v1::HoldingsRow>(district_.Person("section"))->holdings(0).name());
  set.set_deputy(district_.Person("section"));
  ExpectRefused("admin", set, v1::FIELD_INVALID);
  set.set_deputy("people/none");
  ExpectRefused("admin", set, v1::FIELD_INVALID);
  set.set_deputy(district_.Person("reviewer"));
  ExpectRefused("section", set, v1::ROLE_MISSING);
  EXPECT_EQ(district_.Must<v1::SetDeputyResponse>("admin", set).post().deputy(), district_.Person("reviewer"));

  const v1::Absence first = Enter("section", 1, 1, "");
  EXPECT_EQ(first.stand_in(), district_.Person("reviewer"));
  EXPECT_EQ(first.person(), district_.Person("section"));
  EXPECT_THAT(first.post_titles(), ::testing::ElementsAre("科长"));
  EXPECT_EQ(Enter("section", 2, 2, "intake").stand_in(), district_.Person("intake"));
  v1::RecordAbsenceRequest alone = Away("section", 3, 3, "");
  alone.set_nobody(true);
  EXPECT_EQ(district_.Must<v1::RecordAbsenceResponse>("section", alone).absence().stand_in(), "");
  v1::RecordAbsenceRequest both = Away("section", 4, 4, "intake");
  both.set_nobody(true);
  ExpectRefused("section", both, v1::FIELD_INVALID);
  set.set_deputy("");
  EXPECT_EQ(district_.Must<v1::SetDeputyResponse>("admin", set).post().deputy(), "");
  EXPECT_EQ(Enter("section", 5, 5, "").stand_in(), "");
}

TEST_F(AbsenceTest, OldOnesLeaveTheHoldings) {
  Enter("section", 1, 2, "reviewer");
  const auto copies = [this] {
    return district_.RowOf<state::v1::HoldingsRow>(district_.Person("reviewer"))->holdings_size();
  };
  EXPECT_EQ(copies(), 2);
  district_.clock().Set(absl::FromCivil(absl::CivilSecond(2024, 6, 3, 9), absl::FixedTimeZone(8 * 3600)));
  v1::RecordAbsenceRequest later = Away("section", 1, 2, "reviewer");
  SetDate(absl::CivilDay(2024, 6, 3), later.mutable_absence()->mutable_from_date());
  SetDate(absl::CivilDay(2024, 6, 4), later.mutable_absence()->mutable_until_date());
  district_.Must<v1::RecordAbsenceResponse>("section", later);
  EXPECT_EQ(copies(), 2);
  EXPECT_EQ(district_.RowOf<state::v1::HoldingsRow>(district_.Person("section"))->absences_size(), 1);
}

TEST_F(AbsenceTest, TwoActsOfOnePersonStayActsOfOnePerson) {
  // Intake, standing in for the section head, approves nothing that he proposed himself.
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  district_.Submit(matter);
  MoveTo(2);
  district_.Accept(matter);
  Enter("section", 2, 9, "intake");
  v1::ProposeCorrectionRequest propose;
  propose.mutable_correction()->set_target(matter);
  propose.mutable_correction()->set_field("accepted.occurred_on");
  propose.mutable_correction()->set_was("2023-03-02");
  propose.mutable_correction()->set_is("2023-03-01");
  propose.mutable_correction()->set_reason("窗口登记的是次日。");
  propose.mutable_correction()->set_proof_paper("收文登记簿第12页");
  const auto proposed = district_.Do<v1::ProposeCorrectionResponse>("intake", propose);
  if (const auto* refusal = std::get_if<Refusal>(&proposed)) FAIL() << refusal->message_en;
  v1::ApproveCorrectionRequest approve;
  approve.set_name(std::get<v1::ProposeCorrectionResponse>(proposed).correction().name());
  const auto refusal = district_.Refused("intake", approve);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_THAT(refusal->message_zh, HasSubstr("另"));
}

}  // namespace
}  // namespace plumbline::testing
