#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

constexpr v1::Disposition kAdopted = v1::DISPOSITION_ADOPTED;
constexpr v1::Disposition kPartly = v1::DISPOSITION_PARTLY_ADOPTED;
constexpr v1::Disposition kNotAdopted = v1::DISPOSITION_NOT_ADOPTED;

TEST(AnswerOpinionTest, AnswersEachPointAndMeetsItsLimit) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.clock().Advance(absl::Hours(48));
  auto request = district.AnswerTo(opinion.name(), {kAdopted, kNotAdopted});
  request.mutable_answer()->set_statement("详见附表。");
  request.mutable_answer()->set_file(district.files().AddText("答复函"));
  const auto answer = district.Must<v1::AnswerOpinionResponse>("head", request).answer();
  EXPECT_EQ(answer.name(), opinion.name() + "/answers/1");
  ASSERT_EQ(answer.points_size(), 2);
  EXPECT_EQ(answer.points(0).reason(), "");
  EXPECT_EQ(answer.points(1).reason(), "本地实际需要，依据省条例第九条。");
  EXPECT_EQ(answer.statement(), "详见附表。");
  EXPECT_EQ(answer.given().actor(), district.Person("head"));
  const v1::Deadline& respond = *FindDeadline(district.MatterNow(matter), "T-RESPOND");
  EXPECT_EQ(DayOf(respond.met_date()), absl::CivilDay(2023, 3, 3));
  EXPECT_FALSE(respond.late());
}

TEST(AnswerOpinionTest, SaysThatTheDrafterIsLate) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.clock().Advance(absl::Hours(24 * 15));
  district.Answer(opinion.name(), {kNotAdopted, kNotAdopted});
  EXPECT_TRUE(FindDeadline(district.MatterNow(matter), "T-RESPOND")->late());
}

TEST(AnswerOpinionTest, TakesPointsInAnyOrderAndKeepsTheOpinions) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL_WITH_AMENDMENTS");
  auto request = district.AnswerTo(opinion.name(), {kPartly, kAdopted});
  request.mutable_answer()->mutable_points()->SwapElements(0, 1);
  const auto answer = district.Must<v1::AnswerOpinionResponse>("handler", request).answer();
  EXPECT_EQ(answer.points(0).point(), 1);
  EXPECT_EQ(answer.points(0).disposition(), kPartly);
  EXPECT_FALSE(answer.points(0).reason().empty());
}

TEST(AnswerOpinionTest, RefusesGapsRepeatsUnknownPointsAndMissingReasons) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL_WITH_AMENDMENTS");
  auto request = district.AnswerTo(opinion.name(), {kAdopted});
  EXPECT_TRUE(district.Refuses("handler", request, v1::FIELD_INVALID)) << "point 2 is open";
  request = district.AnswerTo(opinion.name(), {kAdopted, kAdopted});
  request.mutable_answer()->mutable_points(1)->set_point(1);
  EXPECT_TRUE(district.Refuses("handler", request, v1::FIELD_INVALID)) << "twice";
  request = district.AnswerTo(opinion.name(), {kAdopted, kAdopted, kAdopted});
  EXPECT_TRUE(district.Refuses("handler", request, v1::FIELD_INVALID)) << "no point 3";
  request = district.AnswerTo(opinion.name(), {kAdopted, kPartly});
  request.mutable_answer()->mutable_points(1)->clear_reason();
  EXPECT_TRUE(district.Refuses("handler", request, v1::FIELD_INVALID)) << "partly without a reason";
  request = district.AnswerTo(opinion.name(), {kAdopted, static_cast<v1::Disposition>(8)});
  EXPECT_TRUE(district.Refuses("handler", request, v1::FIELD_INVALID)) << "unknown value";
  request = district.AnswerTo(opinion.name(), {kAdopted, kAdopted});
  request.mutable_answer()->set_file("files/" + std::string(64, 'a'));
  EXPECT_TRUE(district.Refuses("handler", request, v1::FILE_UNUSABLE));
}

TEST(AnswerOpinionTest, IsTheLeadDraftersAlone) {
  OpinionDistrict district;
  const v1::Opinion opinion = district.Issue(district.UnderReview(), "LAWFUL_WITH_AMENDMENTS");
  const auto request = district.AnswerTo(opinion.name(), {kAdopted, kAdopted});
  for (const char* who : {"chief", "reviewer", "intake", "office"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::ROLE_MISSING)) << who;
  }
  EXPECT_TRUE(district.Refuses("stranger", request, v1::RESOURCE_NOT_FOUND));
}

TEST(AnswerOpinionTest, NeedsTheOpinionThatStands) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion first = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Void(first.name());
  const auto request = district.AnswerTo(first.name(), {kAdopted, kAdopted});
  EXPECT_TRUE(district.Refuses("handler", request, v1::STAGE_MISMATCH));
  district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  EXPECT_TRUE(district.Refuses("handler", request, v1::STATE_MISMATCH));
}

TEST(AnswerOpinionTest, TakesAStatementWhereTheOpinionListsNoPoints) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "UNLAWFUL");
  auto request = district.AnswerTo(opinion.name(), {});
  EXPECT_TRUE(district.Refuses("handler", request, v1::FIELD_INVALID));
  request.mutable_answer()->set_statement("将重新起草。");
  const auto reply = district.Must<v1::AnswerOpinionResponse>("handler", request);
  EXPECT_EQ(reply.receipt().entry_count(), 1) << "no limit of the matter runs";
}

TEST(AnswerOpinionTest, LetsALaterAnswerCountInstead) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Answer(opinion.name(), {kAdopted, kAdopted});
  EXPECT_FALSE(district.Met(matter, "G-RESPONDED")) << "adopted, but the text is unchanged";
  const v1::OpinionAnswer second = district.Answer(opinion.name(), {kNotAdopted, kNotAdopted});
  EXPECT_EQ(second.name(), opinion.name() + "/answers/2");
  EXPECT_TRUE(district.Met(matter, "G-RESPONDED"));
  v1::ListAnswersRequest list;
  list.set_parent(opinion.name());
  const auto answers = district.Must<v1::ListAnswersResponse>("reviewer", list);
  ASSERT_EQ(answers.answers_size(), 2);
  EXPECT_EQ(answers.answers(1).name(), second.name());
}

}  // namespace
}  // namespace plumbline::testing
