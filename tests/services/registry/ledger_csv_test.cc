#include "services/registry/ledger_csv.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/dates.h"

namespace plumbline {
namespace {

TEST(LedgerCsv, ReadsColumnsByTheirHeadersWithMarkQuotesAndLineBreaks) {
  const auto rows = ReadLedgerCsv(
      "\xef\xbb\xbf序号,文号,标题,发布日期,起草单位,意见书文号\r\n"
      "1,金府发〔2022〕3号,\"关于\"\"试点\"\",和\n推广的通知\",2022.3.5,区发改局,金司法审〔2022〕1号\r\n"
      ",,,,,\r\n"
      "2,,办法,2022年12月31日\r\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].row(), 2);
  EXPECT_EQ((*rows)[0].title(), "关于\"试点\",和 推广的通知");
  EXPECT_EQ((*rows)[0].document_number(), "金府发〔2022〕3号");
  EXPECT_EQ(DayOf((*rows)[0].publish_date()), absl::CivilDay(2022, 3, 5));
  EXPECT_EQ((*rows)[0].drafter(), "区发改局");
  EXPECT_EQ((*rows)[0].opinion_number(), "金司法审〔2022〕1号");
  EXPECT_EQ((*rows)[1].row(), 4);
  EXPECT_EQ((*rows)[1].document_number(), "");
  EXPECT_EQ(DayOf((*rows)[1].publish_date()), absl::CivilDay(2022, 12, 31));
}

TEST(LedgerCsv, ReadsTheWaysInWhichOfficesWriteDays) {
  const absl::CivilDay day(2022, 3, 5);
  for (const char* text : {"2022-03-05", "2022-3-5", "2022/3/5", "2022.3.5", "2022.03.05", "2022年3月5日", "2022 年 3 月 5 日"}) {
    EXPECT_EQ(ReadLedgerDay(text), day) << text;
  }
  for (const char* text : {"", "2022", "2022-3", "2022-02-30", "22-3-5", "3/5/2022", "2022-13-1", "2022-3-5-1", "abcd-1-1", "2022--5", "-2022-3-5", "+202-1-1"}) {
    EXPECT_FALSE(ReadLedgerDay(text).has_value()) << text;
  }
}

TEST(LedgerCsv, HandsDoubtfulRowsOnUnrepaired) {
  const auto rows = ReadLedgerCsv("标题,发布日期\n,2022-1-1\n通知,不详\n");
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].title(), "");
  EXPECT_FALSE((*rows)[1].has_publish_date());
}

TEST(LedgerCsv, RefusesWhatIsNoLedger) {
  EXPECT_FALSE(ReadLedgerCsv("").ok());
  EXPECT_FALSE(ReadLedgerCsv("名称,日期\n甲,2022-1-1\n").ok());            // No such headers.
  EXPECT_FALSE(ReadLedgerCsv("\xb1\xea\xcc\xe2,\xc8\xd5\xc6\xda\n").ok());  // GBK.
  EXPECT_FALSE(ReadLedgerCsv("标题,发布日期\n\"没有结束,2022-1-1\n").ok());
  EXPECT_FALSE(ReadLedgerCsv(absl::StrCat("标题,发布日期\n", std::string(5000, 'x'), ",2022-1-1\n")).ok());
  EXPECT_FALSE(ReadLedgerCsv(std::string((4u << 20) + 1, 'x')).ok());
  EXPECT_FALSE(ReadLedgerCsv(absl::StrCat("标题,发布日期", std::string(80, ','), "\n")).ok());
  EXPECT_FALSE(ReadLedgerCsv(absl::StrCat("标题,发布日期\n", std::string(20001, '\n'))).ok());
}

}  // namespace
}  // namespace plumbline
