#include "clients/cli/verify_record.h"

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "plumbline/journal/v1/entry.pb.h"
#include "services/access/access_log.h"
#include "services/core/base/status_macros.h"
#include "services/files.h"
#include "services/rooms.h"
#include "services/runtime/engine/named_files.h"
#include "services/runtime/engine/rebuild.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/engine/text_check.h"
#include "storage/files/files_store.h"
#include "storage/fsck.h"
#include "storage/journal.h"
#include "storage/keys.h"
#include "storage/mark.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/note.h"
#include "storage/record.h"

namespace plumbline::client {

namespace {

// The kept checkpoint: signed by the key of the epoch, and a root of this very tree.
std::string CheckCheckpoint(const std::string& directory, const Journal& journal, const EpochRow& epoch) {
  std::ifstream in(directory + "/checkpoint", std::ios::binary);
  if (!in) return "none";
  std::stringstream bytes;
  bytes << in.rdbuf();
  if (epoch.public_key.size() != 32) return "the record names no public key";
  auto verifier = NoteVerifier::FromPublicKey(epoch.origin, epoch.public_key);
  if (!verifier.ok()) return std::string(verifier.status().message());
  const auto checkpoint = OpenCheckpoint(bytes.str(), epoch.origin, {*verifier});
  if (!checkpoint.ok()) return std::string(checkpoint.status().message());
  const auto root = journal.Root(checkpoint->size);
  if (!root.ok()) return std::string(root.status().message());
  if (*root != checkpoint->root) {
    return absl::StrCat("the signed root at size ", checkpoint->size, " is not the root of this record");
  }
  return "ok";
}

}  // namespace

absl::StatusOr<RecordReport> VerifyRecord(
    const std::string& directory,
    const std::function<void(const char* part, uint64_t done, uint64_t total)>& progress) {
  RecordReport report;
  RecordOptions options;
  options.directory = directory;
  options.create = false;
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Record> record, Record::OpenReadOnly(options));
  const std::unique_ptr<Rooms> rooms = Rooms::MakeAll();
  const auto began = std::chrono::steady_clock::now();
  // What opening it for writing would demand; a restored copy has no mark yet.
  const absl::Status compared = record->opened_mark().has_value() ? record->Compare() : absl::OkStatus();
  {
    const std::unique_ptr<Snapshot> snapshot = record->store()->GetSnapshot();
    const Journal journal(snapshot.get());

    FsckOptions fsck;
    fsck.mark = record->opened_mark();
    PLUMBLINE_ASSIGN_OR_RETURN(const DedupeRows dedupe, DedupeRows::Read(*snapshot));
    fsck.has_dedupe_row = [&dedupe](const EntryHeader& entry) -> absl::StatusOr<bool> {
      return dedupe.Has(entry);
    };
    fsck.progress = [&progress](uint64_t done, uint64_t total) {
      if (progress) progress("tree", done, total);
      return true;
    };
    PLUMBLINE_ASSIGN_OR_RETURN(const FsckReport bytes, Fsck(*snapshot, fsck));
    report.entries = bytes.entries;
    report.root_hex = HexOf(bytes.root);
    report.ok = bytes.ok;
    if (bytes.first_bad.has_value()) report.first_bad = static_cast<int64_t>(*bytes.first_bad);
    for (const FsckProblem& problem : bytes.problems) {
      report.problems.push_back(problem.sequence.has_value()
                                    ? absl::StrCat("entry ", *problem.sequence, ": ", problem.what)
                                    : problem.what);
    }

    if (!compared.ok()) {
      report.ok = false;
      report.problems.push_back(std::string(compared.message()));
    }
    report.checkpoint = CheckCheckpoint(directory, journal, record->epoch());
    if (report.checkpoint != "ok" && report.checkpoint != "none") {
      report.ok = false;
      report.problems.push_back(absl::StrCat("checkpoint: ", report.checkpoint));
    }

    PLUMBLINE_ASSIGN_OR_RETURN(const RebuildReport rebuilt,
                               CompareRebuild(*snapshot, *rooms, [&progress](uint64_t done, uint64_t total) {
                                 if (progress) progress("state", done, total);
                                 return true;
                               }));
    report.state_rows = rebuilt.state_rows;
    report.index_rows = rebuilt.index_rows;
    if (!rebuilt.ok) {
      report.ok = false;
      if (rebuilt.first_bad < report.entries && report.first_bad < 0) {
        report.first_bad = static_cast<int64_t>(rebuilt.first_bad);
      }
      report.problems.insert(report.problems.end(), rebuilt.problems.begin(), rebuilt.problems.end());
    }

    PLUMBLINE_ASSIGN_OR_RETURN(const TextReport texts, CheckTexts(*snapshot, [&progress](uint64_t done, uint64_t total) {
                                 if (progress) progress("texts", done, total);
                                 return true;
                               }));
    report.texts = texts.texts;
    report.destroyed_texts = texts.destroyed;
    if (!texts.ok) {
      report.ok = false;
      if (report.first_bad < 0) report.first_bad = texts.first_bad;
      report.problems.insert(report.problems.end(), texts.problems.begin(), texts.problems.end());
    }

    PLUMBLINE_ASSIGN_OR_RETURN(const AccessLogReport access,
                               CheckAccessLog(SnapshotReader(record->store()->GetSnapshot(), rooms.get())));
    report.access_days = access.days;
    report.access_lines = access.digested_lines + access.open_lines;
    for (const AccessLogReport::Problem& problem : access.problems) {
      report.ok = false;
      report.problems.push_back(absl::StrCat("access log", problem.date == 0 ? "" : absl::StrCat(" of ", problem.date), ": ", problem.en));
    }

    PLUMBLINE_ASSIGN_OR_RETURN(const DestroyedFiles destroyed, DestroyedFilesOf(*snapshot, *rooms));
    report.destroyed_files = destroyed.all.size();
    PLUMBLINE_ASSIGN_OR_RETURN(const std::set<std::string> named, NamedFilesOf(*snapshot, *rooms));
    auto files = FilesStore::OpenReadOnly(record->files_directory());
    if (!files.ok() && !named.empty()) {
      report.ok = false;
      report.problems.push_back(absl::StrCat("files: ", files.status().message()));
    }
    for (const std::string& name : named) {
      if (!files.ok()) break;
      const auto hash = HashFromBytes(FileDigestOf(name));
      const absl::Status checked = hash.ok() ? (*files)->Verify(*hash) : hash.status();
      if (checked.ok()) {
        ++report.files;
      } else {
        report.ok = false;
        if (report.problems.size() < 40) {
          report.problems.push_back(absl::StrCat(name, ": ", checked.message()));
        }
      }
      if (progress) progress("files", report.files, named.size());
    }
    for (const std::string& name : destroyed.gone) {
      const auto hash = HashFromBytes(FileDigestOf(name));
      if (!files.ok() || !hash.ok() || !(*files)->Info(*hash).ok()) continue;
      report.ok = false;
      report.problems.push_back(absl::StrCat(name, ": it was destroyed and is still in the files store"));
    }
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  report.entries_per_second =
      took.count() > 0 ? static_cast<double>(report.entries) / took.count() : 0;
  return report;
}

std::string RecordReportJson(const RecordReport& report) {
  nlohmann::ordered_json json;
  json["entries"] = report.entries;
  json["root"] = report.root_hex;
  json["ok"] = report.ok;
  json["first_bad"] = report.first_bad < 0 ? nlohmann::ordered_json(nullptr)
                                            : nlohmann::ordered_json(report.first_bad);
  json["entries_per_second"] = static_cast<int64_t>(report.entries_per_second);
  json["files"] = report.files;
  json["texts"] = report.texts;
  json["destroyed_texts"] = report.destroyed_texts;
  json["destroyed_files"] = report.destroyed_files;
  json["access_lines"] = report.access_lines;
  json["access_days"] = report.access_days;
  json["state_rows"] = report.state_rows;
  json["index_rows"] = report.index_rows;
  json["checkpoint"] = report.checkpoint;
  json["problems"] = report.problems;
  return json.dump();
}

}  // namespace plumbline::client
