// clients/cli/print.h: what the commands share that print something on paper: one resource in, one PDF out.
//
//   Printing printing;
//   if (const int code = printing.Begin(context, "meetings/{meeting}", usage); code != kExitOk) return code;
//   … printing.Read("GetMeeting", request, &meeting) …
//   return printing.Keep(RenderPlainPaper(paper, FontSet::Installed()), "会议纪要.pdf");
#ifndef PLUMBLINE_CLIENTS_CLI_PRINT_H_
#define PLUMBLINE_CLIENTS_CLI_PRINT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clients/cli/connection.h"
#include "clients/cli/local_command.h"

namespace plumbline::client {

class Printing {
 public:
  // Reads the words (one name; `flags`, with their dashes, take a value), connects, and asks who is there. Prints what is wrong and answers the
  // exit code; kExitOk: go on. `context` is borrowed for the life of this object.
  int Begin(const LocalContext& context, const std::string& format, const Phrase& usage,
            const std::vector<std::string>& flags = {});

  const std::string& name() const { return name_; }
  bool rehearsal() const { return rehearsal_; }
  absl::CivilDay today() const { return today_; }

  // Calls a query by its name.
  grpc::Status Read(const char* method, const google::protobuf::Message& request, google::protobuf::Message* answer);
  Caller& caller() { return connection_->caller(); }
  // Title or display name of a resource; empty where it has none or the server does not tell.
  std::string TitleFor(const std::string& name);

  // Writes the PDF to --output, or to `file_name`, or to standard output (`-`), and answers the exit code.
  int Keep(const absl::StatusOr<std::string>& pdf, const std::string& file_name);

 private:
  const LocalContext* context_ = nullptr;
  std::unique_ptr<Connection> connection_;
  std::string name_;
  bool rehearsal_ = false;
  absl::CivilDay today_;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_PRINT_H_
