#include "storage/merkle/tlog_proof.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

constexpr absl::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr size_t kHashesMax = 63;  // A tree below 2^63 leaves is no deeper.

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("Expected a tlog-proof, but ", what, "."));
}

// Takes a line off the front, without its newline. False at the end and on an unfinished line.
bool ConsumeLine(absl::string_view* text, absl::string_view* line) {
  const size_t end = text->find('\n');
  if (end == absl::string_view::npos) return false;
  *line = text->substr(0, end);
  text->remove_prefix(end + 1);
  return true;
}

}  // namespace

absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text) {
  if (text.size() > kTlogProofBytesMax) return Malformed("it is larger than 384 KiB");
  TlogProof proof;
  absl::string_view line;
  if (!ConsumeLine(&text, &line) || line != kHeader) {
    return Malformed("the first line is not c2sp.org/tlog-proof@v1");
  }
  if (!ConsumeLine(&text, &line)) return Malformed("the index is missing");
  if (absl::ConsumePrefix(&line, "extra ")) {
    absl::StatusOr<std::string> extra = DecodeBase64(line);
    if (!extra.ok() || extra->empty() || extra->size() > kTlogProofExtraBytesMax) {
      return Malformed("the extra data is not base64 of 1 byte to 64 KiB");
    }
    proof.extra = *std::move(extra);
    if (!ConsumeLine(&text, &line)) return Malformed("the index is missing");
  }
  if (!absl::ConsumePrefix(&line, "index ") || !ParseDecimal(line, &proof.index)) {
    return Malformed("the index is not a decimal number below 2^63 without leading zeros");
  }
  for (;;) {
    if (!ConsumeLine(&text, &line)) return Malformed("the blank line is missing");
    if (line.empty()) break;
    if (proof.hashes.size() == kHashesMax) return Malformed("it has over 63 hashes");
    absl::StatusOr<Hash> hash = HashFromBase64(line);
    if (!hash.ok()) return Malformed("a proof line is not base64 of 32 bytes");
    proof.hashes.push_back(*hash);
  }
  // The checkpoint is taken verbatim; that it is one is checked here, by whom signed is not.
  PLUMBLINE_ASSIGN_OR_RETURN(const Note note, ParseNote(text));
  PLUMBLINE_RETURN_IF_ERROR(ParseCheckpoint(note.text).status());
  proof.checkpoint = std::string(text);
  return proof;
}

absl::StatusOr<std::string> PrintTlogProof(const TlogProof& proof) {
  std::string text = absl::StrCat(kHeader, "\n");
  if (!proof.extra.empty()) {
    absl::StrAppend(&text, "extra ", absl::Base64Escape(proof.extra), "\n");
  }
  absl::StrAppend(&text, "index ", proof.index, "\n");
  for (const Hash& hash : proof.hashes) absl::StrAppend(&text, Base64Of(hash), "\n");
  absl::StrAppend(&text, "\n", proof.checkpoint);
  PLUMBLINE_RETURN_IF_ERROR(ParseTlogProof(text).status());
  return text;
}

absl::StatusOr<Checkpoint> VerifyTlogProof(const TlogProof& proof, const Hash& leaf_data,
                                           absl::string_view origin,
                                           absl::Span<const NoteVerifier> known) {
  PLUMBLINE_ASSIGN_OR_RETURN(Checkpoint checkpoint,
                             OpenCheckpoint(proof.checkpoint, origin, known));
  PLUMBLINE_RETURN_IF_ERROR(VerifyInclusion(LeafHash(leaf_data), proof.index, checkpoint.size,
                                            proof.hashes, checkpoint.root));
  return checkpoint;
}

}  // namespace plumbline
