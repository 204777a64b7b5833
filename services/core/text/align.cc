#include "services/core/text/align.h"

#include <algorithm>

#include "absl/container/flat_hash_map.h"

namespace plumbline {
namespace {

using Pairs = std::vector<std::pair<size_t, size_t>>;

// Half-open ranges of both sequences.
struct Window {
  size_t a_begin, a_end, b_begin, b_end;
  size_t a_size() const { return a_end - a_begin; }
  size_t b_size() const { return b_end - b_begin; }
};

class Aligner {
 public:
  Aligner(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b, int64_t* budget)
      : a_(a), b_(b), budget_(budget) {}

  void Align(Window w, bool fixed_points) {
    while (w.a_begin < w.a_end && w.b_begin < w.b_end && a_[w.a_begin] == b_[w.b_begin]) {
      pairs_.emplace_back(w.a_begin++, w.b_begin++);
    }
    Pairs tail;
    while (w.a_begin < w.a_end && w.b_begin < w.b_end && a_[w.a_end - 1] == b_[w.b_end - 1]) {
      tail.emplace_back(--w.a_end, --w.b_end);
    }
    if (w.a_size() > 0 && w.b_size() > 0 && !Myers(w) && fixed_points) FixedPoints(w);
    pairs_.insert(pairs_.end(), tail.rbegin(), tail.rend());
  }

  Pairs Take() { return std::move(pairs_); }

 private:
  // False when it would take too many edits; pairs_ is then unchanged.
  bool Myers(const Window& w) {
    const int64_t n = static_cast<int64_t>(w.a_size());
    const int64_t m = static_cast<int64_t>(w.b_size());
    const int64_t edits_max = std::min<int64_t>(n + m, kAlignEditsMax);
    // reach[k]: how far along diagonal k (x - y) one gets with the edits so far; history keeps
    // the part of it that each round touched.
    std::vector<int32_t> reach(static_cast<size_t>(2 * edits_max + 3), 0);
    const int64_t zero = edits_max + 1;
    std::vector<std::vector<int32_t>> history;
    for (int64_t d = 0; d <= edits_max; ++d) {
      for (int64_t k = -d; k <= d; k += 2) {
        const bool down = k == -d || (k != d && reach[zero + k - 1] < reach[zero + k + 1]);
        int64_t x = down ? reach[zero + k + 1] : reach[zero + k - 1] + 1;
        int64_t y = x - k;
        if (x > n || y > m) {  // Outside: a dead diagonal, kept so that it never wins.
          reach[zero + k] = static_cast<int32_t>(x);
          continue;
        }
        const int64_t start = x;
        while (x < n && y < m && a_[w.a_begin + x] == b_[w.b_begin + y]) ++x, ++y;
        *budget_ -= 1 + x - start;
        reach[zero + k] = static_cast<int32_t>(x);
        if (x == n && y == m) {
          Trace(w, history, d, k);
          return true;
        }
      }
      if (*budget_ < 0) return false;
      history.emplace_back(reach.begin() + (zero - d), reach.begin() + (zero + d + 1));
    }
    return false;
  }

  // Walks back from the end through the rounds and notes each diagonal step.
  void Trace(const Window& w, const std::vector<std::vector<int32_t>>& history, int64_t d,
             int64_t k) {
    Pairs found;
    int64_t x = static_cast<int64_t>(w.a_size());
    int64_t y = static_cast<int64_t>(w.b_size());
    for (; d > 0; --d) {
      const std::vector<int32_t>& before =
          history[static_cast<size_t>(d - 1)];  // Diagonals ±(d-1).
      const auto at = [&](int64_t diagonal) -> int64_t {
        const int64_t i = diagonal + (d - 1);
        return i < 0 || i >= static_cast<int64_t>(before.size()) ? -1 : before[i];
      };
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const int64_t from_k = down ? k + 1 : k - 1;
      const int64_t from_x = at(from_k);
      const int64_t start_x = down ? from_x : from_x + 1;
      while (x > start_x) {
        --x, --y;
        found.emplace_back(w.a_begin + x, w.b_begin + y);
      }
      x = from_x;
      y = from_x - from_k;
      k = from_k;
    }
    while (x > 0 && y > 0) {
      --x, --y;
      found.emplace_back(w.a_begin + x, w.b_begin + y);
    }
    pairs_.insert(pairs_.end(), found.rbegin(), found.rend());
  }

  void FixedPoints(const Window& w) {
    struct Seen {
      int in_a = 0, in_b = 0;
      size_t at_a = 0, at_b = 0;
    };
    absl::flat_hash_map<uint32_t, Seen> seen;
    for (size_t i = w.a_begin; i < w.a_end; ++i) ++seen[a_[i]].in_a, seen[a_[i]].at_a = i;
    for (size_t j = w.b_begin; j < w.b_end; ++j) ++seen[b_[j]].in_b, seen[b_[j]].at_b = j;
    Pairs once;
    for (const auto& [value, s] : seen) {
      if (s.in_a == 1 && s.in_b == 1) once.emplace_back(s.at_a, s.at_b);
    }
    std::sort(once.begin(), once.end());
    // Longest run that increases on both sides: tails[l] ends the best run of length l + 1.
    std::vector<size_t> tails, previous(once.size());
    for (size_t i = 0; i < once.size(); ++i) {
      const auto place =
          std::lower_bound(tails.begin(), tails.end(), once[i].second,
                           [&](size_t tail, size_t value) { return once[tail].second < value; });
      previous[i] = place == tails.begin() ? once.size() : *(place - 1);
      if (place == tails.end()) {
        tails.push_back(i);
      } else {
        *place = i;
      }
    }
    Pairs fixed;
    for (size_t i = tails.empty() ? once.size() : tails.back(); i < once.size(); i = previous[i]) {
      fixed.push_back(once[i]);
    }
    std::reverse(fixed.begin(), fixed.end());
    size_t a = w.a_begin, b = w.b_begin;
    for (const auto& [i, j] : fixed) {
      if (i < a || j < b) continue;
      Align({a, i, b, j}, /*fixed_points=*/false);
      pairs_.emplace_back(i, j);
      a = i + 1;
      b = j + 1;
    }
    Align({a, w.a_end, b, w.b_end}, /*fixed_points=*/false);
  }

  const std::vector<uint32_t>& a_;
  const std::vector<uint32_t>& b_;
  int64_t* const budget_;
  Pairs pairs_;
};

}  // namespace

std::vector<std::pair<size_t, size_t>> AlignSequences(const std::vector<uint32_t>& a,
                                                      const std::vector<uint32_t>& b,
                                                      int64_t* budget) {
  Aligner aligner(a, b, budget);
  aligner.Align({0, a.size(), 0, b.size()}, /*fixed_points=*/true);
  return aligner.Take();
}

}  // namespace plumbline
