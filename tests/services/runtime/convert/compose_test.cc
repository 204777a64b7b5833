#include "services/runtime/convert/compose.h"

#include <string>

#include "gtest/gtest.h"
#include "services/runtime/convert/gb9704.h"

namespace plumbline {
namespace {

TypesetLine Line(const std::string& text) {
  return SingleLine(Styled(text, FontKind::kFangSong), 0);
}

TEST(ComposerTest, PutsTwentyTwoLinesOnAPage) {
  Composer composer(0);
  for (int i = 0; i < 45; ++i) composer.Add(Line("文"));
  const std::vector<Page> pages = composer.Take();
  ASSERT_EQ(pages.size(), 3u);
  EXPECT_EQ(pages[0].texts.size(), 22u);
  EXPECT_EQ(pages[1].texts.size(), 22u);
  EXPECT_EQ(pages[2].texts.size(), 1u);
  for (int line = 0; line < 22; ++line) {
    EXPECT_NEAR(pages[0].texts[line].top, 37 + 225.0 / 22 * line + 2.29, 0.01);
  }
}

TEST(ComposerTest, BlankLinesDoNotOpenAPage) {
  Composer composer(21);
  composer.Add(Line("文"));
  composer.AddBlank(2);
  composer.Add(Line("文"));
  const std::vector<Page> pages = composer.Take();
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_NEAR(pages[1].texts[0].top, gb9704::LineTop(0), 0.01);
}

TEST(ComposerTest, RepeatsTheHeadOfATableOnEachPage) {
  Composer composer(0);
  TableRows rows = {{"序号", "内容"}};
  for (int i = 0; i < 60; ++i) rows.push_back({std::to_string(i), "略"});
  composer.AddTable(rows, {1, 5});
  const std::vector<Page> pages = composer.Take();
  ASSERT_GE(pages.size(), 2u);
  int data_rows = 0;
  for (const Page& page : pages) {
    int heads = 0;
    for (const PlacedText& text : page.texts) {
      heads += text.text == "序号";
      data_rows += text.text == "略";
      EXPECT_GE(text.top, gb9704::kTop);
      EXPECT_LE(text.top + 4.3, gb9704::kBottom);
    }
    EXPECT_EQ(heads, 1);
  }
  EXPECT_EQ(data_rows, 60);
}

TEST(ComposerTest, CutsARowThatIsHigherThanAPage) {
  Composer composer(0);
  std::string cell;
  for (int i = 0; i < 4000; ++i) cell += "文";
  composer.AddTable({{"题"}, {cell}}, {1});
  const std::vector<Page> pages = composer.Take();
  EXPECT_GE(pages.size(), 2u);
  size_t characters = 0;
  for (const Page& page : pages) {
    for (const PlacedText& text : page.texts) {
      EXPECT_LE(text.top + 4.3, gb9704::kBottom);
      if (text.text != "题") characters += text.text.size() / 3;
    }
  }
  EXPECT_EQ(characters, 4000u);
}

TEST(ComposerTest, TextAfterATableReturnsToTheGrid) {
  Composer composer(0);
  composer.AddTable({{"题"}}, {1});
  composer.Add(Line("文"));
  const std::vector<Page> pages = composer.Take();
  EXPECT_NEAR(pages[0].texts.back().top, gb9704::LineTop(1), 0.01);
}

TEST(ComposerTest, NumbersOddPagesRightAndEvenPagesLeft) {
  Composer composer(0);
  composer.NewPage();
  composer.NumberPages(0);
  const std::vector<Page> pages = composer.Take();
  const double size = 14 * 25.4 / 72;
  ASSERT_FALSE(pages[0].texts.empty());
  const PlacedText& last = pages[0].texts.back();
  EXPECT_NEAR(last.x + last.width, 28 + 156 - size, 0.01) << "one character in from the right";
  EXPECT_NEAR(pages[1].texts.front().x, 28 + size, 0.01);
  EXPECT_NEAR(last.top + size / 2, 262 + 7, 0.01) << "the dash lies 7 mm below the type area";
}

}  // namespace
}  // namespace plumbline
