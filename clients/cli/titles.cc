#include "clients/cli/titles.h"

#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/lookups.h"

namespace plumbline::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

constexpr size_t kMostLookups = 200;

// `collection/id`: what stands alone, so that its title says enough.
bool LooksLikeName(const std::string& text) {
  return std::count(text.begin(), text.end(), '/') == 1 && text.front() != '/' && text.back() != '/' &&
         text.find(' ') == std::string::npos;
}

const FieldDescriptor* TitleField(const google::protobuf::Descriptor* resource) {
  for (const char* name : {"display_name", "title"}) {
    const FieldDescriptor* field = resource->FindFieldByName(name);
    if (field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING) return field;
  }
  return nullptr;
}

class Titles {
 public:
  Titles(const Api& api, Caller& caller, TitleStyle style) : api_(api), caller_(caller), style_(style) {}

  void PutInto(Message* message, bool in_table = false) {
    const google::protobuf::Reflection* reflection = message->GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection->ListFields(*message, &fields);
    for (const FieldDescriptor* field : fields) {
      const int size = field->is_repeated() ? reflection->FieldSize(*message, field) : 0;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        for (int i = 0; i < size; ++i) PutInto(reflection->MutableRepeatedMessage(message, field, i), true);
        if (!field->is_repeated()) PutInto(reflection->MutableMessage(message, field), in_table);
      } else if (field->type() == FieldDescriptor::TYPE_STRING && field->name() != "name") {
        for (int i = 0; i < size; ++i) {
          reflection->SetRepeatedString(message, field, i,
                                        Shown(reflection->GetRepeatedString(*message, field, i), in_table));
        }
        if (!field->is_repeated()) {
          const std::string text = reflection->GetString(*message, field);
          reflection->SetString(message, field,
                                field->name() == "command" ? ShownCommand(text) : Shown(text, in_table));
        }
      }
    }
  }

 private:
  // A method by its title and the words that call it here.
  std::string ShownCommand(const std::string& text) const {
    const MethodDescriptor* method = api_.FindMethod(text);
    if (method == nullptr) return text;
    const auto& rule = RuleOf(method);
    return caller_.settings().language == Language::kChinese ? absl::StrCat(rule.title_zh(), "（", rule.cli(), "）")
                                                             : absl::StrCat(rule.title_en(), " (", rule.cli(), ")");
  }

  std::string Shown(const std::string& text, bool in_table) {
    if (absl::StartsWith(text, "ROLE_")) return RoleLabel(api_, text, caller_.settings().language);
    if (!LooksLikeName(text)) return text;
    auto found = titles_.find(text);
    if (found == titles_.end()) {
      if (titles_.size() >= kMostLookups) return text;
      found = titles_.emplace(text, TitleOf(api_, caller_, text)).first;
    }
    if (found->second.empty()) return text;
    return style_ == TitleStyle::kAlone || in_table ? found->second : absl::StrCat(found->second, " ", text);
  }

  const Api& api_;
  Caller& caller_;
  const TitleStyle style_;
  std::unordered_map<std::string, std::string> titles_;
};

}  // namespace

std::string TitleOf(const Api& api, Caller& caller, const std::string& name) {
  const MethodDescriptor* get = api.FindGetFor(name);
  const FieldDescriptor* title = get == nullptr ? nullptr : TitleField(get->output_type());
  if (title == nullptr) return "";
  const std::unique_ptr<Message> answer = api.NewMessage(get->output_type());
  if (!CallGet(api, caller, get, name, Caller::Repeat::kWhenBusy, answer.get()).ok()) return "";
  return answer->GetReflection()->GetString(*answer, title);
}

void PutTitles(const Api& api, Caller& caller, TitleStyle style, Message* message) {
  Titles(api, caller, style).PutInto(message);
}

}  // namespace plumbline::client
