#include "services/runtime/convert/text_reader.h"

#include <string>

#include "gtest/gtest.h"
#include "services/core/text/canonical.h"

namespace plumbline {
namespace {

const char kText[] = "第一条 为了保护环境。\n第二条 略";
// The same two lines as GB18030.
const char kGb[] =
    "\xb5\xda\xd2\xbb\xcc\xf5 \xce\xaa\xc1\xcb\xb1\xa3\xbb\xa4\xbb\xb7\xbe\xb3\xa1\xa3\r\n"
    "\xb5\xda\xb6\xfe\xcc\xf5 \xc2\xd4\x1a";

std::string Canonical(absl::string_view bytes) {
  absl::StatusOr<TextPart> part = ReadPlainText(bytes);
  EXPECT_TRUE(part.ok()) << part.status();
  return CanonicalText({*part, {}}).value_or("");
}

TEST(PlainTextTest, EveryEncodingGivesTheSameCanonicalText) {
  const std::string expected = Canonical(kText);
  EXPECT_EQ(Canonical(std::string("\xef\xbb\xbf") + kText), expected);
  EXPECT_EQ(Canonical(kGb), expected);
  const std::u16string wide = u"\ufeff第一条 为了保护环境。\r\n第二条 略\r\n";
  std::string little, big;
  for (char16_t c : wide) {
    little += {static_cast<char>(c & 0xff), static_cast<char>(c >> 8)};
    big += {static_cast<char>(c >> 8), static_cast<char>(c & 0xff)};
  }
  EXPECT_EQ(Canonical(little), expected);
  EXPECT_EQ(Canonical(big), expected);
}

TEST(PlainTextTest, ReadsFourByteGb18030) {
  EXPECT_EQ(*DecodePlainText("\xb5\xda\x95\x32\x82\x36"), "第𠀀");
}

TEST(PlainTextTest, RefusesBytesOfNoEncoding) {
  for (const std::string& bytes :
       {std::string("\xb5\xda\xff"), std::string("\xef\xbb\xbf\xb5\xda"),
        std::string("\xff\xfe\x00\xd8", 4), std::string("a\0b", 3), std::string("\x1b[0m")}) {
    EXPECT_EQ(DecodePlainText(bytes).status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(PlainTextTest, StopsAtItsLimit) {
  EXPECT_EQ(DecodePlainText(std::string(2 * kTextBytesMax + 1, 'x')).status().code(),
            absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace plumbline
