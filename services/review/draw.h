// services/review/draw.h: the arithmetic of a draw (随机抽取), so that anybody can repeat it.
//
// Idea    the seed mixes what the drawing side can't choose (a nonce that another party committed
//         to before) with what that party can't choose (the root of the record's tree once the
//         announcement stands in it). Neither can steer; both can recompute.
// Steps   seed   = SHA-256(root ‖ nonce): root of the tree of (announcement sequence + 1) entries,
//                  32 bytes; nonce, 32 bytes.
//         block  = SHA-256(seed ‖ counter), counter as 8 bytes big endian, from 0, one more for
//                  each block; its first 8 bytes, big endian, are x.
//         pick   with m candidates left, x is rejected when x >= 2^64 - (2^64 mod m): what is left
//                  is a multiple of m, so that nobody is favoured. Else candidate x mod m is taken
//                  out and the others keep their order. Repeat until enough are drawn.
// Order   the pool is ordered by the name of the person, byte by byte; indexes count from 0.
// Example storage/FORMAT.md, "Draws", with every block; more in
//         tests/services/review/draw_vectors.json, made by a program in another language.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_REVIEW_DRAW_H_
#define PLUMBLINE_SERVICES_REVIEW_DRAW_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "storage/merkle/hash.h"

namespace plumbline {

inline constexpr size_t kNonceBytes = 32;
// Candidates in one announcement: its entry stays small.
inline constexpr size_t kDrawPoolMax = 400;

// SHA-256(root ‖ nonce). REQUIRES: nonce.size() == kNonceBytes.
Hash DrawSeed(const Hash& root, absl::string_view nonce);

// x mod m, or nothing where x is rejected. REQUIRES: m > 0.
absl::optional<uint64_t> UnbiasedIndex(uint64_t x, uint64_t m);

// Indexes into the pool in the order in which they are drawn, without repetition.
// REQUIRES: count <= pool_size <= kDrawPoolMax.
std::vector<size_t> DrawPicks(const Hash& seed, size_t pool_size, size_t count);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REVIEW_DRAW_H_
