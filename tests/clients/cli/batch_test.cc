// Goal: a command with several names goes out as one batch and comes back as a table. Method: the whole
// program as a function against a server that answers whatever the test says.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "clients/cli/batch_command.h"
#include "gmock/gmock.h"
#include "plumbline/v1/directory_service.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "tests/clients/support/command_line.h"
#include "tests/clients/support/fake_server.h"
#include "tests/support/temp_dir.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BatchCommandTest : public ::testing::Test {
 protected:
  BatchCommandTest() : server_([this](const FakeServer::Call& call) { return Handle(call); }) {
    line_.environment["PLUMBLINE_SERVER"] = server_.address();
    line_.environment["XDG_STATE_HOME"] = dir_.path();
    line_.environment["PLUMBLINE_PASSWORD"] = "a long password";
    EXPECT_EQ(line_.Run({"auth", "sign-in", "zhang.san"}), 0) << line_.err;
  }

  // matters/m1… exist; matters/gone does not; matters/m2 is refused.
  FakeServer::Reply Handle(const FakeServer::Call& call) {
    if (call.method() == "SignIn") {
      v1::SignInResponse answer;
      answer.mutable_session()->set_token("the-token");
      return FakeServer::Answer(answer);
    }
    if (call.method() == "GetMatter") {
      v1::GetMatterRequest request;
      EXPECT_TRUE(request.ParseFromString(call.messages.at(0)));
      if (request.name() == "matters/gone") {
        return FakeServer::Refuse(grpc::StatusCode::NOT_FOUND, "NOT_FOUND", "没有这个对象。");
      }
      v1::Matter matter;
      matter.set_name(request.name());
      matter.set_etag("v7");
      matter.set_title("办法" + request.name());
      return FakeServer::Answer(matter);
    }
    batches_.push_back(call);
    if (call.method() != "BatchAcceptMatters") return FakeServer::Answer(v1::AcceptMatterResponse());
    v1::BatchAcceptMattersRequest batch;
    EXPECT_TRUE(batch.ParseFromString(call.messages.at(0)));
    v1::BatchAcceptMattersResponse answer;
    for (const v1::AcceptMatterRequest& item : batch.requests()) {
      if (item.name() == "matters/stale") {
        const FakeServer::Reply refusal =
            FakeServer::Refuse(grpc::StatusCode::ABORTED, "ETAG_STALE", "对象已被他人修改。");
        EXPECT_TRUE(answer.add_answers()->mutable_error()->ParseFromString(refusal.status.error_details()));
        continue;
      }
      if (item.name() == "matters/m2") {
        const FakeServer::Reply refusal =
            FakeServer::Refuse(grpc::StatusCode::FAILED_PRECONDITION, "STAGE_MISMATCH", "该事项还在起草。");
        EXPECT_TRUE(answer.add_answers()->mutable_error()->ParseFromString(refusal.status.error_details()));
        continue;
      }
      v1::AcceptMatterResponse& done = *answer.add_answers()->mutable_response();
      done.mutable_matter()->set_name(item.name());
      done.mutable_receipt()->set_sequence(40 + answer.answers_size());
    }
    return FakeServer::Answer(answer);
  }
  v1::BatchAcceptMattersRequest Sent(size_t call) const {
    v1::BatchAcceptMattersRequest batch;
    EXPECT_TRUE(batch.ParseFromString(batches_.at(call).messages.at(0)));
    return batch;
  }

  const TempDir dir_;
  std::vector<FakeServer::Call> batches_;
  FakeServer server_;
  CommandLine line_;
};

TEST_F(BatchCommandTest, SendsSeveralNamesAtOnceAndShowsEach) {
  EXPECT_EQ(line_.Run({"matter", "accept", "matters/m1", "--on", "2023-03-02", "matters/m2", "matters/m3"}), 1);
  ASSERT_EQ(batches_.size(), 1u);
  const v1::BatchAcceptMattersRequest sent = Sent(0);
  ASSERT_EQ(sent.requests_size(), 3);
  EXPECT_EQ(sent.requests(1).name(), "matters/m2");
  EXPECT_EQ(sent.requests(1).etag(), "v7");
  EXPECT_EQ(sent.requests(2).act().occurred_on().day(), 2);
  EXPECT_NE(sent.requests(0).request_id(), sent.requests(1).request_id());
  EXPECT_EQ(sent.requests(0).request_id().size(), 36u);
  EXPECT_THAT(line_.out, HasSubstr("办法matters/m1"));
  EXPECT_THAT(line_.out, HasSubstr("已存证 #41"));
  EXPECT_THAT(line_.out, HasSubstr("该事项还在起草。"));
  EXPECT_THAT(line_.out, HasSubstr("共 3 项：已办理 2 项，未办理 1 项。"));
  EXPECT_THAT(line_.err, IsEmpty());  // The table says it all.
}

TEST_F(BatchCommandTest, WhatIsToBeDoneFollowsTheTable) {
  EXPECT_EQ(line_.Run({"matter", "accept", "matters/m1", "matters/stale"}), 1);
  EXPECT_THAT(line_.err, HasSubstr("matters/stale\n对象已被他人修改。\n"));
  EXPECT_THAT(line_.err, HasSubstr("→"));
}

TEST_F(BatchCommandTest, AnItemThatIsNotThereIsNotSent) {
  EXPECT_EQ(line_.Run({"matter", "accept", "matters/gone", "matters/m1"}), 1);
  ASSERT_EQ(Sent(0).requests_size(), 1);
  EXPECT_EQ(Sent(0).requests(0).name(), "matters/m1");
  EXPECT_THAT(line_.out, HasSubstr("没有这个对象。"));
  EXPECT_THAT(line_.out, HasSubstr("已办理 1 项，未办理 1 项"));
}

TEST_F(BatchCommandTest, OneNameStaysTheSingleCommand) {
  EXPECT_EQ(line_.Run({"matter", "accept", "matters/m1"}), 0) << line_.err;
  ASSERT_EQ(batches_.size(), 1u);
  EXPECT_EQ(batches_[0].method(), "AcceptMatter");
}

TEST_F(BatchCommandTest, SendsAsManyAtATimeAsTheServerTakes) {
  std::vector<std::string> words = {"matter", "accept", "--format", "jsonl"};
  for (int i = 0; i < 201; ++i) words.push_back("matters/n" + std::to_string(i));
  EXPECT_EQ(line_.Run(words), 0) << line_.err;
  ASSERT_EQ(batches_.size(), 2u);
  EXPECT_EQ(Sent(0).requests_size(), 200);
  EXPECT_EQ(Sent(1).requests(0).name(), "matters/n200");
  EXPECT_EQ(std::count(line_.out.begin(), line_.out.end(), '\n'), 201);
}

TEST_F(BatchCommandTest, ScriptsGetOneObject) {
  EXPECT_EQ(line_.Run({"matter", "accept", "matters/m1", "matters/m2", "--format", "json"}), 1);
  const auto json = nlohmann::json::parse(line_.out);
  EXPECT_EQ(json["answers"][0]["name"], "matters/m1");
  EXPECT_EQ(json["answers"][0]["response"]["receipt"]["sequence"], "41");
  EXPECT_EQ(json["answers"][1]["error"]["reason"], "STAGE_MISMATCH");
}

TEST_F(BatchCommandTest, TakesAWholeBatchAsJsonAndFillsWhatIsLeftOut) {
  EXPECT_EQ(line_.Run({"matter", "batch-accept", "--json",
                       R"({"requests": [{"name": "matters/m1"}, {"name": "matters/m3", "etag": "v9"}]})"}),
            0)
      << line_.err;
  EXPECT_EQ(Sent(0).requests(0).etag(), "v7");
  EXPECT_EQ(Sent(0).requests(1).etag(), "v9");
  EXPECT_EQ(Sent(0).requests(1).request_id().size(), 36u);
}

TEST_F(BatchCommandTest, WhatBelongsToOneItemIsRefusedForMany) {
  EXPECT_EQ(line_.Run({"matter", "accept", "matters/m1", "matters/m3", "--etag", "v7"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("--etag"));
  EXPECT_THAT(batches_, IsEmpty());
}

TEST_F(BatchCommandTest, ACommandWithoutABatchTakesOneName) {
  EXPECT_EQ(line_.Run({"matter", "withdraw", "matters/m1", "matters/m3", "--reason", "r"}), 2);
  EXPECT_THAT(line_.err, HasSubstr("一次只办理一个对象"));
  EXPECT_THAT(batches_, IsEmpty());
}

TEST_F(BatchCommandTest, HelpSaysThatSeveralMayBeNamed) {
  EXPECT_EQ(line_.Run({"matter", "accept", "--help"}), 0);
  EXPECT_THAT(line_.out, HasSubstr("<name> [name…]"));
  EXPECT_THAT(line_.out, HasSubstr("逐项办理"));
  EXPECT_EQ(line_.Run({"matter", "withdraw", "--help"}), 0);
  EXPECT_THAT(line_.out, Not(HasSubstr("逐项办理")));
}

}  // namespace
}  // namespace plumbline::client
