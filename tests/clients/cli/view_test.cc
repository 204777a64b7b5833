#include "clients/cli/view.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_split.h"
#include "clients/cli/text_width.h"
#include "clients/lib/api.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"

namespace plumbline::client {
namespace {

using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ViewTest : public ::testing::Test {
 protected:
  std::unique_ptr<Message> Make(const char* type, const std::string& text) {
    auto message = api_->NewMessage(api_->pool().FindMessageTypeByName(type));
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, message.get()));
    return message;
  }
  std::string List(const Message& answer, const Look& look) {
    std::string text;
    const Complaint complaint = ViewList(answer, ListedField(answer.GetDescriptor()), look, &text);
    EXPECT_FALSE(complaint.has_value());
    return text;
  }
  const std::unique_ptr<Api> api_ = Api::Embedded();
  Look zh_;
  Look en_ = {Language::kEnglish, false, 0, {}};
};

constexpr char kTwoMatters[] =
    "matters { name: 'matters/m1' etag: 'v3' version: 3 title: '某区营商环境办法' kinds: "
    "KIND_NORMATIVE_DOCUMENT "
    "stage: STAGE_SUBMITTED issuer: 'organizations/o1' } "
    "matters { name: 'matters/m2' title: 'Parking' kinds: KIND_MAJOR_DECISION kinds: "
    "KIND_NORMATIVE_DOCUMENT "
    "stage: STAGE_DRAFT issuer: 'organizations/o1' }";

TEST_F(ViewTest, AlignsColumnsWhateverTheScript) {
  const auto answer = Make("plumbline.v1.ListMattersResponse", kTwoMatters);
  const std::vector<std::string> lines = absl::StrSplit(List(*answer, zh_), '\n');
  ASSERT_EQ(lines.size(), 4u);  // Heading, two rows, the end.
  const auto column_of = [](const std::string& line, const std::string& cell) {
    return WidthOf(line.substr(0, line.find(cell)));
  };
  EXPECT_EQ(column_of(lines[0], "事项种类"), column_of(lines[1], "行政规范性文件"));
  EXPECT_EQ(column_of(lines[0], "事项种类"), column_of(lines[2], "重大行政决策"));
  EXPECT_THAT(lines[2], HasSubstr("重大行政决策、行政规范性文件"));
  EXPECT_THAT(lines[1], HasSubstr("已送审"));
}

TEST_F(ViewTest, SpeaksEnglishToo) {
  const auto answer = Make("plumbline.v1.ListMattersResponse", kTwoMatters);
  const std::string text = List(*answer, en_);
  EXPECT_THAT(text, HasSubstr("Normative document"));
  EXPECT_THAT(text, HasSubstr("Submitted"));
}

TEST_F(ViewTest, FitsTheTerminal) {
  const auto answer = Make("plumbline.v1.ListMattersResponse", kTwoMatters);
  Look narrow = zh_;
  narrow.columns = 72;
  for (const auto& line : absl::StrSplit(List(*answer, narrow), '\n')) EXPECT_LE(WidthOf(line), 72);
}

TEST_F(ViewTest, ShowsTheColumnsThatWereAskedForAndRefusesOthers) {
  const auto answer = Make("plumbline.v1.ListMattersResponse", kTwoMatters);
  Look two = zh_;
  two.only_columns = {"title", "stage"};
  EXPECT_THAT(List(*answer, two), Not(HasSubstr("matters/m1")));
  two.only_columns = {"colour"};
  std::string text;
  const Complaint complaint = ViewList(*answer, ListedField(answer->GetDescriptor()), two, &text);
  ASSERT_TRUE(complaint.has_value());
  EXPECT_THAT(complaint->en, HasSubstr("title"));
}

TEST_F(ViewTest, SaysWhenAListIsEmpty) {
  EXPECT_EQ(List(*Make("plumbline.v1.ListMattersResponse", ""), zh_), "（没有）\n");
}

TEST_F(ViewTest, ShowsAResourceAndTheOneMarkOfTheRecord) {
  const auto answer = Make(
      "plumbline.v1.SubmitMatterResponse",
      "matter { name: 'matters/m1' etag: 'v3' version: 3 title: '办法' requested_date { year: 2023 "
      "month: 3 day: 1 } "
      "deadlines { limit: 'T-REVIEW-MAX' due_date { year: 2023 month: 3 day: 8 } late: true } } "
      "receipt { sequence: 42 leaf_hash: 'xxxx' tree_size: 43 }");
  const std::string text = ViewAnswer(*answer, zh_);
  EXPECT_THAT(text, HasSubstr("2023-03-01"));
  EXPECT_THAT(text, HasSubstr("T-REVIEW-MAX"));
  EXPECT_THAT(text, HasSubstr("已存证 #42"));
  EXPECT_THAT(text, Not(HasSubstr("78787878")));  // Hashes are for JSON.
  EXPECT_THAT(ViewAnswer(*answer, en_), HasSubstr("On record #42"));
}

TEST_F(ViewTest, ShowsWordsInThePlaceOfTheCodeBesideThem) {
  const auto titled = Make("plumbline.v1.Opinion", "number: '1号' conclusion: 'LAWFUL' conclusion_title: '合法'");
  EXPECT_THAT(ViewAnswer(*titled, zh_), HasSubstr("合法"));
  EXPECT_THAT(ViewAnswer(*titled, zh_), Not(HasSubstr("LAWFUL")));
  const auto bare = Make("plumbline.v1.Opinion", "number: '1号' conclusion: 'LAWFUL'");
  EXPECT_THAT(ViewAnswer(*bare, zh_), HasSubstr("LAWFUL"));
}

TEST_F(ViewTest, ShowsLimitsAsATableUnlessOneHoldsAListOfItsOwn) {
  const std::string plain =
      "deadlines { limit: 'T-ACCEPT' title_zh: '受理' due_date { year: 2023 month: 3 day: 8 } } "
      "deadlines { limit: 'T-PUBLISH' title_zh: '公布' due_date { year: 2023 month: 5 day: 9 } ";
  const auto table = Make("plumbline.v1.Matter", plain + "}");
  const std::vector<std::string> lines = absl::StrSplit(ViewAnswer(*table, zh_), '\n');
  EXPECT_EQ(lines.size(), 5u);  // 时限, headings, two rows, the end.
  const auto blocks =
      Make("plumbline.v1.Matter", plain + "suspensions { from_date { year: 2023 month: 4 day: 1 } reason: '补正' } }");
  EXPECT_THAT(ViewAnswer(*blocks, zh_), HasSubstr("补正"));
  EXPECT_THAT(ViewAnswer(*blocks, zh_), HasSubstr("2023-04-01"));
}

TEST_F(ViewTest, SaysThatARepeatedCommandAddedNothing) {
  const auto answer =
      Make("plumbline.v1.SubmitMatterResponse", "receipt { sequence: 7 repeated: true }");
  EXPECT_THAT(ViewAnswer(*answer, zh_), HasSubstr("未重复记录"));
}

TEST_F(ViewTest, ShowsGatesAsAChecklistWithWhatToDo) {
  const auto answer = Make("plumbline.v1.CheckMatterResponse",
                           "commands { command: 'SubmitMatter' "
                           "gates { gate: 'G-DRAFT' verdict: GATE_VERDICT_MET message_zh: '有文稿' "
                           "message_en: 'A draft' } "
                           "gates { gate: 'G-MATERIALS' verdict: GATE_VERDICT_UNMET message_zh: "
                           "'材料齐全' message_en: 'All materials' "
                           "source: '某条例 第九条' todo_zh: '请补交' todo_en: 'File them' "
                           "missing: 'DOC-LEGAL' missing: 'DOC-EXPLAIN' } }");
  const std::string text = ViewAnswer(*answer, zh_);
  EXPECT_THAT(text, HasSubstr("✓ G-DRAFT  有文稿"));
  EXPECT_THAT(text, HasSubstr("✗ G-MATERIALS  材料齐全（某条例 第九条）"));
  EXPECT_THAT(text, HasSubstr("缺少：DOC-LEGAL、DOC-EXPLAIN"));
  EXPECT_THAT(text, HasSubstr("→ 请补交"));
  EXPECT_THAT(ViewAnswer(*answer, en_), HasSubstr("→ File them"));
}

TEST_F(ViewTest, NeverLetsAServersTextMoveTheCursor) {
  const auto answer = Make("plumbline.v1.ListMattersResponse",
                           "matters { name: 'matters/m1' title: 'x\\033[2Jy' }");
  EXPECT_THAT(List(*answer, zh_), Not(HasSubstr("\x1b")));
}

TEST_F(ViewTest, ColoursOnlyWhereItIsToldTo) {
  const auto answer = Make("plumbline.v1.ListMattersResponse", kTwoMatters);
  EXPECT_THAT(List(*answer, zh_), Not(HasSubstr("\x1b[")));
  Look color = zh_;
  color.color = true;
  EXPECT_THAT(List(*answer, color), HasSubstr("\x1b[1m"));
}

TEST_F(ViewTest, JsonHasEveryFieldUnderItsProtoName) {
  const auto json =
      nlohmann::json::parse(ToJson(*Make("plumbline.v1.ListMattersResponse", kTwoMatters)));
  EXPECT_EQ(json["matters"][0]["title"], "某区营商环境办法");
  EXPECT_EQ(json["matters"][0]["stage"], "STAGE_SUBMITTED");
  EXPECT_EQ(json["matters"][1]["return_count"], 0);
  EXPECT_TRUE(json["matters"][1]["co_drafters"].is_array());
  EXPECT_EQ(json["next_page_token"], "");
}

}  // namespace
}  // namespace plumbline::client
