// services/contents.h: where a message refers to texts that stand beside the journal.
//
// Any ContentRef counts, at whatever depth, so that a new field of a room is found without being listed here.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_CONTENTS_H_
#define PLUMBLINE_SERVICES_CONTENTS_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "google/protobuf/message.h"
#include "plumbline/journal/v1/content.pb.h"

namespace plumbline {

// Where something stands in a message. Becomes text only when it is asked for; borrowed for the call.
struct FieldPath {
  const FieldPath* up = nullptr;  // nullptr: the message itself.
  const google::protobuf::FieldDescriptor* field = nullptr;
  int index = -1;  // Of a repeated field.

  // `text`, `findings.authority`, `points[2].text` (from 1); empty for the message itself.
  std::string Text() const;
};

// Calls `visit` for each reference that names a text, in field order.
void ForEachContentRef(const google::protobuf::Message& message,
                       absl::FunctionRef<void(const FieldPath& path, const journal::v1::ContentRef& ref)> visit);

// Calls `visit` for each text and bytes field that is not empty, in field order; references to contents are left out.
void ForEachString(const google::protobuf::Message& message,
                   absl::FunctionRef<void(const FieldPath& path, const std::string& value)> visit);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CONTENTS_H_
