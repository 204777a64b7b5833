#include "services/runtime/convert/zip_package.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/utf8_locale.h"

namespace plumbline {
namespace {

using Archive = std::unique_ptr<archive, int (*)(archive*)>;

absl::Status Broken(absl::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("Expected a complete ZIP-based file, but ", why,
                   "; open it in WPS or Word, save it again and send that file"));
}

absl::Status TooLarge(absl::string_view what) {
  return absl::OutOfRangeError(absl::StrCat("Expected a file of usual size, but ", what,
                                            "; remove large pictures or split the file"));
}

// libarchive may hand out names with backslashes or a leading slash; parts have neither.
std::string PartName(const char* name) {
  std::string part = absl::AsciiStrToLower(name);
  for (char& c : part) {
    if (c == '\\') c = '/';
  }
  while (!part.empty() && part.front() == '/') part.erase(0, 1);
  return part;
}

}  // namespace

absl::StatusOr<ZipPackage> ZipPackage::Open(absl::string_view bytes,
                                            const std::function<bool(absl::string_view)>& keep,
                                            const ZipLimits& limits) {
  const Utf8Locale utf8;
  const Archive reader(archive_read_new(), archive_read_free);
  if (reader == nullptr) return absl::ResourceExhaustedError("no memory to read the archive");
  archive_read_support_format_zip_seekable(reader.get());
  if (archive_read_open_memory(reader.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return Broken("it can not be opened");
  }
  ZipPackage package;
  size_t entries = 0, total = 0;
  std::string buffer(size_t{64} << 10, '\0');
  for (;;) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return Broken("its directory is damaged");
    if (++entries > limits.entries_max) {
      return TooLarge(absl::StrCat("it has more than ", limits.entries_max, " entries"));
    }
    if (archive_entry_is_encrypted(entry)) {
      return absl::FailedPreconditionError(
          "Expected a file without password, but it is encrypted; remove the password and send "
          "the file again");
    }
    const char* raw_name = archive_entry_pathname(entry);
    if (raw_name == nullptr) continue;  // Not text in any charset: no part that we read.
    std::string name = PartName(raw_name);
    if (!package.names_.emplace(name, true).second) {
      return Broken("it holds two entries of one name");
    }
    if (!keep(name)) continue;
    std::string content;
    for (;;) {
      const la_ssize_t got = archive_read_data(reader.get(), buffer.data(), buffer.size());
      if (got == 0) break;
      if (got < 0) return Broken("an entry is damaged");
      content.append(buffer.data(), static_cast<size_t>(got));
      total += static_cast<size_t>(got);
      if (content.size() > limits.entry_bytes_max || total > limits.total_bytes_max ||
          (total > (size_t{1} << 20) && total / limits.ratio_max > bytes.size())) {
        return TooLarge("it unpacks to far more than a document has");
      }
    }
    package.kept_.emplace(std::move(name), std::move(content));
  }
  if (entries == 0) return Broken("it holds no entries");
  return package;
}

const std::string* ZipPackage::Find(absl::string_view name) const {
  const auto found = kept_.find(PartName(std::string(name).c_str()));
  return found == kept_.end() ? nullptr : &found->second;
}

bool ZipPackage::Contains(absl::string_view name) const {
  return names_.contains(PartName(std::string(name).c_str()));
}

}  // namespace plumbline
