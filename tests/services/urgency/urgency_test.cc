// Goal: who wants a matter sooner stands on the record, the window gate reads "reason given" and never "met", the letter says
// what was given, and evidence is asked for until it comes. Method: a district's usual steps with requests in between.
#include "plumbline/v1/urgency_service.pb.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plumbline/v1/coverage_service.pb.h"
#include "services/dates.h"
#include "services/opinion/letter_model.h"
#include "tests/services/registry/registry_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class UrgencyTest : public ::testing::Test {
 protected:
  v1::RequestUrgencyRequest Asking(const std::string& matter, int days) {
    v1::RequestUrgencyRequest request;
    request.set_parent(matter);
    v1::Urgency& urgency = *request.mutable_urgency();
    SetDate(DayNumber(district_.today() + days), urgency.mutable_wanted_date());
    urgency.set_asked_by("邹某");
    urgency.set_asked_by_post("区长");
    urgency.set_channel(v1::URGENCY_CHANNEL_TELEPHONE);
    urgency.set_reason("列入周一常务会议。");
    return request;
  }
  v1::Urgency Ask(const std::string& who, const std::string& matter, int days) {
    return district_.Must<v1::RequestUrgencyResponse>(who, Asking(matter, days)).urgency();
  }
  v1::AnswerUrgencyRequest Answer(const std::string& urgency, v1::UrgencyState state) {
    v1::AnswerUrgencyRequest request;
    request.set_name(urgency);
    request.set_state(state);
    if (state == v1::URGENCY_STATE_DECLINED) request.set_note("人手不足。");
    return request;
  }
  v1::FileUrgencyEvidenceRequest Evidence(const std::string& urgency, const std::string& paper) {
    v1::FileUrgencyEvidenceRequest request;
    request.set_name(urgency);
    request.set_evidence_paper(paper);
    return request;
  }
  size_t Listed(const std::string& who, const std::string& parent, bool missing) {
    v1::ListUrgenciesRequest request;
    request.set_parent(parent);
    request.set_evidence_missing(missing);
    return static_cast<size_t>(district_.Must<v1::ListUrgenciesResponse>(who, request).urgencies_size());
  }
  v1::GateVerdict Window(const std::string& matter) {
    v1::CheckMatterRequest request;
    request.set_name(matter);
    request.set_command("SubmitMatter");
    const auto checked = district_.Must<v1::CheckMatterResponse>("handler", request);
    for (const v1::CommandCheck& command : checked.commands()) {
      for (const v1::GateStatus& gate : command.gates()) {
        if (gate.gate() == "G-REVIEW-WINDOW") return gate.verdict();
      }
    }
    return v1::GATE_VERDICT_UNSPECIFIED;
  }

  RegistryDistrict district_;
};

TEST_F(UrgencyTest, MakesTheWindowReadReasonedAndNeverMet) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  EXPECT_EQ(Window(matter), v1::GATE_VERDICT_MET);
  Ask("handler", matter, 1);
  EXPECT_EQ(Window(matter), v1::GATE_VERDICT_REASONED);
  district_.Submit(matter);
  const auto& submitted = district_.RowOf<state::v1::MatterRow>(matter)->resource();
  ASSERT_EQ(submitted.gate_reasons_size(), 1);
  EXPECT_EQ(submitted.gate_reasons(0).gate(), "G-REVIEW-WINDOW");
  EXPECT_THAT(submitted.gate_reasons(0).reason(), HasSubstr("加急办理"));
}

TEST_F(UrgencyTest, GivesNoReasonWhereTheWindowIsLongEnough) {
  const std::string matter = district_.NewMatter();
  district_.Complete(matter);
  Ask("handler", matter, 60);
  EXPECT_EQ(Window(matter), v1::GATE_VERDICT_MET);
  district_.Submit(matter);
  EXPECT_EQ(district_.RowOf<state::v1::MatterRow>(matter)->resource().gate_reasons_size(), 0);
}

TEST_F(UrgencyTest, IsAnsweredOnceByTheReviewingBody) {
  const std::string matter = district_.UnderReview();
  const v1::Urgency urgency = Ask("handler", matter, 3);
  EXPECT_EQ(urgency.asked_by(), "邹某");
  EXPECT_EQ(district_.Unchanged("handler", Asking(matter, 3)), v1::STATE_MISMATCH);  // Not answered yet.
  const auto accept = Answer(urgency.name(), v1::URGENCY_STATE_ACCEPTED);
  EXPECT_EQ(district_.Unchanged("handler", accept), v1::ROLE_MISSING);
  EXPECT_EQ(district_.Unchanged("section", Answer(urgency.name(), v1::URGENCY_STATE_REQUESTED)), v1::FIELD_INVALID);
  auto silent = Answer(urgency.name(), v1::URGENCY_STATE_DECLINED);
  silent.clear_note();
  EXPECT_EQ(district_.Unchanged("section", silent), v1::FIELD_INVALID);
  const auto agreed = district_.Must<v1::AnswerUrgencyResponse>("section", accept).urgency();
  EXPECT_EQ(agreed.state(), v1::URGENCY_STATE_ACCEPTED);
  EXPECT_EQ(agreed.working_days_given() + agreed.rest_days(), 3);
  EXPECT_EQ(DayNumber(*DayOf(agreed.agreed_date())), DayNumber(district_.today() + 3));
  EXPECT_EQ(district_.Unchanged("section", accept), v1::STATE_MISMATCH);
}

TEST_F(UrgencyTest, CountsRestDaysAmongTheDaysGiven) {
  const std::string matter = district_.UnderReview();
  const v1::Urgency urgency = Ask("handler", matter, 7);  // A whole week holds two rest days at least.
  const auto agreed =
      district_.Must<v1::AnswerUrgencyResponse>("chief", Answer(urgency.name(), v1::URGENCY_STATE_ACCEPTED)).urgency();
  EXPECT_GE(agreed.rest_days(), 1);
  EXPECT_EQ(agreed.working_days_given() + agreed.rest_days(), 7);
}

TEST_F(UrgencyTest, TheLetterSaysHowManyDaysWereGiven) {
  const std::string matter = district_.UnderReview();
  const auto letter_text = [&](const std::string& opinion) {
    std::string text;
    const auto letter = BuildLetter(district_.engine().world(), opinion);
    for (const auto& section : letter->sections()) text += section.text();
    return text;
  };
  const std::string plain = district_.Issue(district_.UnderReview("丙规定"), "LAWFUL").name();
  EXPECT_THAT(letter_text(plain), ::testing::Not(HasSubstr("加急")));
  const v1::Urgency urgency = Ask("handler", matter, 2);
  const auto agreed =
      district_.Must<v1::AnswerUrgencyResponse>("section", Answer(urgency.name(), v1::URGENCY_STATE_ACCEPTED)).urgency();
  const std::string opinion = district_.Issue(matter, "LAWFUL").name();
  EXPECT_THAT(letter_text(opinion),
              HasSubstr(absl::StrCat("起给予", agreed.working_days_given(), "个工作日")));
}

TEST_F(UrgencyTest, ADeclinedRequestChangesNothing) {
  const std::string matter = district_.UnderReview();
  const v1::Urgency urgency = Ask("office", matter, 2);
  const auto declined =
      district_.Must<v1::AnswerUrgencyResponse>("section", Answer(urgency.name(), v1::URGENCY_STATE_DECLINED)).urgency();
  EXPECT_EQ(declined.note(), "人手不足。");
  EXPECT_FALSE(declined.has_agreed_date());
  Ask("office", matter, 4);  // Asked anew.
}

TEST_F(UrgencyTest, AsksForEvidenceUntilItComes) {
  const std::string matter = district_.UnderReview();
  const v1::Urgency urgency = Ask("handler", matter, 3);
  EXPECT_TRUE(urgency.has_evidence_due_date());
  const std::string& bureau = district_.Org("bureau");
  EXPECT_EQ(Listed("section", bureau, true), 1u);
  EXPECT_EQ(district_.Unchanged("handler", Evidence(urgency.name(), "")), v1::FIELD_INVALID);
  auto absent = Evidence(urgency.name(), "");
  absent.set_evidence_file("files/" + std::string(64, 'a'));
  EXPECT_EQ(district_.Unchanged("handler", absent), v1::FILE_UNUSABLE);
  const auto filed = district_.Must<v1::FileUrgencyEvidenceResponse>("handler", Evidence(urgency.name(), "区府办批示〔2023〕3号")).urgency();
  EXPECT_FALSE(filed.has_evidence_due_date());
  EXPECT_TRUE(filed.has_evidence_filed());
  EXPECT_EQ(Listed("section", bureau, true), 0u);
  EXPECT_EQ(Listed("section", bureau, false), 1u);
  EXPECT_EQ(Listed("handler", matter, false), 1u);
  EXPECT_EQ(district_.Unchanged("handler", Evidence(urgency.name(), "又一份")), v1::STATE_MISMATCH);
}

TEST_F(UrgencyTest, EvidenceThatIsThereFromTheStartIsNotAskedFor) {
  const std::string matter = district_.UnderReview();
  auto request = Asking(matter, 3);
  request.mutable_urgency()->set_evidence_paper("批示第1号");
  const auto urgency = district_.Must<v1::RequestUrgencyResponse>("handler", request).urgency();
  EXPECT_FALSE(urgency.has_evidence_due_date());
  EXPECT_EQ(Listed("section", district_.Org("bureau"), true), 0u);
}

TEST_F(UrgencyTest, RefusesDaysThatCannotBe) {
  const std::string matter = district_.UnderReview();
  EXPECT_EQ(district_.Unchanged("handler", Asking(matter, -1)), v1::DATE_IMPOSSIBLE);
  const v1::Urgency urgency = Ask("handler", matter, 3);
  auto early = Answer(urgency.name(), v1::URGENCY_STATE_ACCEPTED);
  SetDate(DayNumber(district_.today() - 1), early.mutable_agreed_date());
  EXPECT_EQ(district_.Unchanged("section", early), v1::DATE_IMPOSSIBLE);
  auto both = Answer(urgency.name(), v1::URGENCY_STATE_DECLINED);
  SetDate(DayNumber(district_.today() + 1), both.mutable_agreed_date());
  EXPECT_EQ(district_.Unchanged("section", both), v1::FIELD_INVALID);
}

TEST_F(UrgencyTest, IsSeenByWhoSeesTheMaterialsOnly) {
  const std::string matter = district_.UnderReview();
  v1::GetUrgencyRequest get;
  get.set_name(Ask("handler", matter, 3).name());
  EXPECT_EQ(district_.Must<v1::Urgency>("reviewer", get).asked_by(), "邹某");
  EXPECT_EQ(district_.Refused("", get)->reason, v1::RESOURCE_NOT_FOUND);
}

}  // namespace
}  // namespace plumbline::testing
