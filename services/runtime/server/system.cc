#include "services/runtime/server/system.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"

namespace plumbline {

namespace {

constexpr size_t kEntropyBlock = 4096;
constexpr size_t kGuardBytes = 64;
constexpr size_t kDigestBytes = 16;
constexpr size_t kSuspectAt = 32;  // A flag and a digest, as at 0.
constexpr size_t kRuleFileBytesMax = 4u << 20;

absl::Status Unavailable(absl::string_view what, const std::string& path) {
  return absl::UnavailableError(absl::StrCat(what, " ", path, ": ", std::strerror(errno)));
}

}  // namespace

std::string SystemEntropy::Bytes(size_t size) {
  PLUMBLINE_CHECK(size > 0 && size <= kEntropyBlock, "1..4096 bytes");
  const MutexLock lock(&mutex_);
  if (block_.size() < size) {
    std::string fresh(kEntropyBlock, '\0');
    size_t filled = 0;
    while (filled < fresh.size()) {
      const ssize_t got = getrandom(&fresh[filled], fresh.size() - filled, 0);
      PLUMBLINE_CHECK(got > 0 || errno == EINTR, "the kernel gives random bytes");
      if (got > 0) filled += static_cast<size_t>(got);
    }
    block_ = std::move(fresh);
  }
  std::string bytes = block_.substr(block_.size() - size);
  block_.resize(block_.size() - size);
  return bytes;
}

absl::StatusOr<std::string> ReadWholeFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("Can't read ", path, "."));
  std::stringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

absl::Status WriteWholeFile(const std::string& path, absl::string_view bytes) {
  const std::string beside = path + ".new";
  const int fd = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Unavailable("Can't write", beside);
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t got = write(fd, bytes.data() + written, bytes.size() - written);
    if (got < 0 && errno != EINTR) {
      const absl::Status status = Unavailable("Can't write", beside);
      close(fd);
      return status;
    }
    if (got > 0) written += static_cast<size_t>(got);
  }
  const bool synced = fsync(fd) == 0;
  const bool closed = close(fd) == 0;
  if (!synced || !closed) return Unavailable("Can't sync", beside);
  if (rename(beside.c_str(), path.c_str()) != 0) return Unavailable("Can't rename to", path);
  const std::string directory = std::filesystem::path(path).parent_path().string();
  const int parent = open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (parent >= 0) {
    const bool parent_synced = fsync(parent) == 0;
    close(parent);
    if (!parent_synced) return Unavailable("Can't sync", directory);
  }
  return absl::OkStatus();
}

absl::StatusOr<RuleFiles> ReadRuleFiles(const std::string& directory) {
  RuleFiles files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/profiles", error)) {
    if (entry.path().extension() != ".textproto" || entry.file_size(error) > kRuleFileBytesMax) continue;
    PLUMBLINE_ASSIGN_OR_RETURN(std::string bytes, ReadWholeFile(entry.path().string()));
    files.profiles.push_back({entry.path().filename().string(), std::move(bytes)});
  }
  for (const auto& entry : std::filesystem::directory_iterator(directory + "/calendars", error)) {
    if (entry.path().extension() != ".csv" || entry.file_size(error) > kRuleFileBytesMax) continue;
    PLUMBLINE_ASSIGN_OR_RETURN(std::string bytes, ReadWholeFile(entry.path().string()));
    files.calendars.push_back({entry.path().stem().string(), std::move(bytes)});
  }
  if (files.profiles.empty() || files.calendars.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "Found no profiles/*.textproto or no calendars/*.csv in ", directory,
        ". Name the folder that holds both with --profiles."));
  }
  std::sort(files.profiles.begin(), files.profiles.end(),
            [](const ProfileFile& a, const ProfileFile& b) { return a.name < b.name; });
  std::sort(files.calendars.begin(), files.calendars.end(),
            [](const CalendarFile& a, const CalendarFile& b) { return a.id < b.id; });
  return files;
}

std::string RulesDirectory(const std::string& wanted, const std::string& binary) {
  if (!wanted.empty()) return wanted;
  std::error_code error;
  const std::filesystem::path self = std::filesystem::canonical("/proc/self/exe", error);
  const std::filesystem::path beside =
      (error ? std::filesystem::path(binary) : self).parent_path() / ".." / "share" / "plumbline";
  if (std::filesystem::exists(beside / "profiles", error)) return beside.string();
  return PLUMBLINE_SOURCE_DIR "/deploy";
}

absl::StatusOr<std::unique_ptr<MappedCrashGuard>> MappedCrashGuard::Open(const std::string& path) {
  std::unique_ptr<MappedCrashGuard> guard(new MappedCrashGuard());
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Unavailable("Can't open", path);
  if (ftruncate(fd, kGuardBytes) != 0) {
    close(fd);
    return Unavailable("Can't size", path);
  }
  void* page = mmap(nullptr, kGuardBytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (page == MAP_FAILED) return Unavailable("Can't map", path);
  guard->page_ = static_cast<unsigned char*>(page);
  const std::string list = path + ".list";
  if (const auto known = ReadWholeFile(list); known.ok()) {
    for (const absl::string_view line : absl::StrSplit(*known, '\n', absl::SkipEmpty())) {
      guard->quarantined_.push_back(absl::HexStringToBytes(line));
    }
  }
  unsigned char* const suspect = guard->page_ + kSuspectAt;
  if (guard->page_[0] == 1 &&
      (suspect[0] == 0 || std::memcmp(suspect + 1, guard->page_ + 1, kDigestBytes) != 0)) {
    std::memcpy(suspect, guard->page_, 1 + kDigestBytes);  // The first time.
    guard->page_[0] = 0;
  } else if (guard->page_[0] == 1) {
    guard->quarantined_.emplace_back(reinterpret_cast<char*>(guard->page_ + 1), kDigestBytes);
    std::string text;
    for (const std::string& digest : guard->quarantined_) {
      absl::StrAppend(&text, absl::BytesToHexString(digest), "\n");
    }
    PLUMBLINE_RETURN_IF_ERROR(WriteWholeFile(list, text));
    guard->page_[0] = 0;
    suspect[0] = 0;
  }
  return guard;
}

MappedCrashGuard::~MappedCrashGuard() {
  if (page_ != nullptr) munmap(page_, kGuardBytes);
}

bool MappedCrashGuard::IsQuarantined(absl::string_view digest) const {
  return !quarantined_.empty() &&
         std::find(quarantined_.begin(), quarantined_.end(), digest) != quarantined_.end();
}

void MappedCrashGuard::Enter(absl::string_view digest) {
  std::memcpy(page_ + 1, digest.data(), std::min(digest.size(), kDigestBytes));
  page_[0] = 1;
}

void MappedCrashGuard::Leave() {
  unsigned char* const suspect = page_ + kSuspectAt;
  if (page_[0] == 1 && suspect[0] == 1 && std::memcmp(suspect + 1, page_ + 1, kDigestBytes) == 0) {
    suspect[0] = 0;
  }
  page_[0] = 0;
}

}  // namespace plumbline
