#include "clients/cli/restore_record.h"

#include <openssl/rand.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/destroyed_copies.h"
#include "plumbline/journal/v1/record_event.pb.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/rooms.h"
#include "services/runtime/engine/engine.h"
#include "services/runtime/gateway/key_file.h"
#include "storage/backup/backup.h"
#include "storage/mark.h"
#include "storage/record.h"

namespace plumbline::client {

namespace {

class OpenSslEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override {
    std::string bytes(size, '\0');
    PLUMBLINE_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size)) == 1,
                    "the system has random bytes");
    return bytes;
  }
};

class ThisClock : public Clock {
 public:
  // A rehearsal's clock is moved by hand: here it stands still, and the entry takes the day of the last.
  explicit ThisClock(bool rehearsal) : rehearsal_(rehearsal) {}
  absl::Time Now() const override { return rehearsal_ ? absl::UnixEpoch() : absl::Now(); }

 private:
  const bool rehearsal_;
};

// The entry is decided by no law.
class NoRules : public RulesBook {
 public:
  RuleSet Find(const std::string&) const override { return {}; }
};

absl::Status AppendEpochStarted(Record& record, const RestoreRequest& request, const NoteSigner& key) {
  const EpochRow& epoch = record.epoch();
  const std::unique_ptr<Rooms> rooms = Rooms::MakeAll();
  const ThisClock clock(absl::StartsWith(epoch.origin, "rehearsal/"));
  OpenSslEntropy entropy;
  const NoRules rules;
  Engine::Options options;
  options.rooms = rooms.get();
  options.store = record.store();
  options.log = record.log();
  options.procedure_clock = &clock;
  options.security_clock = &clock;
  options.entropy = &entropy;
  options.rules = &rules;
  options.edge = record.opened_edge();
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Engine> engine, Engine::Open(std::move(options)));

  journal::v1::EpochStarted event;
  event.set_previous_origin(epoch.previous_origin);
  event.set_restored_size(static_cast<int64_t>(epoch.restored.size));
  event.set_restored_root(std::string(BytesOf(epoch.restored.root)));
  event.set_mark_size(static_cast<int64_t>(epoch.mark.size));
  event.set_mark_root(std::string(BytesOf(epoch.mark.root)));
  event.set_verifier_key(key.verifier().vkey());
  event.set_decided_by(request.decided_by);
  event.set_reason(request.reason);
  CommandCall call;
  call.method = rooms->FindMethod("/plumbline.v1.DirectoryService/SignOut");  // Any without a subject.
  call.request.reset(call.method->request->New());
  call.internal = [&](const World&, const Context&) -> Decision {
    Outcome outcome;
    outcome.Add(absl::StrCat("epochs/", epoch.number), event);
    return outcome;
  };
  absl::Status status = absl::InternalError("The epoch's first entry was not written.");
  call.done = [&status](const CommandReply& reply) {
    status = reply.refusal.has_value() ? absl::InternalError(reply.refusal->message_en) : absl::OkStatus();
  };
  engine->Add(std::move(call));
  engine->CommitGroup();
  return status;
}

absl::Status CheckRequest(const RestoreRequest& request) {
  if (request.decided_by.empty() || request.decided_by.size() > 200 || request.reason.empty() ||
      request.reason.size() > 2000) {
    return absl::InvalidArgumentError(
        "The new epoch's first entry says who decided (1 to 200 bytes) and why (1 to 2000 bytes): give "
        "--decided-by and --reason.");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RestoreReport> RestoreRecord(const RestoreRequest& request) {
  PLUMBLINE_RETURN_IF_ERROR(CheckRequest(request));
  RestoreReport report;
  report.key = request.key.empty() ? request.target + ".key" : request.key;
  if (std::filesystem::exists(report.key)) {
    return absl::FailedPreconditionError(
        absl::StrCat("A new epoch has a key of its own, and a file lies at ", report.key,
                     " already. Name another place with --key, or move that file away."));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const auto backups, ListBackups(request.backups));
  const auto chosen = std::find_if(backups.rbegin(), backups.rend(), [&](const BackupManifest& one) {
    return request.id == 0 || one.id == request.id;
  });
  if (chosen == backups.rend()) {
    return absl::NotFoundError(absl::StrCat("There is no such backup in ", request.backups,
                                            ". `plumbline backup list` shows those that are there."));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const BackupManifest manifest,
                             RestoreBackup(request.backups, chosen->id, request.target));
  report.id = manifest.id;
  // The newest one goes on with what it had to remove. A newest one that can't be opened says nothing.
  if (manifest.id != backups.back().id) {
    if (auto held = DestroyedContentsIn(request.backups, backups); held.ok()) {
      report.contents_back = std::move((*held)[manifest.id]);
    }
  }
  report.lost = manifest.mark;
  if (!request.lost.empty()) {
    PLUMBLINE_ASSIGN_OR_RETURN(const auto mark, HighWaterMark::Read(request.lost));
    if (mark.has_value() && mark->size > report.lost.size) report.lost = *mark;
  }

  const size_t slash = manifest.origin.rfind('/');
  const std::string origin =
      OriginOf(absl::string_view(manifest.origin).substr(0, slash), manifest.head.epoch + 1);
  OpenSslEntropy entropy;
  PLUMBLINE_ASSIGN_OR_RETURN(const NoteSigner key, LoadOrCreateKey(report.key, origin, entropy));
  RecordOptions options;
  options.directory = request.target;
  options.create = false;
  options.public_key = key.verifier().public_key();
  PLUMBLINE_ASSIGN_OR_RETURN(const EpochRow epoch, Record::StartEpoch(options, report.lost));
  PLUMBLINE_CHECK(epoch.origin == origin, "the key was made for this epoch");
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Record> record, Record::Open(options));
  PLUMBLINE_RETURN_IF_ERROR(AppendEpochStarted(*record, request, key));
  PLUMBLINE_RETURN_IF_ERROR(record->mark()->Sync());
  report.origin = epoch.origin;
  report.previous_origin = epoch.previous_origin;
  report.restored = epoch.restored;
  report.entries = record->log()->head().size;
  return report;
}

}  // namespace plumbline::client
