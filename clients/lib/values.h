// clients/lib/values.h: words of the command line <-> typed values of a message.
//
// Foreign text: each function refuses what it does not understand with a phrase that says which
// forms it takes. Days are civil days, instants without a zone are Asia/Shanghai (UTC+8). Pure; any
// thread.
#ifndef PLUMBLINE_CLIENTS_LIB_VALUES_H_
#define PLUMBLINE_CLIENTS_LIB_VALUES_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/lib/phrase.h"
#include "google/protobuf/message.h"

namespace plumbline::client {

// Nothing: it went well.
using Complaint = std::optional<Phrase>;

// `2023-03-01`, `2023-3-1`, `20230301`, `2023年3月1日` -> google.type.Date. Refuses days that do
// not exist.
Complaint ParseDate(absl::string_view text, google::protobuf::Message* date);
// RFC 3339, `2023-03-01 17:00[:05]` or a date (its first instant) -> google.protobuf.Timestamp.
Complaint ParseTime(absl::string_view text, google::protobuf::Message* timestamp);
// `30s`, `5m`, `2h` -> google.protobuf.Duration.
Complaint ParseDuration(absl::string_view text, google::protobuf::Message* duration);
// `v3` a version, a bare number of entries, anything else an instant -> plumbline.v1.AsOf.
Complaint ParseAsOf(absl::string_view text, google::protobuf::Message* as_of);
// `normative-document`, `KIND_NORMATIVE_DOCUMENT` or the Chinese term -> number of the value. The
// zero value is refused: servers reject it.
Complaint ParseEnum(absl::string_view text, const google::protobuf::EnumDescriptor* type,
                    int* number);
// Hex digits, as the program shows bytes -> bytes.
Complaint ParseHex(absl::string_view text, std::string* bytes);
// `true`, `yes`, `是`, `1` and their opposites.
Complaint ParseBool(absl::string_view text, bool* value);
// A whole message: a JSON object, or `field=value,field=value` (`\,` is a comma), or `key=value`
// where the message has two fields and the first is a text (a gate and its reason).
Complaint ParseMessage(absl::string_view text, google::protobuf::Message* message);

// One element of a field, singular or repeated (then it is added). REQUIRES: the field is no map.
Complaint SetField(const google::protobuf::FieldDescriptor* field, absl::string_view text,
                   google::protobuf::Message* message);

// Whether a message is shown and given as one value: Date, Timestamp, Duration, AsOf.
bool IsSingleValue(const google::protobuf::Descriptor* type);

// For people. A value of a singular field, or element `index` of a repeated one; empty text for an
// absent message. Bytes as hex, days as 2023-03-01, instants in UTC+8, enums by their label.
std::string ShowField(const google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor* field, int index, Language language);
// `2023-03-01`; empty where the message is unset.
std::string ShowDate(const google::protobuf::Message& date);
std::string ShowTime(const google::protobuf::Message& timestamp);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_VALUES_H_
