// clients/lib/comments.h: what the protos say about themselves, for help texts and headings.
//
// The comments are English; the Chinese terms stand in them by the project's habit: an enum value's
// comment starts with its term (`行政规范性文件: generally binding ...`), a field's holds it in
// brackets
// (`Submission (送审), the last one.`) or in the option `label_zh`. Pure; any thread.
#ifndef PLUMBLINE_CLIENTS_LIB_COMMENTS_H_
#define PLUMBLINE_CLIENTS_LIB_COMMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/lib/phrase.h"
#include "google/protobuf/descriptor.h"

namespace plumbline::client {

// The leading comment as one paragraph per blank-line separated part, joined by '\n'; empty: none.
std::string CommentOf(const google::protobuf::FieldDescriptor* field);
std::string CommentOf(const google::protobuf::MethodDescriptor* method);
std::string CommentOf(const google::protobuf::EnumValueDescriptor* value);
std::string CommentOf(const google::protobuf::ServiceDescriptor* service);

// First sentence of a comment, without its full stop's followers.
std::string FirstSentence(absl::string_view comment);
// `matters/{matter}` of a comment that says "Format: `matters/{matter}`."; empty: it says none.
std::string FormatIn(absl::string_view comment);
// The first Chinese term in brackets; empty: none.
std::string BracketedTerm(absl::string_view comment);
// Lines `Stage ...`, `Roles ...`, `Errors ...` of an rpc's comment: key and text.
struct CommentRow {
  std::string key;
  std::string text;
};
std::vector<CommentRow> RowsIn(absl::string_view comment);

// What a field is called for people.
Phrase LabelOf(const google::protobuf::FieldDescriptor* field);
// What an enum value is called: 行政规范性文件 / normative document.
Phrase LabelOf(const google::protobuf::EnumValueDescriptor* value);

// `KIND_NORMATIVE_DOCUMENT` of enum Kind -> `normative-document`; as flags take it.
std::string KebabOf(const google::protobuf::EnumValueDescriptor* value);
// `occurred_on` -> `occurred-on`.
std::string KebabOf(absl::string_view snake);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_LIB_COMMENTS_H_
