// A short run of plumbline-bench: it measures everything, whatever the figures are.
#include <gtest/gtest.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

namespace plumbline::bench {
namespace {

TEST(BenchSmokeTest, EveryFigureIsMeasuredAndPositive) {
  FILE* const out = popen(
      PLUMBLINE_BENCH " --format json --seconds 1 --callers 1,8 --entries 200", "r");
  ASSERT_NE(out, nullptr);
  std::string text;
  char part[4096];
  while (const size_t size = std::fread(part, 1, sizeof(part), out)) text.append(part, size);
  ASSERT_EQ(pclose(out), 0) << text;
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  ASSERT_TRUE(json.is_object()) << text;
  const auto expect_positive = [](const nlohmann::json& object, const std::string& key) {
    ASSERT_TRUE(object.contains(key)) << key;
    ASSERT_TRUE(object[key].is_number()) << key;
    EXPECT_GT(object[key].get<double>(), 0) << key;
  };
  ASSERT_TRUE(json.contains("callers"));
  for (const char* callers : {"1", "8"}) {
    ASSERT_TRUE(json["callers"].contains(callers));
    for (const char* key : {"null_rpc_per_s", "commands_per_s", "ratio_null_rpc", "p50_us", "p99_us"}) {
      expect_positive(json["callers"][callers], key);
    }
  }
  for (const char* key :
       {"bare_store_ratio", "one_caller_over_floor", "restart_s", "verify_tree_over_hashing",
        "verify_full_over_hashing", "flatness", "upload_p99_ratio", "bytes_per_entry", "rss_mib"}) {
    expect_positive(json, key);
  }
  EXPECT_GE(json["entries"].get<int64_t>(), 200);
  EXPECT_GT(json["advice_signed"].get<int64_t>(), 0);
}

}  // namespace
}  // namespace plumbline::bench
