// storage/merkle/proof.h: inclusion and consistency proofs, made and checked.
//
// An inclusion proof shows that a leaf is in the tree with a given root; a consistency proof shows
// that a tree is the continuation of an older one, so that nothing was removed or rewritten.
// Source  RFC 6962 §2.1.1 and §2.1.2 (making), RFC 9162 §2.1.3.2 and §2.1.4.2 (checking).
// Hashes run from the leaf upwards. At most kProofHashesMax.
// Pure; any thread, as far as the reader allows.
#ifndef PLUMBLINE_STORAGE_MERKLE_PROOF_H_
#define PLUMBLINE_STORAGE_MERKLE_PROOF_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/tree.h"

namespace plumbline {

inline constexpr size_t kProofHashesMax = 64;

// Gives any node of the complete subtrees: the root of leaves [index << height, (index+1) <<
// height).
class HashReader {
 public:
  virtual ~HashReader() = default;
  // Errors  what the source says; passed on by whoever asks.
  virtual absl::StatusOr<Hash> Node(int height, uint64_t index) = 0;
};

// The root of the first `size` leaves; the empty root at 0.
// Errors  INVALID_ARGUMENT: size above kTreeSizeMax; otherwise what the reader says.
absl::StatusOr<Hash> RootAt(uint64_t size, HashReader& reader);

// Proof that leaf `index` is in the tree of `size` leaves.
// Errors  OUT_OF_RANGE: index >= size. INVALID_ARGUMENT: size above kTreeSizeMax. Reader's errors.
absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size, HashReader& reader);

// Proof that the tree of `second` leaves continues the tree of `first` leaves.
// Empty when first is 0 (nothing to continue) or equals second.
// Errors  OUT_OF_RANGE: first > second. INVALID_ARGUMENT: second above kTreeSizeMax. Reader's
// errors.
absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t first, uint64_t second,
                                                   HashReader& reader);

// OK only if `proof` shows that the leaf with this hash is leaf `index` under `root`.
// Errors  OUT_OF_RANGE: index >= size. INVALID_ARGUMENT: the number of hashes is wrong for index
// and
//         size. DATA_LOSS: the hashes lead to another root.
absl::Status VerifyInclusion(const Hash& leaf_hash, uint64_t index, uint64_t size,
                             absl::Span<const Hash> proof, const Hash& root);

// OK only if `proof` shows that the tree (second, second_root) continues (first, first_root).
// A tree of size 0 has the empty root and is continued by every tree.
// Errors  OUT_OF_RANGE: first > second. INVALID_ARGUMENT: wrong number of hashes.
//         DATA_LOSS: the hashes lead to another root on either side.
absl::Status VerifyConsistency(uint64_t first, const Hash& first_root, uint64_t second,
                               const Hash& second_root, absl::Span<const Hash> proof);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_PROOF_H_
