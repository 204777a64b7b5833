#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/review/review_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;

TEST(SignAdviceTest, BindsTheTextThatWasReviewed) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment assignment = district.Assign(matter, "advisor1");
  const auto reply = district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  const v1::Advice& advice = reply.advice();
  const v1::Matter& now = district.RowOf<state::v1::MatterRow>(matter)->resource();
  EXPECT_EQ(advice.text_digest(), now.text_digest());
  EXPECT_EQ(advice.file_digest(), now.file_digest());
  EXPECT_EQ(advice.draft(), now.current_version());
  EXPECT_EQ(advice.person(), district.Person("advisor1"));
  EXPECT_EQ(advice.role(), config::v1::ROLE_ADVISOR);
  EXPECT_EQ(advice.assignment(), assignment.name());
  EXPECT_EQ(advice.text(), "第三条应当删去罚款，其余合法。");
  EXPECT_FALSE(advice.late());
  EXPECT_EQ(reply.receipt().entry_count(), 2) << "the advice, and the assignment that it answers";
  EXPECT_EQ(district.RowOf<state::v1::ReviewTallyRow>(matter)->advice(), 1);
}

TEST(SignAdviceTest, MeetsTheClockOfTheAdviser) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment assignment = district.Assign(matter, "advisor1");
  district.clock().Advance(absl::Hours(24));
  district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  const auto answered =
      district.Read<v1::Assignment, v1::GetAssignmentRequest>("section", assignment.name());
  EXPECT_EQ(answered.state(), v1::ASSIGNMENT_STATE_ANSWERED);
  EXPECT_EQ(DayOf(answered.deadline().met_date()), absl::CivilDay(2023, 3, 2));
  EXPECT_EQ(DayOf(answered.deadline().due_date()), absl::CivilDay(2023, 3, 6));
  EXPECT_FALSE(answered.deadline().late());
}

TEST(SignAdviceTest, RecordsThatItCameLate) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  const v1::Assignment assignment = district.Assign(matter, "advisor1");
  district.clock().Advance(absl::Hours(24 * 6));
  EXPECT_TRUE(
      district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter)).advice().late());
  const auto answered =
      district.Read<v1::Assignment, v1::GetAssignmentRequest>("section", assignment.name());
  EXPECT_TRUE(answered.deadline().late());
}

TEST(SignAdviceTest, IsGivenOncePerAdviserAndDraft) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor2");
  district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  EXPECT_TRUE(district.Refuses("advisor1", district.AdviceOn(matter), v1::STATE_MISMATCH));
  district.Must<v1::SignAdviceResponse>("advisor2", district.AdviceOn(matter));
  // The package goes back and comes with another draft: it takes other advice.
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("请补充依据。");
  district.Must<v1::ReturnMatterResponse>("reviewer", back);
  v1::AddDraftVersionRequest draft;
  draft.set_parent(matter);
  draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
  draft.mutable_draft()->set_file(district.files().AddText("第一条 删去罚款后的文本。"));
  district.Must<v1::AddDraftVersionResponse>("handler", draft);
  district.Submit(matter);
  district.Accept(matter);
  district.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  const auto second = district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  EXPECT_EQ(second.advice().draft(), matter + "/versions/2");
  EXPECT_EQ(second.receipt().entry_count(), 1) << "the assignment was answered before";
  auto older = district.AdviceOn(matter);
  older.mutable_advice()->set_draft(matter + "/versions/1");
  EXPECT_TRUE(district.Refuses("advisor1", older, v1::STATE_MISMATCH));
}

TEST(SignAdviceTest, RefusesWhoIsNotAnAssignedAdviser) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "reviewer", config::v1::ROLE_REVIEWER);
  const v1::Assignment gone = district.Assign(matter, "advisor2");
  district.Must<v1::RecuseResponse>("advisor2", district.Recusal(gone.name()));
  const auto request = district.AdviceOn(matter);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("handler", request, v1::ROLE_MISSING));
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::RESOURCE_NOT_FOUND)) << "never assigned";
  EXPECT_TRUE(district.Refuses("advisor2", request, v1::RESOURCE_NOT_FOUND)) << "recused";
}

TEST(SignAdviceTest, RefusesMistakes) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  auto request = district.AdviceOn(matter);
  request.mutable_advice()->set_conclusion("FINE");
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::FIELD_INVALID));
  request.mutable_advice()->set_conclusion("RETURNED_INCOMPLETE");
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::FIELD_INVALID))
      << "a handling, no conclusion";
  request.mutable_advice()->set_conclusion("RISK_DISCLOSED");
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::FIELD_INVALID))
      << "its condition does not hold";
  request = district.AdviceOn(matter);
  request.mutable_advice()->set_draft(matter + "/versions/9");
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::FIELD_INVALID));
  request = district.AdviceOn(matter);
  request.mutable_advice()->set_text(std::string(12001, 'x'));
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::FIELD_INVALID));
  request.mutable_advice()->clear_text();
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::FIELD_INVALID));
}

TEST(SignAdviceTest, NeedsTheDeclarationOfNoConflict) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  auto request = district.AdviceOn(matter);
  request.set_no_conflict_declared(false);
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::GATE_UNMET));
  EXPECT_THAT(district.Missing("advisor1", request, "G-EXPERT-CLEAN"),
              ElementsAre("no_conflict_declared"));
  request.set_no_conflict_declared(true);
  district.Declare("advisor1", "department", v1::CONFLICT_RELATION_KIND_RELATIVE);
  EXPECT_THAT(district.Missing("advisor1", request, "G-EXPERT-CLEAN"), ElementsAre("R-FAMILY"))
      << "a relation declared after the assignment";
}

TEST(SignAdviceTest, IsEnteredFromASignedPaper) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  auto request = district.AdviceOn(matter);
  request.mutable_act()->set_performed_by(district.Person("advisor1"));
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::LATE_ENTRY_UNPROVEN));
  request.mutable_act()->set_evidence_paper("法律意见书（签名原件）");
  const auto advice = district.Must<v1::SignAdviceResponse>("reviewer", request).advice();
  EXPECT_EQ(advice.signed_().actor(), district.Person("advisor1"));
  EXPECT_EQ(advice.signed_().recorded_by(), district.Person("reviewer"));
  EXPECT_TRUE(advice.signed_().late_entry());
}

TEST(SignAdviceTest, IsNotDatedBeforeTheAssignment) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor2");
  district.clock().Advance(absl::Hours(48));
  district.Assign(matter, "advisor1");
  auto request = district.AdviceOn(matter);
  SetDate(absl::CivilDay(2023, 3, 2), request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("advisor1", request, v1::DATE_IMPOSSIBLE));
}

TEST(SignAdviceTest, AppendsNothingWhenItIsOnlyValidated) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  auto request = district.AdviceOn(matter);
  request.set_validate_only(true);
  const uint64_t size = district.Size();
  district.Must<v1::SignAdviceResponse>("advisor1", request);
  EXPECT_EQ(district.Size(), size);
}

struct AdviceReader {
  const char* who;
  bool sees;
};

class AdviceReaderTest : public ::testing::TestWithParam<AdviceReader> {};

TEST_P(AdviceReaderTest, SeesWhatTheTableSays) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor1");
  district.Assign(matter, "advisor2");
  district.Assign(matter, "advisor4", config::v1::ROLE_EXPERT);
  const std::string advice =
      district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter)).advice().name();
  EXPECT_EQ(district.Hidden<v1::GetAdviceRequest>(GetParam().who, advice), !GetParam().sees);
}

INSTANTIATE_TEST_SUITE_P(
    Readers, AdviceReaderTest,
    ::testing::Values(AdviceReader{"advisor1", true}, AdviceReader{"advisor2", true},
                      AdviceReader{"advisor3", false}, AdviceReader{"advisor4", false},
                      AdviceReader{"reviewer", true}, AdviceReader{"section", true},
                      AdviceReader{"chief", true}, AdviceReader{"intake", false},
                      AdviceReader{"handler", false}, AdviceReader{"head", false},
                      AdviceReader{"office", false}, AdviceReader{"admin", false},
                      AdviceReader{"stranger", false}));

TEST(AdviceReaderTest, LetsAnExpertSeeHisOwn) {
  ReviewDistrict district;
  const std::string matter = district.Accepted();
  district.Assign(matter, "advisor4", config::v1::ROLE_EXPERT);
  const auto advice =
      district.Must<v1::SignAdviceResponse>("advisor4", district.AdviceOn(matter)).advice();
  EXPECT_EQ(advice.role(), config::v1::ROLE_EXPERT);
  EXPECT_FALSE(district.Hidden<v1::GetAdviceRequest>("advisor4", advice.name()));
  v1::ListAdviceRequest list;
  list.set_parent(matter);
  EXPECT_EQ(district.Must<v1::ListAdviceResponse>("section", list).advice_size(), 1);
  EXPECT_EQ(district.Must<v1::ListAdviceResponse>("handler", list).advice_size(), 0);
}

}  // namespace
}  // namespace plumbline::testing
