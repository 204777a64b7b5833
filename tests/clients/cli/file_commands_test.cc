#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/file_service.pb.h"
#include "storage/files/crc32c.h"
#include "tests/clients/support/command_line.h"
#include "tests/clients/support/fake_server.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;

// The SHA-256 of "abc" (FIPS 180-4, example).
constexpr char kAbc[] = "files/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

// A files service that keeps uploads in memory and breaks streams where a test says.
class FileCommandsTest : public ::testing::Test {
 protected:
  FileCommandsTest() : server_([this](const FakeServer::Call& call) { return Handle(call); }) {
    line_.locals = LocalCommands();
    line_.environment["PLUMBLINE_SERVER"] = server_.address();
    line_.environment["XDG_STATE_HOME"] = dir_.path() + "/state";
    line_.environment["PLUMBLINE_PASSWORD"] = "a long password";
    EXPECT_EQ(line_.Run({"auth", "sign-in", "zhang.san"}), 0) << line_.err;
  }

  FakeServer::Reply Handle(const FakeServer::Call& call) {
    if (call.method() == "SignIn") {
      v1::SignInResponse answer;
      answer.mutable_session()->set_token("the-token");
      return FakeServer::Answer(answer);
    }
    if (call.method() == "GetFile") {
      v1::GetFileResponse answer;
      answer.mutable_file()->set_type("txt");
      if (known_) return FakeServer::Answer(answer);
      return FakeServer::Refuse(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "未找到");
    }
    if (call.method() == "QueryUpload") {
      v1::QueryUploadResponse answer;
      answer.set_persisted_bytes(static_cast<int64_t>(stored_.size()));
      return FakeServer::Answer(answer);
    }
    if (call.method() == "UploadFile") return Upload(call);
    v1::DownloadFileResponse piece;
    piece.set_data(served_);
    piece.set_crc32c(Crc32c(served_));
    return FakeServer::Answer(piece);
  }

  FakeServer::Reply Upload(const FakeServer::Call& call) {
    ++streams_;
    v1::UploadFileResponse answer;
    answer.set_upload("u1");
    for (const std::string& bytes : call.messages) {
      v1::UploadFileRequest request;
      EXPECT_TRUE(request.ParseFromString(bytes));
      if (request.has_spec()) name_ = request.spec().file_name();
      if (request.has_chunk()) {
        EXPECT_EQ(request.chunk().crc32c(), Crc32c(request.chunk().data()));
        EXPECT_EQ(request.chunk().offset(), static_cast<int64_t>(stored_.size()));
        stored_ += request.chunk().data();
        if (break_at_ > 0 && stored_.size() >= break_at_) {
          break_at_ = 0;
          return {grpc::Status(grpc::StatusCode::UNAVAILABLE, "the line broke"), {}};
        }
      }
      if (request.finish()) answer.mutable_file()->set_name("files/done");
    }
    return FakeServer::Answer(answer);
  }

  std::string Write(const std::string& name, const std::string& bytes) {
    const std::string path = dir_.path() + "/" + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  const TempDir dir_;
  bool known_ = false;
  int streams_ = 0;
  size_t break_at_ = 0;
  std::string stored_;
  std::string name_;
  std::string served_;
  FakeServer server_;
  CommandLine line_;
};

TEST_F(FileCommandsTest, StoresASmallFileInOneStream) {
  ASSERT_EQ(line_.Run({"file", "upload", Write("送审稿.txt", "abc")}), 0) << line_.err;
  EXPECT_EQ(stored_, "abc");
  EXPECT_EQ(name_, "送审稿.txt");
  EXPECT_EQ(streams_, 1);
  EXPECT_THAT(line_.out, HasSubstr("files/done"));
}

TEST_F(FileCommandsTest, SendsNothingWhenTheBytesAreThereAlready) {
  known_ = true;
  ASSERT_EQ(line_.Run({"file", "upload", Write("a.txt", "abc")}), 0) << line_.err;
  EXPECT_EQ(streams_, 0);
}

TEST_F(FileCommandsTest, GoesOnWhereTheStoreStandsAfterTheLineBroke) {
  std::string bytes(9 << 20, 'x');
  for (size_t i = 0; i < bytes.size(); i += 4096) bytes[i] = static_cast<char>(i / 4096);
  break_at_ = 5 << 20;
  ASSERT_EQ(line_.Run({"file", "upload", Write("large.pdf", bytes)}), 0) << line_.err;
  EXPECT_TRUE(stored_ == bytes);
  EXPECT_EQ(streams_, 3);  // Asked for an upload, broke, went on.
}

TEST_F(FileCommandsTest, RefusesEmptyAndMissingFiles) {
  EXPECT_EQ(line_.Run({"file", "upload", Write("empty.txt", "")}), 2);
  EXPECT_EQ(line_.Run({"file", "upload", dir_.path() + "/none.txt"}), 2);
  EXPECT_EQ(line_.Run({"file", "upload"}), 2);
}

TEST_F(FileCommandsTest, KeepsADownloadWhoseDigestIsItsName) {
  known_ = true;
  served_ = "abc";
  const std::string path = dir_.path() + "/letter.txt";
  ASSERT_EQ(line_.Run({"file", "download", kAbc, "--through", "matters/m1", "--output", path}), 0)
      << line_.err;
  std::string got;
  std::getline(std::ifstream(path), got);
  EXPECT_EQ(got, "abc");
  EXPECT_EQ(line_.Run({"file", "download", kAbc, "--output", path}),
            1);  // Never writes over a file.
  EXPECT_THAT(line_.err, HasSubstr("--force"));
}

TEST_F(FileCommandsTest, ThrowsADownloadAwayThatHasAnotherDigest) {
  known_ = true;
  served_ = "abd";
  const std::string path = dir_.path() + "/letter.txt";
  EXPECT_EQ(line_.Run({"file", "download", kAbc, "--output", path}), 1);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
}

}  // namespace
}  // namespace plumbline::client
