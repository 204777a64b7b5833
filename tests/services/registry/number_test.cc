#include <gtest/gtest.h>

#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

v1::VoidDocumentNumberRequest Voiding(const std::string& matter) {
  v1::VoidDocumentNumberRequest request;
  request.set_name(matter);
  request.set_reason("登记时选错了文件。");
  return request;
}

TEST(Number, FollowsWithoutGapsAndOnlyForSignedTexts) {
  RegistryDistrict district;
  const std::string early = district.Passed("未签发的规定");
  EXPECT_EQ(district.Unchanged("office", district.Numbering(early)), v1::STAGE_MISMATCH);
  for (int i = 1; i <= 3; ++i) {
    const std::string matter = district.Signed(absl::StrCat("规定", i)).name();
    EXPECT_EQ(district.Unchanged("handler", district.Numbering(matter)), v1::ROLE_MISSING);
    const v1::Matter numbered = district.Number(matter);
    EXPECT_EQ(numbered.document_number(), absl::StrCat("测府发规〔2023〕", i, "号"));
    EXPECT_EQ(numbered.stage(), config::v1::STAGE_NUMBERED);
  }
  v1::ListNumbersRequest list;
  list.set_parent(district.Org("government") + "/series/s-document-2023");
  const auto numbers = district.Must<v1::ListNumbersResponse>("office", list);
  EXPECT_EQ(numbers.given(), 3);
  EXPECT_TRUE(numbers.complete());
}

TEST(Number, GivenOutsideIsCheckedForFormSourceAndUse) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  for (const char* bad : {"测府〔2023〕", "〔2023〕5号", "测府发〔23〕5号", "测府发〔2023〕05号", "测府发[2023]5号", "测府发〔2023〕第5号", "测府发〔2023〕5"}) {
    EXPECT_EQ(district.Unchanged("office", district.Numbering(matter, bad)), v1::NUMBER_UNUSABLE) << bad;
  }
  auto no_source = district.Numbering(matter, "测府函〔2023〕5号");
  no_source.clear_outside_source();
  EXPECT_EQ(district.Unchanged("office", no_source), v1::FIELD_INVALID);
  EXPECT_EQ(district.Number(matter, "测府函〔2023〕5号").document_number(), "测府函〔2023〕5号");
  const std::string other = district.Signed("乙规定").name();
  EXPECT_EQ(district.Unchanged("office", district.Numbering(other, "测府函〔2023〕5号")), v1::NUMBER_UNUSABLE);
  EXPECT_EQ(district.DocumentNow(district.Publish(matter)).number_source(), "公文系统");
}

TEST(Number, OfASeriesKeptHereIsNotGivenOutside) {
  RegistryDistrict district;
  // Before the series is kept here it may be; the series then lists it under its holder and goes on.
  const std::string outside = district.Signed("甲规定").name();
  district.Number(outside, "测府发规〔2023〕1号");
  const std::string ours = district.Signed("乙规定").name();
  EXPECT_EQ(district.Number(ours).document_number(), "测府发规〔2023〕2号");
  const std::string late = district.Signed("丙规定").name();
  EXPECT_EQ(district.Unchanged("office", district.Numbering(late, "测府发规〔2023〕9号")), v1::NUMBER_UNUSABLE);
  v1::ListNumbersRequest list;
  list.set_parent(district.Org("government") + "/series/s-document-2023");
  const auto numbers = district.Must<v1::ListNumbersResponse>("office", list);
  ASSERT_EQ(numbers.numbers_size(), 2);
  EXPECT_EQ(numbers.numbers(0).holder(), outside);
  EXPECT_TRUE(numbers.complete());
}

TEST(Number, DeclaredVoidStaysListedAndTheMatterGetsTheNext) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  EXPECT_EQ(district.Unchanged("office", Voiding(matter)), v1::STAGE_MISMATCH);
  district.Number(matter);
  EXPECT_EQ(district.Unchanged("handler", Voiding(matter)), v1::ROLE_MISSING);
  const auto voided = district.Must<v1::VoidDocumentNumberResponse>("office", Voiding(matter)).matter();
  EXPECT_EQ(voided.stage(), config::v1::STAGE_SIGNED);
  EXPECT_EQ(voided.document_number(), "");
  EXPECT_EQ(district.Number(matter).document_number(), "测府发规〔2023〕2号");
  v1::ListNumbersRequest list;
  list.set_parent(district.Org("government") + "/series/s-document-2023");
  const auto numbers = district.Must<v1::ListNumbersResponse>("office", list);
  EXPECT_EQ(numbers.voided(), 1);
  EXPECT_TRUE(numbers.complete());
  district.Publish(matter);
  EXPECT_EQ(district.Unchanged("office", Voiding(matter)), v1::STAGE_MISMATCH);
}

TEST(Number, GivenOutsideByMistakeIsFreeAgain) {
  RegistryDistrict district;
  const std::string matter = district.Signed("甲规定").name();
  district.Number(matter, "测府函〔2023〕5号");
  district.Must<v1::VoidDocumentNumberResponse>("office", Voiding(matter));
  district.Number(district.Signed("乙规定").name(), "测府函〔2023〕5号");
}

}  // namespace
}  // namespace plumbline::testing
