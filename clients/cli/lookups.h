// clients/cli/lookups.h: what the program asks the server on its own, to save people a step.
#ifndef PLUMBLINE_CLIENTS_CLI_LOOKUPS_H_
#define PLUMBLINE_CLIENTS_CLI_LOOKUPS_H_

#include <string>

#include "clients/lib/api.h"
#include "clients/lib/caller.h"
#include "clients/lib/errors.h"
#include "services/core/base/entropy.h"

namespace plumbline::client {

// The text of a top field; empty where the message has no such field, or it is no single text.
std::string TextOf(const google::protobuf::Message& message, const char* name);

// Calls a Get method with the resource's name.
grpc::Status CallGet(const Api& api, Caller& caller, const google::protobuf::MethodDescriptor* get,
                     const std::string& name, Caller::Repeat repeat, google::protobuf::Message* answer);

// What a role is called (起草单位经办 for ROLE_HANDLER); the constant itself where it is none.
std::string RoleLabel(const Api& api, const std::string& constant, Language language);

// The etag of the resource `name` as it stands now, by its Get method. OK with an empty etag: nothing has such a name.
grpc::Status ReadEtag(const Api& api, Caller& caller, const std::string& name, std::string* etag);

// Fills what nobody has to type: the etag of `name` as it stands now, and a fresh request_id; each where the request has
// the field and it is empty. OK with an empty etag: nothing has such a name. Otherwise the refusal of the read.
grpc::Status FillAutomatic(const Api& api, Caller& caller, Entropy& entropy, google::protobuf::Message* request);

// A GATE_UNMET holds as much as fits a trailer. Asks CheckMatter for the article, the missing parts
// and the next step of each unmet gate of this command, and adds them. On any trouble `error`
// stays.
void ExplainGates(const Api& api, Caller& caller, const google::protobuf::MethodDescriptor* method,
                  const google::protobuf::Message& request, CallError* error);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_LOOKUPS_H_
