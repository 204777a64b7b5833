// Manifests of backups: encode is the inverse of decode, and no path leaves the directory of backups.
#include <cstddef>
#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "storage/backup/manifest.h"

namespace {

void Try(absl::string_view text) {
  const auto manifest = plumbline::DecodeManifest(text);
  if (!manifest.ok()) return;
  PLUMBLINE_CHECK(plumbline::EncodeManifest(*manifest) == text, "encode is the inverse of decode");
  for (const plumbline::BackupPart& part : manifest->parts) {
    PLUMBLINE_CHECK(!absl::StrContains(absl::StrCat("/", part.path, "/"), "/../") &&
                        !absl::StartsWith(part.path, "/"),
                    "a part lies below the directory of backups");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  Try(text);
  // As somebody would write it who can count a checksum.
  Try(absl::StrCat(text, "end ", plumbline::HexOf(plumbline::Sha256(text)), "\n"));
  return 0;
}
