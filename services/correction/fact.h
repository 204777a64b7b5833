// services/correction/fact.h: a fact inside a stored row, found by its path, with its text form.
//
//   serial   accepted.occurred_on   materials[DOC-EXPLAIN].file   deliveries[1].receipt_paper
//
// An element of a repeated field is named by its place, from 1, or by its first text field.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_CORRECTION_FACT_H_
#define PLUMBLINE_SERVICES_CORRECTION_FACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "plumbline/v1/common.pb.h"
#include "services/refusal.h"
#include "services/world.h"

namespace plumbline {

// A table whose resources can be corrected.
struct CorrectableTable {
  TableId id = 0;
  const google::protobuf::Message* prototype = nullptr;
  const google::protobuf::FieldDescriptor* resource = nullptr;
};
// The table that holds `name`, or nullptr when nothing in it is corrected.
const CorrectableTable* FindCorrectable(absl::string_view name);

struct Fact {
  google::protobuf::Message* holder = nullptr;  // Message inside the row that holds the field.
  const google::protobuf::FieldDescriptor* field = nullptr;
  v1::Correctable correctable = v1::CORRECTABLE_UNSPECIFIED;
  // For personal data: the field of the row that says where the text is.
  const google::protobuf::FieldDescriptor* content = nullptr;
  // The act around it (a Provenance beside or around the field, not at the top); nullptr: none.
  const v1::Provenance* act = nullptr;
  bool is_day_of_act = false;  // The field is the day of `act`.
};
// The fact, whether it may be corrected or not; nothing when the path leads nowhere.
std::optional<Fact> FindFact(const CorrectableTable& table, google::protobuf::Message& row,
                             absl::string_view path);

// Paths of everything that may be corrected in this row as it is, in field order; at most 60.
std::vector<std::string> CorrectablePaths(const CorrectableTable& table, google::protobuf::Message& row);

// Path of the Provenance made by entry `sequence`, or empty.
std::string ActPath(const CorrectableTable& table, google::protobuf::Message& row, uint64_t sequence);
// All of them: path and the act.
std::vector<std::pair<std::string, const v1::Provenance*>> Acts(const CorrectableTable& table,
                                                                google::protobuf::Message& row);

// The text form of a fact that is no personal data.
std::string TextOf(const Fact& fact);
// Puts the text into the fact. Nothing is checked but the form. False: it has not the form of the field.
bool SetText(const Fact& fact, absl::string_view text);
// Whether the text is one that the field takes: form, length, bounds, required.
std::optional<Refusal> CheckText(const Fact& fact, const std::string& text);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORRECTION_FACT_H_
