// storage/store.h: reading the record.
//
// The record is five families of keys. Their bytes are fixed in FORMAT.md, made and read by keys.h.
// Nothing here knows the law: a value is bytes, at most kValueBytesMax of them.
#ifndef PLUMBLINE_STORAGE_STORE_H_
#define PLUMBLINE_STORAGE_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

// Families by way of writing. Numbers are stored nowhere; RocksDB sees the names.
enum class Family : uint8_t {
  kJournal,  // Entries, tiles, head, epochs: append only. Class *record*.
  kState,    // One row per resource: rewritten often. Class *derived*.
  kIndex,    // Lists, due work, versioned counters: inserted and deleted. Class *derived*.
  kDedupe,   // (actor, request_id) -> what it did: inserted once, read when absent. Class *beside*.
  kBeside,   // Credentials, sessions, contents with their salts: can be destroyed. Class *beside*.
};
inline constexpr int kFamilyCount = 5;

inline constexpr size_t kValueBytesMax = 64 * 1024;
inline constexpr size_t kKeyBytesMax = 1024;
// Every key that a batch writes sorts below this. Keys from here on are the store's own; reads with
// an empty `end` stop before them.
inline constexpr absl::string_view kKeysEnd = "\xff\xff";

// One write of a batch. `value` is ignored when `remove` is set.
struct Write {
  Family family;
  std::string key;
  std::string value;
  bool remove = false;
};

// Walks the keys of one range in order. Not thread-safe. Must not outlive its Snapshot.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Valid() const = 0;
  // REQUIRES: Valid(). The views live until the next call of Next().
  virtual absl::string_view key() const = 0;
  virtual absl::string_view value() const = 0;
  virtual void Next() = 0;
  // OK, or the read error that ended the walk early (DATA_LOSS, UNAVAILABLE).
  virtual absl::Status status() const = 0;
};

// The record as of one moment: sees all of a committed batch or nothing of it. Any thread.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  // Reads one key. True and `*value` when present, false when absent (`*value` untouched).
  // Errors  DATA_LOSS: stored bytes fail their checksum. UNAVAILABLE: the disk does not answer.
  virtual absl::StatusOr<bool> Get(Family family, absl::string_view key,
                                   std::string* value) const = 0;

  // Keys in [begin, end), ascending. An empty `end` means to the end of the family.
  virtual std::unique_ptr<Cursor> Scan(Family family, absl::string_view begin,
                                       absl::string_view end) const = 0;

  // The last key in [begin, end) with its value; false when the range is empty. One seek.
  virtual absl::StatusOr<bool> Last(Family family, absl::string_view begin, absl::string_view end,
                                    std::string* key, std::string* value) const = 0;
};

// A record that is open. Reads are safe from any thread; writing goes through CommitLog alone.
class Store {
 public:
  virtual ~Store() = default;
  // The newest committed state. Cheap (microseconds); holding one keeps old values alive.
  virtual std::unique_ptr<Snapshot> GetSnapshot() const = 0;
  // As Snapshot::Get on the newest state, without making a snapshot: the command thread's read.
  virtual absl::StatusOr<bool> Get(Family family, absl::string_view key,
                                   std::string* value) const = 0;
};

// The first key after every key that starts with `prefix` ("" when there is none).
std::string PrefixEnd(absl::string_view prefix);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_STORE_H_
