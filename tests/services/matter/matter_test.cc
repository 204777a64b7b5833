#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/dates.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> GateIds(const Refusal& refusal) {
  std::vector<std::string> ids;
  for (const v1::GateStatus& gate : refusal.gates) ids.push_back(gate.gate());
  return ids;
}

TEST(SubmitMatterTest, ListsEveryUnmetGateAtOnce) {
  District district;
  const std::string matter = district.NewMatter();
  v1::AddDraftVersionRequest draft;
  draft.set_parent(matter);
  draft.mutable_draft()->set_purpose(v1::DRAFT_PURPOSE_FOR_REVIEW);
  draft.mutable_draft()->set_file(district.files().AddText("第一条 本办法自公布之日起施行。"));
  district.Must<v1::AddDraftVersionResponse>("handler", draft);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  const auto refusal = district.Refused("handler", submit);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::GATE_UNMET);
  const std::vector<std::string> ids = GateIds(*refusal);
  EXPECT_THAT(ids, Contains("G-INTERNAL-REVIEW"));
  EXPECT_THAT(ids, Contains("G-EVALUATED"));
  EXPECT_EQ(district.RowOf<state::v1::MatterRow>(matter)->resource().stage(), config::v1::STAGE_DRAFT);
}

TEST(GetMatterTest, NamesLimitsAndMaterialsInTheWordsOfTheProfile) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  v1::GetMatterRequest get;
  get.set_name(matter);
  const auto shown = district.Must<v1::Matter>("handler", get);
  ASSERT_GT(shown.deadlines_size(), 0);
  for (const v1::Deadline& deadline : shown.deadlines()) {
    EXPECT_FALSE(deadline.title_zh().empty()) << deadline.limit();
    EXPECT_FALSE(deadline.title_en().empty()) << deadline.limit();
  }
  ASSERT_GT(shown.materials_size(), 0);
  for (const v1::Material& material : shown.materials()) EXPECT_FALSE(material.title_zh().empty()) << material.slot();
  // Words are the profile's of the day, never part of the record.
  for (const v1::Material& material : district.RowOf<state::v1::MatterRow>(matter)->resource().materials()) {
    EXPECT_TRUE(material.title_zh().empty()) << material.slot();
  }
}

TEST(SubmitMatterTest, ReachesAcceptedOnceEverythingIsFiled) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  district.Accept(matter);
  const v1::Matter& now = district.RowOf<state::v1::MatterRow>(matter)->resource();
  EXPECT_EQ(now.stage(), config::v1::STAGE_ACCEPTED);
  ASSERT_TRUE(now.has_accepted());
  bool review = false;
  for (const v1::Deadline& deadline : now.deadlines()) {
    if (deadline.limit() != "T-REVIEW-MAX") continue;
    review = true;
    // 2023-03-01 is a Wednesday; 15 working days later without a holiday is 2023-03-22.
    EXPECT_EQ(DayOf(deadline.due_date()), absl::CivilDay(2023, 3, 22));
  }
  EXPECT_TRUE(review);
}

TEST(SubmitMatterTest, AcceptsShortNoticeOnceTheReasonIsWritten) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  submit.set_not_secret(true);
  SetDate(district.today() + 1, submit.mutable_requested_date());
  auto refusal = district.Refused("handler", submit);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_THAT(GateIds(*refusal), Contains("G-REVIEW-WINDOW"));
  v1::GateReason& reason = *submit.mutable_act()->add_gate_reasons();
  reason.set_gate("G-REVIEW-WINDOW");
  reason.set_reason("汛期将至，须提前施行。");
  district.Must<v1::SubmitMatterResponse>("handler", submit);
}

TEST(SubmitMatterTest, TakesNothingThatWasNotDeclaredFreeOfSecrets) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  const auto refusal = district.Refused("handler", submit);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_THAT(GateIds(*refusal), ElementsAre("G-NOT-SECRET"));
  submit.set_not_secret(true);
  district.Must<v1::SubmitMatterResponse>("handler", submit);
}

TEST(ReturnMatterTest, StopsTheReviewClockUntilItIsAcceptedAgain) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  district.Accept(matter);
  district.clock().Advance(absl::Hours(48));
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("请补充起草说明。");
  district.Must<v1::ReturnMatterResponse>("reviewer", back);
  EXPECT_EQ(district.RowOf<state::v1::MatterRow>(matter)->resource().return_count(), 1);
  district.clock().Advance(absl::Hours(24 * 5));
  district.Submit(matter);
  district.Accept(matter);
  const v1::Matter& now = district.RowOf<state::v1::MatterRow>(matter)->resource();
  for (const v1::Deadline& deadline : now.deadlines()) {
    if (deadline.limit() != "T-REVIEW-MAX") continue;
    ASSERT_EQ(deadline.suspensions_size(), 1);
    EXPECT_EQ(DayOf(deadline.suspensions(0).from_date()), absl::CivilDay(2023, 3, 3));
    EXPECT_EQ(DayOf(deadline.suspensions(0).until_date()), absl::CivilDay(2023, 3, 8));
    EXPECT_GT(*DayOf(deadline.due_date()), absl::CivilDay(2023, 3, 22));
  }
}

TEST(GetMatterTest, AnswersNotFoundToStrangers) {
  District district;
  const std::string matter = district.NewMatter();
  v1::GetMatterRequest get;
  get.set_name(matter);
  const auto refusal = district.Refused("stranger", get);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::RESOURCE_NOT_FOUND);
  EXPECT_EQ(district.Must<v1::Matter>("handler", get).title(), "金口河区行政许可事项清单（2023年版）");
}

TEST(GetMatterTest, ShowsAMatterAsOfAnEarlierVersion) {
  District district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  district.Submit(matter);
  v1::GetMatterRequest get;
  get.set_name(matter);
  get.mutable_as_of()->set_version(1);
  const auto then = district.Must<v1::Matter>("handler", get);
  EXPECT_EQ(then.stage(), config::v1::STAGE_DRAFT);
  EXPECT_THAT(then.materials(), IsEmpty());
  EXPECT_EQ(then.version(), 1);
}

TEST(ListMattersTest, ShowsTheBureauOnlyWhatWasSubmitted) {
  District district;
  const std::string first = district.NewMatter("甲");
  const std::string second = district.NewMatter("乙");
  district.Complete(second);
  district.Submit(second);
  const auto list = district.Must<v1::ListMattersResponse>("reviewer", v1::ListMattersRequest());
  ASSERT_EQ(list.matters_size(), 1);
  EXPECT_EQ(list.matters(0).name(), second);
  const auto own = district.Must<v1::ListMattersResponse>("handler", v1::ListMattersRequest());
  ASSERT_EQ(own.matters_size(), 2);
  EXPECT_EQ(own.matters(0).name(), second) << "newest first";
}

TEST(CheckMatterTest, ShowsMetAndUnmetGatesWithArticles) {
  District district;
  const std::string matter = district.NewMatter();
  v1::CheckMatterRequest check;
  check.set_name(matter);
  check.set_command("SubmitMatter");
  const auto report = district.Must<v1::CheckMatterResponse>("handler", check);
  ASSERT_EQ(report.commands_size(), 1);
  EXPECT_FALSE(report.commands(0).allowed());
  EXPECT_GT(report.commands(0).gates_size(), 3);
  for (const v1::GateStatus& gate : report.commands(0).gates()) {
    EXPECT_FALSE(gate.source().empty()) << gate.gate();
    EXPECT_FALSE(gate.message_zh().empty()) << gate.gate();
    EXPECT_FALSE(gate.message_en().empty()) << gate.gate();
  }
}

}  // namespace
}  // namespace plumbline::testing
