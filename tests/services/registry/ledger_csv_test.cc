#include "services/registry/ledger_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "services/dates.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<std::vector<v1::ImportedRow>> Read(absl::string_view bytes, const LedgerMapping& mapping = {}) {
  const auto records = ReadLedgerCsv(bytes);
  if (!records.ok()) return records.status();
  return ReadLedgerTable(*records, mapping);
}

TEST(LedgerCsv, ReadsColumnsByTheirHeadersWithMarkQuotesAndLineBreaks) {
  const auto rows = Read(
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
  const auto rows = Read("标题,发布日期\n,2022-1-1\n通知,不详\n");
  ASSERT_TRUE(rows.ok());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].title(), "");
  EXPECT_FALSE((*rows)[1].has_publish_date());
}

TEST(LedgerCsv, RefusesWhatIsNoLedger) {
  EXPECT_FALSE(Read("").ok());
  EXPECT_FALSE(Read("名称,日期\n甲,2022-1-1\n").ok());            // No such headers.
  EXPECT_FALSE(Read("\xb1\xea\xcc\xe2,\xc8\xd5\xc6\xda\n").ok());  // GBK.
  EXPECT_FALSE(Read("标题,发布日期\n\"没有结束,2022-1-1\n").ok());
  EXPECT_FALSE(Read(absl::StrCat("标题,发布日期\n", std::string(5000, 'x'), ",2022-1-1\n")).ok());
  EXPECT_FALSE(Read(std::string((4u << 20) + 1, 'x')).ok());
  EXPECT_FALSE(Read(absl::StrCat("标题,发布日期", std::string(80, ','), "\n")).ok());
  EXPECT_FALSE(Read(absl::StrCat("标题,发布日期\n", std::string(20001, '\n'))).ok());
}

TEST(LedgerTable, FindsTheHeaderBelowATitleAndInTwoRows) {
  const auto rows = Read(
      "某区2022年行政规范性文件台账,,,,\n"
      "填报单位：区司法局,,,,\n"
      "序号,文件,文件,意见书,发布日期\n"
      ",文件名称,文号,文号,\n"
      "1,甲办法,某府发〔2022〕1号,某司法审〔2022〕2号,2022.3.5\n"
      ",合计,,,\n");
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].row(), 5);
  EXPECT_EQ((*rows)[0].title(), "甲办法");
  EXPECT_EQ((*rows)[0].document_number(), "某府发〔2022〕1号");
  EXPECT_EQ((*rows)[0].opinion_number(), "某司法审〔2022〕2号");
  EXPECT_EQ(DayOf((*rows)[0].publish_date()), absl::CivilDay(2022, 3, 5));
  EXPECT_FALSE((*rows)[1].has_publish_date());  // Handed on, and doubtful.
}

TEST(LedgerTable, TakesTheOfficesOwnHeadings) {
  const auto mapping = ParseLedgerMapping("# 我局台账\n标题=文 件\n发布日期=印发时间\n");
  ASSERT_TRUE(mapping.ok()) << mapping.status();
  EXPECT_EQ(PrintLedgerMapping(*mapping), "发布日期=印发时间\n标题=文 件\n");
  const std::string table = "文件,印发时间,标题\n甲办法,2022-3-5 17:00,备注\n";
  EXPECT_EQ((*Read("文件,印发时间,标题\n甲办法,2022-3-5 17:00,备注\n", *mapping))[0].title(), "甲办法");
  EXPECT_TRUE((*Read(table, *mapping))[0].has_publish_date());
  const auto without = Read(table);
  EXPECT_THAT(std::string(without.status().message()), HasSubstr("现有的表头：文件、印发时间、标题、甲办法"));
  const auto wrong = ParseLedgerMapping("标题=甲,标题=乙");
  EXPECT_FALSE(wrong.ok());
  EXPECT_FALSE(ParseLedgerMapping("页数=甲").ok());
  EXPECT_FALSE(ParseLedgerMapping("标题").ok());
  EXPECT_FALSE(Read(table, {{"标题", "没有的列"}, {"发布日期", "印发时间"}}).ok());
}

TEST(LedgerTable, ListsTheNumbersThatAreMissing) {
  const std::vector<std::string> rows = {"某府发〔2022〕3号", "某府发[2022]6号", "某府办发〔2022〕1号", "某府办发〔2022〕2号", "无号"};
  EXPECT_THAT(MissingNumbers(rows, 100), ElementsAre("某府发〔2022〕4号", "某府发〔2022〕5号"));
  EXPECT_THAT(MissingNumbers(rows, 1), ElementsAre("某府发〔2022〕4号"));
}

TEST(LedgerTable, ReadsAReviewLedgerAsItIs) {
  const auto records = ReadLedgerCsv(
      "2022年合法性审核台账,,,,,\n序号,送审单位,文件,审核,,备注\n,,名称,意见书文号,出具日期,\n"
      "1,\"区农业农村局、区财政局\n区水务局\",甲办法,金司法审〔2022〕1号,2022.3.5,\n2,区水务局,乙办法,金司法审〔2022〕3号,不详,重报\n");
  ASSERT_TRUE(records.ok());
  const auto rows = ReadPastReviews(*records, {{"文件名称", "名称"}});
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_EQ((*rows)[0].title(), "甲办法");
  EXPECT_EQ((*rows)[0].drafter(), "区农业农村局、区财政局 区水务局") << "three departments in one cell stay as they are";
  EXPECT_EQ((*rows)[0].opinion_number(), "金司法审〔2022〕1号");
  EXPECT_EQ((*rows)[0].issued_date().day(), 5);
  EXPECT_EQ((*rows)[0].row(), 4);
  EXPECT_FALSE(DayOf((*rows)[1].issued_date()).has_value()) << "what is no day is left to be doubted";
  EXPECT_EQ(ReadPastReviews(*records, {})->at(0).title(), "甲办法") << "文件 over 名称 is 文件名称";
  EXPECT_TRUE(ParseLedgerMapping("出具日期=审结", PastReviewFields()).ok());
  EXPECT_FALSE(ParseLedgerMapping("发布日期=审结", PastReviewFields()).ok());
}

}  // namespace
}  // namespace plumbline
