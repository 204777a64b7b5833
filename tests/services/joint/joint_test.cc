// Goal: a matter that several bodies draft is submitted once every head signed this very text, and once every department
// that was asked has answered and its comments are handled; who is asked sees the question and the text, and no more; a
// raised review stays between the two reviewing bodies. Method: a district's usual steps, with others in between.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/state/v1/joint_state.pb.h"
#include "plumbline/v1/joint_service.pb.h"
#include "plumbline/v1/paper_service.pb.h"
#include "services/dates.h"
#include "tests/services/review/review_steps.h"
#include "tests/support/chain_profile.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JointTest : public ::testing::Test {
 protected:
  explicit JointTest(District::Options options = {}) : district_(std::move(options)) {
    district_.AddPerson("cohead", district_.Org("other"), "局长", {config::v1::ROLE_UNIT_HEAD});
    district_.AddPerson("finance", district_.Org("office"), "经办", {config::v1::ROLE_HANDLER});
    matter_ = district_.NewMatter();
    district_.Complete(matter_);
  }

  void DraftJointly() {
    v1::UpdateMatterRequest joint;
    joint.set_name(matter_);
    joint.mutable_matter()->add_co_drafters(district_.Org("other"));
    joint.add_update_mask("co_drafters");
    district_.Must<v1::UpdateMatterResponse>("handler", joint);
  }
  v1::SignJointDraftRequest Signing() {
    v1::SignJointDraftRequest request;
    request.set_parent(matter_);
    request.mutable_cosignature()->set_note("同意送审。");
    return request;
  }
  v1::Cosignature Sign() { return district_.Must<v1::SignJointDraftResponse>("cohead", Signing()).cosignature(); }
  void AddDraft(const std::string& text, const std::string& bytes = "") {
    v1::AddDraftVersionRequest draft;
    draft.set_parent(matter_);
    draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
    FileFacts facts;
    const std::string plain = district_.files().AddText(text);
    if (!bytes.empty()) {
      std::string digest;
      ASSERT_TRUE(FindStored(&district_.files(), plain, &digest));
      ASSERT_TRUE(district_.files().Find(digest, &facts));
    }
    draft.mutable_draft()->set_file(bytes.empty() ? plain : district_.files().Add(bytes, facts));
    district_.Must<v1::AddDraftVersionResponse>("handler", draft);
  }
  std::vector<std::string> MissingSignatures() {
    v1::ListCosignaturesRequest request;
    request.set_parent(matter_);
    const auto listed = district_.Must<v1::ListCosignaturesResponse>("handler", request);
    return {listed.missing().begin(), listed.missing().end()};
  }
  v1::SubmitMatterRequest Submission() {
    v1::SubmitMatterRequest request;
    request.set_name(matter_);
    request.set_not_secret(true);
    return request;
  }
  // What a gate says is missing when the matter is submitted; nothing: it is submitted, or other gates refuse.
  std::vector<std::string> MissingAt(const std::string& gate) {
    const auto refusal = district_.Refused("handler", Submission());
    for (size_t i = 0; refusal.has_value() && i < refusal->gates.size(); ++i) {
      if (refusal->gates[i].gate() != gate) continue;
      return {refusal->gates[i].missing().begin(), refusal->gates[i].missing().end()};
    }
    return {};
  }
  template <typename Request>
  Request Question(const std::string& organization) {
    Request request;
    request.set_parent(matter_);
    request.mutable_inquiry()->set_organization(organization);
    request.mutable_inquiry()->set_question("第三条的经费由贵单位负担，是否可行？");
    return request;
  }
  v1::Inquiry AskAgency(const std::string& organization) {
    return district_
        .Must<v1::RequestCountersignResponse>("handler", Question<v1::RequestCountersignRequest>(organization))
        .inquiry();
  }
  v1::AnswerInquiryRequest Answering(const std::string& inquiry, v1::InquiryVerdict verdict, const std::string& words) {
    v1::AnswerInquiryRequest request;
    request.set_name(inquiry);
    request.set_verdict(verdict);
    request.set_answer(words);
    return request;
  }
  v1::HandleCountersignRequest Handling(const std::string& inquiry, v1::InquiryHandling handling,
                                        const std::string& reason) {
    v1::HandleCountersignRequest request;
    request.set_name(inquiry);
    request.set_handling(handling);
    request.set_reason(reason);
    return request;
  }
  size_t Listed(const std::string& who, const std::string& parent, bool open_only) {
    v1::ListInquiriesRequest request;
    request.set_parent(parent);
    request.set_open_only(open_only);
    return static_cast<size_t>(district_.Must<v1::ListInquiriesResponse>(who, request).inquiries_size());
  }
  std::optional<v1::Inquiry> Seen(const std::string& who, const std::string& inquiry) {
    v1::GetInquiryRequest request;
    request.set_name(inquiry);
    auto seen = district_.Do<v1::Inquiry>(who, request);
    if (std::holds_alternative<Refusal>(seen)) return std::nullopt;
    return std::get<v1::Inquiry>(seen);
  }
  bool SeesMatter(const std::string& who) {
    v1::GetMatterRequest request;
    request.set_name(matter_);
    return !district_.Refused(who, request).has_value();
  }

  ReviewDistrict district_;
  std::string matter_;
};

// --- Joint drafting ---

TEST_F(JointTest, NamesTheHeadsWhoHaveNotSignedThisText) {
  DraftJointly();
  EXPECT_THAT(MissingSignatures(), ElementsAre(district_.Org("other")));
  const std::string title = district_.RowOf<state::v1::OrganizationRow>(district_.Org("other"))->resource().title();
  EXPECT_THAT(MissingAt("G-COSIGNED"), ElementsAre(title));
  EXPECT_TRUE(Sign().counts());
  EXPECT_THAT(MissingSignatures(), IsEmpty());
  EXPECT_FALSE(district_.Refused("handler", Submission()).has_value());
}

TEST_F(JointTest, SignsATextAndNotAFile) {
  DraftJointly();
  const std::string first = Sign().name();
  AddDraft("第一条 为了规范，制定本办法。", "the same text, saved by another program");
  EXPECT_THAT(MissingSignatures(), IsEmpty()) << "the same text in another file stays signed";
  AddDraft("第一条 为了规范，制定本规定。");
  EXPECT_THAT(MissingSignatures(), SizeIs(1)) << "a changed text is not signed";
  v1::GetCosignatureRequest get;
  get.set_name(first);
  EXPECT_FALSE(district_.Must<v1::Cosignature>("handler", get).counts());
  EXPECT_THAT(MissingAt("G-COSIGNED"), SizeIs(1));
  Sign();
  EXPECT_FALSE(district_.Refused("handler", Submission()).has_value());
}

TEST_F(JointTest, IsTakenBackBeforeTheSubmissionOnly) {
  DraftJointly();
  v1::WithdrawCosignatureRequest back;
  back.set_name(Sign().name());
  back.set_reason("本单位另有意见。");
  EXPECT_TRUE(district_.Refuses("cohead", Signing(), v1::STATE_MISMATCH)) << "signed already";
  district_.Must<v1::WithdrawCosignatureResponse>("cohead", back);
  EXPECT_THAT(MissingSignatures(), SizeIs(1));
  EXPECT_TRUE(district_.Refuses("cohead", back, v1::STATE_MISMATCH));
  back.set_name(Sign().name());
  district_.Submit(matter_);
  EXPECT_TRUE(district_.Refuses("cohead", back, v1::STAGE_MISMATCH));
}

TEST_F(JointTest, LetsOnlyJointDraftersSignAndOnlyTheLeadSubmit) {
  EXPECT_TRUE(district_.Refuses("cohead", Signing(), v1::RESOURCE_NOT_FOUND)) << "not a joint drafter: sees nothing";
  DraftJointly();
  EXPECT_TRUE(district_.Refuses("head", Signing(), v1::ROLE_MISSING)) << "the lead drafter submits, it does not co-sign";
  EXPECT_TRUE(district_.Refuses("stranger", Signing(), v1::ROLE_MISSING)) << "a handler is not the head";
  Sign();
  EXPECT_TRUE(district_.Refuses("cohead", Submission(), v1::ROLE_MISSING));
}

TEST_F(JointTest, IsEnteredFromTheSignedSheetByTheLeadDrafter) {
  DraftJointly();
  v1::SignJointDraftRequest paper = Signing();
  paper.mutable_act()->set_performed_by(district_.Person("cohead"));
  EXPECT_TRUE(district_.Refuses("handler", paper, v1::LATE_ENTRY_UNPROVEN));
  paper.mutable_act()->set_evidence_paper("联合签署页，2023年3月1日");
  const auto signed_ = district_.Must<v1::SignJointDraftResponse>("handler", paper).cosignature();
  EXPECT_EQ(signed_.organization(), district_.Org("other"));
  EXPECT_EQ(signed_.signed_().actor(), district_.Person("cohead"));
  EXPECT_EQ(signed_.signed_().recorded_by(), district_.Person("handler"));
  EXPECT_TRUE(signed_.signed_().late_entry());
}

class JointChainTest : public JointTest {
 protected:
  JointChainTest() : JointTest(WithChains("national", true)) {}
};

TEST_F(JointChainTest, PassesTheChainOfTheJointDrafterItself) {
  DraftJointly();
  EXPECT_TRUE(district_.Refuses("cohead", Signing(), v1::APPROVAL_NEEDED));
  v1::DraftPaperRequest draft;
  draft.set_parent(matter_);
  draft.mutable_paper()->set_command("SignJointDraft");
  draft.mutable_paper()->set_content(R"({"cosignature": {"note": "同意送审。"}})");
  const v1::Paper paper = district_.Must<v1::DraftPaperResponse>("stranger", draft).paper();
  EXPECT_EQ(paper.organization(), district_.Org("other"));
  EXPECT_THAT(MissingSignatures(), SizeIs(1));
  v1::GetPaperRequest get;
  get.set_name(paper.name());
  EXPECT_TRUE(district_.Refuses("handler", get, v1::RESOURCE_NOT_FOUND)) << "the sheet stays inside its organisation";
  for (int i = 0; i < 4 && !MissingSignatures().empty(); ++i) {
    v1::ApprovePaperRequest approve;
    approve.set_name(paper.name());
    approve.set_note("同意。");
    district_.Must<v1::ApprovePaperResponse>("cohead", approve);
  }
  EXPECT_THAT(MissingSignatures(), IsEmpty());
}

// --- Countersigning ---

TEST_F(JointTest, WaitsForEveryDepartmentThatWasAskedAndForTheHandlingOfComments) {
  const v1::Inquiry asked = AskAgency(district_.Org("other"));
  ASSERT_TRUE(asked.has_due_date());
  EXPECT_EQ(*DayOf(asked.due_date()), absl::CivilDay(2023, 3, 8)) << "five working days after the first of March";
  EXPECT_THAT(MissingAt("G-AGENCIES"), SizeIs(1));
  EXPECT_TRUE(district_.Refuses("stranger", Answering(asked.name(), v1::INQUIRY_VERDICT_COMMENTS, ""), v1::FIELD_INVALID));
  EXPECT_TRUE(
      district_.Refuses("stranger", Answering(asked.name(), v1::INQUIRY_VERDICT_GUIDANCE, "x"), v1::FIELD_INVALID));
  const auto answered = district_
                            .Must<v1::AnswerInquiryResponse>(
                                "stranger", Answering(asked.name(), v1::INQUIRY_VERDICT_COMMENTS, "建议由两单位分担。"))
                            .inquiry();
  EXPECT_EQ(answered.answer(), "建议由两单位分担。");
  EXPECT_FALSE(answered.late());
  EXPECT_THAT(MissingAt("G-AGENCIES"), SizeIs(1)) << "comments wait for an answer of the drafter";
  EXPECT_TRUE(district_.Refuses("handler", Handling(asked.name(), v1::INQUIRY_HANDLING_SPLIT, ""), v1::FIELD_INVALID));
  district_.Must<v1::HandleCountersignResponse>(
      "handler", Handling(asked.name(), v1::INQUIRY_HANDLING_SPLIT, "经协商未达成一致，提请审定。"));
  EXPECT_FALSE(district_.Refused("handler", Submission()).has_value());
}

TEST_F(JointTest, TakesAnAnswerOnceAndLateIsLate) {
  const std::string asked = AskAgency(district_.Org("other")).name();
  EXPECT_TRUE(district_.Refuses("handler", Question<v1::RequestCountersignRequest>(district_.Org("other")),
                                v1::STATE_MISMATCH)) << "asked already";
  EXPECT_TRUE(district_.Refuses("handler", Question<v1::RequestCountersignRequest>(district_.Org("department")),
                                v1::FIELD_INVALID)) << "drafts it itself";
  district_.clock().Advance(absl::Hours(24 * 10));
  const auto answer = Answering(asked, v1::INQUIRY_VERDICT_AGREES, "");
  EXPECT_TRUE(district_.Must<v1::AnswerInquiryResponse>("stranger", answer).inquiry().late());
  EXPECT_TRUE(district_.Refuses("stranger", answer, v1::STATE_MISMATCH));
  EXPECT_TRUE(district_.Refuses("handler", Handling(asked, v1::INQUIRY_HANDLING_ADOPTED, ""), v1::STATE_MISMATCH))
      << "an agreement has nothing to handle";
  EXPECT_FALSE(district_.Refused("handler", Submission()).has_value());
}

TEST_F(JointTest, ShowsWhoIsAskedTheTextWhileTheQuestionIsOpenAndTheQuestionAlways) {
  EXPECT_FALSE(SeesMatter("stranger"));
  const v1::Inquiry asked = AskAgency(district_.Org("other"));
  EXPECT_TRUE(SeesMatter("stranger"));
  EXPECT_EQ(Seen("stranger", asked.name())->file(), FileNameOf(district_.RowOf<state::v1::MatterRow>(matter_)->resource().file_digest()));
  EXPECT_EQ(Listed("stranger", district_.Org("other"), true), 1u);
  EXPECT_EQ(Listed("finance", district_.Org("other"), true), 0u) << "another organisation's questions";
  EXPECT_FALSE(Seen("finance", asked.name()).has_value());
  v1::GetMatterRequest get;
  get.set_name(matter_);
  EXPECT_THAT(district_.Must<v1::Matter>("stranger", get).materials(), IsEmpty()) << "only what it was asked";
  EXPECT_TRUE(district_.Refuses("handler", Answering(asked.name(), v1::INQUIRY_VERDICT_AGREES, ""), v1::ROLE_MISSING));
  district_.Must<v1::AnswerInquiryResponse>("stranger", Answering(asked.name(), v1::INQUIRY_VERDICT_NOT_CONCERNED, ""));
  EXPECT_FALSE(SeesMatter("stranger")) << "the question is closed";
  EXPECT_TRUE(Seen("stranger", asked.name()).has_value()) << "what it answered stays in its own list";
  EXPECT_EQ(Listed("stranger", district_.Org("other"), true), 0u);
  EXPECT_EQ(Listed("stranger", district_.Org("other"), false), 1u);
}

TEST_F(JointTest, LetsAQuestionBeTakenBackAndAskedAgain) {
  const std::string asked = AskAgency(district_.Org("other")).name();
  v1::WithdrawInquiryRequest back;
  back.set_name(asked);
  back.set_reason("征询对象有误。");
  EXPECT_TRUE(district_.Refuses("stranger", back, v1::ROLE_MISSING));
  district_.Must<v1::WithdrawInquiryResponse>("handler", back);
  EXPECT_TRUE(district_.Refuses("stranger", Answering(asked, v1::INQUIRY_VERDICT_AGREES, ""), v1::STATE_MISMATCH));
  EXPECT_FALSE(SeesMatter("stranger"));
  EXPECT_EQ(Seen("stranger", asked)->withdrawal_reason(), "征询对象有误。");
  AskAgency(district_.Org("other"));
  EXPECT_EQ(Listed("handler", matter_, false), 2u);
}

TEST_F(JointTest, TakesAStampedReplyFromTheLeadDrafter) {
  v1::AnswerInquiryRequest reply =
      Answering(AskAgency(district_.Org("other")).name(), v1::INQUIRY_VERDICT_AGREES, "无不同意见。");
  reply.mutable_act()->set_performed_by(district_.Person("cohead"));
  reply.mutable_act()->set_evidence_paper("金农函〔2023〕5号");
  const auto answered = district_.Must<v1::AnswerInquiryResponse>("handler", reply).inquiry();
  EXPECT_EQ(answered.answered().actor(), district_.Person("cohead"));
  EXPECT_TRUE(answered.answered().late_entry());
}

// --- Raised reviews ---

TEST_F(JointTest, RaisesAReviewToTheBodyAboveAndKeepsItInner) {
  district_.Submit(matter_);
  district_.Accept(matter_);
  district_.Assign(matter_, "reviewer", config::v1::ROLE_REVIEWER);
  district_.AddPerson("city", district_.Org("other"), "审核科科长", {config::v1::ROLE_SECTION_HEAD});
  EXPECT_TRUE(district_.Refuses("reviewer", Question<v1::RaiseReviewRequest>(district_.Org("bureau")), v1::FIELD_INVALID))
      << "asking oneself";
  const v1::Inquiry raised =
      district_.Must<v1::RaiseReviewResponse>("reviewer", Question<v1::RaiseReviewRequest>(district_.Org("other")))
          .inquiry();
  EXPECT_FALSE(raised.has_due_date());
  EXPECT_EQ(raised.asking_organization(), district_.Org("bureau"));
  EXPECT_TRUE(SeesMatter("city"));
  EXPECT_FALSE(Seen("handler", raised.name()).has_value()) << "inner to the two reviewing bodies";
  EXPECT_TRUE(Seen("section", raised.name()).has_value());
  EXPECT_TRUE(district_.Refuses("city", Answering(raised.name(), v1::INQUIRY_VERDICT_AGREES, ""), v1::FIELD_INVALID));
  district_.Must<v1::AnswerInquiryResponse>(
      "city", Answering(raised.name(), v1::INQUIRY_VERDICT_GUIDANCE, "建议对照上位法第十条修改。"));
  EXPECT_EQ(Seen("reviewer", raised.name())->answer(), "建议对照上位法第十条修改。");
  EXPECT_FALSE(SeesMatter("city"));
}

}  // namespace
}  // namespace plumbline::testing
