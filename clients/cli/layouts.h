// clients/cli/layouts.h: finds the layout that --layout names.
#ifndef PLUMBLINE_CLIENTS_CLI_LAYOUTS_H_
#define PLUMBLINE_CLIENTS_CLI_LAYOUTS_H_

#include <string>
#include <vector>

#include "clients/lib/api.h"
#include "clients/lib/caller.h"
#include "clients/lib/values.h"
#include "plumbline/v1/layout.pb.h"

namespace plumbline::client {

// By its resource name; else by its title among those saved in `organizations`, then among the customary ones. Refuses a
// layout of another list, and names those that there are. Says nothing of a server that can't be reached: `status` does.
Complaint FindLayout(const Api& api, Caller& caller, const std::vector<std::string>& organizations,
                     const google::protobuf::MethodDescriptor* list, const std::string& called, grpc::Status* status,
                     v1::Layout* layout);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_LAYOUTS_H_
