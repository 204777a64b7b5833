#include "clients/lib/flags.h"

#include <algorithm>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/lib/api.h"
#include "clients/lib/comments.h"
#include "services/core/base/near_word.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

constexpr const char* kProgramFlags[] = {
    "server",        "ca",      "plaintext", "lang",    "format", "json", "timeout", "session-file",
    "password-file", "as-post", "all",       "columns", "color",  "help", "quiet",   "version",
    "output",        "force",   "layout",    "part",
};

constexpr size_t kDeepest = 5;  // Messages inside messages that are still flattened.

using Path = std::vector<const FieldDescriptor*>;

void Collect(const Descriptor* type, const Path& above, std::vector<Path>* paths) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (IsOutputOnly(field)) continue;
    Path path = above;
    path.push_back(field);
    const bool flatten = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                         !field->is_repeated() && !IsSingleValue(field->message_type()) &&
                         path.size() < kDeepest;
    if (flatten) {
      Collect(field->message_type(), path, paths);
    } else {
      paths->push_back(path);
    }
  }
}

std::string LeafName(const FieldDescriptor* field) {
  if (field->name() == "occurred_on" && field->containing_type()->name() == "Act") return "on";
  if (field->name() == "update_mask") return "update-mask";
  return KebabOf(field->is_repeated() ? SingularOf(field->name()) : field->name());
}

std::string Joined(const Path& path, const char* separator) {
  return absl::StrJoin(path, separator, [](std::string* out, const FieldDescriptor* field) {
    out->append(KebabOf(field->name()));
  });
}

Message* Parent(const Path& path, Message* request) {
  Message* message = request;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, path[i]);
  }
  return message;
}

const Message* ParentIfSet(const Path& path, const Message& request) {
  const Message* message = &request;
  for (size_t i = 0; i + 1 < path.size(); ++i) {
    if (!message->GetReflection()->HasField(*message, path[i])) return nullptr;
    message = &message->GetReflection()->GetMessage(*message, path[i]);
  }
  return message;
}

}  // namespace

bool Flag::is_switch() const {
  return field()->cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !repeated();
}

bool IsProgramFlag(absl::string_view name) {
  return std::find(std::begin(kProgramFlags), std::end(kProgramFlags), name) !=
         std::end(kProgramFlags);
}

std::string SingularOf(absl::string_view word) {
  if (absl::EndsWith(word, "ies")) return absl::StrCat(word.substr(0, word.size() - 3), "y");
  if (absl::EndsWith(word, "sses")) return std::string(word.substr(0, word.size() - 2));
  if (absl::EndsWith(word, "s") && !absl::EndsWith(word, "ss")) {
    return std::string(word.substr(0, word.size() - 1));
  }
  return std::string(word);
}

std::vector<Flag> FlagsOf(const MethodDescriptor* method) {
  std::vector<Path> paths;
  Collect(method->input_type(), {}, &paths);

  std::map<std::string, int> claims;
  for (const Path& path : paths) ++claims[LeafName(path.back())];

  const bool update = method->input_type()->FindFieldByName("update_mask") != nullptr;
  std::vector<Flag> flags;
  for (Path& path : paths) {
    Flag flag;
    const FieldDescriptor* field = path.back();
    const std::string leaf = LeafName(field);
    const bool free = !IsProgramFlag(leaf) && (claims[leaf] == 1 || path.size() == 1);
    flag.name = free ? leaf : path.size() == 1 ? absl::StrCat("request-", leaf) : Joined(path, "-");
    const std::string plain = KebabOf(field->name());
    if (free && plain != leaf && claims.count(plain) == 0) flag.aliases.push_back(plain);
    if (path.size() > 1) flag.aliases.push_back(Joined(path, "."));

    const bool top = path.size() == 1;
    flag.secret = field->name() == "password";
    flag.automatic = top && (field->name() == "request_id" || field->name() == "etag" ||
                             field->name() == "update_mask");
    flag.required = std::all_of(path.begin(), path.end(), IsRequired) && !(update && !top);
    flag.path = std::move(path);
    flags.push_back(std::move(flag));
  }
  // What may stand without a flag: the resource, or who signs in.
  for (const char* name : {"name", "parent", "sign_in_name"}) {
    const auto found = std::find_if(flags.begin(), flags.end(), [name](const Flag& flag) {
      return flag.path.size() == 1 && flag.field()->name() == name;
    });
    if (found == flags.end()) continue;
    found->positional = true;
    break;
  }
  return flags;
}

Complaint SetFlag(const Flag& flag, absl::string_view text, Message* request) {
  Message* message = Parent(flag.path, request);
  const FieldDescriptor* field = flag.field();
  const bool splits = field->is_repeated() && (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM ||
                                               field->name() == "update_mask");
  if (!splits) return SetField(field, text, message);
  for (absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    if (Complaint complaint = SetField(field, part, message)) return complaint;
  }
  return std::nullopt;
}

bool IsSet(const Flag& flag, const Message& request) {
  const Message* message = ParentIfSet(flag.path, request);
  if (message == nullptr) return false;
  const FieldDescriptor* field = flag.field();
  return field->is_repeated() ? message->GetReflection()->FieldSize(*message, field) > 0
                              : message->GetReflection()->HasField(*message, field);
}

std::string ReadText(const Flag& flag, const Message& request) {
  const Message* message = ParentIfSet(flag.path, request);
  if (message == nullptr || flag.field()->cpp_type() != FieldDescriptor::CPPTYPE_STRING ||
      flag.repeated()) {
    return "";
  }
  return message->GetReflection()->GetString(*message, flag.field());
}

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& words) {
  return NearWord(word, words);
}

}  // namespace plumbline::client
