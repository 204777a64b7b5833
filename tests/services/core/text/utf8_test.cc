#include "services/core/text/utf8.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace plumbline {
namespace {

TEST(Utf8Test, EveryScalarValueComesBackFromItsBytes) {
  for (char32_t c = 0; c <= 0x10ffff; c += c < 0x3000 ? 1 : 37) {
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string bytes;
    AppendUtf8(&bytes, c);
    size_t pos = 0;
    char32_t back = 0;
    ASSERT_TRUE(NextCodePoint(bytes, &pos, &back)) << static_cast<unsigned>(c);
    EXPECT_EQ(back, c);
    EXPECT_EQ(pos, bytes.size());
  }
}

TEST(Utf8Test, RefusesWhatIsNotUtf8) {
  const std::vector<std::string> bad = {
      "\x80",              // Continuation without a lead.
      "\xc0\xaf",          // Overlong solidus.
      "\xe0\x80\xaf",      // Overlong, three bytes.
      "\xed\xa0\x80",      // Surrogate.
      "\xf4\x90\x80\x80",  // Above U+10FFFF.
      "\xe6\x9d",          // Cut off.
      "\xff",
  };
  for (const std::string& bytes : bad) {
    EXPECT_EQ(DecodeUtf8("条" + bytes).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(Utf8Test, ErrorNamesTheOffset) {
  EXPECT_NE(DecodeUtf8("条\xff").status().message().find("offset 3"), std::string::npos);
}

TEST(Utf8Test, CountsCodePointsNotBytes) { EXPECT_EQ(CodePointCount("第3条"), 3u); }

}  // namespace
}  // namespace plumbline
