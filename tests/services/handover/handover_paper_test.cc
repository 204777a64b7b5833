// Goal: papers in approval are nobody's orphans: who drafted one hands it over, a turn moves with the post, and a post whose
// turn nobody else could take does not end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/handover/handover_steps.h"
#include "tests/services/paper/paper_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::SizeIs;

class HandoverPaperTest : public PaperFixture {
 protected:
  v1::HandOverRequest Handing(const std::string& from, const std::string& to, const std::vector<std::string>& items = {}) {
    v1::HandOverRequest request;
    request.set_parent(district_.Person(from));
    request.mutable_handover()->set_successor(district_.Person(to));
    request.mutable_handover()->set_reason("轮岗");
    for (const std::string& item : items) request.add_items(item);
    return request;
  }
  v1::Handover HandOver(const std::string& who, const v1::HandOverRequest& request) {
    return district_.Must<v1::HandOverResponse>(who, request).handover();
  }
  int Count(const std::string& of, v1::WorkKind kind) {
    v1::ListOpenWorkRequest request;
    request.set_parent(district_.Person(of));
    const auto list = district_.Must<v1::ListOpenWorkResponse>("admin", request);
    return static_cast<int>(std::count_if(list.items().begin(), list.items().end(),
                                          [kind](const v1::WorkItem& item) { return item.kind() == kind; }));
  }
  v1::EndPostRequest Ending(const std::string& who) {
    v1::EndPostRequest request;
    request.set_name(district_.RowOf<state::v1::HoldingsRow>(district_.Person(who))->holdings(0).name());
    SetDate(district_.today(), request.mutable_until_date());
    return request;
  }
};

TEST_F(HandoverPaperTest, WhoDraftedAPaperHandsItOver) {
  const std::string paper = OpinionPaper(UnderReview()).name();
  EXPECT_EQ(Count("reviewer", v1::WORK_KIND_PAPER), 1);
  const auto refusal = district_.Refused("section", Handing("reviewer", "intake", {paper}));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::STATE_MISMATCH);  // The intake takes no first step.
  district_.AddPerson("second", district_.Org("bureau"), "审核", {config::v1::ROLE_REVIEWER});
  EXPECT_TRUE(HandOver("section", Handing("reviewer", "second", {paper})).items(0).moved());
  EXPECT_EQ(Count("reviewer", v1::WORK_KIND_PAPER), 0);
  EXPECT_EQ(Count("second", v1::WORK_KIND_PAPER), 1);
  const v1::Paper after = Get("second", paper);
  EXPECT_EQ(after.drafted().actor(), district_.Person("reviewer"));
  ASSERT_THAT(after.handovers(), SizeIs(1));
  EXPECT_EQ(after.handovers(0).to_person(), district_.Person("second"));
  Approve("section", paper);
  Approve("chief", paper);
  EXPECT_EQ(Count("second", v1::WORK_KIND_PAPER), 0);  // It left.
}

TEST_F(HandoverPaperTest, ATurnThatNobodyElseCouldTakeMovesWithThePost) {
  const std::string paper = OpinionPaper(UnderReview()).name();
  EXPECT_EQ(Count("section", v1::WORK_KIND_TURN), 1);
  EXPECT_EQ(Count("chief", v1::WORK_KIND_TURN), 0);  // Not yet his.
  ExpectRefused("chief", Handing("section", "reviewer", {paper}), v1::STATE_MISMATCH);  // He holds no such post.
  district_.AddPerson("newhead", "", "", {});
  const v1::Handover done = HandOver("admin", Handing("section", "newhead"));
  EXPECT_TRUE(ItemOf(done.items(), paper, v1::WORK_KIND_TURN).moved());
  EXPECT_EQ(Count("section", v1::WORK_KIND_TURN), 0);
  district_.clock().Advance(absl::Hours(24));  // The last day of who left is over.
  EXPECT_EQ(Count("newhead", v1::WORK_KIND_TURN), 1);
  EXPECT_EQ(Approve("newhead", paper).turn(), 3);
}

TEST_F(HandoverPaperTest, ATurnThatAColleagueCouldTakeIsNoWorkOfOnePerson) {
  OpinionPaper(UnderReview());
  district_.AddPerson("otherhead", district_.Org("bureau"), "副科长", {config::v1::ROLE_SECTION_HEAD});
  EXPECT_EQ(Count("section", v1::WORK_KIND_TURN), 0);
}

TEST_F(HandoverPaperTest, APostWhosePaperNobodyElseCouldApproveDoesNotEnd) {
  const std::string paper = OpinionPaper(UnderReview()).name();
  const auto refusal = district_.Refused("admin", Ending("section"));
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::WORK_OPEN);
  ASSERT_THAT(refusal->fields, SizeIs(1));
  EXPECT_EQ(refusal->fields[0].field, paper);
  district_.Must<v1::EndPostResponse>("admin", Ending("intake"));  // Has no turn.
  district_.AddPerson("otherhead", district_.Org("bureau"), "副科长", {config::v1::ROLE_SECTION_HEAD});
  district_.Must<v1::EndPostResponse>("admin", Ending("section"));
}

}  // namespace
}  // namespace plumbline::testing
