#include "storage/files/uploads.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "storage/files/crc32c.h"

namespace plumbline {
namespace {

constexpr size_t kRowsPerPage = 256;

absl::Status NoSuchUpload() {
  return absl::NotFoundError(
      "There is no such upload: it was finished, abandoned, or too old; start a new one");
}

absl::Status CheckChunk(absl::string_view bytes, uint32_t crc32c) {
  if (bytes.empty() || bytes.size() > kChunkBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("Expected a chunk of ", kChunkBytesMin, " to ",
                                                   kChunkBytesMax, " bytes, but it has ",
                                                   bytes.size()));
  }
  if (Crc32c(bytes) != crc32c) {
    return absl::InvalidArgumentError(
        "The chunk's crc32c differs from its bytes: it was damaged on the way; send it again");
  }
  return absl::OkStatus();
}

}  // namespace

// One upload in memory. `mutex` guards everything below it.
struct Uploads::Active {
  explicit Active(absl::string_view id) : body(id) {}

  UploadProgress Progress() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    return {{row.size, row.sha256, row.uploader}, received, row.persisted, row.started_at};
  }

  const std::string body;
  uint64_t used = 0;  // Guarded by Uploads::mutex_.

  Mutex mutex;
  bool loaded ABSL_GUARDED_BY(mutex) = false;
  bool gone ABSL_GUARDED_BY(mutex) = false;  // Left the table: whoever waited looks it up again.
  UploadRow row ABSL_GUARDED_BY(mutex);
  uint64_t received ABSL_GUARDED_BY(mutex) = 0;
  std::string tail ABSL_GUARDED_BY(mutex);  // Received, not yet a full piece.
  Sha256Stream hash ABSL_GUARDED_BY(mutex);
};

Uploads::Uploads(BlobDb* db, Entropy* entropy, const UploadLimits& limits)
    : db_(db), entropy_(entropy), limits_(limits) {}
Uploads::~Uploads() = default;

absl::StatusOr<std::unique_ptr<Uploads>> Uploads::Open(BlobDb* db, Entropy* entropy,
                                                       const UploadLimits& limits) {
  PLUMBLINE_CHECK(limits.persist_bytes >= kPieceBytes && limits.active_max > 0,
                  "uploads need a buffer");
  std::unique_ptr<Uploads> uploads(new Uploads(db, entropy, limits));
  const MutexLock lock(&uploads->mutex_);
  for (std::string after;;) {
    PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, db->Rows("u", after, kRowsPerPage));
    for (const auto& [key, value] : rows) {
      PLUMBLINE_ASSIGN_OR_RETURN(const UploadRow row, DecodeUploadRow(value));
      ++uploads->unfinished_[row.uploader];
      ++uploads->unfinished_count_;
      uploads->unfinished_bytes_ += row.size;
      after = key;
    }
    if (rows.size() < kRowsPerPage) return uploads;
  }
}

absl::Status Uploads::Reserve(const UploadSpec& spec) {
  DiskSpace space{UINT64_MAX, UINT64_MAX};
  if (limits_.disk_space) {
    PLUMBLINE_ASSIGN_OR_RETURN(space, limits_.disk_space());
  }
  const MutexLock lock(&mutex_);
  if (limits_.disk_space && IsDiskLow(space, unfinished_bytes_ + spec.size)) {
    return absl::ResourceExhaustedError(
        "The server's disk has no room for this file; ask its administrator");
  }
  size_t& of_uploader = unfinished_[spec.uploader];
  if (of_uploader >= limits_.unfinished_per_uploader_max) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "Expected at most ", of_uploader, " unfinished uploads; finish or abandon one of them"));
  }
  if (unfinished_count_ >= limits_.unfinished_max) {
    if (of_uploader == 0) unfinished_.erase(spec.uploader);
    return absl::ResourceExhaustedError(
        "The server has too many unfinished uploads; try again later");
  }
  ++of_uploader;
  ++unfinished_count_;
  unfinished_bytes_ += spec.size;
  return absl::OkStatus();
}

void Uploads::Release(const UploadRow& row) {
  const MutexLock lock(&mutex_);
  const auto found = unfinished_.find(row.uploader);
  PLUMBLINE_CHECK(
      found != unfinished_.end() && unfinished_count_ > 0 && unfinished_bytes_ >= row.size,
      "what is released was reserved");
  if (--found->second == 0) unfinished_.erase(found);
  --unfinished_count_;
  unfinished_bytes_ -= row.size;
}

absl::StatusOr<std::string> Uploads::Start(const UploadSpec& spec, absl::Time now) {
  if (spec.size == 0 || spec.size > limits_.file_bytes_max) {
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected a file of 1 to ", limits_.file_bytes_max, " bytes, but it has ", spec.size));
  }
  if (spec.uploader.empty() || spec.uploader.size() > kUploaderBytesMax) {
    return absl::InvalidArgumentError("Expected an uploader of 1 to 255 bytes");
  }
  PLUMBLINE_RETURN_IF_ERROR(Reserve(spec));
  UploadRow row;
  row.size = spec.size;
  row.started_at = now;
  row.updated_at = now;
  row.sha256 = spec.sha256;
  row.uploader = spec.uploader;
  const std::string body = entropy_->Bytes(kBodyIdBytes);
  const absl::Status written =
      db_->WriteSynced({{FileTable::kRows, UploadKey(body), EncodeUploadRow(row)}});
  if (!written.ok()) {
    Release(row);
    return written;
  }
  return UploadIdText(body);
}

// The upload in the table, as yet unlocked and perhaps not loaded.
absl::StatusOr<std::shared_ptr<Uploads::Active>> Uploads::Acquire(absl::string_view upload) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::string body, BodyOfUploadId(upload));
  const MutexLock lock(&mutex_);
  const auto found = active_.find(body);
  if (found != active_.end()) {
    found->second->used = ++uses_;
    return found->second;
  }
  if (active_.size() >= limits_.active_max) {
    auto oldest = active_.end();
    for (auto it = active_.begin(); it != active_.end(); ++it) {
      // Others take references under this lock only: one that nobody has now stays so.
      if (it->second.use_count() != 1) continue;
      if (oldest == active_.end() || it->second->used < oldest->second->used) oldest = it;
    }
    if (oldest == active_.end()) {
      return absl::ResourceExhaustedError("The server takes no more uploads just now; try again");
    }
    active_.erase(oldest);
  }
  auto active = std::make_shared<Active>(body);
  active->used = ++uses_;
  active_.emplace(body, active);
  return active;
}

absl::Status Uploads::Forget(Active* active, absl::Status status) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  active->gone = true;
  const MutexLock lock(&mutex_);
  const auto found = active_.find(active->body);
  if (found != active_.end() && found->second.get() == active) active_.erase(found);
  return status;
}

// Reads the row and hashes what was persisted: what came later was lost with the process.
absl::Status Uploads::Load(Active* active) const ABSL_NO_THREAD_SAFETY_ANALYSIS {
  if (active->gone) {
    return absl::UnavailableError("The upload is just being finished or removed; ask again");
  }
  if (active->loaded) return absl::OkStatus();
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool present,
                             db_->Get(FileTable::kRows, UploadKey(active->body), &value));
  if (!present) return NoSuchUpload();
  PLUMBLINE_ASSIGN_OR_RETURN(active->row, DecodeUploadRow(value));
  active->hash = Sha256Stream();
  PLUMBLINE_RETURN_IF_ERROR(
      ReadBody(*db_, active->body, active->row.persisted, [active](absl::string_view piece) {
        active->hash.Update(piece);
        return absl::OkStatus();
      }));
  active->received = active->row.persisted;
  active->loaded = true;
  return absl::OkStatus();
}

absl::Status Uploads::Feed(Active* active, absl::string_view bytes) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  active->hash.Update(bytes);
  while (!bytes.empty()) {
    const absl::string_view part = bytes.substr(0, kPieceBytes - active->tail.size());
    active->tail.append(part.data(), part.size());
    active->received += part.size();
    bytes.remove_prefix(part.size());
    if (active->tail.size() == kPieceBytes) {
      PLUMBLINE_RETURN_IF_ERROR(db_->PutPieceUnsynced(
          PieceKey(active->body, active->received / kPieceBytes - 1), active->tail));
      active->tail.clear();
    }
  }
  return absl::OkStatus();
}

// The bytes first, then the row that claims them.
absl::Status Uploads::Persist(Active* active, absl::Time now) ABSL_NO_THREAD_SAFETY_ANALYSIS {
  PLUMBLINE_RETURN_IF_ERROR(db_->SyncPieces());
  active->row.persisted = active->received - active->tail.size();
  active->row.updated_at = now;
  return db_->WriteSynced(
      {{FileTable::kRows, UploadKey(active->body), EncodeUploadRow(active->row)}});
}

absl::StatusOr<UploadProgress> Uploads::Append(absl::string_view upload, uint64_t offset,
                                               absl::string_view bytes, uint32_t crc32c,
                                               absl::Time now) {
  PLUMBLINE_RETURN_IF_ERROR(CheckChunk(bytes, crc32c));
  PLUMBLINE_ASSIGN_OR_RETURN(const std::shared_ptr<Active> active, Acquire(upload));
  const MutexLock lock(&active->mutex);
  absl::Status status = Load(active.get());
  if (!status.ok()) return Forget(active.get(), status);
  const UploadRow& row = active->row;
  if (offset > row.size || bytes.size() > row.size - offset) {
    return absl::InvalidArgumentError(
        absl::StrCat("The chunk goes beyond the declared size of ", row.size, " bytes"));
  }
  const uint64_t end = offset + bytes.size();
  if (bytes.size() < kChunkBytesMin && end != row.size) {
    return absl::InvalidArgumentError(absl::StrCat("Expected a chunk of at least ", kChunkBytesMin,
                                                   " bytes unless it ends the file"));
  }
  if (offset > active->received) {
    return absl::OutOfRangeError(absl::StrCat("Expected the chunk at offset ", active->received,
                                              ", but it starts at ", offset, "; go on from there"));
  }
  if (end <= active->received) return active->Progress();  // Sent before.
  bytes.remove_prefix(active->received - offset);
  db_->WaitForPace(bytes.size());
  status = Feed(active.get(), bytes);
  if (status.ok()) {
    const uint64_t unclaimed = active->received - active->tail.size() - row.persisted;
    const bool due = unclaimed >= limits_.persist_bytes ||
                     (unclaimed > 0 && now - row.updated_at >= limits_.persist_after);
    if (due) status = Persist(active.get(), now);
  }
  // After an error memory and disk may differ: begin again from what is on disk.
  if (!status.ok()) return Forget(active.get(), status);
  return active->Progress();
}

absl::StatusOr<UploadProgress> Uploads::Query(absl::string_view upload) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::shared_ptr<Active> active, Acquire(upload));
  const MutexLock lock(&active->mutex);
  const absl::Status status = Load(active.get());
  if (!status.ok()) return Forget(active.get(), status);
  return active->Progress();
}

absl::Status Uploads::Finish(absl::string_view upload,
                             absl::FunctionRef<absl::Status(Complete complete)> commit) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::shared_ptr<Active> active, Acquire(upload));
  UploadRow row;
  {
    const MutexLock lock(&active->mutex);
    absl::Status status = Load(active.get());
    if (!status.ok()) return Forget(active.get(), status);
    row = active->row;
    if (active->received != row.size) {
      return absl::FailedPreconditionError(
          absl::StrCat("Expected all ", row.size, " bytes before the end, but ", active->received,
                       " are here; send the rest from offset ", active->received));
    }
    // Whatever comes of it, this object has done its duty: the hash starts anew after Finish().
    const bool right = active->hash.Finish() == row.sha256;
    if (right) {
      Complete complete{active->body, row, {}};
      if (!active->tail.empty()) {
        const std::string key = PieceKey(active->body, PieceCount(row.size) - 1);
        if (row.size < kPieceBytes) {
          complete.writes.push_back({FileTable::kPieces, key, std::move(active->tail)});
        } else {
          status = db_->PutPieceUnsynced(key, active->tail);
        }
      }
      if (status.ok() && row.size >= kPieceBytes) status = db_->SyncPieces();
      complete.writes.push_back({FileTable::kRows, UploadKey(active->body), "", true});
      if (status.ok()) status = commit(std::move(complete));
    } else {
      std::vector<FileWrite> writes{{FileTable::kRows, UploadKey(active->body), "", true}};
      AppendBodyRemoval(active->body, row.size, &writes);
      status = db_->WriteSynced(writes);
    }
    PLUMBLINE_RETURN_IF_ERROR(Forget(active.get(), status));
    Release(row);
    if (right) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "The SHA-256 of the bytes that arrived is not the declared one: the file changed or was "
      "damaged "
      "on the way; upload it again");
}

absl::Status Uploads::Remove(absl::string_view upload) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::shared_ptr<Active> active, Acquire(upload));
  const MutexLock lock(&active->mutex);
  if (active->gone) return NoSuchUpload();
  // Not by Load(): there is no need to read and hash what goes.
  std::string value;
  PLUMBLINE_ASSIGN_OR_RETURN(const bool present,
                             db_->Get(FileTable::kRows, UploadKey(active->body), &value));
  if (!present) return Forget(active.get(), NoSuchUpload());
  PLUMBLINE_ASSIGN_OR_RETURN(const UploadRow row, DecodeUploadRow(value));
  std::vector<FileWrite> writes{{FileTable::kRows, UploadKey(active->body), "", true}};
  AppendBodyRemoval(active->body, row.size, &writes);
  PLUMBLINE_RETURN_IF_ERROR(Forget(active.get(), db_->WriteSynced(writes)));
  Release(row);
  return absl::OkStatus();
}

absl::Status Uploads::Abandon(absl::string_view upload) { return Remove(upload); }

absl::StatusOr<uint64_t> Uploads::RemoveIf(absl::FunctionRef<bool(const UploadRow&)> condition) {
  uint64_t removed = 0;
  for (std::string after;;) {
    PLUMBLINE_ASSIGN_OR_RETURN(const auto rows, db_->Rows("u", after, kRowsPerPage));
    for (const auto& [key, value] : rows) {
      after = key;
      PLUMBLINE_ASSIGN_OR_RETURN(const UploadRow row, DecodeUploadRow(value));
      if (!condition(row)) continue;
      const absl::Status status = Remove(UploadIdText(key.substr(1)));
      if (status.ok()) ++removed;
      // Finished or abandoned in the meantime: nothing to remove.
      if (!status.ok() && !absl::IsNotFound(status)) return status;
    }
    if (rows.size() < kRowsPerPage) return removed;
  }
}

absl::StatusOr<uint64_t> Uploads::RemoveStale(absl::Time before) {
  return RemoveIf([before](const UploadRow& row) { return row.updated_at < before; });
}

absl::StatusOr<uint64_t> Uploads::RemoveDeclaring(const Hash& sha256) {
  return RemoveIf([&sha256](const UploadRow& row) { return row.sha256 == sha256; });
}

absl::Status ReadBody(const BlobDb& db, absl::string_view body, uint64_t size,
                      absl::FunctionRef<absl::Status(absl::string_view piece)> sink) {
  std::string piece;
  for (uint64_t index = 0; index < PieceCount(size); ++index) {
    PLUMBLINE_ASSIGN_OR_RETURN(const bool present,
                               db.Get(FileTable::kPieces, PieceKey(body, index), &piece));
    const uint64_t expected = std::min<uint64_t>(kPieceBytes, size - index * kPieceBytes);
    if (!present || piece.size() != expected) {
      return absl::DataLossError(absl::StrCat("Piece ", index, " of a file is missing or damaged"));
    }
    PLUMBLINE_RETURN_IF_ERROR(sink(piece));
  }
  return absl::OkStatus();
}

void AppendBodyRemoval(absl::string_view body, uint64_t size, std::vector<FileWrite>* writes) {
  for (uint64_t index = 0; index < PieceCount(size); ++index) {
    writes->push_back({FileTable::kPieces, PieceKey(body, index), "", true});
  }
}

}  // namespace plumbline
