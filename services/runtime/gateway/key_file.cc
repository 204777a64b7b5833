#include "services/runtime/gateway/key_file.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/core/base/status_macros.h"
#include "storage/posix_file.h"

namespace plumbline {
namespace {

constexpr size_t kKeyFileBytesMax = 2048;

// Wipes a secret when it goes out of scope.
class Secret {
 public:
  explicit Secret(std::string text) : text_(std::move(text)) {}
  ~Secret() { OPENSSL_cleanse(text_.data(), text_.size()); }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  std::string& text() { return text_; }

 private:
  std::string text_;
};

// Opens without following a link at the end of the path: what is checked is what is read.
absl::StatusOr<FileHandle> OpenChecked(const std::string& path) {
  FileHandle file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.fd() < 0) {
    if (errno == ELOOP) {
      return absl::FailedPreconditionError(
          absl::StrCat("The key file ", path, " is a link; name the file itself"));
    }
    return PosixError("open the key file", path);
  }
  struct stat info;
  if (fstat(file.fd(), &info) != 0) return PosixError("look at the key file", path);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(
        absl::StrCat("Expected ", path, " to be a regular file with the log's key"));
  }
  if ((info.st_mode & 077) != 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("Others may read the key file ", path, "; run `chmod 600 ", path,
                     "`, and make a new key if somebody may have copied it"));
  }
  if (info.st_uid != geteuid() && info.st_uid != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The key file ", path, " belongs to another user; run `chown` so that it is the server's"));
  }
  return file;
}

absl::Status WriteAll(int fd, absl::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return PosixError("write the key file", path);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(fd) != 0) return PosixError("sync the key file", path);
  return absl::OkStatus();
}

// Puts the key in place unless a file came to be there meanwhile: whole or not at all.
absl::Status CreateKeyFile(const std::string& path, absl::string_view line) {
  std::string temporary = absl::StrCat(path, ".XXXXXX");
  FileHandle file(mkostemp(temporary.data(), O_CLOEXEC));  // Mode 0600.
  if (file.fd() < 0) return PosixError("make a key file beside", path);
  absl::Status status = WriteAll(file.fd(), line, temporary);
  if (status.ok() && link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST) {
    status = PosixError("make the key file", path);
  }
  unlink(temporary.c_str());
  if (!status.ok()) return status;
  const size_t slash = path.rfind('/');
  return SyncDirectory(slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace

absl::StatusOr<NoteSigner> LoadKey(const std::string& path, absl::string_view origin) {
  PLUMBLINE_ASSIGN_OR_RETURN(const FileHandle file, OpenChecked(path));
  Secret secret(std::string(kKeyFileBytesMax + 1, '\0'));
  size_t size = 0;
  while (size < secret.text().size()) {
    const ssize_t got = read(file.fd(), secret.text().data() + size, secret.text().size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return PosixError("read the key file", path);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  absl::string_view line = absl::string_view(secret.text()).substr(0, size);
  absl::ConsumeSuffix(&line, "\n");
  absl::StatusOr<NoteSigner> signer = NoteSigner::Parse(line);
  if (size > kKeyFileBytesMax || !signer.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("The file ", path,
                     " holds no signing key; put the log's key back, or move the "
                     "file aside if this log has no entry yet"));
  }
  if (signer->verifier().name() != origin) {
    return absl::FailedPreconditionError(absl::StrCat(
        "The key file ", path, " is the key of ", signer->verifier().name(), ", not of ", origin,
        "; give this log's own key. A new epoch signs with a new key: move the old file aside"));
  }
  return signer;
}

absl::StatusOr<NoteSigner> LoadOrCreateKey(const std::string& path, absl::string_view origin,
                                           Entropy& entropy) {
  absl::StatusOr<NoteSigner> loaded = LoadKey(path, origin);
  if (!absl::IsNotFound(loaded.status())) return loaded;
  Secret seed(entropy.Bytes(kEd25519SeedBytes));
  PLUMBLINE_ASSIGN_OR_RETURN(const NoteSigner signer, NoteSigner::FromSeed(origin, seed.text()));
  Secret line(signer.PrivateKey() + "\n");
  PLUMBLINE_RETURN_IF_ERROR(CreateKeyFile(path, line.text()));
  return LoadKey(path,
                 origin);  // What will be read from now on, even if another server was faster.
}

}  // namespace plumbline
