#include "clients/cli/titles.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/resources.h"

namespace plumbline::client {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

constexpr size_t kMostLookups = 200;

class Titles {
 public:
  Titles(const Api& api, Caller& caller, TitleStyle style)
      : api_(api), caller_(caller), style_(style), resources_(api, caller, kMostLookups) {}

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
                                field->name() == "command" || field->name() == "list" ? ShownCommand(text) : Shown(text, in_table));
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
    const std::string shown = resources_.Shown(text);
    const bool named = shown != text && !absl::StartsWith(text, "ROLE_");
    return named && style_ == TitleStyle::kBesideName && !in_table ? absl::StrCat(shown, " ", text) : shown;
  }

  const Api& api_;
  Caller& caller_;
  const TitleStyle style_;
  Resources resources_;
};

}  // namespace

std::string TitleOf(const Api& api, Caller& caller, const std::string& name) {
  return Resources(api, caller, 1).TitleOf(name);
}

void PutTitles(const Api& api, Caller& caller, TitleStyle style, Message* message) {
  Titles(api, caller, style).PutInto(message);
}

}  // namespace plumbline::client
