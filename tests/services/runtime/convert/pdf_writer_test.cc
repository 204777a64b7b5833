#include "services/runtime/convert/pdf_writer.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/letter_layout.h"
#include "tests/services/runtime/convert/letter_sample.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(WritePdfTest, TheSameLetterGivesTheSameBytes) {
  const FontSet fonts = FontSet::Installed();
  OpinionLetter letter = ALetter();
  absl::StatusOr<std::string> first = RenderLetter(letter, fonts);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->substr(0, 7), "%PDF-1.");
  EXPECT_NE(first->find("20250301000000"), std::string::npos) << "dated by the letter";
  absl::StatusOr<std::string> second = RenderLetter(letter, FontSet::Installed());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(*first == *second);
  letter.date = absl::CivilDay(2025, 3, 2);
  EXPECT_FALSE(*RenderLetter(letter, fonts) == *first);
}

TEST(WritePdfTest, RefusesACharacterThatNoFontHas) {
  OpinionLetter letter = ALetter();
  letter.signature = "\U000F1234";  // Private use.
  const absl::Status status = RenderLetter(letter, FontSet::Installed()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("U+F1234"));
}

TEST(FontSetTest, TakesTheBestInstalledFontOfEachKind) {
  const FontSet debian = FontSet::From({"Noto Sans CJK SC", "Noto Serif CJK SC", "DejaVu Sans"});
  EXPECT_EQ(debian.For(FontKind::kFangSong).family, "Noto Serif CJK SC");
  EXPECT_FALSE(debian.For(FontKind::kFangSong).in_style);
  EXPECT_EQ(debian.For(FontKind::kHei).family, "Noto Sans CJK SC");
  EXPECT_TRUE(debian.For(FontKind::kXiaoBiaoSong).bold);
  EXPECT_EQ(debian.StandIns().size(), 3u) << "仿宋, 楷体 and 小标宋";
  const FontSet office = FontSet::From({"FangSong_GB2312", "FandolFang", "Noto Serif CJK SC",
                                        "KaiTi_GB2312", "方正小标宋简体", "SimHei", "SimSun"});
  EXPECT_EQ(office.For(FontKind::kFangSong).family, "FangSong_GB2312");
  EXPECT_FALSE(office.For(FontKind::kXiaoBiaoSong).bold);
  EXPECT_THAT(office.StandIns(), IsEmpty());
  EXPECT_THAT(FontSet::From({}).StandIns(), Not(IsEmpty()));
}

}  // namespace
}  // namespace plumbline
