#include "services/runtime/export/ledger.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/runtime/export/ledger_sample.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

TEST(LedgerTest, TakesWhatFits) { EXPECT_TRUE(CheckLedger(ALedger()).ok()); }

TEST(LedgerTest, RefusesWhatIsNoTable) {
  EXPECT_EQ(CheckLedger(Ledger()).code(), absl::StatusCode::kInvalidArgument);
  Ledger ledger = ALedger();
  ledger.tables[0].rows[1].pop_back();
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kInvalidArgument);
  ledger = ALedger();
  ledger.tables[0].columns[0].width = 101;
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kInvalidArgument);
  ledger = ALedger();
  ledger.tables[0].columns.clear();
  ledger.tables[0].rows.clear();
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kInvalidArgument);
}

TEST(LedgerTest, RefusesWhatPassesALimitAndSaysWhatToDo) {
  Ledger ledger = ALedger();
  ledger.tables[0].rows.assign(kLedgerRowsMax, ledger.tables[0].rows[0]);
  EXPECT_TRUE(CheckLedger(ledger).ok());
  ledger.tables[0].rows.push_back(ledger.tables[0].rows[0]);
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(CheckLedger(ledger).message()), HasSubstr("narrow"));
  ledger = ALedger();
  ledger.tables[0].rows[0][1] = std::string(kLedgerCellBytesMax + 1, 'x');
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kOutOfRange);
  ledger = ALedger();
  ledger.tables[0].rows.clear();
  ledger.tables[0].columns.assign(kLedgerColumnsMax + 1, {"栏", 0});
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kOutOfRange);
  ledger.tables.assign(kLedgerTablesMax + 1, ALedger().tables[0]);
  EXPECT_EQ(CheckLedger(ledger).code(), absl::StatusCode::kOutOfRange);
}

TEST(LedgerTest, ShowsEachTypeInBothLanguages) {
  EXPECT_EQ(CellText(int64_t{-7}, false), "-7");
  EXPECT_EQ(CellText(absl::CivilDay(2023, 3, 1), false), "2023-03-01");
  EXPECT_EQ(CellText(true, false), "是");
  EXPECT_EQ(CellText(false, true), "no");
  EXPECT_EQ(CellText(LedgerCell(), false), "");
}

TEST(LedgerTest, CleansForeignText) {
  EXPECT_EQ(CleanText("甲\r\n乙\x1b[2J\x01"), "甲\n乙 [2J ");
  EXPECT_EQ(CleanText("a\xff\xfe" "b\rc"), "a??b c");
}

TEST(LedgerTest, ColumnsAreAsWideAsTheirWidestLineWithinBounds) {
  const Ledger ledger = ALedger();
  EXPECT_EQ(ColumnWidth(ledger.tables[0], 0, false), 3) << "as asked for";
  EXPECT_EQ(ColumnWidth(ledger.tables[0], 1, false), 13);
  EXPECT_EQ(ColumnWidth(ledger.tables[0], 2, false), 5) << "ten half-width digits";
  LedgerTable wide = ledger.tables[0];
  wide.rows[0][1] = std::string(500, 'x');
  EXPECT_EQ(ColumnWidth(wide, 1, false), 28);
}

}  // namespace
}  // namespace plumbline
