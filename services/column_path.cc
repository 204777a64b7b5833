#include "services/column_path.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/api/resource.pb.h"
#include "services/core/base/near_word.h"

namespace plumbline {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kMatterStep[] = "matter";
constexpr char kMatters[] = "matters/";
constexpr char kPackage[] = "plumbline.v1.";

bool IsResource(const Descriptor* type) {
  return type->FindFieldByName("name") != nullptr && type->FindFieldByName("etag") != nullptr;
}

// A message that is shown as one value.
bool IsLeafMessage(const Descriptor* type) {
  return type->full_name() == "google.type.Date" || type->full_name() == "google.protobuf.Timestamp" ||
         type->full_name() == "google.protobuf.Duration";
}

bool IsLeaf(const FieldDescriptor* field) {
  return field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || IsLeafMessage(field->message_type());
}

// Every resource of the wire, found from a message of it: the files that the pool has are those of the build.
std::vector<const Descriptor*> AllResources(const google::protobuf::DescriptorPool* pool) {
  std::vector<const Descriptor*> types;
  for (const char* file : {"matter", "opinion", "review", "decision", "registry", "directory", "correction", "paper"}) {
    const auto* descriptor = pool->FindFileByName(absl::StrCat("plumbline/v1/", file, ".proto"));
    for (int i = 0; descriptor != nullptr && i < descriptor->message_type_count(); ++i) {
      if (IsResource(descriptor->message_type(i))) types.push_back(descriptor->message_type(i));
    }
  }
  return types;
}

const Descriptor* MatterType(const Descriptor* row) {
  return row->file()->pool()->FindMessageTypeByName(absl::StrCat(kPackage, "Matter"));
}

// `matters/x` of `matters/x/opinions/y`; empty for others.
std::string MatterAbove(const Message& resource) {
  const FieldDescriptor* name = resource.GetDescriptor()->FindFieldByName("name");
  if (name == nullptr || name->type() != FieldDescriptor::TYPE_STRING || name->is_repeated()) return "";
  const std::string text = resource.GetReflection()->GetString(resource, name);
  if (!absl::StartsWith(text, kMatters)) return "";
  const size_t end = text.find('/', sizeof(kMatters) - 1);
  return end == std::string::npos ? "" : text.substr(0, end);
}

ColumnMistake UnknownPart(const std::string& part, const std::vector<const Descriptor*>& types, bool with_matter) {
  std::set<std::string> names;
  for (const Descriptor* type : types) {
    for (int i = 0; i < type->field_count(); ++i) names.insert(type->field(i)->name());
  }
  if (with_matter) names.insert(kMatterStep);
  std::vector<std::string> known(names.begin(), names.end());
  const std::string near = NearWord(part, known);
  if (!near.empty()) {
    return {absl::StrCat("没有“", part, "”，是不是 ", near), absl::StrCat("there is no \"", part, "\"; perhaps ", near)};
  }
  constexpr size_t kShown = 12;
  std::string list;
  for (size_t i = 0; i < known.size() && i < kShown; ++i) absl::StrAppend(&list, i == 0 ? "" : ", ", known[i]);
  if (known.size() > kShown) list += ", …";
  return {absl::StrCat("没有“", part, "”，可用：", list), absl::StrCat("there is no \"", part, "\"; there are ", list)};
}

class Walk {
 public:
  Walk(const ColumnPath& path, const std::function<const Message*(const std::string&)>& fetch,
       const std::function<void(const Message&, const FieldDescriptor*, int)>& visit)
      : path_(path), fetch_(fetch), visit_(visit) {}

  void From(const Message& message, size_t at) {
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path_.parts[at]);
    const bool last = at + 1 == path_.parts.size();
    if (field == nullptr) {
      if (path_.parts[at] == kMatterStep) Into(MatterAbove(message), at, last);
      return;
    }
    const auto* reflection = message.GetReflection();
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const int index = field->is_repeated() ? i : -1;
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && index < 0 && !reflection->HasField(message, field)) {
        return;
      }
      if (last) {
        if (IsLeaf(field)) visit_(message, field, index);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        From(index < 0 ? reflection->GetMessage(message, field) : reflection->GetRepeatedMessage(message, field, i), at + 1);
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        Into(index < 0 ? reflection->GetString(message, field) : reflection->GetRepeatedString(message, field, i), at, false);
      }
    }
  }

 private:
  // On in the resource; at the path's end it is shown by its title.
  void Into(const std::string& name, size_t at, bool last) {
    const Message* resource = name.empty() ? nullptr : fetch_(name);
    if (resource == nullptr) return;
    if (!last) return From(*resource, at + 1);
    if (const FieldDescriptor* title = TitleFieldOf(resource->GetDescriptor())) visit_(*resource, title, -1);
  }

  const ColumnPath& path_;
  const std::function<const Message*(const std::string&)>& fetch_;
  const std::function<void(const Message&, const FieldDescriptor*, int)>& visit_;
};

}  // namespace

const FieldDescriptor* ListedField(const Descriptor* answer) {
  if (answer->FindFieldByName("next_page_token") == nullptr) return nullptr;
  for (int i = 0; i < answer->field_count(); ++i) {
    const FieldDescriptor* field = answer->field(i);
    if (field->is_repeated() && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return field;
  }
  return nullptr;
}

std::vector<const Descriptor*> ReferencedTypes(const FieldDescriptor* field) {
  const std::string& type = field->options().GetExtension(google::api::resource_reference).type();
  if (type.empty()) return {};
  const auto* pool = field->file()->pool();
  if (type == "*") return AllResources(pool);
  absl::string_view name = type;
  absl::ConsumePrefix(&name, "plumbline/");
  const Descriptor* found = pool->FindMessageTypeByName(absl::StrCat(kPackage, name));
  if (found == nullptr) return {};
  return {found};
}

const FieldDescriptor* TitleFieldOf(const Descriptor* resource) {
  for (const char* name : {"display_name", "title", "number"}) {
    const FieldDescriptor* field = resource->FindFieldByName(name);
    if (field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING) return field;
  }
  return nullptr;
}

std::optional<ColumnMistake> ParseColumnPath(const Descriptor* row, absl::string_view text, ColumnPath* path) {
  *path = ColumnPath();
  if (text.empty() || text == "#") {
    path->kind = text.empty() ? ColumnPath::Kind::kBlank : ColumnPath::Kind::kNumber;
    return std::nullopt;
  }
  path->parts = absl::StrSplit(absl::StrReplaceAll(text, {{"-", "_"}}), '.');
  if (path->parts.size() > kColumnStepsMax) {
    return ColumnMistake{absl::StrCat("最多写 ", kColumnStepsMax, " 级"),
                         absl::StrCat("at most ", kColumnStepsMax, " steps are taken")};
  }
  std::vector<const Descriptor*> types = {row};
  for (size_t i = 0; i < path->parts.size(); ++i) {
    const std::string& part = path->parts[i];
    const bool last = i + 1 == path->parts.size();
    std::vector<const FieldDescriptor*> fields;
    for (const Descriptor* type : types) {
      if (const FieldDescriptor* field = type->FindFieldByName(part)) fields.push_back(field);
    }
    const bool resource = std::any_of(types.begin(), types.end(), &IsResource);
    std::vector<const Descriptor*> next;
    bool ends_well = false;
    if (fields.empty()) {
      const Descriptor* matter = resource && part == kMatterStep ? MatterType(row) : nullptr;
      if (matter == nullptr) return UnknownPart(part, types, resource);
      next.push_back(matter);
      ends_well = true;
    }
    for (const FieldDescriptor* field : fields) {
      ends_well = ends_well || IsLeaf(field);
      if (!IsLeaf(field)) next.push_back(field->message_type());
      for (const Descriptor* type : ReferencedTypes(field)) next.push_back(type);
    }
    path->fields.push_back(fields.empty() ? nullptr : fields[0]);
    if (last && !ends_well) {
      const Descriptor* inside = next[0];
      const std::string example = absl::StrCat(part, ".", inside->field(0)->name());
      return ColumnMistake{absl::StrCat("“", part, "”含多项内容，请写到其中一项，例如 ", example),
                           absl::StrCat("\"", part, "\" holds several values; name one of them, e.g. ", example)};
    }
    if (!last && next.empty()) {
      return ColumnMistake{absl::StrCat("“", part, "”之后没有下一级，请写到“", part, "”为止"),
                           absl::StrCat("nothing stands behind \"", part, "\"; let the path end there")};
    }
    types = std::move(next);
  }
  return std::nullopt;
}

void VisitColumn(const Message& row, const ColumnPath& path,
                 const std::function<const Message*(const std::string& name)>& fetch,
                 const std::function<void(const Message&, const FieldDescriptor*, int index)>& visit) {
  if (path.kind == ColumnPath::Kind::kField) Walk(path, fetch, visit).From(row, 0);
}

}  // namespace plumbline
