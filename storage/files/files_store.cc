#include "storage/files/files_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

constexpr size_t kRowsPerPage = 256;
constexpr double kGarbageShareMax = 0.2;  // What expiry leaves; less would move more than it frees.

absl::Status NoSuchFile(const Hash& sha256) {
  return absl::NotFoundError(absl::StrCat("There is no file ", HexOf(sha256), "; upload it first"));
}

FileInfo ToInfo(const Hash& sha256, FileRow row) {
  return {sha256, row.size, row.completed_at, std::move(row.metadata)};
}

}  // namespace

FilesStore::FilesStore(std::unique_ptr<BlobDb> db, std::unique_ptr<Uploads> uploads)
    : db_(std::move(db)), uploads_(std::move(uploads)) {}

absl::StatusOr<std::unique_ptr<FilesStore>> FilesStore::Open(const std::string& path,
                                                             Entropy* entropy,
                                                             const FilesOptions& options) {
  BlobDb::Options db_options;
  db_options.upload_bytes_per_s = options.upload_bytes_per_s;
  db_options.background_bytes_per_s = options.background_bytes_per_s;
  db_options.env = options.env;
  PLUMBLINE_ASSIGN_OR_RETURN(std::unique_ptr<BlobDb> db, BlobDb::Open(path, db_options));
  PLUMBLINE_ASSIGN_OR_RETURN(std::unique_ptr<Uploads> uploads,
                             Uploads::Open(db.get(), entropy, options.uploads));
  return std::unique_ptr<FilesStore>(new FilesStore(std::move(db), std::move(uploads)));
}

absl::StatusOr<std::unique_ptr<FilesStore>> FilesStore::OpenReadOnly(const std::string& path) {
  PLUMBLINE_ASSIGN_OR_RETURN(std::unique_ptr<BlobDb> db, BlobDb::OpenReadOnly(path));
  return std::unique_ptr<FilesStore>(new FilesStore(std::move(db), nullptr));
}

absl::StatusOr<std::unique_ptr<FilesStore>> FilesStore::OpenBackup(const std::string& engine_dir,
                                                                   uint32_t id) {
  PLUMBLINE_ASSIGN_OR_RETURN(std::unique_ptr<BlobDb> db, BlobDb::OpenBackup(engine_dir, id));
  return std::unique_ptr<FilesStore>(new FilesStore(std::move(db), nullptr));
}

absl::StatusOr<std::string> FilesStore::StartUpload(const UploadSpec& spec, absl::Time now) {
  return uploads_->Start(spec, now);
}

absl::StatusOr<UploadProgress> FilesStore::AppendChunk(absl::string_view upload, uint64_t offset,
                                                       absl::string_view bytes, uint32_t crc32c,
                                                       absl::Time now) {
  return uploads_->Append(upload, offset, bytes, crc32c, now);
}

absl::StatusOr<UploadProgress> FilesStore::QueryUpload(absl::string_view upload) {
  return uploads_->Query(upload);
}

absl::Status FilesStore::AbandonUpload(absl::string_view upload) {
  return uploads_->Abandon(upload);
}

absl::StatusOr<FileInfo> FilesStore::FinishUpload(absl::string_view upload, absl::Time now) {
  FileInfo info;
  const auto commit = [&](Uploads::Complete complete) -> absl::Status {
    const Hash& sha256 = complete.row.sha256;
    std::vector<FileWrite>& writes = complete.writes;
    const MutexLock lock(&rows_mutex_);
    absl::StatusOr<FileRow> row = Row(sha256);
    if (row.ok()) {  // The same content came before: its body stays, this one goes.
      row->offered_at = std::max(row->offered_at, now);
      AppendBodyRemoval(complete.body, complete.row.size, &writes);
    } else if (absl::IsNotFound(row.status())) {
      row = FileRow{complete.row.size, now, now, complete.body, {}};
    } else {
      return row.status();
    }
    writes.push_back({FileTable::kRows, FileKey(sha256), EncodeFileRow(*row)});
    PLUMBLINE_RETURN_IF_ERROR(db_->WriteSynced(writes));
    const MutexLock hidden_lock(&hidden_mutex_);
    hidden_.erase(sha256);  // Wanted again: it does not expire now.
    info = ToInfo(sha256, *std::move(row));
    return absl::OkStatus();
  };
  PLUMBLINE_RETURN_IF_ERROR(uploads_->Finish(upload, commit));
  return info;
}

absl::StatusOr<FileRow> FilesStore::Row(const Hash& sha256) const {
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool present,
                             db_->Get(FileTable::kRows, FileKey(sha256), &value));
  if (!present) return NoSuchFile(sha256);
  return DecodeFileRow(value);
}

bool FilesStore::IsHidden(const Hash& sha256) const {
  const MutexLock lock(&hidden_mutex_);
  return hidden_.count(sha256) != 0;
}

absl::StatusOr<FileInfo> FilesStore::Info(const Hash& sha256) const {
  if (IsHidden(sha256)) return NoSuchFile(sha256);
  PLUMBLINE_ASSIGN_OR_RETURN(FileRow row, Row(sha256));
  return ToInfo(sha256, std::move(row));
}

absl::StatusOr<std::string> FilesStore::Read(const Hash& sha256, uint64_t offset,
                                             size_t length) const {
  if (length > kReadBytesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("Expected to read at most ", kReadBytesMax, " bytes at once"));
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const FileRow row, Row(sha256));
  if (offset > row.size) {
    return absl::OutOfRangeError(absl::StrCat("The file has ", row.size, " bytes"));
  }
  const uint64_t end = offset + std::min<uint64_t>(length, row.size - offset);
  std::string bytes;
  bytes.reserve(end - offset);
  std::string piece;
  while (offset < end) {
    const uint64_t index = offset / kPieceBytes;
    const uint64_t piece_start = index * kPieceBytes;
    PLUMBLINE_ASSIGN_OR_RETURN(const bool present,
                               db_->Get(FileTable::kPieces, PieceKey(row.body, index), &piece));
    if (!present || piece.size() != std::min<uint64_t>(kPieceBytes, row.size - piece_start)) {
      PLUMBLINE_RETURN_IF_ERROR(Row(sha256).status());  // Destroyed while it was being read?
      return absl::DataLossError(absl::StrCat("Piece ", index, " of file ", HexOf(sha256),
                                              " is missing; restore a backup"));
    }
    const absl::string_view part =
        absl::string_view(piece).substr(offset - piece_start, end - offset);
    bytes.append(part.data(), part.size());
    offset += part.size();
  }
  return bytes;
}

absl::Status FilesStore::SetMetadata(const Hash& sha256, const FileMetadata& metadata) {
  if (metadata.type.size() > kFileTypeBytesMax || metadata.extra.size() > kFileExtraBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("Expected a type of at most ", kFileTypeBytesMax,
                                                   " bytes and at most ", kFileExtraBytesMax,
                                                   " bytes of other data"));
  }
  const MutexLock lock(&rows_mutex_);
  PLUMBLINE_ASSIGN_OR_RETURN(FileRow row, Row(sha256));
  row.metadata = metadata;
  return db_->WriteSynced({{FileTable::kRows, FileKey(sha256), EncodeFileRow(row)}});
}

absl::Status FilesStore::ForEachFile(
    absl::FunctionRef<absl::Status(const FileInfo& info)> visit) const {
  for (std::string after;;) {
    PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, db_->Rows("f", after, kRowsPerPage));
    for (const auto& [key, value] : rows) {
      PLUMBLINE_ASSIGN_OR_RETURN(const Hash sha256, HashFromBytes(key.substr(1)));
      PLUMBLINE_ASSIGN_OR_RETURN(FileRow row, DecodeFileRow(value));
      PLUMBLINE_RETURN_IF_ERROR(visit(ToInfo(sha256, std::move(row))));
      after = key;
    }
    if (rows.size() < kRowsPerPage) return absl::OkStatus();
  }
}

absl::Status FilesStore::Verify(const Hash& sha256) const {
  PLUMBLINE_ASSIGN_OR_RETURN(const FileRow row, Row(sha256));
  Sha256Stream hash;
  const absl::Status read = ReadBody(*db_, row.body, row.size, [&hash](absl::string_view piece) {
    hash.Update(piece);
    return absl::OkStatus();
  });
  if (absl::IsDataLoss(read)) {
    return absl::DataLossError(absl::StrCat("File ", HexOf(sha256), ": ", read.message()));
  }
  PLUMBLINE_RETURN_IF_ERROR(read);
  if (hash.Finish() == sha256) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("The bytes of file ", HexOf(sha256), " have another SHA-256; restore a backup"));
}

absl::Status FilesStore::RemoveFile(const Hash& sha256) {
  PLUMBLINE_ASSIGN_OR_RETURN(const FileRow row, Row(sha256));
  std::vector<FileWrite> writes{{FileTable::kRows, FileKey(sha256), "", true}};
  AppendBodyRemoval(row.body, row.size, &writes);
  return db_->WriteSynced(writes);
}

// Hide, then ask, then remove what nobody uploaded again meanwhile: see the header.
absl::StatusOr<bool> FilesStore::ExpireOne(
    const Hash& sha256, absl::FunctionRef<absl::StatusOr<bool>(const Hash&)> is_referenced) {
  {
    const MutexLock lock(&hidden_mutex_);
    hidden_.insert(sha256);
  }
  const absl::StatusOr<bool> referenced = is_referenced(sha256);
  const MutexLock rows_lock(&rows_mutex_);
  absl::Status status = referenced.status();
  bool removed = false;
  if (status.ok() && !*referenced && IsHidden(sha256)) {
    status = RemoveFile(sha256);
    removed = status.ok();
  }
  const MutexLock lock(&hidden_mutex_);
  hidden_.erase(sha256);
  if (!status.ok() && !absl::IsNotFound(status)) return status;
  return removed;
}

absl::StatusOr<FilesStore::Expired> FilesStore::ExpireUnreferenced(
    absl::FunctionRef<absl::StatusOr<bool>(const Hash& sha256)> is_referenced, absl::Time now,
    absl::Duration older_than) {
  Expired expired;
  const absl::Time before = now - older_than;
  PLUMBLINE_ASSIGN_OR_RETURN(expired.uploads, uploads_->RemoveStale(before));
  for (std::string after;;) {
    PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, db_->Rows("f", after, kRowsPerPage));
    for (const auto& [key, value] : rows) {
      after = key;
      PLUMBLINE_ASSIGN_OR_RETURN(const Hash sha256, HashFromBytes(key.substr(1)));
      PLUMBLINE_ASSIGN_OR_RETURN(const FileRow row, DecodeFileRow(value));
      if (row.offered_at >= before) continue;
      PLUMBLINE_ASSIGN_OR_RETURN(const bool removed, ExpireOne(sha256, is_referenced));
      if (removed) ++expired.files;
    }
    if (rows.size() < kRowsPerPage) break;
  }
  if (expired.files + expired.uploads > 0) {
    PLUMBLINE_RETURN_IF_ERROR(db_->Reclaim(kGarbageShareMax));
  }
  return expired;
}

absl::Status FilesStore::DestroyAll(const std::vector<Hash>& files) {
  for (const Hash& sha256 : files) {
    PLUMBLINE_RETURN_IF_ERROR(uploads_->RemoveDeclaring(sha256).status());
    const MutexLock lock(&rows_mutex_);
    const absl::Status removed = RemoveFile(sha256);
    if (!removed.ok() && !absl::IsNotFound(removed)) return removed;
  }
  return db_->Reclaim(0);
}

absl::StatusOr<RocksBackup> FilesStore::Backup(const std::string& engine_dir) {
  return db_->Backup(engine_dir);
}

}  // namespace plumbline
