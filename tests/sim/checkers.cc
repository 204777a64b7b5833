#include "tests/sim/checkers.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/access/access_log.h"
#include "services/runtime/engine/rebuild.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/engine/text_check.h"
#include "storage/journal.h"
#include "storage/merkle/proof.h"

namespace plumbline::testing {

void CheckRebuild(District& district, Problems* problems) {
  const auto snapshot = district.store().GetSnapshot();
  const auto report = CompareRebuild(*snapshot, district.rooms(), nullptr);
  if (!report.ok()) {
    problems->push_back(absl::StrCat("rebuild: ", report.status().message()));
    return;
  }
  for (const std::string& problem : report->problems) {
    problems->push_back(absl::StrCat("rebuild: ", problem));
  }
  if (!report->ok && report->problems.empty()) problems->push_back("rebuild: it differs");
}

void CheckContents(District& district, Problems* problems) {
  const auto report = CheckTexts(*district.store().GetSnapshot(), nullptr);
  if (!report.ok()) {
    problems->push_back(absl::StrCat("texts: ", report.status().message()));
    return;
  }
  for (const std::string& problem : report->problems) problems->push_back(absl::StrCat("texts: ", problem));
  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  const auto access = CheckAccessLog(reader);
  if (!access.ok()) {
    problems->push_back(absl::StrCat("access log: ", access.status().message()));
    return;
  }
  for (const auto& problem : access->problems) problems->push_back(absl::StrCat("access log: ", problem.en));
}

void CheckOldRoots(District& district, const std::vector<TreeHead>& old_heads, Problems* problems) {
  const auto snapshot = district.store().GetSnapshot();
  const Journal journal(snapshot.get());
  const TreeHead now = district.store().head();
  for (const TreeHead& old : old_heads) {
    if (old.size > now.size) {
      problems->push_back(absl::StrCat("the tree shrank from ", old.size, " to ", now.size));
      continue;
    }
    auto hashes = journal.Hashes(now.size);
    const auto proof = ConsistencyProof(old.size, now.size, hashes);
    const absl::Status status =
        proof.ok() ? VerifyConsistency(old.size, old.root, now.size, now.root, *proof) : proof.status();
    if (!status.ok()) {
      problems->push_back(absl::StrCat("the root at ", old.size, " is not continued at ", now.size,
                                       ": ", status.message()));
    }
  }
}

void CheckNumbers(District& district, Problems* problems) {
  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  std::map<std::string, int> last;
  const uint64_t size = *reader.TreeSize();
  for (uint64_t sequence = 0; sequence < size; ++sequence) {
    const auto entry = reader.Entry(sequence);
    if (!entry.ok() || !entry->event().has_number_given()) continue;
    // A number's name ends in the number; what stands before it is the series.
    const std::string series = entry->subject().substr(0, entry->subject().rfind('/'));
    const int number = entry->event().number_given().number();
    if (number != ++last[series]) {
      problems->push_back(absl::StrCat(series, ": ", number, " comes where ", last[series], " is due"));
    }
  }
}

void CheckResources(District& district, Problems* problems) {
  const SnapshotReader reader(district.store().GetSnapshot(), &district.rooms());
  std::set<std::string> names;
  const uint64_t size = *reader.TreeSize();
  for (uint64_t sequence = 0; sequence < size; ++sequence) {
    const auto entry = reader.Entry(sequence);
    if (!entry.ok()) {
      problems->push_back(absl::StrCat("entry ", sequence, " can't be read"));
      return;
    }
    names.insert(entry->subject());
  }
  for (const std::string& name : names) {
    const auto past = reader.ResourceAt(name, size);
    Head head;
    const google::protobuf::Message* live = reader.FindResource(name, &head);
    if (!past.ok() || (past->row == nullptr) != (live == nullptr)) {
      problems->push_back(absl::StrCat(name, ": alone it is not what it is in the record"));
      continue;
    }
    if (live == nullptr) continue;
    if (past->head.version != head.version ||
        !google::protobuf::util::MessageDifferencer::Equals(*past->row, *live)) {
      problems->push_back(absl::StrCat(name, ": its own entries make another row than the live one"));
    }
  }
}

}  // namespace plumbline::testing
