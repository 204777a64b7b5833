#include "services/runtime/convert/zip_writer.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/utf8_locale.h"

namespace plumbline {

namespace {

la_ssize_t AppendBytes(archive*, void* out, const void* bytes, size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

absl::Status WritePart(archive* zip, const ZipPart& part) {
  const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), &archive_entry_free);
  if (entry == nullptr) return absl::InternalError("no memory for the archive");
  archive_entry_set_pathname(entry.get(), part.name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(part.bytes.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  if (archive_write_header(zip, entry.get()) != ARCHIVE_OK ||
      archive_write_data(zip, part.bytes.data(), part.bytes.size()) != static_cast<la_ssize_t>(part.bytes.size())) {
    return absl::InternalError(absl::StrCat("the archive can't be written: ", archive_error_string(zip)));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> WriteZip(const std::vector<ZipPart>& parts) {
  const Utf8Locale utf8;
  std::string bytes;
  const std::unique_ptr<archive, int (*)(archive*)> zip(archive_write_new(), &archive_write_free);
  if (zip == nullptr || archive_write_set_format_zip(zip.get()) != ARCHIVE_OK ||
      archive_write_set_bytes_per_block(zip.get(), 0) != ARCHIVE_OK ||
      archive_write_open(zip.get(), &bytes, nullptr, &AppendBytes, nullptr) != ARCHIVE_OK) {
    return absl::InternalError("the archive can't be begun");
  }
  for (const ZipPart& part : parts) PLUMBLINE_RETURN_IF_ERROR(WritePart(zip.get(), part));
  if (archive_write_close(zip.get()) != ARCHIVE_OK) {
    return absl::InternalError(absl::StrCat("the archive can't be ended: ", archive_error_string(zip.get())));
  }
  return bytes;
}

}  // namespace plumbline
