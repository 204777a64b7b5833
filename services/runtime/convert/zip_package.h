// services/runtime/convert/zip_package.h: the parts of a ZIP file that came from outside.
//
// Guards against what a hostile or broken archive does: too many entries, entries that inflate
// without end, two entries of one name (readers would differ on which counts), encryption, cut-off
// data. Nothing is written anywhere and no path is ever used as a path.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_ZIP_PACKAGE_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_ZIP_PACKAGE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace plumbline {

struct ZipLimits {
  size_t entries_max = 4096;
  size_t entry_bytes_max = size_t{16} << 20;  // Of one unpacked entry.
  size_t total_bytes_max = size_t{48} << 20;  // Of all unpacked entries.
  size_t ratio_max = 200;                     // Unpacked to packed, looked at beyond 1 MiB.
};

class ZipPackage {
 public:
  // Reads the directory and unpacks the entries for which `keep` says so (lower-case names with
  // forward slashes).
  // Errors  INVALID_ARGUMENT: no ZIP file, cut off, checksum wrong, a name twice.
  //         OUT_OF_RANGE: a limit is passed. FAILED_PRECONDITION: encrypted.
  // Cost    O(unpacked bytes), bounded by `limits`.
  static absl::StatusOr<ZipPackage> Open(absl::string_view bytes,
                                         const std::function<bool(absl::string_view)>& keep,
                                         const ZipLimits& limits = {});

  // The unpacked bytes of a kept entry, or nullptr. Case is ignored, as in OPC part names.
  const std::string* Find(absl::string_view name) const;

  // Whether the archive holds an entry of this name, kept or not.
  bool Contains(absl::string_view name) const;

 private:
  absl::flat_hash_map<std::string, std::string> kept_;
  absl::flat_hash_map<std::string, bool> names_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_ZIP_PACKAGE_H_
