#include "clients/lib/values.h"

#include <cctype>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "clients/lib/api.h"
#include "clients/lib/comments.h"
#include "google/protobuf/util/json_util.h"
#include "services/core/base/check.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

namespace {

const absl::TimeZone kShanghai = absl::FixedTimeZone(8 * 3600);

Phrase Both(std::string zh, std::string en) { return {std::move(zh), std::move(en)}; }

void SetInt(Message* message, const char* name, int64_t value) {
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(name);
  PLUMBLINE_CHECK(field != nullptr, "a well-known type has its fields");
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    message->GetReflection()->SetInt32(message, field, static_cast<int32_t>(value));
  } else {
    message->GetReflection()->SetInt64(message, field, value);
  }
}

int64_t IntOf(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  PLUMBLINE_CHECK(field != nullptr, "a well-known type has its fields");
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT32
             ? message.GetReflection()->GetInt32(message, field)
             : message.GetReflection()->GetInt64(message, field);
}

// Year, month and day of one of the accepted forms; false: none of them.
bool SplitDate(absl::string_view text, int64_t* year, int* month, int* day) {
  std::string plain =
      absl::StrReplaceAll(text, {{"年", "-"}, {"月", "-"}, {"日", ""}, {"/", "-"}, {".", "-"}});
  if (plain.size() == 8 && plain.find('-') == std::string::npos) {
    plain = absl::StrCat(plain.substr(0, 4), "-", plain.substr(4, 2), "-", plain.substr(6));
  }
  const std::vector<std::string> parts = absl::StrSplit(plain, '-');
  return parts.size() == 3 && parts[0].size() == 4 && absl::SimpleAtoi(parts[0], year) &&
         absl::SimpleAtoi(parts[1], month) && absl::SimpleAtoi(parts[2], day);
}

// Splits at commas that no backslash stands before.
std::vector<std::string> SplitUnescaped(absl::string_view text) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',') {
      parts.back() += text[++i];
    } else if (text[i] == ',') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

}  // namespace

Complaint ParseDate(absl::string_view text, Message* date) {
  int64_t year = 0;
  int month = 0;
  int day = 0;
  if (!SplitDate(text, &year, &month, &day)) {
    return Both(absl::StrCat("“", text, "”不是日期，请写成 2023-03-01。"),
                absl::StrCat("\"", text, "\" is no date; write it as 2023-03-01."));
  }
  const absl::CivilDay civil(year, month, day);
  if (civil.year() != year || civil.month() != month || civil.day() != day) {
    return Both(absl::StrCat("没有 ", text, " 这一天，请核对。"),
                absl::StrCat("There is no day ", text, "; check it."));
  }
  SetInt(date, "year", year);
  SetInt(date, "month", month);
  SetInt(date, "day", day);
  return std::nullopt;
}

Complaint ParseTime(absl::string_view text, Message* timestamp) {
  absl::Time time;
  std::string ignored;
  int64_t year = 0;
  int month = 0;
  int day = 0;
  if (SplitDate(text, &year, &month, &day)) {
    const absl::CivilDay civil(year, month, day);
    if (civil.month() != month || civil.day() != day) {
      return Both(absl::StrCat("没有 ", text, " 这一天，请核对。"),
                  absl::StrCat("There is no day ", text, "; check it."));
    }
    time = absl::FromCivil(civil, kShanghai);
  } else if (!absl::ParseTime(absl::RFC3339_full, text, &time, &ignored) &&
             !absl::ParseTime("%Y-%m-%d %H:%M:%E*S", text, kShanghai, &time, &ignored) &&
             !absl::ParseTime("%Y-%m-%dT%H:%M:%E*S", text, kShanghai, &time, &ignored) &&
             !absl::ParseTime("%Y-%m-%d %H:%M", text, kShanghai, &time, &ignored)) {
    return Both(
        absl::StrCat("“", text,
                     "”不是时间，请写成 2023-03-01T17:00:00+08:00 或 \"2023-03-01 17:00\"。"),
        absl::StrCat("\"", text,
                     "\" is no time; write 2023-03-01T17:00:00+08:00 or \"2023-03-01 17:00\"."));
  }
  const int64_t seconds = absl::ToUnixSeconds(time);
  SetInt(timestamp, "seconds", seconds);
  SetInt(timestamp, "nanos", absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds)));
  return std::nullopt;
}

Complaint ParseDuration(absl::string_view text, Message* duration) {
  absl::Duration value;
  if (!absl::ParseDuration(text, &value)) {
    return Both(absl::StrCat("“", text, "”不是时长，请写成 30s、5m 或 2h。"),
                absl::StrCat("\"", text, "\" is no length of time; write 30s, 5m or 2h."));
  }
  SetInt(duration, "seconds", absl::ToInt64Seconds(value));
  SetInt(duration, "nanos", absl::ToInt64Nanoseconds(value % absl::Seconds(1)));
  return std::nullopt;
}

Complaint ParseAsOf(absl::string_view text, Message* as_of) {
  int64_t number = 0;
  as_of->Clear();
  if (text.size() > 1 && text[0] == 'v' && absl::SimpleAtoi(text.substr(1), &number)) {
    SetInt(as_of, "version", number);
    return std::nullopt;
  }
  // Eight digits are a day, as everywhere else.
  if (text.size() != 8 && absl::SimpleAtoi(text, &number)) {
    SetInt(as_of, "tree_size", number);
    return std::nullopt;
  }
  const FieldDescriptor* time = as_of->GetDescriptor()->FindFieldByName("time");
  PLUMBLINE_CHECK(time != nullptr, "AsOf has a time");
  if (Complaint complaint = ParseTime(text, as_of->GetReflection()->MutableMessage(as_of, time))) {
    return Both(
        absl::StrCat("“", text, "”不是某一时点，请写版本 v3、时间 2023-03-01 或记录总数 1200。"),
        absl::StrCat("\"", text,
                     "\" is no moment; write a version (v3), a time (2023-03-01) or a number of "
                     "entries (1200)."));
  }
  return std::nullopt;
}

Complaint ParseEnum(absl::string_view text, const EnumDescriptor* type, int* number) {
  const std::string lower = absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"_", "-"}});
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (int i = 0; i < type->value_count(); ++i) {
    const auto* value = type->value(i);
    if (value->number() == 0) continue;
    const std::string kebab = KebabOf(value);
    const Phrase label = LabelOf(value);
    if (lower == kebab || text == value->name() || text == label.zh) {
      *number = value->number();
      return std::nullopt;
    }
    zh.push_back(label.zh == label.en ? kebab : absl::StrCat(kebab, "（", label.zh, "）"));
    en.push_back(kebab);
  }
  return Both(
      absl::StrCat("没有“", text, "”这个值，可用：", absl::StrJoin(zh, "、"), "。"),
      absl::StrCat("There is no value \"", text, "\"; take one of ", absl::StrJoin(en, ", "), "."));
}

Complaint ParseHex(absl::string_view text, std::string* bytes) {
  bool good = text.size() % 2 == 0;
  for (const char c : text) good = good && absl::ascii_isxdigit(static_cast<unsigned char>(c));
  if (!good) {
    return Both(absl::StrCat("“", text, "”不是十六进制，请写偶数个 0-9、a-f。"),
                absl::StrCat("\"", text,
                             "\" is not hexadecimal; write an even number of digits 0-9, a-f."));
  }
  *bytes = absl::HexStringToBytes(text);
  return std::nullopt;
}

Complaint ParseBool(absl::string_view text, bool* value) {
  const std::string lower = absl::AsciiStrToLower(text);
  if (lower == "true" || lower == "yes" || lower == "1" || text == "是") {
    *value = true;
  } else if (lower == "false" || lower == "no" || lower == "0" || text == "否") {
    *value = false;
  } else {
    return Both(absl::StrCat("“", text, "”应为 是 或 否（true、false）。"),
                absl::StrCat("\"", text, "\" should be true or false."));
  }
  return std::nullopt;
}

Complaint ParseMessage(absl::string_view text, Message* message) {
  const Descriptor* type = message->GetDescriptor();
  if (absl::StartsWith(text, "{")) {
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(text.data(), text.size()), message);
    if (status.ok()) return std::nullopt;
    const std::string why(status.message().data(), status.message().size());
    return Both("JSON 有误：" + why, "The JSON has a mistake: " + why);
  }
  const bool pair = type->field_count() == 2 &&
                    type->field(0)->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                    !type->field(1)->is_repeated();
  const size_t equals = text.find('=');
  if (pair && equals != absl::string_view::npos && equals > 0 &&
      type->FindFieldByName(std::string(text.substr(0, equals))) == nullptr) {
    message->GetReflection()->SetString(message, type->field(0),
                                        std::string(text.substr(0, equals)));
    return SetField(type->field(1), text.substr(equals + 1), message);
  }
  for (const std::string& part : SplitUnescaped(text)) {
    const size_t at = part.find('=');
    const std::string name = absl::StrReplaceAll(part.substr(0, at), {{"-", "_"}});
    const FieldDescriptor* field = type->FindFieldByName(name);
    if (at == std::string::npos || field == nullptr) {
      std::vector<std::string> names;
      for (int i = 0; i < type->field_count(); ++i) {
        if (!IsOutputOnly(type->field(i))) names.push_back(type->field(i)->name() + "=…");
      }
      const std::string form = absl::StrJoin(names, ",");
      return Both(absl::StrCat("看不懂“", part, "”，请写成 ", form, " 或 JSON。"),
                  absl::StrCat("\"", part, "\" is not understood; write ", form, " or JSON."));
    }
    if (Complaint complaint = SetField(field, part.substr(at + 1), message)) return complaint;
  }
  return std::nullopt;
}

Complaint SetField(const FieldDescriptor* field, absl::string_view text, Message* message) {
  const Reflection* reflection = message->GetReflection();
  const bool many = field->is_repeated();
  const auto no_number = [text] {
    return Both(absl::StrCat("“", text, "”不是该字段可用的数字。"),
                absl::StrCat("\"", text, "\" is no number that this field takes."));
  };
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string value(text);
      if (field->type() == FieldDescriptor::TYPE_BYTES) {
        if (Complaint complaint = ParseHex(text, &value)) return complaint;
      }
      many ? reflection->AddString(message, field, value)
           : reflection->SetString(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      bool value = false;
      if (Complaint complaint = ParseBool(text, &value)) return complaint;
      many ? reflection->AddBool(message, field, value)
           : reflection->SetBool(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      int value = 0;
      if (Complaint complaint = ParseEnum(text, field->enum_type(), &value)) return complaint;
      many ? reflection->AddEnumValue(message, field, value)
           : reflection->SetEnumValue(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t value = 0;
      if (!absl::SimpleAtoi(text, &value)) return no_number();
      many ? reflection->AddInt32(message, field, value)
           : reflection->SetInt32(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t value = 0;
      if (!absl::SimpleAtoi(text, &value)) return no_number();
      many ? reflection->AddInt64(message, field, value)
           : reflection->SetInt64(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      uint32_t value = 0;
      if (!absl::SimpleAtoi(text, &value)) return no_number();
      many ? reflection->AddUInt32(message, field, value)
           : reflection->SetUInt32(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_UINT64: {
      uint64_t value = 0;
      if (!absl::SimpleAtoi(text, &value)) return no_number();
      many ? reflection->AddUInt64(message, field, value)
           : reflection->SetUInt64(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_DOUBLE: {
      double value = 0;
      if (!absl::SimpleAtod(text, &value)) return no_number();
      many ? reflection->AddDouble(message, field, value)
           : reflection->SetDouble(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_FLOAT: {
      float value = 0;
      if (!absl::SimpleAtof(text, &value)) return no_number();
      many ? reflection->AddFloat(message, field, value)
           : reflection->SetFloat(message, field, value);
      return std::nullopt;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  Message* part =
      many ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field);
  const std::string& type = field->message_type()->full_name();
  if (type == "google.type.Date") return ParseDate(text, part);
  if (type == "google.protobuf.Timestamp") return ParseTime(text, part);
  if (type == "google.protobuf.Duration") return ParseDuration(text, part);
  if (type == "plumbline.v1.AsOf") return ParseAsOf(text, part);
  return ParseMessage(text, part);
}

bool IsSingleValue(const Descriptor* type) {
  const std::string& name = type->full_name();
  return name == "google.type.Date" || name == "google.protobuf.Timestamp" ||
         name == "google.protobuf.Duration" || name == "plumbline.v1.AsOf";
}

std::string ShowDate(const Message& date) {
  const int64_t year = IntOf(date, "year");
  if (year == 0) return "";
  return absl::StrFormat("%04d-%02d-%02d", year, IntOf(date, "month"), IntOf(date, "day"));
}

std::string ShowTime(const Message& timestamp) {
  const absl::Time time = absl::FromUnixSeconds(IntOf(timestamp, "seconds")) +
                          absl::Nanoseconds(IntOf(timestamp, "nanos"));
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", time, kShanghai);
}

// What an entry of the record says happened: its event in the words of the field.
std::string ShowEvent(const FieldDescriptor* field, const std::string& event, Language language) {
  const auto* type = field->file()->pool()->FindMessageTypeByName("plumbline.journal.v1.Event");
  const FieldDescriptor* known = type == nullptr ? nullptr : type->FindFieldByName(event);
  return known == nullptr || language != Language::kChinese ? event : LabelOf(known).In(language);
}

namespace {

bool IsNumber(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string ShowField(const Message& message, const FieldDescriptor* field, int index,
                      Language language) {
  const Reflection* reflection = message.GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = many ? reflection->GetRepeatedString(message, field, index)
                                     : reflection->GetString(message, field);
      if (field->type() == FieldDescriptor::TYPE_BYTES) return absl::BytesToHexString(value);
      return field->full_name() == "plumbline.v1.Entry.event" ? ShowEvent(field, value, language) : value;
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = many ? reflection->GetRepeatedBool(message, field, index)
                              : reflection->GetBool(message, field);
      if (language == Language::kChinese) return value ? "是" : "否";
      return value ? "yes" : "no";
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number = many ? reflection->GetRepeatedEnumValue(message, field, index)
                              : reflection->GetEnumValue(message, field);
      if (number == 0) return "";
      const auto* value = field->enum_type()->FindValueByNumber(number);
      // A newer server may know more values than this program.
      return value == nullptr ? absl::StrCat("#", number) : LabelOf(value).In(language);
    }
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(many ? reflection->GetRepeatedInt32(message, field, index)
                               : reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64:
      return absl::StrCat(many ? reflection->GetRepeatedInt64(message, field, index)
                               : reflection->GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return absl::StrCat(many ? reflection->GetRepeatedUInt32(message, field, index)
                               : reflection->GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return absl::StrCat(many ? reflection->GetRepeatedUInt64(message, field, index)
                               : reflection->GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return absl::StrCat(many ? reflection->GetRepeatedDouble(message, field, index)
                               : reflection->GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return absl::StrCat(many ? reflection->GetRepeatedFloat(message, field, index)
                               : reflection->GetFloat(message, field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      break;
  }
  if (!many && !reflection->HasField(message, field)) return "";
  const Message& part = many ? reflection->GetRepeatedMessage(message, field, index)
                             : reflection->GetMessage(message, field);
  const std::string& type = field->message_type()->full_name();
  if (type == "google.type.Date") return ShowDate(part);
  if (type == "google.protobuf.Timestamp") return ShowTime(part);
  // A small message in one line: its values that are set.
  std::vector<std::string> values;
  std::vector<const FieldDescriptor*> set;
  part.GetReflection()->ListFields(part, &set);
  for (const FieldDescriptor* inner : set) {
    if (inner->is_repeated()) {
      for (int i = 0; i < part.GetReflection()->FieldSize(part, inner); ++i) {
        values.push_back(ShowField(part, inner, i, language));
      }
    } else if (inner->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
      values.push_back(LabelOf(inner).In(language));  // `补录` says more than `是`.
    } else if (IsNumber(inner)) {
      values.push_back(absl::StrCat(LabelOf(inner).In(language), " ", ShowField(part, inner, -1, language)));
    } else {
      values.push_back(ShowField(part, inner, -1, language));
    }
  }
  return absl::StrJoin(values, " ");
}

}  // namespace plumbline::client
