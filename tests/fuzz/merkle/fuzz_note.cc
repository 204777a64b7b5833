// Signed notes and checkpoints: print is the inverse of parse, and nothing but the text that the
// key signed is ever opened.
#include <cstdint>
#include <string>

#include "services/core/base/check.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"

using plumbline::NoteVerifier;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // The key of seeds/note/published, and the only text that it signed.
  static const NoteVerifier* const key = new NoteVerifier(
      NoteVerifier::Parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
          .value());
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<plumbline::Note> note = plumbline::ParseNote(bytes);
  if (note.ok()) {
    PLUMBLINE_CHECK(plumbline::PrintNote(*note).value() == bytes, "print is the inverse of parse");
    const absl::StatusOr<plumbline::OpenedNote> opened = plumbline::OpenNote(bytes, {*key});
    PLUMBLINE_CHECK(!opened.ok() || opened->text == "This is an example message.\n",
                    "another text never verifies");
  }
  const absl::string_view text = note.ok() ? absl::string_view(note->text) : bytes;
  const absl::StatusOr<plumbline::Checkpoint> checkpoint = plumbline::ParseCheckpoint(text);
  if (checkpoint.ok()) {
    PLUMBLINE_CHECK(plumbline::PrintCheckpoint(*checkpoint).value() == text,
                    "print is the inverse of parse");
  }
  const absl::StatusOr<NoteVerifier> verifier = NoteVerifier::Parse(bytes);
  if (verifier.ok()) PLUMBLINE_CHECK(verifier->vkey() == bytes, "print is the inverse of parse");
  return 0;
}
