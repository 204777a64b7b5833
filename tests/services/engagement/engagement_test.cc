// Goal: what the panel is engaged for stands on the record once, is seen by whom it concerns, and is counted in the year in
// which it began. Method: a district whose section head records and closes; refused commands change nothing.
#include <gmock/gmock.h>

#include "tests/services/engagement/engagement_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(EngagementTest, IsRecordedByTheBodyThatAppointsAndClosedWithItsResult) {
  EngagementDistrict district;
  const std::string appointment = district.AppointmentOf("advisor1");
  const auto request = district.Engaging(appointment, v1::ENGAGEMENT_KIND_LITIGATION, absl::CivilDay(2023, 2, 1));
  EXPECT_EQ(district.ReasonOf("reviewer", request), v1::ROLE_MISSING);
  EXPECT_EQ(district.ReasonOf("advisor1", request), v1::ROLE_MISSING);
  const v1::Engagement open = district.Engage(appointment, v1::ENGAGEMENT_KIND_LITIGATION);
  EXPECT_EQ(open.person(), district.Person("advisor1"));
  EXPECT_EQ(open.body(), district.Org("bureau"));
  EXPECT_EQ(open.title(), "某公司诉区政府行政协议纠纷一审");
  EXPECT_EQ(open.state(), v1::ENGAGEMENT_STATE_OPEN);
  EXPECT_EQ(district.ReasonOf("reviewer", district.Closing(open.name(), v1::ENGAGEMENT_RESULT_WON, district.today())),
            v1::ROLE_MISSING);
  const v1::Engagement closed = district.Close(open.name(), v1::ENGAGEMENT_RESULT_WON);
  EXPECT_EQ(closed.state(), v1::ENGAGEMENT_STATE_CLOSED);
  EXPECT_EQ(closed.result(), v1::ENGAGEMENT_RESULT_WON);
  EXPECT_EQ(closed.result_note(), "一审判决驳回原告诉讼请求。");
  EXPECT_EQ(district.ReasonOf("chief", district.Closing(open.name(), v1::ENGAGEMENT_RESULT_LOST, district.today())),
            v1::STATE_MISMATCH);
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(EngagementTest, RefusesDaysThatCannotBe) {
  EngagementDistrict district;
  const std::string appointment = district.AppointmentOf("advisor1");
  const auto from = [&](absl::CivilDay day) {
    return district.ReasonOf("section", district.Engaging(appointment, v1::ENGAGEMENT_KIND_PROJECT, day));
  };
  EXPECT_EQ(from(absl::CivilDay(2022, 12, 31)), v1::FIELD_INVALID) << "before the term";
  EXPECT_EQ(from(district.today() + 1), v1::DATE_IMPOSSIBLE);
  EXPECT_EQ(from(absl::CivilDay(2023, 1, 1)), v1::REASON_UNSPECIFIED) << "the first day of the term";
  const std::string project = district.Engage(appointment, v1::ENGAGEMENT_KIND_PROJECT).name();
  const auto until = [&](absl::CivilDay day) {
    return district.ReasonOf("section", district.Closing(project, v1::ENGAGEMENT_RESULT_COMPLETED, day));
  };
  EXPECT_EQ(until(absl::CivilDay(2023, 1, 31)), v1::DATE_IMPOSSIBLE);
  EXPECT_EQ(until(district.today() + 1), v1::DATE_IMPOSSIBLE);
  EXPECT_EQ(until(absl::CivilDay(2023, 2, 1)), v1::REASON_UNSPECIFIED) << "on its only day";
}

TEST(EngagementTest, OnlyDisputesAreWonOrLost) {
  EngagementDistrict district;
  const std::string appointment = district.AppointmentOf("advisor1");
  const auto close = [&](v1::EngagementKind kind, v1::EngagementResult result) {
    return district.ReasonOf("section", district.Closing(district.Engage(appointment, kind).name(), result, district.today()));
  };
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_PROJECT, v1::ENGAGEMENT_RESULT_WON), v1::FIELD_INVALID);
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_OTHER, v1::ENGAGEMENT_RESULT_LOST), v1::FIELD_INVALID);
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_LITIGATION, v1::ENGAGEMENT_RESULT_COMPLETED), v1::FIELD_INVALID);
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_LITIGATION, v1::ENGAGEMENT_RESULT_WITHDRAWN), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_ARBITRATION, v1::ENGAGEMENT_RESULT_PARTLY_WON), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_RECONSIDERATION, v1::ENGAGEMENT_RESULT_LOST), v1::REASON_UNSPECIFIED);
  EXPECT_EQ(close(v1::ENGAGEMENT_KIND_PROJECT, v1::ENGAGEMENT_RESULT_COMPLETED), v1::REASON_UNSPECIFIED);
}

TEST(EngagementTest, NamesTheLawyerOfAFirmThatTheFirmNamed) {
  EngagementDistrict district;
  const std::string firm = district.AppointFirm(district.NewFirm());
  auto request = district.Engaging(firm, v1::ENGAGEMENT_KIND_LITIGATION, district.today());
  request.mutable_engagement()->set_person(district.Person("advisor1"));
  EXPECT_EQ(district.ReasonOf("section", request), v1::FIELD_INVALID) << "a panel member, but not of this firm";
  district.NameLawyer(firm, "lawyer");
  request.mutable_engagement()->set_person(district.Person("lawyer"));
  const auto engagement = district.Must<v1::RecordEngagementResponse>("section", request).engagement();
  EXPECT_EQ(engagement.person(), district.Person("lawyer"));
  EXPECT_FALSE(engagement.firm().empty());
  auto other = district.Engaging(district.AppointmentOf("advisor1"), v1::ENGAGEMENT_KIND_LITIGATION, district.today());
  other.mutable_engagement()->set_person(district.Person("advisor2"));
  EXPECT_EQ(district.ReasonOf("section", other), v1::FIELD_INVALID) << "the appointment is of another person";
}

TEST(EngagementTest, IsListedByBodyPersonFirmAndKindToWhomItConcerns) {
  EngagementDistrict district;
  const std::string firm = district.NewFirm();
  const std::string firm_appointment = district.AppointFirm(firm);
  district.NameLawyer(firm_appointment, "lawyer");
  const std::string own = district.Engage(district.AppointmentOf("advisor1"), v1::ENGAGEMENT_KIND_LITIGATION).name();
  const std::string of_firm = district.Engage(firm_appointment, v1::ENGAGEMENT_KIND_PROJECT).name();
  const std::string& bureau = district.Org("bureau");
  EXPECT_EQ(district.Listed("section", bureau), 2);
  EXPECT_EQ(district.Listed("section", bureau, v1::ENGAGEMENT_KIND_LITIGATION), 1);
  EXPECT_EQ(district.Listed("section", bureau, v1::ENGAGEMENT_KIND_ARBITRATION), 0);
  EXPECT_EQ(district.Listed("section", district.Person("advisor1")), 1);
  EXPECT_EQ(district.Listed("section", firm), 1);
  EXPECT_EQ(district.Listed("advisor1", bureau), 1) << "his own";
  EXPECT_EQ(district.Listed("lawyer", bureau), 1) << "his firm's";
  EXPECT_EQ(district.Listed("advisor2", bureau), 0);
  EXPECT_EQ(district.Listed("handler", bureau), 0) << "another organisation";
  EXPECT_TRUE(district.Hidden<v1::GetEngagementRequest>("advisor2", own));
  EXPECT_TRUE(district.Hidden<v1::GetEngagementRequest>("advisor1", of_firm));
  EXPECT_FALSE(district.Hidden<v1::GetEngagementRequest>("advisor1", own));
  EXPECT_FALSE(district.Hidden<v1::GetEngagementRequest>("reviewer", of_firm));
}

TEST(EngagementTest, IsCountedInTheYearInWhichItBegan) {
  EngagementDistrict district;
  const std::string appointment = district.AppointmentOf("advisor1");
  const std::string first = district.Engage(appointment, v1::ENGAGEMENT_KIND_LITIGATION).name();
  district.Engage(appointment, v1::ENGAGEMENT_KIND_LITIGATION);
  district.Engage(appointment, v1::ENGAGEMENT_KIND_PROJECT);
  district.Engage(appointment, v1::ENGAGEMENT_KIND_RECONSIDERATION);
  district.clock().Advance(absl::Hours(24 * 330));  // January 2024.
  district.Close(first, v1::ENGAGEMENT_RESULT_WON, district.today());
  district.Engage(appointment, v1::ENGAGEMENT_KIND_LITIGATION, absl::CivilDay(2023, 12, 30));  // Entered a year later.
  district.Engage(appointment, v1::ENGAGEMENT_KIND_LITIGATION, absl::CivilDay(2024, 1, 2));
  const v1::AnnualReport report = district.Annual(2023);
  EXPECT_EQ(report.engagements().litigation(), 3);
  EXPECT_EQ(report.engagements().project(), 1);
  EXPECT_EQ(report.engagements().reconsideration(), 1);
  EXPECT_EQ(report.engagements().arbitration(), 0);
  EXPECT_THAT(report.sentence_zh(), HasSubstr("代理政府诉讼案件3件"));
  EXPECT_EQ(district.Annual(2024).engagements().litigation(), 1);
  EXPECT_EQ(district.Annual(2024).last_year().litigation(), 3);
  const auto members = district.Must<v1::ListFigureMembersResponse>(
      "chief", district.MembersRequest("engagements.project"));
  ASSERT_EQ(members.members_size(), 1);
  EXPECT_EQ(members.members(0).title(), "某公司诉区政府行政协议纠纷一审");
  EXPECT_EQ(members.members(0).number(), "（2023）川1113行初7号");
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(EngagementTest, AConsultationIsAnsweredWithTheAdviceOfThePanelAndCountedApart) {
  EngagementDistrict district;
  v1::CreateMatterRequest create;
  create.mutable_matter()->set_title("关于某项目协议的咨询");
  create.mutable_matter()->add_kinds(config::v1::KIND_LEGAL_CONSULTATION);
  create.mutable_matter()->set_issuer(district.Org("government"));
  const std::string matter = district.Must<v1::CreateMatterResponse>("handler", create).matter().name();
  district.Complete(matter);
  district.Submit(matter);
  district.Accept(matter);
  district.Assign(matter, "advisor1");
  EXPECT_EQ(district.ReasonOf("advisor1", district.AdviceOn(matter)), v1::FIELD_INVALID) << "a consultation has no conclusion";
  auto advice = district.AdviceOn(matter);
  advice.mutable_advice()->clear_conclusion();
  district.Must<v1::SignAdviceResponse>("advisor1", advice);
  const v1::Opinion answer = district.Issue(matter, "");
  EXPECT_EQ(answer.number(), "测司法复〔2023〕1号");
  EXPECT_THAT(district.Figures(), ::testing::UnorderedElementsAre(::testing::Pair("consultations", 1),
                                                                  ::testing::Pair("advice_given", 1)));
  EXPECT_THAT(district.Members("consultations"), ElementsAre(answer.name()));
  district.Void(answer.name());
  EXPECT_THAT(district.Members("consultations"), ElementsAre());
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(EngagementTest, AdviceOnADocumentNeedsAConclusion) {
  EngagementDistrict district;
  const std::string matter = district.UnderReview();
  district.Assign(matter, "advisor1");
  auto advice = district.AdviceOn(matter);
  advice.mutable_advice()->clear_conclusion();
  EXPECT_EQ(district.ReasonOf("advisor1", advice), v1::FIELD_INVALID);
}

}  // namespace
}  // namespace plumbline::testing
