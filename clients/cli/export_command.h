// clients/cli/export_command.h: lists and reports as files: --format xlsx, csv or pdf; and tables in a saved layout.
//
// What can be refused is refused before the first page is fetched: columns, layout, a file that is there. All values are read
// as the caller, so the file holds what he may see and nothing more.
#ifndef PLUMBLINE_CLIENTS_CLI_EXPORT_COMMAND_H_
#define PLUMBLINE_CLIENTS_CLI_EXPORT_COMMAND_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "clients/cli/connection.h"
#include "clients/cli/ledger_columns.h"
#include "clients/cli/options.h"
#include "clients/cli/terminal.h"
#include "clients/lib/api.h"

namespace plumbline::client {

// Whether answers of this format go to a file: xlsx, csv, pdf.
bool IsFileFormat(const std::string& format);
// Whether the answer holds tables: a list, or a report, which is a query whose answer is no single resource.
bool GoesToFile(const google::protobuf::MethodDescriptor* method);
// Whether a list has to be shown in columns that --layout or --columns describe by paths.
bool AsksForPaths(const Options& options);

// A list on its way out: prepared before, written after its pages were fetched.
struct ListExport {
  std::string title;
  std::string organization;
  absl::CivilDay today;
  std::vector<ColumnChoice> columns;
  bool drop_empty = false;  // Nobody asked for these columns.
};
// Answers an exit code; kExitOk: go on. What is wrong was printed.
int PrepareList(const Api& api, const google::protobuf::MethodDescriptor* method, const Options& options,
                Connection& connection, Terminal& terminal, ListExport* list);
// Writes the file, or prints the table where the format is text. `all`: the answer with the rows of all pages.
int FinishList(const Api& api, const google::protobuf::Message& all, const google::protobuf::FieldDescriptor* listed,
               const ListExport& list, const Options& options, Connection& connection, Terminal& terminal);

// An answer that is no list but holds lists (a report): all its tables, or the one that --part names.
int ExportReport(const Api& api, const google::protobuf::MethodDescriptor* method, const google::protobuf::Message& answer,
                 const Options& options, Connection& connection, Terminal& terminal);

// Tells on a terminal how many rows there are so far; rubs itself out.
class RowCounter {
 public:
  RowCounter(const char* zh, const char* en, const Options& options, Terminal& terminal);
  ~RowCounter();
  RowCounter(const RowCounter&) = delete;
  RowCounter& operator=(const RowCounter&) = delete;
  void At(int rows);

 private:
  const char* const label_;
  Terminal& terminal_;
  const bool show_;
  int drawn_ = -1;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_EXPORT_COMMAND_H_
