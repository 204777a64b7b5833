#include "services/numbering.h"
#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

ProfileFile MainSeriesProfile() {
  return {"one-series.textproto", R"(
id: "one-series"
title_zh: "一个序列"
title_en: "One series"
inherits: "national"
valid_from: "2019-01-01"
switch {
  id: "W-REREVIEW-MAIN-SERIES"
  title_zh: "复审意见编入主序列"  title_en: "Re-reviews are numbered in the main series"
  source { instrument: "本单位设定" verification: VERIFICATION_VERIFIED nature: NATURE_INTERNAL_TARGET }
  on: true
}
)"};
}

// A matter whose first opinion lapsed by a substantive change.
std::string UnderReviewAgain(OpinionDistrict& district, const std::string& title = "甲") {
  const std::string matter = district.UnderReview(title);
  district.Issue(matter, "UNLAWFUL");
  district.Revise(matter, "第一条 重新起草。" + title);
  district.Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
  return matter;
}

TEST(NumberSeriesTest, HasNoGapsOverVoidsRefusalsAndYears) {
  OpinionDistrict district;
  std::vector<std::string> matters;
  for (int i = 0; i < 4; ++i) matters.push_back(district.UnderReview("事项" + std::to_string(i)));
  district.Issue(matters[0], "LAWFUL");
  const v1::Opinion second = district.Issue(matters[1], "LAWFUL");
  district.Void(second.name());
  district.Refused("chief", district.OpinionOn(matters[2], "NO_SUCH_CONCLUSION"));
  EXPECT_EQ(district.Issue(matters[1], "LAWFUL").number(), "测司法审〔2023〕3号");
  EXPECT_EQ(district.Issue(matters[2], "LAWFUL").number(), "测司法审〔2023〕4号");
  const v1::ListNumbersResponse list = district.NumbersOf("s-opinion-2023");
  ASSERT_EQ(list.numbers_size(), 4);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(list.numbers(i).number(), i + 1);
    EXPECT_EQ(list.numbers(i).is_void(), i == 1);
  }
  EXPECT_EQ(list.numbers(1).void_reason(), "主送机关写错。");
  EXPECT_EQ(list.numbers(1).holder(), second.name());
  EXPECT_EQ(list.next_number(), 5);
  EXPECT_EQ(list.given(), 4);
  EXPECT_EQ(list.voided(), 1);
  EXPECT_TRUE(list.complete());
  // The next year starts at 1; the old one stays as it is.
  district.clock().Set(StartOfDay(absl::CivilDay(2024, 1, 2)) + absl::Hours(9));
  EXPECT_EQ(district.Issue(matters[3], "LAWFUL").number(), "测司法审〔2024〕1号");
  EXPECT_EQ(district.NumbersOf("s-opinion-2023").next_number(), 5);
  EXPECT_TRUE(district.NumbersOf("s-opinion-2024").complete());
}

TEST(NumberSeriesTest, GivesAnOlderDaysActTheNextNumberOfItsOwnYear) {
  OpinionDistrict district;
  district.clock().Set(StartOfDay(absl::CivilDay(2023, 12, 28)) + absl::Hours(9));
  const std::string matter = district.UnderReview();
  const std::string other = district.UnderReview("乙");
  district.Issue(other, "LAWFUL");
  district.clock().Set(StartOfDay(absl::CivilDay(2024, 1, 2)) + absl::Hours(9));
  auto request = district.OpinionOn(matter, "LAWFUL");
  SetDate(absl::CivilDay(2023, 12, 29), request.mutable_act()->mutable_occurred_on());
  EXPECT_EQ(district.Must<v1::IssueOpinionResponse>("chief", request).opinion().number(),
            "测司法审〔2023〕2号");
}

TEST(NumberSeriesTest, GivesTwoCommandsOfOneGroupTwoNumbers) {
  OpinionDistrict district;
  std::vector<std::string> matters;
  for (const char* title : {"甲", "乙", "丙"}) matters.push_back(district.UnderReview(title));
  std::vector<std::string> numbers;
  for (const std::string& matter : matters) {
    auto request = district.OpinionOn(matter, "LAWFUL");
    request.set_request_id(district.RequestId());
    request.set_etag(district.EtagOf(matter));
    CommandCall call;
    call.method = district.rooms().FindCommand("IssueOpinion");
    call.request = std::make_unique<v1::IssueOpinionRequest>(request);
    call.token = district.Token("chief");
    call.done = [&numbers](CommandReply reply) {
      ASSERT_FALSE(reply.refusal.has_value());
      numbers.push_back(static_cast<v1::IssueOpinionResponse&>(*reply.response).opinion().number());
    };
    district.engine().Add(std::move(call));
  }
  district.engine().CommitGroup();
  EXPECT_THAT(numbers, ::testing::ElementsAre("测司法审〔2023〕1号", "测司法审〔2023〕2号",
                                              "测司法审〔2023〕3号"));
}

TEST(NumberSeriesTest, SpendsNoNumberOnATrial) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  auto request = district.OpinionOn(matter, "LAWFUL");
  request.set_validate_only(true);
  const uint64_t before = district.Size();
  district.Must<v1::IssueOpinionResponse>("chief", request);
  EXPECT_EQ(district.Size(), before);
  EXPECT_EQ(district.Issue(matter, "LAWFUL").number(), "测司法审〔2023〕1号");
}

TEST(NumberSeriesTest, NumbersSupplementaryOpinionsApart) {
  OpinionDistrict district;
  const std::string matter = UnderReviewAgain(district);
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(opinion.number(), "测司法补审〔2023〕1号");
  EXPECT_TRUE(opinion.supplementary());
  EXPECT_EQ(opinion.supplements(), matter + "/opinions/1");
  EXPECT_EQ(district.Issue(district.UnderReview("乙"), "LAWFUL").number(), "测司法审〔2023〕2号");
  const auto& tally = *district.RowOf<state::v1::OpinionTallyRow>(matter);
  EXPECT_EQ(tally.opinions(), 2);
  EXPECT_EQ(tally.supplementary(), 1);
  EXPECT_TRUE(district.NumbersOf("s-supplementary-opinion-2023").complete());
}

TEST(NumberSeriesTest, ReissuesAVoidSupplementAsASupplement) {
  OpinionDistrict district;
  const std::string matter = UnderReviewAgain(district);
  district.Void(district.Issue(matter, "LAWFUL").name());
  EXPECT_EQ(district.RowOf<state::v1::OpinionTallyRow>(matter)->supplementary(), 0);
  const v1::Opinion again = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(again.number(), "测司法补审〔2023〕2号");
  EXPECT_EQ(again.supplements(), matter + "/opinions/1");
  EXPECT_EQ(again.reissue_of(), matter + "/opinions/2");
}

TEST(NumberSeriesTest, PutsSupplementsIntoTheMainSeriesWhereThePlaceSaysSo) {
  District::Options options;
  options.profile = "one-series";
  options.more_profiles = {MainSeriesProfile()};
  OpinionDistrict district(options);
  const std::string matter = UnderReviewAgain(district);
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(opinion.number(), "测司法审〔2023〕2号");
  EXPECT_TRUE(opinion.supplementary());
}

TEST(NumberSeriesTest, TellsTheAdministratorWhenTheBodyHasNoCode) {
  OpinionDistrict district;
  v1::UpdateOrganizationRequest update;
  update.set_name(district.Org("bureau"));
  update.mutable_organization();  // Present, with empty values.
  update.add_update_mask("opinion_code");
  district.Must<v1::UpdateOrganizationResponse>("admin", update);
  // Its own code and the words of the series stand in.
  EXPECT_EQ(district.Issue(district.UnderReview(), "LAWFUL").number(), "测司审〔2023〕1号");
  update.clear_etag();
  update.clear_update_mask();
  update.add_update_mask("agency_code");
  district.Must<v1::UpdateOrganizationResponse>("admin", update);
  EXPECT_TRUE(district.Refuses("chief", district.OpinionOn(district.UnderReview("乙"), "LAWFUL"),
                               v1::NUMBER_UNUSABLE));
}

TEST(StartSeriesTest, LetsTheFirstNumberFollowOneThatWasGivenElsewhere) {
  OpinionDistrict district;
  const auto series =
      district.Must<v1::StartSeriesResponse>("chief", district.SeriesStart("S-OPINION", 2023, 12))
          .series();
  EXPECT_EQ(series.name(), district.Org("bureau") + "/series/s-opinion-2023");
  EXPECT_EQ(series.after_number(), 12);
  EXPECT_EQ(series.reason(), "启用本系统前已用到该号。");
  EXPECT_EQ(district.Issue(district.UnderReview(), "LAWFUL").number(), "测司法审〔2023〕13号");
  const v1::ListNumbersResponse list = district.NumbersOf("s-opinion-2023");
  EXPECT_EQ(list.after_number(), 12);
  EXPECT_EQ(list.next_number(), 14);
  EXPECT_TRUE(list.complete());
  v1::ListSeriesRequest all;
  all.set_parent(district.Org("bureau"));
  EXPECT_EQ(district.Must<v1::ListSeriesResponse>("chief", all).series_size(), 1);
}

TEST(StartSeriesTest, CanBeCorrectedUntilTheFirstNumber) {
  OpinionDistrict district;
  district.Must<v1::StartSeriesResponse>("chief", district.SeriesStart("S-OPINION", 2023, 12));
  const auto again =
      district.Must<v1::StartSeriesResponse>("chief", district.SeriesStart("S-OPINION", 2023, 11))
          .series();
  EXPECT_EQ(again.version(), 2);
  EXPECT_EQ(district.Issue(district.UnderReview(), "LAWFUL").number(), "测司法审〔2023〕12号");
  EXPECT_TRUE(
      district.Refuses("chief", district.SeriesStart("S-OPINION", 2023, 20), v1::STATE_MISMATCH));
}

TEST(StartSeriesTest, RefusesUnknownSeriesWrongYearsAndStrangers) {
  OpinionDistrict district;
  EXPECT_TRUE(
      district.Refuses("chief", district.SeriesStart("S-NONE", 2023, 1), v1::FIELD_INVALID));
  EXPECT_TRUE(
      district.Refuses("chief", district.SeriesStart("S-FILING", 2023, 1), v1::FIELD_INVALID))
      << "listed as later";
  EXPECT_TRUE(
      district.Refuses("chief", district.SeriesStart("S-OPINION", 0, 1), v1::FIELD_INVALID));
  EXPECT_TRUE(
      district.Refuses("chief", district.SeriesStart("S-OPINION", 2025, 1), v1::FIELD_INVALID));
  EXPECT_TRUE(
      district.Refuses("chief", district.SeriesStart("S-OPINION", 2023, -1), v1::FIELD_INVALID));
  EXPECT_TRUE(
      district.Refuses("section", district.SeriesStart("S-OPINION", 2023, 1), v1::ROLE_MISSING));
  EXPECT_TRUE(
      district.Refuses("office", district.SeriesStart("S-OPINION", 2023, 1), v1::ROLE_MISSING));
}

TEST(StartSeriesTest, OfTheGovernmentsDocumentsIsTheOffices) {
  OpinionDistrict district;
  auto request = district.SeriesStart("S-DOCUMENT", 2023, 5);
  request.set_parent(district.Org("government"));
  EXPECT_TRUE(district.Refuses("chief", request, v1::ROLE_MISSING));
  const auto series = district.Must<v1::StartSeriesResponse>("office", request).series();
  EXPECT_EQ(series.name(), district.Org("government") + "/series/s-document-2023");
}

TEST(ListNumbersTest, IsForThoseWhoKeepTheNumbers) {
  OpinionDistrict district;
  district.Issue(district.UnderReview(), "LAWFUL");
  v1::ListNumbersRequest request;
  request.set_parent(district.Org("bureau") + "/series/s-opinion-2023");
  for (const char* who : {"chief", "section", "reviewer", "intake"}) {
    EXPECT_EQ(district.Must<v1::ListNumbersResponse>(who, request).numbers_size(), 1) << who;
  }
  for (const char* who : {"handler", "stranger", "advisor1", "office"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::RESOURCE_NOT_FOUND)) << who;
  }
}

TEST(ListNumbersTest, ReadsPageByPageInOrder) {
  OpinionDistrict district;
  for (int i = 0; i < 5; ++i) district.Issue(district.UnderReview(std::to_string(i)), "LAWFUL");
  v1::ListNumbersRequest request;
  request.set_parent(district.Org("bureau") + "/series/s-opinion-2023");
  request.set_page_size(2);
  std::vector<int> numbers;
  do {
    const auto page = district.Must<v1::ListNumbersResponse>("chief", request);
    for (const v1::IssuedNumber& number : page.numbers()) numbers.push_back(number.number());
    EXPECT_TRUE(page.complete());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(numbers, ::testing::ElementsAre(1, 2, 3, 4, 5));
}

TEST(PlanNumberTest, PrintsTheFormOfTheProfileWithoutLeadingZeros) {
  OpinionDistrict district;
  config::v1::Numbering rule;
  rule.set_form("{code}[{year}]第{number}号");
  rule.set_yearly(false);
  const NumberPlan plan =
      PlanNumber("organizations/x", "测", "S-X", &rule, absl::CivilDay(2023, 5, 1));
  EXPECT_EQ(plan.name, "organizations/x/series/s-x");
  EXPECT_EQ(NextNumber(district.engine().world(), plan).text, "测[2023]第1号");
  const NumberPlan plain =
      PlanNumber("organizations/x", "测", "S-X", nullptr, absl::CivilDay(2023, 5, 1));
  EXPECT_EQ(plain.name, "organizations/x/series/s-x-2023");
  EXPECT_EQ(NextNumber(district.engine().world(), plain).text, "测〔2023〕1号");
}

}  // namespace
}  // namespace plumbline::testing
