#include "clients/lib/caller.h"

#include "gmock/gmock.h"
#include "plumbline/v1/file_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "tests/clients/support/fake_server.h"

namespace plumbline::client {
namespace {

constexpr char kSubmit[] = "/plumbline.v1.MatterService/SubmitMatter";

struct Waits {
  std::vector<absl::Duration> pauses;
  Caller::Settings Settings() {
    Caller::Settings settings;
    settings.sleep = [this](absl::Duration pause) { pauses.push_back(pause); };
    return settings;
  }
};

Caller Open(const FakeServer& server, Caller::Settings settings) {
  std::shared_ptr<grpc::Channel> channel;
  EXPECT_FALSE(OpenChannel({server.address(), "", false}, &channel).has_value());
  return Caller(std::move(channel), std::move(settings));
}

TEST(CallerTest, RepeatsABusyCallWithTheVerySameBytesAfterTheServersPause) {
  std::vector<std::string> seen;
  FakeServer server([&](const FakeServer::Call& call) {
    seen.push_back(call.messages.at(0));
    if (seen.size() < 3) {
      google::rpc::RetryInfo retry;
      retry.mutable_retry_delay()->set_seconds(2);
      return FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "COMMAND_QUEUE_FULL", "繁忙", "Busy",
                                {&retry});
    }
    v1::SubmitMatterResponse answer;
    answer.mutable_matter()->set_name("matters/m1");
    return FakeServer::Answer(answer);
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::SubmitMatterRequest request;
  request.set_name("matters/m1");
  request.set_request_id("3f0c9a52-7c1e-4d0b-9a57-1f5f6f7d2c11");
  v1::SubmitMatterResponse answer;
  const grpc::Status status = caller.Unary(kSubmit, request, &answer, Caller::Repeat::kWhenBusy);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.matter().name(), "matters/m1");
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_EQ(seen[1], seen[2]);
  EXPECT_EQ(waits.pauses, (std::vector<absl::Duration>{absl::Seconds(2), absl::Seconds(2)}));
}

TEST(CallerTest, GivesUpAfterItsAttempts) {
  int calls = 0;
  FakeServer server([&](const FakeServer::Call&) {
    ++calls;
    return FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "COMMAND_QUEUE_FULL", "繁忙");
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::SubmitMatterResponse answer;
  EXPECT_EQ(caller.Unary(kSubmit, v1::SubmitMatterRequest(), &answer, Caller::Repeat::kAlways)
                .error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(calls, 5);
  EXPECT_EQ(waits.pauses.size(), 4u);
}

TEST(CallerTest, DoesNotRepeatARefusal) {
  int calls = 0;
  FakeServer server([&](const FakeServer::Call&) {
    ++calls;
    return FakeServer::Refuse(grpc::StatusCode::FAILED_PRECONDITION, "GATE_UNMET", "未满足");
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::SubmitMatterResponse answer;
  EXPECT_EQ(caller.Unary(kSubmit, v1::SubmitMatterRequest(), &answer, Caller::Repeat::kAlways)
                .error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(calls, 1);
}

TEST(CallerTest, DoesNotRepeatAnUnknownOutcomeOfACallWithoutRequestId) {
  int calls = 0;
  FakeServer server([&](const FakeServer::Call&) {
    ++calls;
    return FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "OUTCOME_UNKNOWN", "未知");
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::SubmitMatterResponse answer;
  EXPECT_FALSE(
      caller.Unary(kSubmit, v1::SubmitMatterRequest(), &answer, Caller::Repeat::kWhenBusy).ok());
  EXPECT_EQ(calls, 1);
}

TEST(CallerTest, SendsTokenLanguageAndPost) {
  std::map<std::string, std::string> metadata;
  FakeServer server([&](const FakeServer::Call& call) {
    metadata = call.metadata;
    return FakeServer::Answer(v1::SubmitMatterResponse());
  });
  Waits waits;
  Caller::Settings settings = waits.Settings();
  settings.token = "secret";
  settings.post = "organizations/o1/posts/p1";
  settings.language = Language::kEnglish;
  Caller caller = Open(server, settings);
  v1::SubmitMatterResponse answer;
  ASSERT_TRUE(
      caller.Unary(kSubmit, v1::SubmitMatterRequest(), &answer, Caller::Repeat::kAlways).ok());
  EXPECT_EQ(metadata["authorization"], "Bearer secret");
  EXPECT_EQ(metadata["accept-language"], "en-US");
  EXPECT_EQ(metadata["x-plumbline-post"], "organizations/o1/posts/p1");
}

TEST(CallerTest, RefusesAnAnswerThatIsNoMessage) {
  FakeServer server([](const FakeServer::Call&) {
    return FakeServer::Reply{grpc::Status::OK, {"\xff\xff\xff"}};
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::SubmitMatterResponse answer;
  EXPECT_EQ(caller.Unary(kSubmit, v1::SubmitMatterRequest(), &answer, Caller::Repeat::kAlways)
                .error_code(),
            grpc::StatusCode::INTERNAL);
}

TEST(CallerTest, ReadsAServerStreamToItsEndOrUntilItHasEnough) {
  FakeServer server([](const FakeServer::Call&) {
    FakeServer::Reply reply;
    for (int i = 0; i < 3; ++i) {
      v1::DownloadFileResponse piece;
      piece.set_offset(i);
      reply.messages.push_back(piece.SerializeAsString());
    }
    return reply;
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::DownloadFileResponse piece;
  int seen = 0;
  const auto all = [&] { return ++seen > 0; };
  EXPECT_TRUE(caller.ServerStream("/x/Download", v1::DownloadFileRequest(), &piece, all).ok());
  EXPECT_EQ(seen, 3);
  seen = 0;
  const auto one = [&] { return ++seen < 1; };
  EXPECT_TRUE(caller.ServerStream("/x/Download", v1::DownloadFileRequest(), &piece, one).ok());
  EXPECT_EQ(seen, 1);
}

TEST(CallerTest, SendsAClientStreamInOrderAndReadsTheOneAnswer) {
  std::vector<std::string> messages;
  FakeServer server([&](const FakeServer::Call& call) {
    messages = call.messages;
    v1::UploadFileResponse answer;
    answer.set_persisted_bytes(2);
    return FakeServer::Answer(answer);
  });
  Waits waits;
  Caller caller = Open(server, waits.Settings());
  v1::UploadFileRequest request;
  v1::UploadFileResponse answer;
  int sent = 0;
  const grpc::Status status = caller.ClientStream(
      "/x/Upload", &request,
      [&] {
        request.Clear();
        request.set_upload(absl::StrCat("u", ++sent));
        return sent <= 2;
      },
      &answer);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.persisted_bytes(), 2);
  ASSERT_EQ(messages.size(), 2u);
  v1::UploadFileRequest second;
  ASSERT_TRUE(second.ParseFromString(messages[1]));
  EXPECT_EQ(second.upload(), "u2");
}

TEST(LoopbackTest, IsThisMachineOnly) {
  for (const char* address : {"127.0.0.1:1", "127.8.8.8:1", "localhost:1", "[::1]:1"}) {
    EXPECT_TRUE(IsLoopback(address)) << address;
  }
  for (const char* address :
       {"10.0.0.1:1", "127.example.org:1", "localhost.example.org:1", "[::2]:1", "128.0.0.1:1"}) {
    EXPECT_FALSE(IsLoopback(address)) << address;
  }
}

TEST(OpenChannelTest, WantsAPort) {
  std::shared_ptr<grpc::Channel> channel;
  for (const char* address : {"", "server", ":7443", "server:"}) {
    EXPECT_TRUE(OpenChannel({address, "", false}, &channel).has_value()) << address;
  }
}

}  // namespace
}  // namespace plumbline::client
