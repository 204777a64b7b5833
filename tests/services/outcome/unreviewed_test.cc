// Goal: what was deliberated or published without review is listed by name and never looks reviewed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/coverage_service.pb.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class UnreviewedTest : public ::testing::Test {
 protected:
  v1::RegisterUnreviewedRequest Found() {
    v1::RegisterUnreviewedRequest request;
    request.set_organization(district_.Org("government"));
    request.set_title("关于调整集市时间的通告");
    request.set_document_number("金府发〔2023〕41号");
    SetDate(district_.today(), request.mutable_publish_date());
    request.set_drafter(district_.Org("department"));
    request.set_found_in("区政府公报2023年第3期");
    request.set_reason("承办单位称时间紧。");
    return request;
  }
  v1::Document Register(const v1::RegisterUnreviewedRequest& request) {
    return district_.Must<v1::RegisterUnreviewedResponse>("intake", request).document();
  }
  v1::AnnualReport Report() {
    v1::GetAnnualReportRequest request;
    request.set_year(2023);
    return district_.Must<v1::AnnualReport>("section", request);
  }

  RegistryDistrict district_;
};

TEST_F(UnreviewedTest, IsListedByNameInTheDenominatorAlone) {
  const v1::Document document = Register(Found());
  EXPECT_EQ(document.origin(), v1::DOCUMENT_ORIGIN_UNREVIEWED);
  EXPECT_EQ(document.unreviewed_reason(), "承办单位称时间紧。");
  EXPECT_EQ(document.keeper(), district_.Org("department"));
  const v1::AnnualReport report = Report();
  EXPECT_EQ(report.coverage().published(), 1);
  EXPECT_EQ(report.coverage().covered(), 0);
  ASSERT_THAT(report.coverage().uncovered(), SizeIs(1));
  EXPECT_TRUE(report.coverage().uncovered(0).unreviewed());
  EXPECT_EQ(report.unreviewed(), 1);
  EXPECT_THAT(report.sentence_zh(), HasSubstr("未经审核即审议或者公布1件"));
  EXPECT_EQ((district_.Read<v1::Document, v1::GetDocumentRequest>("", document.name()).unreviewed_reason()), "")
      << "the public sees the document, not the reasons";
  v1::GetFiguresRequest of_department;
  of_department.set_organization(district_.Org("department"));
  of_department.set_year(2023);
  const auto figures = district_.Must<v1::GetFiguresResponse>("section", of_department);
  int counted = 0;
  for (const v1::Figure& one : figures.figures()) {
    if (one.figure() == "unreviewed" && one.kind() == config::v1::KIND_UNSPECIFIED) counted += one.value();
  }
  EXPECT_EQ(counted, 1) << "who does it is counted";
  EXPECT_EQ(district_.Unchanged("intake", Found()), v1::FIELD_INVALID) << "the number is registered";
}

TEST_F(UnreviewedTest, AMatterThatWentAroundItsReviewEndsAndStaysWhatItIs) {
  const std::string matter = district_.Accepted();
  auto request = Found();
  request.set_matter(matter);
  request.clear_title();
  request.clear_drafter();
  const v1::Document document = Register(request);
  EXPECT_EQ(document.title(), district_.RowOf<state::v1::MatterRow>(matter)->resource().title());
  const v1::Matter& now = district_.RowOf<state::v1::MatterRow>(matter)->resource();
  EXPECT_EQ(now.stage(), config::v1::STAGE_ENDED);
  EXPECT_EQ(now.ending(), v1::ENDING_UNREVIEWED);
  EXPECT_EQ(now.document(), document.name());
  // A review afterwards covers nothing.
  const std::string later = district_.Allowed("关于调整集市时间的通告");
  EXPECT_EQ(Report().coverage().covered(), 0);
  EXPECT_EQ(Report().unreviewed(), 1);
  auto reviewed = Found();
  reviewed.set_document_number("");
  reviewed.set_matter(later);
  EXPECT_EQ(district_.Unchanged("intake", reviewed), v1::STATE_MISMATCH) << "it has an opinion";
}

TEST_F(UnreviewedTest, WhatIsNotPublishedStaysInside) {
  auto request = Found();
  request.set_deliberated_only(true);
  request.clear_document_number();
  const std::string name = Register(request).name();
  EXPECT_EQ(Report().coverage().published(), 0);
  EXPECT_EQ(Report().unreviewed(), 1);
  EXPECT_TRUE((district_.Hidden<v1::GetDocumentRequest>("", name)));
  EXPECT_TRUE((district_.Hidden<v1::GetDocumentRequest>("stranger", name)));
  EXPECT_FALSE((district_.Hidden<v1::GetDocumentRequest>("office", name)));
}

TEST_F(UnreviewedTest, IsEnteredByTheReviewingBodyOfItsMaker) {
  EXPECT_EQ(district_.Unchanged("handler", Found()), v1::ROLE_MISSING);
  EXPECT_EQ(district_.Unchanged("office", Found()), v1::ROLE_MISSING);
  auto nobody = Found();
  nobody.set_organization("organizations/none");
  EXPECT_NE(district_.Unchanged("intake", nobody), v1::REASON_UNSPECIFIED);
  auto tomorrow = Found();
  SetDate(district_.today() + 1, tomorrow.mutable_publish_date());
  EXPECT_EQ(district_.Unchanged("intake", tomorrow), v1::DATE_IMPOSSIBLE);
  auto draft = Found();
  draft.set_matter(district_.NewMatter());
  EXPECT_EQ(district_.Unchanged("intake", draft), v1::FIELD_INVALID) << "what was never handed in went around nothing";
}

}  // namespace
}  // namespace plumbline::testing
