#include "services/core/procedure/profile_load.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/core/procedure/profile_fixture.h"

namespace plumbline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kReviewMax[] =
    "force: FORCE_MUST bound: BOUND_MAX length: 15 unit: LIMIT_UNIT_WORKING_DAY ";

TEST(LoadProfileTest, AcceptsASmallProfileAndItsChild) {
  EXPECT_EQ(ErrorOf(LoadBase("")), "accepted");
  EXPECT_EQ(ErrorOf(LoadChild("", "")), "accepted");
  EXPECT_EQ(ErrorOf(LoadBase(GateText("G-OPINION", "force: FORCE_MUST") +
                             LimitText("T-REVIEW-MAX", kReviewMax))),
            "accepted");
}

TEST(LoadProfileTest, NamesTheLineOfTextThatDoesNotParse) {
  EXPECT_THAT(ErrorOf(LoadBase("gate { id 'G-OPINION' }\n")), StartsWith("base.textproto:5: "));
  EXPECT_THAT(ErrorOf(LoadBase("\ngates { }\n")),
              AllOf(StartsWith("base.textproto:6: "), HasSubstr("gates")));
  EXPECT_THAT(ErrorOf(LoadBase(GateText("G-OPINION", "force: FORCE_ALWAYS"))),
              AllOf(StartsWith("base.textproto:5: "), HasSubstr("FORCE_ALWAYS")));
  EXPECT_THAT(ErrorOf(LoadBase("title_zh: 'twice'\n")), StartsWith("base.textproto:5: "));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "gate { source { ";
  EXPECT_NE(ErrorOf(LoadBase(deep)), "accepted");
}

TEST(LoadProfileTest, RefusesAFileThatIsTooLarge) {
  EXPECT_THAT(ErrorOf(LoadBase(std::string(kProfileBytesMax, '#'))), HasSubstr("at most 1048576"));
}

TEST(LoadProfileTest, SaysWhichProfileIsMissing) {
  const auto loaded = LoadProfile("tibet", {ProfileFile{"base.textproto", BaseText()}});
  EXPECT_EQ(loaded.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(ErrorOf(loaded), HasSubstr("There is no profile \"tibet\""));
  EXPECT_THAT(ErrorOf(LoadProfile("child", {ProfileFile{"child.textproto", ChildText("")}})),
              AllOf(StartsWith("child.textproto:1: "), HasSubstr("no parent profile \"base\"")));
}

TEST(LoadProfileTest, RefusesAProfileThatInheritsFromItself) {
  const ProfileFile file{"child.textproto",
                         "id: 'child' title_zh: '子' title_en: 'c' inherits: 'child'\n"};
  EXPECT_THAT(ErrorOf(LoadProfile("child", {file})), HasSubstr("inherits from itself"));
}

TEST(LoadProfileTest, RefusesWhatTheProgramDoesNotKnow) {
  struct Case {
    std::string more;
    const char* message;
  };
  for (const Case& c : {
           Case{GateText("G-NOBODY", "force: FORCE_MUST"),
                "base.textproto:5: Unknown gate G-NOBODY"},
           {GateText("G-OPINION", "force: FORCE_MUST\n blocks: 'DeleteMatter'"),
            "base.textproto:6: G-OPINION: unknown command \"DeleteMatter\""},
           {GateText("G-OPINION", "force: FORCE_MUST\n limit_ids: ['T-REVIEW-MAX', 'T-NOTHING']"),
            "base.textproto:6: G-OPINION: unknown limit \"T-NOTHING\""},
           {GateText("G-OPINION", "force: FORCE_MUST\n limit_ids: 'T-REVIEW-MAX'"),
            "base.textproto:6: G-OPINION: unknown limit \"T-REVIEW-MAX\": neither this profile"},
           {GateText("G-OPINION", "force: FORCE_MUST\n\n material_ids: 'DOC-NONE'"),
            "base.textproto:7: G-OPINION: unknown material \"DOC-NONE\""},
           {LimitText("T-WHATEVER", kReviewMax), "base.textproto:5: Unknown limit T-WHATEVER"},
           {RuleText(
                "material", "DOC-X",
                "tracks: KIND_MAJOR_DECISION need: NEED_CONDITIONAL message_zh: '文' message_en: "
                "'m' required_by_switch: 'W-NONE'"),
            "unknown switch \"W-NONE\""},
           {RuleText("archive", "X-01", "material_ids: 'DOC-NONE'"), "unknown material"},
           {RuleText(
                "step", "N1",
                "room: ROOM_MATTER stage: STAGE_DRAFT actor_zh: '甲' actor_en: 'a' commands: 'X'"),
            "N1: unknown command \"X\""},
       }) {
    EXPECT_THAT(ErrorOf(LoadBase(c.more)), HasSubstr(c.message)) << c.more;
  }
}

TEST(LoadProfileTest, RefusesASlotThatDoesNotSayWhatItIs) {
  const std::string slot = RuleText("material", "DOC-X",
                                    "tracks: KIND_MAJOR_DECISION need: NEED_REQUIRED message_zh: '文' message_en: 'm' "
                                    "must_be_filed: true template_id: 'T-X' example_id: 'X-X'");
  EXPECT_EQ(ErrorOf(LoadBase(slot)), "accepted");
  struct Case {
    const char* remove;
    const char* replacement;
    const char* message;
  };
  for (const Case& c : {Case{"message_zh: '文'", "", "DOC-X has no message_zh"},
                        {"message_en: 'm'", "", "DOC-X has no message_en"},
                        {"message_zh: '文'", "message_zh: '题。'", "the sentence repeats the title"},
                        {"message_en: 'm'", "message_en: 'title.'", "the sentence repeats the title"},
                        {"NEED_REQUIRED", "NEED_OPTIONAL", "must_be_filed goes with NEED_REQUIRED"},
                        {"'T-X'", "'t x'", "\"t x\" is no id"},
                        {"'X-X'", "'例'", "is no id"}}) {
    const std::string broken = absl::StrReplaceAll(slot, {{c.remove, c.replacement}});
    ASSERT_NE(broken, slot) << c.remove;
    EXPECT_THAT(ErrorOf(LoadBase(broken)), HasSubstr(c.message)) << broken;
  }
  const std::string lax = absl::StrReplaceAll(slot, {{"must_be_filed: true", ""}});
  EXPECT_EQ(ErrorOf(LoadChild(lax, slot)), "accepted");
  EXPECT_THAT(ErrorOf(LoadChild(slot, lax)), HasSubstr("takes 不适用"));
}

TEST(LoadProfileTest, RefusesARuleThatIsNotWhole) {
  const std::string gate = GateText("G-OPINION", "force: FORCE_MUST");
  struct Case {
    const char* remove;
    const char* replacement;
    const char* message;
  };
  for (const Case& c : {
           Case{kSource, "", "G-OPINION has no source. Add source"},
           {"instrument: '某条例'", "", "G-OPINION: the source has no instrument"},
           {"article: '第一条'", "", "names no article"},
           {"verification: VERIFICATION_VERIFIED", "", "no verification"},
           {"nature: NATURE_LAW", "", "no nature"},
           {"message_zh: '文'", "", "G-OPINION has no message_zh"},
           {"message_en: 'm'", "", "G-OPINION has no message_en"},
           {"action_zh: '文'", "", "G-OPINION has no action_zh"},
           {"action_en: 'a'", "", "G-OPINION has no action_en"},
           {"title_zh: '题'", "", "G-OPINION has no title_zh"},
           {"title_en: 'title'", "", "G-OPINION has no title_en"},
           {"room: ROOM_MATTER", "", "G-OPINION has no room"},
           {"force: FORCE_MUST", "", "G-OPINION has no force"},
           {"blocks: 'SubmitMatter'", "", "blocks no command"},
           {"blocks: 'SubmitMatter'", "blocks: ['SubmitMatter', 'SubmitMatter']", "twice"},
           {"G-OPINION", "g opinion", "is not one"},
           {"force: FORCE_MUST", "force: FORCE_MUST tracks: KIND_UNSPECIFIED",
            "tracks holds an unspecified"},
           {"force: FORCE_MUST", "force: FORCE_MUST unless: [CONDITION_TRIAL, CONDITION_TRIAL]",
            "unless holds"},
           {"force: FORCE_MUST", "force: FORCE_MUST valid_from: '2023-02-29'", "does not exist"},
           {"force: FORCE_MUST", "force: FORCE_MUST valid_to: 'soon'", "YYYY-MM-DD"},
           {"force: FORCE_MUST",
            "force: FORCE_MUST valid_from: '2024-01-02' valid_to: '2024-01-01'",
            "ends before it begins"},
       }) {
    const std::string broken = absl::StrReplaceAll(gate, {{c.remove, c.replacement}});
    ASSERT_NE(broken, gate) << c.remove;
    EXPECT_THAT(ErrorOf(LoadBase(broken)),
                AllOf(StartsWith("base.textproto:5: "), HasSubstr(c.message)))
        << broken;
  }
  EXPECT_THAT(ErrorOf(LoadBase(absl::StrReplaceAll(
                  gate, {{"'m'", absl::StrCat("'", std::string(361, 'x'), "'")}}))),
              HasSubstr("message_en has 361 bytes; at most 360"));
}

TEST(LoadProfileTest, RefusesALimitThatCannotBeCounted) {
  struct Case {
    const char* fields;
    const char* message;
  };
  for (const Case& c : {
           Case{"force: FORCE_MUST bound: BOUND_MAX length: 15", "no length or no unit"},
           {"force: FORCE_MUST bound: BOUND_MAX unit: LIMIT_UNIT_MONTH", "no length or no unit"},
           {"force: FORCE_MUST length: 5 unit: LIMIT_UNIT_MONTH", "has no bound"},
           {"force: FORCE_MUST bound: BOUND_MAX length: -1 unit: LIMIT_UNIT_MONTH",
            "are 0 to 10000"},
           {"force: FORCE_MUST bound: BOUND_MAX length: 10001 unit: LIMIT_UNIT_MONTH",
            "are 0 to 10000"},
           {"force: FORCE_MUST bound: BOUND_BY unit: LIMIT_UNIT_FIXED_DAY",
            "State both or neither"},
           {"force: FORCE_MUST bound: BOUND_BY unit: LIMIT_UNIT_FIXED_DAY fixed_day { month: 2 "
            "day: 29 }",
            "no day 29 in month 2"},
           {"force: FORCE_MUST bound: BOUND_BY unit: LIMIT_UNIT_FIXED_DAY length: 3 fixed_day { "
            "month: 2 day: 1 }",
            "Keep the fixed days"},
           {"force: FORCE_MUST bound: BOUND_MAX length: 5 unit: LIMIT_UNIT_MONTH milestone { "
            "length: 2 }",
            "a milestone needs"},
           {"force: FORCE_MUST bound: BOUND_BY length: 5 unit: LIMIT_UNIT_MONTH direction: "
            "DIRECTION_BACKWARD suspendable: true",
            "counted backward"},
       }) {
    EXPECT_THAT(ErrorOf(LoadBase(LimitText("T-REVIEW-MAX", c.fields))), HasSubstr(c.message))
        << c.fields;
  }
  const std::string other =
      absl::StrReplaceAll(LimitText("T-REVIEW-MAX", kReviewMax), {{"C-FORWARD", "C-NONE"}});
  EXPECT_THAT(ErrorOf(LoadBase(other)), HasSubstr("unknown counting rule \"C-NONE\""));
}

TEST(LoadProfileTest, RefusesOverlappingDaysOfOneId) {
  const std::string first = GateText("G-OPINION", "force: FORCE_MUST valid_to: '2024-07-31'");
  EXPECT_EQ(ErrorOf(LoadBase(first +
                             GateText("G-OPINION", "force: FORCE_MUST valid_from: '2024-08-01'"))),
            "accepted");
  EXPECT_THAT(ErrorOf(LoadBase(
                  first + GateText("G-OPINION", "force: FORCE_MUST valid_from: '2024-07-31'"))),
              AllOf(StartsWith("base.textproto:6: "),
                    HasSubstr("overlaps the rule of the same id in line 5")));
  // Different tracks may have rules of their own on the same days.
  EXPECT_EQ(ErrorOf(LoadBase(
                GateText("G-OPINION", "force: FORCE_MUST tracks: KIND_MAJOR_DECISION") +
                GateText("G-OPINION", "force: FORCE_MUST tracks: KIND_GOVERNMENT_CONTRACT"))),
            "accepted");
  EXPECT_THAT(
      ErrorOf(LoadBase(GateText("G-OPINION", "force: FORCE_MUST tracks: KIND_MAJOR_DECISION") +
                       GateText("G-OPINION", "force: FORCE_MUST"))),
      HasSubstr("overlaps"));
}

TEST(LoadProfileTest, RefusesARuleLaxerThanItsParents) {
  const std::string parent_max = LimitText("T-REVIEW-MAX", kReviewMax);
  struct Case {
    std::string parent;
    std::string child;
    const char* message;
  };
  const auto max = [](int days) {
    return LimitText(
        "T-REVIEW-MAX",
        absl::StrCat("force: FORCE_MUST bound: BOUND_MAX unit: LIMIT_UNIT_WORKING_DAY length: ",
                     days));
  };
  const auto min = [](int days) {
    return LimitText(
        "T-REVIEW-MIN",
        absl::StrCat("force: FORCE_MUST bound: BOUND_MIN unit: LIMIT_UNIT_WORKING_DAY length: ",
                     days));
  };
  const auto before = [](int days) {
    return LimitText(
        "T-HEARING-PAPERS",
        absl::StrCat("force: FORCE_MUST bound: BOUND_BY direction: DIRECTION_BACKWARD unit: "
                     "LIMIT_UNIT_CALENDAR_DAY length: ",
                     days));
  };
  const std::string gate = GateText("G-OPINION", "force: FORCE_MUST condition: CONDITION_TRIAL");
  const std::string material =
      RuleText("material", "DOC-X",
               "tracks: KIND_MAJOR_DECISION need: NEED_REQUIRED message_zh: '文' message_en: 'm'");
  for (const Case& c : {
           Case{max(15), max(16),
                "child.textproto:2: T-REVIEW-MAX has a laxer length than the rule of its parent "
                "(base.textproto:5)"},
           {max(15), max(15), "accepted"},
           {max(15), max(10), "accepted"},
           {min(5), min(4), "T-REVIEW-MIN has a laxer length"},
           {min(5), min(6), "accepted"},
           {before(7), before(6), "T-HEARING-PAPERS has a laxer length"},
           {before(7), before(8), "accepted"},
           {max(15),
            LimitText(
                "T-REVIEW-MAX",
                "force: FORCE_MUST bound: BOUND_MAX unit: LIMIT_UNIT_CALENDAR_DAY length: 15"),
            "counts in another unit"},
           {max(15),
            LimitText("T-REVIEW-MAX",
                      "force: FORCE_MUST bound: BOUND_MIN unit: LIMIT_UNIT_WORKING_DAY length: 15"),
            "another bound"},
           {max(15),
            LimitText("T-REVIEW-MAX",
                      "force: FORCE_MAY bound: BOUND_MAX unit: LIMIT_UNIT_WORKING_DAY length: 15"),
            "weaker force"},
           {gate, GateText("G-OPINION", "force: FORCE_GENERALLY condition: CONDITION_TRIAL"),
            "weaker force"},
           {gate, absl::StrReplaceAll(gate, {{"SubmitMatter", "CloseMatter"}}),
            "does not block SubmitMatter"},
           {gate, GateText("G-OPINION", "force: FORCE_MUST condition: CONDITION_EMERGENCY"),
            "another condition"},
           {gate, GateText("G-OPINION", "force: FORCE_MUST"), "accepted"},
           {gate, GateText("G-OPINION", "force: FORCE_MUST unless: CONDITION_EMERGENCY"),
            "more exemptions"},
           {gate, GateText("G-OPINION", "force: FORCE_MUST status: RULE_STATUS_LATER"),
            "is not evaluated"},
           {material, absl::StrReplaceAll(material, {{"NEED_REQUIRED", "NEED_OPTIONAL"}}),
            "is needed less"},
           // Days or tracks that the parent's rule does not cover bind nobody.
           {max(15), "valid_to: '2020-01-01' " + max(20), "laxer"},
           {absl::StrReplaceAll(max(15), {{"force:", "valid_from: '2024-01-01' force:"}}),
            absl::StrReplaceAll(max(20), {{"force:", "valid_to: '2023-12-31' force:"}}),
            "accepted"},
           {absl::StrReplaceAll(max(15), {{"force:", "tracks: KIND_MAJOR_DECISION force:"}}),
            absl::StrReplaceAll(max(20), {{"force:", "tracks: KIND_GOVERNMENT_CONTRACT force:"}}),
            "accepted"},
           // A figure that the parent merely set itself does not bind those below.
           {absl::StrReplaceAll(max(15), {{"NATURE_LAW", "NATURE_INTERNAL_TARGET"}}), max(20),
            "accepted"},
       }) {
    EXPECT_THAT(ErrorOf(LoadChild(c.parent, c.child)), HasSubstr(c.message)) << c.parent << c.child;
  }
}

TEST(LoadProfileTest, RefusesAnIncompleteOrContradictoryTableOfVisibility) {
  const std::string without = absl::StrReplaceAll(BaseText(), {{"part: 13 ", "part: 12 "}});
  EXPECT_THAT(ErrorOf(LoadProfile("base", {ProfileFile{"base.textproto", without}})),
              AllOf(HasSubstr("sets the part that V-12 sets too"),
                    HasSubstr("no row for PART_COMMENTER_DATA")));
  EXPECT_THAT(ErrorOf(LoadChild(
                  "", RuleText("visibility", "V-1",
                               "part: PART_SUMMARY always: READER_CHIEF once_sent: READER_CHIEF"))),
              HasSubstr("lists READER_CHIEF in two columns"));
  EXPECT_THAT(ErrorOf(LoadChild("", RuleText("visibility", "V-1",
                                             "part: PART_SUMMARY tracks: KIND_MAJOR_DECISION"))),
              HasSubstr("Remove tracks"));
}

TEST(LoadProfileTest, RefusesOtherRulesThatMakeNoSense) {
  struct Case {
    std::string more;
    const char* message;
  };
  for (const Case& c : {
           Case{RuleText("numbering", "S-X", "form: '{code}{year}号'"), "{number} exactly once"},
           {RuleText("numbering", "S-X", "form: '{code}{code}{year}{number}号'"),
            "{code} exactly once"},
           {RuleText("chain", "CHAIN-X", "paper: PAPER_OPINION"), "has 0 steps"},
           {RuleText("chain", "CHAIN-X", "paper: PAPER_OPINION step { title_zh: '甲' }"),
            "each step needs a title"},
           {RuleText("track", "TRACK-X", "stages: [STAGE_DRAFT, STAGE_ENDED]"), "exactly one kind"},
           {RuleText("track", "TRACK-X",
                     "tracks: KIND_MAJOR_DECISION stages: [STAGE_SUBMITTED, STAGE_ENDED]"),
            "start with STAGE_DRAFT"},
           {RuleText("track", "TRACK-X",
                     "tracks: KIND_MAJOR_DECISION stages: [STAGE_DRAFT, STAGE_ACCEPTED, "
                     "STAGE_SUBMITTED, STAGE_ENDED]"),
            "in the order of the spine"},
           {RuleText("material", "DOC-X", "need: NEED_REQUIRED message_zh: '文' message_en: 'm'"),
            "names no tracks"},
           {RuleText("material", "DOC-X",
                     "tracks: KIND_MAJOR_DECISION need: NEED_CONDITIONAL message_zh: '文' "
                     "message_en: 'm'"),
            "goes with NEED_CONDITIONAL"},
           {RuleText("tolerance", "A-X", "unit: LIMIT_UNIT_MONTH length: -1"), "length is 0 to"},
           {RuleText("conflict", "R-X", "relation: RELATION_FAMILY"), "has no effect"},
           {RuleText("figure", "F-X", "message_zh: '文'"), "has no message_en"},
           {RuleText("counting", "C-X", "start: COUNT_START_NEXT_DAY"), "has no roll"},
       }) {
    EXPECT_THAT(ErrorOf(LoadBase(c.more)), HasSubstr(c.message)) << c.more;
  }
}

TEST(LoadProfileTest, ChecksTheHeadAndTheCalendar) {
  const auto head = [](absl::string_view from, absl::string_view to) {
    return ErrorOf(LoadProfile(
        "base", {ProfileFile{"base.textproto", absl::StrReplaceAll(BaseText(), {{from, to}})}}));
  };
  EXPECT_THAT(head("id: 'base' ", "id: 'other' "), HasSubstr("must be the name of its file"));
  EXPECT_THAT(head("title_zh: '基' ", ""), HasSubstr("needs title_zh and title_en"));
  EXPECT_THAT(head("title_en: 'base'", "title_en: 'base' valid_from: '2023-13-01'"),
              HasSubstr("does not exist"));
  EXPECT_THAT(
      head("title_en: 'base'", "title_en: 'b' valid_from: '2023-02-01' valid_to: '2023-01-01'"),
      HasSubstr("ends before"));
  EXPECT_THAT(head("calendar { id: 'cn' }", ""), HasSubstr("needs a calendar"));
  EXPECT_THAT(head("calendar { id: 'cn' }", "calendar { }"),
              AllOf(StartsWith("base.textproto:2"), HasSubstr("no id")));
  const std::string extra =
      absl::StrCat("extra_day { kind: DAY_KIND_HOLIDAY name: '彝族年' ", kSource, " date: ");
  EXPECT_EQ(head("id: 'cn'", absl::StrCat("id: 'cn' ", extra, "'2023-11-20' }")), "accepted");
  EXPECT_THAT(head("id: 'cn'", absl::StrCat("id: 'cn'\n", extra, "'2023-11-31' }")),
              AllOf(StartsWith("base.textproto:3"), HasSubstr("does not exist")));
  EXPECT_THAT(head("id: 'cn'",
                   absl::StrCat("id: 'cn' ", extra, "'2023-11-20' } ", extra, "'2023-11-20' }")),
              HasSubstr("stands twice"));
  EXPECT_THAT(head("id: 'cn'", "id: 'cn' extra_day { date: '2023-11-20' }"),
              HasSubstr("needs a kind, a name"));
}

TEST(LoadProfileTest, ListsManyMistakesAtOnceAndThenCounts) {
  std::string more;
  for (int i = 0; i < 30; ++i) more += GateText(absl::StrCat("G-NOBODY-", i), "force: FORCE_MUST");
  const std::string error = ErrorOf(LoadBase(more));
  EXPECT_THAT(error, AllOf(HasSubstr("base.textproto:5: "), HasSubstr("base.textproto:24: "),
                           HasSubstr("and 10 more mistakes")));
  EXPECT_EQ(error.find("base.textproto:25: "), std::string::npos);
}

}  // namespace
}  // namespace plumbline
