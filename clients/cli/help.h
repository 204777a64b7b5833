// clients/cli/help.h: what the program says about itself, made from the protos' options and
// comments.
//
// English takes the comments; Chinese takes titles, labels and the terms of the law that stand
// beside them, and falls back to English where a proto has none. Pure; any thread.
#ifndef PLUMBLINE_CLIENTS_CLI_HELP_H_
#define PLUMBLINE_CLIENTS_CLI_HELP_H_

#include <string>
#include <vector>

#include "clients/cli/local_command.h"
#include "clients/lib/api.h"
#include "clients/lib/phrase.h"

namespace plumbline::client {

// All nouns in the order of the protos, then the local ones; each once.
std::vector<std::string> NounsOf(const Api& api, const std::vector<LocalCommand>& locals);
// Verbs of a noun with their titles; a local command stands in for an rpc of the same name.
struct VerbTitle {
  std::string verb;
  Phrase title;
};
std::vector<VerbTitle> VerbsOf(const Api& api, const std::vector<LocalCommand>& locals,
                               const std::string& noun);

std::string ProgramHelp(const Api& api, const std::vector<LocalCommand>& locals, Language language);
std::string NounHelp(const Api& api, const std::vector<LocalCommand>& locals,
                     const std::string& noun, Language language);
std::string MethodHelp(const google::protobuf::MethodDescriptor* method, Language language);
std::string LocalHelp(const LocalCommand& command, Language language);

// A line that can be typed, with sample values for what is required.
std::string ExampleOf(const google::protobuf::MethodDescriptor* method, Language language);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_HELP_H_
