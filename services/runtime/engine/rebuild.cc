#include "services/runtime/engine/rebuild.h"

#include <future>
#include <unordered_map>

#include "absl/hash/hash.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/engine/replay_world.h"
#include "services/runtime/engine/row_codec.h"
#include "storage/journal.h"
#include "storage/keys.h"

namespace plumbline {

namespace {

constexpr size_t kProblemsMax = 10;
constexpr size_t kEntriesPerRead = 4096;
constexpr size_t kBytesPerRead = 8u << 20;

// A set of rows by count and sum of hashes: equal sets in any order have equal sums, and another set
// has the same only with a chance of about 2^-64 (absl::Hash is seeded per process).
struct RowSum {
  uint64_t count = 0;
  uint64_t sum = 0;
  void Add(absl::string_view key, absl::string_view value) {
    ++count;
    sum += absl::Hash<std::pair<absl::string_view, absl::string_view>>{}({key, value});
  }
  bool operator==(const RowSum& other) const { return count == other.count && sum == other.sum; }
};

class CallbackSink : public IndexSink {
 public:
  explicit CallbackSink(const std::function<void(const std::string&, const std::string&)>& row)
      : row_(row) {}
  void Put(std::string key, std::string value) override { row_(key, value); }

 private:
  const std::function<void(const std::string&, const std::string&)>& row_;
};

// Every index row that the replayed world implies.
void ForEachIndexRow(const ReplayWorld& world, const Rooms& rooms,
                     const std::function<void(const std::string&, const std::string&)>& row) {
  for (const auto& [key, value] : world.index_rows()) row(key, value);
  CallbackSink sink(row);
  for (const auto& [key, slot] : world.rows()) {
    if (slot.row == nullptr) continue;
    const TableId table = TableOfKey(key);
    const TableRow* info = rooms.FindTable(table);
    if (info != nullptr && info->rows) info->rows(absl::string_view(key).substr(2), *slot.row, sink);
  }
}

struct Chunk {
  std::vector<journal::v1::AuditEntry> entries;
  bool torn = false;  // The entry behind the last of these does not parse.
};

absl::StatusOr<Chunk> ReadChunk(const Journal& journal, uint64_t begin, uint64_t end) {
  Chunk chunk;
  if (begin >= end) return chunk;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> stored,
                             journal.Entries(begin, kEntriesPerRead, kBytesPerRead));
  chunk.entries.reserve(stored.size());
  for (const std::string& bytes : stored) {
    chunk.entries.emplace_back();
    if (chunk.entries.back().ParseFromString(bytes)) continue;
    chunk.entries.pop_back();
    chunk.torn = true;
    break;
  }
  return chunk;
}

// Applies every entry to `world`, while another thread reads and parses what comes next. What can't be replayed is a
// problem of the report, and ends it.
absl::Status Replay(const Snapshot& snapshot, const Rooms& rooms, ReplayWorld& world, RebuildReport& report,
                    const std::function<bool(uint64_t, uint64_t)>& progress) {
  const Journal journal(&snapshot);
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, journal.Head());
  report.entries = head.size;
  report.first_bad = head.size;
  const auto stop_at = [&report](uint64_t sequence, absl::string_view why) {
    report.first_bad = sequence;
    report.problems.push_back(absl::StrCat("Entry ", sequence, why));
    return absl::OkStatus();
  };
  constexpr absl::string_view kUnknown = " can't be replayed: its bytes or its event are unknown to this program.";
  absl::StatusOr<Chunk> chunk = ReadChunk(journal, 0, head.size);
  for (uint64_t sequence = 0; sequence < head.size;) {
    PLUMBLINE_RETURN_IF_ERROR(chunk.status());
    if (chunk->entries.empty() && !chunk->torn) {
      return absl::DataLossError(absl::StrCat("Expected ", head.size, " entries, but the journal ends at ", sequence));
    }
    const uint64_t next = sequence + chunk->entries.size();
    std::future<absl::StatusOr<Chunk>> ahead;
    if (next < head.size && !chunk->torn) {
      ahead = std::async(std::launch::async, [&journal, next, &head] { return ReadChunk(journal, next, head.size); });
    }
    for (const journal::v1::AuditEntry& entry : chunk->entries) {
      if (!rooms.ApplyEntry(world, entry)) return stop_at(sequence, kUnknown);
      const TableRow* table = rooms.FindCollection(CollectionOf(entry.subject()));
      if (table == nullptr) return stop_at(sequence, " has a subject of no room.");
      world.AdvanceHead(table->id, entry.subject(), entry.subject_version(), entry.sequence());
      if (rooms.figures()) rooms.figures()(world, entry);
      ++sequence;
    }
    if (chunk->torn) return stop_at(sequence, kUnknown);
    if (progress && !progress(sequence, head.size)) return absl::CancelledError("Stopped.");
    if (ahead.valid()) chunk = ahead.get();
  }
  return absl::OkStatus();
}

// Writes in batches that the log takes: small ones, each durable before the next.
class DerivedWriter {
 public:
  explicit DerivedWriter(CommitLog& log) : log_(log) {}

  absl::Status Put(Family family, std::string key, std::string value, bool remove = false) {
    bytes_ += key.size() + value.size() + 64;
    batch_.derived.push_back({family, std::move(key), std::move(value), remove});
    return bytes_ < kGroupBytesMax / 2 ? absl::OkStatus() : Flush();
  }
  absl::Status Flush() {
    batch_.base_size = log_.head().size;
    batch_.root_after = log_.head().root;
    absl::Status status = absl::UnavailableError("The log has not answered.");
    log_.Commit(batch_, [&status](absl::StatusOr<TreeHead> head) { status = head.status(); });
    batch_ = Batch();
    bytes_ = 0;
    return status;
  }
  absl::Status SetLayout(int layout) {
    batch_.beside.push_back({Family::kBeside, LayoutKey(), absl::StrCat(layout), false});
    return Flush();
  }
  static std::string LayoutKey() { return BesideKey(BesideTable::kLayout, "derived"); }

 private:
  CommitLog& log_;
  Batch batch_;
  size_t bytes_ = 0;
};

// Removes what the stored family has and `rows` has not; takes out of `rows` what is the same.
absl::Status Reconcile(const Snapshot& snapshot, Family family,
                       std::unordered_map<std::string, std::string>& rows, DerivedWriter& writer) {
  const std::unique_ptr<Cursor> cursor = snapshot.Scan(family, "", "");
  for (; cursor->Valid(); cursor->Next()) {
    const auto found = rows.find(std::string(cursor->key()));
    if (found == rows.end()) {
      PLUMBLINE_RETURN_IF_ERROR(writer.Put(family, std::string(cursor->key()), "", true));
    } else if (found->second == cursor->value()) {
      rows.erase(found);
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(cursor->status());
  for (auto& [key, value] : rows) PLUMBLINE_RETURN_IF_ERROR(writer.Put(family, key, std::move(value)));
  return absl::OkStatus();
}

std::string Shown(absl::string_view key) { return absl::CHexEscape(key); }

template <typename... Words>
void AddProblem(RebuildReport& report, const Words&... words) {
  if (report.problems.size() < kProblemsMax) report.problems.push_back(absl::StrCat(words...));
}

// One row each way.
absl::Status CompareState(const Snapshot& snapshot, const ReplayWorld& world, RebuildReport& report) {
  const std::unique_ptr<Cursor> state = snapshot.Scan(Family::kState, "", "");
  for (; state->Valid(); state->Next()) {
    ++report.state_rows;
    const auto found = world.rows().find(state->key());
    if (found == world.rows().end() || found->second.row == nullptr) {
      AddProblem(report, "State row ", Shown(state->key()), " is stored but no entry makes it.");
    } else if (EncodeRow(found->second.head, *found->second.row) != state->value()) {
      AddProblem(report, "State row ", Shown(state->key()), " differs from its rebuild.");
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(state->status());
  uint64_t expected = 0;
  for (const auto& [key, slot] : world.rows()) expected += slot.row != nullptr;
  if (expected != report.state_rows) {
    AddProblem(report, "The state holds ", report.state_rows, " rows, its rebuild ", expected, ".");
  }
  return absl::OkStatus();
}

// Sums first; names only when they differ.
absl::Status CompareIndex(const Snapshot& snapshot, const Rooms& rooms, const ReplayWorld& world,
                          RebuildReport& report) {
  RowSum expected;
  ForEachIndexRow(world, rooms, [&expected](const std::string& key, const std::string& value) {
    expected.Add(key, value);
  });
  RowSum stored;
  const std::unique_ptr<Cursor> index = snapshot.Scan(Family::kIndex, "", "");
  for (; index->Valid(); index->Next()) stored.Add(index->key(), index->value());
  PLUMBLINE_RETURN_IF_ERROR(index->status());
  report.index_rows = stored.count;
  if (expected == stored) return absl::OkStatus();

  std::unordered_map<std::string, std::string> rows;
  ForEachIndexRow(world, rooms, [&rows](const std::string& key, const std::string& value) { rows[key] = value; });
  const std::unique_ptr<Cursor> again = snapshot.Scan(Family::kIndex, "", "");
  for (; again->Valid(); again->Next()) {
    const auto found = rows.find(std::string(again->key()));
    if (found == rows.end()) {
      AddProblem(report, "Index row ", Shown(again->key()), " is stored but no entry makes it.");
      continue;
    }
    if (found->second != again->value()) {
      AddProblem(report, "Index row ", Shown(again->key()), " differs from its rebuild.");
    }
    rows.erase(found);
  }
  PLUMBLINE_RETURN_IF_ERROR(again->status());
  for (const auto& [key, value] : rows) AddProblem(report, "Index row ", Shown(key), " is missing.");
  if (report.problems.empty()) AddProblem(report, "An index row is made twice.");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<int> StoredLayout(const Snapshot& snapshot) {
  std::string text;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool found, snapshot.Get(Family::kBeside, DerivedWriter::LayoutKey(), &text));
  int layout = 0;
  if (found) return absl::SimpleAtoi(text, &layout) ? layout : 0;
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, Journal(&snapshot).Head());
  return head.size == 0 ? kDerivedLayout : 1;  // The first layout had no number.
}

absl::Status EnsureDerivedLayout(const Store& store, CommitLog& log, const Rooms& rooms,
                                 const std::function<bool(uint64_t, uint64_t)>& progress) {
  const std::unique_ptr<Snapshot> snapshot = store.GetSnapshot();
  DerivedWriter writer(log);
  PLUMBLINE_ASSIGN_OR_RETURN(const int layout, StoredLayout(*snapshot));
  if (layout == kDerivedLayout) {
    std::string text;
    PLUMBLINE_ASSIGN_OR_RETURN(const bool found, snapshot->Get(Family::kBeside, DerivedWriter::LayoutKey(), &text));
    return found ? absl::OkStatus() : writer.SetLayout(kDerivedLayout);
  }
  ReplayWorld world;
  RebuildReport report;
  PLUMBLINE_RETURN_IF_ERROR(Replay(*snapshot, rooms, world, report, progress));
  if (!report.problems.empty()) {
    return absl::DataLossError(absl::StrCat("The derived rows can't be made anew: ", report.problems.front()));
  }
  PLUMBLINE_RETURN_IF_ERROR(writer.SetLayout(0));  // Until all is written: a crash here starts it again.
  std::unordered_map<std::string, std::string> rows;
  for (const auto& [key, slot] : world.rows()) {
    if (slot.row == nullptr) continue;
    rows[StateKey(TableOfKey(key), absl::string_view(key).substr(2))] = EncodeRow(slot.head, *slot.row);
  }
  PLUMBLINE_RETURN_IF_ERROR(Reconcile(*snapshot, Family::kState, rows, writer));
  rows.clear();
  ForEachIndexRow(world, rooms, [&rows](const std::string& key, const std::string& value) { rows[key] = value; });
  PLUMBLINE_RETURN_IF_ERROR(Reconcile(*snapshot, Family::kIndex, rows, writer));
  return writer.SetLayout(kDerivedLayout);
}

absl::StatusOr<RebuildReport> CompareRebuild(const Snapshot& snapshot, const Rooms& rooms,
                                             const std::function<bool(uint64_t, uint64_t)>& progress) {
  RebuildReport report;
  ReplayWorld world;
  PLUMBLINE_ASSIGN_OR_RETURN(const int layout, StoredLayout(snapshot));
  PLUMBLINE_RETURN_IF_ERROR(Replay(snapshot, rooms, world, report, progress));
  if (!report.problems.empty()) return report;
  if (layout != kDerivedLayout) {
    report.problems.push_back(absl::StrCat("The derived rows have layout ", layout, ", this program's is ",
                                           kDerivedLayout, ". Start its server once: it makes them anew."));
    return report;
  }

  RebuildReport state;
  std::future<absl::Status> state_compared = std::async(
      std::launch::async, [&snapshot, &world, &state] { return CompareState(snapshot, world, state); });
  const absl::Status index_compared = CompareIndex(snapshot, rooms, world, report);
  PLUMBLINE_RETURN_IF_ERROR(state_compared.get());
  PLUMBLINE_RETURN_IF_ERROR(index_compared);
  report.state_rows = state.state_rows;
  report.problems.insert(report.problems.begin(), state.problems.begin(), state.problems.end());
  if (report.problems.size() > kProblemsMax) report.problems.resize(kProblemsMax);
  report.ok = report.problems.empty();
  return report;
}

}  // namespace plumbline
