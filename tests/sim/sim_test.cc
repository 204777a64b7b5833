// Runs seeds of the simulation, each twice.
//
//   build/dev/tests/world_sim_test --seeds 100 --from 1 [--groups 500]
//
// Without flags: the seeds of tests/sim/seeds.txt (every seed that ever failed) and a few more.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/sim/world_sim.h"

namespace plumbline::testing {
namespace {

uint64_t seeds = 0;
uint64_t from = 1;
int groups = 500;

std::vector<uint64_t> Seeds() {
  std::vector<uint64_t> list;
  if (seeds > 0) {
    for (uint64_t seed = from; seed < from + seeds; ++seed) list.push_back(seed);
    return list;
  }
  std::ifstream in(PLUMBLINE_SOURCE_DIR "/tests/sim/seeds.txt");
  std::string line;
  while (std::getline(in, line)) {
    if (!line.empty() && line[0] != '#') list.push_back(std::strtoull(line.c_str(), nullptr, 10));
  }
  return list;
}

TEST(WorldSimTest, EverySeedKeepsThePromisesAndRunsTheSameTwice) {
  const std::vector<uint64_t> list = Seeds();
  ASSERT_FALSE(list.empty());
  std::map<std::string, int> counts;
  for (const uint64_t seed : list) {
    WorldSim::Options options;
    options.seed = seed;
    options.groups = groups;
    const std::string again =
        absl::StrCat("repeat with: world_sim_test --seeds 1 --from ", seed, " --groups ", groups);
    const SimReport first = WorldSim(options).Run();
    ASSERT_TRUE(first.problems.empty()) << absl::StrJoin(first.problems, "\n") << "\n" << again;
    const SimReport second = WorldSim(options).Run();
    ASSERT_EQ(first.head.size, second.head.size) << again;
    ASSERT_EQ(first.head.root, second.head.root) << again;
    for (const auto& [what, count] : first.counts) counts[what] += count;
    counts["entries"] += static_cast<int>(first.head.size);
  }
  for (const auto& [what, count] : counts) std::cout << what << " " << count << "\n";
  // A workload that never gets anywhere checks nothing.
  if (seeds == 0) {
    for (const char* what : {"SubmitMatterRequest ok", "IssueOpinionRequest ok", "oracle agreed on gates",
                             "PublishDocumentRequest ok", "repeats", "reused ids", "fault crash",
                             "fault answer lost", "fault commit refused", "fault restart",
                             "ApproveDestructionRequest ok", "RecordDestructionDoneRequest ok"}) {
      EXPECT_GT(counts[what], 0) << what;
    }
  }
}

}  // namespace
}  // namespace plumbline::testing

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--seeds") == 0) plumbline::testing::seeds = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--from") == 0) plumbline::testing::from = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::strcmp(argv[i], "--groups") == 0) plumbline::testing::groups = std::atoi(argv[i + 1]);
  }
  return RUN_ALL_TESTS();
}
