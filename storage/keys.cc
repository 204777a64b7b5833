#include "storage/keys.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"
#include "storage/merkle/tree.h"

namespace plumbline {
namespace {

constexpr size_t kRequestIdBytesMax = 64;
constexpr char kTextEnd = '\x01';
constexpr char kTextZero = '\xff';

std::string NumberedKey(char kind, uint64_t index) {
  std::string key(1, kind);
  AppendBigEndian64(&key, index);
  return key;
}

std::string LevelledKey(char kind, int level, uint64_t index) {
  PLUMBLINE_CHECK(level >= 0 && level < kTileLevelCount, "a tile level is 0..7");
  std::string key(1, kind);
  key.push_back(static_cast<char>(level));
  AppendBigEndian64(&key, index);
  return key;
}

absl::Status NoKey(absl::string_view what, absl::string_view key) {
  return absl::DataLossError(absl::StrCat("Expected ", what, ", but the key is ",
                                          absl::BytesToHexString(key.substr(0, 64)),
                                          "; run `plumbline verify` on this record"));
}

}  // namespace

std::string EntryKey(uint64_t sequence) { return NumberedKey('e', sequence); }
std::string BundleKey(uint64_t index) { return NumberedKey('d', index); }
std::string EpochKey(uint64_t number) { return NumberedKey('o', number); }
std::string TileKey(int level, uint64_t index) { return LevelledKey('t', level, index); }

std::string TileRootKey(int level, uint64_t index) {
  PLUMBLINE_CHECK(level >= 1, "level 0 holds leaves, not roots of tiles");
  return LevelledKey('h', level, index);
}

absl::StatusOr<JournalKey> ParseJournalKey(absl::string_view key) {
  using Kind = JournalKey::Kind;
  if (key == kHeadKey) return JournalKey{Kind::kHead};
  if (key.size() == 9) {
    const uint64_t index = ReadBigEndian64(key.substr(1));
    if (key[0] == 'e') return JournalKey{Kind::kEntry, 0, index};
    if (key[0] == 'd') return JournalKey{Kind::kBundle, 0, index};
    if (key[0] == 'o') return JournalKey{Kind::kEpoch, 0, index};
  }
  if (key.size() == 10) {
    const int level = static_cast<unsigned char>(key[1]);
    const uint64_t index = ReadBigEndian64(key.substr(2));
    if (level < kTileLevelCount) {
      if (key[0] == 't') return JournalKey{Kind::kTile, level, index};
      if (key[0] == 'h' && level >= 1) return JournalKey{Kind::kTileRoot, level, index};
    }
  }
  return NoKey("a key of the journal", key);
}

std::string StateKey(uint16_t table, absl::string_view name) {
  std::string key;
  key.reserve(2 + name.size());
  AppendBigEndian16(&key, table);
  key.append(name.data(), name.size());
  return key;
}

absl::StatusOr<StateKeyParts> ParseStateKey(absl::string_view key) {
  KeyReader reader(key);
  uint16_t table = 0;
  if (!reader.U16(&table) || reader.rest().empty()) return NoKey("a key of the state", key);
  return StateKeyParts{table, reader.rest()};
}

std::string DedupeKey(absl::string_view actor, absl::string_view request_id) {
  PLUMBLINE_CHECK(actor.find('\0') == absl::string_view::npos, "an actor's name has no zero byte");
  PLUMBLINE_CHECK(!request_id.empty() && request_id.size() <= kRequestIdBytesMax,
                  "a request_id has 1..64 bytes; requests are checked before they get here");
  std::string key;
  key.reserve(actor.size() + 1 + request_id.size());
  key.append(actor.data(), actor.size());
  key.push_back('\0');
  key.append(request_id.data(), request_id.size());
  return key;
}

absl::StatusOr<DedupeKeyParts> ParseDedupeKey(absl::string_view key) {
  const size_t zero = key.find('\0');
  if (zero == absl::string_view::npos) return NoKey("a dedupe key", key);
  const absl::string_view request_id = key.substr(zero + 1);
  if (request_id.empty() || request_id.size() > kRequestIdBytesMax) {
    return NoKey("a dedupe key with a request_id", key);
  }
  return DedupeKeyParts{key.substr(0, zero), request_id};
}

std::string BesideKey(BesideTable table, absl::string_view id) {
  std::string key;
  key.reserve(1 + id.size());
  key.push_back(static_cast<char>(table));
  key.append(id.data(), id.size());
  return key;
}

KeyWriter& KeyWriter::U8(uint8_t value) {
  key_.push_back(static_cast<char>(value));
  return *this;
}

KeyWriter& KeyWriter::U16(uint16_t value) {
  AppendBigEndian16(&key_, value);
  return *this;
}

KeyWriter& KeyWriter::U64(uint64_t value) {
  AppendBigEndian64(&key_, value);
  return *this;
}

KeyWriter& KeyWriter::U64Descending(uint64_t value) { return U64(~value); }

KeyWriter& KeyWriter::I64(int64_t value) {
  return U64(static_cast<uint64_t>(value) ^ (uint64_t{1} << 63));
}

KeyWriter& KeyWriter::Text(absl::string_view text) {
  for (char c : text) {
    key_.push_back(c);
    if (c == '\0') key_.push_back(kTextZero);
  }
  key_.push_back('\0');
  key_.push_back(kTextEnd);
  return *this;
}

KeyWriter& KeyWriter::Rest(absl::string_view bytes) {
  key_.append(bytes.data(), bytes.size());
  return *this;
}

bool KeyReader::Take(size_t size, absl::string_view* bytes) {
  if (failed_ || rest_.size() < size) {
    failed_ = true;
    return false;
  }
  *bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return true;
}

bool KeyReader::U8(uint8_t* value) {
  absl::string_view bytes;
  if (!Take(1, &bytes)) return false;
  *value = static_cast<uint8_t>(bytes[0]);
  return true;
}

bool KeyReader::U16(uint16_t* value) {
  absl::string_view bytes;
  if (!Take(2, &bytes)) return false;
  *value = static_cast<uint16_t>(static_cast<unsigned char>(bytes[0]) << 8 |
                                 static_cast<unsigned char>(bytes[1]));
  return true;
}

bool KeyReader::U64(uint64_t* value) {
  absl::string_view bytes;
  if (!Take(8, &bytes)) return false;
  *value = ReadBigEndian64(bytes);
  return true;
}

bool KeyReader::U64Descending(uint64_t* value) {
  if (!U64(value)) return false;
  *value = ~*value;
  return true;
}

bool KeyReader::I64(int64_t* value) {
  uint64_t bits = 0;
  if (!U64(&bits)) return false;
  *value = static_cast<int64_t>(bits ^ (uint64_t{1} << 63));
  return true;
}

bool KeyReader::Text(std::string* text) {
  text->clear();
  while (!failed_) {
    absl::string_view bytes;
    if (!Take(1, &bytes)) break;
    if (bytes[0] != '\0') {
      text->push_back(bytes[0]);
      continue;
    }
    if (!Take(1, &bytes)) break;
    if (bytes[0] == kTextEnd) return true;
    if (bytes[0] != kTextZero) failed_ = true;
    text->push_back('\0');
  }
  return false;
}

absl::Status KeyReader::Finish(absl::string_view what) const {
  if (failed_ || !rest_.empty()) return NoKey(what, rest_);
  return absl::OkStatus();
}

}  // namespace plumbline
