// clients/cli/ledger_columns.h: from the rows that a server answered to a table that leaves as a file.
#ifndef PLUMBLINE_CLIENTS_CLI_LEDGER_COLUMNS_H_
#define PLUMBLINE_CLIENTS_CLI_LEDGER_COLUMNS_H_

#include <functional>
#include <string>
#include <vector>

#include "clients/cli/resources.h"
#include "clients/lib/phrase.h"
#include "clients/lib/values.h"
#include "plumbline/v1/layout.pb.h"
#include "services/column_path.h"
#include "services/runtime/export/ledger.h"

namespace plumbline::client {

struct ColumnChoice {
  ColumnPath path;
  std::string heading;
  int width = 0;
};

// Columns asked for by paths, under the headings that their fields have. Refuses all that the rows do not have.
Complaint ColumnsNamed(const google::protobuf::Descriptor* row, const std::vector<std::string>& paths, Language language,
                       std::vector<ColumnChoice>* columns);
// The columns of a layout. Refuses as ColumnsNamed: it may have been saved by a newer program.
Complaint ColumnsOfLayout(const google::protobuf::Descriptor* row, const v1::Layout& layout,
                          std::vector<ColumnChoice>* columns);
// All that matters to people: no resource names, versions, digests or files; of an act its day and person.
std::vector<ColumnChoice> ColumnsForPeople(const google::protobuf::Descriptor* row, Language language);

// The repeated messages of `field`. `drop_empty`: columns that tell nothing in any row are left out, where there are rows.
// `progress` is told after each row how many are done; may be empty.
LedgerTable MakeLedgerTable(std::string title, const google::protobuf::Message& holder,
                            const google::protobuf::FieldDescriptor* field, const std::vector<ColumnChoice>& columns,
                            bool drop_empty, Resources& resources, Language language,
                            const std::function<void(int done)>& progress);

// What a message says beside its lists: one row for each value, 项目 and 内容; a column of last year's values where the
// message has `last_year`.
LedgerTable MakeSummary(std::string title, const google::protobuf::Message& message, Resources& resources, Language language);

}  // namespace plumbline::client

#endif  // PLUMBLINE_CLIENTS_CLI_LEDGER_COLUMNS_H_
