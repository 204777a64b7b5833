#include <filesystem>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/handover_service.pb.h"
#include "tests/clients/support/command_line.h"
#include "tests/clients/support/fake_server.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;

constexpr char kHandover[] = "people/x7k2/handovers/q5m1";

class HandoverPrintTest : public ::testing::Test {
 protected:
  HandoverPrintTest() : server_([this](const FakeServer::Call& call) { return Handle(call); }) {
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
    EXPECT_EQ(call.path, "/plumbline.v1.HandoverService/PrintHandover");
    EXPECT_TRUE(asked_.ParseFromString(call.messages.at(0)));
    if (asked_.name() != kHandover && asked_.name() != "people/x7k2") {
      return FakeServer::Refuse(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "未找到");
    }
    v1::PrintHandoverResponse answer;
    answer.set_pdf("%PDF-1.5 list");
    return FakeServer::Answer(answer);
  }
  static std::string Read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
  }

  const TempDir dir_;
  v1::PrintHandoverRequest asked_;
  FakeServer server_;
  CommandLine line_;
};

TEST_F(HandoverPrintTest, KeepsTheListInAFileAndOverwritesNone) {
  const std::string path = dir_.path() + "/list.pdf";
  EXPECT_EQ(line_.Run({"handover", "print", kHandover, "--output", path}), 0) << line_.err;
  EXPECT_THAT(line_.out, HasSubstr(path));
  EXPECT_EQ(Read(path), "%PDF-1.5 list");
  EXPECT_EQ(asked_.name(), kHandover);
  EXPECT_EQ(line_.Run({"handover", "print", kHandover, "--output", path}), 1);
  EXPECT_THAT(line_.err, HasSubstr("已存在"));
  EXPECT_EQ(line_.Run({"handover", "print", kHandover, "--output", path, "--force"}), 0) << line_.err;
}

TEST_F(HandoverPrintTest, PrintsWhatIsOpenBeforeTheAct) {
  EXPECT_EQ(line_.Run({"handover", "print", "people/x7k2", "--successor", "people/m3p8", "--output", "-"}), 0) << line_.err;
  EXPECT_EQ(line_.out, "%PDF-1.5 list");
  EXPECT_EQ(asked_.successor(), "people/m3p8");
}

TEST_F(HandoverPrintTest, SaysWhatIsWrong) {
  EXPECT_EQ(line_.Run({"handover", "print"}), 2);
  EXPECT_EQ(line_.Run({"handover", "print", "matters/x"}), 2);
  const std::string path = dir_.path() + "/none.pdf";
  EXPECT_EQ(line_.Run({"handover", "print", "people/x7k2/handovers/other", "--output", path}), 1);
  EXPECT_THAT(line_.err, HasSubstr("未找到"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace plumbline::client
