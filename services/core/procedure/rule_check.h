// services/core/procedure/rule_check.h: one rule of a profile file while it is checked.
//
// Inside of profile_check*.cc: walks the rules of a file by reflection and knows the line of each
// field.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_RULE_CHECK_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_RULE_CHECK_H_

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "services/core/procedure/profile_check.h"

namespace plumbline {

// One rule while it is checked: the message, where its fields stand, and where mistakes go.
class RuleCheck {
 public:
  RuleCheck(const ParsedProfile& file, const google::protobuf::FieldDescriptor* field, int index,
            const google::protobuf::Message& rule, ProfileErrors* errors)
      : file_(file),
        line_(file.places.GetLocation(field, index).line + 1),
        places_(file.places.GetTreeForNested(field, index)),
        rule_(rule),
        errors_(errors) {}

  int line() const { return line_; }
  // Line of a field of the rule, or of the rule where the field is not written.
  int LineOf(const char* name, int index = -1) const {
    const google::protobuf::FieldDescriptor* const field =
        rule_.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || places_ == nullptr) return line_;
    if (field->is_repeated() && index < 0) index = 0;
    int line = places_->GetLocation(field, index).line;
    // The parser keeps one place for a list in brackets.
    if (line < 0 && index > 0) line = places_->GetLocation(field, 0).line;
    return line < 0 ? line_ : line + 1;
  }
  void Error(int line, absl::string_view what) const { errors_->Add(file_.name, line, what); }
  void Error(const char* field, absl::string_view what) const { Error(LineOf(field), what); }

  std::string Text(const char* name) const {
    const google::protobuf::FieldDescriptor* const field =
        rule_.GetDescriptor()->FindFieldByName(name);
    return rule_.GetReflection()->GetString(rule_, field);
  }
  std::string Id() const { return Text("id"); }
  const google::protobuf::TextFormat::ParseInfoTree* places() const { return places_; }
  const ParsedProfile& file() const { return file_; }
  ProfileErrors* errors() const { return errors_; }

 private:
  const ParsedProfile& file_;
  int line_;
  const google::protobuf::TextFormat::ParseInfoTree* places_;
  const google::protobuf::Message& rule_;
  ProfileErrors* errors_;
};

template <typename Function>
void ForEachRule(const ParsedProfile& file, ProfileErrors* errors, const Function& function) {
  const google::protobuf::Message& profile = *file.profile;
  const google::protobuf::Descriptor* const descriptor = profile.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const google::protobuf::FieldDescriptor* const field = descriptor->field(i);
    if (!field->is_repeated() ||
        field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    const int size = profile.GetReflection()->FieldSize(profile, field);
    for (int index = 0; index < size; ++index) {
      const google::protobuf::Message& rule =
          profile.GetReflection()->GetRepeatedMessage(profile, field, index);
      function(RuleCheck(file, field, index, rule, errors), rule);
    }
  }
}

// Calls `function(check, rule)` for the rules of one type.
template <typename Rule, typename Function>
void ForEach(const ParsedProfile& file, ProfileErrors* errors, const Function& function) {
  ForEachRule(file, errors, [&](const RuleCheck& check, const google::protobuf::Message& message) {
    if (message.GetDescriptor() == Rule::descriptor()) {
      function(check, static_cast<const Rule&>(message));
    }
  });
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_RULE_CHECK_H_
