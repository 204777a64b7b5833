// clients/lib/flags.h: one flag for each field of a request.
//
// Singular messages are flattened: `matter.title` of CreateMatterRequest is `--title`, and always
// `--matter.title`; repeated fields take their singular (`--kind a --kind b`) and their plural. A
// name that two fields, or the program itself, would claim is prefixed (`--matter-title`). Fields
// that the server fills (output only) have none. Pure; any thread.
#ifndef PLUMBLINE_CLIENTS_LIB_FLAGS_H_
#define PLUMBLINE_CLIENTS_LIB_FLAGS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/lib/values.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace plumbline::client {

struct Flag {
  // From the request to the field; all but the last are singular messages.
  std::vector<const google::protobuf::FieldDescriptor*> path;
  std::string name;                  // Shown in help: `kind`.
  std::vector<std::string> aliases;  // Taken too: `kinds`, `matter.kinds`.
  bool required = false;             // Must be given: it and every message around it are REQUIRED.
  bool positional = false;           // May stand without its flag, right after the verb.
  bool secret = false;     // A password: asked for, or read from a file; never an argument.
  bool automatic = false;  // Filled in where it is not given: request_id, etag, update_mask.

  const google::protobuf::FieldDescriptor* field() const { return path.back(); }
  bool repeated() const { return field()->is_repeated(); }
  // A bool needs no value: `--not-secret`.
  bool is_switch() const;
};

// Names that belong to the program on every command; no field gets them.
bool IsProgramFlag(absl::string_view name);

std::vector<Flag> FlagsOf(const google::protobuf::MethodDescriptor* method);

// Sets (or adds to) the field. Lists of enums and of field names may be separated by commas.
Complaint SetFlag(const Flag& flag, absl::string_view text, google::protobuf::Message* request);
// Whether the request has a value there.
bool IsSet(const Flag& flag, const google::protobuf::Message& request);
std::string ReadText(const Flag& flag, const google::protobuf::Message& request);

// `kinds` -> `kind`, `bodies` -> `body`, `classes` -> `class`; others as they are.
std::string SingularOf(absl::string_view word);

// Closest of `words` for a misspelt one, or empty: at most two changes, fewer than half of it.
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& words);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_FLAGS_H_
