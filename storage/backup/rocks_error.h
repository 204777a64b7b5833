// storage/backup/rocks_error.h: a RocksDB status as a code that says what to do next.
#ifndef PLUMBLINE_STORAGE_BACKUP_ROCKS_ERROR_H_
#define PLUMBLINE_STORAGE_BACKUP_ROCKS_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "rocksdb/status.h"

namespace plumbline {

// Corruption → DATA_LOSS, absent → NOT_FOUND, no space → RESOURCE_EXHAUSTED, the rest →
// UNAVAILABLE.
inline absl::Status RocksError(const rocksdb::Status& status, absl::string_view doing) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat(doing, ": ", status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(text);
  if (status.IsNotFound() || status.IsPathNotFound()) return absl::NotFoundError(text);
  if (status.IsNoSpace()) {
    return absl::ResourceExhaustedError(absl::StrCat(text, "; make room on the disk"));
  }
  return absl::UnavailableError(text);
}

}  // namespace plumbline

#endif  // PLUMBLINE_STORAGE_BACKUP_ROCKS_ERROR_H_
