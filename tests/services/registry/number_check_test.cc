// Goal: anybody may ask whether a number stands and learns no more by it, unless the document is public or he holds the letter's
// file: numbers are no way to list drafts. Method: a district's usual steps, asked without an account.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "services/dates.h"
#include "services/files.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

class NumberCheckTest : public ::testing::Test {
 protected:
  v1::CheckNumberResponse Check(const std::string& number, const std::string& file_sha256 = "") {
    v1::CheckNumberRequest request;
    request.set_number(number);
    request.set_file_sha256(file_sha256);
    return district_.Must<v1::CheckNumberResponse>("", request);
  }
  // Nothing but whether it stands.
  static void ExpectOnly(const v1::CheckNumberResponse& reply, v1::NumberStanding standing) {
    v1::CheckNumberResponse only;
    only.set_standing(standing);
    EXPECT_EQ(reply.SerializeAsString(), only.SerializeAsString()) << reply.ShortDebugString();
  }
  // The opinion with its letter made; `*file`: SHA-256 of the letter.
  v1::Opinion Issued(const std::string& matter, std::string* file) {
    const v1::Opinion opinion = district_.Issue(matter, "LAWFUL");
    FileFacts facts;
    facts.type = "pdf";
    v1::RecordLetterRequest request;
    request.set_name(opinion.name());
    request.set_file(district_.files().Add("%PDF of " + opinion.name(), facts));
    request.set_text_digest(std::string(32, 't'));
    EXPECT_FALSE(district_.ReportLetter(request).has_value());
    *file = FileDigestOf(request.file());
    return opinion;
  }

  RegistryDistrict district_;
};

TEST_F(NumberCheckTest, ANumberAloneSaysThatItStandsAndNoMore) {
  std::string file;
  const v1::Opinion opinion = Issued(district_.UnderReview(), &file);
  ExpectOnly(Check(opinion.number()), v1::NUMBER_STANDING_EXISTS);
  ExpectOnly(Check(opinion.number(), std::string(32, 'x')), v1::NUMBER_STANDING_EXISTS);
  ExpectOnly(Check("金司法审〔2023〕999号"), v1::NUMBER_STANDING_NOT_FOUND);
  ExpectOnly(Check("号"), v1::NUMBER_STANDING_NOT_FOUND);
  // The beginning of a number is none.
  ExpectOnly(Check(opinion.number().substr(0, opinion.number().size() - 3)), v1::NUMBER_STANDING_NOT_FOUND);
}

TEST_F(NumberCheckTest, WhoHoldsTheLetterSeesWhatItIsAbout) {
  const std::string matter = district_.UnderReview("关于规范户外招牌设置的规定");
  std::string file;
  const v1::Opinion opinion = Issued(matter, &file);
  const v1::CheckNumberResponse reply = Check(opinion.number(), file);
  EXPECT_TRUE(reply.file_matches());
  EXPECT_EQ(reply.title(), "关于规范户外招牌设置的规定");
  EXPECT_EQ(reply.conclusion_title(), opinion.conclusion_title());
  EXPECT_EQ(DayOf(reply.date()), district_.today());
  EXPECT_FALSE(reply.issuer_title().empty());
  // The file of another letter is not this one.
  std::string other_file;
  const v1::Opinion other = Issued(district_.UnderReview("另一件"), &other_file);
  ExpectOnly(Check(opinion.number(), other_file), v1::NUMBER_STANDING_EXISTS);
  v1::CheckNumberRequest short_digest;
  short_digest.set_number(other.number());
  short_digest.set_file_sha256("abc");
  EXPECT_EQ(district_.Refused("", short_digest)->reason, v1::FIELD_INVALID);
}

TEST_F(NumberCheckTest, IsFoundHoweverItWasTyped) {
  std::string file;
  const std::string number = Issued(district_.UnderReview(), &file).number();
  for (const auto& [open, close] : {std::pair("[", "]"), std::pair("（", "）"), std::pair("【", "】"), std::pair(" (", ") ")}) {
    ExpectOnly(Check(absl::StrReplaceAll(number, {{"〔", open}, {"〕", close}})), v1::NUMBER_STANDING_EXISTS);
  }
  ExpectOnly(Check(absl::StrReplaceAll(number, {{"2023", "２０２３"}})), v1::NUMBER_STANDING_EXISTS);
}

TEST_F(NumberCheckTest, AVoidNumberSaysSoAndNoMore) {
  std::string file;
  const v1::Opinion opinion = Issued(district_.UnderReview(), &file);
  district_.Void(opinion.name());
  ExpectOnly(Check(opinion.number(), file), v1::NUMBER_STANDING_VOID);
}

TEST_F(NumberCheckTest, ADocumentIsShownOnceItIsPublished) {
  const std::string matter = district_.Signed("关于规范户外招牌设置的规定").name();
  const std::string number = district_.Number(matter).document_number();
  ExpectOnly(Check(number), v1::NUMBER_STANDING_EXISTS);
  const std::string document = district_.Publish(matter);
  const v1::CheckNumberResponse reply = Check(number);
  EXPECT_EQ(reply.title(), "关于规范户外招牌设置的规定");
  EXPECT_EQ(DayOf(reply.date()), district_.today());
  EXPECT_FALSE(reply.file_matches());
  EXPECT_EQ(reply.conclusion_title(), "");
}

}  // namespace
}  // namespace plumbline::testing
