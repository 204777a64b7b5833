// The shipped profiles against the domain tables: nothing is lost, nothing is without a source.
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/calendar/work_calendar.h"
#include "services/core/procedure/labels.h"
#include "tests/services/core/procedure/profile_fixture.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

// Days on which all rules of today, of the district's year and before the last changes are in
// force.
const char* const kDays[] = {"2023-06-01", "2024-12-01", "2026-06-01"};

std::vector<std::string> DomainIds(absl::string_view prefix) {
  std::vector<std::string> ids;
  for (const absl::string_view line :
       absl::StrSplit(SourceFileText("tests/services/core/procedure/domain_ids.txt"), '\n')) {
    if (absl::StartsWith(line, prefix)) ids.emplace_back(line);
  }
  return ids;
}

class ShippedProfilesTest : public testing::TestWithParam<const char*> {
 protected:
  const Profile& profile() const { return Shipped(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Every, ShippedProfilesTest, testing::Values("national", "sichuan"),
                         [](const auto& info) { return std::string(info.param); });

TEST_P(ShippedProfilesTest, HasEveryGateOfTheDomainTable) {
  std::set<std::string> gates;
  for (const GateRule* gate : profile().Gates(AllKinds(), Day("2026-06-01"))) {
    gates.insert(gate->text->id());
  }
  const std::vector<std::string> ids = DomainIds("G-");
  EXPECT_EQ(ids.size(), kGateCount);
  for (const std::string& id : ids) EXPECT_EQ(gates.count(id), 1u) << id;
}

TEST_P(ShippedProfilesTest, HasEveryLimitOfTheDomainTable) {
  std::set<std::string> limits;
  for (const LimitRule* limit : profile().Limits(AllKinds(), Day("2026-06-01"))) {
    limits.insert(limit->text->id());
  }
  const std::vector<std::string> ids = DomainIds("T-");
  EXPECT_EQ(ids.size(), kLimitCount);
  for (const std::string& id : ids) EXPECT_EQ(limits.count(id), 1u) << id;
}

TEST_P(ShippedProfilesTest, HasEveryMaterialStepAndConclusionOfTheDomainTables) {
  const absl::CivilDay day = Day("2026-06-01");
  std::set<std::string> found;
  for (const auto* rule : profile().Materials(AllKinds(), day)) found.insert(rule->id());
  for (const auto* rule : profile().Steps(AllKinds(), day)) found.insert(rule->id());
  for (const auto* rule : profile().Conclusions(AllKinds(), day)) found.insert(rule->id());
  size_t checked = 0;
  for (const std::string& id : DomainIds("")) {
    if (id.empty() || id[0] == '#' || absl::StartsWith(id, "G-") || absl::StartsWith(id, "T-")) {
      continue;
    }
    EXPECT_EQ(found.count(id), 1u) << id;
    ++checked;
  }
  EXPECT_EQ(checked, 91u);
}

TEST_P(ShippedProfilesTest, GivesEveryGateAndLimitASourceAndBothMessages) {
  for (const char* day : kDays) {
    for (const GateRule* gate : profile().Gates(AllKinds(), Day(day))) {
      EXPECT_FALSE(gate->text->source().empty()) << gate->text->id();
      EXPECT_FALSE(gate->text->message_zh().empty()) << gate->text->id();
      EXPECT_FALSE(gate->text->message_en().empty()) << gate->text->id();
      EXPECT_FALSE(gate->text->action_zh().empty()) << gate->text->id();
      EXPECT_FALSE(gate->text->action_en().empty()) << gate->text->id();
    }
    for (const LimitRule* limit : profile().Limits(AllKinds(), Day(day))) {
      EXPECT_FALSE(limit->text->source().empty()) << limit->text->id();
      EXPECT_FALSE(limit->text->message_zh().empty()) << limit->text->id();
      EXPECT_FALSE(limit->text->message_en().empty()) << limit->text->id();
    }
  }
}

// What the law does not set may not look like law.
TEST_P(ShippedProfilesTest, LabelsEveryFigureThatNoNationalRuleSets) {
  const std::set<std::string> without_national_figure = {
      "T-ACCEPT",  "T-SUPPLEMENT",   "T-ADVISOR",      "T-EXPERT",         "T-FCR",
      "T-RESPOND", "T-AGENCY-REPLY", "T-COMPLETENESS", "T-HEARING-NOTICE", "T-MEETING-PAPERS"};
  size_t seen = 0;
  for (const LimitRule* limit : profile().Limits(AllKinds(), Day("2026-06-01"))) {
    if (without_national_figure.count(limit->text->id()) == 0) continue;
    ++seen;
    const std::string shown = SourceText(limit->text->source(0), Language::kChinese);
    EXPECT_TRUE(absl::StrContains(shown, "【内部目标】") ||
                absl::StrContains(shown, "【本地规定】"))
        << limit->text->id() << " " << shown;
  }
  EXPECT_EQ(seen, without_national_figure.size());
}

TEST_P(ShippedProfilesTest, KeepsTheForceOfTheSources) {
  std::map<std::string, config::v1::Force> forces;
  for (const GateRule* gate :
       profile().Gates({config::v1::KIND_MAJOR_DECISION}, Day("2026-06-01"))) {
    forces[gate->text->id()] = gate->force;
  }
  EXPECT_EQ(forces["G-REVIEW-WINDOW"], config::v1::FORCE_GENERALLY);
  EXPECT_EQ(forces["G-OPINION"], config::v1::FORCE_MUST);
  EXPECT_EQ(forces["G-EXPERT"], config::v1::FORCE_MUST);
  EXPECT_EQ(forces["G-INTERNAL-REVIEW"], config::v1::FORCE_MAY);
  EXPECT_EQ(
      profile()
          .Limit(LimitId::kReviewMax, {config::v1::KIND_NORMATIVE_DOCUMENT}, Day("2026-06-01"))
          ->text->force(),
      config::v1::FORCE_MUST);
}

TEST(SichuanProfileTest, MarksEveryFigureOfItsOwnOrdinanceAsUnverified) {
  size_t seen = 0;
  for (const config::v1::Limit& limit : Shipped("sichuan").files()[0]->limit()) {
    for (const config::v1::Source& source : limit.source()) {
      if (source.number() != "四川省人民政府令第351号") continue;
      ++seen;
      EXPECT_EQ(source.verification(), config::v1::VERIFICATION_UNVERIFIED) << limit.id();
      EXPECT_EQ(source.nature(), config::v1::NATURE_LOCAL_RULE) << limit.id();
    }
  }
  EXPECT_GE(seen, 4u);
}

// The seven limits of the active path can be counted with the shipped calendar.
TEST_P(ShippedProfilesTest, UsesACalendarThatIsShippedToo) {
  const absl::StatusOr<WorkCalendar> calendar = WorkCalendar::Parse(
      SourceFileText(absl::StrCat("deploy/calendars/", profile().calendar_id(), ".csv")),
      profile().extra_days());
  ASSERT_TRUE(calendar.ok()) << calendar.status();
}

// A refusal carries at most 4 KiB of details: id, message and link of every gate of the fullest
// command must leave room for that.
TEST_P(ShippedProfilesTest, KeepsARefusalWithEveryGateWithinItsBytes) {
  for (size_t i = 0; i < kGatedCommandCount; ++i) {
    for (const char* day : kDays) {
      size_t zh = 0;
      size_t en = 0;
      for (const GateRule* gate : profile().GatesFor(
               static_cast<GatedCommand>(i),
               {config::v1::KIND_NORMATIVE_DOCUMENT, config::v1::KIND_MAJOR_DECISION}, Day(day))) {
        if (gate->force == config::v1::FORCE_MAY) continue;
        zh += gate->text->id().size() + gate->text->message_zh().size() + 16;
        en += gate->text->id().size() + gate->text->message_en().size() + 16;
      }
      EXPECT_LE(zh, 3500u) << NameOf(static_cast<GatedCommand>(i));
      EXPECT_LE(en, 3500u) << NameOf(static_cast<GatedCommand>(i));
    }
  }
}

// The table of visibility, cell by cell. A always, w while assigned, s once sent, p once published.
TEST_P(ShippedProfilesTest, LetsEachReaderSeeExactlyWhatTheTableSays) {
  using namespace config::v1;  // NOLINT: the table is made of its values
  const Reader columns[] = {READER_DRAFTER,          READER_CO_DRAFTER,       READER_COUNTERSIGNER,
                            READER_REVIEWER,         READER_INTAKE,           READER_CHIEF,
                            READER_ASSIGNED_ADVISOR, READER_ASSIGNED_EXPERT,  READER_OFFICE,
                            READER_GOVERNMENT_HEAD,  READER_FILING_AUTHORITY, READER_INSPECTOR,
                            READER_ADMINISTRATOR,    READER_PUBLIC,           READER_OTHER,
                            READER_GUIDING_BODY};
  struct Row {
    Part part;
    const char* cells;
  };
  const Row rows[] = {
      {PART_SUMMARY, "AAwAAAwwAAsApppw"},
      {PART_TEXT, "AAwAAAwwAAsApppw"},
      {PART_MATERIALS, "AA-AAAwwAAsA---w"},
      {PART_INNER_REMARKS, "---A-Aw---------"},
      {PART_REMARKS_TO_DRAFTER, "ss-A-Aw----s----"},
      {PART_ADVICE, "---A-Aw----A----"},
      {PART_DRAFT_CONCLUSION, "---A-A----------"},
      {PART_OPINION, "ss-AAAs-ssss----"},
      {PART_DRAFTER_APPROVAL_SHEET, "A---------------"},
      {PART_BUREAU_APPROVAL_SHEET, "---AAA----------"},
      {PART_MINUTES, "ss-s-A--AA-A----"},
      {PART_MEMBER_VIEWS, "--------AA-A----"},
      {PART_COMMENTER_DATA, "A---------------"},
      {PART_ACCESS_LOG, "-----A-----A----"},
  };
  ASSERT_EQ(sizeof(rows) / sizeof(Row), static_cast<size_t>(Part_ARRAYSIZE) - 1);
  ASSERT_EQ(sizeof(columns) / sizeof(Reader), static_cast<size_t>(Reader_ARRAYSIZE) - 1);
  const std::map<Access, char> letters = {{Access::kAlways, 'A'},
                                          {Access::kWhileAssigned, 'w'},
                                          {Access::kOnceSent, 's'},
                                          {Access::kOncePublished, 'p'},
                                          {Access::kNever, '-'}};
  for (const Row& row : rows) {
    std::string shown;
    for (const Reader reader : columns) {
      shown.push_back(letters.at(profile().Visible(row.part, reader, Day("2023-06-01"))));
    }
    EXPECT_EQ(shown, row.cells) << Part_Name(row.part);
  }
  EXPECT_EQ(profile().Visible(static_cast<Part>(99), READER_CHIEF, Day("2023-06-01")),
            Access::kNever);
}

}  // namespace
}  // namespace plumbline
