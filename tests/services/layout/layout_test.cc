// Goal: an organisation keeps its ledgers' columns, checked when they are saved and seen by nobody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/layout_service.pb.h"
#include "services/layout/customary.h"
#include "services/layout/layout.h"
#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LayoutTest : public ::testing::Test {
 protected:
  v1::SaveLayoutRequest Saving(const std::string& title, const std::vector<std::string>& paths = {"#", "title"},
                               const std::string& organization = "bureau") {
    v1::SaveLayoutRequest request;
    request.set_parent(district_.Org(organization));
    request.mutable_layout()->set_title(title);
    request.mutable_layout()->set_list("ListMatters");
    for (const std::string& path : paths) {
      v1::LayoutColumn& column = *request.mutable_layout()->add_columns();
      column.set_path(path);
      column.set_heading("栏");
    }
    return request;
  }
  v1::Layout Save(const std::string& who, const v1::SaveLayoutRequest& request) {
    return district_.Must<v1::SaveLayoutResponse>(who, request).layout();
  }
  v1::RemoveLayoutRequest Removal(const v1::Layout& layout) {
    v1::RemoveLayoutRequest request;
    request.set_name(layout.name());
    return request;
  }
  std::vector<std::string> Titles(const std::string& who, const std::string& organization = "bureau") {
    v1::ListLayoutsRequest request;
    request.set_parent(district_.Org(organization));
    std::vector<std::string> titles;
    const auto response = district_.Must<v1::ListLayoutsResponse>(who, request);
    for (const v1::Layout& layout : response.layouts()) titles.push_back(layout.title());
    return titles;
  }
  v1::GetLayoutRequest Reading(const std::string& name) {
    v1::GetLayoutRequest request;
    request.set_name(name);
    return request;
  }

  OpinionDistrict district_;
};

TEST_F(LayoutTest, KeepsTitleListAndColumns) {
  auto request = Saving("本局台账", {"#", "accepted.occurred_on", ""});
  request.mutable_layout()->mutable_columns(1)->set_heading("受理日期");
  request.mutable_layout()->mutable_columns(1)->set_width(6);
  const v1::Layout saved = Save("intake", request);
  const auto read = district_.Must<v1::Layout>("reviewer", Reading(saved.name()));
  EXPECT_EQ(read.title(), "本局台账");
  EXPECT_EQ(read.list(), "ListMatters");
  ASSERT_EQ(read.columns_size(), 3);
  EXPECT_EQ(read.columns(1).path(), "accepted.occurred_on");
  EXPECT_EQ(read.columns(1).heading(), "受理日期");
  EXPECT_EQ(read.columns(1).width(), 6);
  EXPECT_EQ(read.saved().actor(), district_.Person("intake"));
  EXPECT_EQ(read.version(), 1);
  EXPECT_FALSE(read.has_removed());
}

TEST_F(LayoutTest, TakesTheWordsOfTheCommandForItsMethod) {
  auto request = Saving("本局台账");
  request.mutable_layout()->set_list("matter list");
  EXPECT_EQ(Save("chief", request).list(), "ListMatters");
}

TEST_F(LayoutTest, TheSameTitleIsChangedAnotherIsNew) {
  const v1::Layout first = Save("intake", Saving("本局台账"));
  const v1::Layout second = Save("chief", Saving("本局台账", {"stage"}));
  EXPECT_EQ(second.name(), first.name());
  EXPECT_EQ(second.version(), 2);
  ASSERT_EQ(second.columns_size(), 1);
  EXPECT_EQ(second.columns(0).path(), "stage");
  EXPECT_NE(Save("chief", Saving("月报台账")).name(), first.name());
  EXPECT_THAT(Titles("chief"), ElementsAre("月报台账", "本局台账"));
  EXPECT_NE(Save("handler", Saving("本局台账", {"title"}, "department")).name(), first.name()) << "another house's own";
}

TEST_F(LayoutTest, AnOldViewDoesNotOverwriteANewerOne) {
  const v1::Layout first = Save("intake", Saving("本局台账"));
  auto request = Saving("本局台账", {"stage"});
  request.set_seen_etag(first.etag());
  Save("chief", request);
  const auto refusal = district_.Refused("intake", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::ETAG_STALE);
  EXPECT_EQ(refusal->metadata.at("currentVersion"), "v2");
  auto unknown = Saving("没有的台账");
  unknown.set_seen_etag(first.etag());
  EXPECT_EQ(district_.Refused("intake", unknown)->reason, v1::ETAG_STALE);
}

TEST_F(LayoutTest, NamesEveryUnknownColumnAndWhatIsNear) {
  const auto refusal = district_.Refused("intake", Saving("本局台账", {"titel", "title", "opinion.nubmer", "accepted"}));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::LAYOUT_COLUMN_UNKNOWN);
  EXPECT_THAT(refusal->message_zh, AllOf(HasSubstr("事项列表"), HasSubstr("第 1 栏（titel）"), HasSubstr("是不是 title")));
  ASSERT_EQ(refusal->fields.size(), 3u);
  EXPECT_EQ(refusal->fields[1].field, "layout.columns[2].path");
  EXPECT_THAT(refusal->fields[1].message_en, HasSubstr("perhaps number"));
  EXPECT_THAT(refusal->fields[2].message_zh, HasSubstr("accepted.occurred_on"));
  EXPECT_THAT(Titles("chief"), IsEmpty());
}

TEST_F(LayoutTest, NamesANearListWhereThereIsNoSuchOne) {
  auto request = Saving("本局台账");
  request.mutable_layout()->set_list("ListMaters");
  auto refusal = district_.Refused("intake", request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::FIELD_INVALID);
  EXPECT_THAT(refusal->message_zh, HasSubstr("是不是 ListMatters"));
  for (const char* no_list : {"GetMatter", "SubmitMatter", "GetFigures", "什么"}) {
    request.mutable_layout()->set_list(no_list);
    refusal = district_.Refused("intake", request);
    ASSERT_TRUE(refusal.has_value()) << no_list;
    EXPECT_EQ(refusal->reason, v1::FIELD_INVALID);
  }
}

TEST_F(LayoutTest, RefusesWhatIsOutOfBounds) {
  EXPECT_EQ(district_.Refused("intake", Saving("")).value().reason, v1::FIELD_INVALID);
  EXPECT_EQ(district_.Refused("intake", Saving("本局台账", {})).value().reason, v1::FIELD_INVALID) << "no column";
  EXPECT_EQ(district_.Refused("intake", Saving("本局台账", std::vector<std::string>(41, "title"))).value().reason,
            v1::FIELD_INVALID);
  auto wide = Saving("本局台账");
  wide.mutable_layout()->mutable_columns(0)->set_width(101);
  EXPECT_EQ(district_.Refused("intake", wide).value().reason, v1::FIELD_INVALID);
  auto bare = Saving("本局台账");
  bare.mutable_layout()->mutable_columns(0)->clear_heading();
  EXPECT_EQ(district_.Refused("intake", bare).value().reason, v1::FIELD_INVALID);
}

TEST_F(LayoutTest, IsSavedByWhoHasAPostThereAndByNobodyElse) {
  for (const char* who : {"intake", "reviewer", "section", "chief"}) Save(who, Saving("本局台账"));
  for (const char* who : {"handler", "mayor", "office", "stranger", "advisor1"}) {
    const auto refusal = district_.Refused(who, Saving("本局台账"));
    ASSERT_TRUE(refusal.has_value()) << who;
    EXPECT_EQ(refusal->reason, v1::ROLE_MISSING) << who;
  }
}

TEST_F(LayoutTest, IsSeenInsideItsOrganisationOnly) {
  const v1::Layout layout = Save("chief", Saving("本局台账"));
  EXPECT_THAT(Titles("intake"), ElementsAre("本局台账"));
  for (const char* who : {"handler", "mayor", "stranger", "advisor1"}) {
    EXPECT_THAT(Titles(who), IsEmpty()) << who;
    EXPECT_EQ(district_.Refused(who, Reading(layout.name())).value().reason, v1::RESOURCE_NOT_FOUND) << who;
    EXPECT_EQ(district_.Refused(who, Removal(layout)).value().reason, v1::RESOURCE_NOT_FOUND) << who;
  }
  v1::ListLayoutsRequest nowhere;
  nowhere.set_parent("organizations/none");
  EXPECT_EQ(district_.Refused("chief", nowhere).value().reason, v1::RESOURCE_NOT_FOUND);
}

TEST_F(LayoutTest, ARemovedOneIsListedNoMoreAndItsTitleIsFree) {
  const v1::Layout layout = Save("chief", Saving("本局台账"));
  const auto removed = district_.Must<v1::RemoveLayoutResponse>("intake", Removal(layout)).layout();
  EXPECT_EQ(removed.removed().actor(), district_.Person("intake"));
  EXPECT_THAT(Titles("chief"), IsEmpty());
  EXPECT_TRUE(district_.Must<v1::Layout>("chief", Reading(layout.name())).has_removed()) << "what was stays readable";
  EXPECT_EQ(district_.Refused("chief", Removal(removed)).value().reason, v1::STATE_MISMATCH);
  const v1::Layout again = Save("chief", Saving("本局台账"));
  EXPECT_NE(again.name(), layout.name());
  EXPECT_EQ(again.version(), 1);
}

TEST_F(LayoutTest, AHundredAreEnough) {
  for (int i = 0; i < kLayoutsMax; ++i) Save("chief", Saving("台账" + std::to_string(i)));
  const auto refusal = district_.Refused("chief", Saving("再来一个"));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::STATE_MISMATCH);
  EXPECT_THAT(refusal->message_zh, HasSubstr("停用"));
  Save("chief", Saving("台账7", {"stage"}));
}

TEST_F(LayoutTest, SurvivesARestartAsItWasRecorded) {
  const v1::Layout layout = Save("chief", Saving("本局台账", {"#", "opinion.number"}));
  district_.Restart();
  EXPECT_EQ(district_.Must<v1::Layout>("chief", Reading(layout.name())).columns(1).path(), "opinion.number");
}

TEST_F(LayoutTest, TheCustomaryOnesCanBeSavedAsTheyAre) {
  ASSERT_GE(CustomaryLayouts().layouts_size(), 3);
  EXPECT_EQ(CustomaryLayouts().layouts(0).title(), "合法性审核台账");
  for (const v1::Layout& layout : CustomaryLayouts().layouts()) {
    v1::SaveLayoutRequest request;
    request.set_parent(district_.Org("bureau"));
    *request.mutable_layout() = layout;
    const v1::Layout saved = Save("chief", request);
    EXPECT_EQ(saved.list(), layout.list());
    EXPECT_EQ(saved.columns_size(), layout.columns_size());
  }
}

// What the ledger's column 承办人 shows.
TEST_F(LayoutTest, AMatterNamesItsReviewersToWhoSeesTheAssignments) {
  const std::string matter = district_.UnderReview();
  v1::GetMatterRequest request;
  request.set_name(matter);
  EXPECT_THAT(district_.Must<v1::Matter>("section", request).reviewers(), ElementsAre(district_.Person("reviewer")));
  EXPECT_THAT(district_.Must<v1::Matter>("handler", request).reviewers(), IsEmpty()) << "no drafter's business";
  district_.Assign(matter, "advisor1");
  EXPECT_THAT(district_.Must<v1::Matter>("section", request).reviewers(), ElementsAre(district_.Person("reviewer")))
      << "an adviser is none";
}

}  // namespace
}  // namespace plumbline::testing
