#include "storage/fsck.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/bytes.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/merkle/tree.h"

namespace plumbline {
namespace {

constexpr uint64_t kStripeTiles = 64;
constexpr uint64_t kStripeEntries = kStripeTiles * kTileWidth;
constexpr uint64_t kStripesAhead = 8;  // Results that may wait for their turn.

// What order-dependent checks need of one entry.
struct SubjectStep {
  uint64_t subject;  // Hash of its name.
  int64_t version;
};

struct StripeResult {
  absl::Status status;  // Not OK: the disk failed, nothing below is complete.
  std::vector<FsckProblem> problems;
  bool complete = true;             // Every entry of the stripe was read.
  std::vector<Hash> tile_roots;     // Of its full tiles.
  std::vector<Hash> edge;           // Leaf hashes of the last, partial tile.
  std::vector<SubjectStep> steps;   // One per entry.
  int64_t first_recorded_us = 0;
  int64_t last_recorded_us = 0;
};

Hash HashAt(const std::vector<Hash>& hashes, size_t i) { return hashes[i]; }

// key == EntryKey(sequence), without making one.
bool IsEntryKey(absl::string_view key, uint64_t sequence) {
  return key.size() == 9 && key[0] == 'e' && ReadBigEndian64(key.substr(1)) == sequence;
}

// One level up: pairs are joined, a lone last one is carried up as it is (RFC 6962 §2.1).
void FoldOnce(std::vector<Hash>* hashes) {
  const size_t pairs = hashes->size() / 2;
  for (size_t i = 0; i < pairs; ++i) {
    (*hashes)[i] = NodeHash(HashAt(*hashes, 2 * i), HashAt(*hashes, 2 * i + 1));
  }
  if (hashes->size() % 2 == 1) {
    (*hashes)[pairs] = hashes->back();
    hashes->resize(pairs + 1);
  } else {
    hashes->resize(pairs);
  }
}

absl::string_view BytesOfAll(const std::vector<Hash>& hashes) {
  return {reinterpret_cast<const char*>(hashes.data()), hashes.size() * kHashBytes};
}

// Compares rows that must be there, in key order, with what they must hold.
class RowChecker {
 public:
  RowChecker(const Snapshot& snapshot, absl::string_view begin, absl::string_view end)
      : cursor_(snapshot.Scan(Family::kJournal, begin, end)) {}

  // The next row is (key, value): empty string; else what is wrong with it. `*first` is then the
  // position of the first hash that differs, 0 when the row is missing.
  std::string Expect(absl::string_view key, absl::string_view value, uint64_t* first) {
    *first = 0;
    while (cursor_->Valid() && cursor_->key() < key) cursor_->Next();
    if (!cursor_->Valid() || cursor_->key() != key) return Missing();
    const absl::string_view stored = cursor_->value();
    const bool equal = stored == value;
    if (!equal && stored.size() == value.size()) {
      const auto differs = std::mismatch(stored.begin(), stored.end(), value.begin()).first;
      *first = static_cast<uint64_t>(differs - stored.begin()) / kHashBytes;
    }
    cursor_->Next();
    return equal ? "" : "is not what the entries give";
  }
  std::string Expect(absl::string_view key, absl::string_view value) {
    uint64_t ignored;
    return Expect(key, value, &ignored);
  }

 private:
  std::string Missing() const {
    if (cursor_->status().ok()) return "is missing";
    return absl::StrCat("cannot be read: ", cursor_->status().message());
  }

  std::unique_ptr<Cursor> cursor_;
};

// Reads and hashes one stripe. Many run at once.
class StripeChecker {
 public:
  StripeChecker(const Snapshot& snapshot, const FsckOptions& options, uint64_t size)
      : snapshot_(snapshot), options_(options), size_(size) {}

  StripeResult Check(uint64_t stripe) const {
    StripeResult result;
    const uint64_t first = stripe * kStripeEntries;
    const uint64_t end = std::min(size_, first + kStripeEntries);
    const uint64_t first_tile = first / kTileWidth;
    const uint64_t end_tile = end / kTileWidth + 1;
    std::unique_ptr<Cursor> cursor =
        snapshot_.Scan(Family::kJournal, EntryKey(first), EntryKey(end));
    RowChecker bundles(snapshot_, BundleKey(first_tile), BundleKey(end_tile));
    RowChecker tiles(snapshot_, TileKey(0, first_tile), TileKey(0, end_tile));
    RowChecker roots(snapshot_, TileRootKey(1, first_tile), TileRootKey(1, end_tile));
    std::vector<Hash> leaf_data;
    std::vector<Hash> leaves;
    leaf_data.reserve(kTileWidth);
    leaves.reserve(kTileWidth);
    std::string request_id;  // Of the entry before.
    if (options_.check_headers) result.steps.reserve(end - first);

    for (uint64_t sequence = first; sequence < end; ++sequence, cursor->Next()) {
      if (!cursor->Valid() || !IsEntryKey(cursor->key(), sequence)) {
        result.complete = false;
        const absl::Status status = cursor->status();
        if (absl::IsUnavailable(status)) result.status = status;
        Add(&result, sequence,
            status.ok() ? "The entry is missing" : absl::StrCat("Unreadable: ", status.message()));
        return result;
      }
      const absl::string_view entry = cursor->value();
      leaf_data.push_back(Sha256(entry));
      leaves.push_back(LeafHash(leaf_data.back()));
      if (options_.check_headers) {
        CheckEntry(entry, sequence, sequence == first, &request_id, &result);
      }
      if (leaves.size() == kTileWidth) {
        const uint64_t tile = sequence / kTileWidth;
        // The three say the same of one tile: the first that is wrong is reported.
        const bool sound =
            CheckRow(&bundles, "bundle", tile, BundleKey(tile), BytesOfAll(leaf_data), &result) &&
            CheckRow(&tiles, "tile of level 0,", tile, TileKey(0, tile), BytesOfAll(leaves),
                     &result);
        while (leaves.size() > 1) FoldOnce(&leaves);
        if (sound) {
          CheckRow(&roots, "tile root of level 1,", tile, TileRootKey(1, tile),
                   BytesOf(leaves[0]), &result);
        }
        result.tile_roots.push_back(leaves[0]);
        leaves.clear();
        leaf_data.clear();
      }
    }
    result.edge = std::move(leaves);
    return result;
  }

 private:
  static void Add(StripeResult* result, uint64_t sequence, std::string what) {
    result->problems.push_back({sequence, std::move(what)});
  }

  // A row over the 256 entries of `tile`; the problem names the first entry that differs.
  static bool CheckRow(RowChecker* rows, absl::string_view kind, uint64_t tile,
                       absl::string_view key, absl::string_view value, StripeResult* result) {
    uint64_t first;
    const std::string fault = rows->Expect(key, value, &first);
    if (!fault.empty()) {
      Add(result, tile * kTileWidth + first, absl::StrCat("The ", kind, " ", tile, " ", fault));
    }
    return fault.empty();
  }

  void CheckEntry(absl::string_view entry, uint64_t sequence, bool first_of_stripe,
                  std::string* request_id, StripeResult* result) const {
    const absl::StatusOr<EntryHeader> read = ReadEntryHeader(entry);
    if (!read.ok() || (options_.parses && !options_.parses(entry))) {
      Add(result, sequence,
          read.ok() ? "The entry does not parse" : std::string(read.status().message()));
      result->steps.push_back({0, 0});
      return;
    }
    const EntryHeader& header = *read;
    if (header.sequence != sequence) {
      Add(result, sequence, absl::StrCat("The entry says it is number ", header.sequence));
    }
    if (header.subject.empty()) Add(result, sequence, "The entry has no subject");
    if (result->steps.empty()) {
      result->first_recorded_us = header.recorded_at_us;
    } else if (header.recorded_at_us < result->last_recorded_us) {
      Add(result, sequence, "recorded_at is before that of the entry before");
    }
    result->last_recorded_us = std::max(result->last_recorded_us, header.recorded_at_us);
    result->steps.push_back({absl::Hash<absl::string_view>()(header.subject),
                             header.subject_version});
    const bool same_command = !first_of_stripe && header.request_id == *request_id;
    if (options_.has_dedupe_row && !header.request_id.empty() && !same_command) {
      const absl::StatusOr<bool> found = options_.has_dedupe_row(header);
      if (!found.ok()) {
        Add(result, sequence, absl::StrCat("Its dedupe row: ", found.status().message()));
      } else if (!*found) {
        Add(result, sequence, "Its request_id has no dedupe row: a retry would be done twice");
      }
    }
    request_id->assign(header.request_id.data(), header.request_id.size());
  }

  const Snapshot& snapshot_;
  const FsckOptions& options_;
  const uint64_t size_;
};

// Runs the stripes on workers and hands their results out in order.
class StripeQueue {
 public:
  StripeQueue(const StripeChecker& checker, uint64_t stripes, int threads)
      : checker_(checker), stripes_(stripes) {
    for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { Work(); });
  }

  ~StripeQueue() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    for (std::thread& worker : workers_) worker.join();
  }

  StripeResult Take() {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait(lock, [this] { return ready_.count(turn_) > 0; });
    const auto result = ready_.find(turn_);
    StripeResult taken = std::move(result->second);
    ready_.erase(result);
    ++turn_;
    lock.unlock();
    changed_.notify_all();
    return taken;
  }

 private:

  void Work() {
    for (;;) {
      uint64_t stripe;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] {
          return stopped_ || next_ == stripes_ || next_ < turn_ + kStripesAhead;
        });
        if (stopped_ || next_ == stripes_) return;
        stripe = next_++;
      }
      StripeResult result = checker_.Check(stripe);
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        ready_.emplace(stripe, std::move(result));
      }
      changed_.notify_all();
    }
  }

  const StripeChecker& checker_;
  const uint64_t stripes_;
  // Not base/mutex.h: absl evaluates a waiter's condition in the thread that unlocks, after the
  // last that the thread sanitizer is told of it.
  std::mutex mutex_;
  std::condition_variable changed_;
  // Guarded by mutex_.
  std::map<uint64_t, StripeResult> ready_;
  uint64_t next_ = 0;
  uint64_t turn_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> workers_;
};

// Versions of subjects, of one part of them at a time (see the header).
class VersionChecker {
 public:
  explicit VersionChecker(size_t subjects_max) : subjects_max_(subjects_max) {}

  // False when the version is not the one after the last.
  bool Step(const SubjectStep& step) {
    if (step.version == 0 && step.subject == 0) return true;  // Reported as unreadable already.
    if (step.subject % parts_ != part_) return true;
    int64_t& version = versions_[step.subject];
    const bool follows = step.version == version + 1;
    version = step.version;
    // Only in the first part are subjects met for the first time; later parts are no larger.
    while (versions_.size() > subjects_max_) {
      parts_ *= 2;
      absl::erase_if(versions_, [&](const auto& row) { return row.first % parts_ != part_; });
    }
    return follows;
  }

  // Goes on to the next part; false when all are done. Parts may still be split while one runs:
  // 0 mod n holds 0 mod 2n, and n mod 2n is left for later.
  bool NextPart() {
    versions_.clear();
    ++part_;
    return part_ < parts_;
  }

 private:
  const size_t subjects_max_;
  uint64_t parts_ = 1;
  uint64_t part_ = 0;
  absl::flat_hash_map<uint64_t, int64_t> versions_;
};

class Checker {
 public:
  Checker(const Snapshot& snapshot, const FsckOptions& options)
      : snapshot_(snapshot), options_(options), versions_(options.subjects_max) {}

  absl::StatusOr<FsckReport> Run() {
    const Journal journal(&snapshot_);
    const absl::StatusOr<HeadRow> head = journal.Head();
    if (!head.ok()) {
      if (!absl::IsDataLoss(head.status())) return head.status();
      Add(absl::nullopt, std::string(head.status().message()));
      return Finish();
    }
    head_ = *head;
    report_.entries = head_.size;
    PLUMBLINE_ASSIGN_OR_RETURN(const bool complete, CheckEntries());
    if (complete) {
      CheckUpperTiles();
      CheckRoots(journal);
      if (options_.check_headers) PLUMBLINE_RETURN_IF_ERROR(CheckOtherParts());
    }
    PLUMBLINE_RETURN_IF_ERROR(CheckNothingElse());
    CheckEpochs(journal);
    return Finish();
  }

 private:
  void Add(absl::optional<uint64_t> sequence, std::string what) {
    ++report_.problem_count;
    if (sequence.has_value()) {
      report_.first_bad = std::min(*sequence, report_.first_bad.value_or(*sequence));
    }
    if (report_.problems.size() < kFsckProblemsMax) {
      report_.problems.push_back({sequence, std::move(what)});
    }
  }

  FsckReport Finish() {
    report_.ok = report_.problem_count == 0;
    return std::move(report_);
  }

  // True when every entry could be read.
  absl::StatusOr<bool> CheckEntries() {
    const StripeChecker checker(snapshot_, options_, head_.size);
    const uint64_t stripes = (head_.size + kStripeEntries - 1) / kStripeEntries;
    StripeQueue queue(checker, stripes, options_.threads);
    int64_t recorded_us = INT64_MIN;
    for (uint64_t stripe = 0; stripe < stripes; ++stripe) {
      StripeResult result = queue.Take();
      PLUMBLINE_RETURN_IF_ERROR(result.status);
      const uint64_t first = stripe * kStripeEntries;
      if (!result.steps.empty() && result.first_recorded_us < recorded_us) {
        Add(first, "recorded_at is before that of the entry before");
      }
      if (!result.steps.empty()) recorded_us = std::max(recorded_us, result.last_recorded_us);
      for (FsckProblem& problem : result.problems) Add(problem.sequence, std::move(problem.what));
      for (size_t i = 0; i < result.steps.size(); ++i) Step(first + i, result.steps[i]);
      if (!result.complete) return false;
      tile_roots_.insert(tile_roots_.end(), result.tile_roots.begin(), result.tile_roots.end());
      edge_ = std::move(result.edge);
      const uint64_t done = std::min(head_.size, first + kStripeEntries);
      if (options_.progress && !options_.progress(done, head_.size)) {
        return absl::CancelledError("The check was cancelled");
      }
    }
    return true;
  }

  void Step(uint64_t sequence, const SubjectStep& step) {
    if (!versions_.Step(step)) {
      Add(sequence, absl::StrCat("subject_version ", step.version,
                                 " does not follow the version before it"));
    }
  }

  // Levels 1 and up, and the root over all of it.
  void CheckUpperTiles() {
    std::vector<Hash> complete = std::move(tile_roots_);  // Hashes of the current level.
    std::vector<Hash> carried = std::move(edge_);         // The incomplete subtree below, folded.
    while (carried.size() > 1) FoldOnce(&carried);
    for (int level = 1; level < kTileLevelCount && !complete.empty(); ++level) {
      const size_t full = complete.size() / kTileWidth;
      RowChecker tiles(snapshot_, TileKey(level, 0), TileKey(level, full));
      RowChecker roots(snapshot_, TileRootKey(std::min(level + 1, kTileLevelCount - 1), 0), "i");
      std::vector<Hash> above;
      for (size_t tile = 0; tile < full; ++tile) {
        const auto begin = complete.begin() + static_cast<std::ptrdiff_t>(tile * kTileWidth);
        std::vector<Hash> hashes(begin, begin + kTileWidth);
        AddTile(level, tile, "tile", tiles.Expect(TileKey(level, tile), BytesOfAll(hashes)));
        while (hashes.size() > 1) FoldOnce(&hashes);
        if (level + 1 < kTileLevelCount) {
          AddTile(level + 1, tile, "tile root",
                  roots.Expect(TileRootKey(level + 1, tile), BytesOf(hashes[0])));
        }
        above.push_back(hashes[0]);
      }
      std::vector<Hash> rest(complete.begin() + static_cast<std::ptrdiff_t>(full * kTileWidth),
                             complete.end());
      rest.insert(rest.end(), carried.begin(), carried.end());
      while (rest.size() > 1) FoldOnce(&rest);
      carried = std::move(rest);
      complete = std::move(above);
    }
    report_.root = carried.empty() ? EmptyRoot() : carried[0];
  }

  void AddTile(int level, uint64_t index, absl::string_view kind, const std::string& fault) {
    if (fault.empty()) return;
    Add(absl::nullopt, absl::StrCat("The ", kind, " ", index, " of level ", level, " ", fault));
  }

  void CheckRoots(const Journal& journal) {
    if (report_.root != head_.root) {
      Add(absl::nullopt, absl::StrCat("The entries give the root ", HexOf(report_.root),
                                      ", but the head row says ", HexOf(head_.root)));
    }
    if (!options_.mark.has_value()) return;
    const HeadRow& mark = *options_.mark;
    if (mark.epoch != head_.epoch) {
      Add(absl::nullopt, absl::StrCat("The record is of epoch ", head_.epoch,
                                      ", but the mark of epoch ", mark.epoch));
    } else if (mark.size > head_.size) {
      Add(head_.size, absl::StrCat("The record holds ", head_.size, " entries, but ", mark.size,
                                   " were acknowledged"));
    } else {
      const absl::StatusOr<Hash> root = journal.Root(mark.size);
      if (!root.ok() || *root != mark.root) {
        Add(absl::nullopt, absl::StrCat("The first ", mark.size,
                                        " entries do not give the root that was acknowledged"));
      }
    }
  }

  // Subjects that did not fit into memory: headers again, for one part of them after the other.
  absl::Status CheckOtherParts() {
    while (versions_.NextPart()) {
      const std::unique_ptr<Cursor> cursor =
          snapshot_.Scan(Family::kJournal, EntryKey(0), EntryKey(head_.size));
      uint64_t sequence = 0;
      for (; cursor->Valid(); cursor->Next(), ++sequence) {
        const absl::StatusOr<EntryHeader> header = ReadEntryHeader(cursor->value());
        if (!header.ok()) continue;  // Reported in the first pass.
        Step(sequence, {absl::Hash<absl::string_view>()(header->subject),
                        header->subject_version});
      }
      PLUMBLINE_RETURN_IF_ERROR(cursor->status());
    }
    return absl::OkStatus();
  }

  // Rows of the journal that no record of this size has.
  absl::Status CheckNothingElse() {
    PLUMBLINE_RETURN_IF_ERROR(ExpectEmpty("", "d"));
    PLUMBLINE_RETURN_IF_ERROR(ExpectEmpty(BundleKey(head_.size / kTileWidth), "e"));
    PLUMBLINE_RETURN_IF_ERROR(ExpectEmpty(EntryKey(head_.size), "h"));
    uint64_t hashes = head_.size;  // Complete nodes of the level.
    for (int level = 0; level < kTileLevelCount; ++level, hashes /= kTileWidth) {
      const std::string next(1, static_cast<char>(level + 1));
      PLUMBLINE_RETURN_IF_ERROR(
          ExpectEmpty(TileKey(level, hashes / kTileWidth), absl::StrCat("t", next)));
      if (level == 0) continue;
      PLUMBLINE_RETURN_IF_ERROR(
          ExpectEmpty(TileRootKey(level, hashes), absl::StrCat("h", next)));
    }
    const std::string levels(1, static_cast<char>(kTileLevelCount));
    PLUMBLINE_RETURN_IF_ERROR(ExpectEmpty(absl::StrCat("h", levels), kHeadKey));
    PLUMBLINE_RETURN_IF_ERROR(ExpectEmpty(absl::StrCat(kHeadKey, std::string(1, '\0')), "o"));
    PLUMBLINE_RETURN_IF_ERROR(ExpectEmpty(EpochKey(head_.epoch + 1), "t"));
    return ExpectEmpty(absl::StrCat("t", levels), "");
  }

  absl::Status ExpectEmpty(absl::string_view begin, absl::string_view end) {
    const std::unique_ptr<Cursor> cursor = snapshot_.Scan(Family::kJournal, begin, end);
    if (!cursor->Valid()) {
      if (absl::IsUnavailable(cursor->status())) return cursor->status();
      if (!cursor->status().ok()) Add(absl::nullopt, std::string(cursor->status().message()));
      return absl::OkStatus();
    }
    const absl::StatusOr<JournalKey> key = ParseJournalKey(cursor->key());
    absl::optional<uint64_t> sequence;
    if (key.ok() && key->kind == JournalKey::Kind::kEntry) sequence = key->index;
    Add(sequence, absl::StrCat("A record of ", head_.size, " entries has no row ",
                               key.ok() ? "like one that is there" : "with such a key", " (",
                               cursor->key().size(), " bytes, from ", begin.substr(0, 1), ")"));
    return absl::OkStatus();
  }

  // Numbered from 1 without gaps, each starting where a tree of that size was restored.
  void CheckEpochs(const Journal& journal) {
    const absl::StatusOr<std::vector<EpochRow>> epochs = journal.Epochs();
    if (!epochs.ok()) return Add(absl::nullopt, std::string(epochs.status().message()));
    if (epochs->size() != head_.epoch) {
      return Add(absl::nullopt, absl::StrCat("The head row names epoch ", head_.epoch, ", but ",
                                             epochs->size(), " epochs are there"));
    }
    uint64_t number = 1;
    uint64_t start = 0;
    for (const EpochRow& epoch : *epochs) {
      const bool sound = epoch.number == number++ && epoch.start_size >= start &&
                         epoch.start_size <= head_.size &&
                         epoch.restored.size == epoch.start_size;
      absl::StatusOr<Hash> root = EmptyRoot();
      if (sound && report_.problem_count == 0) root = journal.Root(epoch.start_size);
      if (!sound || (report_.problem_count == 0 && (!root.ok() || *root != epoch.restored.root))) {
        Add(absl::nullopt, absl::StrCat("The row of epoch ", epoch.number,
                                        " does not fit the record"));
      }
      start = epoch.start_size;
    }
  }

  const Snapshot& snapshot_;
  const FsckOptions& options_;
  VersionChecker versions_;
  FsckReport report_;
  HeadRow head_;
  std::vector<Hash> tile_roots_;
  std::vector<Hash> edge_;
};

}  // namespace

absl::StatusOr<DedupeRows> DedupeRows::Read(const Snapshot& snapshot) {
  DedupeRows result;
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kDedupe, "", "");
  for (; cursor->Valid(); cursor->Next()) {
    result.rows_.insert(absl::Hash<absl::string_view>()(cursor->key()));
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  return result;
}

bool DedupeRows::Has(const EntryHeader& entry) const {
  absl::string_view caller = entry.recorded_by.empty() ? entry.actor : entry.recorded_by;
  if (caller.empty()) caller = kAnonymousActor;
  // What a damaged entry may name is no key at all.
  if (caller.find('\0') != absl::string_view::npos || entry.request_id.empty() ||
      entry.request_id.size() > 64) {
    return false;
  }
  return rows_.contains(absl::Hash<absl::string_view>()(DedupeKey(caller, entry.request_id)));
}

absl::StatusOr<FsckReport> Fsck(const Snapshot& snapshot, const FsckOptions& options) {
  PLUMBLINE_CHECK(options.threads >= 1 && options.threads <= 16, "1..16 workers");
  PLUMBLINE_CHECK(options.subjects_max >= 1, "at least one subject must fit");
  return Checker(snapshot, options).Run();
}

}  // namespace plumbline
