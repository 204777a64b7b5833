// clients/lib/session_file.h: where sign-in is kept between two commands.
//
// A JSON file {"sessions": {"HOST:PORT": {"token", "person", "expires"}}} that only its owner may
// read (mode 0600, directory 0700). By its nature this file is about files. One thread; two
// programs that write at once: the last one wins, the file is always whole (written beside, then
// renamed).
#ifndef PLUMBLINE_CLIENTS_LIB_SESSION_FILE_H_
#define PLUMBLINE_CLIENTS_LIB_SESSION_FILE_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace plumbline::client {

struct StoredSession {
  std::string token;
  std::string person;   // `people/{person}`.
  std::string expires;  // As shown to people; informational.
};

class SessionFile {
 public:
  using Environment = std::function<std::optional<std::string>(const std::string&)>;

  explicit SessionFile(std::string path) : path_(std::move(path)) {}

  // $XDG_STATE_HOME/plumbline/sessions.json, else ~/.local/state/plumbline/sessions.json; empty
  // when neither variable is set.
  static std::string DefaultPath(const Environment& environment);

  // NOT_FOUND: no session for this server. FAILED_PRECONDITION: others may read the file, and it is
  // not used; DATA_LOSS: it is no session file (limit 1 MiB).
  absl::StatusOr<StoredSession> Find(const std::string& server) const;
  // Makes directory and file where they are missing.
  absl::Status Put(const std::string& server, const StoredSession& session) const;
  // OK when there was none.
  absl::Status Remove(const std::string& server) const;

  const std::string& path() const { return path_; }

 private:
  const std::string path_;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_SESSION_FILE_H_
