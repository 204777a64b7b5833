#include "clients/cli/rule_files.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline::client {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kDeploy[] = PLUMBLINE_SOURCE_DIR "/deploy";

class RuleFilesTest : public testing::Test {
 protected:
  RuleFilesTest()
      : folder_(fs::path(testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~RuleFilesTest() override { fs::remove_all(folder_); }
  void CopyRulesTo(const fs::path& to) const {
    fs::create_directories(to);
    fs::copy(fs::path(kDeploy) / "profiles", to / "profiles", fs::copy_options::recursive);
    fs::copy(fs::path(kDeploy) / "calendars", to / "calendars", fs::copy_options::recursive);
  }
  const fs::path folder_;
};

TEST_F(RuleFilesTest, ReadsTheFolderOfRulesAndTheFolderOfProfiles) {
  for (const std::string& folder : {std::string(kDeploy), std::string(kDeploy) + "/profiles",
                                    std::string(kDeploy) + "/profiles/"}) {
    const absl::StatusOr<LoadedPlace> place = LoadPlace(folder, "sichuan");
    ASSERT_TRUE(place.ok()) << place.status();
    EXPECT_EQ(place->profile->id(), "sichuan");
    EXPECT_EQ(place->calendar.last_day(), absl::CivilDay(2026, 12, 31));
  }
}

TEST_F(RuleFilesTest, FindsTheInstalledFolderBesideTheProgramBeforeTheSourceTree) {
  CopyRulesTo(folder_ / "share" / "plumbline");
  fs::create_directories(folder_ / "bin");
  const std::string program = (folder_ / "bin" / "plumbline").string();
  std::ofstream(program) << "";
  const absl::StatusOr<std::string> found = FindRuleFolder("", program, kDeploy);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(fs::equivalent(*found, folder_ / "share" / "plumbline"));
  fs::remove_all(folder_ / "share");
  EXPECT_EQ(FindRuleFolder("", program, kDeploy).value_or(""), kDeploy);
  EXPECT_EQ(FindRuleFolder(kDeploy, program, "/nowhere").value_or(""), kDeploy);
}

TEST_F(RuleFilesTest, SaysWhereItLookedInVain) {
  EXPECT_THAT(
      std::string(FindRuleFolder(folder_.string(), "plumbline", kDeploy).status().message()),
      AllOf(HasSubstr(folder_.string()), HasSubstr("--profiles")));
  EXPECT_THAT(std::string(FindRuleFolder("", (folder_ / "bin" / "plumbline").string(), "/nowhere")
                              .status()
                              .message()),
              AllOf(HasSubstr("share/plumbline"), HasSubstr("/nowhere"), HasSubstr("--profiles")));
}

TEST_F(RuleFilesTest, ListsTheProfilesThereAre) {
  const absl::Status status = LoadPlace(kDeploy, "tibet").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("There are: national, sichuan."));
}

TEST_F(RuleFilesTest, NamesTheFileAndLineOfAMistake) {
  CopyRulesTo(folder_);
  std::ofstream(folder_ / "profiles" / "sichuan.textproto", std::ios::app)
      << "gate { id: 'G-NOBODY' }\n";
  const absl::Status status = LoadPlace(folder_.string(), "sichuan").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("sichuan.textproto:"), HasSubstr("Unknown gate G-NOBODY")));
}

TEST_F(RuleFilesTest, SaysWhichCalendarIsMissingOrWrong) {
  CopyRulesTo(folder_);
  const fs::path csv = folder_ / "calendars" / "cn-2023-2026.csv";
  std::ofstream(csv, std::ios::app) << "2026-10-09,holiday,x\n";
  EXPECT_THAT(std::string(LoadPlace(folder_.string(), "national").status().message()),
              AllOf(HasSubstr("cn-2023-2026.csv: Calendar line"), HasSubstr("Sort the rows")));
  fs::remove(csv);
  EXPECT_THAT(std::string(LoadPlace(folder_.string(), "national").status().message()),
              HasSubstr("counts with the calendar cn-2023-2026, but there is no"));
}

}  // namespace
}  // namespace plumbline::client
