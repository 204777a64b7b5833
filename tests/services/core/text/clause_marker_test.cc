#include "services/core/text/clause_marker.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace plumbline {
namespace {

using Kind = ClauseMarker::Kind;

struct Row {
  const char* line;
  Kind kind;
  int number;
  const char* label;
  const char* text;
};

TEST(ClauseMarkerTest, ReadsEachLevelOfADraft) {
  const std::vector<Row> rows = {
      {"第一编 总则", Kind::kPart, 1, "第一编", "总则"},
      {"第二分编 合同", Kind::kSubpart, 2, "第二分编", "合同"},
      {"第 一 章 总 则", Kind::kChapter, 1, "第 一 章", "总 则"},
      {"第一章总则", Kind::kChapter, 1, "第一章", "总则"},
      {"第三节 程序", Kind::kSection, 3, "第三节", "程序"},
      {"第二十三条 略", Kind::kArticle, 23, "第二十三条", "略"},
      {"第12条 略", Kind::kArticle, 12, "第12条", "略"},
      {"第三条【目的】略", Kind::kArticle, 3, "第三条", "【目的】略"},
      {"第三条", Kind::kArticle, 3, "第三条", ""},
      {"一、总体要求", Kind::kHeading, 1, "一、", "总体要求"},
      {"（十二）略", Kind::kItem, 12, "（十二）", "略"},
      {"(一) 略", Kind::kItem, 1, "(一)", "略"},
      {"1.略", Kind::kSubitem, 1, "1.", "略"},
      {"１２．略", Kind::kSubitem, 12, "１２．", "略"},
      {"3、略", Kind::kSubitem, 3, "3、", "略"},
      {"（3）略", Kind::kPoint, 3, "（3）", "略"},
      {"③略", Kind::kPoint, 3, "③", "略"},
      {"附件", Kind::kAttachment, 0, "附件", ""},
      {"附 件 2：", Kind::kAttachment, 2, "附 件 2：", ""},
      {"附表一", Kind::kAttachment, 1, "附表一", ""},
      {"目 录", Kind::kContents, 0, "目 录", ""},
  };
  for (const Row& row : rows) {
    const ClauseMarker marker = ReadClauseMarker(row.line);
    EXPECT_EQ(static_cast<int>(marker.kind), static_cast<int>(row.kind)) << row.line;
    EXPECT_EQ(marker.number, row.number) << row.line;
    EXPECT_EQ(marker.label, row.label) << row.line;
    EXPECT_EQ(marker.text, row.text) << row.line;
    EXPECT_EQ(marker.label + (marker.gap ? " " : "") + marker.text, row.line);
  }
}

TEST(ClauseMarkerTest, LeavesSentencesAlone) {
  for (const char* line :
       {"第三条第二款所称申请人", "第四条规定的期限", "第五条、第六条不适用",
        "第一章的规定适用于本办法", "第三方机构应当", "1.5倍以上的罚款", "2024年起施行",
        "一是加强领导", "附件：1. 申请表", "附件1 申请表", "（以下简称申请人）", "“第三条 修改为",
        "第零条 无", "十五日内", "目录管理"}) {
    EXPECT_EQ(static_cast<int>(ReadClauseMarker(line).kind), static_cast<int>(Kind::kNone)) << line;
  }
}

TEST(ClauseMarkerTest, AnArticleWithoutSpaceIsNotCertain) {
  EXPECT_TRUE(ReadClauseMarker("第三条 为了").certain);
  EXPECT_FALSE(ReadClauseMarker("第三条为了").certain);
}

TEST(ClauseMarkerTest, ReadsInsertedArticles) {
  const ClauseMarker marker = ReadClauseMarker("第三条之二 略");
  EXPECT_EQ(marker.number, 3);
  EXPECT_EQ(marker.inserted, 2);
}

}  // namespace
}  // namespace plumbline
