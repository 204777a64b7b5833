#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

std::string FieldOf(const std::optional<Refusal>& refusal) {
  return !refusal.has_value() || refusal->fields.empty() ? "" : refusal->fields[0].field;
}

TEST(IssueOpinionTest, GivesTheFirstNumberAndBindsToTheReviewedText) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.clock().Advance(absl::Hours(24 * 2));
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(opinion.number(), "测司法审〔2023〕1号");
  EXPECT_EQ(opinion.state(), v1::OPINION_STATE_STANDING);
  EXPECT_EQ(opinion.conclusion(), "LAWFUL");
  EXPECT_EQ(opinion.conclusion_title(), "合法");
  EXPECT_EQ(opinion.effect(), config::v1::EFFECT_DELIBERABLE);
  EXPECT_EQ(opinion.issuer(), district.Org("bureau"));
  EXPECT_EQ(opinion.addressee(), district.Org("department"));
  EXPECT_FALSE(opinion.supplementary());
  EXPECT_EQ(opinion.days_used(), 2);
  EXPECT_EQ(opinion.days_allowed(), 15);
  EXPECT_FALSE(opinion.late());
  EXPECT_EQ(opinion.findings().authority(), "制定主体合法。");
  const v1::Matter& now = district.MatterNow(matter);
  ASSERT_EQ(opinion.texts_size(), 1);
  EXPECT_EQ(opinion.texts(0).text_digest(), now.text_digest());
  EXPECT_EQ(opinion.texts(0).file_digest(), now.file_digest());
  EXPECT_EQ(opinion.texts(0).draft(), now.current_version());
  EXPECT_EQ(now.stage(), config::v1::STAGE_OPINION_ISSUED);
  EXPECT_EQ(now.opinion(), opinion.name());
}

TEST(IssueOpinionTest, EndsTheReviewClocksAndStartsTheAnswersOnlyWhereChangesAreDemanded) {
  OpinionDistrict district;
  const std::string lawful = district.UnderReview("甲");
  const std::string amended = district.UnderReview("乙");
  district.Issue(lawful, "LAWFUL");
  district.Issue(amended, "LAWFUL_WITH_AMENDMENTS");
  for (const std::string& matter : {lawful, amended}) {
    const v1::Matter& now = district.MatterNow(matter);
    int met = 0;
    bool respond = false;
    for (const v1::Deadline& deadline : now.deadlines()) {
      if (deadline.limit() == "T-REVIEW-MAX") met += IsSet(deadline.met_date());
      if (deadline.limit() == "T-RESPOND") {
        respond = !IsSet(deadline.met_date());
        // Ten working days from Wednesday 2023-03-01.
        EXPECT_EQ(DayOf(deadline.due_date()), absl::CivilDay(2023, 3, 15));
      }
    }
    EXPECT_EQ(met, 1);
    EXPECT_EQ(respond, matter == amended);
  }
}

TEST(IssueOpinionTest, SaysThatItIsLateAfterTheLastDay) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.clock().Advance(absl::Hours(24 * 22));  // 2023-03-23; the last day is the 22nd.
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_TRUE(opinion.late());
  EXPECT_EQ(opinion.days_used(), 16);
}

TEST(IssueOpinionTest, LeavesOutTheDaysOnWhichTheClockStoodStill) {
  OpinionDistrict district;
  const std::string matter = district.Accepted();
  v1::ReturnMatterRequest back;
  back.set_name(matter);
  back.set_reason("请补充依据。");
  district.Must<v1::ReturnMatterResponse>("reviewer", back);
  district.clock().Advance(absl::Hours(24 * 7));
  district.Submit(matter);
  district.Accept(matter);
  district.StartReview(matter);
  district.clock().Advance(absl::Hours(24));
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(opinion.days_used(), 1);
}

TEST(IssueOpinionTest, IsTheChiefsAlone) {
  OpinionDistrict district;
  const auto request = district.OpinionOn(district.UnderReview(), "LAWFUL");
  for (const char* who : {"section", "reviewer", "intake", "handler", "mayor"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::ROLE_MISSING)) << who;
  }
  EXPECT_TRUE(district.Refuses("stranger", request, v1::RESOURCE_NOT_FOUND));
}

TEST(IssueOpinionTest, NeedsTheStageUnderReview) {
  OpinionDistrict district;
  const std::string matter = district.Accepted();
  EXPECT_TRUE(district.Refuses("chief", district.OpinionOn(matter, "LAWFUL"), v1::STAGE_MISMATCH));
  district.StartReview(matter);
  district.Issue(matter, "LAWFUL");
  EXPECT_TRUE(district.Refuses("chief", district.OpinionOn(matter, "LAWFUL"), v1::STAGE_MISMATCH));
}

TEST(IssueOpinionTest, WaitsForEveryMustChangeRemark) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Thread thread = district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE);
  EXPECT_TRUE(district.Refuses("chief", district.OpinionOn(matter, "LAWFUL"), v1::GATE_UNMET));
  district.Must<v1::SettleThreadResponse>(
      "reviewer", district.Settlement(thread.name(), v1::THREAD_OUTCOME_EXPLAINED_AND_ACCEPTED));
  EXPECT_EQ(district.Issue(matter, "LAWFUL").number(), "测司法审〔2023〕1号");
}

TEST(IssueOpinionTest, TakesConclusionsOnlyAndNoHandlings) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  for (const char* code : {"RETURNED_INCOMPLETE", "WITHDRAWN", "NOT_NORMATIVE", "SOMETHING", ""}) {
    const auto request = district.OpinionOn(matter, code);
    EXPECT_TRUE(district.Refuses("chief", request, v1::FIELD_INVALID)) << code;
    EXPECT_EQ(FieldOf(district.Refused("chief", request)), "conclusion") << code;
  }
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
}

TEST(IssueOpinionTest, DisclosesARiskForExploratoryDecisionsOnly) {
  OpinionDistrict district;
  const auto document = district.OpinionOn(district.UnderReview(), "RISK_DISCLOSED");
  EXPECT_EQ(FieldOf(district.Refused("chief", document)), "conclusion");
  const auto ordinary = district.OpinionOn(district.DecisionUnderReview(false), "RISK_DISCLOSED");
  EXPECT_EQ(FieldOf(district.Refused("chief", ordinary)), "conclusion");
  const std::string matter = district.DecisionUnderReview(true);
  auto request = district.OpinionOn(matter, "RISK_DISCLOSED");
  request.clear_risk();
  EXPECT_EQ(FieldOf(district.Refused("chief", request)), "risk");
  const v1::Opinion opinion = district.Issue(matter, "RISK_DISCLOSED");
  EXPECT_EQ(opinion.effect(), config::v1::EFFECT_DELIBERABLE_WITH_RISK);
  EXPECT_EQ(opinion.risk(), "没有国家规定，可能被责令停止。");
  EXPECT_TRUE(district.Met(matter, "G-OPINION"));
}

TEST(IssueOpinionTest, MatchesPointsAndRiskToTheConclusion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  auto without = district.OpinionOn(matter, "LAWFUL_WITH_AMENDMENTS");
  without.clear_points();
  EXPECT_EQ(FieldOf(district.Refused("chief", without)), "points");
  auto with = district.OpinionOn(matter, "LAWFUL");
  with.add_points()->set_text("第三条删去罚款。");
  EXPECT_EQ(FieldOf(district.Refused("chief", with)), "points");
  auto risky = district.OpinionOn(matter, "LAWFUL");
  risky.set_risk("风险");
  EXPECT_EQ(FieldOf(district.Refused("chief", risky)), "risk");
  auto empty = district.OpinionOn(matter, "LAWFUL");
  empty.mutable_findings()->Clear();
  EXPECT_TRUE(district.Refuses("chief", empty, v1::FIELD_INVALID));
}

TEST(IssueOpinionTest, MakesPointsFromMustChangeThreadsOfThisMatter) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Thread must = district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_MUST_CHANGE);
  const v1::Thread hint = district.AddRemark("reviewer", matter, v1::REMARK_WEIGHT_SUGGESTION);
  district.Must<v1::SettleThreadResponse>(
      "reviewer", district.Settlement(must.name(), v1::THREAD_OUTCOME_EXPLAINED_AND_ACCEPTED));
  auto request = district.OpinionOn(matter, "LAWFUL_WITH_AMENDMENTS");
  for (const std::string& thread : {hint.name(), std::string("matters/other/threads/1")}) {
    request.mutable_points(0)->set_thread(thread);
    EXPECT_EQ(FieldOf(district.Refused("chief", request)), "points[0].thread") << thread;
  }
  request.mutable_points(0)->set_thread(must.name());
  const auto opinion = district.Must<v1::IssueOpinionResponse>("chief", request).opinion();
  ASSERT_EQ(opinion.points_size(), 2);
  EXPECT_EQ(opinion.points(0).thread(), must.name());
  EXPECT_EQ(opinion.points(0).number(), 1);
  EXPECT_EQ(opinion.points(1).text(), "第五条明确起算日。");
}

TEST(IssueOpinionTest, RefusesAnUnknownAddresseeAndTextsThatAreTooLong) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  auto request = district.OpinionOn(matter, "LAWFUL");
  request.set_addressee("organizations/nowhere");
  EXPECT_EQ(FieldOf(district.Refused("chief", request)), "addressee");
  request = district.OpinionOn(matter, "LAWFUL");
  std::string text;
  for (int i = 0; i < 4001; ++i) text += "字";
  request.mutable_findings()->set_procedure(text);
  EXPECT_TRUE(district.Refuses("chief", request, v1::FIELD_INVALID));
  EXPECT_EQ(FieldOf(district.Refused("chief", request)), "findings.procedure");
}

TEST(IssueOpinionTest, TakesTheLongestTextsThatTheRulesAllow) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  auto request = district.OpinionOn(matter, "LAWFUL_WITH_AMENDMENTS");
  std::string long_text;
  for (int i = 0; i < 12000; ++i) long_text += "𠀀";  // Four bytes each.
  request.mutable_findings()->set_substance(long_text);
  while (request.points_size() < 60) request.add_points()->set_text("第几条删去。");
  const auto opinion = district.Must<v1::IssueOpinionResponse>("chief", request).opinion();
  EXPECT_EQ(opinion.points_size(), 60);
  EXPECT_EQ(opinion.findings().substance(), long_text);
}

TEST(IssueOpinionTest, KeepsEveryFreeTextOutOfTheJournal) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const uint64_t before = district.Size();
  district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  for (uint64_t sequence = before; sequence < district.Size(); ++sequence) {
    const auto bytes = reader.EntryBytes(sequence);
    ASSERT_TRUE(bytes.ok());
    EXPECT_EQ(bytes->find("罚款"), std::string::npos) << sequence;
    EXPECT_EQ(bytes->find("行政处罚法"), std::string::npos) << sequence;
  }
}

TEST(IssueOpinionTest, AppendsOneEntryPerResourceUnderOneRequest) {
  OpinionDistrict district;
  const auto first = district.Must<v1::IssueOpinionResponse>(
      "chief", district.OpinionOn(district.UnderReview(), "LAWFUL"));
  EXPECT_EQ(first.receipt().entry_count(), 4) << "series, number, opinion, matter";
  const auto second = district.Must<v1::IssueOpinionResponse>(
      "chief", district.OpinionOn(district.UnderReview(), "LAWFUL"));
  EXPECT_EQ(second.receipt().entry_count(), 3);
}

TEST(IssueOpinionTest, AnswersARetryWithTheFirstOpinion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  auto request = district.OpinionOn(matter, "LAWFUL");
  request.set_request_id(district.RequestId());
  request.set_etag(district.EtagOf(matter));
  const v1::Opinion first = district.Must<v1::IssueOpinionResponse>("chief", request).opinion();
  district.Void(first.name());
  district.Restart();
  const auto again = district.Must<v1::IssueOpinionResponse>("chief", request);
  EXPECT_TRUE(again.receipt().repeated());
  EXPECT_EQ(again.opinion().state(), v1::OPINION_STATE_STANDING) << "as it was then";
  EXPECT_EQ(again.opinion().number(), first.number());
}

TEST(IssueOpinionTest, CountsEntryOfAnOlderDayByThatDay) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.clock().Advance(absl::Hours(24 * 5));
  auto request = district.OpinionOn(matter, "LAWFUL");
  SetDate(absl::CivilDay(2023, 3, 2), request.mutable_act()->mutable_occurred_on());
  const auto opinion = district.Must<v1::IssueOpinionResponse>("chief", request).opinion();
  EXPECT_EQ(opinion.days_used(), 1);
  EXPECT_EQ(DayOf(opinion.issued().occurred_on()), absl::CivilDay(2023, 3, 2));
  // Not before the act that it depends on.
  const std::string other = district.UnderReview("乙");
  auto early = district.OpinionOn(other, "LAWFUL");
  SetDate(absl::CivilDay(2023, 3, 3), early.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("chief", early, v1::DATE_IMPOSSIBLE));
}

TEST(VoidOpinionTest, SendsTheMatterBackAndLetsTheClocksRunOn) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Deadline before = *FindDeadline(district.MatterNow(matter), "T-REVIEW-MAX");
  district.clock().Advance(absl::Hours(24));
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  const v1::Opinion gone = district.Void(opinion.name());
  EXPECT_EQ(gone.state(), v1::OPINION_STATE_VOID);
  EXPECT_EQ(gone.void_reason(), "主送机关写错。");
  const v1::Matter& now = district.MatterNow(matter);
  EXPECT_EQ(now.stage(), config::v1::STAGE_UNDER_REVIEW);
  EXPECT_EQ(now.opinion(), "");
  EXPECT_EQ(FindDeadline(now, "T-REVIEW-MAX")->SerializeAsString(), before.SerializeAsString());
  EXPECT_TRUE(IsSet(FindDeadline(now, "T-RESPOND")->met_date()));
  EXPECT_FALSE(district.Met(matter, "G-OPINION"));
}

TEST(VoidOpinionTest, RestoresSuspensionsAsTheyWere) {
  OpinionDistrict district;
  const std::string matter = district.Accepted();
  for (int i = 0; i < 2; ++i) {
    district.clock().Advance(absl::Hours(24));
    v1::ReturnMatterRequest back;
    back.set_name(matter);
    back.set_reason("请补充依据。");
    district.Must<v1::ReturnMatterResponse>("reviewer", back);
    district.clock().Advance(absl::Hours(48));
    district.Submit(matter);
    district.Accept(matter);
  }
  district.StartReview(matter);
  const v1::Deadline before = *FindDeadline(district.MatterNow(matter), "T-REVIEW-MAX");
  ASSERT_EQ(before.suspensions_size(), 2);
  district.Void(district.Issue(matter, "LAWFUL").name());
  EXPECT_EQ(FindDeadline(district.MatterNow(matter), "T-REVIEW-MAX")->SerializeAsString(),
            before.SerializeAsString());
}

TEST(VoidOpinionTest, ReissuesInTheMainSeriesAndCountsTheMatterOnce) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion first = district.Issue(matter, "LAWFUL");
  const state::v1::OpinionTallyRow tally = *district.RowOf<state::v1::OpinionTallyRow>(matter);
  EXPECT_EQ(tally.first_opinion_date(), 20230301);
  district.clock().Advance(absl::Hours(24));
  district.Void(first.name());
  const v1::Opinion second = district.Issue(matter, "LAWFUL");
  EXPECT_EQ(second.number(), "测司法审〔2023〕2号");
  EXPECT_FALSE(second.supplementary());
  EXPECT_EQ(second.reissue_of(), first.name());
  const auto& now = *district.RowOf<state::v1::OpinionTallyRow>(matter);
  EXPECT_EQ(now.first_opinion_sequence(), tally.first_opinion_sequence());
  EXPECT_EQ(now.first_opinion_date(), 20230301);
  EXPECT_EQ(now.opinions(), 2);
  EXPECT_EQ(now.supplementary(), 0);
}

TEST(VoidOpinionTest, RefusesAfterDeliberationAndTwice) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  for (const char* who : {"section", "reviewer", "handler"}) {
    EXPECT_TRUE(district.Refuses(who, district.Voiding(opinion.name()), v1::ROLE_MISSING)) << who;
  }
  district.Deliberate(matter);
  const auto request = district.Voiding(opinion.name());
  EXPECT_TRUE(district.Refuses("chief", request, v1::STATE_MISMATCH));
  EXPECT_THAT(district.Refused("chief", request)->message_en, ::testing::HasSubstr("SUBSTANTIVE"));

  const std::string other = district.UnderReview("乙");
  const v1::Opinion twice = district.Issue(other, "LAWFUL");
  district.Void(twice.name());
  EXPECT_TRUE(district.Refuses("chief", district.Voiding(twice.name()), v1::STATE_MISMATCH));
}

TEST(IssueOpinionTest, AnswersAConsultationInASeriesOfItsOwnWithoutConclusion) {
  OpinionDistrict district;
  v1::CreateMatterRequest create;
  create.mutable_matter()->set_title("关于某项目协议的咨询");
  create.mutable_matter()->add_kinds(config::v1::KIND_LEGAL_CONSULTATION);
  create.mutable_matter()->set_issuer(district.Org("government"));
  const std::string matter =
      district.Must<v1::CreateMatterResponse>("handler", create).matter().name();
  district.Complete(matter);
  district.Submit(matter);
  district.Accept(matter);
  district.StartReview(matter);
  EXPECT_EQ(FieldOf(district.Refused("chief", district.OpinionOn(matter, "LAWFUL"))), "conclusion");
  const v1::Opinion opinion = district.Issue(matter, "");
  EXPECT_EQ(opinion.number(), "测司法复〔2023〕1号");
  EXPECT_EQ(opinion.effect(), config::v1::EFFECT_UNSPECIFIED);
}

}  // namespace
}  // namespace plumbline::testing
