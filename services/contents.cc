#include "services/contents.h"

#include <vector>

#include "absl/strings/str_cat.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using journal::v1::ContentRef;

// Calls `visit` for each field that is set, elements of lists one by one, depth first.
void Walk(const Message& message, const FieldPath& up,
          absl::FunctionRef<void(const FieldPath& path, const Message& holder)> visit) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const FieldPath path{&up, field, field->is_repeated() ? i : -1};
      visit(path, message);
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
          field->message_type() == ContentRef::descriptor()) {
        continue;
      }
      Walk(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                : reflection->GetMessage(message, field),
           path, visit);
    }
  }
}

}  // namespace

std::string FieldPath::Text() const {
  if (field == nullptr) return {};
  std::string text = up == nullptr ? std::string() : up->Text();
  absl::StrAppend(&text, text.empty() ? "" : ".", field->name());
  if (index >= 0) absl::StrAppend(&text, "[", index + 1, "]");
  return text;
}

void ForEachContentRef(const Message& message,
                       absl::FunctionRef<void(const FieldPath& path, const ContentRef& ref)> visit) {
  Walk(message, FieldPath(), [&visit](const FieldPath& path, const Message& holder) {
    if (path.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
        path.field->message_type() != ContentRef::descriptor()) {
      return;
    }
    const auto* reflection = holder.GetReflection();
    const auto& ref = static_cast<const ContentRef&>(
        path.index >= 0 ? reflection->GetRepeatedMessage(holder, path.field, path.index)
                        : reflection->GetMessage(holder, path.field));
    if (!ref.id().empty()) visit(path, ref);
  });
}

void ForEachString(const Message& message,
                   absl::FunctionRef<void(const FieldPath& path, const std::string& value)> visit) {
  Walk(message, FieldPath(), [&visit](const FieldPath& path, const Message& holder) {
    if (path.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
    const auto* reflection = holder.GetReflection();
    std::string scratch;
    const std::string& value =
        path.index >= 0 ? reflection->GetRepeatedStringReference(holder, path.field, path.index, &scratch)
                        : reflection->GetStringReference(holder, path.field, &scratch);
    if (!value.empty()) visit(path, value);
  });
}

}  // namespace plumbline
