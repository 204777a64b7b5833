#include "storage/mark.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

constexpr const char* kNames[2] = {"mark.a", "mark.b"};

std::string PathOf(const std::string& directory, int which) {
  return absl::StrCat(directory, "/", kNames[which]);
}

bool Higher(const HeadRow& a, const HeadRow& b) {
  return a.epoch != b.epoch ? a.epoch > b.epoch : a.batches > b.batches;
}

// NOT_FOUND, DATA_LOSS (not whole), UNAVAILABLE or the mark.
absl::StatusOr<HeadRow> ReadOne(const std::string& directory, int which) {
  absl::StatusOr<std::string> bytes = ReadSmallFile(PathOf(directory, which), kHeadRowBytes);
  if (absl::IsResourceExhausted(bytes.status())) return absl::DataLossError("The mark is too long");
  if (!bytes.ok()) return bytes.status();
  return DecodeMark(*bytes);
}

absl::string_view Advice() {
  return "Do not delete anything: keep a copy of this directory, then restore the latest backup "
         "with `plumbline restore --new-epoch`";
}

}  // namespace

absl::StatusOr<absl::optional<HeadRow>> HighWaterMark::Read(const std::string& directory) {
  absl::optional<HeadRow> highest;
  bool damaged = false;
  for (int which = 0; which < 2; ++which) {
    absl::StatusOr<HeadRow> mark = ReadOne(directory, which);
    if (mark.ok()) {
      if (!highest.has_value() || Higher(*mark, *highest)) highest = *mark;
    } else if (absl::IsDataLoss(mark.status())) {
      damaged = true;
    } else if (!absl::IsNotFound(mark.status())) {
      return mark.status();
    }
  }
  if (!highest.has_value() && damaged) {
    return absl::DataLossError(absl::StrCat(
        "Neither mark.a nor mark.b in ", directory,
        " is whole, so nothing says how long the record was. ", Advice()));
  }
  return highest;
}

absl::Status HighWaterMark::Reset(const std::string& directory, const HeadRow& head) {
  for (int which = 0; which < 2; ++which) {
    PLUMBLINE_RETURN_IF_ERROR(ReplaceFile(PathOf(directory, which), EncodeMark(head)));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<HighWaterMark>> HighWaterMark::Open(const std::string& directory) {
  const absl::StatusOr<HeadRow> a = ReadOne(directory, 0);
  const absl::StatusOr<HeadRow> b = ReadOne(directory, 1);
  const int next = !a.ok() ? 0 : !b.ok() ? 1 : Higher(*a, *b) ? 1 : 0;
  FileHandle files[2];
  for (int which = 0; which < 2; ++which) {
    const std::string path = PathOf(directory, which);
    files[which] = FileHandle(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (files[which].fd() < 0) return PosixError("Opening", path);
  }
  return std::unique_ptr<HighWaterMark>(
      new HighWaterMark(std::move(files[0]), std::move(files[1]), next));
}

absl::Status HighWaterMark::Write(const HeadRow& head) {
  const std::string bytes = EncodeMark(head);
  const int fd = files_[next_].fd();
  ssize_t written;
  do {
    written = pwrite(fd, bytes.data(), bytes.size(), 0);
  } while (written < 0 && errno == EINTR);
  if (written != static_cast<ssize_t>(bytes.size())) return PosixError("Writing", kNames[next_]);
  next_ = 1 - next_;
  dirty_ = true;
  return absl::OkStatus();
}

absl::Status HighWaterMark::Sync() {
  if (!dirty_.exchange(false)) return absl::OkStatus();
  for (int which = 0; which < 2; ++which) {
    if (fdatasync(files_[which].fd()) != 0) return PosixError("Syncing", kNames[which]);
  }
  return absl::OkStatus();
}

absl::Status CompareWithMark(const HeadRow& head, const HeadRow& mark,
                             const absl::optional<Hash>& root_at_mark,
                             absl::string_view directory) {
  if (head.epoch != mark.epoch) {
    return absl::DataLossError(absl::StrCat("The record in ", directory, " is of epoch ",
                                            head.epoch, ", but its mark is of epoch ", mark.epoch,
                                            ". ", Advice()));
  }
  if (head.size < mark.size) {
    return absl::DataLossError(absl::StrCat(
        "The record in ", directory, " holds ", head.size, " entries, but ", mark.size,
        " were acknowledged: ", mark.size - head.size, " are lost or damaged. ", Advice()));
  }
  if (head.batches < mark.batches) {
    return absl::DataLossError(absl::StrCat(
        "The record in ", directory, " holds ", head.batches, " batches, but ", mark.batches,
        " were acknowledged: sessions, credentials or contents are lost. ", Advice()));
  }
  if (!root_at_mark.has_value() || *root_at_mark != mark.root) {
    return absl::DataLossError(absl::StrCat(
        "The first ", mark.size, " entries of the record in ", directory,
        " are not those that were acknowledged: their tree root differs from the mark. ",
        Advice()));
  }
  return absl::OkStatus();
}

}  // namespace plumbline
