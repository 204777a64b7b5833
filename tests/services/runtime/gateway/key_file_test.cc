#include "services/runtime/gateway/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/runtime/gateway/gateway_fixture.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class KeyFileTest : public ::testing::Test {
 protected:
  absl::StatusOr<NoteSigner> LoadOrCreate(absl::string_view origin = kTestOrigin) {
    return LoadOrCreateKey(path_, origin, entropy_);
  }
  mode_t Mode() const {
    struct stat info = {};
    EXPECT_EQ(stat(path_.c_str(), &info), 0);
    return info.st_mode & 07777;
  }
  void Write(absl::string_view bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    ASSERT_EQ(chmod(path_.c_str(), 0600), 0);
  }

  const TempDir directory_;
  const std::string path_ = directory_.path() + "/record.key";
  CountingEntropy entropy_;
};

TEST_F(KeyFileTest, MakesAKeyThatOnlyItsOwnerReads) {
  const absl::StatusOr<NoteSigner> made = LoadOrCreate();
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->verifier().name(), kTestOrigin);
  EXPECT_EQ(Mode(), 0600u);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_.path()), {}), 1);
}

TEST_F(KeyFileTest, ReadsTheSameKeyAgain) {
  const std::string vkey = LoadOrCreate().value().verifier().vkey();
  EXPECT_EQ(LoadOrCreate().value().verifier().vkey(), vkey);
  EXPECT_EQ(LoadKey(path_, kTestOrigin).value().verifier().vkey(), vkey);
}

TEST_F(KeyFileTest, MakesOneKeyWhenTwoStartAtOnce) {
  std::vector<std::string> vkeys(8);
  std::vector<std::thread> starts;
  for (size_t i = 0; i < vkeys.size(); ++i) {
    starts.emplace_back([this, i, &vkeys] {
      class OwnEntropy : public Entropy {
       public:
        explicit OwnEntropy(char byte) : byte_(byte) {}
        std::string Bytes(size_t size) override { return std::string(size, byte_); }

       private:
        const char byte_;
      } entropy(static_cast<char>('A' + i));
      vkeys[i] = LoadOrCreateKey(path_, kTestOrigin, entropy).value().verifier().vkey();
    });
  }
  for (std::thread& start : starts) start.join();
  EXPECT_THAT(vkeys, ::testing::Each(vkeys[0]));
}

TEST_F(KeyFileTest, RefusesAFileThatOthersMayRead) {
  ASSERT_THAT(LoadOrCreate(), IsOk());
  for (mode_t mode : {0640u, 0604u, 0660u, 0601u, 0620u}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    EXPECT_THAT(LoadOrCreate(),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("chmod 600")))
        << mode;
  }
  ASSERT_EQ(chmod(path_.c_str(), 0400), 0);
  EXPECT_THAT(LoadOrCreate(), IsOk());
}

TEST_F(KeyFileTest, RefusesTheKeyOfAnotherLog) {
  ASSERT_THAT(LoadOrCreate("plumb.example/gateway/1"), IsOk());
  EXPECT_THAT(LoadOrCreate("plumb.example/gateway/2"),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("plumb.example/gateway/1"), HasSubstr("not of"))));
}

TEST_F(KeyFileTest, RefusesWhatIsNoKeyAndNeverQuotesIt) {
  const std::string key = TestKey().PrivateKey();
  const std::string secret = key.substr(key.size() - 20);
  for (const std::string& bytes :
       {std::string(), std::string("\n"), key.substr(1), key + "\n\n", key + "x", " " + key,
        key.substr(0, key.size() - 1), key + std::string(5000, ' ')}) {
    Write(bytes);
    EXPECT_THAT(LoadOrCreate(), StatusIs(absl::StatusCode::kInvalidArgument,
                                         AllOf(HasSubstr(path_), Not(HasSubstr(secret)))))
        << bytes.size();
  }
  Write(key);  // A missing newline is no harm.
  EXPECT_THAT(LoadOrCreate(), IsOk());
}

TEST_F(KeyFileTest, RefusesLinksAndDirectories) {
  const std::string target = directory_.path() + "/target";
  ASSERT_THAT(LoadOrCreateKey(target, kTestOrigin, entropy_), IsOk());
  ASSERT_EQ(symlink(target.c_str(), path_.c_str()), 0);
  EXPECT_THAT(LoadOrCreate(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("is a link")));
  ASSERT_EQ(unlink(path_.c_str()), 0);
  ASSERT_EQ(mkdir(path_.c_str(), 0700), 0);
  EXPECT_THAT(LoadOrCreate(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("regular file")));
  ASSERT_EQ(rmdir(path_.c_str()), 0);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_THAT(LoadOrCreate(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("regular file")));
}

TEST_F(KeyFileTest, SaysWhenThereIsNoFileOrNoDirectory) {
  EXPECT_THAT(LoadKey(path_, kTestOrigin), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(LoadOrCreateKey(directory_.path() + "/none/key", kTestOrigin, entropy_),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none/key")));
}

TEST_F(KeyFileTest, RefusesAnOriginThatIsNoKeyName) {
  EXPECT_THAT(LoadOrCreate("two words"), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace plumbline
