#include "services/runtime/convert/typeset.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Lines(const std::string& text, int halves, int first_indent = 0) {
  std::vector<std::string> out;
  for (const TypesetLine& line :
       Typeset(Styled(text, FontKind::kFangSong), {halves, first_indent, 0})) {
    std::string joined;
    for (const TypesetRun& run : line.runs) joined += run.text;
    out.push_back(joined);
  }
  return out;
}

TEST(TypesetTest, FillsEachLineOfTheGrid) {
  EXPECT_THAT(Lines("一二三四五六七八九十", 8), ElementsAre("一二三四", "五六七八", "九十"));
  EXPECT_THAT(Lines("一二三四五六", 8, 4), ElementsAre("一二", "三四五六"));
  EXPECT_THAT(Lines("", 8), ElementsAre(""));
}

TEST(TypesetTest, LetsOneClosingMarkHang) {
  EXPECT_THAT(Lines("一二三四，五六", 8), ElementsAre("一二三四，", "五六"));
}

TEST(TypesetTest, TakesACharacterAlongWhenTwoMarksFollow) {
  EXPECT_THAT(Lines("一二三四。”五六", 8), ElementsAre("一二三", "四。”五", "六"));
}

TEST(TypesetTest, NeverEndsALineWithAnOpeningMark) {
  EXPECT_THAT(Lines("一二三《四五》六", 8), ElementsAre("一二三", "《四五》", "六"));
}

TEST(TypesetTest, KeepsNumbersAndWordsWhole) {
  EXPECT_THAT(Lines("一二三2025年", 8), ElementsAre("一二三", "2025年"));
  EXPECT_THAT(Lines(std::string(20, 'a'), 8), ElementsAre("aaaaaaaa", "aaaaaaaa", "aaaa"))
      << "a word longer than the line must be cut";
}

TEST(TypesetTest, SpreadsALineThatComesOutALittleShort) {
  const std::vector<TypesetLine> lines =
      Typeset(Styled("一二三四五六七八九十1二三", FontKind::kFangSong), {22, 0, 0});
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_DOUBLE_EQ(lines[0].end, 22) << "21 half cells, spread";
  EXPECT_DOUBLE_EQ(lines[1].end, 4) << "the last line is not";
}

TEST(TypesetTest, SeparatesFacesAndWidths) {
  StyledText text = Styled("一、", FontKind::kHei);
  for (const StyledCharacter& c : Styled("第3条", FontKind::kFangSong)) text.push_back(c);
  const std::vector<TypesetLine> lines = Typeset(text, {56, 4, 0});
  ASSERT_EQ(lines.size(), 1u);
  const std::vector<TypesetRun>& runs = lines[0].runs;
  ASSERT_EQ(runs.size(), 4u);
  EXPECT_EQ(runs[0].text, "一、");
  EXPECT_DOUBLE_EQ(runs[0].start, 4);
  EXPECT_EQ(runs[2].text, "3");
  EXPECT_FALSE(runs[2].full_width);
  EXPECT_DOUBLE_EQ(runs[3].start, 4 + 4 + 2 + 1);
}

TEST(SplitTitleTest, BreaksInGoodPlaces) {
  EXPECT_THAT(SplitTitle("关于某事的意见", 20), ElementsAre("关于某事的意见"));
  EXPECT_THAT(SplitTitle("关于《某县城市供水用水管理办法（送审稿）》的合法性审查意见", 20),
              ElementsAre("关于《某县城市供水用水管理办法", "（送审稿）》的合法性审查意见"));
  EXPECT_THAT(SplitTitle("关于《某县殡葬管理办法（送审稿）》的合法性审查意见", 20),
              ElementsAre("关于《某县殡葬管理办法（送审稿）》", "的合法性审查意见"));
  EXPECT_THAT(SplitTitle("第一行\n第二行", 20), ElementsAre("第一行", "第二行"));
}

TEST(SplitTitleTest, KeepsEveryCharacterWithinTheWidth) {
  std::string title;
  for (int i = 0; i < 119; ++i) title += i % 7 == 3 ? "，" : "法";
  std::string joined;
  for (const std::string& line : SplitTitle(title, 20)) {
    EXPECT_LE(HalvesOf(Styled(line, FontKind::kXiaoBiaoSong)), 40) << line;
    joined += line;
  }
  EXPECT_EQ(joined, title);
}

}  // namespace
}  // namespace plumbline
