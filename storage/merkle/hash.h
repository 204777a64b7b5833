// storage/merkle/hash.h: SHA-256 and the two hashes of an RFC 6962 tree.
//
// Source  RFC 6962 §2.1: leaf hash = SHA-256(0x00 ‖ data), node hash = SHA-256(0x01 ‖ left ‖
// right);
//         the prefixes keep a node from ever passing for a leaf. Empty tree: SHA-256 of nothing.
// Leaf data of our log is itself a hash: SHA-256 of the stored entry bytes, so that whoever holds
// an entry can prove it and whoever does not learns nothing from the tree.
// Pure; any thread; nothing but text helpers allocates.
#ifndef PLUMBLINE_STORAGE_MERKLE_HASH_H_
#define PLUMBLINE_STORAGE_MERKLE_HASH_H_

#include <array>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

inline constexpr size_t kHashBytes = 32;
using Hash = std::array<unsigned char, kHashBytes>;

// SHA-256 of `bytes`, any length.
Hash Sha256(absl::string_view bytes);

// The hash of a leaf with this data, any length.
Hash LeafHash(absl::string_view leaf_data);
Hash LeafHash(const Hash& leaf_data);

// The hash of an inner node.
Hash NodeHash(const Hash& left, const Hash& right);

// The root of the tree without leaves.
Hash EmptyRoot();

// SHA-256 of bytes that arrive in pieces (files, uploads). One thread at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(Sha256Stream&&) noexcept;
  Sha256Stream& operator=(Sha256Stream&&) noexcept;

  void Update(absl::string_view bytes);
  // The digest of everything so far; the stream starts anew.
  Hash Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The 32 bytes, borrowed from `hash`.
inline absl::string_view BytesOf(const Hash& hash) {
  return absl::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
}

inline void AppendHash(std::string* out, const Hash& hash) {
  out->append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

// Errors of the next three: INVALID_ARGUMENT unless the text is the one canonical form of a hash.
absl::StatusOr<Hash> HashFromBytes(absl::string_view bytes);    // Exactly 32 bytes.
absl::StatusOr<Hash> HashFromHex(absl::string_view hex);        // 64 digits, lower case.
absl::StatusOr<Hash> HashFromBase64(absl::string_view base64);  // 44 characters, RFC 4648 §4.

std::string HexOf(const Hash& hash);
std::string Base64Of(const Hash& hash);

// Decodes canonical base64 (RFC 4648 §4): padding present, unused bits zero, no white space.
// Only one text decodes to given bytes, so that parse and print are inverse.
// Errors  INVALID_ARGUMENT.
absl::StatusOr<std::string> DecodeBase64(absl::string_view base64);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_MERKLE_HASH_H_
