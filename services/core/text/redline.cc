#include "services/core/text/redline.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "services/core/base/check.h"
#include "services/core/text/align.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

constexpr size_t kPairCellsMax = 20'000;  // Removed × added clauses that are compared by likeness.
constexpr size_t kLikenessLengthMax = 300;   // Characters of a clause that its likeness looks at.
constexpr double kAlikeMin = 0.45;           // Below it two clauses are different clauses …
constexpr double kAlikeSameAnchorMin = 0.2;  // … unless they stand in the same place.

// A line of the draft: what a reader sees as one clause.
struct Unit {
  std::string anchor;
  std::string line;  // With its label.
  std::string body;  // Without it: what clauses are paired by.
};

std::vector<Unit> UnitsOf(const ClauseTree& tree) {
  std::vector<Unit> units;
  for (const ClauseNode& node : tree.nodes()) {
    if (node.kind == ClauseKind::kTable || node.own_file) continue;  // No text of their own.
    const bool labels_joined = !node.children.empty() && tree.nodes()[node.children.front()].joined;
    if (labels_joined) continue;  // Its paragraph carries the line.
    std::string line = tree.Line(node);
    std::string body = node.text.empty() ? line : node.text;
    units.push_back({node.anchor, std::move(line), std::move(body)});
  }
  return units;
}

std::u32string Decoded(absl::string_view text) {
  absl::StatusOr<std::u32string> decoded = DecodeUtf8(text);
  PLUMBLINE_CHECK(decoded.ok(), "canonical text is UTF-8");
  return *std::move(decoded);
}

void AppendSpan(std::vector<RedlineSpan>* spans, RedlineSpan::Kind kind, std::u32string_view text) {
  if (text.empty()) return;
  if (spans->empty() || spans->back().kind != kind) spans->push_back({kind, ""});
  spans->back().text += EncodeUtf8(text);
}

std::vector<RedlineSpan> SpansOf(absl::string_view before, absl::string_view after,
                                 int64_t* budget) {
  const std::u32string a = Decoded(before);
  const std::u32string b = Decoded(after);
  const std::vector<std::pair<size_t, size_t>> pairs = AlignSequences(
      std::vector<uint32_t>(a.begin(), a.end()), std::vector<uint32_t>(b.begin(), b.end()), budget);
  // Runs of equal characters. A single one between two changes is chance, not reading: it joins
  // the change around it.
  struct Run {
    size_t a, b, length;
  };
  std::vector<Run> runs;
  for (const auto& [i, j] : pairs) {
    if (!runs.empty() && runs.back().a + runs.back().length == i &&
        runs.back().b + runs.back().length == j) {
      ++runs.back().length;
    } else {
      runs.push_back({i, j, 1});
    }
  }
  runs.erase(std::remove_if(runs.begin(), runs.end(),
                            [&](const Run& run) {
                              const bool at_start = run.a == 0 && run.b == 0;
                              const bool at_end =
                                  run.a + run.length == a.size() && run.b + run.length == b.size();
                              return run.length == 1 && !at_start && !at_end;
                            }),
             runs.end());
  runs.push_back({a.size(), b.size(), 0});
  std::vector<RedlineSpan> spans;
  size_t i = 0, j = 0;
  for (const Run& run : runs) {
    AppendSpan(&spans, RedlineSpan::Kind::kRemoved, std::u32string_view(a).substr(i, run.a - i));
    AppendSpan(&spans, RedlineSpan::Kind::kAdded, std::u32string_view(b).substr(j, run.b - j));
    AppendSpan(&spans, RedlineSpan::Kind::kSame, std::u32string_view(a).substr(run.a, run.length));
    i = run.a + run.length;
    j = run.b + run.length;
  }
  return spans;
}

// Neighbouring characters, sorted: two texts are as alike as they share them (Dice).
std::vector<uint64_t> BigramsOf(const std::string& text) {
  const std::u32string decoded = Decoded(text).substr(0, kLikenessLengthMax);
  std::vector<uint64_t> bigrams;
  char32_t last = 0;
  for (char32_t c : decoded) {
    bigrams.push_back(uint64_t{last} << 32 | c);
    last = c;
  }
  std::sort(bigrams.begin(), bigrams.end());
  return bigrams;
}

double Likeness(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      ++shared, ++i, ++j;
    } else if (a[i] < b[j]) {
      ++i;
    } else {
      ++j;
    }
  }
  const size_t total = a.size() + b.size();
  return total == 0 ? 1 : 2.0 * static_cast<double>(shared) / static_cast<double>(total);
}

class Redliner {
 public:
  Redliner(const ClauseTree& before, const ClauseTree& after)
      : old_(UnitsOf(before)), new_(UnitsOf(after)) {}

  std::vector<RedlineEntry> Run() {
    absl::flat_hash_map<absl::string_view, uint32_t> tokens;
    const auto token = [&tokens](const std::string& body) {
      return tokens.try_emplace(body, static_cast<uint32_t>(tokens.size())).first->second;
    };
    std::vector<uint32_t> a, b;
    for (const Unit& unit : old_) a.push_back(token(unit.body));
    for (const Unit& unit : new_) b.push_back(token(unit.body));
    std::vector<std::pair<size_t, size_t>> pairs = AlignSequences(a, b, &budget_);
    pairs.emplace_back(old_.size(), new_.size());
    size_t i = 0, j = 0;
    for (const auto& [pair_i, pair_j] : pairs) {
      Gap(i, pair_i, j, pair_j);
      if (pair_i < old_.size()) Pair(pair_i, pair_j);
      i = pair_i + 1;
      j = pair_j + 1;
    }
    return std::move(entries_);
  }

 private:
  // Clauses between two that stayed: pair those that are versions of each other, in order.
  void Gap(size_t i, size_t i_end, size_t j, size_t j_end) {
    const size_t rows = i_end - i, columns = j_end - j;
    if (rows > 0 && columns > 0 && rows * columns <= kPairCellsMax) {
      // best[r][c]: greatest total likeness of the removed from r on and the added from c on.
      std::vector<std::vector<uint64_t>> old_bigrams, new_bigrams;
      for (size_t r = 0; r < rows; ++r) old_bigrams.push_back(BigramsOf(old_[i + r].body));
      for (size_t c = 0; c < columns; ++c) new_bigrams.push_back(BigramsOf(new_[j + c].body));
      std::vector<std::vector<double>> score(rows, std::vector<double>(columns, 0));
      std::vector<std::vector<double>> best(rows + 1, std::vector<double>(columns + 1, 0));
      for (size_t r = rows; r-- > 0;) {
        for (size_t c = columns; c-- > 0;) {
          const bool same_anchor = old_[i + r].anchor == new_[j + c].anchor;
          const double likeness = Likeness(old_bigrams[r], new_bigrams[c]);
          if (likeness >= (same_anchor ? kAlikeSameAnchorMin : kAlikeMin)) {
            score[r][c] = likeness + (same_anchor ? 0.1 : 0);
          }
          const double paired = score[r][c] > 0 ? score[r][c] + best[r + 1][c + 1] : 0;
          best[r][c] = std::max({paired, best[r + 1][c], best[r][c + 1]});
        }
      }
      size_t r = 0, c = 0;
      while (r < rows && c < columns) {
        if (score[r][c] > 0 && best[r][c] == score[r][c] + best[r + 1][c + 1]) {
          Pair(i + r++, j + c++);
        } else if (best[r][c] == best[r + 1][c]) {
          Removed(i + r++);
        } else {
          Added(j + c++);
        }
      }
      i += r;
      j += c;
    } else if (rows > 0 && columns > 0) {
      // Too many to compare each with each: the place decides.
      absl::flat_hash_map<absl::string_view, size_t> places;
      for (size_t c = j; c < j_end; ++c) places.emplace(new_[c].anchor, c);
      for (; i < i_end; ++i) {
        const auto place = places.find(old_[i].anchor);
        if (place == places.end() || place->second < j) {
          Removed(i);
          continue;
        }
        while (j < place->second) Added(j++);
        Pair(i, j++);
      }
    }
    while (i < i_end) Removed(i++);
    while (j < j_end) Added(j++);
  }

  void Pair(size_t i, size_t j) {
    RedlineEntry entry{RedlineEntry::Kind::kSame, old_[i].anchor, new_[j].anchor, {}};
    if (old_[i].line == new_[j].line) {
      entry.spans.push_back({RedlineSpan::Kind::kSame, old_[i].line});
    } else {
      entry.kind = RedlineEntry::Kind::kChanged;
      entry.spans = SpansOf(old_[i].line, new_[j].line, &budget_);
    }
    entries_.push_back(std::move(entry));
  }

  void Removed(size_t i) {
    entries_.push_back({RedlineEntry::Kind::kRemoved,
                        old_[i].anchor,
                        "",
                        {{RedlineSpan::Kind::kRemoved, old_[i].line}}});
  }

  void Added(size_t j) {
    entries_.push_back({RedlineEntry::Kind::kAdded,
                        "",
                        new_[j].anchor,
                        {{RedlineSpan::Kind::kAdded, new_[j].line}}});
  }

  const std::vector<Unit> old_;
  const std::vector<Unit> new_;
  int64_t budget_ = kAlignBudget;
  std::vector<RedlineEntry> entries_;
};

}  // namespace

std::vector<RedlineEntry> Redline(const ClauseTree& before, const ClauseTree& after) {
  return Redliner(before, after).Run();
}

std::vector<RedlineSpan> RedlineSpans(absl::string_view before, absl::string_view after) {
  int64_t budget = kAlignBudget;
  return SpansOf(before, after, &budget);
}

}  // namespace plumbline
