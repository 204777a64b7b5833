#include "services/validate.h"

#include <map>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "google/api/field_behavior.pb.h"
#include "google/type/date.pb.h"
#include "plumbline/v1/options.pb.h"
#include "services/core/base/mutex.h"
#include "services/dates.h"

namespace plumbline {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr uint32_t kCharactersDefault = 200;
constexpr uint32_t kPageTokenMax = 8192;  // Made by the server; the list itself says whether it is one of its own.
constexpr int kItemsDefault = 100;
constexpr size_t kViolationsMax = 20;

struct FieldCheck {
  const FieldDescriptor* field;
  bool required = false;
  bool output_only = false;
  bool content = false;
  uint32_t characters_max = kCharactersDefault;
  int items_max = kItemsDefault;
  int64_t number_min = 0;
  int64_t number_max = 0;
  std::string label;
};
using TypeChecks = std::vector<FieldCheck>;

TypeChecks MakeChecks(const Descriptor* type) {
  TypeChecks checks;
  for (int i = 0; i < type->field_count(); ++i) {
    FieldCheck check;
    check.field = type->field(i);
    const v1::FieldRule& rule = check.field->options().GetExtension(v1::field);
    if (rule.characters_max() > 0) check.characters_max = rule.characters_max();
    if (check.field->name() == "page_token") check.characters_max = kPageTokenMax;
    if (rule.items_max() > 0) check.items_max = static_cast<int>(rule.items_max());
    check.number_min = rule.number_min();
    check.number_max = rule.number_max();
    check.content = rule.content();
    check.label = rule.label_zh().empty() ? std::string(check.field->name()) : rule.label_zh();
    const auto& options = check.field->options();
    for (int b = 0; b < options.ExtensionSize(google::api::field_behavior); ++b) {
      const auto behavior = options.GetExtension(google::api::field_behavior, b);
      check.required |= behavior == google::api::REQUIRED;
      check.output_only |= behavior == google::api::OUTPUT_ONLY;
    }
    checks.push_back(std::move(check));
  }
  return checks;
}

// Made once for all threads; a thread that met the type before takes no lock.
const TypeChecks& ChecksOf(const Descriptor* type) {
  thread_local absl::flat_hash_map<const Descriptor*, const TypeChecks*> met;
  const TypeChecks*& checks = met[type];
  if (checks != nullptr) return *checks;
  static Mutex mutex;
  static auto* const all = new std::map<const Descriptor*, std::unique_ptr<TypeChecks>>;
  const MutexLock lock(&mutex);
  std::unique_ptr<TypeChecks>& made = (*all)[type];
  if (made == nullptr) made = std::make_unique<TypeChecks>(MakeChecks(type));
  checks = made.get();
  return *checks;
}

// Where a field stands; becomes text only when there is something to say about it.
struct Path {
  const Path* up = nullptr;  // nullptr: the request itself.
  const FieldDescriptor* field = nullptr;
  int index = -1;            // Of a repeated field.

  std::string Text() const {
    std::string text = up == nullptr || up->field == nullptr ? std::string(field->name())
                                                             : absl::StrCat(up->Text(), ".", field->name());
    if (index >= 0) absl::StrAppend(&text, "[", index, "]");
    return text;
  }
  bool nested() const { return up != nullptr && up->field != nullptr; }
};

// Characters of valid UTF-8, and whether a control character other than line feed and tab is inside.
struct TextFacts {
  uint32_t characters = 0;
  bool control = false;
  bool blank = true;
};
TextFacts FactsOf(const std::string& text) {
  TextFacts facts;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) ++facts.characters;
    if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7f) facts.control = true;
    if (byte > 0x20) facts.blank = false;
  }
  return facts;
}

class Walker {
 public:
  // `partial`: the request names the fields it changes (update_mask), so nested ones may be absent.
  Walker(std::vector<FieldViolation>* violations, bool partial)
      : violations_(violations), partial_(partial) {}

  void Walk(Message& message, const Path& path) {
    const Reflection* reflection = message.GetReflection();
    for (const FieldCheck& check : ChecksOf(message.GetDescriptor())) {
      if (check.output_only) {
        reflection->ClearField(&message, check.field);
        continue;
      }
      const Path here{&path, check.field, -1};
      if (check.field->is_repeated()) {
        const int count = reflection->FieldSize(message, check.field);
        if (check.required && count == 0) Required(here, check);
        if (count > check.items_max) {
          Add(here, absl::StrCat(check.label, "最多 ", check.items_max, " 项"),
              absl::StrCat("at most ", check.items_max, " items"));
          continue;
        }
        for (int i = 0; i < count; ++i) {
          Element(message, check, i, {&path, check.field, i});
        }
        continue;
      }
      const bool present = Present(message, check.field);
      if (!present) {
        if (check.required) Required(here, check);
        continue;
      }
      Element(message, check, -1, here);
    }
  }

 private:
  static bool Present(const Message& message, const FieldDescriptor* field) {
    return message.GetReflection()->HasField(message, field);
  }

  void Required(const Path& path, const FieldCheck& check) {
    if (partial_ && path.nested()) return;
    Add(path, absl::StrCat("请填写", check.label), absl::StrCat(check.field->name(), " is required"));
  }

  void Add(const Path& path, std::string zh, std::string en) {
    if (violations_->size() < kViolationsMax) {
      violations_->push_back({path.Text(), std::move(zh), std::move(en)});
    }
  }

  void Element(Message& message, const FieldCheck& check, int index, const Path& path) {
    const Reflection* reflection = message.GetReflection();
    switch (check.field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING: {
        if (check.field->type() == FieldDescriptor::TYPE_BYTES) return;
        std::string scratch;
        const std::string& text =
            index < 0 ? reflection->GetStringReference(message, check.field, &scratch)
                      : reflection->GetRepeatedStringReference(message, check.field, index, &scratch);
        const TextFacts facts = FactsOf(text);
        if (facts.characters > check.characters_max) {
          Add(path, absl::StrCat(check.label, "最多 ", check.characters_max, " 字，现为 ", facts.characters, " 字"),
              absl::StrCat("at most ", check.characters_max, " characters, has ", facts.characters));
        } else if (facts.control) {
          Add(path, absl::StrCat(check.label, "含有不可见的控制字符，请删除后重试"),
              "contains control characters; remove them");
        } else if (facts.blank && check.required) {
          Required(path, check);
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int value = index < 0 ? reflection->GetEnumValue(message, check.field)
                                    : reflection->GetRepeatedEnumValue(message, check.field, index);
        if (check.field->enum_type()->FindValueByNumber(value) == nullptr) {
          Add(path, absl::StrCat(check.label, "的取值 ", value, " 不认识，请升级客户端或改选"),
              absl::StrCat("value ", value, " is unknown to this server"));
        } else if (value == 0 && (check.required || index >= 0)) {
          Required(path, check);
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_INT32:
      case FieldDescriptor::CPPTYPE_INT64: {
        if (check.number_max == 0 || index >= 0) return;
        const int64_t value = check.field->cpp_type() == FieldDescriptor::CPPTYPE_INT32
                                  ? reflection->GetInt32(message, check.field)
                                  : reflection->GetInt64(message, check.field);
        if (value < check.number_min || value > check.number_max) {
          Add(path,
              absl::StrCat(check.label, "应在 ", check.number_min, " 至 ", check.number_max, " 之间"),
              absl::StrCat("must be ", check.number_min, " to ", check.number_max));
        }
        return;
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        Message* child = index < 0 ? reflection->MutableMessage(&message, check.field)
                                   : reflection->MutableRepeatedMessage(&message, check.field, index);
        if (child->GetDescriptor() == google::type::Date::descriptor()) {
          const auto& date = static_cast<const google::type::Date&>(*child);
          if (IsSet(date) && !DayOf(date).has_value()) {
            Add(path, absl::StrCat(check.label, "不是存在的日期，请按年月日核对"),
                absl::StrCat("is no existing day: ", date.year(), "-", date.month(), "-", date.day()));
          } else if (!IsSet(date) && check.required) {
            Required(path, check);
          }
          return;
        }
        Walk(*child, path);
        return;
      }
      default:
        return;
    }
  }

  std::vector<FieldViolation>* const violations_;
  const bool partial_;
};

}  // namespace

std::vector<FieldViolation> ValidateRequest(Message& request) {
  std::vector<FieldViolation> violations;
  Walker(&violations, request.GetDescriptor()->FindFieldByName("update_mask") != nullptr)
      .Walk(request, Path());
  return violations;
}

}  // namespace plumbline
