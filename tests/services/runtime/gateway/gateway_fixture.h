// tests/services/runtime/gateway/gateway_fixture.h: a record in memory, its signer, a standing
// clock.
#ifndef PLUMBLINE_TESTS_SERVICES_RUNTIME_GATEWAY_GATEWAY_FIXTURE_H_
#define PLUMBLINE_TESTS_SERVICES_RUNTIME_GATEWAY_GATEWAY_FIXTURE_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/clock.h"
#include "services/core/base/entropy.h"
#include "storage/journal.h"
#include "storage/memory_store.h"
#include "storage/merkle/note.h"
#include "storage/merkle/tree.h"

namespace plumbline {

inline constexpr char kTestOrigin[] = "plumb.example/gateway/1";

class StandingClock : public Clock {
 public:
  absl::Time Now() const override { return absl::FromUnixSeconds(784111777); }
};

class CountingEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override { return std::string(size, ++next_); }

 private:
  char next_ = 'a';
};

inline NoteSigner TestKey(char seed = 's', absl::string_view origin = kTestOrigin) {
  return NoteSigner::FromSeed(origin, std::string(kEd25519SeedBytes, seed)).value();
}

// A record of made-up entries that grows on demand.
class TestRecord {
 public:
  explicit TestRecord(uint64_t size = 0, absl::string_view flavour = "entry") : flavour_(flavour) {
    Grow(size);
  }

  void Grow(uint64_t size) {
    while (edge_.size() < size) {
      Batch batch;
      batch.base_size = edge_.size();
      TileRows rows(&batch.tiles);
      const uint64_t count = std::min<uint64_t>(size - edge_.size(), 1000);
      for (uint64_t i = 0; i < count; ++i) {
        batch.entries.push_back(absl::StrCat(flavour_, " ", edge_.size()));
        leaf_data_.push_back(Sha256(batch.entries.back()));
        edge_.Append(leaf_data_.back(), rows);
      }
      batch.root_after = edge_.Root();
      absl::Status committed = absl::UnknownError("not answered");
      store_.Commit(batch,
                    [&](absl::StatusOr<TreeHead> head) { committed = std::move(head).status(); });
      PLUMBLINE_CHECK(committed.ok(), "the record grows");
    }
  }

  MemoryStore& store() { return store_; }
  uint64_t size() const { return edge_.size(); }
  Hash root() const { return edge_.Root(); }
  // Leaf data (SHA-256 of the stored entry) of entries [first, first + count), concatenated.
  std::string LeafData(uint64_t first, uint64_t count) const {
    std::string data;
    for (uint64_t i = first; i < first + count; ++i) AppendHash(&data, leaf_data_[i]);
    return data;
  }
  std::string LeafHashes(uint64_t first, uint64_t count) const {
    std::string hashes;
    for (uint64_t i = first; i < first + count; ++i) AppendHash(&hashes, LeafHash(leaf_data_[i]));
    return hashes;
  }

 private:
  static EpochRow FirstEpoch() {
    EpochRow epoch;
    epoch.origin = kTestOrigin;
    return epoch;
  }

  const std::string flavour_;
  MemoryStore store_{FirstEpoch()};
  TreeEdge edge_;
  std::vector<Hash> leaf_data_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_RUNTIME_GATEWAY_GATEWAY_FIXTURE_H_
