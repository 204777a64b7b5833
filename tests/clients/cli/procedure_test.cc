#include "clients/cli/procedure.h"

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "clients/cli/rule_files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/base/check.h"

namespace plumbline::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const LoadedPlace& Place(const std::string& id) {
  static const auto* const places = [] {
    auto* loaded = new std::map<std::string, LoadedPlace>();
    for (const char* name : {"national", "sichuan"}) {
      absl::StatusOr<LoadedPlace> place = LoadPlace(PLUMBLINE_SOURCE_DIR "/deploy", name);
      PLUMBLINE_CHECK(place.ok(), place.status().ToString().c_str());
      loaded->emplace(name, *std::move(place));
    }
    return loaded;
  }();
  return places->at(id);
}

ProcedureRequest Request(ProcedureFormat format, absl::CivilDay day = absl::CivilDay(2025, 6, 1)) {
  ProcedureRequest request;
  request.kinds = {config::v1::KIND_MAJOR_DECISION};
  request.day = day;
  request.format = format;
  request.commands = {
      {"SubmitMatter",
       {config::v1::STAGE_DRAFT},
       config::v1::STAGE_SUBMITTED,
       {config::v1::ROLE_HANDLER},
       "送审",
       "Submit"},
      {"UploadFile",
       {},
       config::v1::STAGE_UNSPECIFIED,
       {config::v1::ROLE_HANDLER},
       "上传文件",
       "Upload"},
  };
  return request;
}

std::string Shown(const ProcedureRequest& request, const std::string& profile = "sichuan") {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(RunProcedureShow(*Place(profile).profile, request, out, err), 0) << err.str();
  return out.str();
}

TEST(ProcedureShowTest, PrintsForcesSourcesAndLabelsALawyerChecks) {
  const std::string text = Shown(Request(ProcedureFormat::kText));
  EXPECT_THAT(text, AllOf(HasSubstr("四川省 (sichuan，继承 national)  2025-06-01"),
                          HasSubstr("重大行政决策"), HasSubstr("1. 起草"),
                          HasSubstr("送审 SubmitMatter → 已送审  【起草单位经办】"),
                          HasSubstr("G-REVIEW-WINDOW 【一般】 留足审查时间"),
                          HasSubstr("《重大行政决策程序暂行条例》（国务院令第713号）第二十六条")));
  EXPECT_THAT(text,
              AllOf(HasSubstr("不少于7个工作日"), HasSubstr("【内部目标】"), HasSubstr("【待建】"),
                    HasSubstr("川府发〔2025〕4号"), Not(HasSubstr("川府发〔2015〕24号"))));
}

TEST(ProcedureShowTest, ShowsTheRulesOfTheDayAskedFor) {
  const std::string text = Shown(Request(ProcedureFormat::kText, absl::CivilDay(2023, 6, 1)));
  EXPECT_THAT(text, AllOf(HasSubstr("川府发〔2015〕24号"), Not(HasSubstr("川府发〔2025〕4号"))));
}

TEST(ProcedureShowTest, MarksUnverifiedFigures) {
  ProcedureRequest request = Request(ProcedureFormat::kText);
  request.kinds = {config::v1::KIND_NORMATIVE_DOCUMENT};
  EXPECT_THAT(
      Shown(request),
      HasSubstr(
          "《四川省行政规范性文件管理办法》（四川省人民政府令第351号）【未核实】【本地规定】"));
}

TEST(ProcedureShowTest, SpeaksEnglishWhenAsked) {
  ProcedureRequest request = Request(ProcedureFormat::kText);
  request.language = Language::kEnglish;
  EXPECT_THAT(
      Shown(request),
      AllOf(HasSubstr("1. draft"), HasSubstr("Submit SubmitMatter → submitted"),
            HasSubstr("G-REVIEW-WINDOW [generally]"), HasSubstr("at least 7 working days")));
}

TEST(ProcedureShowTest, WritesCompleteJson) {
  const nlohmann::json json = nlohmann::json::parse(Shown(Request(ProcedureFormat::kJson)));
  EXPECT_EQ(json["profile"], "sichuan");
  EXPECT_EQ(json["inherits"][0], "national");
  EXPECT_EQ(json["date"], "2025-06-01");
  EXPECT_EQ(json["kinds"][0], "KIND_MAJOR_DECISION");
  EXPECT_EQ(json["stages"].size(), 11u);
  EXPECT_EQ(json["stages"][0]["commands"][0], "SubmitMatter");
  EXPECT_EQ(json["commands"][0]["gates"][0], "G-NOT-SECRET");
  for (const char* key :
       {"gates", "limits", "tracks", "steps", "materials", "conclusions", "counting", "chains",
        "numbering", "figures", "visibility", "switches", "tolerances", "conflicts", "archive"}) {
    EXPECT_FALSE(json[key].empty()) << key;
  }
  for (const auto& gate : json["gates"]) {
    EXPECT_FALSE(gate["source"].empty());
    EXPECT_FALSE(gate["message_zh"].empty());
    EXPECT_TRUE(gate["force"].get<std::string>().rfind("FORCE_", 0) == 0);
    EXPECT_TRUE(gate.contains("active"));
    EXPECT_TRUE(gate["room"].get<std::string>().rfind("ROOM_", 0) == 0);
  }
}

TEST(ProcedureShowTest, ShowsEveryKindWhenNoneIsNamed) {
  ProcedureRequest request = Request(ProcedureFormat::kJson);
  request.kinds = {};
  const nlohmann::json json = nlohmann::json::parse(Shown(request));
  std::set<std::string> gates;
  for (const auto& gate : json["gates"]) gates.insert(gate["id"].get<std::string>());
  EXPECT_EQ(gates.size(), kGateCount);
  EXPECT_EQ(json["kinds"].size(), 6u);
}

TEST(ProcedureShowTest, DrawsStagesAndCommands) {
  const std::string dot = Shown(Request(ProcedureFormat::kDot));
  EXPECT_THAT(
      dot,
      AllOf(
          HasSubstr("digraph procedure {"), HasSubstr("STAGE_DRAFT [label=\"起草\"]"),
          HasSubstr("STAGE_DRAFT -> STAGE_SUBMITTED [label=\"送审\\nSubmitMatter\\nG-NOT-SECRET 应当"),
          HasSubstr("}\n")));
}

TEST(ProcedureShowTest, SaysWhenThereAreNoRulesOnThatDay) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(RunProcedureShow(*Place("national").profile,
                             Request(ProcedureFormat::kText, absl::CivilDay(2010, 1, 1)), out, err),
            1);
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(err.str(), AllOf(HasSubstr("no rules for this kind on 2010-01-01"),
                               HasSubstr("Choose a later day")));
}

TEST(ParseKindsTest, ReadsNamesInEveryUsualForm) {
  const KindSet decision = {config::v1::KIND_MAJOR_DECISION};
  for (const char* text : {"MAJOR_DECISION", "KIND_MAJOR_DECISION", "major-decision",
                           " major_decision ", "重大行政决策"}) {
    const absl::StatusOr<KindSet> kinds = ParseKinds(text);
    ASSERT_TRUE(kinds.ok()) << kinds.status();
    EXPECT_EQ(*kinds, decision) << text;
  }
  EXPECT_EQ(*ParseKinds("major-decision,normative-document"),
            (KindSet{config::v1::KIND_MAJOR_DECISION, config::v1::KIND_NORMATIVE_DOCUMENT}));
  for (const char* text : {"", "KIND_UNSPECIFIED", "DECISION", "major-decision,"}) {
    EXPECT_THAT(std::string(ParseKinds(text).status().message()),
                HasSubstr("Write one of NORMATIVE_DOCUMENT, "))
        << text;
  }
}

TEST(ParseProcedureFormatTest, KnowsThreeFormats) {
  EXPECT_EQ(*ParseProcedureFormat("dot"), ProcedureFormat::kDot);
  EXPECT_EQ(*ParseProcedureFormat("text"), ProcedureFormat::kText);
  EXPECT_EQ(*ParseProcedureFormat("json"), ProcedureFormat::kJson);
  EXPECT_EQ(ParseProcedureFormat("xml").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace plumbline::client
