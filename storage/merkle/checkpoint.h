// storage/merkle/checkpoint.h: the head of a log, as the text of a signed note.
//
//   plumb.example/record/1                          <- origin: who and which epoch
//   70000                                           <- size
//   DZFZ2r1pXYhN9XxTXvYyU3f8KQhN0Cg3o6p8C0wJ6lA=    <- root
//
// Source  C2SP tlog-checkpoint. A log never signs two checkpoints that are inconsistent: callers
//         sign durable sizes only.
// Pure; any thread.
#ifndef PLUMBLINE_STORAGE_MERKLE_CHECKPOINT_H_
#define PLUMBLINE_STORAGE_MERKLE_CHECKPOINT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "storage/merkle/hash.h"
#include "storage/merkle/note.h"

namespace plumbline {

inline constexpr size_t kCheckpointExtensionsMax = 16;

struct Checkpoint {
  std::string origin;                   // Non-empty; our logs use a key name (no spaces, no plus).
  uint64_t size = 0;                    // 0..kTreeSizeMax.
  Hash root{};                          // The empty root when size is 0.
  std::vector<std::string> extensions;  // Opaque, non-empty; ours has none.
};

// Reads the note text. Strict: one text per checkpoint. Errors  INVALID_ARGUMENT.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

// The inverse. Errors  INVALID_ARGUMENT when ParseCheckpoint would refuse the result.
absl::StatusOr<std::string> PrintCheckpoint(const Checkpoint& checkpoint);

// The signed note. Errors  INVALID_ARGUMENT as PrintCheckpoint and SignNote.
absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           absl::Span<const NoteSigner* const> signers);

// Verifies a signed checkpoint of the log `origin`.
// Errors  those of OpenNote; INVALID_ARGUMENT: not a checkpoint;
//         FAILED_PRECONDITION: a checkpoint of another log or epoch.
absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note, absl::string_view origin,
                                          absl::Span<const NoteVerifier> known);

// Reads a decimal number of at most kTreeSizeMax without sign, spaces and leading zeros.
bool ParseDecimal(absl::string_view text, uint64_t* value);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_CHECKPOINT_H_
