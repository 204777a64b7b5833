#include "absl/strings/escaping.h"
#include "services/opinion/letter_model.h"
#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A worker's report on a PDF that stands in the store.
v1::RecordLetterRequest Report(OpinionDistrict& district, const v1::Opinion& opinion) {
  FileFacts facts;
  facts.type = "pdf";
  v1::RecordLetterRequest request;
  request.set_name(opinion.name());
  request.set_request_id(
      WorkRequestId("letter", opinion.name(), static_cast<uint64_t>(opinion.issued().sequence())));
  request.set_file(district.files().Add("%PDF of " + opinion.name(), facts));
  request.set_text_digest(std::string(32, 't'));
  return request;
}

std::string AllText(const state::v1::LetterContent& letter) {
  std::string text = letter.title();
  for (const auto& section : letter.sections()) text += "\n" + section.text();
  text += "\n" + letter.conclusion();
  for (const auto& section : letter.further()) text += "\n" + section.text();
  for (const auto& point : letter.points()) text += "\n" + point.text();
  return text;
}

TEST(LetterTest, IsOwedFromIssueUntilItIsRendered) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  EXPECT_TRUE(district.LetterIsDue(opinion.name()));
  const auto request = Report(district, opinion);
  EXPECT_FALSE(district.ReportLetter(request).has_value());
  EXPECT_FALSE(district.LetterIsDue(opinion.name()));
  const v1::Opinion& now = district.OpinionNow(opinion.name());
  EXPECT_EQ(now.letter().file(), request.file());
  EXPECT_EQ(now.letter().text_digest(), request.text_digest());
  EXPECT_GT(now.letter().size(), 0);
  EXPECT_EQ(now.letter().rendered().actor(), "system");
}

TEST(LetterTest, IsRecordedOnceHoweverOftenTheWorkIsRepeated) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  auto request = Report(district, opinion);
  EXPECT_FALSE(district.ReportLetter(request).has_value());
  const uint64_t size = district.Size();
  district.Restart();
  EXPECT_FALSE(district.ReportLetter(request).has_value()) << "the first answer again";
  request.set_request_id(district.RequestId());
  const auto refusal = district.ReportLetter(request);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::STATE_MISMATCH);
  EXPECT_EQ(district.Size(), size);
}

TEST(LetterTest, IsNotForPeopleToRecord) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  const auto request = Report(district, opinion);
  for (const char* who : {"chief", "intake", "admin", "handler"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::ROLE_MISSING)) << who;
  }
}

TEST(LetterTest, RefusesFilesThatAreNotThereAndWrongDigests) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  auto request = Report(district, opinion);
  request.set_size(1);
  EXPECT_EQ(district.ReportLetter(request)->reason, v1::DIGEST_MISMATCH);
  request.clear_size();
  request.set_text_digest("short");
  EXPECT_EQ(district.ReportLetter(request)->reason, v1::FIELD_INVALID);
  request.set_text_digest(std::string(32, 't'));
  request.set_file("files/" + std::string(64, 'a'));
  EXPECT_EQ(district.ReportLetter(request)->reason, v1::FILE_UNUSABLE);
  EXPECT_TRUE(district.LetterIsDue(opinion.name()));
}

TEST(LetterTest, IsNotOwedForAVoidOpinion) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  const auto request = Report(district, opinion);
  district.Void(opinion.name());
  EXPECT_FALSE(district.LetterIsDue(opinion.name()));
  EXPECT_EQ(district.ReportLetter(request)->reason, v1::STATE_MISMATCH);
  EXPECT_TRUE(BuildLetter(district.engine().world(), opinion.name())->is_void());
}

TEST(WorkRequestIdTest, FollowsFromTheIssuingEntry) {
  const std::string id = WorkRequestId("letter", "matters/x/opinions/1", 7);
  EXPECT_EQ(id.size(), 36u);
  EXPECT_EQ(id, WorkRequestId("letter", "matters/x/opinions/1", 7));
  EXPECT_NE(id, WorkRequestId("letter", "matters/x/opinions/1", 8));
  EXPECT_NE(id, WorkRequestId("letter", "matters/x/opinions/2", 7));
}

TEST(BuildLetterTest, SaysEverythingInTheOrderOfTheForm) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Must<v1::AssignReviewerResponse>("section", district.Assignment(matter, "advisor1"));
  district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  auto request = district.OpinionOn(matter, "LAWFUL_WITH_AMENDMENTS");
  request.mutable_findings()->set_competition("不涉及。");
  request.set_advice_note("均已采纳。");
  request.set_further_notes("财政数据未经核实。\n请注意保密。");
  request.set_contact_note("联系人：承办科，电话0000000");
  const auto opinion = district.Must<v1::IssueOpinionResponse>("chief", request).opinion();
  EXPECT_EQ(opinion.advice_count(), 1);
  const auto letter = BuildLetter(district.engine().world(), opinion.name());
  ASSERT_TRUE(letter.has_value());
  EXPECT_EQ(letter->issuer(), "测试区司法局");
  EXPECT_EQ(letter->document_number(), "测司法审〔2023〕1号");
  EXPECT_EQ(letter->title(), "关于《关于规范户外招牌设置的规定》的合法性审核意见");
  EXPECT_EQ(letter->addressee(), "测试区发展和改革局");
  EXPECT_EQ(letter->date(), 20230301);
  EXPECT_EQ(letter->contact_note(), "联系人：承办科，电话0000000");
  EXPECT_EQ(letter->issued_sequence(), static_cast<uint64_t>(opinion.issued().sequence()));
  std::vector<std::string> headings;
  for (const auto& section : letter->sections()) {
    if (section.level() > 0) headings.push_back(section.text());
  }
  EXPECT_THAT(headings, ::testing::ElementsAre("审核依据", "审核意见", "主体与权限", "内容",
                                               "公平竞争审查情况"));
  EXPECT_THAT(letter->conclusion(), HasSubstr("应当予以修改"));
  ASSERT_EQ(letter->points_size(), 2);
  EXPECT_EQ(letter->points(1).text(), "第五条明确起算日。");
  const std::string text = AllText(*letter);
  EXPECT_THAT(text, HasSubstr("2023年3月1日受理"));
  EXPECT_THAT(text, HasSubstr("期限15个工作日"));
  EXPECT_THAT(text, HasSubstr(absl::BytesToHexString(opinion.texts(0).text_digest())));
  EXPECT_THAT(text, HasSubstr("法律顾问出具书面意见1份。"));
  EXPECT_THAT(text, HasSubstr("请注意保密。"));
  EXPECT_THAT(text, Not(HasSubstr("测试advisor1"))) << "names are not in the letter";
}

TEST(BuildLetterTest, CitesTheOpinionThatItSupplements) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "UNLAWFUL");
  district.Revise(matter, "第一条 重新起草。");
  district.Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  const auto letter = BuildLetter(district.engine().world(), opinion.name());
  EXPECT_THAT(letter->title(), HasSubstr("补充合法性审核意见"));
  EXPECT_THAT(AllText(*letter), HasSubstr("《测司法审〔2023〕1号》不再适用"));
}

TEST(BuildLetterTest, StatesTheRiskOfAnExploratoryDecision) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.DecisionUnderReview(true), "RISK_DISCLOSED");
  const auto letter = BuildLetter(district.engine().world(), opinion.name());
  EXPECT_THAT(letter->title(), HasSubstr("合法性审查意见")) << "审查 for decisions";
  EXPECT_THAT(AllText(*letter), HasSubstr("没有国家规定，可能被责令停止。"));
}

TEST(BuildLetterTest, KnowsNoOpinionThatDoesNotExist) {
  OpinionDistrict district;
  EXPECT_FALSE(BuildLetter(district.engine().world(), "matters/x/opinions/1").has_value());
}

TEST(RecordDeliveryTest, KeepsHowToWhomAndTheReceipt) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  v1::RecordDeliveryRequest request;
  request.set_name(opinion.name());
  request.set_way(v1::DELIVERY_WAY_IN_PERSON);
  request.set_received_by("经办人甲");
  EXPECT_TRUE(district.Refuses("intake", request, v1::FIELD_INVALID)) << "no receipt";
  request.set_receipt_paper("送达回证第3号");
  for (const char* who : {"reviewer", "handler"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::ROLE_MISSING)) << who;
  }
  const auto now = district.Must<v1::RecordDeliveryResponse>("intake", request).opinion();
  ASSERT_EQ(now.deliveries_size(), 1);
  EXPECT_EQ(now.deliveries(0).received_by(), "经办人甲");
  EXPECT_EQ(now.deliveries(0).receipt_paper(), "送达回证第3号");
  request.clear_receipt_paper();
  request.set_receipt_file("files/" + std::string(64, 'a'));
  EXPECT_TRUE(district.Refuses("chief", request, v1::FILE_UNUSABLE));
  request.set_receipt_file(district.files().AddText("回执"));
  district.Must<v1::RecordDeliveryResponse>("section", request);
  request.clear_receipt_file();
  request.set_way(v1::DELIVERY_WAY_IN_SYSTEM);
  EXPECT_EQ(district.Must<v1::RecordDeliveryResponse>("chief", request).opinion().deliveries_size(),
            3);
  SetDate(absl::CivilDay(2023, 2, 28), request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("chief", request, v1::DATE_IMPOSSIBLE)) << "before it was issued";
}

TEST(RecordSealedCopyTest, ComparesTheTextWhereItCanBeRead) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  district.ReportLetter(Report(district, opinion));
  FileFacts facts;
  facts.type = "pdf";
  facts.text_digest = std::string(32, 'x');
  v1::RecordSealedCopyRequest request;
  request.set_name(opinion.name());
  request.set_file(district.files().Add("another letter", facts));
  EXPECT_TRUE(district.Refuses("intake", request, v1::DIGEST_MISMATCH));
  facts.text_digest = std::string(32, 't');
  request.set_file(district.files().Add("the sealed letter", facts));
  EXPECT_TRUE(district.Must<v1::RecordSealedCopyResponse>("intake", request)
                  .opinion()
                  .sealed_copy()
                  .same_text());
  facts.type = "jpeg";
  facts.text_digest.clear();
  request.set_file(district.files().Add("a photograph", facts));
  EXPECT_FALSE(district.Must<v1::RecordSealedCopyResponse>("chief", request)
                   .opinion()
                   .sealed_copy()
                   .same_text());
}

TEST(RecordSealedCopyTest, RefusesOtherTypesMissingFilesAndVoidOpinions) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL");
  v1::RecordSealedCopyRequest request;
  request.set_name(opinion.name());
  request.set_file(district.files().AddText("文本"));
  EXPECT_TRUE(district.Refuses("intake", request, v1::FILE_UNUSABLE)) << "a text file";
  request.set_file("files/" + std::string(64, 'a'));
  EXPECT_TRUE(district.Refuses("intake", request, v1::FILE_UNUSABLE));
  district.Void(opinion.name());
  EXPECT_TRUE(district.Refuses("intake", request, v1::STATE_MISMATCH));
}

}  // namespace
}  // namespace plumbline::testing
