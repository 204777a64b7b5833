// Goal: who can see what is said by what decides it, and what an assignment opens closes some days after the matter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/matter/access.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ReadersTest : public ::testing::Test {
 protected:
  v1::ShowReadersResponse Readers(const std::string& who, const std::string& matter) {
    v1::ShowReadersRequest request;
    request.set_name(matter);
    return district_.Must<v1::ShowReadersResponse>(who, request);
  }
  static const v1::PartReaders& Of(const v1::ShowReadersResponse& readers, config::v1::Part part) {
    for (const v1::PartReaders& one : readers.parts()) {
      if (one.part() == part) return one;
    }
    ADD_FAILURE() << config::v1::Part_Name(part) << " is not shown";
    return readers.parts(0);
  }
  bool Sees(const std::string& who, const std::string& matter, config::v1::Part part) {
    const Caller caller{district_.Person(who), district_.engine().world().Find<state::v1::HoldingsRow>(district_.Person(who)),
                        district_.today()};
    return SeesPart(district_.engine().world(), caller, matter, *district_.RowOf<state::v1::MatterRow>(matter), part);
  }

  RegistryDistrict district_;
};

TEST_F(ReadersTest, SaysForEachPersonWhatTheTableDecides) {
  const std::string matter = district_.UnderReview();
  district_.Assign(matter, "advisor1");
  for (const char* who : {"handler", "intake", "reviewer", "section", "chief", "office", "mayor", "advisor1"}) {
    const v1::ShowReadersResponse readers = Readers(who, matter);
    EXPECT_EQ(readers.parts_size(), config::v1::Part_MAX) << "every part";
    for (const v1::PartReaders& one : readers.parts()) {
      EXPECT_EQ(one.you(), Sees(who, matter, one.part())) << who << " " << config::v1::Part_Name(one.part());
    }
  }
  v1::ShowReadersRequest hidden;
  hidden.set_name(matter);
  EXPECT_EQ(district_.Refused("stranger", hidden)->reason, v1::RESOURCE_NOT_FOUND);
}

TEST_F(ReadersTest, NamesReadersInWordsAndThePeopleBehindAnAssignment) {
  const std::string matter = district_.UnderReview();
  district_.Assign(matter, "advisor1");
  const v1::PartReaders inner = Of(Readers("section", matter), config::v1::PART_INNER_REMARKS);
  EXPECT_THAT(inner.readers(), Contains(config::v1::READER_ASSIGNED_ADVISOR));
  EXPECT_THAT(inner.readers(), Not(Contains(config::v1::READER_DRAFTER)));
  EXPECT_THAT(inner.people(), Contains(district_.Person("advisor1")));
  EXPECT_THAT(inner.readers_zh(), HasSubstr("法律顾问"));
  const v1::PartReaders text = Of(Readers("section", matter), config::v1::PART_TEXT);
  EXPECT_THAT(text.later_zh(), HasSubstr("会签单位")) << "once one is asked";
  EXPECT_THAT(text.readers(), Not(Contains(config::v1::READER_COUNTERSIGNER)));
  const v1::PartReaders opinion = Of(Readers("handler", matter), config::v1::PART_OPINION);
  EXPECT_THAT(opinion.later_zh(), HasSubstr("起草单位")) << "once it is sent";
  EXPECT_THAT(opinion.people(), ElementsAre()) << "who reviews is not the drafter's affair";
}

TEST_F(ReadersTest, WhatAnAssignmentOpensClosesSomeDaysAfterTheMatter) {
  const std::string matter = district_.Accepted();
  district_.Assign(matter, "advisor1");
  v1::WithdrawMatterRequest withdraw;
  withdraw.set_name(matter);
  withdraw.set_reason("不再制定。");
  district_.Must<v1::WithdrawMatterResponse>("handler", withdraw);
  const int days = district_.engine().world().rules_book()->Find("national").profile->Tolerance("A-AFTER-CLOSING", district_.today())->length();
  district_.clock().Advance(absl::Hours(24) * days);
  EXPECT_TRUE(Sees("advisor1", matter, config::v1::PART_TEXT)) << "the last day";
  EXPECT_FALSE((district_.Hidden<v1::GetMatterRequest>("advisor1", matter)));
  district_.clock().Advance(absl::Hours(24));
  EXPECT_FALSE(Sees("advisor1", matter, config::v1::PART_TEXT));
  EXPECT_TRUE((district_.Hidden<v1::GetMatterRequest>("advisor1", matter)));
  EXPECT_TRUE(Sees("section", matter, config::v1::PART_TEXT)) << "the office goes on seeing it";
}

}  // namespace
}  // namespace plumbline::testing
