// storage/merkle/tlog_proof.h: a proof that travels: entry, path and signed checkpoint in one file.
//
//   c2sp.org/tlog-proof@v1
//   extra YWR2aWNlLTE3         <- optional; opaque, not authenticated by anything
//   index 73894
//   gSKyXoYZ…=                 <- 0..63 hashes, from the leaf's sibling upwards
//                              <- blank line
//   plumb.example/record/1     <- the signed checkpoint, verbatim
//   …
//
// Whoever holds the log's verifier key checks it without a network; an opinion letter (法律意见书)
// carries one. Files are called `.tlog-proof`.
// Source  C2SP tlog-proof.
// Pure; any thread.
#ifndef PLUMBLINE_STORAGE_MERKLE_TLOG_PROOF_H_
#define PLUMBLINE_STORAGE_MERKLE_TLOG_PROOF_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/note.h"
#include "storage/merkle/proof.h"

namespace plumbline {

inline constexpr size_t kTlogProofExtraBytesMax = 64 * 1024;
inline constexpr size_t kTlogProofBytesMax = 384 * 1024;

struct TlogProof {
  std::string extra;         // Bytes; empty means no such line.
  uint64_t index = 0;        // Of the entry; below the checkpoint's size.
  std::vector<Hash> hashes;  // Inclusion proof, 0..63.
  std::string checkpoint;    // Signed note as the log gave it.
};

// Reads a proof; verifies nothing. Strict: one text per proof. Errors  INVALID_ARGUMENT.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text);

// The inverse. Errors  INVALID_ARGUMENT when ParseTlogProof would refuse the result.
absl::StatusOr<std::string> PrintTlogProof(const TlogProof& proof);

// OK only if the log `origin`, by one of the known keys, signed a tree that has this entry at the
// proof's index. `leaf_data` is SHA-256 of the entry's stored bytes.
// Output  the checkpoint that vouches for it.
// Errors  those of OpenCheckpoint and VerifyInclusion.
absl::StatusOr<Checkpoint> VerifyTlogProof(const TlogProof& proof, const Hash& leaf_data,
                                           absl::string_view origin,
                                           absl::Span<const NoteVerifier> known);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_TLOG_PROOF_H_
