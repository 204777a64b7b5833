// clients/cli/view.h: messages as people and scripts read them.
//
// Text: a list is a table, one resource is lines `label  value`, gates are a checklist, a receipt
// is the one mark 已存证. JSON: protobuf's JSON with the field names of the protos and all fields
// present, so that a script finds the same keys every time; int64 are strings there, as protobuf's
// JSON mapping says. Pure but for the stream that is written to.
#ifndef PLUMBLINE_CLIENTS_CLI_VIEW_H_
#define PLUMBLINE_CLIENTS_CLI_VIEW_H_

#include <ostream>
#include <string>
#include <vector>

#include "clients/lib/phrase.h"
#include "clients/lib/values.h"
#include "google/protobuf/message.h"

namespace plumbline::client {

struct Look {
  Language language = Language::kChinese;
  bool color = false;
  int columns = 0;                        // Width tables are cut to; 0: never cut.
  std::vector<std::string> only_columns;  // Fields asked for by name; empty: chosen ones.
};

// Rows of cells under headings; cells may be of any width.
struct Table {
  std::vector<std::string> headings;
  std::vector<std::vector<std::string>> rows;
};
std::string RenderTable(const Table& table, const Look& look, int indent = 0);

// The repeated messages of `field` as a table. Columns: the name, what is required, then the rest,
// at most seven that hold anything. Refuses a column that the resource does not have.
Complaint ViewList(const google::protobuf::Message& answer,
                   const google::protobuf::FieldDescriptor* field, const Look& look,
                   std::string* text);

// Any answer that is no list.
std::string ViewAnswer(const google::protobuf::Message& answer, const Look& look);

// Whether a field is shown to readers of this language at all: no version, no bytes, no other language's half of a pair, no
// code beside which its words stand.
bool IsForPeople(const google::protobuf::FieldDescriptor* field, Language language);

// The one mark that ordinary screens show of the record: 已存证 with the entry's number, and whether it was done before.
std::string ReceiptText(const google::protobuf::Message& receipt, Language language);

// One JSON object in one line, without '\n'.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_VIEW_H_
