// services/runtime/convert/zip_writer.h: a ZIP file of parts that are in memory.
//
// Names are UTF-8 and marked so, whatever the process's locale; parts have no time: the same parts give the same bytes.
#ifndef PLUMBLINE_SERVICES_RUNTIME_CONVERT_ZIP_WRITER_H_
#define PLUMBLINE_SERVICES_RUNTIME_CONVERT_ZIP_WRITER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace plumbline {

struct ZipPart {
  std::string name;  // With forward slashes.
  std::string bytes;
};

// Errors  INTERNAL: the library can't write, e.g. without memory.
// Cost    O(bytes). Pure; any thread; not the command thread.
absl::StatusOr<std::string> WriteZip(const std::vector<ZipPart>& parts);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_CONVERT_ZIP_WRITER_H_
