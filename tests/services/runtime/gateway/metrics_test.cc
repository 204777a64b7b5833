#include "services/runtime/gateway/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class MetricsTest : public ::testing::Test {
 protected:
  const std::shared_ptr<prometheus::Registry> registry_ = std::make_shared<prometheus::Registry>();
  Metrics metrics_{registry_};
};

TEST_F(MetricsTest, CountsCommandsByMethodAndCode) {
  metrics_.CountCommand("SubmitMatter", absl::StatusCode::kOk);
  metrics_.CountCommand("SubmitMatter", absl::StatusCode::kOk);
  metrics_.CountCommand("SubmitMatter", absl::StatusCode::kFailedPrecondition);
  metrics_.CountCommand("GetMatter", absl::StatusCode::kOk);
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("# TYPE plumbline_commands_total counter"));
  EXPECT_THAT(text, HasSubstr("plumbline_commands_total{code=\"ok\",method=\"SubmitMatter\"} 2"));
  EXPECT_THAT(text, HasSubstr("{code=\"failed_precondition\",method=\"SubmitMatter\"} 1"));
  EXPECT_THAT(text, HasSubstr("{code=\"ok\",method=\"GetMatter\"} 1"));
}

TEST_F(MetricsTest, BoundsTheNumberOfMethods) {
  for (size_t i = 0; i < Metrics::kMethodsMax + 50; ++i) {
    metrics_.CountCommand(absl::StrCat("M", i), absl::StatusCode::kOk);
  }
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("{code=\"ok\",method=\"other\"} 50"));
  EXPECT_THAT(text, Not(HasSubstr("\"M300\"")));
}

TEST_F(MetricsTest, ShowsGroupsQueueAndStores) {
  metrics_.ObserveGroup(130, absl::Milliseconds(3));
  metrics_.SetQueueDepth(17);
  metrics_.CountQueueRefusals(4);
  metrics_.SetRecordEntries(70000);
  metrics_.SetStoreBytes("record", 1234);
  metrics_.SetStoreBytes("record", 5678);
  metrics_.SetSealed(true);
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("plumbline_group_commands_sum 130"));
  EXPECT_THAT(text, HasSubstr("plumbline_commit_seconds_bucket{le=\"0.0025\"} 0"));
  EXPECT_THAT(text, HasSubstr("plumbline_commit_seconds_bucket{le=\"0.005\"} 1"));
  EXPECT_THAT(text, HasSubstr("plumbline_queue_depth 17"));
  EXPECT_THAT(text, HasSubstr("plumbline_queue_refused_total 4"));
  EXPECT_THAT(text, HasSubstr("plumbline_record_entries 70000"));
  EXPECT_THAT(text, HasSubstr("plumbline_store_bytes{store=\"record\"} 5678"));
  EXPECT_THAT(text, HasSubstr("plumbline_sealed 1"));
}

TEST_F(MetricsTest, CountsUnknownHttpMethodsTogether) {
  metrics_.CountHttp("GET", 200, absl::Milliseconds(1));
  metrics_.CountHttp("BREW", 405, absl::Milliseconds(1));
  metrics_.CountHttp("", 400, absl::Milliseconds(1));
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("plumbline_http_requests_total{code=\"200\",method=\"GET\"} 1"));
  EXPECT_THAT(text, HasSubstr("{code=\"405\",method=\"other\"} 1"));
  EXPECT_THAT(text, HasSubstr("plumbline_http_request_seconds_count 3"));
}

TEST_F(MetricsTest, AsksForValuesWhenScraped) {
  uint64_t entries = 1;
  metrics_.OnScrape([&entries](Metrics& metrics) { metrics.SetRecordEntries(entries); });
  EXPECT_THAT(metrics_.Text(), HasSubstr("plumbline_record_entries 1\n"));
  entries = 2;
  EXPECT_THAT(metrics_.Text(), HasSubstr("plumbline_record_entries 2\n"));
}

TEST_F(MetricsTest, ShowsTheProcess) {
  const std::string text = metrics_.Text();
  for (const char* name : {"process_resident_memory_bytes", "process_virtual_memory_bytes",
                           "process_cpu_seconds_total", "process_open_fds", "process_threads"}) {
    EXPECT_THAT(text, ContainsRegex(absl::StrCat("\n", name, " [1-9]|\n", name, " 0\\.[0-9]")));
  }
}

TEST_F(MetricsTest, SharesTheRegistryWithOthers) {
  prometheus::BuildCounter().Name("another_total").Register(*registry_).Add({}).Increment(3);
  EXPECT_THAT(metrics_.Text(), HasSubstr("another_total 3"));
}

TEST_F(MetricsTest, LosesNoCountBetweenThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < 1000; ++n) {
        metrics_.CountCommand(absl::StrCat("M", n % 7), absl::StatusCode::kOk);
        if (n % 100 == 0) metrics_.Text();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(metrics_.Text(), HasSubstr("{code=\"ok\",method=\"M0\"} 572"));
}

}  // namespace
}  // namespace plumbline
