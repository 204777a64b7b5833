#include "clients/lib/api.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/lib/comments.h"
#include "google/api/field_behavior.pb.h"
#include "google/protobuf/descriptor.pb.h"
#include "services/core/base/check.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

bool HasBehavior(const FieldDescriptor* field, google::api::FieldBehavior wanted) {
  const auto& options = field->options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == wanted) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Api>> Api::Load(absl::string_view descriptor_set) {
  google::protobuf::FileDescriptorSet set;
  if (!set.ParseFromArray(descriptor_set.data(), static_cast<int>(descriptor_set.size()))) {
    return absl::InvalidArgumentError("The descriptors are no FileDescriptorSet; build again.");
  }
  std::unique_ptr<Api> api(new Api());
  for (const auto& file : set.file()) {
    const FileDescriptor* descriptor = api->pool_.BuildFile(file);
    if (descriptor == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("The descriptors of ", file.name(), " do not build; build again."));
    }
    for (int s = 0; s < descriptor->service_count(); ++s) {
      for (int m = 0; m < descriptor->service(s)->method_count(); ++m) {
        const MethodDescriptor* method = descriptor->service(s)->method(m);
        if (!method->options().HasExtension(v1::rule)) continue;
        if (RuleOf(method).access() == v1::ACCESS_SYSTEM) continue;
        api->methods_.push_back(method);
      }
    }
  }
  return api;
}

std::unique_ptr<Api> Api::Embedded() {
  absl::StatusOr<std::unique_ptr<Api>> api = Load(EmbeddedDescriptors());
  PLUMBLINE_CHECK(api.ok(), "the descriptors of the build load");
  return *std::move(api);
}

const MethodDescriptor* Api::FindMethod(absl::string_view name) const {
  for (const MethodDescriptor* method : methods_) {
    if (method->name() == name) return method;
  }
  return nullptr;
}

const MethodDescriptor* Api::FindCommand(absl::string_view noun, absl::string_view verb) const {
  for (const MethodDescriptor* method : methods_) {
    if (NounOf(method) == noun && VerbOf(method) == verb) return method;
  }
  return nullptr;
}

const MethodDescriptor* Api::FindGetFor(absl::string_view name) const {
  for (const MethodDescriptor* method : methods_) {
    if (!absl::StartsWith(method->name(), "Get")) continue;
    if (RuleOf(method).type() != v1::METHOD_TYPE_QUERY) continue;
    if (method->input_type()->FindFieldByName("name") == nullptr) continue;
    const FieldDescriptor* field = method->output_type()->FindFieldByName("name");
    if (field != nullptr && HasFormat(name, FormatIn(CommentOf(field)))) return method;
  }
  return nullptr;
}

std::unique_ptr<Message> Api::NewMessage(const Descriptor* type) const {
  return std::unique_ptr<Message>(factory_.GetPrototype(type)->New());
}

const v1::MethodRule& RuleOf(const MethodDescriptor* method) {
  return method->options().GetExtension(v1::rule);
}

const v1::FieldRule& RuleOf(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::field);
}

bool IsRequired(const FieldDescriptor* field) { return HasBehavior(field, google::api::REQUIRED); }

bool IsOutputOnly(const FieldDescriptor* field) {
  return HasBehavior(field, google::api::OUTPUT_ONLY);
}

const MethodDescriptor* BatchOf(const MethodDescriptor* method) {
  const google::protobuf::ServiceDescriptor* service = method->service();
  for (int i = 0; i < service->method_count(); ++i) {
    if (RuleOf(service->method(i)).batch_of() == method->name()) return service->method(i);
  }
  return nullptr;
}

std::string PathOf(const MethodDescriptor* method) {
  return absl::StrCat("/", method->service()->full_name(), "/", method->name());
}

std::string NounOf(const MethodDescriptor* method) {
  const std::string& cli = RuleOf(method).cli();
  return cli.substr(0, cli.find(' '));
}

std::string VerbOf(const MethodDescriptor* method) {
  const std::string& cli = RuleOf(method).cli();
  const size_t space = cli.find(' ');
  return space == std::string::npos ? "" : cli.substr(space + 1);
}

const Descriptor* ResourceOf(const MethodDescriptor* method) {
  const Descriptor* answer = method->output_type();
  if (answer->FindFieldByName("receipt") == nullptr) return answer;
  for (int i = 0; i < answer->field_count(); ++i) {
    const FieldDescriptor* field = answer->field(i);
    if (field->name() != "receipt" && !field->is_repeated() &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return field->message_type();
    }
  }
  return answer;
}

bool HasFormat(absl::string_view name, absl::string_view pattern) {
  if (pattern.empty()) return false;
  const std::vector<absl::string_view> got = absl::StrSplit(name, '/');
  const std::vector<absl::string_view> want = absl::StrSplit(pattern, '/');
  return got.size() == want.size() &&
         std::equal(got.begin(), got.end(), want.begin(),
                    [](absl::string_view part, absl::string_view form) {
                      return absl::StartsWith(form, "{") ? !part.empty() : part == form;
                    });
}

}  // namespace plumbline::client
