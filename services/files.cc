#include "services/files.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace plumbline {

std::string FileDigestOf(absl::string_view name) {
  if (!absl::ConsumePrefix(&name, "files/") || name.size() != 64) return {};
  for (const char c : name) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c)) && (c < 'a' || c > 'f')) return {};
  }
  return absl::HexStringToBytes(name);
}

std::string FileNameOf(absl::string_view digest) {
  return digest.empty() ? std::string() : absl::StrCat("files/", absl::BytesToHexString(digest));
}

bool FindStored(const FileIndex* index, absl::string_view name, std::string* digest) {
  FileFacts facts;
  *digest = FileDigestOf(name);
  return !digest->empty() && index != nullptr && index->Find(*digest, &facts);
}

std::optional<Refusal> CheckStored(const World& world, const std::string& file, absl::string_view what_zh,
                                   absl::string_view what_en, std::string* digest) {
  if (file.empty() || FindStored(world.file_index(), file, digest)) return std::nullopt;
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::FILE_UNUSABLE,
                absl::StrCat(what_zh, "尚未上传完成。请先上传。"),
                absl::StrCat("The ", what_en, " is not in the store. Upload it first."));
}

}  // namespace plumbline
