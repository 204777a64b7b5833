// storage/posix_file.h: the few things done to files outside RocksDB, each safe against power loss.
//
// By nature about files. Paths are this server's own configuration, not foreign input.
#ifndef PLUMBLINE_STORAGE_POSIX_FILE_H_
#define PLUMBLINE_STORAGE_POSIX_FILE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

// A file descriptor with one owner.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int fd) : fd_(fd) {}
  ~FileHandle();
  FileHandle(FileHandle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

// UNAVAILABLE (NOT_FOUND for ENOENT) with `doing`, the path and what errno says.
absl::Status PosixError(absl::string_view doing, absl::string_view path);

// The whole file. Errors  NOT_FOUND. RESOURCE_EXHAUSTED: larger than bytes_max. UNAVAILABLE.
absl::StatusOr<std::string> ReadSmallFile(const std::string& path, size_t bytes_max);

// Puts `bytes` in place of the file, all or nothing: temporary file, fsync, rename, fsync of the
// directory. Mode 0600.
absl::Status ReplaceFile(const std::string& path, absl::string_view bytes);

// Makes the directory (0700) unless it is there; its parent must exist.
absl::Status MakeDirectory(const std::string& path);
absl::Status SyncDirectory(const std::string& path);

// A lock on a directory by way of the file `LOCK` in it; freed with the object or the process.
enum class LockMode {
  kExclusive,  // The server's; makes the file.
  kShared,     // A reader's; the file must exist, no byte changes.
};
// Errors  FAILED_PRECONDITION: another process holds it. NOT_FOUND: kShared and there is no file.
absl::StatusOr<FileHandle> LockDirectory(const std::string& directory, LockMode mode);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_POSIX_FILE_H_
