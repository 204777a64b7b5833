#include "storage/merkle/note.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "storage/merkle/hash.h"

namespace plumbline {
namespace {

constexpr char kTypeEd25519 = 0x01;
constexpr size_t kPublicKeyBytes = 32;
constexpr size_t kSignatureBytes = 64;
constexpr size_t kKeyIdBytes = 4;
constexpr absl::string_view kSignaturePrefix = "\xe2\x80\x94 ";  // Em dash, space.
constexpr absl::string_view kPrivateKeyPrefix = "PRIVATE+KEY+";

// Takes one code point off the front. False on anything that is not shortest-form UTF-8.
bool ConsumeCodePoint(absl::string_view* text, uint32_t* code_point) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>((*text)[i]); };
  const unsigned char lead = byte(0);
  const size_t size = lead < 0x80   ? 1
                      : lead < 0xc2 ? 0
                      : lead < 0xe0 ? 2
                      : lead < 0xf0 ? 3
                      : lead < 0xf5 ? 4
                                    : 0;
  if (size == 0 || text->size() < size) return false;
  uint32_t value = size == 1 ? lead : lead & (0x7fu >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return false;
    value = value << 6 | (byte(i) & 0x3fu);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (overlong || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return false;
  *code_point = value;
  text->remove_prefix(size);
  return true;
}

// White_Space of the Unicode character database.
bool IsUnicodeSpace(uint32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

absl::Status Malformed(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("Expected a signed note, but ", what, "."));
}

absl::Status MalformedKey() {
  return absl::InvalidArgumentError(
      "Expected a note key: name+8 hexadecimal digits+base64. Compare it with the key as issued.");
}

std::string BigEndian32(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

uint32_t ReadBigEndian32(absl::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < kKeyIdBytes; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

uint32_t KeyId(absl::string_view name, absl::string_view public_key) {
  const absl::string_view type(&kTypeEd25519, 1);
  return ReadBigEndian32(BytesOf(Sha256(absl::StrCat(name, "\n", type, public_key))));
}

// `name+hex(key id)+base64(type ‖ 32 bytes)`, common to both kinds of key.
struct KeyParts {
  std::string name;
  uint32_t key_id;
  std::string key;
};

absl::StatusOr<KeyParts> ParseKeyParts(absl::string_view text) {
  if (text.size() > kNoteNameBytesMax + 128) return MalformedKey();
  const size_t first = text.find('+');
  if (first == absl::string_view::npos) return MalformedKey();
  const absl::string_view name = text.substr(0, first);
  const absl::string_view rest = text.substr(first + 1);
  if (!IsNoteName(name) || rest.size() < 9 || rest[8] != '+') return MalformedKey();
  const absl::string_view hex = rest.substr(0, 8);
  if (hex.find_first_not_of("0123456789abcdef") != absl::string_view::npos) return MalformedKey();
  absl::StatusOr<std::string> key = DecodeBase64(rest.substr(9));
  if (!key.ok() || key->empty()) return MalformedKey();
  if (key->front() != kTypeEd25519) {
    return absl::UnimplementedError("Expected an Ed25519 note key (signature type 01).");
  }
  if (key->size() != 1 + kPublicKeyBytes) return MalformedKey();
  return KeyParts{std::string(name), ReadBigEndian32(absl::HexStringToBytes(hex)), key->substr(1)};
}

std::string PrintKey(absl::string_view name, uint32_t key_id, absl::string_view key) {
  const absl::string_view type(&kTypeEd25519, 1);
  return absl::StrCat(name, absl::StrFormat("+%08x+", key_id),
                      absl::Base64Escape(absl::StrCat(type, key)));
}

std::shared_ptr<EVP_PKEY> OwnKey(EVP_PKEY* key) {
  return std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
}

const unsigned char* UnsignedBytes(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

using DigestContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

absl::StatusOr<NoteSignature> ParseSignatureLine(absl::string_view line) {
  if (!absl::ConsumePrefix(&line, kSignaturePrefix)) {
    return Malformed("a signature line does not begin with an em dash and a space");
  }
  const size_t space = line.find(' ');
  if (space == absl::string_view::npos || !IsNoteName(line.substr(0, space))) {
    return Malformed("a signature line has no valid key name");
  }
  absl::StatusOr<std::string> blob = DecodeBase64(line.substr(space + 1));
  if (!blob.ok() || blob->size() <= kKeyIdBytes) {
    return Malformed("a signature is not base64 of a key id and a signature");
  }
  return NoteSignature{std::string(line.substr(0, space)), ReadBigEndian32(*blob),
                       blob->substr(kKeyIdBytes)};
}

}  // namespace

bool IsNoteName(absl::string_view name) {
  if (name.empty() || name.size() > kNoteNameBytesMax) return false;
  uint32_t c = 0;
  while (!name.empty()) {
    if (!ConsumeCodePoint(&name, &c) || c < 0x20 || c == '+' || IsUnicodeSpace(c)) return false;
  }
  return true;
}

bool IsNoteText(absl::string_view text) {
  if (text.size() > kNoteBytesMax || !absl::EndsWith(text, "\n")) return false;
  uint32_t c = 0;
  while (!text.empty()) {
    if (!ConsumeCodePoint(&text, &c) || (c < 0x20 && c != '\n')) return false;
  }
  return true;
}

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return Malformed("it is larger than 256 KiB");
  if (!IsNoteText(bytes)) {
    return Malformed("it is not UTF-8 lines ending in newlines, free of control characters");
  }
  const size_t blank = bytes.rfind("\n\n");  // The last one: the text may have blank lines.
  if (blank == absl::string_view::npos) return Malformed("no blank line precedes the signatures");
  Note note;
  note.text = std::string(bytes.substr(0, blank + 1));
  absl::string_view lines = bytes.substr(blank + 2);
  if (lines.empty()) return Malformed("it has no signature line");
  while (!lines.empty()) {
    if (note.signatures.size() == kNoteSignaturesMax) return Malformed("it has over 64 signatures");
    const size_t end = lines.find('\n');
    PLUMBLINE_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(lines.substr(0, end)));
    note.signatures.push_back(std::move(signature));
    lines.remove_prefix(end + 1);
  }
  return note;
}

absl::StatusOr<std::string> PrintNote(const Note& note) {
  if (!IsNoteText(note.text)) {
    return Malformed("the text is not UTF-8 lines ending in newlines, free of control characters");
  }
  if (note.signatures.empty() || note.signatures.size() > kNoteSignaturesMax) {
    return Malformed("the number of signatures is not 1 to 64");
  }
  std::string bytes = absl::StrCat(note.text, "\n");
  for (const NoteSignature& signature : note.signatures) {
    if (!IsNoteName(signature.name)) return Malformed("a key name has a space, plus or control");
    if (signature.signature.empty()) return Malformed("a signature is empty");
    const std::string blob = absl::StrCat(BigEndian32(signature.key_id), signature.signature);
    absl::StrAppend(&bytes, kSignaturePrefix, signature.name, " ", absl::Base64Escape(blob), "\n");
  }
  if (bytes.size() > kNoteBytesMax) return Malformed("it is larger than 256 KiB");
  return bytes;
}

NoteVerifier::NoteVerifier(std::string name, std::string public_key, std::shared_ptr<EVP_PKEY> key)
    : name_(std::move(name)),
      public_key_(std::move(public_key)),
      key_id_(KeyId(name_, public_key_)),
      key_(std::move(key)) {}

absl::StatusOr<NoteVerifier> NoteVerifier::Parse(absl::string_view vkey) {
  PLUMBLINE_ASSIGN_OR_RETURN(KeyParts parts, ParseKeyParts(vkey));
  if (parts.key_id != KeyId(parts.name, parts.key)) return MalformedKey();
  std::shared_ptr<EVP_PKEY> key = OwnKey(EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, UnsignedBytes(parts.key), parts.key.size()));
  if (key == nullptr) return MalformedKey();
  return NoteVerifier(std::move(parts.name), std::move(parts.key), std::move(key));
}

absl::StatusOr<NoteVerifier> NoteVerifier::FromPublicKey(absl::string_view name,
                                                         absl::string_view public_key) {
  if (!IsNoteName(name) || public_key.size() != kPublicKeyBytes) return MalformedKey();
  std::shared_ptr<EVP_PKEY> key = OwnKey(EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, UnsignedBytes(public_key), public_key.size()));
  if (key == nullptr) return MalformedKey();
  return NoteVerifier(std::string(name), std::string(public_key), std::move(key));
}

std::string NoteVerifier::vkey() const { return PrintKey(name_, key_id_, public_key_); }

bool NoteVerifier::Verify(absl::string_view text, absl::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  PLUMBLINE_CHECK(context != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, nullptr,
                                                             nullptr, key_.get()) == 1,
                  "libcrypto verifies Ed25519");
  return EVP_DigestVerify(context.get(), UnsignedBytes(signature), signature.size(),
                          UnsignedBytes(text), text.size()) == 1;
}

NoteSigner::NoteSigner(NoteVerifier verifier, std::shared_ptr<EVP_PKEY> key)
    : verifier_(std::move(verifier)), key_(std::move(key)) {}

absl::StatusOr<NoteSigner> NoteSigner::FromSeed(absl::string_view name, absl::string_view seed) {
  if (!IsNoteName(name)) {
    return absl::InvalidArgumentError(
        "Expected a key name without spaces, plus signs and control characters.");
  }
  if (seed.size() != kEd25519SeedBytes) {
    return absl::InvalidArgumentError("Expected an Ed25519 seed of exactly 32 bytes.");
  }
  std::shared_ptr<EVP_PKEY> key = OwnKey(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, UnsignedBytes(seed), seed.size()));
  std::string public_key(kPublicKeyBytes, '\0');
  size_t size = public_key.size();
  PLUMBLINE_CHECK(key != nullptr &&
                      EVP_PKEY_get_raw_public_key(
                          key.get(), reinterpret_cast<unsigned char*>(&public_key[0]), &size) == 1,
                  "every 32 bytes are an Ed25519 seed");
  return NoteSigner(NoteVerifier(std::string(name), std::move(public_key), key), key);
}

absl::StatusOr<NoteSigner> NoteSigner::Parse(absl::string_view private_key) {
  if (!absl::ConsumePrefix(&private_key, kPrivateKeyPrefix)) {
    return absl::InvalidArgumentError("Expected a private key that begins with PRIVATE+KEY+.");
  }
  PLUMBLINE_ASSIGN_OR_RETURN(KeyParts parts, ParseKeyParts(private_key));
  absl::StatusOr<NoteSigner> signer = FromSeed(parts.name, parts.key);
  OPENSSL_cleanse(&parts.key[0], parts.key.size());
  // The id is that of the public key: a damaged seed is found here.
  if (signer.ok() && signer->verifier_.key_id() != parts.key_id) return MalformedKey();
  return signer;
}

std::string NoteSigner::PrivateKey() const {
  std::string seed(kEd25519SeedBytes, '\0');
  size_t size = seed.size();
  PLUMBLINE_CHECK(EVP_PKEY_get_raw_private_key(
                      key_.get(), reinterpret_cast<unsigned char*>(&seed[0]), &size) == 1,
                  "a signer has its seed");
  std::string text =
      absl::StrCat(kPrivateKeyPrefix, PrintKey(verifier_.name(), verifier_.key_id(), seed));
  OPENSSL_cleanse(&seed[0], seed.size());
  return text;
}

NoteSignature NoteSigner::Sign(absl::string_view text) const {
  DigestContext context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  PLUMBLINE_CHECK(
      context != nullptr &&
          EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
          EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(&signature[0]), &size,
                         UnsignedBytes(text), text.size()) == 1 &&
          size == kSignatureBytes,
      "libcrypto signs with Ed25519");
  return NoteSignature{verifier_.name(), verifier_.key_id(), std::move(signature)};
}

absl::StatusOr<std::string> SignNote(absl::string_view text,
                                     absl::Span<const NoteSigner* const> signers) {
  Note note;
  note.text = std::string(text);
  for (const NoteSigner* signer : signers) note.signatures.push_back(signer->Sign(text));
  return PrintNote(note);
}

absl::StatusOr<OpenedNote> OpenNote(absl::string_view bytes, absl::Span<const NoteVerifier> known) {
  PLUMBLINE_ASSIGN_OR_RETURN(Note note, ParseNote(bytes));
  std::vector<bool> signed_by(known.size());
  for (const NoteSignature& signature : note.signatures) {
    bool is_known = false;
    bool verifies = false;
    for (size_t i = 0; i < known.size(); ++i) {
      if (known[i].name() != signature.name || known[i].key_id() != signature.key_id) continue;
      is_known = true;
      if (!known[i].Verify(note.text, signature.signature)) continue;
      verifies = true;
      signed_by[i] = true;
    }
    if (is_known && !verifies) {
      return absl::DataLossError(absl::StrCat(
          "Expected the signature of ", signature.name,
          " to verify, but it does not: the text or the signature was changed. Do not trust it."));
    }
  }
  OpenedNote opened;
  opened.text = std::move(note.text);
  for (size_t i = 0; i < known.size(); ++i) {
    if (signed_by[i]) opened.verified.push_back(i);
  }
  if (opened.verified.empty()) {
    return absl::FailedPreconditionError(
        "Expected a signature by a known key, but no known key signed the note. Check the keys.");
  }
  return opened;
}

}  // namespace plumbline
