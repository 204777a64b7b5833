// storage/files/disk_space.h: how much room the data have left, and when that is too little.
//
// Too little (2 GiB or 5 % of the disk, whichever is more) means: commands and uploads are refused,
// reads go on. The reserve is what compaction, backups and a careful administrator need to get out
// of the corner. By nature about files. Any thread; a few microseconds.
#ifndef PLUMBLINE_STORAGE_FILES_DISK_SPACE_H_
#define PLUMBLINE_STORAGE_FILES_DISK_SPACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace plumbline {

struct DiskSpace {
  uint64_t free_bytes = 0;   // What a process without privileges may still write.
  uint64_t total_bytes = 0;  // Of the file system.
};

inline constexpr uint64_t kDiskReserveBytes = uint64_t{2} << 30;
inline constexpr uint64_t kDiskReservePercent = 5;

// The disk of `path`, which exists. Errors  UNAVAILABLE: the file system does not answer.
absl::StatusOr<DiskSpace> DiskSpaceOf(const std::string& path);

// Whether less than the reserve would be left after `planned_bytes` more were written.
bool IsDiskLow(const DiskSpace& space, uint64_t planned_bytes = 0);

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_FILES_DISK_SPACE_H_
