// clients/cli/connection.h: from the flags of a command line to a caller with the kept session.
#ifndef PLUMBLINE_CLIENTS_CLI_CONNECTION_H_
#define PLUMBLINE_CLIENTS_CLI_CONNECTION_H_

#include <memory>
#include <string>

#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "clients/lib/caller.h"
#include "clients/lib/session_file.h"
#include "clients/lib/values.h"

namespace plumbline::client {

class Connection {
 public:
  // Opens no socket yet. Refuses addresses, certificates and session files that can't be used.
  // `terminal` is borrowed for the life of the connection.
  static Complaint Open(const Options& options, Terminal& terminal,
                        std::unique_ptr<Connection>* connection);

  Caller& caller() { return caller_; }
  const SessionFile& sessions() const { return sessions_; }
  bool signed_in() const { return !token_.empty(); }

 private:
  Connection(Caller caller, SessionFile sessions, std::string token)
      : caller_(std::move(caller)), sessions_(std::move(sessions)), token_(std::move(token)) {}

  Caller caller_;
  SessionFile sessions_;
  std::string token_;
};

// A small text file that the user named: at most `limit` bytes. `-` is standard input.
Complaint ReadTextFile(const std::string& path, size_t limit, Terminal& terminal,
                       std::string* text);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_CONNECTION_H_
