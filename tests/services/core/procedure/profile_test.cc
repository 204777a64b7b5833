#include "services/core/procedure/profile.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/core/procedure/profile_fixture.h"

namespace plumbline {
namespace {

using config::v1::KIND_GOVERNMENT_CONTRACT;
using config::v1::KIND_LEGAL_CONSULTATION;
using config::v1::KIND_MAJOR_DECISION;
using config::v1::KIND_NORMATIVE_DOCUMENT;
using config::v1::KIND_UNDETERMINED;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr KindSet kDocument = {KIND_NORMATIVE_DOCUMENT};
constexpr KindSet kDecision = {KIND_MAJOR_DECISION};
constexpr KindSet kBoth = {KIND_NORMATIVE_DOCUMENT, KIND_MAJOR_DECISION};
const absl::CivilDay k2023 = absl::CivilDay(2023, 6, 1);

std::vector<std::string> GateIds(const Profile& profile, GatedCommand command, KindSet kinds,
                                 absl::CivilDay day) {
  std::vector<std::string> ids;
  for (const GateRule* gate : profile.GatesFor(command, kinds, day)) {
    ids.emplace_back(IdOf(gate->id));
  }
  return ids;
}

std::shared_ptr<const Profile> MustLoad(absl::StatusOr<std::shared_ptr<const Profile>> loaded) {
  PLUMBLINE_CHECK(loaded.ok(), loaded.status().ToString().c_str());
  return *loaded;
}

TEST(GatesForTest, ListsTheGatesOfACommandInTableOrder) {
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kDocument, k2023),
              ElementsAre("G-NOT-SECRET", "G-ISSUER", "G-EVALUATED", "G-AGENCIES", "G-COMMENT",
                          "G-COMMENT-ANSWERED", "G-BUSINESS-HEARD", "G-HEARING", "G-EXPERT",
                          "G-INTERNAL-REVIEW", "G-REVIEW-WINDOW", "G-COSIGNED"));
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kDecision, k2023),
              ElementsAre("G-NOT-SECRET", "G-STARTED", "G-AGENCIES", "G-COMMENT", "G-COMMENT-ANSWERED", "G-HEARING",
                          "G-EXPERT", "G-INTERNAL-REVIEW", "G-REVIEW-WINDOW"));
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kRecordDeliberation, kDecision, k2023),
              ElementsAre("G-RISK", "G-FCR", "G-OPINION", "G-OPINION-SAME-TEXT", "G-RESPONDED"));
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kAcceptMatter, kDocument, k2023),
              ElementsAre("G-MATERIALS"));
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kCloseMinutes, kDecision, k2023),
              ElementsAre("G-HEAD-LAST"));
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kCloseMinutes, kDocument, k2023),
              IsEmpty());
}

TEST(GatesForTest, UnitesTheTracksOfAMatter) {
  const std::vector<std::string> both =
      GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kBoth, k2023);
  for (const KindSet kinds : {kDocument, kDecision}) {
    for (const std::string& id :
         GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kinds, k2023)) {
      EXPECT_THAT(both, Contains(id));
    }
  }
  // Each track keeps its own rule where the two differ.
  size_t windows = 0;
  for (const std::string& id : both) windows += id == "G-REVIEW-WINDOW" ? 1 : 0;
  EXPECT_EQ(windows, 2u);
}

TEST(GatesForTest, AsksOfLegalConsultationsAndUndeterminedMattersOnlyThatNothingIsClassified) {
  for (size_t i = 0; i < kGatedCommandCount; ++i) {
    const auto command = static_cast<GatedCommand>(i);
    const bool declares = command == GatedCommand::kUploadFile || command == GatedCommand::kSubmitMatter;
    const std::vector<std::string> expected =
        declares ? std::vector<std::string>{"G-NOT-SECRET"} : std::vector<std::string>();
    EXPECT_EQ(GateIds(Shipped("national"), command, {KIND_LEGAL_CONSULTATION}, k2023), expected);
    EXPECT_EQ(GateIds(Shipped("national"), command, {KIND_UNDETERMINED}, k2023), expected);
    if (!declares) {
      EXPECT_THAT(GateIds(Shipped("national"), command, {}, k2023), IsEmpty());
    }
  }
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kUploadFile, AllKinds(), k2023),
              ElementsAre("G-NOT-SECRET"));
}

TEST(GatesForTest, LeavesOutGatesThatAreListedForLater) {
  EXPECT_THAT(GateIds(Shipped("national"), GatedCommand::kCloseMatter, kDecision, k2023),
              ElementsAre("G-PUBLISHED"));
  bool listed = false;
  for (const GateRule* gate : Shipped("national").Gates(kDecision, k2023)) {
    listed |= gate->id == GateId::kArchived;
  }
  EXPECT_TRUE(listed);
}

TEST(GatesForTest, SwitchesToTheNewRuleOnItsFirstDay) {
  const auto source_on = [](absl::string_view day) {
    for (const GateRule* gate :
         Shipped("national").GatesFor(GatedCommand::kRecordDeliberation, kDecision, Day(day))) {
      if (gate->id == GateId::kFcr) return gate->text->source(0).instrument();
    }
    return std::string();
  };
  EXPECT_EQ(source_on("2024-07-31"), "重大行政决策程序暂行条例");
  EXPECT_EQ(source_on("2024-08-01"), "公平竞争审查条例");
  const auto party_on = [](absl::string_view day) {
    for (const GateRule* gate :
         Shipped("sichuan").GatesFor(GatedCommand::kPublishDocument, kDecision, Day(day))) {
      if (gate->id == GateId::kParty) return gate->text->source(1).number();
    }
    return std::string();
  };
  EXPECT_EQ(party_on("2025-02-28"), "川府发〔2015〕24号");
  EXPECT_EQ(party_on("2025-03-01"), "川府发〔2025〕4号");
}

TEST(GatesForTest, HasNoGateBeforeItsRuleWasInForce) {
  EXPECT_THAT(
      GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kDecision, Day("2019-08-31")),
      Not(Contains("G-STARTED")));
  EXPECT_THAT(
      GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kDecision, Day("2019-09-01")),
      Contains("G-STARTED"));
  EXPECT_THAT(
      GateIds(Shipped("national"), GatedCommand::kSubmitMatter, kDocument, Day("2018-12-03")),
      IsEmpty());
}

TEST(AppliesTest, FollowsConditionAndExemptions) {
  using config::v1::CONDITION_BUSINESS_RELATED;
  using config::v1::CONDITION_EMERGENCY;
  using config::v1::CONDITION_UNSPECIFIED;
  EXPECT_TRUE(Applies(CONDITION_UNSPECIFIED, {}, {}));
  EXPECT_FALSE(Applies(CONDITION_BUSINESS_RELATED, {}, {}));
  EXPECT_TRUE(Applies(CONDITION_BUSINESS_RELATED, {}, {CONDITION_BUSINESS_RELATED}));
  EXPECT_FALSE(Applies(CONDITION_UNSPECIFIED, {CONDITION_EMERGENCY}, {CONDITION_EMERGENCY}));
  EXPECT_TRUE(Applies(CONDITION_UNSPECIFIED, {CONDITION_EMERGENCY}, {CONDITION_BUSINESS_RELATED}));
}

TEST(LimitTest, TakesTheStricterOfTheTracks) {
  const Profile& profile = Shipped("national");
  EXPECT_EQ(profile.Limit(LimitId::kReviewMin, kDocument, k2023)->text->length(), 5);
  EXPECT_EQ(profile.Limit(LimitId::kReviewMin, kDecision, k2023), nullptr);
  const LimitId window[] = {LimitId::kReviewMin, LimitId::kReviewDecision};
  EXPECT_EQ(profile.StrictestLimit(window, kDocument, {}, k2023)->id, LimitId::kReviewMin);
  EXPECT_EQ(profile.StrictestLimit(window, kBoth, {}, k2023)->id, LimitId::kReviewDecision);
  EXPECT_EQ(profile.StrictestLimit(window, {KIND_GOVERNMENT_CONTRACT}, {}, k2023), nullptr);
  const auto loaded = MustLoad(LoadBase(
      LimitText(
          "T-REVIEW-MAX",
          "force: FORCE_MUST tracks: KIND_NORMATIVE_DOCUMENT bound: BOUND_MAX length: 15 unit: "
          "LIMIT_UNIT_WORKING_DAY") +
      LimitText("T-REVIEW-MAX",
                "force: FORCE_MUST tracks: KIND_MAJOR_DECISION bound: BOUND_MAX length: 10 unit: "
                "LIMIT_UNIT_WORKING_DAY")));
  EXPECT_EQ(loaded->Limit(LimitId::kReviewMax, kDocument, k2023)->text->length(), 15);
  EXPECT_EQ(loaded->Limit(LimitId::kReviewMax, kBoth, k2023)->text->length(), 10);
}

TEST(LimitTest, LooksAtTheFactsForTheLongestComment) {
  const Profile& profile = Shipped("national");
  const LimitId comment[] = {LimitId::kCommentDoc, LimitId::kCommentBusiness,
                             LimitId::kCommentDecision};
  EXPECT_EQ(profile.StrictestLimit(comment, kDocument, {}, k2023), nullptr);
  EXPECT_EQ(profile
                .StrictestLimit(comment, kDocument, {config::v1::CONDITION_TOUCHES_VITAL_INTERESTS},
                                k2023)
                ->text->length(),
            7);
  EXPECT_EQ(profile
                .StrictestLimit(comment, kDocument,
                                {config::v1::CONDITION_TOUCHES_VITAL_INTERESTS,
                                 config::v1::CONDITION_BUSINESS_RELATED},
                                k2023)
                ->id,
            LimitId::kCommentBusiness);
  EXPECT_EQ(
      profile.StrictestLimit(comment, kDecision, {config::v1::CONDITION_SECRET_BY_LAW}, k2023),
      nullptr);
}

TEST(LimitTest, IsReplacedByTheChildFromItsFirstDay) {
  const Profile& sichuan = Shipped("sichuan");
  EXPECT_EQ(sichuan.Limit(LimitId::kFileGov, kDocument, Day("2022-02-28"))->text->length(), 0);
  EXPECT_EQ(sichuan.Limit(LimitId::kFileGov, kDocument, Day("2022-03-01"))->text->length(), 15);
  EXPECT_EQ(Shipped("national").Limit(LimitId::kFileGov, kDocument, k2023)->text->length(), 0);
  // What the child does not set it inherits.
  EXPECT_EQ(sichuan.Limit(LimitId::kReviewMax, kDocument, k2023)->text->length(), 15);
}

TEST(MaterialsTest, KnowsWhatIsRequiredUnderTheFacts) {
  const Profile& profile = Shipped("national");
  std::vector<std::string> required;
  std::vector<std::string> business;
  for (const config::v1::Material* material : profile.Materials(kDocument, k2023)) {
    if (profile.MaterialRequired(*material, {}, k2023)) required.push_back(material->id());
    if (profile.MaterialRequired(
            *material,
            {config::v1::CONDITION_BUSINESS_RELATED, config::v1::CONDITION_SECRET_BY_LAW}, k2023)) {
      business.push_back(material->id());
    }
  }
  EXPECT_THAT(required,
              ElementsAre("DOC-REQUEST", "DOC-DRAFT", "DOC-EXPLAIN", "DOC-BASIS", "DOC-OPINIONS",
                          "DOC-INTERNAL", "DOC-EVALUATION", "DOC-PUBLIC-NOTICE"));
  EXPECT_THAT(business,
              ElementsAre("DOC-REQUEST", "DOC-DRAFT", "DOC-EXPLAIN", "DOC-BASIS", "DOC-OPINIONS",
                          "DOC-INTERNAL", "DOC-EVALUATION", "DOC-BUSINESS", "DOC-FCR"));
}

TEST(MaterialsTest, FollowsASwitchOfThePlace) {
  const std::string material = RuleText(
      "material", "DOC-MINUTES",
      "tracks: KIND_NORMATIVE_DOCUMENT need: NEED_CONDITIONAL message_zh: '文' message_en: 'm' "
      "required_by_switch: 'W-DRAFTER-MINUTES'");
  const auto off =
      MustLoad(LoadBase(material + RuleText("switch", "W-DRAFTER-MINUTES", "on: false")));
  const auto on = MustLoad(
      LoadChild(material + RuleText("switch", "W-DRAFTER-MINUTES", "on: false"),
                RuleText("switch", "W-DRAFTER-MINUTES", "on: true valid_from: '2023-01-01'")));
  EXPECT_FALSE(off->MaterialRequired(*off->Materials(kDocument, k2023)[0], {}, k2023));
  EXPECT_TRUE(on->MaterialRequired(*on->Materials(kDocument, k2023)[0], {}, k2023));
  EXPECT_FALSE(on->MaterialRequired(*on->Materials(kDocument, k2023)[0], {}, Day("2022-12-31")));
  EXPECT_FALSE(on->SwitchOn("W-NONE", k2023));
}

TEST(ConclusionsTest, SayWhichMayBeDeliberated) {
  const Profile& profile = Shipped("national");
  const auto effect = [&](const char* code, KindSet kinds) {
    const config::v1::Conclusion* const found = profile.FindConclusion(code, kinds, k2023);
    return found == nullptr ? config::v1::EFFECT_UNSPECIFIED : found->effect();
  };
  EXPECT_EQ(effect("LAWFUL", kDocument), config::v1::EFFECT_DELIBERABLE);
  EXPECT_EQ(effect("LAWFUL_WITH_AMENDMENTS", kDecision),
            config::v1::EFFECT_DELIBERABLE_ONCE_ANSWERED);
  EXPECT_EQ(effect("UNLAWFUL", kBoth), config::v1::EFFECT_NOT_DELIBERABLE);
  EXPECT_EQ(effect("RISK_DISCLOSED", kDecision), config::v1::EFFECT_DELIBERABLE_WITH_RISK);
  EXPECT_EQ(effect("RISK_DISCLOSED", kDocument), config::v1::EFFECT_UNSPECIFIED);
  EXPECT_EQ(effect("NONSENSE", kDocument), config::v1::EFFECT_UNSPECIFIED);
  for (const config::v1::Conclusion* conclusion : profile.Conclusions(AllKinds(), k2023)) {
    if (conclusion->handling()) {
      EXPECT_EQ(conclusion->effect(), config::v1::EFFECT_NOT_DELIBERABLE) << conclusion->id();
    }
  }
}

TEST(StagesTest, UniteTheTracks) {
  const Profile& profile = Shipped("national");
  EXPECT_EQ(profile.Stages(kDocument, k2023).size(), 11u);
  EXPECT_THAT(
      profile.Stages({KIND_UNDETERMINED}, k2023),
      ElementsAre(config::v1::STAGE_DRAFT, config::v1::STAGE_SUBMITTED, config::v1::STAGE_ENDED));
  EXPECT_EQ(profile.StageAfter(config::v1::STAGE_OPINION_ISSUED, {KIND_LEGAL_CONSULTATION}, k2023),
            config::v1::STAGE_ENDED);
  EXPECT_EQ(profile.StageAfter(config::v1::STAGE_OPINION_ISSUED, kBoth, k2023),
            config::v1::STAGE_DELIBERATED);
  EXPECT_EQ(profile.StageAfter(config::v1::STAGE_ENDED, kBoth, k2023),
            config::v1::STAGE_UNSPECIFIED);
  EXPECT_FALSE(profile.HasStage(config::v1::STAGE_NUMBERED, {KIND_LEGAL_CONSULTATION}, k2023));
  EXPECT_THAT(profile.Stages({}, k2023), IsEmpty());
}

TEST(ProfileTest, AnswersForChainsSeriesFiguresTolerances) {
  const Profile& profile = Shipped("sichuan");
  ASSERT_NE(profile.Chain(config::v1::PAPER_OPINION, kDocument, k2023), nullptr);
  EXPECT_EQ(profile.Chain(config::v1::PAPER_OPINION, kDocument, k2023)->step_size(), 4);
  EXPECT_EQ(profile.Numbering("S-DOCUMENT", kDocument, k2023)->code_suffix_zh(), "规");
  EXPECT_EQ(profile.Numbering("S-DOCUMENT", kDecision, k2023)->code_suffix_zh(), "");
  EXPECT_EQ(profile.Numbering("S-DOCUMENT", {KIND_LEGAL_CONSULTATION}, k2023), nullptr);
  EXPECT_EQ(profile.Tolerance("A-LATE-ENTRY", k2023)->length(), 3);
  EXPECT_EQ(profile.Tolerance("A-LATE-ENTRY", k2023)->source(0).nature(),
            config::v1::NATURE_INTERNAL_TARGET);
  EXPECT_NE(profile.Figure("F-REVIEWED", k2023), nullptr);
  EXPECT_EQ(profile.Figure("F-NONE", k2023), nullptr);
  EXPECT_EQ(profile.calendar_id(), "cn-2023-2026");
  EXPECT_FALSE(profile.Conflicts(kDocument, k2023).empty());
  EXPECT_FALSE(profile.Archive(kDocument, k2023).empty());
}

TEST(ProfileTest, AddsUpTheExtraDaysOfTheLine) {
  const std::string extra = absl::StrCat(
      "calendar { id: 'liangshan' extra_day { date: '2023-11-20' kind: DAY_KIND_HOLIDAY name: "
      "'彝族年' ",
      kSource, " } }\n");
  const auto profile = MustLoad(LoadChild("", extra));
  EXPECT_EQ(profile->calendar_id(), "liangshan");
  ASSERT_EQ(profile->extra_days().size(), 1u);
  EXPECT_EQ(profile->extra_days()[0].name, "彝族年");
}

TEST(ProfileTest, ChangesItsDigestInputWithEveryByteOfEveryFile) {
  const auto input = [](absl::string_view base, absl::string_view child) {
    return MustLoad(LoadChild(base, child))->DigestInput();
  };
  EXPECT_EQ(input("", ""), input("", ""));
  EXPECT_NE(input("", ""), input("# note\n", ""));
  EXPECT_NE(input("", ""), input("", "# note\n"));
  EXPECT_THAT(input("", ""), HasSubstr("child.textproto"));
}

}  // namespace
}  // namespace plumbline
