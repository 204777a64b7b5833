#include "storage/files/disk_space.h"

#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace plumbline {

absl::StatusOr<DiskSpace> DiskSpaceOf(const std::string& path) {
  struct statvfs info;
  while (statvfs(path.c_str(), &info) != 0) {
    if (errno == EINTR) continue;
    return absl::UnavailableError(
        absl::StrCat("Asking for the free space of ", path, ": ", std::strerror(errno)));
  }
  const uint64_t unit = info.f_frsize;
  return DiskSpace{unit * info.f_bavail, unit * info.f_blocks};
}

bool IsDiskLow(const DiskSpace& space, uint64_t planned_bytes) {
  if (planned_bytes > space.free_bytes) return true;
  const uint64_t reserve =
      std::max(kDiskReserveBytes, space.total_bytes / 100 * kDiskReservePercent);
  return space.free_bytes - planned_bytes < reserve;
}

}  // namespace plumbline
