// clients/cli/titles.h: people and offices by their names, not by their ids, where people read.
#ifndef PLUMBLINE_CLIENTS_CLI_TITLES_H_
#define PLUMBLINE_CLIENTS_CLI_TITLES_H_

#include <string>

#include "clients/lib/api.h"
#include "clients/lib/caller.h"

namespace plumbline::client {

enum class TitleStyle {
  kAlone,       // 张三: in a table.
  kBesideName,  // 张三 people/p1: where the next command may need the name; alone in the tables of an answer.
};

// Puts into the place of a resource name the title or display name of that resource, of a method its title and the words
// that call it, of a role its label; the own names of resources stay. Asks the server once for each resource, at most 200
// times; what it does not tell stays as it is. For showing only: the message is no answer of the server any more.
void PutTitles(const Api& api, Caller& caller, TitleStyle style, google::protobuf::Message* message);

// The title or display name of a resource; empty where it has none or the server does not tell.
std::string TitleOf(const Api& api, Caller& caller, const std::string& name);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_TITLES_H_
