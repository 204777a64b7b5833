// tests/services/paper/paper_steps.h: a district whose profile switches the approval chains on, and the usual steps of papers.
#ifndef PLUMBLINE_TESTS_SERVICES_PAPER_PAPER_STEPS_H_
#define PLUMBLINE_TESTS_SERVICES_PAPER_PAPER_STEPS_H_

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>

#include "plumbline/v1/paper_service.pb.h"
#include "tests/services/opinion/opinion_steps.h"
#include "tests/support/chain_profile.h"

namespace plumbline::testing {

class PaperFixture : public ::testing::Test {
 protected:
  PaperFixture() : district_(WithChains("national", true)) {}

  v1::DraftPaperRequest Draft(const std::string& matter, const std::string& command, const std::string& content) {
    v1::DraftPaperRequest request;
    request.set_parent(matter);
    request.mutable_paper()->set_command(command);
    request.mutable_paper()->set_content(content);
    return request;
  }
  v1::ApprovePaperRequest Approval(const std::string& paper, int through = 0) {
    v1::ApprovePaperRequest request;
    request.set_name(paper);
    request.set_note("同意。");
    request.set_through_step(through);
    return request;
  }
  v1::Paper Approve(const std::string& who, const std::string& paper, int through = 0) {
    return district_.Must<v1::ApprovePaperResponse>(who, Approval(paper, through)).paper();
  }
  // Handed in by its chain (one handler, one head: two acts), taken in, and assigned.
  std::string UnderReview() {
    const std::string matter = district_.NewMatter();
    district_.Complete(matter);
    const auto paper =
        district_.Must<v1::DraftPaperResponse>("handler", Draft(matter, "SubmitMatter", R"({"notSecret": true})")).paper();
    EXPECT_EQ(paper.turn(), 3);
    EXPECT_EQ(Approve("head", paper.name()).state(), v1::PAPER_STATE_ISSUED);
    district_.Accept(matter);
    return district_.StartReview(matter);
  }
  std::string OpinionText(const std::string& matter, const std::string& conclusion = "LAWFUL") {
    v1::IssueOpinionRequest request = district_.OpinionOn(matter, conclusion);
    request.clear_name();
    std::string json;
    EXPECT_TRUE(google::protobuf::util::MessageToJsonString(request, &json).ok());
    return json;
  }
  v1::Paper OpinionPaper(const std::string& matter) {
    return district_.Must<v1::DraftPaperResponse>("reviewer", Draft(matter, "IssueOpinion", OpinionText(matter))).paper();
  }
  void ExpectRefused(const std::string& who, const google::protobuf::Message& request, v1::ErrorReason reason) {
    const uint64_t before = district_.engine().head().size;
    const auto refusal = district_.Refused(who, request);
    ASSERT_TRUE(refusal.has_value()) << request.ShortDebugString();
    EXPECT_EQ(refusal->reason, reason) << refusal->message_en;
    EXPECT_EQ(district_.engine().head().size, before);
  }
  v1::Paper Get(const std::string& who, const std::string& name) {
    v1::GetPaperRequest request;
    request.set_name(name);
    return district_.Must<v1::Paper>(who, request);
  }

  OpinionDistrict district_;
};

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SERVICES_PAPER_PAPER_STEPS_H_
