// clients/cli/lookups.h: what the program asks the server on its own, to save people a step.
#ifndef PLUMBLINE_CLIENTS_CLI_LOOKUPS_H_
#define PLUMBLINE_CLIENTS_CLI_LOOKUPS_H_

#include <string>

#include "clients/lib/api.h"
#include "clients/lib/caller.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

// The etag of the resource `name` as it stands now, by its Get method. OK with an empty etag: nothing has such a name.
grpc::Status ReadEtag(const Api& api, Caller& caller, const std::string& name, std::string* etag);

// A GATE_UNMET holds as much as fits a trailer. Asks CheckMatter for the article, the missing parts
// and the next step of each unmet gate of this command, and adds them. On any trouble `error`
// stays.
void ExplainGates(const Api& api, Caller& caller, const google::protobuf::MethodDescriptor* method,
                  const google::protobuf::Message& request, CallError* error);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_LOOKUPS_H_
