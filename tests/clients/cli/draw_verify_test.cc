// plumbline draw verify against a real draw: the fake server passes each call on to an engine in memory, and
// spoils an answer where a test says so.
#include <fstream>

#include "gmock/gmock.h"
#include "plumbline/v1/audit_service.pb.h"
#include "services/review/draw.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"
#include "tests/clients/support/command_line.h"
#include "tests/clients/support/fake_server.h"
#include "tests/services/review/review_steps.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using plumbline::testing::ReviewDistrict;
using ::testing::HasSubstr;
using ::testing::Not;

class DrawVerifyTest : public ::testing::Test {
 protected:
  DrawVerifyTest() : server_([this](const FakeServer::Call& call) { return Pass(call); }) {
    const std::string matter = district_.Accepted();
    v1::AnnounceDrawRequest announce;
    announce.set_parent(matter);
    announce.set_role(config::v1::ROLE_ADVISOR);
    announce.set_count(2);
    announce.set_nonce_sha256(std::string(BytesOf(Sha256(std::string(kNonceBytes, 'n')))));
    announce.set_nonce_party(district_.Org("office"));
    draw_ = district_.Must<v1::AnnounceDrawResponse>("section", announce).draw().name();
    line_.locals = LocalCommands();
    line_.environment["PLUMBLINE_SERVER"] = server_.address();
    line_.environment["XDG_STATE_HOME"] = dir_.path() + "/state";
    line_.environment["LANG"] = "en_US.UTF-8";
  }
  void Reveal() {
    v1::RevealDrawRequest reveal;
    reveal.set_name(draw_);
    reveal.set_nonce(std::string(kNonceBytes, 'n'));
    district_.Must<v1::RevealDrawResponse>("office", reveal);
    district_.Accepted("关于别的规定");  // The record goes on.
  }

  FakeServer::Reply Pass(const FakeServer::Call& call) {
    const MethodRow* method = district_.rooms().FindMethod(call.path);
    if (method == nullptr) return FakeServer::Refuse(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "没有");
    const std::unique_ptr<google::protobuf::Message> request(method->request->New());
    request->ParseFromString(call.messages.at(0));
    std::unique_ptr<google::protobuf::Message> response;
    if (district_.Call("section", *request, &response).has_value()) {
      return FakeServer::Refuse(grpc::StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "没有");
    }
    if (spoil_) spoil_(*response);
    return FakeServer::Answer(*response);
  }
  int Verify(const std::vector<std::string>& more = {}) {
    std::vector<std::string> words = {"draw", "verify", draw_};
    words.insert(words.end(), more.begin(), more.end());
    return line_.Run(words);
  }
  template <typename Message>
  void Spoil(std::function<void(Message&)> change) {
    spoil_ = [change](google::protobuf::Message& message) {
      if (auto* one = dynamic_cast<Message*>(&message)) change(*one);
    };
  }

  TempDir dir_;
  ReviewDistrict district_;
  std::string draw_;
  std::function<void(google::protobuf::Message&)> spoil_;
  FakeServer server_;
  CommandLine line_;
};

TEST_F(DrawVerifyTest, RepeatsAHonestDraw) {
  Reveal();
  EXPECT_EQ(Verify(), 0) << line_.out << line_.err;
  EXPECT_THAT(line_.out, HasSubstr("✓ Repeated over the announced pool"));
  EXPECT_THAT(line_.out, Not(HasSubstr("✗")));
  EXPECT_EQ(Verify({"--format", "json"}), 0);
  EXPECT_THAT(line_.out, HasSubstr("\"ok\": true"));
}

TEST_F(DrawVerifyTest, SaysWhenThereIsNothingToVerifyYet) {
  EXPECT_NE(Verify(), 0);
  EXPECT_THAT(line_.err, HasSubstr("not revealed"));
  EXPECT_NE(line_.Run({"draw", "verify"}), 0);
  EXPECT_THAT(line_.err, HasSubstr("Usage"));
}

TEST_F(DrawVerifyTest, FindsEachLie) {
  Reveal();
  const auto found = [&](const char* step) {
    EXPECT_NE(Verify(), 0) << step;
    EXPECT_THAT(line_.out, HasSubstr(std::string("✗ ") + step));
  };
  Spoil<v1::Draw>([](v1::Draw& draw) { draw.mutable_picks()->SwapElements(0, 1); });
  found("Repeated over the announced pool");
  Spoil<v1::Draw>([](v1::Draw& draw) { draw.set_nonce(std::string(kNonceBytes, 'm')); });
  found("The nonce is the one");
  Spoil<v1::Draw>([](v1::Draw& draw) { draw.set_root(std::string(32, 'r')); });
  found("The announcement stands in the root");
  Spoil<v1::Proof>([](v1::Proof& proof) {
    if (proof.leaf_hash().empty() && proof.hashes_size() > 0) proof.set_hashes(0, std::string(32, 'h'));
  });
  found("That root belongs to the record");
  Spoil<v1::Entry>([](v1::Entry& entry) { entry.mutable_stored()->back() ^= 1; });
  found("The announcement stands in the root");
}

TEST_F(DrawVerifyTest, ComparesWithACheckpointThatSomebodyKept) {
  Reveal();
  const auto signer = NoteSigner::FromSeed("example.gov.cn/log/1", std::string(32, 's'));
  ASSERT_TRUE(signer.ok()) << signer.status();
  const auto write = [&](const std::string& name, const Hash& root) {
    Checkpoint checkpoint;
    checkpoint.origin = "example.gov.cn/log/1";
    checkpoint.size = district_.store().head().size;
    checkpoint.root = root;
    const auto note = SignCheckpoint(checkpoint, {&*signer});
    EXPECT_TRUE(note.ok()) << note.status();
    const std::string path = dir_.path() + "/" + name;
    std::ofstream(path, std::ios::binary) << note.value_or("");
    return path;
  };
  const std::string vkey = signer->verifier().vkey();
  EXPECT_EQ(Verify({"--checkpoint", write("good", district_.store().head().root), "--vkey", vkey}), 0) << line_.out << line_.err;
  EXPECT_THAT(line_.out, HasSubstr("your checkpoint"));
  EXPECT_NE(Verify({"--checkpoint", write("other", Sha256("another record")), "--vkey", vkey}), 0);
  EXPECT_THAT(line_.out, HasSubstr("✗ That root belongs"));
  EXPECT_NE(Verify({"--checkpoint", dir_.path() + "/none", "--vkey", vkey}), 0);
  EXPECT_THAT(line_.err, HasSubstr("can't be used"));
}

}  // namespace
}  // namespace plumbline::client
