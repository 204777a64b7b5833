// services/core/base/near_word.h: what somebody meant who misspelt a word.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_NEAR_WORD_H_
#define PLUMBLINE_SERVICES_CORE_BASE_NEAR_WORD_H_

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"

namespace plumbline {

// Closest of `words` for a misspelt one, or one that it begins; empty: none. At most two changes, fewer than half of it.
// Pure; cost O(letters × letters of all words).
inline std::string NearWord(absl::string_view word, const std::vector<std::string>& words) {
  std::string best;
  size_t least = std::min<size_t>(2, word.size() / 2) + 1;
  for (const std::string& candidate : words) {
    // Levenshtein distance, one row at a time.
    std::vector<size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), size_t{0});
    for (size_t i = 1; i <= word.size(); ++i) {
      size_t diagonal = row[0];
      row[0] = i;
      for (size_t j = 1; j <= candidate.size(); ++j) {
        const size_t above = row[j];
        row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (word[i - 1] == candidate[j - 1] ? 0 : 1)});
        diagonal = above;
      }
    }
    if (row.back() < least) {
      least = row.back();
      best = candidate;
    }
  }
  if (!best.empty()) return best;
  for (const std::string& candidate : words) {
    if (word.size() >= 3 && absl::StartsWith(candidate, word)) return candidate;
  }
  return "";
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_BASE_NEAR_WORD_H_
