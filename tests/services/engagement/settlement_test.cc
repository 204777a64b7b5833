// Goal: the list from which fees are settled holds each finished piece once, under the person and the firm that did it, and
// agrees with the annual report. Method: advice and engagements in and out of a period; who may read what.
#include <gmock/gmock.h>

#include "tests/services/engagement/engagement_steps.h"

namespace plumbline::testing {
namespace {

class SettlementTest : public ::testing::Test {
 protected:
  v1::GetSettlementListRequest Request(absl::CivilDay from = absl::CivilDay(2023, 1, 1),
                                       absl::CivilDay until = absl::CivilDay(2023, 12, 31)) {
    v1::GetSettlementListRequest request;
    request.set_organization(district_.Org("bureau"));
    SetDate(from, request.mutable_from_date());
    SetDate(until, request.mutable_until_date());
    return request;
  }
  v1::SettlementList List(const std::string& who, const v1::GetSettlementListRequest& request) {
    return district_.Must<v1::SettlementList>(who, request);
  }
  // Signed advice of `who` on a matter of that title.
  void Advise(const std::string& who, const std::string& title, config::v1::Role role = config::v1::ROLE_ADVISOR) {
    const std::string matter = district_.Accepted(title);
    district_.Assign(matter, who, role);
    district_.Must<v1::SignAdviceResponse>(who, district_.AdviceOn(matter));
  }

  EngagementDistrict district_;
};

TEST_F(SettlementTest, HoldsEachFinishedPieceOnceWithPersonFirmAndMatter) {
  const std::string firm = district_.NewFirm();
  const std::string firm_appointment = district_.AppointFirm(firm);
  district_.NameLawyer(firm_appointment, "lawyer");
  Advise("lawyer", "甲规定");
  Advise("lawyer", "乙规定");
  Advise("advisor4", "丙规定", config::v1::ROLE_EXPERT);
  auto entrusted = district_.Engaging(firm_appointment, v1::ENGAGEMENT_KIND_LITIGATION, district_.today());
  entrusted.mutable_engagement()->set_person(district_.Person("lawyer"));
  const std::string won = district_.Must<v1::RecordEngagementResponse>("section", entrusted).engagement().name();
  const std::string unnamed = district_.Engage(firm_appointment, v1::ENGAGEMENT_KIND_PROJECT).name();
  const std::string open = district_.Engage(firm_appointment, v1::ENGAGEMENT_KIND_LITIGATION).name();
  district_.Close(won, v1::ENGAGEMENT_RESULT_WON, district_.today());
  district_.Close(unnamed, v1::ENGAGEMENT_RESULT_COMPLETED, district_.today());

  const v1::SettlementList list = List("section", Request());
  EXPECT_EQ(list.works(), 5);
  EXPECT_EQ(list.lines_size(), 5);
  EXPECT_EQ(list.lines_not_listed(), 0);
  ASSERT_EQ(list.by_person_size(), 2);
  EXPECT_EQ(list.by_person(0).person(), district_.Person("lawyer"));
  EXPECT_EQ(list.by_person(0).firm(), firm);
  EXPECT_EQ(list.by_person(0).advice(), 2);
  EXPECT_EQ(list.by_person(0).litigation(), 1);
  EXPECT_EQ(list.by_person(0).works(), 3);
  EXPECT_EQ(list.by_person(1).person(), district_.Person("advisor4"));
  EXPECT_EQ(list.by_person(1).expert_opinions(), 1);
  ASSERT_EQ(list.by_firm_size(), 1);
  EXPECT_EQ(list.by_firm(0).firm(), firm);
  EXPECT_EQ(list.by_firm(0).works(), 4) << "with what nobody was named for";
  EXPECT_EQ(list.by_firm(0).project(), 1);
  std::vector<std::string> titles;
  for (const v1::SettlementLine& line : list.lines()) {
    EXPECT_NE(line.work(), open);
    titles.push_back(line.title());
  }
  EXPECT_THAT(titles, ::testing::IsSupersetOf({"甲规定", "乙规定", "丙规定"}));
  EXPECT_EQ(district_.Annual().advice_given(), 3) << "the report counts the same advice";
}

TEST_F(SettlementTest, TakesWhatWasFinishedInThePeriod) {
  const std::string appointment = district_.AppointmentOf("advisor1");
  const std::string one = district_.Engage(appointment, v1::ENGAGEMENT_KIND_PROJECT).name();
  district_.Close(one, v1::ENGAGEMENT_RESULT_COMPLETED, absl::CivilDay(2023, 2, 20));
  const auto works = [&](absl::CivilDay from, absl::CivilDay until) { return List("chief", Request(from, until)).works(); };
  EXPECT_EQ(works(absl::CivilDay(2023, 2, 20), absl::CivilDay(2023, 2, 20)), 1);
  EXPECT_EQ(works(absl::CivilDay(2023, 2, 21), absl::CivilDay(2023, 3, 31)), 0);
  EXPECT_EQ(works(absl::CivilDay(2023, 1, 1), absl::CivilDay(2023, 2, 19)), 0);
  Advise("advisor1", "甲规定");
  EXPECT_EQ(works(district_.today(), district_.today()), 1);
  EXPECT_EQ(works(absl::CivilDay(2023, 1, 1), district_.today() - 1), 1) << "only the project";
  EXPECT_EQ(works(absl::CivilDay(2022, 6, 1), absl::CivilDay(2024, 6, 1)), 2) << "over the turn of the year";
}

TEST_F(SettlementTest, NarrowsByPersonFirmAndKind) {
  const std::string firm = district_.NewFirm();
  const std::string firm_appointment = district_.AppointFirm(firm);
  district_.Close(district_.Engage(firm_appointment, v1::ENGAGEMENT_KIND_PROJECT).name(), v1::ENGAGEMENT_RESULT_COMPLETED);
  district_.Close(district_.Engage(district_.AppointmentOf("advisor1"), v1::ENGAGEMENT_KIND_LITIGATION).name(),
                  v1::ENGAGEMENT_RESULT_LOST);
  Advise("advisor2", "甲规定");
  auto request = Request();
  EXPECT_EQ(List("chief", request).works(), 3);
  request.set_kind(v1::SETTLEMENT_KIND_LITIGATION);
  EXPECT_EQ(List("chief", request).works(), 1);
  request.set_kind(v1::SETTLEMENT_KIND_UNSPECIFIED);
  request.set_firm(firm);
  EXPECT_EQ(List("chief", request).works(), 1);
  request.clear_firm();
  request.set_person(district_.Person("advisor2"));
  EXPECT_EQ(List("chief", request).works(), 1);
}

TEST_F(SettlementTest, IsReadInFullByTheBodyAndByAnAdvisorForHimself) {
  Advise("advisor1", "甲规定");
  Advise("advisor2", "乙规定");
  EXPECT_EQ(List("section", Request()).works(), 2);
  EXPECT_EQ(List("advisor1", Request()).works(), 1);
  auto own = Request();
  own.clear_organization();
  EXPECT_EQ(List("advisor1", own).works(), 1) << "the body that appointed him";
  auto others = Request();
  others.set_person(district_.Person("advisor2"));
  EXPECT_EQ(district_.ReasonOf("advisor1", others), v1::ROLE_MISSING);
  EXPECT_EQ(district_.ReasonOf("handler", Request()), v1::ROLE_MISSING);
  EXPECT_EQ(district_.ReasonOf("reviewer", Request()), v1::ROLE_MISSING);
  auto elsewhere = Request();
  elsewhere.set_organization(district_.Org("government"));
  EXPECT_EQ(district_.ReasonOf("section", elsewhere), v1::ROLE_MISSING);
}

TEST_F(SettlementTest, RefusesPeriodsThatCannotBe) {
  EXPECT_EQ(district_.ReasonOf("chief", Request(absl::CivilDay(2023, 2, 2), absl::CivilDay(2023, 2, 1))), v1::FIELD_INVALID);
  EXPECT_EQ(district_.ReasonOf("chief", Request(absl::CivilDay(2021, 1, 1), absl::CivilDay(2023, 1, 2))), v1::FIELD_INVALID);
  EXPECT_EQ(district_.ReasonOf("chief", Request(absl::CivilDay(2021, 1, 1), absl::CivilDay(2023, 1, 1))),
            v1::REASON_UNSPECIFIED);
}

TEST_F(SettlementTest, TheListOfAppointmentsShowsTheWorkload) {
  const std::string appointment = district_.AppointmentOf("advisor1");
  EXPECT_EQ(district_.Member(appointment).open_reviews(), 0);
  const std::string matter = district_.Accepted("甲规定");
  district_.Assign(matter, "advisor1");
  district_.Assign(district_.Accepted("乙规定"), "advisor1");
  const std::string engagement = district_.Engage(appointment, v1::ENGAGEMENT_KIND_LITIGATION).name();
  v1::ListAppointmentsRequest request;
  request.set_parent(district_.Org("bureau"));
  int reviews = 0;
  int engagements = 0;
  const auto reply = district_.Must<v1::ListAppointmentsResponse>("section", request);
  for (const v1::Appointment& one : reply.appointments()) {
    reviews += one.open_reviews();
    engagements += one.open_engagements();
  }
  EXPECT_EQ(reviews, 2);
  EXPECT_EQ(engagements, 1);
  district_.Must<v1::SignAdviceResponse>("advisor1", district_.AdviceOn(matter));
  district_.Close(engagement, v1::ENGAGEMENT_RESULT_LOST);
  EXPECT_EQ(district_.Member(appointment).open_reviews(), 1);
  EXPECT_EQ(district_.Member(appointment).open_engagements(), 0);
}

}  // namespace
}  // namespace plumbline::testing
