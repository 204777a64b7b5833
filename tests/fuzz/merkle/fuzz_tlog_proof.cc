// Proof files: print is the inverse of parse, and a proof that was changed in anything but its
// unauthenticated extra data never verifies.
#include <cstdint>
#include <string>
#include <vector>

#include "services/core/base/check.h"
#include "storage/merkle/tlog_proof.h"
#include "storage/merkle/tree.h"

namespace plumbline {
namespace {

constexpr char kOrigin[] = "plumb.example/fuzz/1";

class NoSink : public TileSink {
  void FullTile(int, uint64_t, absl::string_view) override {}
  void FullBundle(uint64_t, absl::string_view) override {}
  void TileRoot(int, uint64_t, const Hash&) override {}
};

// A tree of two entries, the key that signed it, and the one proof that is right for entry 1.
// seeds/tlog_proof/right is this proof.
struct Log {
  Log() : signer(NoteSigner::FromSeed(kOrigin, std::string(32, 'f')).value()) {
    NoSink sink;
    TreeEdge edge;
    const Hash sibling = edge.Append(Sha256("entry 0"), sink);
    edge.Append(Sha256("entry 1"), sink);
    Checkpoint checkpoint;
    checkpoint.origin = kOrigin;
    checkpoint.size = 2;
    checkpoint.root = edge.Root();
    right.index = 1;
    right.hashes = {sibling};
    right.checkpoint = SignCheckpoint(checkpoint, {&signer}).value();
  }
  NoteSigner signer;
  TlogProof right;
};

void Check(absl::string_view text) {
  static const Log* const log = new Log;
  const absl::StatusOr<TlogProof> proof = ParseTlogProof(text);
  if (!proof.ok()) return;
  PLUMBLINE_CHECK(PrintTlogProof(*proof).value() == text, "print is the inverse of parse");
  const absl::Status verified =
      VerifyTlogProof(*proof, Sha256("entry 1"), kOrigin, {log->signer.verifier()}).status();
  const bool right = proof->index == log->right.index && proof->hashes == log->right.hashes &&
                     proof->checkpoint == log->right.checkpoint;
  if (right) PLUMBLINE_CHECK(verified.ok(), "the right proof verifies");
  // Signature lines of unknown keys may be added to a checkpoint; anything else must not pass.
  if (verified.ok()) {
    PLUMBLINE_CHECK(proof->index == log->right.index && proof->hashes == log->right.hashes,
                    "a changed proof never verifies");
  }
}

}  // namespace
}  // namespace plumbline

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  plumbline::Check(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
