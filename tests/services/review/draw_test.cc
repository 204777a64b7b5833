#include "services/review/draw.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/strings/escaping.h"
#include "nlohmann/json.hpp"

namespace plumbline {
namespace {

nlohmann::json Vectors() {
  std::ifstream in(PLUMBLINE_SOURCE_DIR "/tests/services/review/draw_vectors.json");
  std::stringstream text;
  text << in.rdbuf();
  return nlohmann::json::parse(text.str());
}

// draw_vectors.py made the vectors without any of our code.
TEST(DrawPicksTest, AgreesWithAnotherImplementation) {
  const nlohmann::json vectors = Vectors();
  ASSERT_GE(vectors["draws"].size(), 10u);
  for (const nlohmann::json& one : vectors["draws"]) {
    const std::string nonce = absl::HexStringToBytes(one["nonce"].get<std::string>());
    const Hash root = *HashFromHex(one["root"].get<std::string>());
    const Hash seed = DrawSeed(root, nonce);
    EXPECT_EQ(HexOf(seed), one["seed"].get<std::string>());
    EXPECT_EQ(DrawPicks(seed, one["pool"].get<size_t>(), one["count"].get<size_t>()),
              one["picks"].get<std::vector<size_t>>());
  }
}

TEST(DrawPicksTest, DrawsNobodyTwice) {
  const std::vector<size_t> picks = DrawPicks(Sha256("seed"), 100, 100);
  EXPECT_EQ(std::set<size_t>(picks.begin(), picks.end()).size(), 100u);
}

TEST(DrawPicksTest, DrawsNobodyWhenNobodyIsWanted) {
  EXPECT_TRUE(DrawPicks(Sha256("seed"), 5, 0).empty());
}

TEST(DrawPicksTest, DependsOnRootAndNonceAlike) {
  const std::string nonce(kNonceBytes, 'n');
  const Hash seed = DrawSeed(Sha256("root"), nonce);
  EXPECT_NE(seed, DrawSeed(Sha256("another root"), nonce));
  EXPECT_NE(seed, DrawSeed(Sha256("root"), std::string(kNonceBytes, 'm')));
}

TEST(UnbiasedIndexTest, RejectsWhatWouldFavourTheFirstCandidates) {
  const nlohmann::json vectors = Vectors();
  for (const nlohmann::json& bound : vectors["bounds"]) {
    const auto m = bound["m"].get<uint64_t>();
    const uint64_t largest =
        std::strtoull(bound["largest_taken"].get<std::string>().c_str(), nullptr, 10);
    EXPECT_TRUE(UnbiasedIndex(largest, m).has_value()) << m;
    if (largest == UINT64_MAX) continue;  // m divides 2^64.
    EXPECT_FALSE(UnbiasedIndex(largest + 1, m).has_value()) << m;
  }
}

}  // namespace
}  // namespace plumbline
