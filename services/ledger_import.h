// services/ledger_import.h: what imports of old ledgers (据台账) share: doubtful rows are listed, the others taken.
#ifndef PLUMBLINE_SERVICES_LEDGER_IMPORT_H_
#define PLUMBLINE_SERVICES_LEDGER_IMPORT_H_

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/decision.h"
#include "services/refusal.h"

namespace plumbline {

// Why a row is doubtful.
struct RowDoubt {
  std::string zh;
  std::string en;
};

// Lists the row in the reply of an import (fields `doubtful` and `imported`).
template <typename Response>
void AddDoubt(int row, RowDoubt doubt, Response& response) {
  auto& doubtful = *response.add_doubtful();
  doubtful.set_row(row);
  doubtful.set_reason_zh(std::move(doubt.zh));
  doubtful.set_reason_en(std::move(doubt.en));
}

// The decision of an import: what `outcome` takes, with the list; nothing on a dry run. Refuses where no row is left to take.
template <typename Response>
Decision EndImport(Outcome outcome, Response listed, bool dry_run) {
  listed.set_imported(static_cast<int32_t>(outcome.changes.size()));
  if (dry_run) {
    outcome = Outcome();
  } else if (outcome.changes.empty()) {
    const auto& first = listed.doubtful(0);
    return RefuseField("rows", absl::StrCat("没有可导入的行：第 ", first.row(), " 行", first.reason_zh()),
                       absl::StrCat("no row can be taken over: row ", first.row(), " has ", first.reason_en()));
  }
  outcome.also = [listed = std::move(listed)](google::protobuf::Message& response) {
    static_cast<Response&>(response).MergeFrom(listed);
  };
  return outcome;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_LEDGER_IMPORT_H_
