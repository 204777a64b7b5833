#include "storage/memory_store.h"

#include <utility>

#include "services/core/base/check.h"
#include "storage/keys.h"

namespace plumbline {
namespace {

size_t IndexOf(Family family) { return static_cast<size_t>(family); }

absl::Status OutcomeUnknown() {
  return absl::UnavailableError(
      "The outcome of this write is unknown; the log is sealed until restart. Retry after the "
      "restart with the same request_id");
}

}  // namespace

// Walks one range at one moment. Holds copies: versions may be pruned beside it, never those that
// its snapshot sees.
class MemoryCursor : public Cursor {
 public:
  MemoryCursor(const MemoryStore* store, uint64_t moment, Family family, absl::string_view begin,
               absl::string_view end)
      : store_(store), moment_(moment), family_(family), end_(end) {
    Seek(begin, /*inclusive=*/true);
  }

  bool Valid() const override { return valid_; }
  absl::string_view key() const override { return key_; }
  absl::string_view value() const override { return value_; }
  void Next() override {
    PLUMBLINE_CHECK(valid_, "Next() needs a valid cursor");
    Seek(std::string(key_), /*inclusive=*/false);
  }
  absl::Status status() const override { return absl::OkStatus(); }

 private:
  void Seek(absl::string_view from, bool inclusive) {
    MutexLock lock(&store_->mutex_);
    const MemoryStore::Rows& rows = store_->rows_[IndexOf(family_)];
    auto row = inclusive ? rows.lower_bound(from) : rows.upper_bound(from);
    for (; row != rows.end() && (end_.empty() || row->first < end_); ++row) {
      const MemoryStore::Version* version = store_->VersionAt(row->second, moment_);
      if (version == nullptr || version->removed) continue;
      key_ = row->first;
      value_ = version->value;
      valid_ = true;
      return;
    }
    valid_ = false;
  }

  const MemoryStore* const store_;
  const uint64_t moment_;
  const Family family_;
  const std::string end_;
  std::string key_;
  std::string value_;
  bool valid_ = false;
};

class MemorySnapshot : public Snapshot {
 public:
  MemorySnapshot(const MemoryStore* store, uint64_t moment) : store_(store), moment_(moment) {}
  ~MemorySnapshot() override { store_->ReleaseSnapshot(moment_); }

  absl::StatusOr<bool> Get(Family family, absl::string_view key,
                           std::string* value) const override {
    return store_->GetAt(family, key, moment_, value);
  }

  std::unique_ptr<Cursor> Scan(Family family, absl::string_view begin,
                               absl::string_view end) const override {
    return std::make_unique<MemoryCursor>(store_, moment_, family, begin, end);
  }

  absl::StatusOr<bool> Last(Family family, absl::string_view begin, absl::string_view end,
                            std::string* key, std::string* value) const override {
    MutexLock lock(&store_->mutex_);
    const MemoryStore::Rows& rows = store_->rows_[IndexOf(family)];
    auto row = end.empty() ? rows.end() : rows.lower_bound(end);
    while (row != rows.begin()) {
      --row;
      if (row->first < begin) break;
      const MemoryStore::Version* version = store_->VersionAt(row->second, moment_);
      if (version == nullptr || version->removed) continue;
      *key = row->first;
      *value = version->value;
      return true;
    }
    return false;
  }

 private:
  const MemoryStore* const store_;
  const uint64_t moment_;
};

MemoryStore::MemoryStore(const EpochRow& epoch) {
  head_.epoch = epoch.number;
  MutexLock lock(&mutex_);
  Put({Family::kJournal, EpochKey(epoch.number), EncodeEpochRow(epoch)});
  Put({Family::kJournal, std::string(kHeadKey), EncodeHeadRow(head_)});
}

MemoryStore::~MemoryStore() {
  MutexLock lock(&mutex_);
  PLUMBLINE_CHECK(snapshots_.empty(), "a snapshot outlives its store");
}

std::unique_ptr<Snapshot> MemoryStore::GetSnapshot() const {
  MutexLock lock(&mutex_);
  snapshots_.insert(moment_);
  return std::make_unique<MemorySnapshot>(this, moment_);
}

absl::StatusOr<bool> MemoryStore::Get(Family family, absl::string_view key,
                                      std::string* value) const {
  return GetAt(family, key, UINT64_MAX, value);
}

const MemoryStore::Version* MemoryStore::VersionAt(const Versions& versions,
                                                   uint64_t moment) const {
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (version->moment <= moment) return &*version;
  }
  return nullptr;
}

bool MemoryStore::GetAt(Family family, absl::string_view key, uint64_t moment,
                        std::string* value) const {
  MutexLock lock(&mutex_);
  const Rows& rows = rows_[IndexOf(family)];
  const auto row = rows.find(key);
  if (row == rows.end()) return false;
  const Version* version = VersionAt(row->second, moment);
  if (version == nullptr || version->removed) return false;
  *value = version->value;
  return true;
}

void MemoryStore::ReleaseSnapshot(uint64_t moment) const {
  MutexLock lock(&mutex_);
  snapshots_.erase(snapshots_.find(moment));
  Prune();
}

void MemoryStore::Put(const Write& write) {
  Versions& versions = rows_[IndexOf(write.family)][write.key];
  if (!versions.empty() || write.remove) stale_.push_back({moment_, write.family, write.key});
  if (!versions.empty() && versions.back().moment == moment_) versions.pop_back();
  versions.push_back({moment_, write.remove, write.remove ? std::string() : write.value});
}

// A version is seen by snapshots from its moment up to the next version's. Once every snapshot is
// at or past the moment of the newer one, the older one is dropped, and a removed key altogether.
void MemoryStore::Prune() const {
  const uint64_t oldest = snapshots_.empty() ? moment_ : *snapshots_.begin();
  while (!stale_.empty() && stale_.front().moment <= oldest) {
    const Stale& stale = stale_.front();
    Rows& rows = rows_[IndexOf(stale.family)];
    if (auto row = rows.find(stale.key); row != rows.end()) {
      Versions& versions = row->second;
      size_t first = versions.size() - 1;
      while (first > 0 && versions[first].moment > oldest) --first;
      versions.erase(versions.begin(), versions.begin() + static_cast<std::ptrdiff_t>(first));
      if (versions.size() == 1 && versions[0].removed && versions[0].moment <= oldest) {
        rows.erase(row);
      }
    }
    stale_.pop_front();
  }
}

void MemoryStore::Apply(const Batch& batch) {
  MutexLock lock(&mutex_);
  ++moment_;
  for (size_t i = 0; i < batch.entries.size(); ++i) {
    Put({Family::kJournal, EntryKey(batch.base_size + i), batch.entries[i]});
  }
  for (const auto* writes : {&batch.tiles, &batch.beside, &batch.derived}) {
    for (const Write& write : *writes) Put(write);
  }
  head_.size += batch.entries.size();
  head_.root = batch.root_after;
  head_.batches += 1;
  Put({Family::kJournal, std::string(kHeadKey), EncodeHeadRow(head_)});
  Prune();
}

void MemoryStore::Commit(const Batch& batch,
                         absl::AnyInvocable<void(absl::StatusOr<TreeHead>)> done) {
  PLUMBLINE_CHECK(in_flight_ == nullptr, "one batch is in flight at a time");
  if (sealed_) return done(OutcomeUnknown());
  if (absl::Status status = CheckBatch(batch, head()); !status.ok()) {
    sealed_ = true;
    return done(status);
  }
  ++commits_;
  if (commits_ == refuse_at_) {
    sealed_ = true;
    return done(OutcomeUnknown());
  }
  in_flight_ = &batch;
  in_flight_done_ = std::move(done);
  if (!hold_answers_) Deliver();
}

bool MemoryStore::Deliver() {
  if (in_flight_ == nullptr) return false;
  Apply(*std::exchange(in_flight_, nullptr));
  auto done = std::move(in_flight_done_);
  sealed_ = commits_ == lose_answer_at_;
  if (sealed_) {
    done(OutcomeUnknown());
  } else {
    done(head());
  }
  return true;
}

void MemoryStore::Crash(bool keep_in_flight) {
  const Batch* batch = std::exchange(in_flight_, nullptr);
  in_flight_done_ = nullptr;
  if (batch != nullptr && keep_in_flight) Apply(*batch);
  sealed_ = false;
}

TreeHead MemoryStore::head() const { return {head_.size, head_.root}; }

size_t MemoryStore::version_count() const {
  MutexLock lock(&mutex_);
  size_t count = 0;
  for (const Rows& rows : rows_) {
    for (const auto& [key, versions] : rows) count += versions.size();
  }
  return count;
}

}  // namespace plumbline
