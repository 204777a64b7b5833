#include "tests/services/opinion/opinion_steps.h"

namespace plumbline::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr v1::Disposition kAdopted = v1::DISPOSITION_ADOPTED;
constexpr v1::Disposition kNotAdopted = v1::DISPOSITION_NOT_ADOPTED;

std::vector<std::string> Missing(const v1::GateStatus& gate) {
  return {gate.missing().begin(), gate.missing().end()};
}

TEST(OpinionGateTest, IsClosedUntilAnOpinionAllowsDeliberation) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  EXPECT_EQ(district.Gate(matter, "G-OPINION").verdict(), v1::GATE_VERDICT_UNMET);
  EXPECT_THAT(Missing(district.Gate(matter, "G-OPINION")), ElementsAre("opinion"));
  EXPECT_FALSE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  EXPECT_FALSE(district.Met(matter, "G-RESPONDED"));
  district.Issue(matter, "LAWFUL");
  for (const char* gate : {"G-OPINION", "G-OPINION-SAME-TEXT", "G-RESPONDED"}) {
    EXPECT_TRUE(district.Met(matter, gate)) << gate;
  }
}

TEST(OpinionGateTest, StaysClosedOnAnUnfavourableOpinion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "UNLAWFUL");
  const v1::GateStatus gate = district.Gate(matter, "G-OPINION");
  EXPECT_EQ(gate.verdict(), v1::GATE_VERDICT_UNMET);
  EXPECT_THAT(Missing(gate), ElementsAre("UNLAWFUL"));
  EXPECT_FALSE(gate.source().empty());
}

TEST(OpinionGateTest, WaitsForTheSealedCopyWhereThePlaceDemandsIt) {
  District::Options options;
  options.profile = "sealed";
  options.more_profiles = {{"sealed.textproto", R"(
id: "sealed"
title_zh: "盖章"
title_en: "Sealed"
inherits: "national"
valid_from: "2019-01-01"
switch {
  id: "W-SEALED-BEFORE-DELIBERATION"
  title_zh: "提交审议前须有盖章的意见书"  title_en: "A sealed opinion must be there before deliberation"
  source { instrument: "本单位设定" verification: VERIFICATION_VERIFIED nature: NATURE_INTERNAL_TARGET }
  on: true
}
)"}};
  OpinionDistrict district(options);
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL");
  EXPECT_THAT(Missing(district.Gate(matter, "G-OPINION")), ElementsAre("sealed-copy"));
  FileFacts scan;
  scan.type = "png";
  v1::RecordSealedCopyRequest sealed;
  sealed.set_name(opinion.name());
  sealed.set_file(district.files().Add("scan", scan));
  district.Must<v1::RecordSealedCopyResponse>("intake", sealed);
  EXPECT_TRUE(district.Met(matter, "G-OPINION"));
}

TEST(SameTextGateTest, ClosesWhenTheTextChangesAfterTheOpinion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "LAWFUL");
  const std::string draft = district.Revise(matter, "第一条 为了规范，制定本规定。");
  const v1::GateStatus gate = district.Gate(matter, "G-OPINION-SAME-TEXT");
  EXPECT_EQ(gate.verdict(), v1::GATE_VERDICT_UNMET);
  EXPECT_THAT(Missing(gate), ElementsAre(draft));
  EXPECT_TRUE(district.Met(matter, "G-OPINION")) << "the opinion itself still stands";
}

TEST(SameTextGateTest, StaysOpenForTheSameTextInOtherBytes) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "LAWFUL");
  FileFacts facts;
  facts.type = "docx";
  facts.text_digest = district.MatterNow(matter).text_digest();
  facts.text_digest_algorithm = 1;
  district.ReviseBy(matter, district.files().Add("saved again by another program", facts));
  EXPECT_TRUE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  // 同一文本、不同文件: nothing to confirm.
  EXPECT_TRUE(district.Refuses("reviewer",
                               district.Confirmation(matter, v1::REVISION_NATURE_FORMAT_ONLY),
                               v1::STATE_MISMATCH));
}

TEST(SameTextGateTest, GoesByTheFileWhereNoTextCouldBeReadAndSaysSo) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "LAWFUL");
  FileFacts scan;
  scan.type = "pdf";
  const std::string file = district.files().Add("a scan", scan);
  const std::string draft = district.ReviseBy(matter, file);
  EXPECT_THAT(Missing(district.Gate(matter, "G-OPINION-SAME-TEXT")),
              ElementsAre("file-digest", draft));
  district.Confirm(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  const v1::GateStatus gate = district.Gate(matter, "G-OPINION-SAME-TEXT");
  EXPECT_EQ(gate.verdict(), v1::GATE_VERDICT_MET);
  EXPECT_THAT(Missing(gate), ElementsAre("file-digest"));
  // Another scan of unknown text is another text.
  district.ReviseBy(matter, district.files().Add("another scan", scan));
  EXPECT_FALSE(district.Met(matter, "G-OPINION-SAME-TEXT"));
}

TEST(SameTextGateTest, OpensAgainForATextThatWasCoveredBefore) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "LAWFUL");
  district.Revise(matter, "改动");
  EXPECT_FALSE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  district.Revise(matter, kReviewedText);
  EXPECT_TRUE(district.Met(matter, "G-OPINION-SAME-TEXT"));
}

TEST(ConfirmRevisionTest, BindsWhatFollowsTheOpinion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  const std::string draft = district.Revise(matter, "第一条 删去罚款。");
  const v1::RevisionConfirmation confirmation =
      district.Confirm(matter, v1::REVISION_NATURE_FOLLOW_OPINION);
  EXPECT_EQ(confirmation.opinion(), opinion.name());
  EXPECT_EQ(confirmation.draft(), draft);
  EXPECT_EQ(confirmation.compared_with(), opinion.draft());
  EXPECT_EQ(confirmation.note(), "已逐条核对。");
  EXPECT_TRUE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  const v1::Opinion& now = district.OpinionNow(opinion.name());
  ASSERT_EQ(now.texts_size(), 2);
  EXPECT_EQ(now.texts(1).confirmation(), confirmation.name());
  EXPECT_EQ(now.texts(1).text_digest(), district.MatterNow(matter).text_digest());
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_OPINION_ISSUED);
  // The next change needs its own statement, compared with the last covered text.
  district.Revise(matter, "第一条 删去罚款");
  EXPECT_FALSE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  EXPECT_EQ(district.Confirm(matter, v1::REVISION_NATURE_FORMAT_ONLY).compared_with(), draft);
}

TEST(ConfirmRevisionTest, SendsASubstantiveChangeBackToReview) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.clock().Advance(absl::Hours(24 * 7));
  district.Revise(matter, "第一条 另设许可。");
  district.Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
  const v1::Matter& now = district.MatterNow(matter);
  EXPECT_EQ(now.stage(), config::v1::STAGE_UNDER_REVIEW);
  EXPECT_EQ(now.opinion(), "");
  EXPECT_EQ(district.OpinionNow(opinion.name()).state(), v1::OPINION_STATE_LAPSED);
  for (const char* gate : {"G-OPINION", "G-OPINION-SAME-TEXT", "G-RESPONDED"}) {
    EXPECT_FALSE(district.Met(matter, gate)) << gate;
  }
  const v1::Deadline& review = *FindDeadline(now, "T-REVIEW-MAX");
  EXPECT_EQ(DayOf(review.start_date()), district.today()) << "a new review, a new clock";
  EXPECT_FALSE(IsSet(review.met_date()));
  EXPECT_TRUE(IsSet(FindDeadline(now, "T-RESPOND")->met_date()));
  // A lapsed opinion is neither answered nor declared void.
  EXPECT_TRUE(district.Refuses("chief", district.Voiding(opinion.name()), v1::STATE_MISMATCH));
  const v1::Opinion next = district.Issue(matter, "LAWFUL");
  EXPECT_TRUE(next.supplementary());
  EXPECT_EQ(next.supplements(), opinion.name());
  for (const char* gate : {"G-OPINION", "G-OPINION-SAME-TEXT", "G-RESPONDED"}) {
    EXPECT_TRUE(district.Met(matter, gate)) << gate;
  }
}

TEST(ConfirmRevisionTest, AfterAMeetingFollowsTheMinutesOrGoesBack) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Deliberate(matter);
  district.Revise(matter, "第一条 会后修改。");
  EXPECT_TRUE(district.Refuses("reviewer",
                               district.Confirmation(matter, v1::REVISION_NATURE_FOLLOW_OPINION),
                               v1::FIELD_INVALID));
  district.Confirm(matter, v1::REVISION_NATURE_FOLLOW_MINUTES);
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_DELIBERATED);
  EXPECT_TRUE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  district.Revise(matter, "第一条  会后修改。");
  district.Confirm(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  EXPECT_TRUE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  district.Revise(matter, "第一条 另设许可。");
  district.Confirm(matter, v1::REVISION_NATURE_SUBSTANTIVE);
  EXPECT_EQ(district.StageOf(matter), config::v1::STAGE_UNDER_REVIEW);
  EXPECT_EQ(district.MatterNow(matter).meeting_item(), "");
  EXPECT_EQ(district.OpinionNow(opinion.name()).state(), v1::OPINION_STATE_LAPSED);
}

TEST(ConfirmRevisionTest, RefusesNaturesThatHaveNothingToFollow) {
  OpinionDistrict district;
  const std::string lawful = district.UnderReview("甲");
  district.Issue(lawful, "LAWFUL");
  district.Revise(lawful, "改动");
  const std::string unlawful = district.UnderReview("乙");
  district.Issue(unlawful, "UNLAWFUL");
  district.Revise(unlawful, "改动");
  for (const std::string& matter : {lawful, unlawful}) {
    for (const auto nature :
         {v1::REVISION_NATURE_FOLLOW_OPINION, v1::REVISION_NATURE_FOLLOW_MINUTES,
          v1::REVISION_NATURE_UNSPECIFIED, static_cast<v1::RevisionNature>(9)}) {
      EXPECT_TRUE(
          district.Refuses("reviewer", district.Confirmation(matter, nature), v1::FIELD_INVALID))
          << nature;
    }
  }
  district.Confirm(unlawful, v1::REVISION_NATURE_FORMAT_ONLY);
  EXPECT_TRUE(district.Met(unlawful, "G-OPINION-SAME-TEXT"));
  EXPECT_FALSE(district.Met(unlawful, "G-OPINION"))
      << "covering a text does not cure the conclusion";
}

TEST(ConfirmRevisionTest, NeedsTheRedlineTheCurrentDraftAndAReviewer) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const std::string reviewed = district.Issue(matter, "LAWFUL").draft();
  district.Revise(matter, "改动");
  auto request = district.Confirmation(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  request.set_redline_reviewed(false);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request.set_redline_reviewed(true);
  request.set_draft(reviewed);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::FIELD_INVALID));
  request = district.Confirmation(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  for (const char* who : {"handler", "head", "chief", "intake", "mayor"}) {
    EXPECT_TRUE(district.Refuses(who, request, v1::ROLE_MISSING)) << who;
  }
  EXPECT_TRUE(district.Refuses("stranger", request, v1::RESOURCE_NOT_FOUND));
  district.Must<v1::ConfirmRevisionResponse>("section", request);
}

TEST(ConfirmRevisionTest, RefusesADayBeforeTheDraftAndAStaleEtag) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  district.Issue(matter, "LAWFUL");
  district.clock().Advance(absl::Hours(48));
  const std::string etag = district.EtagOf(matter);
  district.Revise(matter, "改动");
  auto request = district.Confirmation(matter, v1::REVISION_NATURE_FORMAT_ONLY);
  SetDate(district.today() - 1, request.mutable_act()->mutable_occurred_on());
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::DATE_IMPOSSIBLE));
  request.clear_act();
  request.set_etag(etag);
  EXPECT_TRUE(district.Refuses("reviewer", request, v1::ETAG_STALE));
}

TEST(ConfirmRevisionTest, NeedsAnIssuedOpinion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  EXPECT_TRUE(district.Refuses("reviewer",
                               district.Confirmation(matter, v1::REVISION_NATURE_FORMAT_ONLY),
                               v1::STAGE_MISMATCH));
}

TEST(RespondedGateTest, OpensOnceEveryPointIsAnsweredAndAdoptedOnesAreInTheText) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  EXPECT_THAT(Missing(district.Gate(matter, "G-RESPONDED")), ElementsAre("answer"));
  district.Answer(opinion.name(), {kAdopted, kNotAdopted});
  EXPECT_THAT(Missing(district.Gate(matter, "G-RESPONDED")), ElementsAre("revised-text"));
  district.Revise(matter, "第一条 删去罚款。");
  EXPECT_TRUE(district.Met(matter, "G-RESPONDED"));
  EXPECT_FALSE(district.Met(matter, "G-OPINION-SAME-TEXT"));
  district.Confirm(matter, v1::REVISION_NATURE_FOLLOW_OPINION);
  for (const v1::GateStatus& gate : district.Gates(matter)) {
    if (gate.gate() == "G-OPINION" || gate.gate() == "G-OPINION-SAME-TEXT" ||
        gate.gate() == "G-RESPONDED") {
      EXPECT_EQ(gate.verdict(), v1::GATE_VERDICT_MET) << gate.gate();
    }
  }
}

TEST(RespondedGateTest, OpensOnReasonsAloneWhereNothingIsAdopted) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Answer(opinion.name(), {kNotAdopted, kNotAdopted});
  EXPECT_TRUE(district.Met(matter, "G-RESPONDED"));
  EXPECT_TRUE(district.Met(matter, "G-OPINION-SAME-TEXT"));
}

TEST(RespondedGateTest, AsksAnewAfterANewOpinion) {
  OpinionDistrict district;
  const std::string matter = district.UnderReview();
  const v1::Opinion opinion = district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  district.Answer(opinion.name(), {kNotAdopted, kNotAdopted});
  district.Void(opinion.name());
  district.Issue(matter, "LAWFUL_WITH_AMENDMENTS");
  EXPECT_THAT(Missing(district.Gate(matter, "G-RESPONDED")), ElementsAre("answer"));
}

}  // namespace
}  // namespace plumbline::testing
