// tests/support/record_script.h: a scripted history of batches, and what the record must hold after
// it.
#ifndef PLUMBLINE_TESTS_SUPPORT_RECORD_SCRIPT_H_
#define PLUMBLINE_TESTS_SUPPORT_RECORD_SCRIPT_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "storage/commit_log.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/merkle/tree.h"
#include "storage/store.h"

namespace plumbline {

// The bytes of an AuditEntry, written by hand: protobuf wire format, fields of entry.proto.
struct EntryText {
  uint64_t sequence = 0;
  uint64_t recorded_at_us = 0;
  std::string person = "people/p1";
  std::string subject = "matters/m1";
  uint64_t subject_version = 1;
  std::string request_id = std::string(16, 'r');
  std::string salt = std::string(16, 's');
  std::string event = std::string("\x0a\x02hi", 4);

  std::string Encode() const {
    std::string out;
    Varint(&out, 1, sequence);
    Varint(&out, 2, recorded_at_us);
    std::string actor;
    Bytes(&actor, 1, person);
    Bytes(&out, 3, actor);
    Bytes(&out, 7, subject);
    Varint(&out, 8, subject_version);
    Bytes(&out, 9, request_id);
    Bytes(&out, 11, salt);
    Bytes(&out, 12, event);
    return out;
  }

 private:
  static void Raw(std::string* out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) out->push_back(static_cast<char>(value | 0x80));
    out->push_back(static_cast<char>(value));
  }
  static void Varint(std::string* out, uint64_t field, uint64_t value) {
    if (value == 0) return;  // proto3 leaves defaults out.
    Raw(out, field << 3);
    Raw(out, value);
  }
  static void Bytes(std::string* out, uint64_t field, const std::string& bytes) {
    if (bytes.empty()) return;
    Raw(out, field << 3 | 2);
    Raw(out, bytes.size());
    out->append(bytes);
  }
};

// Everything that a store holds, by family.
using Contents = std::array<std::map<std::string, std::string>, kFamilyCount>;

inline absl::StatusOr<Contents> ReadAll(const Snapshot& snapshot) {
  Contents contents;
  for (int i = 0; i < kFamilyCount; ++i) {
    const std::unique_ptr<Cursor> cursor = snapshot.Scan(static_cast<Family>(i), "", "");
    for (; cursor->Valid(); cursor->Next()) {
      contents[static_cast<size_t>(i)].emplace(cursor->key(), cursor->value());
    }
    if (!cursor->status().ok()) return cursor->status();
  }
  return contents;
}

// Makes batch after batch, each a function of its number alone. The first holds `first_entries`
// entries, so that tiles are completed soon after; the others 0..5.
class RecordScript {
 public:
  explicit RecordScript(uint64_t first_entries = 250) : first_entries_(first_entries) {}

  // The next batch; the script takes for granted that it will be made durable.
  Batch Next() {
    const uint64_t number = number_++;
    Batch batch;
    batch.base_size = edge_.size();
    TileRows rows(&batch.tiles);
    const uint64_t count = number == 0 ? first_entries_ : (number * 7 + 2) % 6;
    const std::string request_id = absl::StrCat("request-", 10'000'000 + number);
    for (uint64_t i = 0; i < count; ++i) {
      EntryText entry;
      entry.sequence = edge_.size();
      entry.recorded_at_us = 1'700'000'000'000'000 + number * 1000;
      entry.subject = absl::StrCat("matters/m", (edge_.size() * 31) % 47);
      entry.subject_version = ++versions_[entry.subject];
      entry.request_id = request_id;
      batch.entries.push_back(entry.Encode());
      edge_.Append(Sha256(batch.entries.back()), rows);
      batch.derived.push_back({Family::kState, StateKey(1, entry.subject),
                               absl::StrCat("version ", entry.subject_version)});
      batch.derived.push_back(
          {Family::kIndex, KeyWriter().U16(2).Text(entry.subject).U64(entry.sequence).Take(), ""});
    }
    if (number > 3) {  // Something goes away again.
      batch.beside.push_back(
          {Family::kBeside, BesideKey(BesideTable::kContent, absl::StrCat(number - 3)), "", true});
    }
    batch.beside.push_back({Family::kBeside, BesideKey(BesideTable::kContent, absl::StrCat(number)),
                            std::string(100 + number, 'c')});
    batch.beside.push_back(
        {Family::kDedupe, DedupeKey("people/p1", request_id), absl::StrCat("row ", number)});
    batch.root_after = edge_.Root();
    return batch;
  }

  const TreeEdge& edge() const { return edge_; }

  // What the record holds after `batches` batches, apart from head and epoch rows.
  static Contents After(uint64_t batches, uint64_t first_entries = 250) {
    RecordScript script(first_entries);
    Contents contents;
    for (uint64_t i = 0; i < batches; ++i) Apply(script.Next(), &contents);
    return contents;
  }

  static void Apply(const Batch& batch, Contents* contents) {
    auto& journal = (*contents)[static_cast<size_t>(Family::kJournal)];
    for (size_t i = 0; i < batch.entries.size(); ++i) {
      journal[EntryKey(batch.base_size + i)] = batch.entries[i];
    }
    for (const auto* writes : {&batch.tiles, &batch.beside, &batch.derived}) {
      for (const Write& write : *writes) {
        auto& family = (*contents)[static_cast<size_t>(write.family)];
        if (write.remove) {
          family.erase(write.key);
        } else {
          family[write.key] = write.value;
        }
      }
    }
  }

 private:
  const uint64_t first_entries_;
  uint64_t number_ = 0;
  TreeEdge edge_;
  std::map<std::string, uint64_t> versions_;
};

// Head and epoch rows belong to no batch.
inline Contents WithoutHead(Contents contents) {
  auto& journal = contents[static_cast<size_t>(Family::kJournal)];
  journal.erase(std::string(kHeadKey));
  while (!journal.empty() && journal.lower_bound("o") != journal.lower_bound("p")) {
    journal.erase(journal.lower_bound("o"));
  }
  return contents;
}

// Commits and returns what `done` was told. For logs that answer before Commit returns.
inline absl::Status CommitNow(CommitLog* log, const Batch& batch) {
  absl::Status answer = absl::InternalError("done was not called");
  int answers = 0;
  log->Commit(batch, [&](absl::StatusOr<TreeHead> head) {
    answer = head.status();
    ++answers;
  });
  PLUMBLINE_CHECK(answers == 1, "done is called exactly once");
  return answer;
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SUPPORT_RECORD_SCRIPT_H_
