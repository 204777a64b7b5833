#include "services/review/draw.h"

#include <string>

#include "services/core/base/bytes.h"
#include "services/core/base/check.h"

namespace plumbline {

Hash DrawSeed(const Hash& root, absl::string_view nonce) {
  PLUMBLINE_CHECK(nonce.size() == kNonceBytes, "the nonce was measured before");
  std::string bytes(BytesOf(root));
  bytes.append(nonce.data(), nonce.size());
  return Sha256(bytes);
}

absl::optional<uint64_t> UnbiasedIndex(uint64_t x, uint64_t m) {
  PLUMBLINE_CHECK(m > 0, "something is left to draw from");
  const uint64_t excess = (UINT64_MAX % m + 1) % m;  // 2^64 mod m, without leaving 64 bits.
  if (x > UINT64_MAX - excess) return absl::nullopt;
  return x % m;
}

std::vector<size_t> DrawPicks(const Hash& seed, size_t pool_size, size_t count) {
  PLUMBLINE_CHECK(count <= pool_size && pool_size <= kDrawPoolMax, "the announcement was bounded");
  std::vector<size_t> left;
  for (size_t i = 0; i < pool_size; ++i) left.push_back(i);
  std::vector<size_t> picks;
  uint64_t counter = 0;
  while (picks.size() < count) {
    std::string bytes(BytesOf(seed));
    AppendBigEndian64(&bytes, counter++);
    const Hash block = Sha256(bytes);
    const absl::optional<uint64_t> index =
        UnbiasedIndex(ReadBigEndian64(BytesOf(block)), left.size());
    if (!index.has_value()) continue;
    picks.push_back(left[*index]);
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(*index));
  }
  return picks;
}

}  // namespace plumbline
