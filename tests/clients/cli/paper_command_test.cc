// Goal: a paper is drafted with the flags of the command that it will do, and read back as people read. Method: the
// embedded descriptors; no server.
#include "clients/cli/paper_command.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>

#include "clients/cli/approval_sheet.h"
#include "clients/cli/lookups.h"
#include "plumbline/v1/opinion_service.pb.h"
#include "plumbline/v1/paper_service.pb.h"

namespace plumbline::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class PaperCommandTest : public ::testing::Test {
 protected:
  const google::protobuf::MethodDescriptor* Method(const char* name) { return api_->FindMethod(name); }
  std::unique_ptr<google::protobuf::Message> Parsed(const char* method, const std::string& json) {
    auto message = api_->NewMessage(Method(method)->input_type());
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, message.get()).ok());
    return message;
  }
  std::string Json(const google::protobuf::Message& message) {
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(message, &json).ok());
    return json;
  }

  const std::unique_ptr<Api> api_ = Api::Embedded();
};

TEST_F(PaperCommandTest, TakesItsFlagsOutOfTheLine) {
  std::vector<std::string> words = {"matters/m1", "--paper", "--conclusion", "LAWFUL"};
  PaperWords paper;
  EXPECT_FALSE(TakePaperWords(Method("IssueOpinion"), &words, &paper).has_value());
  EXPECT_TRUE(paper.draft);
  EXPECT_THAT(words, ElementsAre("matters/m1", "--conclusion", "LAWFUL"));

  words = {"matters/m1", "--change-paper", "matters/m1/papers/p1"};
  paper = {};
  EXPECT_FALSE(TakePaperWords(Method("IssueOpinion"), &words, &paper).has_value());
  EXPECT_EQ(paper.changes, "matters/m1/papers/p1");
  EXPECT_THAT(words, ElementsAre("matters/m1"));
}

TEST_F(PaperCommandTest, LeavesOtherCommandsAlone) {
  std::vector<std::string> words = {"matters/m1", "--paper"};
  PaperWords paper;
  EXPECT_FALSE(TakePaperWords(Method("AcceptMatter"), &words, &paper).has_value());
  EXPECT_FALSE(paper.any());
  EXPECT_THAT(words, ElementsAre("matters/m1", "--paper"));  // Refused later as an unknown flag.
  EXPECT_THAT(PaperFlags(Method("AcceptMatter")), IsEmpty());
}

TEST_F(PaperCommandTest, RefusesHalfALine) {
  PaperWords paper;
  std::vector<std::string> words = {"--change-paper"};
  EXPECT_TRUE(TakePaperWords(Method("IssueOpinion"), &words, &paper).has_value());
  paper = {};
  words = {"--paper", "--change-paper=matters/m1/papers/p1"};
  EXPECT_TRUE(TakePaperWords(Method("IssueOpinion"), &words, &paper).has_value());
}

TEST_F(PaperCommandTest, DraftsWithTheDayOfThePaperAndTheReasonsOfTheCommand) {
  const auto inner = Parsed("SubmitMatter", R"({"name": "matters/m1", "notSecret": true, "requestId": "r", "act": {
      "evidencePaper": "第1号", "gateReasons": [{"gate": "G-REVIEW-WINDOW", "reason": "会期已定"}]}})");
  const google::protobuf::MethodDescriptor* wrapper = nullptr;
  const auto outer = WrapInPaper(*api_, {true, ""}, Method("SubmitMatter"), *inner, &wrapper);
  EXPECT_EQ(wrapper->name(), "DraftPaper");
  EXPECT_EQ(TextOf(*outer, "parent"), "matters/m1");
  EXPECT_EQ(TextOf(*outer, "request_id"), "r");
  const std::string json = Json(*outer);
  EXPECT_THAT(json, HasSubstr(R"("act":{"evidencePaper":"第1号"})"));
  EXPECT_THAT(json, HasSubstr(R"("command":"SubmitMatter")"));
  EXPECT_THAT(json, HasSubstr(R"(\"notSecret\":true)"));
  EXPECT_THAT(json, HasSubstr(R"(\"gate\":\"G-REVIEW-WINDOW\")"));
  EXPECT_THAT(json, Not(HasSubstr(R"(\"name\")")));
}

TEST_F(PaperCommandTest, KeepsThePlaceOfWhatIsNoMatter) {
  const auto inner = Parsed("AnswerOpinion", R"({"parent": "matters/m1/opinions/o1", "answer": {"statement": "已改"}})");
  const google::protobuf::MethodDescriptor* wrapper = nullptr;
  const auto outer = WrapInPaper(*api_, {true, ""}, Method("AnswerOpinion"), *inner, &wrapper);
  EXPECT_EQ(TextOf(*outer, "parent"), "matters/m1");
  EXPECT_THAT(Json(*outer), HasSubstr(R"(\"parent\":\"matters/m1/opinions/o1\")"));
}

TEST_F(PaperCommandTest, ChangesAPaperThatIsOnItsWay) {
  const auto inner = Parsed("IssueOpinion", R"({"name": "matters/m1", "etag": "v3", "conclusion": "LAWFUL"})");
  const google::protobuf::MethodDescriptor* wrapper = nullptr;
  const auto outer = WrapInPaper(*api_, {false, "matters/m1/papers/p1"}, Method("IssueOpinion"), *inner, &wrapper);
  EXPECT_EQ(wrapper->name(), "ChangePaper");
  EXPECT_EQ(TextOf(*outer, "name"), "matters/m1/papers/p1");
  EXPECT_EQ(TextOf(*outer, "etag"), "v3");  // The paper's, which is what is changed.
  EXPECT_EQ(TextOf(*outer, "content"), R"({"conclusion":"LAWFUL"})");
}

TEST_F(PaperCommandTest, ShowsTheContentAsPeopleReadIt) {
  const std::string text =
      ContentText(*api_, "IssueOpinion", R"({"conclusion": "LAWFUL", "basis": "某法"})", Language::kChinese);
  EXPECT_THAT(text, HasSubstr("某法"));
  EXPECT_THAT(text, Not(HasSubstr("{")));
  EXPECT_EQ(ContentText(*api_, "IssueOpinion", "no JSON", Language::kChinese), "no JSON");

  v1::ListPapersResponse list;
  list.add_papers()->set_content("{}");
  PutContents(*api_, Language::kChinese, &list);
  EXPECT_EQ(list.papers(0).content(), "");
  v1::DraftPaperResponse one;
  one.mutable_paper()->set_command("IssueOpinion");
  one.mutable_paper()->set_content(R"({"basis": "某法"})");
  PutContents(*api_, Language::kChinese, &one);
  EXPECT_THAT(one.paper().content(), HasSubstr("某法"));
}

TEST(ApprovalSheetTest, ShowsWhoSaidWhatAndWhoIsStillToCome) {
  v1::Paper paper;
  paper.set_name("matters/m1/papers/p1");
  paper.set_kind(config::v1::PAPER_OPINION);
  paper.set_edition(2);
  paper.mutable_drafted()->set_actor("people/a");
  v1::PaperStep& first = *paper.add_steps();
  first.set_title("承办人");
  first.set_approved_edition(2);
  first.mutable_approved()->set_actor("people/a");
  v1::PaperStep& second = *paper.add_steps();
  second.set_title("科室负责人");
  second.set_note("同意。");
  second.set_approved_edition(1);
  second.mutable_approved()->set_actor("people/b");
  second.mutable_approved()->set_on_behalf_of("people/c");
  second.mutable_approved()->mutable_occurred_on()->set_year(2023);
  second.mutable_approved()->mutable_occurred_on()->set_month(3);
  second.mutable_approved()->mutable_occurred_on()->set_day(2);
  second.mutable_approved()->set_late_entry(true);
  paper.add_steps()->set_title("主要负责人");
  v1::PaperReturn& back = *paper.add_returns();
  back.set_to_step(1);
  back.set_reason("写明依据");
  SheetFacts facts;
  facts.command_title = "出具意见";
  facts.content = "审核结论 合法";
  facts.number = "某司法审〔2023〕1号";
  facts.rehearsal = true;
  facts.today = absl::CivilDay(2023, 3, 3);
  facts.title_of = [](const std::string& name) { return "《" + name + "》"; };
  const FormSheet form = ApprovalSheet(paper, facts);
  EXPECT_EQ(form.mark, "演练");
  std::string text;
  for (const FormRow& row : form.rows) {
    for (const FormCell& cell : row.cells) text += cell.text + "\n";
  }
  for (const char* part : {"意见书", "某司法审〔2023〕1号", "《matters/m1》", "审核结论 合法", "第2稿", "《people/b》（代《people/c》）",
                           "2023年3月2日", "补录", "须重新签批", "主要负责人", "退回至第1步：写明依据"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_TRUE(LayOutForm(form).ok());
}

}  // namespace
}  // namespace plumbline::client
