// clients/lib/errors.h: what a refused call says, decoded for people and scripts.
//
// Source: google.rpc.Status in the trailer `grpc-status-details-bin` with ErrorInfo (reason, domain
// `plumbline`), LocalizedMessage (zh-CN, en-US), PreconditionFailure (gates), BadRequest (fields),
// RetryInfo. Foreign bytes: what does not parse is left out, never fatal. Pure; any thread.
#ifndef PLUMBLINE_CLIENTS_LIB_ERRORS_H_
#define PLUMBLINE_CLIENTS_LIB_ERRORS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/lib/phrase.h"
#include "grpcpp/support/status.h"
#include "plumbline/v1/error_reason.pb.h"

namespace plumbline::client {

struct CallError {
  grpc::StatusCode code = grpc::StatusCode::OK;
  v1::ErrorReason reason = v1::REASON_UNSPECIFIED;  // Unspecified: not from a Plumbline server.
  std::string reason_name;                          // As sent: newer servers know more of them.
  Phrase message;
  struct Gate {
    std::string id;      // `G-MATERIALS`.
    std::string source;  // The article, where the server had room for it.
    std::string message;
    std::vector<std::string> missing;  // Filled by a CheckMatter afterwards, as is `todo`.
    std::string todo;
  };
  std::vector<Gate> gates;
  int more_gates = 0;  // Unmet ones that did not fit into the trailer.
  struct Field {
    std::string path;  // `matter.title`.
    Phrase message;
  };
  std::vector<Field> fields;
  std::map<std::string, std::string> metadata;
  absl::Duration retry_after = absl::ZeroDuration();

  // Nobody knows whether the command was done: it may be repeated with the same request_id only.
  bool outcome_unknown() const;
};

// REQUIRES: !status.ok().
CallError DecodeError(const grpc::Status& status);

// The plumbline exit codes: 1 refused, 2 usage, 3 unavailable, 4 not signed in.
inline constexpr int kExitOk = 0;
inline constexpr int kExitRefused = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitUnavailable = 3;
inline constexpr int kExitNotSignedIn = 4;
int ExitCodeOf(const CallError& error);

// What the caller may do about the reason; empty where the message says it all.
Phrase NextStep(const CallError& error);

// Lines of text that end in '\n'.
std::string RenderError(const CallError& error, Language language);
// One JSON object in one line: code, reason, message, gates, fields, metadata.
std::string RenderErrorJson(const CallError& error, Language language);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_ERRORS_H_
