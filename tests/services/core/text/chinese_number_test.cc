#include "services/core/text/chinese_number.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

TEST(ChineseNumberTest, ReadsBackEveryNumberItWrites) {
  for (int n = 1; n <= kClauseNumberMax; ++n) {
    EXPECT_EQ(ParseClauseNumber(*DecodeUtf8(FormatChineseNumber(n))), n) << FormatChineseNumber(n);
  }
}

TEST(ChineseNumberTest, WritesAsStatutesDo) {
  EXPECT_EQ(FormatChineseNumber(0), "〇");
  EXPECT_EQ(FormatChineseNumber(10), "十");
  EXPECT_EQ(FormatChineseNumber(20), "二十");
  EXPECT_EQ(FormatChineseNumber(105), "一百零五");
  EXPECT_EQ(FormatChineseNumber(110), "一百一十");
  EXPECT_EQ(FormatChineseNumber(1260), "一千二百六十");
  EXPECT_EQ(FormatChineseNumber(3004), "三千零四");
}

TEST(ChineseNumberTest, ReadsDigitsOfEitherWidthAndDigitByDigit) {
  EXPECT_EQ(ParseClauseNumber(U"23"), 23);
  EXPECT_EQ(ParseClauseNumber(U"２３"), 23);
  EXPECT_EQ(ParseClauseNumber(U"二〇"), 20);
  EXPECT_EQ(ParseClauseNumber(U"一百一十"), 110);
}

TEST(ChineseNumberTest, RefusesWhatIsNoNumber) {
  const std::vector<std::u32string> bad = {U"",
                                           U"零",
                                           U"十十",
                                           U"百二",
                                           U"二三十",
                                           U"一1",
                                           U"0",
                                           U"12345",
                                           U"三零",
                                           U"条",
                                           U"十百",
                                           U"一十零",
                                           U"九九九九九九九九九"};
  for (const std::u32string& text : bad) {
    if (text == U"三零") {
      EXPECT_EQ(ParseClauseNumber(text), 30);  // Digit by digit.
    } else {
      EXPECT_EQ(ParseClauseNumber(text), std::nullopt) << EncodeUtf8(text);
    }
  }
}

}  // namespace
}  // namespace plumbline
