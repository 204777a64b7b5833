// clients/cli/batch_command.h: one command on many resources, with a table of what became of each.
//
//   plumbline matter accept matters/a matters/b matters/c --on 2023-03-02
//
// A command whose service has a batch method (MethodRule.batch_of) takes several names; everything else
// on the line holds for each of them. Each item is sent with its own request_id and etag, and is done or
// refused alone.
#ifndef PLUMBLINE_CLIENTS_CLI_BATCH_COMMAND_H_
#define PLUMBLINE_CLIENTS_CLI_BATCH_COMMAND_H_

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/connection.h"
#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "clients/lib/api.h"

namespace plumbline::client {

// The words of a command line with several names, taken apart: one line of words for each name, in their
// order. Empty: the line has at most one name. Refuses what MatchFlags refuses, and --request-id and --etag, which
// belong to one item.
Complaint SplitNames(const google::protobuf::MethodDescriptor* method, const std::vector<std::string>& words,
                     std::vector<std::vector<std::string>>* lines);

// Sends the items of a batch request, as many at a time as the method takes, and prints the table (text), one object
// (json) or one line for each (jsonl). Fills request_id and etag where an item has none. Answers kExitOk when all
// were done, else the exit code of the first that was not.
int RunBatch(const Api& api, const google::protobuf::MethodDescriptor* batch, const Options& options,
             const google::protobuf::Message& request, Connection& connection, Terminal& terminal);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_BATCH_COMMAND_H_
