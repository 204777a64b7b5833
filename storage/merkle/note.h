// storage/merkle/note.h: signed notes: a text, a blank line, and signature lines.
//
//   plumb.example/record/1          <- text, ends with a newline
//   70000
//   9pFW…=
//                                   <- blank line
//   — plumb.example/record/1 Az3g…= <- em dash, key name, base64(4-byte key id ‖ signature)
//
// Source  C2SP signed-note; Ed25519 (RFC 8032) with signature type 0x01. Key id = first four bytes,
//         big-endian, of SHA-256(name ‖ LF ‖ 0x01 ‖ public key). Private keys are written as Go's
//         golang.org/x/mod/sumdb/note writes them, so that its tools read ours.
// Input   foreign bytes, at most kNoteBytesMax with kNoteSignaturesMax signatures (16 post-quantum
//         signatures fit). Strict: exactly one text per note; base64 is canonical.
// Threads values are immutable after construction: any thread.
#ifndef PLUMBLINE_STORAGE_MERKLE_NOTE_H_
#define PLUMBLINE_STORAGE_MERKLE_NOTE_H_

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace plumbline {

inline constexpr size_t kNoteBytesMax = 256 * 1024;
inline constexpr size_t kNoteSignaturesMax = 64;
inline constexpr size_t kNoteNameBytesMax = 1024;
inline constexpr size_t kEd25519SeedBytes = 32;

struct NoteSignature {
  std::string name;
  uint32_t key_id = 0;
  std::string signature;  // Without the key id; 1 byte or more.
};

struct Note {
  std::string text;                       // Ends with a newline.
  std::vector<NoteSignature> signatures;  // 1 or more.
};

// Takes a note apart; verifies nothing. Errors  INVALID_ARGUMENT naming what is wrong.
absl::StatusOr<Note> ParseNote(absl::string_view bytes);

// The inverse. Errors  INVALID_ARGUMENT when ParseNote would refuse the result.
absl::StatusOr<std::string> PrintNote(const Note& note);

// True for a key name: non-empty valid UTF-8 without Unicode spaces, plus and control characters.
bool IsNoteName(absl::string_view name);

// True for the text of a note: valid UTF-8, ends with a newline, no other control character.
bool IsNoteText(absl::string_view text);

// A public key that is known and trusted, with its name.
class NoteVerifier {
 public:
  // From `name+hex(key id)+base64(0x01 ‖ public key)`.
  // Errors  INVALID_ARGUMENT: malformed, or the key id is not the key's.
  //         UNIMPLEMENTED: another signature type than Ed25519.
  static absl::StatusOr<NoteVerifier> Parse(absl::string_view vkey);
  // From a name and the 32 bytes of an Ed25519 public key. Errors  INVALID_ARGUMENT.
  static absl::StatusOr<NoteVerifier> FromPublicKey(absl::string_view name,
                                                    absl::string_view public_key);

  const std::string& name() const { return name_; }
  uint32_t key_id() const { return key_id_; }
  const std::string& public_key() const { return public_key_; }  // 32 bytes.
  std::string vkey() const;  // The inverse of Parse.
  bool Verify(absl::string_view text, absl::string_view signature) const;

 private:
  friend class NoteSigner;
  NoteVerifier(std::string name, std::string public_key, std::shared_ptr<EVP_PKEY> key);

  std::string name_;
  std::string public_key_;  // 32 bytes.
  uint32_t key_id_;
  std::shared_ptr<EVP_PKEY> key_;
};

// A private key with its name. Not printed anywhere but by PrivateKey().
class NoteSigner {
 public:
  // `seed`: 32 unpredictable bytes. Errors  INVALID_ARGUMENT: name or seed malformed.
  static absl::StatusOr<NoteSigner> FromSeed(absl::string_view name, absl::string_view seed);

  // From `PRIVATE+KEY+name+hex(key id)+base64(0x01 ‖ seed)`; no newline. Errors as NoteVerifier's;
  // messages never quote the key.
  static absl::StatusOr<NoteSigner> Parse(absl::string_view private_key);

  std::string PrivateKey() const;  // The inverse of Parse: a secret.
  const NoteVerifier& verifier() const { return verifier_; }
  NoteSignature Sign(absl::string_view text) const;

 private:
  NoteSigner(NoteVerifier verifier, std::shared_ptr<EVP_PKEY> key);

  NoteVerifier verifier_;
  std::shared_ptr<EVP_PKEY> key_;
};

// Signs `text` with each signer, in order. Errors  INVALID_ARGUMENT: not the text of a note, or no
// signer.
absl::StatusOr<std::string> SignNote(absl::string_view text,
                                     absl::Span<const NoteSigner* const> signers);

// A note that at least one known key has signed.
struct OpenedNote {
  std::string text;
  std::vector<size_t> verified;  // Which of `known` signed, ascending.
};

// Parses and verifies. Signatures of unknown keys are ignored, even if they share a name or a key
// id (not both) with a known one.
// Errors  INVALID_ARGUMENT: malformed. DATA_LOSS: a known key's signature does not verify.
//         FAILED_PRECONDITION: no known key signed it; check which keys are trusted.
absl::StatusOr<OpenedNote> OpenNote(absl::string_view bytes, absl::Span<const NoteVerifier> known);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_NOTE_H_
