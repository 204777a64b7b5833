#include "storage/backup/backup.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/core/base/status_macros.h"
#include "storage/backup/rocks_backup.h"
#include "storage/files/disk_space.h"
#include "storage/journal.h"
#include "storage/mark.h"
#include "storage/posix_file.h"

namespace plumbline {
namespace {

constexpr size_t kLayoutBytesMax = 64;
constexpr size_t kReadAtOnceBytes = size_t{1} << 20;
constexpr absl::string_view kManifestSuffix = ".manifest";

std::string RecordEngine(const std::string& backup_dir) { return backup_dir + "/record"; }
std::string FilesEngine(const std::string& backup_dir) { return backup_dir + "/files"; }
std::string ManifestPath(const std::string& backup_dir, uint32_t id) {
  return absl::StrCat(backup_dir, "/", ManifestName(id));
}

// Names in a directory, without "." and "..". Errors  NOT_FOUND. UNAVAILABLE.
absl::StatusOr<std::vector<std::string>> NamesIn(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(opendir(directory.c_str()), &closedir);
  if (stream == nullptr) return PosixError("Opening the directory", directory);
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = readdir(stream.get());
    if (entry == nullptr) {
      if (errno != 0) return PosixError("Reading the directory", directory);
      std::sort(names.begin(), names.end());
      return names;
    }
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
}

// Size and SHA-256 of a file of any size. Errors  NOT_FOUND. UNAVAILABLE.
absl::StatusOr<std::pair<uint64_t, Hash>> HashOfFile(const std::string& path) {
  const FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return PosixError("Opening", path);
  Sha256Stream hash;
  uint64_t size = 0;
  std::string bytes(kReadAtOnceBytes, '\0');
  for (;;) {
    const ssize_t count = read(file.fd(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return PosixError("Reading", path);
    if (count == 0) break;
    hash.Update(absl::string_view(bytes).substr(0, static_cast<size_t>(count)));
    size += static_cast<uint64_t>(count);
  }
  return std::make_pair(size, hash.Finish());
}

// Adds the files of one engine's backup, its description included, to the manifest.
absl::Status AddParts(const std::string& backup_dir, absl::string_view engine,
                      const RocksBackup& backup, BackupManifest* manifest) {
  std::vector<std::string> paths = {absl::StrCat(engine, "/meta/", backup.id)};
  for (const RocksBackupFile& file : backup.files) {
    paths.push_back(absl::StrCat(engine, "/", file.path));
  }
  for (const std::string& path : paths) {
    PLUMBLINE_ASSIGN_OR_RETURN(const auto found, HashOfFile(absl::StrCat(backup_dir, "/", path)));
    manifest->parts.push_back({path, found.first, found.second});
  }
  return absl::OkStatus();
}

struct EndOfRecord {
  HeadRow head;
  std::string origin;
};

// Head and origin of a record opened for reading, after comparing head, families, last entries and
// tree.
absl::StatusOr<EndOfRecord> LookAtRecord(const RocksStore& record) {
  const std::unique_ptr<Snapshot> snapshot = record.GetSnapshot();
  const Journal journal(snapshot.get());
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, journal.Head());
  PLUMBLINE_RETURN_IF_ERROR(record.CheckFamilies(head.batches));
  PLUMBLINE_ASSIGN_OR_RETURN(const TreeEdge edge, journal.Edge(head.size));
  if (edge.Root() != head.root) {
    return absl::DataLossError(
        absl::StrCat("The last entries of the copied record do not lead to the "
                     "tree root of its head, size ",
                     head.size));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const EpochRow epoch, journal.Epoch(head.epoch));
  return EndOfRecord{head, epoch.origin};
}

absl::Status CheckNamedFiles(const RocksStore& record, const FilesStore& files,
                             const NamedFiles& named_files) {
  const std::unique_ptr<Snapshot> snapshot = record.GetSnapshot();
  return named_files(*snapshot, [&files](const Hash& sha256) {
    const absl::Status status = files.Info(sha256).status();
    if (!absl::IsNotFound(status)) return status;
    return absl::DataLossError(absl::StrCat("The record names the file ", HexOf(sha256),
                                            ", but the files store does not have it"));
  });
}

absl::StatusOr<std::unique_ptr<BackupRecord>> OpenRecordCopy(const std::string& backup_dir, uint32_t record_id) {
  auto copy = std::make_unique<BackupRecord>();
  PLUMBLINE_ASSIGN_OR_RETURN(copy->view, ViewRocksBackup(RecordEngine(backup_dir), record_id));
  RocksConfig config;
  config.path = copy->view.path;
  config.env = copy->view.env.get();
  PLUMBLINE_ASSIGN_OR_RETURN(copy->store, RocksStore::Open(config, RocksStore::Mode::kReadOnly));
  return copy;
}

// Opens both copies in place and looks at them.
absl::StatusOr<EndOfRecord> CheckCopies(const BackupSource& source, const std::string& backup_dir,
                                        uint32_t record_id, uint32_t files_id) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<BackupRecord> copy, OpenRecordCopy(backup_dir, record_id));
  const std::unique_ptr<RocksStore>& record = copy->store;
  PLUMBLINE_RETURN_IF_ERROR(VerifyFilesOf(record->db()));
  PLUMBLINE_ASSIGN_OR_RETURN(const EndOfRecord end, LookAtRecord(*record));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<FilesStore> files,
                             FilesStore::OpenBackup(FilesEngine(backup_dir), files_id));
  PLUMBLINE_RETURN_IF_ERROR(files->VerifyStorage());
  if (source.named_files) {
    PLUMBLINE_RETURN_IF_ERROR(CheckNamedFiles(*record, *files, source.named_files));
  }
  return end;
}

absl::StatusOr<std::vector<uint32_t>> IdsIn(const std::string& backup_dir) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(backup_dir));
  std::vector<uint32_t> ids;
  for (const std::string& name : names) {
    uint32_t id = 0;
    if (!absl::EndsWith(name, kManifestSuffix)) continue;
    const absl::string_view digits = absl::StripSuffix(name, kManifestSuffix);
    if (absl::SimpleAtoi(digits, &id) && ManifestName(id) == name) ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

absl::StatusOr<BackupManifest> ReadManifest(const std::string& backup_dir, uint32_t id) {
  const std::string path = ManifestPath(backup_dir, id);
  const absl::StatusOr<std::string> text = ReadSmallFile(path, kManifestBytesMax);
  if (absl::IsNotFound(text.status())) {
    return absl::NotFoundError(absl::StrCat("There is no backup ", id, " in ", backup_dir));
  }
  PLUMBLINE_RETURN_IF_ERROR(text.status());
  absl::StatusOr<BackupManifest> manifest = DecodeManifest(*text);
  if (!manifest.ok())
    return absl::DataLossError(absl::StrCat(path, ": ", manifest.status().message()));
  if (manifest->id != id) return absl::DataLossError(absl::StrCat(path, " is of another backup"));
  return manifest;
}

// What a crash left of a backup that never got its manifest goes before the next one is made.
absl::Status RemoveUnnamedCopies(const std::string& backup_dir,
                                 const std::vector<BackupManifest>& manifests) {
  std::set<uint32_t> records;
  std::set<uint32_t> files;
  for (const BackupManifest& manifest : manifests) {
    records.insert(manifest.record);
    files.insert(manifest.files);
  }
  for (const auto& [engine, named] : {std::make_pair(RecordEngine(backup_dir), records),
                                      std::make_pair(FilesEngine(backup_dir), files)}) {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<uint32_t> ids, ListRocksBackups(engine));
    for (const uint32_t id : ids) {
      if (named.count(id) == 0) PLUMBLINE_RETURN_IF_ERROR(DeleteRocksBackup(engine, id));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPart(const std::string& backup_dir, const BackupPart& part) {
  const std::string path = absl::StrCat(backup_dir, "/", part.path);
  const auto found = HashOfFile(path);
  if (absl::IsNotFound(found.status())) {
    return absl::DataLossError(absl::StrCat(path, " is missing; use another backup"));
  }
  PLUMBLINE_RETURN_IF_ERROR(found.status());
  if (found->first != part.size || found->second != part.sha256) {
    return absl::DataLossError(
        absl::StrCat(path, " is damaged: it differs from the manifest; use another backup"));
  }
  return absl::OkStatus();
}

absl::StatusOr<BackupManifest> VerifyLocked(const std::string& backup_dir, uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(BackupManifest manifest, ReadManifest(backup_dir, id));
  for (const BackupPart& part : manifest.parts) {
    PLUMBLINE_RETURN_IF_ERROR(CheckPart(backup_dir, part));
  }
  return manifest;
}

// Both databases, looked at; LAYOUT last, so that half a restore is never taken for a record.
absl::Status RestoreInto(const std::string& backup_dir, const BackupManifest& manifest,
                         const std::string& target) {
  const std::string record_dir = absl::StrCat(target, "/record");
  PLUMBLINE_RETURN_IF_ERROR(
      RestoreRocksBackup(RecordEngine(backup_dir), manifest.record, record_dir));
  PLUMBLINE_RETURN_IF_ERROR(
      RestoreRocksBackup(FilesEngine(backup_dir), manifest.files, absl::StrCat(target, "/files")));
  RocksConfig config;
  config.path = record_dir;
  {
    PLUMBLINE_ASSIGN_OR_RETURN(const std::unique_ptr<RocksStore> record,
                               RocksStore::Open(config, RocksStore::Mode::kReadOnly));
    PLUMBLINE_ASSIGN_OR_RETURN(const EndOfRecord end, LookAtRecord(*record));
    if (end.head != manifest.head || end.origin != manifest.origin) {
      return absl::DataLossError("The restored record does not end where the manifest says");
    }
  }
  PLUMBLINE_RETURN_IF_ERROR(SyncDirectory(target));
  return ReplaceFile(absl::StrCat(target, "/LAYOUT"), absl::StrCat(manifest.layout, "\n"));
}

}  // namespace

absl::StatusOr<BackupManifest> CreateBackup(const BackupSource& source,
                                            const std::string& backup_dir, absl::Time now) {
  PLUMBLINE_RETURN_IF_ERROR(MakeDirectory(backup_dir));
  PLUMBLINE_ASSIGN_OR_RETURN(const FileHandle lock,
                             LockDirectory(backup_dir, LockMode::kExclusive));
  PLUMBLINE_ASSIGN_OR_RETURN(const DiskSpace space, DiskSpaceOf(backup_dir));
  if (IsDiskLow(space)) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "The disk of ", backup_dir, " is nearly full; make room or back up to another disk"));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<BackupManifest> others, ListBackups(backup_dir));
  PLUMBLINE_RETURN_IF_ERROR(RemoveUnnamedCopies(backup_dir, others));
  BackupManifest manifest;
  manifest.id = others.empty() ? 1 : others.back().id + 1;
  manifest.created = now;
  PLUMBLINE_ASSIGN_OR_RETURN(
      const std::string layout,
      ReadSmallFile(absl::StrCat(source.data_dir, "/LAYOUT"), kLayoutBytesMax));
  manifest.layout = std::string(absl::StripSuffix(layout, "\n"));

  // What fails from here on takes its copies along.
  auto remove_copies = absl::MakeCleanup([&] {
    if (manifest.record != 0)
      DeleteRocksBackup(RecordEngine(backup_dir), manifest.record).IgnoreError();
    if (manifest.files != 0)
      DeleteRocksBackup(FilesEngine(backup_dir), manifest.files).IgnoreError();
  });
  PLUMBLINE_ASSIGN_OR_RETURN(const RocksBackup record,
                             CreateRocksBackup(source.record->db(), RecordEngine(backup_dir)));
  manifest.record = record.id;
  PLUMBLINE_ASSIGN_OR_RETURN(const RocksBackup files,
                             source.files->Backup(FilesEngine(backup_dir)));
  manifest.files = files.id;

  PLUMBLINE_ASSIGN_OR_RETURN(const EndOfRecord end,
                             CheckCopies(source, backup_dir, record.id, files.id));
  manifest.head = end.head;
  manifest.origin = end.origin;
  // Read after the copy was made. It follows each write, so it may stand one group behind the copy.
  PLUMBLINE_ASSIGN_OR_RETURN(const absl::optional<HeadRow> mark,
                             HighWaterMark::Read(source.data_dir));
  manifest.mark = mark.has_value() && mark->batches > end.head.batches ? *mark : end.head;
  PLUMBLINE_RETURN_IF_ERROR(AddParts(backup_dir, "record", record, &manifest));
  PLUMBLINE_RETURN_IF_ERROR(AddParts(backup_dir, "files", files, &manifest));
  const std::string text = EncodeManifest(manifest);
  if (text.size() > kManifestBytesMax) {
    return absl::ResourceExhaustedError("The backup has too many files for one manifest");
  }
  PLUMBLINE_RETURN_IF_ERROR(ReplaceFile(ManifestPath(backup_dir, manifest.id), text));
  std::move(remove_copies).Cancel();
  return manifest;
}

absl::StatusOr<std::vector<BackupManifest>> ListBackups(const std::string& backup_dir) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<uint32_t> ids, IdsIn(backup_dir));
  std::vector<BackupManifest> manifests;
  for (const uint32_t id : ids) {
    PLUMBLINE_ASSIGN_OR_RETURN(BackupManifest manifest, ReadManifest(backup_dir, id));
    manifests.push_back(std::move(manifest));
  }
  return manifests;
}

absl::StatusOr<std::unique_ptr<BackupRecord>> OpenBackupRecord(const std::string& backup_dir, uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(const BackupManifest manifest, ReadManifest(backup_dir, id));
  return OpenRecordCopy(backup_dir, manifest.record);
}

absl::StatusOr<BackupManifest> VerifyBackup(const std::string& backup_dir, uint32_t id) {
  return VerifyLocked(backup_dir, id);
}

absl::StatusOr<BackupManifest> RestoreBackup(const std::string& backup_dir, uint32_t id,
                                             const std::string& target) {
  PLUMBLINE_RETURN_IF_ERROR(MakeDirectory(target));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<std::string> names, NamesIn(target));
  if (!names.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat(target, " is not empty (", names.front(), "); restore into a new directory"));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(BackupManifest manifest, VerifyLocked(backup_dir, id));
  PLUMBLINE_ASSIGN_OR_RETURN(const DiskSpace space, DiskSpaceOf(target));
  if (IsDiskLow(space, manifest.bytes())) {
    return absl::ResourceExhaustedError(absl::StrCat("Expected room for ", manifest.bytes(),
                                                     " bytes and a reserve on the disk of ", target,
                                                     ", but ", space.free_bytes, " are free"));
  }
  const absl::Status restored = RestoreInto(backup_dir, manifest, target);
  if (!restored.ok()) {
    for (const char* part : {"/record", "/files"}) {
      RocksStore::Destroy(target + part, nullptr).IgnoreError();
    }
    return restored;
  }
  return manifest;
}

absl::Status DeleteBackup(const std::string& backup_dir, uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(const FileHandle lock,
                             LockDirectory(backup_dir, LockMode::kExclusive));
  PLUMBLINE_ASSIGN_OR_RETURN(const BackupManifest manifest, ReadManifest(backup_dir, id));
  // The manifest first: without it the rest is no backup.
  const std::string path = ManifestPath(backup_dir, id);
  if (unlink(path.c_str()) != 0) return PosixError("Removing", path);
  PLUMBLINE_RETURN_IF_ERROR(SyncDirectory(backup_dir));
  PLUMBLINE_RETURN_IF_ERROR(DeleteRocksBackup(RecordEngine(backup_dir), manifest.record));
  return DeleteRocksBackup(FilesEngine(backup_dir), manifest.files);
}

}  // namespace plumbline
