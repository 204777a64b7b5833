#include "services/core/text/align.h"

#include <algorithm>
#include <random>

#include "gtest/gtest.h"

namespace plumbline {
namespace {

using Sequence = std::vector<uint32_t>;
using Pairs = std::vector<std::pair<size_t, size_t>>;

void ExpectValid(const Sequence& a, const Sequence& b, const Pairs& pairs) {
  for (size_t p = 0; p < pairs.size(); ++p) {
    ASSERT_LT(pairs[p].first, a.size());
    ASSERT_LT(pairs[p].second, b.size());
    EXPECT_EQ(a[pairs[p].first], b[pairs[p].second]);
    if (p > 0) {
      EXPECT_GT(pairs[p].first, pairs[p - 1].first);
      EXPECT_GT(pairs[p].second, pairs[p - 1].second);
    }
  }
}

// The length of the longest common subsequence, by the textbook table.
size_t LongestCommon(const Sequence& a, const Sequence& b) {
  std::vector<std::vector<size_t>> best(a.size() + 1, std::vector<size_t>(b.size() + 1, 0));
  for (size_t i = a.size(); i-- > 0;) {
    for (size_t j = b.size(); j-- > 0;) {
      best[i][j] = a[i] == b[j] ? best[i + 1][j + 1] + 1 : std::max(best[i + 1][j], best[i][j + 1]);
    }
  }
  return best[0][0];
}

Sequence Random(std::mt19937* random, size_t length, uint32_t letters) {
  Sequence sequence(length);
  for (uint32_t& value : sequence) value = static_cast<uint32_t>((*random)()) % letters;
  return sequence;
}

TEST(AlignSequencesTest, PairsAsManyAsTheTextbookTable) {
  std::mt19937 random(7);
  for (int round = 0; round < 400; ++round) {
    const Sequence a = Random(&random, random() % 40, 4);
    const Sequence b = Random(&random, random() % 40, 4);
    int64_t budget = kAlignBudget;
    const Pairs pairs = AlignSequences(a, b, &budget);
    ExpectValid(a, b, pairs);
    EXPECT_EQ(pairs.size(), LongestCommon(a, b)) << "round " << round;
  }
}

TEST(AlignSequencesTest, FindsFixedPointsBeyondTheBound) {
  // Every second element replaced: far more edits than kAlignEditsMax.
  Sequence a, b;
  for (uint32_t i = 0; i < 20'000; ++i) {
    a.push_back(i);
    b.push_back(i % 2 == 0 ? i : 100'000 + i);
  }
  int64_t budget = kAlignBudget;
  const Pairs pairs = AlignSequences(a, b, &budget);
  ExpectValid(a, b, pairs);
  EXPECT_EQ(pairs.size(), 10'000u);
}

TEST(AlignSequencesTest, StaysValidWhenTheBudgetIsUsedUp) {
  std::mt19937 random(11);
  const Sequence a = Random(&random, 5'000, 50);
  const Sequence b = Random(&random, 5'000, 50);
  int64_t budget = 10'000;
  ExpectValid(a, b, AlignSequences(a, b, &budget));
  EXPECT_LT(budget, 0);
  EXPECT_GT(budget, -20'000) << "it stops soon after";
}

}  // namespace
}  // namespace plumbline
