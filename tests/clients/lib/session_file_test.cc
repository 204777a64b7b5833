#include "clients/lib/session_file.h"

#include <sys/stat.h>

#include <fstream>

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;

mode_t ModeOf(const std::string& path) {
  struct stat about = {};
  EXPECT_EQ(stat(path.c_str(), &about), 0) << path;
  return about.st_mode & 0777;
}

TEST(SessionFileTest, KeepsOneSessionForEachServerAndForgetsThemOneByOne) {
  const TempDir dir;
  const SessionFile file(dir.path() + "/state/sessions.json");
  ASSERT_THAT(file.Put("a:1", {"token-a", "people/p1", "later"}), IsOk());
  ASSERT_THAT(file.Put("b:2", {"token-b", "people/p2", "later"}), IsOk());
  ASSERT_THAT(file.Find("a:1"), IsOk());
  EXPECT_EQ(file.Find("a:1")->token, "token-a");
  EXPECT_EQ(file.Find("b:2")->person, "people/p2");
  ASSERT_THAT(file.Remove("a:1"), IsOk());
  EXPECT_THAT(file.Find("a:1"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(file.Find("b:2")->token, "token-b");
}

TEST(SessionFileTest, IsForItsOwnerAlone) {
  const TempDir dir;
  const SessionFile file(dir.path() + "/state/sessions.json");
  const mode_t before = umask(0);
  ASSERT_THAT(file.Put("a:1", {"token", "people/p1", ""}), IsOk());
  umask(before);
  EXPECT_EQ(ModeOf(file.path()), 0600u);
  EXPECT_EQ(ModeOf(dir.path() + "/state"), 0700u);
}

TEST(SessionFileTest, IsNotUsedWhenOthersMayReadIt) {
  const TempDir dir;
  const SessionFile file(dir.path() + "/sessions.json");
  ASSERT_THAT(file.Put("a:1", {"token", "people/p1", ""}), IsOk());
  ASSERT_EQ(chmod(file.path().c_str(), 0644), 0);
  EXPECT_THAT(file.Find("a:1"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")));
  // Signing in again makes it safe.
  ASSERT_THAT(file.Put("a:1", {"token-2", "people/p1", ""}), IsOk());
  EXPECT_EQ(ModeOf(file.path()), 0600u);
  EXPECT_EQ(file.Find("a:1")->token, "token-2");
}

TEST(SessionFileTest, SaysWhatToDoWithAFileThatIsNone) {
  const TempDir dir;
  const std::string path = dir.path() + "/sessions.json";
  std::ofstream(path) << "[1, 2";
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  EXPECT_THAT(SessionFile(path).Find("a:1"),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("sign in again")));
}

TEST(SessionFileTest, LivesInTheStateFolderOfTheUser) {
  const auto only = [](std::string name, std::string value) {
    return [name, value](const std::string& asked) {
      return asked == name ? std::optional<std::string>(value) : std::nullopt;
    };
  };
  EXPECT_EQ(SessionFile::DefaultPath(only("XDG_STATE_HOME", "/s")), "/s/plumbline/sessions.json");
  EXPECT_EQ(SessionFile::DefaultPath(only("HOME", "/h")),
            "/h/.local/state/plumbline/sessions.json");
  EXPECT_EQ(SessionFile::DefaultPath(only("X", "y")), "");
}

}  // namespace
}  // namespace plumbline::client
