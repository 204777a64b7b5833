#include "clients/lib/errors.h"

#include <nlohmann/json.hpp>

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "tests/clients/support/fake_server.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

grpc::Status GateRefusal() {
  google::rpc::PreconditionFailure gates;
  auto* gate = gates.add_violations();
  gate->set_type("G-INTERNAL-REVIEW");
  gate->set_subject("重大行政决策程序暂行条例 第二十六条");
  gate->set_description("缺少起草单位自身的合法性审核意见");
  gates.add_violations()->set_type("G-MATERIALS");
  return FakeServer::Refuse(grpc::StatusCode::FAILED_PRECONDITION, "GATE_UNMET", "尚有关口未满足。",
                            "Some gates are not met.", {&gates}, {{"moreGates", "3"}})
      .status;
}

TEST(DecodeErrorTest, ReadsReasonBothLanguagesGatesAndHowManyMore) {
  const CallError error = DecodeError(GateRefusal());
  EXPECT_EQ(error.reason, v1::GATE_UNMET);
  EXPECT_EQ(error.message.zh, "尚有关口未满足。");
  EXPECT_EQ(error.message.en, "Some gates are not met.");
  ASSERT_EQ(error.gates.size(), 2u);
  EXPECT_EQ(error.gates[0].id, "G-INTERNAL-REVIEW");
  EXPECT_EQ(error.more_gates, 3);
  EXPECT_EQ(ExitCodeOf(error), kExitRefused);
}

TEST(DecodeErrorTest, KeepsAReasonThatThisProgramDoesNotKnow) {
  const CallError error = DecodeError(
      FakeServer::Refuse(grpc::StatusCode::ABORTED, "SOMETHING_NEW", "新原因", "A new reason")
          .status);
  EXPECT_EQ(error.reason, v1::REASON_UNSPECIFIED);
  EXPECT_EQ(error.reason_name, "SOMETHING_NEW");
  EXPECT_THAT(RenderError(error, Language::kEnglish), HasSubstr("A new reason"));
}

TEST(DecodeErrorTest, ReadsWhenToTryAgain) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500000000);
  const CallError error =
      DecodeError(FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "COMMAND_QUEUE_FULL", "繁忙",
                                     "Busy", {&retry})
                      .status);
  EXPECT_EQ(error.retry_after, absl::Milliseconds(1500));
  EXPECT_FALSE(error.outcome_unknown());
  EXPECT_EQ(ExitCodeOf(error), kExitUnavailable);
}

TEST(DecodeErrorTest, TakesDetailsThatAreNoneAsAbsent) {
  const CallError error =
      DecodeError(grpc::Status(grpc::StatusCode::INTERNAL, "odd", "\xff\xff\xff"));
  EXPECT_EQ(error.reason_name, "");
  EXPECT_EQ(error.message.zh, "odd");
}

TEST(DecodeErrorTest, KnowsWhenNobodyKnowsTheOutcome) {
  EXPECT_TRUE(DecodeError({grpc::StatusCode::UNAVAILABLE, "broken"}).outcome_unknown());
  EXPECT_TRUE(DecodeError({grpc::StatusCode::DEADLINE_EXCEEDED, ""}).outcome_unknown());
  EXPECT_TRUE(
      DecodeError(FakeServer::Refuse(grpc::StatusCode::UNAVAILABLE, "OUTCOME_UNKNOWN", "x").status)
          .outcome_unknown());
  EXPECT_FALSE(DecodeError({grpc::StatusCode::INVALID_ARGUMENT, ""}).outcome_unknown());
  EXPECT_FALSE(
      DecodeError(
          FakeServer::Refuse(grpc::StatusCode::DEADLINE_EXCEEDED, "DEADLINE_PASSED", "x").status)
          .outcome_unknown());
}

TEST(DecodeErrorTest, SaysToSignInWithItsOwnExitCode) {
  const CallError error = DecodeError(
      FakeServer::Refuse(grpc::StatusCode::UNAUTHENTICATED, "SESSION_INVALID", "会话已过期。")
          .status);
  EXPECT_EQ(ExitCodeOf(error), kExitNotSignedIn);
  EXPECT_THAT(RenderError(error, Language::kChinese), HasSubstr("plumbline auth sign-in"));
}

TEST(RenderErrorTest, ListsEachGateWithItsArticleAndWhatToDo) {
  CallError error = DecodeError(GateRefusal());
  error.gates[0].missing = {"DOC-LEGAL"};
  error.gates[0].todo = "请上传本单位的合法性审核意见";
  const std::string text = RenderError(error, Language::kChinese);
  EXPECT_THAT(text,
              HasSubstr("✗ G-INTERNAL-REVIEW  "
                        "缺少起草单位自身的合法性审核意见（重大行政决策程序暂行条例 第二十六条）"));
  EXPECT_THAT(text, HasSubstr("有 5 个关口未满足"));
  EXPECT_THAT(text, HasSubstr("缺少：DOC-LEGAL"));
  EXPECT_THAT(text, HasSubstr("→ 请上传本单位的合法性审核意见"));
  EXPECT_THAT(text, HasSubstr("另有 3 个关口未满足"));
}

TEST(RenderErrorTest, ListsAllBadFieldsAndBothVersions) {
  google::rpc::BadRequest bad;
  auto* field = bad.add_field_violations();
  field->set_field("matter.title");
  field->set_description("请填写标题");
  bad.add_field_violations()->set_field("matter.kinds[1]");
  const std::string text =
      RenderError(DecodeError(FakeServer::Refuse(grpc::StatusCode::INVALID_ARGUMENT,
                                                 "FIELD_INVALID", "请求有误", "Mistakes", {&bad},
                                                 {{"sentVersion", "2"}, {"currentVersion", "5"}})
                                  .status),
                  Language::kChinese);
  EXPECT_THAT(text, HasSubstr("matter.title：请填写标题"));
  EXPECT_THAT(text, HasSubstr("matter.kinds[1]"));
  EXPECT_THAT(text, HasSubstr("您看到的版本 2，现为版本 5"));
}

TEST(RenderErrorJsonTest, IsOneObjectThatScriptsCanBranchOn) {
  const auto json =
      nlohmann::json::parse(RenderErrorJson(DecodeError(GateRefusal()), Language::kEnglish));
  EXPECT_EQ(json["code"], "FAILED_PRECONDITION");
  EXPECT_EQ(json["reason"], "GATE_UNMET");
  EXPECT_EQ(json["gates"][1]["gate"], "G-MATERIALS");
  EXPECT_EQ(json["more_gates"], 3);
}

}  // namespace
}  // namespace plumbline::client
