// Goal: each item of a batch is decided, recorded and answered as if it had come alone. Method: the
// dispatcher over a district in memory; the command queue is emptied at each push, so no thread is needed.
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "plumbline/v1/matter_service.pb.h"
#include "plumbline/v1/review_service.pb.h"
#include "services/runtime/rpc/dispatcher.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {
namespace {

class BatchTest : public ::testing::Test {
 protected:
  BatchTest() {
    queue_.set_wake([this] {
      while (std::optional<CommandCall> call = queue_.Take()) district_.engine().Add(*std::move(call));
      district_.engine().CommitGroup();
    });
  }

  std::string Submitted(const std::string& title) {
    const std::string matter = district_.NewMatter(title);
    district_.Complete(matter);
    district_.Submit(matter);
    return matter;
  }
  v1::AcceptMatterRequest Accept(const std::string& matter) {
    v1::AcceptMatterRequest request;
    request.set_name(matter);
    request.set_etag(district_.EtagOf(matter));
    request.set_request_id(district_.RequestId());
    return request;
  }
  template <typename Request, typename Response>
  std::optional<Refusal> Run(const std::string& who, Request request, Response* response, bool english = false) {
    Dispatcher::Options options;
    options.rooms = &district_.rooms();
    options.store = &district_.store();
    options.security_clock = &district_.security_clock();
    options.procedure_clock = &district_.clock();
    options.queue = &queue_;
    options.pages = &district_.pages();
    const Dispatcher dispatcher(options);
    const MethodRow* method = district_.rooms().FindTaking(Request::descriptor());
    CallFacts facts;
    facts.token = who.empty() ? "" : district_.Token(who);
    facts.english = english;
    return dispatcher.Run(*method, facts, request, *response);
  }
  static std::string ReasonOf(const google::rpc::Status& status) {
    google::rpc::ErrorInfo info;
    return status.details_size() > 0 && status.details(0).UnpackTo(&info) ? info.reason() : "";
  }

  District district_;
  CommandQueue queue_;
};

TEST_F(BatchTest, OneRefusedItemKeepsNoneOfTheOthersBack) {
  const std::string first = Submitted("甲办法");
  const std::string accepted = Submitted("乙办法");
  district_.Accept(accepted);
  const std::string third = Submitted("丙办法");
  v1::BatchAcceptMattersRequest batch;
  *batch.add_requests() = Accept(first);
  *batch.add_requests() = Accept(accepted);
  *batch.add_requests() = Accept(third);
  const uint64_t before = district_.engine().head().size;
  v1::BatchAcceptMattersResponse answer;
  ASSERT_FALSE(Run("intake", batch, &answer).has_value());

  ASSERT_EQ(answer.answers_size(), 3);
  EXPECT_EQ(answer.answers(0).response().matter().name(), first);
  EXPECT_EQ(answer.answers(0).response().matter().stage(), config::v1::STAGE_ACCEPTED);
  EXPECT_EQ(answer.answers(2).response().matter().name(), third);
  EXPECT_GT(answer.answers(2).response().receipt().sequence(), answer.answers(0).response().receipt().sequence());
  EXPECT_FALSE(answer.answers(0).has_error());
  EXPECT_FALSE(answer.answers(1).has_response());
  EXPECT_EQ(ReasonOf(answer.answers(1).error()), "STAGE_MISMATCH");
  EXPECT_THAT(answer.answers(1).error().message(), ::testing::HasSubstr("受理"));
  EXPECT_EQ(district_.engine().head().size, before + 2);
}

TEST_F(BatchTest, ARepeatedBatchIsAnsweredAgainAndDoesNothing) {
  const std::string matter = Submitted("甲办法");
  v1::BatchAcceptMattersRequest batch;
  *batch.add_requests() = Accept(matter);
  v1::BatchAcceptMattersResponse first;
  v1::BatchAcceptMattersResponse second;
  ASSERT_FALSE(Run("intake", batch, &first).has_value());
  const uint64_t size = district_.engine().head().size;
  ASSERT_FALSE(Run("intake", batch, &second).has_value());
  EXPECT_EQ(district_.engine().head().size, size);
  EXPECT_TRUE(second.answers(0).response().receipt().repeated());
  EXPECT_EQ(second.answers(0).response().receipt().sequence(), first.answers(0).response().receipt().sequence());
}

TEST_F(BatchTest, AnItemIsCheckedAsTheSingleCommandIs) {
  const std::string matter = Submitted("甲办法");
  v1::BatchAcceptMattersRequest batch;
  *batch.add_requests() = Accept(matter);
  v1::BatchAcceptMattersResponse answer;
  ASSERT_FALSE(Run("handler", batch, &answer, /*english=*/true).has_value());
  EXPECT_EQ(ReasonOf(answer.answers(0).error()), "ROLE_MISSING");
  answer.Clear();
  ASSERT_FALSE(Run("", batch, &answer).has_value());
  EXPECT_EQ(ReasonOf(answer.answers(0).error()), "SESSION_INVALID");
  answer.Clear();
  batch.mutable_requests(0)->clear_request_id();
  ASSERT_FALSE(Run("intake", batch, &answer).has_value());
  EXPECT_EQ(ReasonOf(answer.answers(0).error()), "FIELD_INVALID");
  answer.Clear();
  *batch.mutable_requests(0) = Accept(matter);
  *batch.add_requests() = Accept(matter);  // The first makes its etag stale.
  ASSERT_FALSE(Run("intake", batch, &answer).has_value());
  EXPECT_TRUE(answer.answers(0).has_response());
  EXPECT_EQ(ReasonOf(answer.answers(1).error()), "ETAG_STALE");
}

TEST_F(BatchTest, AssignsSeveralToOneMatter) {
  const std::string matter = Submitted("甲办法");
  district_.Accept(matter);
  v1::BatchAssignReviewersRequest batch;
  for (const char* advisor : {"advisor1", "advisor2"}) {
    v1::AssignReviewerRequest& item = *batch.add_requests();
    item.set_parent(matter);
    item.set_request_id(district_.RequestId());
    item.set_person(district_.Person(advisor));
    item.set_role(config::v1::ROLE_ADVISOR);
  }
  v1::BatchAssignReviewersResponse answer;
  ASSERT_FALSE(Run("section", batch, &answer).has_value());
  ASSERT_EQ(answer.answers_size(), 2);
  EXPECT_EQ(answer.answers(0).response().assignment().person(), district_.Person("advisor1"));
  EXPECT_EQ(answer.answers(1).response().assignment().person(), district_.Person("advisor2"));
}

TEST_F(BatchTest, TheCallAsAWholeIsBounded) {
  v1::BatchAcceptMattersRequest batch;
  v1::BatchAcceptMattersResponse answer;
  auto refusal = Run("intake", batch, &answer);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason, v1::FIELD_INVALID);
  for (int i = 0; i < 201; ++i) batch.add_requests();
  refusal = Run("intake", batch, &answer);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_THAT(refusal->message_zh, ::testing::HasSubstr("200"));
  EXPECT_EQ(answer.answers_size(), 0);
}

TEST_F(BatchTest, ItemsBeyondAClosedQueueAreRefusedEach) {
  const std::string matter = Submitted("甲办法");
  queue_.Close();
  v1::BatchAcceptMattersRequest batch;
  *batch.add_requests() = Accept(matter);
  v1::BatchAcceptMattersResponse answer;
  ASSERT_FALSE(Run("intake", batch, &answer).has_value());
  EXPECT_EQ(ReasonOf(answer.answers(0).error()), "COMMAND_QUEUE_FULL");
}

}  // namespace
}  // namespace plumbline::testing
