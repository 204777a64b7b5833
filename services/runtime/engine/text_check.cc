#include "services/runtime/engine/text_check.h"

#include <map>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "plumbline/state/v1/record_state.pb.h"
#include "services/contents.h"
#include "services/core/base/status_macros.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

constexpr size_t kEntriesPerRead = 4096;
constexpr size_t kBytesPerRead = 4u << 20;
constexpr size_t kProblemsMax = 10;

enum class Found { kRight, kMissing, kWrong };

class TextChecker {
 public:
  explicit TextChecker(const Snapshot& snapshot) : snapshot_(snapshot) {}

  absl::Status Take(const journal::v1::AuditEntry& entry) {
    const journal::v1::Event& event = entry.event();
    if (event.has_destruction_listed()) {
      std::vector<std::string>& ids = listed_[entry.subject()];
      for (const journal::v1::DestructionItem& item : event.destruction_listed().items()) {
        if (!item.text_id().empty()) ids.push_back(item.text_id());
      }
    } else if (event.has_destruction_approved()) {
      for (const std::string& id : listed_[entry.subject()]) destroyed_.insert(id);
    }
    absl::Status status;
    ForEachContentRef(event, [&](const FieldPath& path, const journal::v1::ContentRef& ref) {
      const absl::StatusOr<Found> found = Look(ref);
      if (!found.ok()) return status.Update(found.status());
      switch (*found) {
        case Found::kRight:
          ++report_.texts;
          break;
        case Found::kMissing:
          missing_.emplace(ref.id(), std::make_pair(entry.sequence(), path.Text()));
          break;
        case Found::kWrong:
          Add(static_cast<int64_t>(entry.sequence()), absl::StrCat("its text ", path.Text(), " is not the one that it names"));
          break;
      }
    });
    return status;
  }

  absl::StatusOr<TextReport> Finish() {
    for (const auto& [id, where] : missing_) {
      if (destroyed_.count(id) == 1) {
        ++report_.destroyed;
      } else {
        Add(static_cast<int64_t>(where.first), absl::StrCat("its text ", where.second, " is missing and no destruction names it"));
      }
    }
    for (const std::string& id : destroyed_) {
      std::string bytes;
      PLUMBLINE_ASSIGN_OR_RETURN(const bool found,
                                 snapshot_.Get(Family::kBeside, BesideKey(BesideTable::kContent, id), &bytes));
      if (found) {
        Add(-1, absl::StrCat("The text ", absl::BytesToHexString(id), " was destroyed and is still there"));
      }
    }
    report_.ok = report_.problems.empty();
    return std::move(report_);
  }

 private:
  absl::StatusOr<Found> Look(const journal::v1::ContentRef& ref) const {
    std::string bytes;
    PLUMBLINE_ASSIGN_OR_RETURN(const bool found,
                               snapshot_.Get(Family::kBeside, BesideKey(BesideTable::kContent, ref.id()), &bytes));
    if (!found) return Found::kMissing;
    state::v1::ContentRow row;
    if (!row.ParseFromString(bytes)) return Found::kWrong;
    return BytesOf(Sha256(row.salt() + row.text())) == ref.digest() ? Found::kRight : Found::kWrong;
  }

  void Add(int64_t sequence, const std::string& what) {
    if (sequence >= 0 && (report_.first_bad < 0 || sequence < report_.first_bad)) report_.first_bad = sequence;
    if (report_.problems.size() >= kProblemsMax) return;
    report_.problems.push_back(sequence < 0 ? what : absl::StrCat("entry ", sequence, ": ", what));
  }

  const Snapshot& snapshot_;
  TextReport report_;
  std::map<std::string, std::vector<std::string>> listed_;  // By destruction.
  std::set<std::string> destroyed_;
  std::map<std::string, std::pair<uint64_t, std::string>> missing_;  // Where they are named first.
};

}  // namespace

absl::StatusOr<TextReport> CheckTexts(const Snapshot& snapshot,
                                      const std::function<bool(uint64_t, uint64_t)>& progress) {
  const Journal journal(&snapshot);
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, journal.Head());
  TextChecker checker(snapshot);
  for (uint64_t sequence = 0; sequence < head.size;) {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> stored,
                               journal.Entries(sequence, kEntriesPerRead, kBytesPerRead));
    if (stored.empty()) break;  // The tree's check says what is missing.
    for (const std::string& bytes : stored) {
      journal::v1::AuditEntry entry;
      if (sequence < head.size && entry.ParseFromString(bytes)) PLUMBLINE_RETURN_IF_ERROR(checker.Take(entry));
      ++sequence;
    }
    if (progress && !progress(sequence, head.size)) return absl::CancelledError("Stopped.");
  }
  return checker.Finish();
}

}  // namespace plumbline
