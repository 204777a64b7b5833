#include <google/protobuf/util/json_util.h>

#include <nlohmann/json.hpp>

#include "tests/services/coverage/coverage_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(AnnualReportTest, HoldsTheFiguresOfTheCallersBodyAndThePanel) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  district.Assign(matter, "advisor2");
  district.Must<v1::SignAdviceResponse>("advisor2", district.AdviceOn(matter));
  district.Issue(matter, "LAWFUL");
  district.Import(1, 2023);
  const v1::AnnualReport report = district.Annual();
  EXPECT_EQ(report.organization(), district.Org("bureau"));
  EXPECT_EQ(report.reviewed(), 1);
  EXPECT_EQ(report.opinions_issued(), 1);
  EXPECT_EQ(report.advice_given(), 1);
  EXPECT_EQ(report.panel().experts(), 1);
  EXPECT_EQ(report.panel().lawyers(), 3);
  EXPECT_EQ(report.timeliness().on_time(), 1);
  ASSERT_EQ(report.advisors_size(), 1);
  EXPECT_EQ(report.advisors(0).person(), district.Person("advisor2"));
  EXPECT_EQ(report.advisors(0).display_name(), "测试advisor2");
  ASSERT_EQ(report.coverage().uncovered_size(), 1);
  EXPECT_EQ(report.coverage().uncovered(0).title(), "旧文件1");
  EXPECT_TRUE(report.coverage().uncovered(0).imported());
  EXPECT_EQ(report.coverage().covered(), 0) << "an imported opinion number proves nothing";
  EXPECT_THAT(report.sentence_zh(), HasSubstr("审查意见书1份"));
  EXPECT_THAT(report.sentence_zh(), HasSubstr("覆盖率0%"));
  std::vector<std::string> rules;
  for (const v1::CountingRule& rule : report.counting_rules()) rules.push_back(rule.id());
  EXPECT_THAT(rules, Contains("F-REVIEWED"));
  EXPECT_EQ(district.Annual(2023, "office").reviewed(), 1) << "the office reads its reviewer's";
}

TEST(AnnualReportTest, HoldsLastYearsValues) {
  CoverageDistrict district;
  district.Issue(district.UnderReview(), "LAWFUL");
  const v1::AnnualReport report = district.Annual(2024);
  EXPECT_EQ(report.reviewed(), 0);
  EXPECT_EQ(report.last_year().year(), 2023);
  EXPECT_EQ(report.last_year().reviewed(), 1);
  EXPECT_EQ(report.last_year().on_time(), 1);
}

TEST(AnnualReportTest, CountsOnlyAdvisorsInAppointmentOnTheDay) {
  CoverageDistrict district;
  EXPECT_EQ(district.Annual(2022).panel().lawyers(), 0) << "appointed from 2023-01-01";
  v1::GetAnnualReportRequest request;
  request.set_year(2023);
  request.mutable_as_of()->set_tree_size(1);
  EXPECT_EQ(district.Must<v1::AnnualReport>("chief", request).panel().lawyers(), 0)
      << "nobody was appointed when the record held one entry";
}

TEST(AnnualReportTest, IsJsonWithNumbersAndAList) {
  CoverageDistrict district;
  district.Issue(district.UnderReview(), "LAWFUL");
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(district.Annual(), &text, options).ok());
  const auto json = nlohmann::json::parse(text);
  for (const char* field :
       {"reviewed", "opinions_issued", "supplementary_opinions", "advice_given"}) {
    EXPECT_TRUE(json.at(field).is_number()) << field;
  }
  EXPECT_TRUE(json.at("panel").at("experts").is_number());
  EXPECT_TRUE(json.at("panel").at("lawyers").is_number());
  EXPECT_TRUE(json.at("coverage").at("published").is_number());
  EXPECT_TRUE(json.at("coverage").at("covered").is_number());
  EXPECT_TRUE(json.at("coverage").at("uncovered").is_array());
  EXPECT_TRUE(json.at("timeliness").at("on_time").is_number());
  EXPECT_TRUE(json.at("timeliness").at("due").is_number());
}

TEST(FigureAccessTest, IsForTheBureauTheOfficeAndInspectors) {
  CoverageDistrict district;
  v1::GetFiguresRequest request;
  request.set_year(2023);
  request.set_organization(district.Org("bureau"));
  for (const char* who : {"handler", "stranger", "advisor1", "admin"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::ROLE_MISSING)) << who;
  }
  for (const char* who : {"intake", "reviewer", "section", "chief", "office"}) {
    EXPECT_FALSE(district.Refused(who, request).has_value()) << who;
  }
}

TEST(FigureQueryTest, RefusesYearsSizesVersionsAndFiguresThatDoNotExist) {
  CoverageDistrict district;
  v1::GetFiguresRequest figures;
  figures.set_year(23);
  EXPECT_TRUE(district.Refuses("chief", figures, v1::FIELD_INVALID));
  figures.set_year(2023);
  figures.mutable_as_of()->set_tree_size(static_cast<int64_t>(district.Size()) + 1);
  EXPECT_TRUE(district.Refuses("chief", figures, v1::AS_OF_OUT_OF_RANGE));
  figures.mutable_as_of()->set_version(1);
  EXPECT_TRUE(district.Refuses("chief", figures, v1::FIELD_INVALID));
  EXPECT_TRUE(district.Refuses("chief", district.MembersRequest("revised"), v1::FIELD_INVALID));
  const auto nobody = district.MembersRequest("advice_by_person");
  EXPECT_TRUE(district.Refuses("chief", nobody, v1::FIELD_INVALID));
  auto page = district.MembersRequest("reviewed");
  page.set_page_size(-1);
  EXPECT_TRUE(district.Refuses("chief", page, v1::FIELD_INVALID));
  page.set_page_size(1);
  page.set_page_token("***");
  EXPECT_TRUE(district.Refuses("chief", page, v1::PAGE_TOKEN_EXPIRED));
}

TEST(FigureQueryTest, ListsEveryMemberOnceOverPages) {
  CoverageDistrict district;
  district.Import(5, 2023);
  auto request = district.MembersRequest("coverage.uncovered");
  request.set_page_size(2);
  std::set<std::string> names;
  int pages = 0;
  do {
    const auto reply = district.Must<v1::ListFigureMembersResponse>("chief", request);
    for (const v1::FigureMember& member : reply.members()) {
      EXPECT_TRUE(names.insert(member.name()).second);
      EXPECT_FALSE(member.number().empty());
    }
    request.set_page_token(reply.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_THAT(names, SizeIs(5));
}

// Everybody who reads figures sees how many; what he may not read stays without a title.
TEST(FigureQueryTest, NamesTitlesOnlyToWhoeverMaySeeTheMatter) {
  CoverageDistrict district;
  const std::string opinion = district.Issue(district.UnderReview(), "LAWFUL").name();
  const auto request = district.MembersRequest("opinions_issued");
  const auto chief = district.Must<v1::ListFigureMembersResponse>("chief", request);
  ASSERT_EQ(chief.members_size(), 1);
  EXPECT_FALSE(chief.members(0).title().empty());
  EXPECT_EQ(chief.members(0).number(), "测司法审〔2023〕1号");
  v1::GetOpinionRequest get;
  get.set_name(opinion);
  const auto office = district.Must<v1::ListFigureMembersResponse>("office", request);
  ASSERT_EQ(office.members_size(), 1);
  EXPECT_EQ(office.members(0).title().empty(), district.Refused("office", get).has_value());
}

}  // namespace
}  // namespace plumbline::testing
