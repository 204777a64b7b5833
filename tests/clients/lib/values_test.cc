#include "clients/lib/values.h"

#include "clients/lib/api.h"
#include "clients/lib/comments.h"
#include "gmock/gmock.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"
#include "plumbline/v1/common.pb.h"
#include "plumbline/v1/matter.pb.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;

TEST(ParseDateTest, TakesTheFormsThatOfficesWrite) {
  for (const char* text :
       {"2023-03-01", "2023-3-1", "20230301", "2023年3月1日", "2023.3.1", "2023/03/01"}) {
    google::type::Date date;
    ASSERT_FALSE(ParseDate(text, &date).has_value()) << text;
    EXPECT_EQ(ShowDate(date), "2023-03-01") << text;
  }
}

TEST(ParseDateTest, RefusesDaysThatDoNotExist) {
  for (const char* text : {"2023-02-29", "2023-13-01", "2023-00-10", "2023-04-31"}) {
    google::type::Date date;
    const Complaint complaint = ParseDate(text, &date);
    ASSERT_TRUE(complaint.has_value()) << text;
    EXPECT_THAT(complaint->zh, HasSubstr(text));
  }
}

TEST(ParseDateTest, RefusesWhatIsNoDate) {
  for (const char* text : {"", "tomorrow", "03-01", "23-03-01", "2023-03", "2023-03-01x"}) {
    google::type::Date date;
    EXPECT_TRUE(ParseDate(text, &date).has_value()) << text;
  }
}

TEST(ParseTimeTest, ReadsATimeWithoutZoneAsBeijingTime) {
  google::protobuf::Timestamp zoned;
  google::protobuf::Timestamp local;
  ASSERT_FALSE(ParseTime("2023-03-01T17:00:00+08:00", &zoned).has_value());
  ASSERT_FALSE(ParseTime("2023-03-01 17:00", &local).has_value());
  EXPECT_EQ(zoned.seconds(), 1677661200);
  EXPECT_EQ(local.seconds(), zoned.seconds());
  EXPECT_EQ(ShowTime(zoned), "2023-03-01 17:00:00");
}

TEST(ParseTimeTest, RefusesWhatIsNoTime) {
  google::protobuf::Timestamp time;
  EXPECT_TRUE(ParseTime("17:00", &time).has_value());
  EXPECT_TRUE(ParseTime("2023-02-30", &time).has_value());
}

TEST(ParseAsOfTest, TellsVersionTimeAndSizeApart) {
  v1::AsOf as_of;
  ASSERT_FALSE(ParseAsOf("v3", &as_of).has_value());
  EXPECT_EQ(as_of.version(), 3);
  ASSERT_FALSE(ParseAsOf("1200", &as_of).has_value());
  EXPECT_EQ(as_of.tree_size(), 1200);
  EXPECT_EQ(as_of.version(), 0);
  ASSERT_FALSE(ParseAsOf("2023-03-01", &as_of).has_value());
  EXPECT_EQ(as_of.time().seconds(), 1677600000);
  EXPECT_TRUE(ParseAsOf("yesterday", &as_of).has_value());
}

TEST(ParseEnumTest, NamesWhatItTakesWhenItRefuses) {
  const auto api = Api::Embedded();
  const auto* kind = api->pool().FindEnumTypeByName("plumbline.config.v1.Kind");
  int number = 0;
  const Complaint complaint = ParseEnum("contract", kind, &number);
  ASSERT_TRUE(complaint.has_value());
  EXPECT_THAT(complaint->zh, HasSubstr("government-contract（政府合同）"));
  EXPECT_THAT(complaint->en, HasSubstr("government-contract"));
  EXPECT_TRUE(ParseEnum("unspecified", kind, &number).has_value());
}

TEST(ParseMessageTest, ReadsAGateAndItsReason) {
  v1::GateReason reason;
  ASSERT_FALSE(ParseMessage("G-REVIEW-WINDOW=汛期在即, 须提前=施行", &reason).has_value());
  EXPECT_EQ(reason.gate(), "G-REVIEW-WINDOW");
  EXPECT_EQ(reason.reason(), "汛期在即, 须提前=施行");
}

TEST(ParseMessageTest, ReadsFieldsByNameAndJson) {
  v1::Material material;
  ASSERT_FALSE(
      ParseMessage("slot=DOC-EXPLAIN,not-applicable-reason=a\\, b", &material).has_value());
  EXPECT_EQ(material.slot(), "DOC-EXPLAIN");
  EXPECT_EQ(material.not_applicable_reason(), "a, b");
  v1::Material by_json;
  ASSERT_FALSE(ParseMessage(R"({"slot":"DOC-LEGAL"})", &by_json).has_value());
  EXPECT_EQ(by_json.slot(), "DOC-LEGAL");
  EXPECT_TRUE(ParseMessage("colour=red", &by_json).has_value());
  EXPECT_TRUE(ParseMessage("{", &by_json).has_value());
}

TEST(ParseHexTest, TakesWhatTheProgramShows) {
  std::string bytes;
  ASSERT_FALSE(ParseHex("00ff10", &bytes).has_value());
  EXPECT_EQ(bytes, std::string("\x00\xff\x10", 3));
  EXPECT_TRUE(ParseHex("0", &bytes).has_value());
  EXPECT_TRUE(ParseHex("zz", &bytes).has_value());
}

TEST(ParseBoolTest, TakesBothLanguages) {
  bool value = false;
  ASSERT_FALSE(ParseBool("是", &value).has_value());
  EXPECT_TRUE(value);
  ASSERT_FALSE(ParseBool("no", &value).has_value());
  EXPECT_FALSE(value);
  EXPECT_TRUE(ParseBool("maybe", &value).has_value());
}

TEST(LabelTest, TakesTheTermOfTheLawFromTheComment) {
  const auto api = Api::Embedded();
  const auto* kind = api->pool().FindEnumTypeByName("plumbline.config.v1.Kind");
  EXPECT_EQ(LabelOf(kind->FindValueByName("KIND_NORMATIVE_DOCUMENT")).zh, "行政规范性文件");
  EXPECT_EQ(LabelOf(kind->FindValueByName("KIND_NORMATIVE_DOCUMENT")).en, "Normative document");
  const auto* matter = api->pool().FindMessageTypeByName("plumbline.v1.Matter");
  EXPECT_EQ(LabelOf(matter->FindFieldByName("document_number")).zh, "发文字号");
  EXPECT_EQ(LabelOf(matter->FindFieldByName("issuer")).zh, "制定机关");
}

}  // namespace
}  // namespace plumbline::client
