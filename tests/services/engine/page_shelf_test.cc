#include "services/runtime/engine/page_shelf.h"

#include <gmock/gmock.h>

#include "services/validate.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

class PageShelfTest : public ::testing::Test {
 protected:
  v1::ListMattersRequest First(int size = 2) {
    v1::ListMattersRequest request;
    request.set_page_size(size);
    return request;
  }
  v1::ListMattersResponse Page(const v1::ListMattersRequest& request, const std::string& who = "handler") {
    return district_.Must<v1::ListMattersResponse>(who, request);
  }
  v1::ErrorReason Refused(const v1::ListMattersRequest& request) {
    const auto refusal = district_.Refused("handler", request);
    return refusal.has_value() ? refusal->reason : v1::REASON_UNSPECIFIED;
  }

  District district_;
};

TEST_F(PageShelfTest, PagesShowTheListAsTheFirstOneFoundIt) {
  std::vector<std::string> expected;
  for (int i = 0; i < 5; ++i) expected.insert(expected.begin(), district_.NewMatter(absl::StrCat("规定", i)));
  v1::ListMattersRequest request = First();
  v1::ListMattersResponse page = Page(request);
  std::vector<std::string> seen;
  for (int pages = 0; pages < 5; ++pages) {
    for (const v1::Matter& matter : page.matters()) {
      seen.push_back(matter.name());
      EXPECT_THAT(matter.title(), HasSubstr("规定")) << "as it was when the list was begun";
    }
    if (page.next_page_token().empty()) break;
    // The record goes on between the pages.
    district_.NewMatter("后来的");
    v1::UpdateMatterRequest update;
    update.set_name(expected.back());
    update.mutable_matter()->set_title("改名");
    update.add_update_mask("title");
    district_.Must<v1::UpdateMatterResponse>("handler", update);
    request.set_page_token(page.next_page_token());
    page = Page(request);
  }
  EXPECT_THAT(seen, ElementsAreArray(expected)) << "nothing twice, nothing left out, nothing new";
  EXPECT_EQ(district_.pages().size(), 1u);
}

TEST_F(PageShelfTest, AsksTodayWhoMaySeeARow) {
  for (int i = 0; i < 4; ++i) district_.NewMatter(absl::StrCat("规定", i));
  v1::ListMattersRequest request = First();
  request.set_page_token(Page(request).next_page_token());
  v1::EndPostRequest end;
  end.set_name(district_.RowOf<state::v1::HoldingsRow>(district_.Person("handler"))->holdings(0).name());
  end.mutable_until_date()->set_year(2023);
  end.mutable_until_date()->set_month(3);
  end.mutable_until_date()->set_day(1);
  district_.Must<v1::EndPostResponse>("admin", end);
  district_.clock().Advance(absl::Hours(24));
  EXPECT_EQ(Refused(request), v1::PAGE_TOKEN_EXPIRED) << "who left office sees no further page";
}

TEST_F(PageShelfTest, ForgetsAfterTenMinutesAndOverARestart) {
  for (int i = 0; i < 5; ++i) district_.NewMatter();
  v1::ListMattersRequest request = First();
  request.set_page_token(Page(request).next_page_token());
  district_.security_clock().Advance(kPagesKeptFor);
  EXPECT_EQ(Page(request).matters_size(), 2) << "and each use begins the ten minutes anew";
  district_.security_clock().Advance(kPagesKeptFor);
  EXPECT_EQ(Page(request).matters_size(), 2);
  district_.security_clock().Advance(kPagesKeptFor + absl::Seconds(1));
  EXPECT_EQ(Refused(request), v1::PAGE_TOKEN_EXPIRED);
  request.set_page_token(Page(First()).next_page_token());
  district_.Restart();
  EXPECT_EQ(Refused(request), v1::PAGE_TOKEN_EXPIRED);
}

TEST_F(PageShelfTest, KeepsTheSixtyFourThatWereUsedLast) {
  for (int i = 0; i < 3; ++i) district_.NewMatter();
  std::vector<std::string> tokens;
  for (size_t i = 0; i < kPagesKeptMax; ++i) {
    tokens.push_back(Page(First()).next_page_token());
    district_.security_clock().Advance(absl::Seconds(1));
  }
  v1::ListMattersRequest request = First();
  request.set_page_token(tokens[0]);
  EXPECT_EQ(Page(request).matters_size(), 1);
  Page(First());
  EXPECT_EQ(district_.pages().size(), kPagesKeptMax);
  EXPECT_EQ(Page(request).matters_size(), 1) << "used a moment ago";
  request.set_page_token(tokens[1]);
  EXPECT_EQ(Refused(request), v1::PAGE_TOKEN_EXPIRED) << "unused for longest";
  request.set_page_token(tokens[2]);
  EXPECT_EQ(Page(request).matters_size(), 1);
}

TEST_F(PageShelfTest, RefusesTokensOfNobody) {
  for (int i = 0; i < 3; ++i) district_.NewMatter();
  const std::string good = Page(First()).next_page_token();
  v1::ListMattersRequest request = First();
  for (const std::string& token : {std::string("x"), good.substr(1), "AAAAAAAAAAA" + good.substr(11), good.substr(0, 11) + "junk",
                                  std::string(9000, 'A')}) {
    request.set_page_token(token);
    EXPECT_EQ(Refused(request), v1::PAGE_TOKEN_EXPIRED) << token;
  }
  request.set_page_token(good);
  EXPECT_TRUE(ValidateRequest(request).empty());
}

TEST_F(PageShelfTest, ForgetsAllWhenToldTo) {
  for (int i = 0; i < 3; ++i) district_.NewMatter();
  v1::ListMattersRequest request = First();
  request.set_page_token(Page(First()).next_page_token());
  district_.pages().Clear();
  EXPECT_EQ(district_.pages().size(), 0u);
  EXPECT_EQ(Refused(request), v1::PAGE_TOKEN_EXPIRED);
}

}  // namespace
}  // namespace plumbline::testing
