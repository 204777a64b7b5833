// storage/keys.h: how keys are made and read; the other half of FORMAT.md.
//
// Every encoding sorts as what it encodes does, so that a list, a range or "the last one before" is
// one seek. Parts are prefix-free: no part is the beginning of another one, so ("a", "bc") and
// ("ab", "c") never meet, and everything under one part is one range [prefix, PrefixEnd(prefix)).
// Makers are total (a wrong argument is our bug and is checked); readers take foreign bytes and
// answer DATA_LOSS when the bytes are no such key. Pure; any thread.
#ifndef PLUMBLINE_STORAGE_KEYS_H_
#define PLUMBLINE_STORAGE_KEYS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

// --- Family kJournal. All makers return at most 10 bytes: no allocation. ---

inline constexpr absl::string_view kHeadKey = "head";

std::string EntryKey(uint64_t sequence);
std::string TileKey(int level, uint64_t index);      // Full tile: 256 hashes.
std::string BundleKey(uint64_t index);               // Full bundle: leaf data, 256 × 32 bytes.
std::string TileRootKey(int level, uint64_t index);  // Root of full tile `index` of `level` - 1.
std::string EpochKey(uint64_t number);

struct JournalKey {
  enum class Kind { kEntry, kTile, kBundle, kTileRoot, kEpoch, kHead };
  Kind kind;
  int level = 0;       // kTile: 0..7. kTileRoot: 1..7. Else 0.
  uint64_t index = 0;  // Sequence, tile, bundle, root or epoch number. kHead: 0.
};
absl::StatusOr<JournalKey> ParseJournalKey(absl::string_view key);

// --- Family kState: a table of one kind of resource, then the resource's name. ---

std::string StateKey(uint16_t table, absl::string_view name);
struct StateKeyParts {
  uint16_t table;
  absl::string_view name;  // Borrowed from the key.
};
absl::StatusOr<StateKeyParts> ParseStateKey(absl::string_view key);

// --- Family kDedupe. `actor`: the caller's name, no zero byte. `request_id`: 1..64 bytes. ---

// Who has no name is `anonymous`; a random token of the client is then part of the request_id.
inline constexpr absl::string_view kAnonymousActor = "anonymous";
std::string DedupeKey(absl::string_view actor, absl::string_view request_id);
struct DedupeKeyParts {
  absl::string_view actor;  // Both borrowed from the key.
  absl::string_view request_id;
};
absl::StatusOr<DedupeKeyParts> ParseDedupeKey(absl::string_view key);

// --- Family kBeside: one byte says what it is, then an id that is that table's own affair. ---
// Other letters a..z are free; FORMAT.md lists those in use.

enum class BesideTable : char {
  kAccessLog = 'a',   // Who read or downloaded an unpublished draft.
  kContent = 'c',     // Texts that can be destroyed, with their salts; id: ContentRef.id.
  kDelivery = 'd',    // Delivery attempts.
  kLayout = 'l',      // Which layout the derived rows have; id: `derived`.
  kKey = 'k',         // Secrets of this record, such as the dedupe rows' HMAC key; id: a name.
  kCredential = 'p',  // Passwords (argon2id); id: name of the person.
  kSession = 's',     // Sessions; id: SHA-256 of the token.
  kAttempt = 't',     // Attempt limits.
};
std::string BesideKey(BesideTable table, absl::string_view id);

// --- Family kIndex, and every key made of parts. ---

// Appends parts to a key. Example, the inbox of a person, newest first:
//   std::string key = KeyWriter().U16(kInbox).Text(person).U64Descending(sequence).Take();
class KeyWriter {
 public:
  KeyWriter& U8(uint8_t value);
  KeyWriter& U16(uint16_t value);
  KeyWriter& U64(uint64_t value);
  KeyWriter& U64Descending(uint64_t value);  // Larger numbers sort first.
  KeyWriter& I64(int64_t value);             // Negative numbers before positive ones.
  // Any bytes. Zero becomes 00 FF; 00 01 ends the text, so that a text sorts before its extensions.
  KeyWriter& Text(absl::string_view text);
  // The last part as it is, without an end mark.
  KeyWriter& Rest(absl::string_view bytes);

  const std::string& key() const { return key_; }
  std::string Take() { return std::move(key_); }

 private:
  std::string key_;
};

// Takes the parts off again, in the same order. After a failed read every read fails.
class KeyReader {
 public:
  explicit KeyReader(absl::string_view key) : rest_(key) {}

  bool U8(uint8_t* value);
  bool U16(uint16_t* value);
  bool U64(uint64_t* value);
  bool U64Descending(uint64_t* value);
  bool I64(int64_t* value);
  bool Text(std::string* text);
  absl::string_view rest() const { return rest_; }

  // OK when every read succeeded and nothing is left; else DATA_LOSS that names `what`.
  absl::Status Finish(absl::string_view what) const;

 private:
  bool Take(size_t size, absl::string_view* bytes);

  absl::string_view rest_;
  bool failed_ = false;
};

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_KEYS_H_
