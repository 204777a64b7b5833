#include "clients/cli/output_file.h"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace plumbline::client {

OutputFile::OutputFile(std::string path, Terminal& terminal)
    : path_(std::move(path)), partial_(absl::StrCat(path_, ".", getpid(), ".part")), terminal_(terminal) {}

OutputFile::~OutputFile() {
  if (to_stdout() || kept_ || !file_.is_open()) return;
  file_.close();
  std::error_code ignored;
  std::filesystem::remove(partial_, ignored);
}

Complaint OutputFile::CheckFree(const std::string& path, bool force) {
  std::error_code error;
  if (path == "-" || force || !std::filesystem::exists(path, error)) return std::nullopt;
  return Phrase{absl::StrCat(path, " 已存在；用 --output 另存，或 --force 覆盖。"),
                absl::StrCat(path, " exists; choose another --output, or --force.")};
}

std::ostream& OutputFile::stream() { return to_stdout() ? terminal_.out : file_; }

Complaint OutputFile::Open() {
  if (to_stdout()) return std::nullopt;
  file_.open(partial_, std::ios::binary | std::ios::trunc);
  return file_ ? std::nullopt : Unwritable();
}

Complaint OutputFile::KeepAs(const std::string& path, bool force) {
  stream().flush();
  if (!stream()) return Unwritable();
  if (to_stdout()) return std::nullopt;
  if (Complaint complaint = CheckFree(path, force)) return complaint;
  file_.close();
  std::error_code error;
  std::filesystem::rename(partial_, path, error);
  kept_ = !error;
  if (error) std::filesystem::remove(partial_, error);
  return kept_ ? std::nullopt : Unwritable();
}

Complaint OutputFile::Unwritable() const {
  return Phrase{absl::StrCat("无法写入 ", path_, "，请检查磁盘空间和权限。"),
                absl::StrCat(path_, " can't be written; check disk space and rights.")};
}

}  // namespace plumbline::client
