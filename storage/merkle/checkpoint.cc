#include "storage/merkle/checkpoint.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"
#include "storage/merkle/tree.h"

namespace plumbline {
namespace {

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("Expected a checkpoint, but ", what, "."));
}

}  // namespace

bool ParseDecimal(absl::string_view text, uint64_t* value) {
  if (text.empty() || text.size() > 19 || (text.size() > 1 && text[0] == '0')) return false;
  uint64_t result = 0;  // 19 digits fit 64 bits.
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    result = result * 10 + static_cast<uint64_t>(c - '0');
  }
  if (result > kTreeSizeMax) return false;
  *value = result;
  return true;
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  if (!IsNoteText(text)) return Malformed("it is not lines of UTF-8 ending in newlines");
  text.remove_suffix(1);
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  if (lines.size() < 3) return Malformed("it has fewer than three lines");
  if (lines.size() > 3 + kCheckpointExtensionsMax) return Malformed("it has over 16 extensions");
  for (absl::string_view line : lines) {
    if (line.empty()) return Malformed("a line is empty");
  }
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  if (!ParseDecimal(lines[1], &checkpoint.size)) {
    return Malformed("the size is not a decimal number below 2^63 without leading zeros");
  }
  absl::StatusOr<Hash> root = HashFromBase64(lines[2]);
  if (!root.ok()) return Malformed("the root is not base64 of 32 bytes");
  checkpoint.root = *root;
  if (checkpoint.size == 0 && checkpoint.root != EmptyRoot()) {
    return Malformed("the root of size 0 is not the empty root");
  }
  for (size_t i = 3; i < lines.size(); ++i) checkpoint.extensions.emplace_back(lines[i]);
  return checkpoint;
}

absl::StatusOr<std::string> PrintCheckpoint(const Checkpoint& checkpoint) {
  std::string text =
      absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n", Base64Of(checkpoint.root), "\n");
  for (const std::string& line : checkpoint.extensions) absl::StrAppend(&text, line, "\n");
  // Reading it back finds a line break in a field as well as a bound that is passed.
  PLUMBLINE_ASSIGN_OR_RETURN(const Checkpoint read, ParseCheckpoint(text));
  if (read.origin != checkpoint.origin || read.extensions != checkpoint.extensions) {
    return Malformed("the origin or an extension has more than one line");
  }
  return text;
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint,
                                           absl::Span<const NoteSigner* const> signers) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string text, PrintCheckpoint(checkpoint));
  return SignNote(text, signers);
}

absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note, absl::string_view origin,
                                          absl::Span<const NoteVerifier> known) {
  PLUMBLINE_ASSIGN_OR_RETURN(const OpenedNote opened, OpenNote(note, known));
  PLUMBLINE_ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(opened.text));
  if (checkpoint.origin != origin) {
    return absl::FailedPreconditionError(
        absl::StrCat("Expected a checkpoint of ", origin, ", but it is of ", checkpoint.origin,
                     ". Take the key and the origin of the same log and epoch."));
  }
  return checkpoint;
}

}  // namespace plumbline
