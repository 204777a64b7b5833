#include "storage/posix_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"

namespace plumbline {
namespace {

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

FileHandle::~FileHandle() {
  if (fd_ >= 0) close(fd_);
}

absl::Status PosixError(absl::string_view doing, absl::string_view path) {
  const int error = errno;
  const std::string text = absl::StrCat(doing, " ", path, ": ", std::strerror(error));
  return error == ENOENT ? absl::NotFoundError(text) : absl::UnavailableError(text);
}

absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t bytes_max) {
  const FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return PosixError("Opening", path);
  std::string bytes(bytes_max + 1, '\0');
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t read_now = read(file.fd(), &bytes[size], bytes.size() - size);
    if (read_now < 0 && errno == EINTR) continue;
    if (read_now < 0) return PosixError("Reading", path);
    if (read_now == 0) break;
    size += static_cast<size_t>(read_now);
  }
  if (size > bytes_max) {
    return absl::ResourceExhaustedError(absl::StrCat(path, " has more than ", bytes_max, " bytes"));
  }
  bytes.resize(size);
  return bytes;
}

absl::Status ReplaceFile(const std::string& path, absl::string_view bytes) {
  const std::string temporary = absl::StrCat(path, ".new");
  {
    const FileHandle file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.fd() < 0) return PosixError("Creating", temporary);
    while (!bytes.empty()) {
      const ssize_t written = write(file.fd(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return PosixError("Writing", temporary);
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    if (fsync(file.fd()) != 0) return PosixError("Syncing", temporary);
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) return PosixError("Renaming", temporary);
  return SyncDirectory(ParentOf(path));
}

absl::Status MakeDirectory(const std::string& path) {
  if (mkdir(path.c_str(), 0700) == 0) return SyncDirectory(ParentOf(path));
  if (errno != EEXIST) return PosixError("Making the directory", path);
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return PosixError("Looking at", path);
  if (!S_ISDIR(info.st_mode)) {
    return absl::FailedPreconditionError(absl::StrCat(path, " is not a directory"));
  }
  return absl::OkStatus();
}

absl::Status SyncDirectory(const std::string& path) {
  const FileHandle directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory.fd() < 0) return PosixError("Opening the directory", path);
  if (fsync(directory.fd()) != 0) return PosixError("Syncing the directory", path);
  return absl::OkStatus();
}

absl::StatusOr<FileHandle> LockDirectory(const std::string& directory, LockMode mode) {
  const std::string path = absl::StrCat(directory, "/LOCK");
  const bool exclusive = mode == LockMode::kExclusive;
  const int flags = exclusive ? O_RDWR | O_CREAT : O_RDONLY;
  FileHandle file(open(path.c_str(), flags | O_CLOEXEC, 0600));
  if (file.fd() < 0) return PosixError("Opening", path);
  if (flock(file.fd(), (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return PosixError("Locking", path);
    return absl::FailedPreconditionError(absl::StrCat(
        "Another process works on ", directory,
        "; stop the server first, or ask it for a copy (`plumbline verify --server`)"));
  }
  return file;
}

}  // namespace plumbline
