#include "clients/cli/resources.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "clients/cli/lookups.h"

namespace plumbline::client {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

// `collection/id`: what stands alone, so that its title says enough.
bool LooksLikeName(const std::string& text) {
  return std::count(text.begin(), text.end(), '/') == 1 && text.front() != '/' && text.back() != '/' &&
         text.find(' ') == std::string::npos;
}

}  // namespace

const Message* Resources::Find(const std::string& name) {
  const auto known = found_.find(name);
  if (known != found_.end()) return known->second.get();
  const MethodDescriptor* get = api_.FindGetFor(name);
  if (get == nullptr) return nullptr;
  if (found_.size() >= most_) {
    exhausted_ = true;
    return nullptr;
  }
  std::unique_ptr<Message> answer = api_.NewMessage(get->output_type());
  if (!CallGet(api_, caller_, get, name, Caller::Repeat::kWhenBusy, answer.get()).ok()) answer.reset();
  return found_.emplace(name, std::move(answer)).first->second.get();
}

std::string Resources::TitleOf(const std::string& name) {
  const auto known = titles_.find(name);
  if (known != titles_.end()) return known->second;
  // Nothing is asked where the answer could hold no title.
  const MethodDescriptor* get = api_.FindGetFor(name);
  const auto* title = get == nullptr ? nullptr : TitleFieldOf(get->output_type());
  const Message* resource = title == nullptr ? nullptr : Find(name);
  return titles_[name] = resource == nullptr ? "" : resource->GetReflection()->GetString(*resource, title);
}

std::string Resources::Shown(const std::string& text) {
  if (absl::StartsWith(text, "ROLE_")) return RoleLabel(api_, text, caller_.settings().language);
  if (!LooksLikeName(text)) return text;
  const std::string title = TitleOf(text);
  return title.empty() ? text : title;
}

}  // namespace plumbline::client
