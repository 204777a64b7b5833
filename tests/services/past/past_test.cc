// Goal: an old review ledger comes in as it is; what is doubtful is listed and not taken; nothing of it proves anything.
#include "plumbline/v1/past_review_service.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dates.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class PastTest : public ::testing::Test {
 protected:
  v1::ImportPastReviewsRequest Import() {
    v1::ImportPastReviewsRequest request;
    request.set_organization(district_.Org("bureau"));
    request.set_source_file(district_.files().AddText("审核台账"));
    request.set_source_name("2022年合法性审核台账");
    return request;
  }
  static v1::PastReviewLine& Add(v1::ImportPastReviewsRequest& request, const std::string& title, const std::string& number,
                                 absl::CivilDay received, absl::CivilDay issued) {
    v1::PastReviewLine& line = *request.add_rows();
    line.set_row(request.rows_size() + 3);
    line.set_title(title);
    line.set_drafter("区农业农村局、区财政局、区水务局");
    line.set_opinion_number(number);
    line.set_conclusion("修改后合法");
    SetDate(received, line.mutable_received_date());
    SetDate(issued, line.mutable_issued_date());
    return line;
  }
  std::vector<v1::PastReview> Listed(const std::string& who) {
    v1::ListPastReviewsRequest request;
    request.set_parent(district_.Org("bureau"));
    const auto list = district_.Must<v1::ListPastReviewsResponse>(who, request);
    return {list.past_reviews().begin(), list.past_reviews().end()};
  }

  RegistryDistrict district_;
};

TEST_F(PastTest, TakesLinesOverAndListsWhatIsDoubtful) {
  const absl::CivilDay day(2022, 3, 1);
  auto request = Import();
  Add(request, "甲办法", "金司法审〔2022〕1号", day, day + 9);
  Add(request, "乙办法", "金司法审〔2022〕2号", day + 20, day + 30);
  Add(request, "丙办法", "金司法审〔2022〕2号", day + 20, day + 30);  // Used twice.
  Add(request, "", "金司法审〔2022〕3号", day, day);
  Add(request, "丁办法", "金司法审〔2022〕4号", day + 9, day);  // Issued before it came.
  Add(request, "戊办法", "金司法审〔2022〕5号", day, district_.today() + 1);
  v1::PastReviewLine& undated = Add(request, "己办法", "", day, day);
  undated.clear_received_date();
  undated.clear_issued_date();
  v1::PastReviewLine& half = Add(request, "庚办法", "", day + 40, day);
  half.clear_issued_date();

  request.set_dry_run(true);
  const uint64_t before = district_.Size();
  const auto tried = district_.Must<v1::ImportPastReviewsResponse>("intake", request);
  EXPECT_EQ(tried.imported(), 3);
  EXPECT_EQ(district_.Size(), before);
  request.set_dry_run(false);
  const auto taken = district_.Must<v1::ImportPastReviewsResponse>("intake", request);
  EXPECT_EQ(taken.imported(), 3);
  std::vector<int> rows;
  for (const v1::DoubtfulRow& row : taken.doubtful()) rows.push_back(row.row());
  EXPECT_THAT(rows, ElementsAre(6, 7, 8, 9, 10));

  const std::vector<v1::PastReview> listed = Listed("reviewer");
  ASSERT_THAT(listed, SizeIs(3));
  EXPECT_EQ(listed[0].title(), "庚办法") << "the latest first, by the day that is there";
  EXPECT_EQ(listed[2].title(), "甲办法");
  EXPECT_EQ(listed[2].drafter(), "区农业农村局、区财政局、区水务局");
  EXPECT_EQ(listed[2].conclusion(), "修改后合法");
  EXPECT_EQ(listed[2].source().row(), 4);
  EXPECT_EQ(listed[2].source().title(), "2022年合法性审核台账");
  EXPECT_FALSE(listed[0].has_issued_date());

  // The same number again, from another ledger, is doubtful too.
  auto again = Import();
  Add(again, "甲办法（重复）", "金司法审〔2022〕1号", day, day);
  EXPECT_EQ(district_.Unchanged("intake", again), v1::FIELD_INVALID) << "nothing is left to take";
}

TEST_F(PastTest, IsTheBodysOwn) {
  auto request = Import();
  Add(request, "甲办法", "", absl::CivilDay(2022, 3, 1), absl::CivilDay(2022, 3, 9));
  EXPECT_EQ(district_.Unchanged("handler", request), v1::ROLE_MISSING);
  auto nowhere = request;
  nowhere.set_source_file("files/" + std::string(64, 'b'));
  EXPECT_EQ(district_.Unchanged("intake", nowhere), v1::FILE_UNUSABLE);
  district_.Must<v1::ImportPastReviewsResponse>("intake", request);
  EXPECT_THAT(Listed("chief"), SizeIs(1));
  EXPECT_THAT(Listed("handler"), IsEmpty());
}

}  // namespace
}  // namespace plumbline::testing
