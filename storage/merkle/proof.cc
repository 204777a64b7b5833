#include "storage/merkle/proof.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

// The largest power of two below `count`; where RFC 6962 splits a tree of `count` leaves.
// REQUIRES: count >= 2.
uint64_t SplitPoint(uint64_t count) {
  uint64_t split = 1;
  while (split <= (count - 1) / 2) split *= 2;
  return split;
}

absl::Status CheckSize(uint64_t size) {
  if (size > kTreeSizeMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected a tree of at most ", kTreeSizeMax, " leaves, but got ", size, "."));
  }
  return absl::OkStatus();
}

absl::Status IndexBeyondTree(uint64_t index, uint64_t size) {
  return absl::OutOfRangeError(
      absl::StrCat("Expected an index below the tree size ", size, ", but got ", index, "."));
}

absl::Status SizesReversed(uint64_t first, uint64_t second) {
  return absl::OutOfRangeError(absl::StrCat("Expected the first size to be at most the second (",
                                            second, "), but got ", first, "."));
}

absl::Status WrongLength(size_t hashes) {
  return absl::InvalidArgumentError(
      absl::StrCat("Expected another number of proof hashes for these sizes than ", hashes, "."));
}

// MTH(D[begin:end]). `begin` is a multiple of the largest power of two in end - begin, as it is for
// every subtree of RFC 6962: then the range is complete subtrees of falling height.
// REQUIRES: begin < end.
absl::StatusOr<Hash> RangeRoot(uint64_t begin, uint64_t end, HashReader& reader) {
  const uint64_t count = end - begin;
  Hash root;
  bool first = true;
  uint64_t right = end;  // Left border of what `root` covers; folded from the lowest subtree up.
  for (int height = 0; right != begin; ++height) {
    if ((count >> height & 1) == 0) continue;
    right -= uint64_t{1} << height;
    PLUMBLINE_ASSIGN_OR_RETURN(const Hash node, reader.Node(height, right >> height));
    root = first ? node : NodeHash(node, root);
    first = false;
  }
  return root;
}

}  // namespace

absl::StatusOr<Hash> RootAt(uint64_t size, HashReader& reader) {
  PLUMBLINE_RETURN_IF_ERROR(CheckSize(size));
  if (size == 0) return EmptyRoot();
  return RangeRoot(0, size, reader);
}

absl::StatusOr<std::vector<Hash>> InclusionProof(uint64_t index, uint64_t size,
                                                 HashReader& reader) {
  PLUMBLINE_RETURN_IF_ERROR(CheckSize(size));
  if (index >= size) return IndexBeyondTree(index, size);
  std::vector<Hash> proof;
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {  // From the root down to the leaf: the siblings, in reverse order.
    const uint64_t split = begin + SplitPoint(end - begin);
    const bool left = index < split;
    PLUMBLINE_ASSIGN_OR_RETURN(
        const Hash sibling, left ? RangeRoot(split, end, reader) : RangeRoot(begin, split, reader));
    proof.push_back(sibling);
    (left ? end : begin) = split;
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::StatusOr<std::vector<Hash>> ConsistencyProof(uint64_t first, uint64_t second,
                                                   HashReader& reader) {
  PLUMBLINE_RETURN_IF_ERROR(CheckSize(second));
  if (first > second) return SizesReversed(first, second);
  std::vector<Hash> proof;
  if (first == 0 || first == second) return proof;
  uint64_t begin = 0;
  uint64_t end = second;
  while (first != end) {  // Down the path to the border of the first tree.
    const uint64_t split = begin + SplitPoint(end - begin);
    const bool left = first <= split;
    PLUMBLINE_ASSIGN_OR_RETURN(
        const Hash sibling, left ? RangeRoot(split, end, reader) : RangeRoot(begin, split, reader));
    proof.push_back(sibling);
    (left ? end : begin) = split;
  }
  // The last subtree of the first tree; when it is the whole of it the verifier knows its root.
  if (begin != 0) {
    PLUMBLINE_ASSIGN_OR_RETURN(const Hash node, RangeRoot(begin, end, reader));
    proof.push_back(node);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

absl::Status VerifyInclusion(const Hash& leaf_hash, uint64_t index, uint64_t size,
                             absl::Span<const Hash> proof, const Hash& root) {
  if (index >= size) return IndexBeyondTree(index, size);
  uint64_t node = index;     // Position of the computed hash at its height,
  uint64_t last = size - 1;  // and of the last node there.
  Hash hash = leaf_hash;
  for (const Hash& sibling : proof) {
    if (last == 0) return WrongLength(proof.size());
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      while ((node & 1) == 0 &&
             node != 0) {  // The last node has no sibling here: it moves up as is.
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return WrongLength(proof.size());
  if (hash != root) {
    return absl::DataLossError(absl::StrCat("Expected the proof of entry ", index,
                                            " to lead to root ", HexOf(root), ", but it leads to ",
                                            HexOf(hash), "."));
  }
  return absl::OkStatus();
}

absl::Status VerifyConsistency(uint64_t first, const Hash& first_root, uint64_t second,
                               const Hash& second_root, absl::Span<const Hash> proof) {
  if (first > second) return SizesReversed(first, second);
  const absl::Status differs = absl::DataLossError(
      absl::StrCat("Expected the tree of ", second, " entries to continue the tree of ", first,
                   ", but the proof does not lead from one root to the other."));
  if (first == 0 || first == second) {
    if (!proof.empty()) return WrongLength(proof.size());
    const bool empty_agrees = first > 0 || first_root == EmptyRoot();
    const bool same = first < second || first_root == second_root;
    return empty_agrees && same ? absl::OkStatus() : differs;
  }
  uint64_t node = first - 1;
  uint64_t last = second - 1;
  for (; (node & 1) != 0; node >>= 1) last >>= 1;  // Up to the last subtree of the first tree.
  Hash old_hash = first_root;
  if (node != 0) {  // Not the whole first tree: the proof begins with that subtree's root.
    if (proof.empty()) return WrongLength(0);
    old_hash = proof.front();
    proof.remove_prefix(1);
  }
  Hash new_hash = old_hash;
  const size_t hashes = proof.size();
  for (const Hash& sibling : proof) {
    if (last == 0) return WrongLength(hashes);
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(sibling, old_hash);
      new_hash = NodeHash(sibling, new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  if (last != 0) return WrongLength(hashes);
  return old_hash == first_root && new_hash == second_root ? absl::OkStatus() : differs;
}

}  // namespace plumbline
