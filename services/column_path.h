// services/column_path.h: what a column of a list shows, as a path that people write.
//
//   (empty)                left blank, to be filled in by hand (备注)
//   #                      a running number (序号)
//   accepted.occurred_on   a field, through the messages that hold it; of a repeated one all values
//   opinion.number         behind a field that names another resource (google.api.resource_reference): on in that one
//   matter.title           `matter`: the matter under which a resource stands, e.g. of an opinion
//   lead_drafter           a name of a resource at the end stands for that resource
//
// A counter-example is `title.number`: a title names nothing. Paths are checked against descriptors alone, so the server
// that keeps a layout and the program that prints it mean the same; what the reader may not see is decided when it is read.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_COLUMN_PATH_H_
#define PLUMBLINE_SERVICES_COLUMN_PATH_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace plumbline {

inline constexpr size_t kColumnStepsMax = 6;

// The field of a list's answer that holds the rows; nullptr: it is no list.
const google::protobuf::FieldDescriptor* ListedField(const google::protobuf::Descriptor* answer);

// Types of the resources that a field may name, in the pool of the field; empty: it names none.
std::vector<const google::protobuf::Descriptor*> ReferencedTypes(const google::protobuf::FieldDescriptor* field);

// The field by which people know a resource: its name, title or number; nullptr: it has none.
const google::protobuf::FieldDescriptor* TitleFieldOf(const google::protobuf::Descriptor* resource);

struct ColumnMistake {
  std::string zh;  // Without the path itself and without a full stop.
  std::string en;
};

struct ColumnPath {
  enum class Kind { kField, kNumber, kBlank };
  Kind kind = Kind::kField;
  std::vector<std::string> parts;
  // The field that each part stands for; nullptr for the step `matter`. Where several types have it, that of the first.
  std::vector<const google::protobuf::FieldDescriptor*> fields;
};

// Reads a path for rows of this type. `-` is taken for `_`.
std::optional<ColumnMistake> ParseColumnPath(const google::protobuf::Descriptor* row, absl::string_view text,
                                             ColumnPath* path);

// Calls `visit` with each value of the column in this row, in order: a message, its field and the index there (-1: singular).
// `fetch` reads a resource by its name; nullptr: there is none to be seen, and nothing is visited behind it.
// Unset messages are left out; unset scalars of a message that is there are visited.
void VisitColumn(const google::protobuf::Message& row, const ColumnPath& path,
                 const std::function<const google::protobuf::Message*(const std::string& name)>& fetch,
                 const std::function<void(const google::protobuf::Message&, const google::protobuf::FieldDescriptor*,
                                          int index)>& visit);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_COLUMN_PATH_H_
