#include "services/runtime/export/csv.h"

#include "gtest/gtest.h"
#include "tests/services/runtime/export/ledger_sample.h"

namespace plumbline {
namespace {

// A ledger of one column with this text.
std::string Written(const std::string& text) {
  Ledger ledger = ALedger();
  ledger.tables[0].columns = {{"内容", 0}};
  ledger.tables[0].rows = {{text}};
  const auto csv = WriteCsv(ledger);
  EXPECT_TRUE(csv.ok()) << csv.status();
  const std::string head = "\xEF\xBB\xBF内容\r\n";
  EXPECT_EQ(csv->substr(0, head.size()), head);
  return csv->substr(head.size());
}

TEST(CsvTest, HasAByteOrderMarkAndLinesThatEndAsWindowsWantsThem) {
  const auto csv = WriteCsv(ALedger());
  ASSERT_TRUE(csv.ok()) << csv.status();
  EXPECT_EQ(*csv,
            "\xEF\xBB\xBF序号,文件名称,出具日期,是否逾期,备注\r\n"
            "1,关于规范户外招牌设置的规定,2023-03-01,否,\r\n"
            "2,农村道路养护办法,,是,另行报送\r\n");
}

TEST(CsvTest, QuotesWhatWouldBreakARow) {
  EXPECT_EQ(Written("平常的字"), "平常的字\r\n");
  EXPECT_EQ(Written("甲,乙"), "\"甲,乙\"\r\n");
  EXPECT_EQ(Written("称\"通知\"的"), "\"称\"\"通知\"\"的\"\r\n");
  EXPECT_EQ(Written("第一行\n第二行"), "\"第一行\n第二行\"\r\n");
  EXPECT_EQ(Written(" 前有空格"), "\" 前有空格\"\r\n");
}

TEST(CsvTest, NoTextComputes) {
  for (const char* text : {"=1+1", "+86", "-无", "@SUM(A1)", "＝1", "＋1", "－1", "＠a"}) {
    EXPECT_EQ(Written(text), std::string("'") + text + "\r\n");
  }
  EXPECT_EQ(Written("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
  EXPECT_EQ(Written("\n=1+1"), "\"'\n=1+1\"\r\n");
  EXPECT_EQ(Written("1=1"), "1=1\r\n") << "only a beginning computes";
}

TEST(CsvTest, ANegativeNumberIsANumber) {
  Ledger ledger = ALedger();
  ledger.tables[0].rows = {{int64_t{-3}, LedgerCell(), LedgerCell(), LedgerCell(), LedgerCell()}};
  EXPECT_NE(WriteCsv(ledger)->find("\r\n-3,,,,\r\n"), std::string::npos);
}

TEST(CsvTest, AHeadingIsForeignTextToo) {
  Ledger ledger = ALedger();
  ledger.tables[0].columns[4].heading = "=cmd";
  EXPECT_NE(WriteCsv(ledger)->find(",'=cmd\r\n"), std::string::npos);
}

TEST(CsvTest, HoldsOneTable) {
  Ledger ledger = ALedger();
  ledger.tables.push_back(ledger.tables[0]);
  EXPECT_EQ(WriteCsv(ledger).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace plumbline
