// Whatever a ledger holds, reading it ends with rows or an error, and every row keeps its promises.
#include <cstddef>
#include <cstdint>

#include "services/core/base/check.h"
#include "services/dates.h"
#include "services/registry/ledger_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto records = plumbline::ReadLedgerCsv({reinterpret_cast<const char*>(data), size});
  if (!records.ok()) return 0;
  const auto rows = plumbline::ReadLedgerTable(*records, {});
  if (!rows.ok()) return 0;
  std::vector<std::string> numbers;
  int before = 1;
  for (const plumbline::v1::ImportedRow& row : *rows) {
    PLUMBLINE_CHECK(row.row() > before, "rows keep the order and number of the file");
    PLUMBLINE_CHECK(!row.has_publish_date() || plumbline::DayOf(row.publish_date()).has_value(),
                    "a day that is set exists");
    before = row.row();
    numbers.push_back(row.document_number());
  }
  plumbline::MissingNumbers(numbers, 100);
  const auto reviews = plumbline::ReadPastReviews(*records, {});
  PLUMBLINE_CHECK(!reviews.ok() || reviews->size() <= records->size(), "no row is made up");
  return 0;
}
