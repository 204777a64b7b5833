#include "storage/record.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "storage/journal.h"
#include "storage/keys.h"

namespace plumbline {
namespace {

constexpr absl::string_view kLayout = "plumbline record 1\n";
constexpr size_t kLayoutBytesMax = 64;
constexpr size_t kNameBytesMax = 200;

absl::string_view Advice() {
  return "; keep a copy of this directory, then restore the latest backup with `plumbline restore "
         "--new-epoch`";
}

RocksConfig ConfigOf(const RecordOptions& options, absl::string_view subdirectory) {
  RocksConfig config;
  config.path = absl::StrCat(options.directory, "/", subdirectory);
  config.cache_bytes = options.cache_bytes;
  config.write_buffer_bytes = options.write_buffer_bytes;
  config.automatic_compaction = options.automatic_compaction;
  config.env = options.env;
  return config;
}

bool RecordExists(const RecordOptions& options) {
  return RocksStore::Exists(ConfigOf(options, "record").path, options.env);
}

// OK when the directory is laid out as this program knows it.
absl::Status CheckLayout(const RecordOptions& options) {
  const std::string path = absl::StrCat(options.directory, "/LAYOUT");
  const absl::StatusOr<std::string> layout = ReadSmallFile(path, kLayoutBytesMax);
  if (absl::IsNotFound(layout.status())) {
    if (!RecordExists(options)) {
      return absl::NotFoundError(absl::StrCat("There is no record in ", options.directory));
    }
    return absl::DataLossError(absl::StrCat(options.directory,
                                            " holds a record but no file LAYOUT", Advice()));
  }
  if (layout.ok() && *layout == kLayout) return absl::OkStatus();
  if (absl::IsUnavailable(layout.status())) return layout.status();
  return absl::FailedPreconditionError(absl::StrCat(
      path, " does not say \"plumbline record 1\": the record is of another version, or this is "
      "not a data directory. Use the program that made it"));
}

Batch EpochBatch(const EpochRow& epoch) {
  Batch batch;
  batch.tiles = {{Family::kJournal, EpochKey(epoch.number), EncodeEpochRow(epoch)}};
  return batch;
}

// Makes the database beside its place and moves it there when it is complete: a crash at any moment
// leaves either no record or a whole one.
absl::Status CreateRecord(const RecordOptions& options) {
  PLUMBLINE_CHECK(!options.name.empty() && options.name.size() <= kNameBytesMax,
                  "a new record has a name of 1..200 bytes");
  const RocksConfig config = ConfigOf(options, "record.creating");
  PLUMBLINE_RETURN_IF_ERROR(RocksStore::Destroy(config.path, config.env));
  EpochRow epoch;
  epoch.origin = OriginOf(options.name, epoch.number);
  epoch.public_key = options.public_key;
  const HeadRow head;
  {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<RocksStore> store,
                               RocksStore::Open(config, RocksStore::Mode::kCreate));
    PLUMBLINE_RETURN_IF_ERROR(store->Write(EpochBatch(epoch), head));
  }
  PLUMBLINE_RETURN_IF_ERROR(MakeDirectory(absl::StrCat(options.directory, "/files")));
  PLUMBLINE_RETURN_IF_ERROR(HighWaterMark::Reset(options.directory, head));
  return RocksStore::Rename(config.path, ConfigOf(options, "record").path, config.env);
}

// Makes what is missing of a directory that never held an entry.
absl::Status CreateIfMissing(const RecordOptions& options) {
  absl::Status layout = CheckLayout(options);
  if (!layout.ok() && !absl::IsNotFound(layout)) return layout;
  if (RecordExists(options)) return layout;
  PLUMBLINE_ASSIGN_OR_RETURN(const absl::optional<HeadRow> mark,
                             HighWaterMark::Read(options.directory));
  if (mark.has_value() && (mark->size > 0 || mark->epoch > 1)) {
    return absl::DataLossError(absl::StrCat(options.directory, "/record is gone, but ", mark->size,
                                            " entries were acknowledged", Advice()));
  }
  if (!options.create) {
    return absl::NotFoundError(absl::StrCat("There is no record in ", options.directory));
  }
  if (!layout.ok()) {
    PLUMBLINE_RETURN_IF_ERROR(ReplaceFile(absl::StrCat(options.directory, "/LAYOUT"), kLayout));
  }
  return CreateRecord(options);
}

}  // namespace

std::string OriginOf(absl::string_view name, uint64_t number) {
  return absl::StrCat(name, "/", number);
}

Record::~Record() {
  // The last marks survive a power cut soon after an orderly end; failing here loses nothing else.
  if (mark_ != nullptr) mark_->Sync().IgnoreError();
}

absl::StatusOr<std::unique_ptr<Record>> Record::Look(const RecordOptions& options,
                                                     FileHandle lock) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLayout(options));
  std::unique_ptr<Record> record(new Record(options.directory, std::move(lock)));
  PLUMBLINE_ASSIGN_OR_RETURN(
      record->store_,
      RocksStore::Open(ConfigOf(options, "record"), RocksStore::Mode::kReadOnly));
  const std::unique_ptr<Snapshot> snapshot = record->store_->GetSnapshot();
  const Journal journal(snapshot.get());
  PLUMBLINE_ASSIGN_OR_RETURN(record->head_, journal.Head());
  PLUMBLINE_ASSIGN_OR_RETURN(record->epoch_, journal.Epoch(record->head_.epoch));
  return record;
}

// The head row, the last entry, the right edge of the tree and every family tell the same.
absl::StatusOr<TreeEdge> Record::CheckHead() const {
  const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
  std::string key;
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(
      const bool any, snapshot->Last(Family::kJournal, "e", PrefixEnd("e"), &key, &value));
  const bool agrees = head_.size == 0 ? !any : any && key == EntryKey(head_.size - 1);
  if (!agrees) {
    return absl::DataLossError(absl::StrCat("The head row in ", directory_, " says ", head_.size,
                                            " entries, but the last entry is not number ",
                                            head_.size, Advice()));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(TreeEdge edge, Journal(snapshot.get()).Edge(head_.size));
  if (edge.Root() != head_.root) {
    return absl::DataLossError(absl::StrCat("The last entries in ", directory_,
                                            " do not lead to the tree root that the head row names",
                                            Advice()));
  }
  const absl::Status families = store_->CheckFamilies(head_.batches);
  if (absl::IsDataLoss(families)) {
    return absl::DataLossError(absl::StrCat(families.message(), " in ", directory_, Advice()));
  }
  PLUMBLINE_RETURN_IF_ERROR(families);
  return edge;
}

absl::Status Record::CheckMark() const {
  if (!opened_mark_.has_value()) {
    return absl::DataLossError(absl::StrCat("mark.a and mark.b are gone from ", directory_,
                                            ", so nothing says how long the record was",
                                            Advice()));
  }
  absl::optional<Hash> root;
  if (opened_mark_->size <= head_.size) {
    const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
    PLUMBLINE_ASSIGN_OR_RETURN(root, Journal(snapshot.get()).Root(opened_mark_->size));
  }
  return CompareWithMark(head_, *opened_mark_, root, directory_);
}

absl::Status Record::Compare() const {
  PLUMBLINE_RETURN_IF_ERROR(CheckHead().status());
  return CheckMark();
}

absl::StatusOr<std::unique_ptr<Record>> Record::Open(const RecordOptions& options) {
  if (options.create) PLUMBLINE_RETURN_IF_ERROR(MakeDirectory(options.directory));
  PLUMBLINE_ASSIGN_OR_RETURN(FileHandle lock,
                             LockDirectory(options.directory, LockMode::kExclusive));
  PLUMBLINE_RETURN_IF_ERROR(CreateIfMissing(options));
  PLUMBLINE_ASSIGN_OR_RETURN(std::unique_ptr<Record> record, Look(options, std::move(lock)));
  PLUMBLINE_ASSIGN_OR_RETURN(record->opened_mark_, HighWaterMark::Read(options.directory));
  PLUMBLINE_ASSIGN_OR_RETURN(record->edge_, record->CheckHead());
  PLUMBLINE_RETURN_IF_ERROR(record->CheckMark());

  record->store_.reset();  // The read-only one; all of it is sound, so now for writing.
  PLUMBLINE_ASSIGN_OR_RETURN(
      record->store_,
      RocksStore::Open(ConfigOf(options, "record"), RocksStore::Mode::kReadWrite));
  const std::unique_ptr<Snapshot> snapshot = record->store_->GetSnapshot();
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, Journal(snapshot.get()).Head());
  if (head != record->head_) {
    return absl::DataLossError(absl::StrCat("The record in ", options.directory,
                                            " opened for writing differs from what was read before",
                                            Advice()));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(record->mark_, HighWaterMark::Open(options.directory));
  record->log_ = std::make_unique<LocalLog>(record->store_.get(), record->mark_.get(), head);
  return record;
}

absl::StatusOr<std::unique_ptr<Record>> Record::OpenReadOnly(const RecordOptions& options) {
  absl::StatusOr<FileHandle> lock = LockDirectory(options.directory, LockMode::kShared);
  if (absl::IsNotFound(lock.status())) lock = FileHandle();  // A copy that was never served.
  PLUMBLINE_RETURN_IF_ERROR(lock.status());
  PLUMBLINE_ASSIGN_OR_RETURN(std::unique_ptr<Record> record, Look(options, *std::move(lock)));
  PLUMBLINE_ASSIGN_OR_RETURN(record->opened_mark_, HighWaterMark::Read(options.directory));
  return record;
}

absl::StatusOr<EpochRow> Record::StartEpoch(const RecordOptions& options, const HeadRow& lost) {
  PLUMBLINE_ASSIGN_OR_RETURN(FileHandle lock,
                             LockDirectory(options.directory, LockMode::kExclusive));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<Record> record, Look(options, std::move(lock)));
  PLUMBLINE_RETURN_IF_ERROR(record->CheckHead().status());

  EpochRow epoch;
  epoch.number = record->head_.epoch + 1;
  epoch.start_size = record->head_.size;
  epoch.previous_origin = record->epoch_.origin;
  epoch.restored = record->head_;
  epoch.mark = lost;
  epoch.public_key = options.public_key;
  const size_t slash = epoch.previous_origin.rfind('/');
  epoch.origin = OriginOf(absl::string_view(epoch.previous_origin).substr(0, slash), epoch.number);
  HeadRow head = record->head_;
  head.epoch = epoch.number;
  head.batches += 1;

  record->store_.reset();
  PLUMBLINE_ASSIGN_OR_RETURN(
      record->store_,
      RocksStore::Open(ConfigOf(options, "record"), RocksStore::Mode::kReadWrite));
  PLUMBLINE_RETURN_IF_ERROR(record->store_->Write(EpochBatch(epoch), head));
  PLUMBLINE_RETURN_IF_ERROR(HighWaterMark::Reset(options.directory, head));
  return epoch;
}

}  // namespace plumbline
