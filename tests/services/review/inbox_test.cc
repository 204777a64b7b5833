#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/merkle/hash.h"
#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

std::vector<v1::InboxKind> Kinds(const std::vector<v1::InboxItem>& items) {
  std::vector<v1::InboxKind> kinds;
  for (const v1::InboxItem& item : items) kinds.push_back(item.kind());
  return kinds;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ListInboxTest, HoldsAnAssignmentUntilItIsAnswered) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment assignment = district.Assign(matter, "advisor1");
  const auto items = district.InboxOf("advisor1");
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].kind(), v1::INBOX_KIND_ASSIGNMENT);
  EXPECT_EQ(items[0].name(), assignment.name());
  EXPECT_EQ(items[0].matter(), matter);
  EXPECT_EQ(items[0].matter_title(), "关于规范户外招牌设置的规定");
  EXPECT_EQ(DayOf(items[0].due_date()), absl::CivilDay(2023, 3, 6));
  EXPECT_THAT(district.InboxOf("advisor2"), IsEmpty());
  district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  EXPECT_THAT(district.InboxOf("advisor1"), IsEmpty());
}

TEST(ListInboxTest, DropsWhatWasRecusedOrWentBackToTheDrafter) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment gone = district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor2");
  district.Must<v1::RecuseResponse>("advisor1", district.Recusal(gone.name()));
  EXPECT_THAT(district.InboxOf("advisor1"), IsEmpty());
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("请补充依据。");
  district.Must<v1::ReturnMatterResponse>("reviewer", back);
  EXPECT_THAT(district.InboxOf("advisor2"), IsEmpty());
}

TEST(ListInboxTest, FollowsATurnFromTheBureauToTheDrafterAndBack) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const std::string thread =
      district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE).name();
  const std::string note = district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_NOTE).name();
  EXPECT_THAT(district.InboxOf("handler"), IsEmpty());
  district.Send(matter, {thread, note});
  const auto sent = district.InboxOf("handler");
  EXPECT_THAT(Kinds(sent), ElementsAre(v1::INBOX_KIND_THREAD_ANSWER))
      << "a note asks for no answer";
  EXPECT_EQ(sent[0].name(), thread);
  EXPECT_THAT(district.InboxOf("stranger"), IsEmpty());
  EXPECT_THAT(district.InboxOf("reviewer"), IsEmpty());
  district.Must<v1::ReplyToThreadResponse>("handler", district.Answer(thread));
  EXPECT_THAT(district.InboxOf("handler"), IsEmpty());
  EXPECT_THAT(Kinds(district.InboxOf("reviewer")), ElementsAre(v1::INBOX_KIND_THREAD_SETTLE));
  EXPECT_THAT(district.InboxOf("intake"), IsEmpty())
      << "who does not see remarks has none to settle";
  district.Must<v1::ReplyToThreadResponse>("reviewer",
                                           district.Answer(thread, "仍有罚款，请再核对。"));
  EXPECT_THAT(Kinds(district.InboxOf("handler")), ElementsAre(v1::INBOX_KIND_THREAD_ANSWER));
  district.Must<v1::SettleThreadResponse>("reviewer",
                                          district.Settlement(thread, v1::THREAD_OUTCOME_ADOPTED));
  EXPECT_THAT(district.InboxOf("handler"), IsEmpty());
  EXPECT_THAT(district.InboxOf("reviewer"), IsEmpty());
}

TEST(ListInboxTest, AsksTheOtherPartyForTheNonce) {
  ReviewDistrict district;
  v1::AnnounceDrawRequest request;
  request.set_parent(district.Accepted());
  request.set_role(config::v1::ROLE_ADVISOR);
  request.set_count(1);
  const std::string nonce(32, 'n');
  request.set_nonce_sha256(std::string(BytesOf(Sha256(nonce))));
  request.set_nonce_party(district.Org("office"));
  const auto draw = district.Must<v1::AnnounceDrawResponse>("section", request).draw();
  EXPECT_THAT(Kinds(district.InboxOf("office")), ElementsAre(v1::INBOX_KIND_DRAW_REVEAL));
  v1::RevealDrawRequest reveal;
  reveal.set_name(draw.name());
  reveal.set_nonce(nonce);
  district.Must<v1::RevealDrawResponse>("office", reveal);
  EXPECT_THAT(district.InboxOf("office"), IsEmpty());
}

TEST(ListInboxTest, ShowsTheEarliestDueFirstPageByPage) {
  ReviewDistrict district;
  std::vector<std::string> names;
  for (const int day : {9, 7, 8}) {
    auto request = district.Assignment(district.Accepted(absl::StrCat("事项", day)), "advisor1");
    SetDate(absl::CivilDay(2023, 3, day), request.mutable_due_date());
    district.Must<v1::AssignReviewerResponse>("section", request);
  }
  v1::ListInboxRequest list;
  list.set_page_size(1);
  std::vector<int> days;
  do {
    const auto page = district.Must<v1::ListInboxResponse>("advisor1", list);
    for (const v1::InboxItem& item : page.items()) days.push_back(item.due_date().day());
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty() && days.size() < 10);
  EXPECT_THAT(days, ElementsAre(7, 8, 9));
}

TEST(ListInboxTest, RefusesForeignPageTokensAndNegativeSizes) {
  ReviewDistrict district;
  v1::ListInboxRequest list;
  for (const char* token : {"x", "7.abc", "0.abc", "-1.", "99999999999999999999."}) {
    list.set_page_token(token);
    EXPECT_TRUE(district.Refuses("advisor1", list, v1::PAGE_TOKEN_EXPIRED)) << token;
  }
  list.clear_page_token();
  list.set_page_size(-1);
  EXPECT_TRUE(district.Refuses("advisor1", list, v1::FIELD_INVALID));
}

}  // namespace
}  // namespace plumbline::testing
