// clients/cli/table_work.h: what the commands of tables share: the table of a matter in, a changed one saved, a document out.
#ifndef PLUMBLINE_CLIENTS_CLI_TABLE_WORK_H_
#define PLUMBLINE_CLIENTS_CLI_TABLE_WORK_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/local_command.h"
#include "clients/cli/material_table.h"
#include "clients/cli/print.h"
#include "plumbline/v1/table_service.pb.h"

namespace plumbline::client {

class TableWork {
 public:
  // `context` is borrowed for the life of this object.
  explicit TableWork(const LocalContext& context) : context_(context) {}

  // For commands on `matters/… --kind KIND`: connects and reads the table of that kind where there is one. Prints what is
  // wrong and answers the exit code; kExitOk: go on. `flags`: as Printing::Begin.
  int BeginWithMatter(const Phrase& usage, std::vector<std::string> flags);
  // The same for commands on `matters/…/tables/…`.
  int BeginWithTable(const Phrase& usage, const std::vector<std::string>& flags);

  const std::string& matter() const { return matter_; }
  config::v1::TableKind kind() const { return kind_; }
  // As it stands; empty where there is none (`there()` is false).
  const v1::Table& table() const { return table_; }
  bool there() const { return !table_.name().empty(); }
  Printing& printing() { return printing_; }

  // What came in from a sheet: shows what would be saved and every doubt; saves it unless --dry-run. A table that is there is
  // kept unless --replace (it goes) or --append (the rows go behind its own).
  int TakeIn(const absl::StatusOr<TableReading>& reading);
  // Saves and prints what stands there now.
  int Save(const v1::Table& table);

  // 《…》征求意见采纳情况表.
  std::string Title();
  // The document in the customary columns: `docx`, `xlsx` or `pdf`.
  absl::StatusOr<std::string> Document(const std::string& format, bool published);
  int Fail(const grpc::Status& status);
  int Complain(const Phrase& phrase);

 private:
  int ReadTableOf(const std::string& name, bool must_be_there);

  const LocalContext& context_;
  Printing printing_;
  std::string matter_;
  config::v1::TableKind kind_ = config::v1::TABLE_KIND_UNSPECIFIED;
  v1::Table table_;
};

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_TABLE_WORK_H_
