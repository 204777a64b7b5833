// clients/cli/paper_command.h: a command that leaves as a paper (拟稿、签批), drafted with that command's own flags.
//
//   plumbline opinion issue matters/m1 --conclusion LAWFUL --basis … --paper          drafts the paper
//   plumbline opinion issue matters/m1 … --change-paper matters/m1/papers/p1          changes its text
//
// So nobody writes a request as JSON by hand: what stands on the line becomes the paper's content, and the last approval
// (`plumbline paper approve`) does the command.
#ifndef PLUMBLINE_CLIENTS_CLI_PAPER_COMMAND_H_
#define PLUMBLINE_CLIENTS_CLI_PAPER_COMMAND_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/lib/api.h"
#include "clients/lib/values.h"

namespace plumbline::client {

// What the line says about the paper.
struct PaperWords {
  bool draft = false;   // --paper
  std::string changes;  // --change-paper NAME
  bool any() const { return draft || !changes.empty(); }
};

// The two flags and what they do, for help and completion; none for a command that leaves as no paper.
std::vector<std::pair<std::string, Phrase>> PaperFlags(const google::protobuf::MethodDescriptor* method);

// Takes the two flags out of `words`. Does nothing for a command that leaves as no paper. Refuses --change-paper without a
// name, and both at once.
Complaint TakePaperWords(const google::protobuf::MethodDescriptor* method, std::vector<std::string>* words,
                         PaperWords* paper);

// The request of DraftPaper or ChangePaper whose content is `inner`, and that method. The act, the request_id, the etag
// and validate_only of `inner` become those of the paper.
// REQUIRES: `paper.any()`.
std::unique_ptr<google::protobuf::Message> WrapInPaper(const Api& api, const PaperWords& paper,
                                                       const google::protobuf::MethodDescriptor* method,
                                                       const google::protobuf::Message& inner,
                                                       const google::protobuf::MethodDescriptor** wrapper);

// What a paper says, line by line with labels, for people; the content itself where it can't be read.
std::string ContentText(const Api& api, const std::string& command, const std::string& content, Language language);

// Puts ContentText into the place of the content of each paper in an answer; empties it in lists, whose rows are short.
// For showing only.
void PutContents(const Api& api, Language language, google::protobuf::Message* message);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_PAPER_COMMAND_H_
