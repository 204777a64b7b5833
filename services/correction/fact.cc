#include "services/correction/fact.h"

#include <algorithm>
#include <functional>
#include <map>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "google/api/field_behavior.pb.h"
#include "plumbline/state/v1/decision_state.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/opinion_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/base/check.h"
#include "services/dates.h"

namespace plumbline {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr size_t kPathsMax = 60;

template <typename Row>
void AddTable(std::map<std::string, CorrectableTable, std::less<>>& tables) {
  const v1::TableRule& rule = Row::descriptor()->options().GetExtension(v1::table);
  CorrectableTable table;
  table.id = static_cast<TableId>(rule.id());
  table.prototype = &Row::default_instance();
  table.resource = Row::descriptor()->FindFieldByName("resource");
  PLUMBLINE_CHECK(table.resource != nullptr &&
                      table.resource->message_type()->FindFieldByName("corrections") != nullptr,
                  "a correctable resource shows its corrections");
  tables.emplace(rule.collection(), table);
}

bool IsProvenance(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type() == v1::Provenance::descriptor();
}

bool IsDate(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         field->message_type() == google::type::Date::descriptor();
}

// The one Provenance inside a message, e.g. `filed` of a material; nullptr: none or several.
const v1::Provenance* ActInside(const Message& message) {
  const v1::Provenance* act = nullptr;
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (!IsProvenance(type->field(i)) || type->field(i)->is_repeated()) continue;
    if (act != nullptr) return nullptr;
    act = static_cast<const v1::Provenance*>(
        &message.GetReflection()->GetMessage(message, type->field(i)));
  }
  return act;
}

// `name` and `key` of `name[key]`.
bool ParseStep(absl::string_view step, std::string* name, std::string* key) {
  const size_t open = step.find('[');
  *name = std::string(step.substr(0, open));
  key->clear();
  if (open == absl::string_view::npos) return !name->empty();
  if (step.back() != ']' || open + 2 >= step.size()) return false;
  *key = std::string(step.substr(open + 1, step.size() - open - 2));
  return !name->empty();
}

std::string KeyOf(const Message& element, int index) {
  const auto* first = element.GetDescriptor()->field(0);
  if (first->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !first->is_repeated()) {
    std::string key = element.GetReflection()->GetString(element, first);
    if (!key.empty() && key.find_first_of("[].") == std::string::npos) return key;
  }
  return absl::StrCat(index + 1);
}

// The element of a repeated message field that `key` names, or nullptr.
Message* Element(Message& holder, const FieldDescriptor* field, const std::string& key) {
  const Reflection* reflection = holder.GetReflection();
  const int size = reflection->FieldSize(holder, field);
  for (int i = 0; i < size; ++i) {
    Message* element = reflection->MutableRepeatedMessage(&holder, field, i);
    if (KeyOf(*element, i) == key) return element;
  }
  int place = 0;
  if (!absl::SimpleAtoi(key, &place) || place < 1 || place > size) return nullptr;
  return reflection->MutableRepeatedMessage(&holder, field, place - 1);
}

// Calls `visit` with the path of each singular field that is set or scalar, elements of lists included.
void ForEachField(Message& message, const std::string& prefix, int depth,
                  const std::function<void(const std::string& path, Message& holder,
                                           const FieldDescriptor* field)>& visit) {
  const auto* type = message.GetDescriptor();
  const Reflection* reflection = message.GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (depth == 0 && field->name() == "corrections") continue;
    const std::string path = absl::StrCat(prefix, field->name());
    const bool inner = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsDate(field);
    if (!field->is_repeated()) {
      visit(path, message, field);
      if (inner && depth < 3 && reflection->HasField(message, field)) {
        ForEachField(*reflection->MutableMessage(&message, field), path + ".", depth + 1, visit);
      }
    } else if (inner && depth < 3) {
      for (int k = 0; k < reflection->FieldSize(message, field); ++k) {
        Message* element = reflection->MutableRepeatedMessage(&message, field, k);
        ForEachField(*element, absl::StrCat(path, "[", KeyOf(*element, k), "]."), depth + 1, visit);
      }
    }
  }
}

Message& ResourceOf(const CorrectableTable& table, Message& row) {
  return *row.GetReflection()->MutableMessage(&row, table.resource);
}

bool IsRequired(const FieldDescriptor* field) {
  for (int i = 0; i < field->options().ExtensionSize(google::api::field_behavior); ++i) {
    if (field->options().GetExtension(google::api::field_behavior, i) == google::api::REQUIRED) return true;
  }
  return false;
}

size_t CharactersOf(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::optional<absl::CivilDay> ParseDay(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '-');
  google::type::Date date;
  int32_t number = 0;
  if (parts.size() != 3 || parts[0].size() != 4) return std::nullopt;
  for (size_t i = 0; i < 3; ++i) {
    if (!absl::SimpleAtoi(parts[i], &number)) return std::nullopt;
    if (i == 0) date.set_year(number);
    if (i == 1) date.set_month(number);
    if (i == 2) date.set_day(number);
  }
  return DayOf(date);
}

}  // namespace

const CorrectableTable* FindCorrectable(absl::string_view name) {
  static const auto* const tables = [] {
    auto* all = new std::map<std::string, CorrectableTable, std::less<>>;
    AddTable<state::v1::MatterRow>(*all);
    AddTable<state::v1::DraftVersionRow>(*all);
    AddTable<state::v1::MeetingRow>(*all);
    AddTable<state::v1::MeetingItemRow>(*all);
    AddTable<state::v1::OpinionRow>(*all);
    AddTable<state::v1::OpinionAnswerRow>(*all);
    AddTable<state::v1::RevisionConfirmationRow>(*all);
    AddTable<state::v1::AdviceRow>(*all);
    AddTable<state::v1::DocumentRow>(*all);
    AddTable<state::v1::PersonRow>(*all);
    return all;
  }();
  const auto found = tables->find(CollectionOf(name));
  return found == tables->end() ? nullptr : &found->second;
}

std::optional<Fact> FindFact(const CorrectableTable& table, Message& row, absl::string_view path) {
  Message* holder = &ResourceOf(table, row);
  Fact fact;
  const std::vector<absl::string_view> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    std::string name;
    std::string key;
    if (!ParseStep(steps[i], &name, &key)) return std::nullopt;
    const FieldDescriptor* field = holder->GetDescriptor()->FindFieldByName(name);
    if (field == nullptr || (i == 0 && name == "corrections")) return std::nullopt;
    const bool last = i + 1 == steps.size();
    if (last) {
      if (field->is_repeated() || !key.empty() ||
          (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsDate(field))) {
        return std::nullopt;
      }
      const v1::FieldRule& rule = field->options().GetExtension(v1::field);
      fact.holder = holder;
      fact.field = field;
      fact.correctable = rule.correctable();
      if (holder->GetDescriptor() == v1::Provenance::descriptor()) {
        fact.act = static_cast<const v1::Provenance*>(holder);
        fact.is_day_of_act = name == "occurred_on";
      } else if (i > 0) {
        fact.act = ActInside(*holder);
      }
      if (rule.content()) {
        fact.content = row.GetDescriptor()->FindFieldByName(name);
        if (i > 0 || fact.content == nullptr) return std::nullopt;
      }
      return fact;
    }
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || IsDate(field) ||
        field->is_repeated() != !key.empty()) {
      return std::nullopt;
    }
    if (field->is_repeated()) {
      holder = Element(*holder, field, key);
      if (holder == nullptr) return std::nullopt;
    } else {
      if (!holder->GetReflection()->HasField(*holder, field)) return std::nullopt;
      holder = holder->GetReflection()->MutableMessage(holder, field);
    }
  }
  return std::nullopt;
}

std::vector<std::string> CorrectablePaths(const CorrectableTable& table, Message& row) {
  std::vector<std::string> paths;
  ForEachField(ResourceOf(table, row), "", 0,
               [&](const std::string& path, Message&, const FieldDescriptor* field) {
                 if (field->options().GetExtension(v1::field).correctable() !=
                         v1::CORRECTABLE_UNSPECIFIED &&
                     paths.size() < kPathsMax) {
                   paths.push_back(path);
                 }
               });
  return paths;
}

std::vector<std::pair<std::string, const v1::Provenance*>> Acts(const CorrectableTable& table, Message& row) {
  std::vector<std::pair<std::string, const v1::Provenance*>> acts;
  ForEachField(ResourceOf(table, row), "", 0,
               [&](const std::string& path, Message& holder, const FieldDescriptor* field) {
                 if (!IsProvenance(field) || !holder.GetReflection()->HasField(holder, field)) return;
                 acts.emplace_back(path, static_cast<const v1::Provenance*>(
                                             &holder.GetReflection()->GetMessage(holder, field)));
               });
  return acts;
}

std::string ActPath(const CorrectableTable& table, Message& row, uint64_t sequence) {
  for (const auto& [path, act] : Acts(table, row)) {
    if (IsSet(act->occurred_on()) && act->sequence() == static_cast<int64_t>(sequence)) return path;
  }
  return {};
}

std::string TextOf(const Fact& fact) {
  const Reflection* reflection = fact.holder->GetReflection();
  switch (fact.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(*fact.holder, fact.field);
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(reflection->GetInt32(*fact.holder, fact.field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(*fact.holder, fact.field) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnum(*fact.holder, fact.field)->name();
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const auto day = DayOf(static_cast<const google::type::Date&>(
          reflection->GetMessage(*fact.holder, fact.field)));
      return day.has_value() ? absl::FormatCivilTime(*day) : std::string();
    }
    default:
      return {};
  }
}

bool SetText(const Fact& fact, absl::string_view text) {
  const Reflection* reflection = fact.holder->GetReflection();
  switch (fact.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      reflection->SetString(fact.holder, fact.field, std::string(text));
      return true;
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t number = 0;
      if (!absl::SimpleAtoi(text, &number)) return false;
      reflection->SetInt32(fact.holder, fact.field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (text != "true" && text != "false") return false;
      reflection->SetBool(fact.holder, fact.field, text == "true");
      return true;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value = fact.field->enum_type()->FindValueByName(std::string(text));
      if (value == nullptr || value->number() == 0) return false;
      reflection->SetEnum(fact.holder, fact.field, value);
      return true;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (text.empty()) {
        reflection->ClearField(fact.holder, fact.field);
        return true;
      }
      const auto day = ParseDay(text);
      if (!day.has_value()) return false;
      SetDate(*day, static_cast<google::type::Date*>(reflection->MutableMessage(fact.holder, fact.field)));
      return true;
    }
    default:
      return false;
  }
}

std::optional<Refusal> CheckText(const Fact& fact, const std::string& text) {
  const v1::FieldRule& rule = fact.field->options().GetExtension(v1::field);
  const auto refuse = [](const std::string& zh, const std::string& en) {
    return RefuseField("correction.is", zh, en);
  };
  if (text.empty() && (IsRequired(fact.field) || fact.is_day_of_act)) {
    return refuse("此项不能为空", "the field can't be empty");
  }
  if (fact.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    const size_t most = rule.characters_max() == 0 ? 200 : rule.characters_max();
    if (CharactersOf(text) > most) {
      return refuse(absl::StrCat("最多 ", most, " 个字"), absl::StrCat("at most ", most, " characters"));
    }
    return std::nullopt;
  }
  const std::unique_ptr<Message> scratch(fact.holder->New());
  Fact trial = fact;
  trial.holder = scratch.get();
  if (!SetText(trial, text)) {
    if (IsDate(fact.field)) return refuse("请写成 年-月-日，例如 2023-03-06，且该日存在", "give an existing day as yyyy-mm-dd");
    if (fact.field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return refuse("请写 true 或 false", "give true or false");
    if (fact.field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      std::string names;
      for (int i = 1; i < fact.field->enum_type()->value_count(); ++i) {
        absl::StrAppend(&names, names.empty() ? "" : ", ", fact.field->enum_type()->value(i)->name());
      }
      return refuse("请写下列之一：" + names, "give one of " + names);
    }
    return refuse("请写整数", "give a whole number");
  }
  if (fact.field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 && rule.number_max() > 0) {
    const int64_t number = scratch->GetReflection()->GetInt32(*scratch, fact.field);
    if (number < rule.number_min() || number > rule.number_max()) {
      return refuse(absl::StrCat("应在 ", rule.number_min(), " 到 ", rule.number_max(), " 之间"),
                    absl::StrCat("between ", rule.number_min(), " and ", rule.number_max()));
    }
  }
  return std::nullopt;
}

}  // namespace plumbline
