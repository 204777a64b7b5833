#include "clients/cli/text_width.h"

#include "gmock/gmock.h"

namespace plumbline::client {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(TextWidthTest, CountsChineseAsTwoColumns) {
  EXPECT_EQ(WidthOf("abc"), 3);
  EXPECT_EQ(WidthOf("合法性审核"), 10);
  EXPECT_EQ(WidthOf("金府发〔2023〕1号"), 17);
  EXPECT_EQ(WidthOf("（）"), 4);
  EXPECT_EQ(WidthOf("𠀀"), 2);
  EXPECT_EQ(WidthOf("e\u0301"), 1);
  EXPECT_EQ(WidthOf(""), 0);
}

TEST(TextWidthTest, CutsBetweenCharactersAndMarksTheCut) {
  EXPECT_EQ(CutTo("合法性审核", 10), "合法性审核");
  EXPECT_EQ(CutTo("合法性审核", 9), "合法性审…");
  EXPECT_EQ(CutTo("合法性审核", 8), "合法性…");
  EXPECT_EQ(CutTo("abc", 1), "…");
  for (int width = 1; width < 12; ++width) EXPECT_LE(WidthOf(CutTo("a合b法c性d", width)), width);
}

TEST(TextWidthTest, PadsToColumnsAndNotToBytes) {
  EXPECT_EQ(PadTo("审核", 6), "审核  ");
  EXPECT_EQ(PadTo("审核", 2), "审核");
}

TEST(TextWidthTest, BreaksLinesAtSpacesAndChineseMarks) {
  EXPECT_EQ(WrapTo("one two three", 8, 2), "one two\n  three");
  EXPECT_EQ(WrapTo("一二，三四，五六", 8, 0), "一二，\n三四，\n五六");
  EXPECT_EQ(WrapTo("unbreakable", 4, 0), "unbreakable");
}

TEST(PrintableTest, TakesTheTerminalOutOfForeignText) {
  EXPECT_THAT(Printable("标题\x1b[2J\x07"), Not(HasSubstr("\x1b")));
  EXPECT_EQ(Printable("a\nb"), "a b");
  EXPECT_EQ(Printable("a\nb", true), "a\nb");
  EXPECT_EQ(Printable("ok\xff"), "ok?");
  // Characters that turn the direction of the text around.
  EXPECT_EQ(Printable("a\u202Eb"), "a b");
}

}  // namespace
}  // namespace plumbline::client
