// Goal: what offices have in their sheets and on their clipboards is read as it is meant, and written out in the customary
// columns. Method: rows in, rows out; no file and no server.
#include "clients/cli/material_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr auto kComments = config::v1::TABLE_KIND_COMMENTS;

TableReading MustRead(config::v1::TableKind kind, const SheetRows& rows, bool head_needed = true) {
  auto reading = ReadTable(kind, rows, head_needed);
  EXPECT_TRUE(reading.ok()) << reading.status();
  return reading.ok() ? *std::move(reading) : TableReading();
}

TEST(ReadTableTest, FindsTheHeadBelowATitleAndReadsOtherHeadings) {
  const auto reading = MustRead(kComments, {{"某办法意见汇总表", "某办法意见汇总表", "某办法意见汇总表"},
                                            {"2023年1月"},
                                            {"编号", "反馈单位", "意见内容", "联系电话", "采纳情况", "未采纳 理由"},
                                            {"1", "区财政局", " 建议明确经费来源 ", "12345", "已采纳", ""},
                                            {},
                                            {"2", "区教育局", "无修改意见。", "", "", ""},
                                            {"3", "柳青(个人)", "第三条太长", "", "不予采纳", "已经最短"}});
  ASSERT_EQ(reading.table.comments_size(), 3);
  EXPECT_EQ(reading.table.comments(0).opinion(), "建议明确经费来源");
  EXPECT_EQ(reading.table.comments(0).adoption(), v1::ADOPTION_ADOPTED);
  EXPECT_EQ(reading.table.comments(1).adoption(), v1::ADOPTION_NO_COMMENT);
  EXPECT_THAT(reading.table.comments(1).opinion(), IsEmpty());
  EXPECT_EQ(reading.table.comments(2).commenter(), "柳青");
  EXPECT_TRUE(reading.table.comments(2).private_person());
  EXPECT_EQ(reading.table.comments(2).reason(), "已经最短");
  EXPECT_THAT(reading.doubts, IsEmpty());
}

TEST(ReadTableTest, LeavesOpenWhatItDoesNotUnderstandAndSaysWhere) {
  const auto reading = MustRead(kComments, {{"单位", "意见", "是否采纳"}, {"区财政局", "改一改", "再议"}});
  EXPECT_EQ(reading.table.comments(0).adoption(), v1::ADOPTION_UNSPECIFIED);
  ASSERT_THAT(reading.doubts, SizeIs(1));
  EXPECT_THAT(reading.doubts[0].zh, HasSubstr("第 2 行"));
  EXPECT_THAT(reading.doubts[0].zh, HasSubstr("再议"));
}

TEST(ReadTableTest, TakesRowsWithoutAHeadInTheCustomaryOrder) {
  const auto numbered = MustRead(kComments, {{"1", "区财政局", "改一改", "采纳", ""}, {"2", "区教育局", "无意见"}}, false);
  EXPECT_EQ(numbered.table.comments(0).commenter(), "区财政局");
  EXPECT_EQ(numbered.table.comments(1).adoption(), v1::ADOPTION_NO_COMMENT);
  const auto plain = MustRead(config::v1::TABLE_KIND_PROCEDURE, {{"听证", "不适用", "", "不涉及切身利益"}}, false);
  EXPECT_EQ(plain.table.steps(0).step(), "听证");
  EXPECT_EQ(plain.table.steps(0).outcome(), v1::STEP_OUTCOME_NOT_APPLICABLE);
  EXPECT_EQ(plain.table.steps(0).detail(), "不涉及切身利益");
}

TEST(ReadTableTest, RefusesWhatIsNoSuchTable) {
  const auto no_head = ReadTable(kComments, {{"区财政局", "改一改"}}, true);
  EXPECT_EQ(no_head.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(no_head.status().message(), HasSubstr("单位或个人"));
  EXPECT_EQ(ReadTable(kComments, {{"单位", "意见"}}, true).status().code(), absl::StatusCode::kInvalidArgument);
  std::string cell;
  for (int i = 0; i < 2001; ++i) cell += "字";
  EXPECT_THAT(ReadTable(kComments, {{"单位", "意见"}, {"局", cell}}, true).status().message(), HasSubstr("第 2 行"));
  SheetRows many(502, {"局", "改"});
  many[0] = {"单位", "意见"};
  EXPECT_EQ(ReadTable(kComments, many, true).status().code(), absl::StatusCode::kOutOfRange);
  many.pop_back();
  EXPECT_TRUE(ReadTable(kComments, many, true).ok());
}

TEST(ReadClipboardTest, ReadsQuotedCellsWithLineBreaks) {
  EXPECT_THAT(ReadClipboard("甲\t\"一\n二 \"\"三\"\"\"\t\r\n乙\t丙"),
              ElementsAre(ElementsAre("甲", "一\n二 \"三\"", ""), ElementsAre("乙", "丙")));
  EXPECT_THAT(ReadClipboard(""), IsEmpty());
  EXPECT_THAT(ReadClipboard("甲\"乙\""), ElementsAre(ElementsAre("甲\"乙\"")));
}

TEST(TableRowsTest, MasksPrivatePeopleInThePublishedCopyOnly) {
  v1::Table table;
  table.set_kind(kComments);
  v1::CommentLine& line = *table.add_comments();
  line.set_commenter("柳青");
  line.set_private_person(true);
  line.set_opinion("第三条太长");
  line.set_adoption(v1::ADOPTION_NOT_ADOPTED);
  line.set_reason("已经最短");
  v1::CommentLine& none = *table.add_comments();
  none.set_commenter("区教育局");
  none.set_adoption(v1::ADOPTION_NO_COMMENT);
  EXPECT_THAT(TableRowsOf(table, false), ElementsAre(ElementsAre("1", "柳青（个人）", "第三条太长", "未采纳", "已经最短"),
                                                     ElementsAre("2", "区教育局", "无意见", "—", "")));
  EXPECT_EQ(TableRowsOf(table, true)[0][1], "柳某（个人）");
  EXPECT_EQ(TableRowsOf(table, true)[1][1], "区教育局");
  EXPECT_EQ(MaskedName(""), "某");
}

TEST(TableRowsTest, ComeBackAsTheyWentOut) {
  for (const auto kind : {config::v1::TABLE_KIND_BASIS, kComments, config::v1::TABLE_KIND_PROCEDURE}) {
    SheetRows rows = {TableHeadings(kind)};
    if (kind == config::v1::TABLE_KIND_BASIS) rows.push_back({"1", "第三条", "应当公示", "某法", "第五条", "细化"});
    if (kind == kComments) {
      rows.push_back({"1", "柳青（个人）", "第三条太长", "部分采纳", "改短一半"});
      rows.push_back({"2", "区教育局", "无意见", "—", ""});
    }
    if (kind == config::v1::TABLE_KIND_PROCEDURE) rows.push_back({"1", "听证", "已履行", "2023年3月1日", "15人参加"});
    const auto reading = MustRead(kind, rows);
    rows.erase(rows.begin());
    EXPECT_EQ(TableRowsOf(reading.table, false), rows);
    EXPECT_EQ(TableKindOf(TableKindTitle(kind, Language::kChinese)), kind);
  }
  EXPECT_EQ(TableKindOf("别的表"), config::v1::TABLE_KIND_UNSPECIFIED);
}

}  // namespace
}  // namespace plumbline::client
