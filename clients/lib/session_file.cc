#include "clients/lib/session_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"

namespace plumbline::client {

namespace {

using nlohmann::json;

constexpr size_t kLargestFile = 1 << 20;

absl::Status Failed(const std::string& what, const std::string& path) {
  return absl::InternalError(absl::StrCat(what, " ", path, ": ", std::strerror(errno)));
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

absl::StatusOr<json> Read(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) {
    return errno == ENOENT ? absl::NotFoundError("There is no session file.")
                           : Failed("Can't open", path);
  }
  struct stat about = {};
  if (fstat(file.get(), &about) != 0) return Failed("Can't look at", path);
  if ((about.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("Others may read ", path, ": run chmod 600 on it, or sign in again."));
  }
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t got = read(file.get(), buffer, sizeof(buffer));
    if (got < 0) return Failed("Can't read", path);
    if (got == 0) break;
    text.append(buffer, static_cast<size_t>(got));
    if (text.size() > kLargestFile) break;
  }
  json parsed = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (text.size() > kLargestFile || !parsed.is_object() || !parsed["sessions"].is_object()) {
    return absl::DataLossError(
        absl::StrCat(path, " is no session file: remove it and sign in again."));
  }
  return parsed;
}

absl::Status Write(const std::string& path, const json& contents) {
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  if (!directory.empty() && !std::filesystem::is_directory(directory)) {
    std::error_code error;
    std::filesystem::create_directories(directory, error);
    if (error)
      return absl::InternalError(
          absl::StrCat("Can't make ", directory.string(), ": ", error.message()));
    chmod(directory.c_str(), 0700);
  }
  const std::string beside = absl::StrCat(path, ".", getpid());
  {
    const Descriptor file(
        open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0) return Failed("Can't write", beside);
    // An old file with wider rights keeps them through open(): set them on what was opened.
    if (fchmod(file.get(), 0600) != 0) return Failed("Can't protect", beside);
    const std::string text = contents.dump(2) + "\n";
    size_t done = 0;
    while (done < text.size()) {
      const ssize_t put = write(file.get(), text.data() + done, text.size() - done);
      if (put < 0) return Failed("Can't write", beside);
      done += static_cast<size_t>(put);
    }
  }
  if (rename(beside.c_str(), path.c_str()) != 0) return Failed("Can't replace", path);
  return absl::OkStatus();
}

std::string Text(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

std::string SessionFile::DefaultPath(const Environment& environment) {
  const std::optional<std::string> state = environment("XDG_STATE_HOME");
  if (state.has_value() && !state->empty()) return *state + "/plumbline/sessions.json";
  const std::optional<std::string> home = environment("HOME");
  if (!home.has_value() || home->empty()) return "";
  return *home + "/.local/state/plumbline/sessions.json";
}

absl::StatusOr<StoredSession> SessionFile::Find(const std::string& server) const {
  PLUMBLINE_ASSIGN_OR_RETURN(const json contents, Read(path_));
  const auto found = contents["sessions"].find(server);
  if (found == contents["sessions"].end() || !found->is_object()) {
    return absl::NotFoundError(absl::StrCat("There is no session for ", server, "."));
  }
  return StoredSession{Text(*found, "token"), Text(*found, "person"), Text(*found, "expires")};
}

absl::Status SessionFile::Put(const std::string& server, const StoredSession& session) const {
  // A file that can't be trusted or read is replaced: what it held were sessions, made again by
  // sign-in.
  absl::StatusOr<json> contents = Read(path_);
  json next = contents.ok() ? *std::move(contents) : json{{"sessions", json::object()}};
  next["sessions"][server] = {
      {"token", session.token}, {"person", session.person}, {"expires", session.expires}};
  return Write(path_, next);
}

absl::Status SessionFile::Remove(const std::string& server) const {
  absl::StatusOr<json> contents = Read(path_);
  if (absl::IsNotFound(contents.status())) return absl::OkStatus();
  PLUMBLINE_RETURN_IF_ERROR(contents.status());
  (*contents)["sessions"].erase(server);
  return Write(path_, *contents);
}

}  // namespace plumbline::client
