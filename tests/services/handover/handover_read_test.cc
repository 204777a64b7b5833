// Goal: who sees what is open and what was handed over, before and after, and that it stays as it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/correction/correction_steps.h"
#include "tests/services/handover/handover_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class HandoverReadTest : public ::testing::Test {
 protected:
  HandoverReadTest() {
    district_.AddPerson("inspector", district_.Org("government"), "监督", {config::v1::ROLE_INSPECTOR});
    matter_ = district_.UnderReview();
  }
  v1::ListOpenWorkRequest List(const std::string& of) {
    v1::ListOpenWorkRequest request;
    request.set_parent(district_.Person(of));
    return request;
  }

  Leaving<CorrectionDistrict> district_;
  std::string matter_;
};

TEST_F(HandoverReadTest, OpenWorkIsSeenByThePersonWhoLeadsAndWhoInspects) {
  for (const char* who : {"reviewer", "section", "chief", "admin", "inspector"}) {
    EXPECT_THAT(district_.Open(who, "reviewer"), SizeIs(2)) << who;
  }
  for (const char* who : {"second", "intake", "handler", "head", "advisor1"}) {
    EXPECT_TRUE(district_.Refuses(who, List("reviewer"), v1::ROLE_MISSING)) << who;
  }
  v1::ListOpenWorkRequest nobody;
  nobody.set_parent("people/none");
  EXPECT_TRUE(district_.Refuses("admin", nobody, v1::RESOURCE_NOT_FOUND));
  auto list = List("reviewer");
  list.set_successor(district_.Person("reviewer"));
  EXPECT_TRUE(district_.Refuses("section", list, v1::FIELD_INVALID));
}

TEST_F(HandoverReadTest, TheTitleOfAMatterIsForWhoMaySeeTheMatter) {
  EXPECT_EQ(district_.Open("section", "reviewer")[0].title(), "关于规范户外招牌设置的规定");
  EXPECT_EQ(district_.Open("section", "reviewer")[1].title(), "审核");
  EXPECT_EQ(district_.Open("section", "reviewer")[0].organization(), district_.Org("bureau"));
}

TEST_F(HandoverReadTest, ComesInPages) {
  for (int i = 0; i < 3; ++i) district_.AddRemark("reviewer", matter_, v1::REMARK_WEIGHT_NOTE);
  auto list = List("reviewer");
  list.set_page_size(2);
  std::vector<std::string> names;
  do {
    const auto page = district_.Must<v1::ListOpenWorkResponse>("section", list);
    EXPECT_LE(page.items_size(), 2);
    EXPECT_EQ(page.total_count(), 5);
    for (const v1::WorkItem& item : page.items()) names.push_back(item.name());
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  EXPECT_THAT(names, SizeIs(5));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 5u);
  list.set_page_token("x");
  EXPECT_TRUE(district_.Refuses("section", list, v1::PAGE_TOKEN_EXPIRED));
  list.clear_page_token();
  list.set_page_size(-1);
  EXPECT_TRUE(district_.Refuses("section", list, v1::FIELD_INVALID));
}

TEST_F(HandoverReadTest, AHandoverIsSeenByBothSidesWhoLeadsAndWhoInspectsForEver) {
  const v1::Handover done = district_.HandOver("admin", "reviewer", "second");
  v1::ListHandoversRequest list;
  for (const char* who : {"reviewer", "second", "section", "chief", "admin", "inspector"}) {
    const auto seen = district_.Read<v1::Handover, v1::GetHandoverRequest>(who, done.name());
    EXPECT_THAT(seen.items(), SizeIs(2)) << who;
    for (const std::string& parent : {district_.Person("reviewer"), district_.Org("bureau")}) {
      list.set_parent(parent);
      EXPECT_THAT(district_.Must<v1::ListHandoversResponse>(who, list).handovers(), SizeIs(1)) << who;
    }
  }
  for (const char* who : {"intake", "handler", "head", "advisor1"}) {
    EXPECT_TRUE(district_.Hidden<v1::GetHandoverRequest>(who, done.name())) << who;
    EXPECT_THAT(district_.Must<v1::ListHandoversResponse>(who, list).handovers(), IsEmpty()) << who;
  }
  // What comes later changes nothing of it.
  district_.Issue(matter_, "LAWFUL");
  district_.Must<v1::ClosePersonResponse>("admin", district_.Closing("reviewer"));
  const auto later = district_.Read<v1::Handover, v1::GetHandoverRequest>("section", done.name());
  EXPECT_EQ(later.items(0).title(), "关于规范户外招牌设置的规定");
  EXPECT_TRUE(later.items(0).moved());
  EXPECT_EQ(later.version(), 1);
}

}  // namespace
}  // namespace plumbline::testing
