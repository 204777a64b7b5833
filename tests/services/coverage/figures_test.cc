#include "plumbline/v1/correction_service.pb.h"
#include "plumbline/v1/urgency_service.pb.h"
#include "services/runtime/engine/replay_world.h"
#include "tests/services/coverage/coverage_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(FiguresTest, CountsTheFirstOpinionOfAMatterOnceWithItsTime) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  const Values expected = {{"reviewed", 1}, {"opinions_issued", 1}, {"timeliness.due", 1},
                           {"timeliness.on_time", 1}};
  EXPECT_EQ(district.Figures(), expected);
  EXPECT_EQ(district.Figures("bureau", 2023, -1, config::v1::KIND_NORMATIVE_DOCUMENT), expected);
  EXPECT_THAT(district.Figures("bureau", 2023, -1, config::v1::KIND_MAJOR_DECISION), IsEmpty());
  EXPECT_THAT(district.Figures("bureau", 2022), IsEmpty());
  EXPECT_THAT(district.Members("reviewed"), ElementsAre(matter));
  EXPECT_THAT(district.Members("opinions_issued"), ElementsAre(opinion.name()));
}

TEST(FiguresTest, CountsAReReviewsOpinionApart) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "LAWFUL");
  district.Deliberate(matter);
  district.Revise(matter, "第一条 全部改写。");
  district.Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
  const v1::Opinion second = district.Issue(matter, "LAWFUL");
  ASSERT_TRUE(second.supplementary());
  Values now = district.Figures();
  EXPECT_EQ(now["reviewed"], 1);
  EXPECT_EQ(now["opinions_issued"], 1);
  EXPECT_EQ(now["supplementary_opinions"], 1);
  EXPECT_EQ(now["timeliness.due"], 1);
  EXPECT_THAT(district.Members("supplementary_opinions"), ElementsAre(second.name()));
}

TEST(FiguresTest, TakesAVoidOpinionOutAndCountsTheOneInItsPlaceOnce) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion first = district.Issue(matter, "LAWFUL");
  const auto issued = static_cast<int64_t>(district.Size());
  district.Void(first.name());
  EXPECT_THAT(district.Figures(), IsEmpty());
  EXPECT_THAT(district.Members("reviewed"), IsEmpty());
  EXPECT_THAT(district.NumbersOf("s-opinion-2023").numbers(), SizeIs(1)) << "it stays listed";
  const v1::Opinion second = district.Issue(matter, "LAWFUL");
  Values now = district.Figures();
  EXPECT_EQ(now["reviewed"], 1);
  EXPECT_EQ(now["opinions_issued"], 1);
  EXPECT_EQ(now["timeliness.due"], 1);
  EXPECT_THAT(district.Members("opinions_issued"), ElementsAre(second.name()));
  EXPECT_THAT(district.Members("opinions_issued", 2023, issued), ElementsAre(first.name()));
}

TEST(FiguresTest, CountsALateOpinionAsDueAndNotOnTime) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  district.clock().Advance(absl::Hours(24 * 22));
  ASSERT_TRUE(district.Issue(matter, "LAWFUL").late());
  Values now = district.Figures();
  EXPECT_EQ(now["timeliness.due"], 1);
  EXPECT_EQ(now["timeliness.on_time"], 0);
}

TEST(FiguresTest, CountsAdviceOncePerAdvisorAndVersion) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  for (const char* who : {"advisor1", "advisor4"}) {
    district.Assign(matter, who);
    district.Must<v1::SignAdviceResponse>(who, district.AdviceOn(matter));
  }
  EXPECT_EQ(district.Figures()["advice_given"], 2);
  EXPECT_THAT(district.Members("advice_given"), SizeIs(2));
  auto request = district.MembersRequest("advice_by_person");
  request.set_person(district.Person("advisor1"));
  EXPECT_THAT(district.Must<v1::ListFigureMembersResponse>("chief", request).members(), SizeIs(1));
}

TEST(FiguresTest, CountsEveryReturn) {
  CoverageDistrict district;
  const std::string matter = district.Accepted();
  district.Return(matter);
  district.Submit(matter);
  district.Accept(matter);
  district.Return(matter);
  EXPECT_EQ(district.Figures()["returned"], 2);
  const auto request = district.MembersRequest("returned");
  const auto reply = district.Must<v1::ListFigureMembersResponse>("chief", request);
  ASSERT_EQ(reply.members_size(), 2);
  EXPECT_EQ(reply.members(0).subject(), matter);
  EXPECT_EQ(reply.members(0).title(), "关于规范户外招牌设置的规定");
}

TEST(FiguresTest, CountsShortNoticeForTheBodyAndTheDrafter) {
  CoverageDistrict district;
  const std::string matter = district.NewMatter();
  district.Complete(matter);
  v1::SubmitMatterRequest submit;
  submit.set_name(matter);
  submit.set_not_secret(true);
  SetDate(district.today() + 1, submit.mutable_requested_date());
  v1::GateReason& reason = *submit.mutable_act()->add_gate_reasons();
  reason.set_gate("G-REVIEW-WINDOW");
  reason.set_reason("汛期应急，须于次日审议。");
  district.Must<v1::SubmitMatterResponse>("handler", submit);
  EXPECT_EQ(district.Figures()["short_notice"], 1);
  EXPECT_EQ(district.Figures("department")["short_notice"], 1);
}

TEST(FiguresTest, CountsALateEntryOncePerCommandAndFiguresByTheDayOfTheAct) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  district.clock().Advance(absl::Hours(24));
  auto request = district.OpinionOn(matter, "LAWFUL");
  SetDate(district.today() - 1, request.mutable_act()->mutable_occurred_on());
  const auto receipt = district.Must<v1::IssueOpinionResponse>("chief", request).receipt();
  ASSERT_GT(receipt.entry_count(), 1);
  EXPECT_EQ(district.Figures()["late_entries"], 1);
  EXPECT_EQ(district.Figures()["reviewed"], 1);
  EXPECT_THAT(district.Members("late_entries"), SizeIs(1));
}

TEST(FiguresTest, CountsAMatterOnceAsUrgentToTheBodyAndToWhoAsksForIt) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  const auto ask = [&](v1::UrgencyState state) {
    v1::RequestUrgencyRequest request;
    request.set_parent(matter);
    SetDate(district.today() + 3, request.mutable_urgency()->mutable_wanted_date());
    request.mutable_urgency()->set_asked_by("某某");
    request.mutable_urgency()->set_asked_by_post("区长");
    request.mutable_urgency()->set_channel(v1::URGENCY_CHANNEL_MEETING);
    request.mutable_urgency()->set_reason("已列入议题。");
    v1::AnswerUrgencyRequest answer;
    answer.set_name(district.Must<v1::RequestUrgencyResponse>("handler", request).urgency().name());
    answer.set_state(state);
    answer.set_note("按此办理。");
    district.Must<v1::AnswerUrgencyResponse>("section", answer);
  };
  ask(v1::URGENCY_STATE_DECLINED);
  EXPECT_EQ(district.Figures()["urgent"], 0);
  ask(v1::URGENCY_STATE_ACCEPTED);
  ask(v1::URGENCY_STATE_ACCEPTED);
  EXPECT_EQ(district.Figures()["urgent"], 1);
  EXPECT_EQ(district.Figures("department")["urgent"], 1);
  EXPECT_THAT(district.Members("urgent"), ElementsAre(matter));
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(FiguresTest, CountsEachFactThatWasCorrected) {
  CoverageDistrict district;
  const std::string matter = district.UnderReview();
  v1::ProposeCorrectionRequest request;
  request.mutable_correction()->set_target(matter);
  request.mutable_correction()->set_field("title");
  request.mutable_correction()->set_was(district.RowOf<state::v1::MatterRow>(matter)->resource().title());
  request.mutable_correction()->set_is("关于规范户外广告设置的规定");
  request.mutable_correction()->set_reason("标题录入有误。");
  request.mutable_correction()->set_proof_paper("送审函");
  district.Must<v1::ProposeCorrectionResponse>("handler", request);
  EXPECT_EQ(district.Figures()["corrections"], 1);
  EXPECT_EQ(district.Figures("department")["corrections"], 1);
  EXPECT_EQ(district.RebuildProblem(), "");
}

TEST(FiguresTest, CountsImportedDocumentsAsUncoveredInTheYearOfTheirPublication) {
  CoverageDistrict district;
  district.Import(2, 2022);
  const Values expected = {{"coverage.published", 2}, {"coverage.uncovered", 2}};
  EXPECT_EQ(district.Figures("bureau", 2022), expected);
  EXPECT_EQ(district.Figures("government", 2022), expected);
  EXPECT_THAT(district.Figures("bureau", 2023), IsEmpty());
}

// The same entry over an empty world: who is covered stands in the event.
TEST(FiguresTest, CountsAPublishedDocumentAsCoveredWhereTheEventSaysSo) {
  for (const bool covered : {true, false}) {
    ReplayWorld world;
    journal::v1::AuditEntry entry;
    entry.set_sequence(7);
    entry.set_subject("documents/d");
    entry.set_occurred_on(20240103);
    entry.set_recorded_at_us(1704250000000000);  // 2024-01-03 in Shanghai.
    auto& event = *entry.mutable_event()->mutable_document_published();
    event.set_issuer("organizations/g");
    event.set_publish_date(20231229);
    event.add_kinds(config::v1::KIND_MAJOR_DECISION);
    event.set_covered(covered);
    CountEntry(world, entry);
    const auto has = [&](const std::string& figure, const std::string& year) {
      return world.index_rows().count(CounterKey({figure, year, "organizations/g", "2"}, 7)) == 1;
    };
    EXPECT_TRUE(has(kFigurePublished, "2023"));
    EXPECT_FALSE(has(kFigurePublished, "2024"));
    EXPECT_EQ(has(kFigureCovered, "2023"), covered);
    EXPECT_EQ(has(kFigureUncovered, "2023"), !covered);
  }
}

// A history with everything above, its figures written down on the way.
TEST(FiguresTest, GivesAtEverySizeWhatItGaveThenAndRebuildsTheSame) {
  CoverageDistrict district;
  std::map<uint64_t, Values> seen;
  const auto note = [&] { seen[district.Size()] = district.Figures(); };
  note();
  const std::string matter = district.UnderReview("甲");
  note();
  district.Assign(matter, "advisor1");
  district.Must<v1::SignAdviceResponse>("advisor1", district.AdviceOn(matter));
  note();
  const v1::Opinion first = district.Issue(matter, "LAWFUL");
  note();
  district.Void(first.name());
  note();
  district.Issue(matter, "LAWFUL");
  note();
  district.Return(district.Accepted("乙"));
  note();
  district.Import(3, 2023);
  note();
  EXPECT_EQ(seen.size(), 8u);
  for (const auto& [size, values] : seen) {
    EXPECT_EQ(district.Figures("bureau", 2023, static_cast<int64_t>(size)), values) << size;
    for (const char* figure : kFigures) {
      const auto found = values.find(figure);
      EXPECT_THAT(district.Members(figure, 2023, static_cast<int64_t>(size)),
                  SizeIs(found == values.end() ? 0 : found->second))
          << figure << " at " << size;
    }
  }
  EXPECT_EQ(district.RebuildProblem(), "");
  district.Restart();
  EXPECT_EQ(district.Figures(), seen.rbegin()->second);
}

}  // namespace
}  // namespace plumbline::testing
