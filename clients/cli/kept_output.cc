#include "clients/cli/kept_output.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"

namespace plumbline::client {

Complaint CheckOutput(const std::string& path, bool force) {
  if (force || !std::filesystem::exists(path)) return std::nullopt;
  return Phrase{absl::StrCat(path, " 已存在；用 --output 另存，或 --force 覆盖。"),
                absl::StrCat(path, " exists; choose another --output, or --force.")};
}

Complaint KeepOutput(const std::string& path, absl::string_view bytes, bool force) {
  if (Complaint complaint = CheckOutput(path, force)) return complaint;
  const std::string partial = path + ".part";
  std::error_code error;
  {
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (file) std::filesystem::rename(partial, path, error);
    if (file && !error) return std::nullopt;
  }
  std::filesystem::remove(partial, error);
  return Phrase{absl::StrCat("无法写入 ", path, "，请检查磁盘空间和权限。"),
                absl::StrCat(path, " can't be written; check disk space and rights.")};
}

}  // namespace plumbline::client
