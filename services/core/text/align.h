// services/core/text/align.h: which elements of two sequences stay, at a bounded cost.
//
// Idea     Myers' greedy difference (E. W. Myers, "An O(ND) Difference Algorithm", 1986) on what is
//          left between the common start and end. It needs D*D memory for D edits, so it gives up
//          at kAlignEditsMax; then elements that occur once on each side are taken as fixed points
//          (their longest increasing run, as in patience sorting) and the gaps are aligned again.
// Bounds   memory about 4 * kAlignEditsMax^2 bytes; `budget` limits the steps over many calls: when
//          it is used up, only common start and end are paired. The answer is then coarser, never
//          wrong.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_ALIGN_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_ALIGN_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace plumbline {

inline constexpr int kAlignEditsMax = 1200;
inline constexpr int64_t kAlignBudget = 40'000'000;  // Steps: well under a second.

// Output  pairs (i, j) with a[i] == b[j], both strictly increasing. Deterministic.
std::vector<std::pair<size_t, size_t>> AlignSequences(const std::vector<uint32_t>& a,
                                                      const std::vector<uint32_t>& b,
                                                      int64_t* budget);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_ALIGN_H_
