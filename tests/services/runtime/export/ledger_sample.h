// tests/services/runtime/export/ledger_sample.h: a small ledger with a cell of each type.
#ifndef PLUMBLINE_TESTS_SERVICES_RUNTIME_EXPORT_LEDGER_SAMPLE_H_
#define PLUMBLINE_TESTS_SERVICES_RUNTIME_EXPORT_LEDGER_SAMPLE_H_

#include <string>

#include "services/runtime/export/ledger.h"

namespace plumbline {

inline Ledger ALedger() {
  Ledger ledger;
  ledger.organization = "某县司法局";
  ledger.day = absl::CivilDay(2023, 3, 2);
  LedgerTable& table = ledger.tables.emplace_back();
  table.title = "合法性审核台账";
  table.columns = {{"序号", 3}, {"文件名称", 0}, {"出具日期", 0}, {"是否逾期", 0}, {"备注", 6}};
  table.rows = {
      {int64_t{1}, std::string("关于规范户外招牌设置的规定"), absl::CivilDay(2023, 3, 1), false, LedgerCell()},
      {int64_t{2}, std::string("农村道路养护办法"), LedgerCell(), true, std::string("另行报送")},
  };
  return ledger;
}

// So many rows.
inline Ledger ALongLedger(int rows) {
  Ledger ledger = ALedger();
  ledger.tables[0].rows.clear();
  for (int i = 1; i <= rows; ++i) {
    ledger.tables[0].rows.push_back({int64_t{i}, std::string("关于规范户外招牌设置的规定"), absl::CivilDay(2023, 3, 1), false,
                                     LedgerCell()});
  }
  return ledger;
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_RUNTIME_EXPORT_LEDGER_SAMPLE_H_
