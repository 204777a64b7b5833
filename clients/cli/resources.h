// clients/cli/resources.h: what the server tells of the resources that an answer names, each asked for once.
#ifndef PLUMBLINE_CLIENTS_CLI_RESOURCES_H_
#define PLUMBLINE_CLIENTS_CLI_RESOURCES_H_

#include <memory>
#include <string>
#include <unordered_map>

#include "clients/lib/api.h"
#include "clients/lib/caller.h"

namespace plumbline::client {

class Resources {
 public:
  // Asks at most `most` times. Both are borrowed.
  Resources(const Api& api, Caller& caller, size_t most) : api_(api), caller_(caller), most_(most) {}

  // As the caller sees it; nullptr: there is none, he may not see it, or too many were asked for. Lives as long as this.
  const google::protobuf::Message* Find(const std::string& name);
  // Its name, title or number for people; empty: it has none, or is not found.
  std::string TitleOf(const std::string& name);
  // The title in place of the name of a resource that stands alone (`people/p1`), the label of a role in place of its
  // constant; any other text as it is.
  std::string Shown(const std::string& text);
  // Whether more was asked for than `most`.
  bool exhausted() const { return exhausted_; }

 private:
  const Api& api_;
  Caller& caller_;
  const size_t most_;
  bool exhausted_ = false;
  std::unordered_map<std::string, std::unique_ptr<google::protobuf::Message>> found_;
  std::unordered_map<std::string, std::string> titles_;  // Looking for the method takes longer than looking here.
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_RESOURCES_H_
