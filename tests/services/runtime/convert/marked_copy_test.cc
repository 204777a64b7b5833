// Goal: somebody from outside gets every file with his name on each page, or the reason why he does not.
#include "services/runtime/convert/marked_copy.h"

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/extract.h"
#include "services/runtime/convert/pdf_writer.h"
#include "services/runtime/convert/picture_page.h"
#include "services/runtime/export/xlsx.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kText[] = "户外招牌设置规定\n第一条 为了规范，制定本规定。\n第二条 自公布之日起施行。\n";

CopyMark Mark() { return {"水小满", "仅供水小满审查使用", "某区司法局", absl::CivilDay(2023, 3, 1)}; }

std::string Pdf() {
  PagedDocument document;
  document.title = "材料";
  document.date = absl::CivilDay(2023, 3, 1);
  document.pages.resize(3);
  return *WritePdf(document, InstalledFonts());
}

// A grey picture of 2 × 1 pixels, in both formats.
constexpr char kPng[] = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAAAAADRSSBWAAAAC0lEQVR4nGNoaAAAAYMBARg1IhUAAAAASUVORK5CYII=";
constexpr char kJpeg[] =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAFA3PEY8MlBGQUZaVVBfeMiCeG5uePWvuZHI//////////////////////////////////////////"
    "//////////wAALCAABAAIBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z";

std::string Picture(const char* base64) {
  std::string bytes;
  EXPECT_TRUE(absl::Base64Unescape(base64, &bytes));
  return bytes;
}

MarkedCopy AsPdf(const std::string& bytes, const std::string& name) {
  const auto copy = MarkAsPdf(bytes, name, "户外招牌设置规定", Mark(), InstalledFonts());
  EXPECT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(copy->bytes.empty(), !copy->why_not_zh.empty());
  EXPECT_EQ(copy->why_not_zh.empty(), copy->why_not_en.empty());
  return *copy;
}

TEST(MarkedCopy, APdfIsStampedPageByPage) {
  const MarkedCopy copy = AsPdf(Pdf(), "file.pdf");
  EXPECT_EQ(copy.pages, 3);
  EXPECT_THAT(copy.bytes, HasSubstr("/Stamp1"));
  EXPECT_EQ(AsPdf(Pdf(), "file.pdf").bytes, copy.bytes) << "a download that goes on later goes on with the same bytes";
}

TEST(MarkedCopy, ATextIsSetAnew) {
  const MarkedCopy copy = AsPdf(kText, "file.txt");
  EXPECT_EQ(copy.pages, 1);
  EXPECT_EQ(copy.bytes.substr(0, 5), "%PDF-");
}

TEST(MarkedCopy, AnotherPersonGetsAnotherCopy) {
  CopyMark other = Mark();
  other.person = "柳青";
  EXPECT_NE(MarkAsPdf(kText, "file.txt", "题", other, InstalledFonts())->bytes, AsPdf(kText, "file.txt").bytes);
}

TEST(MarkedCopy, APictureIsPutOnAPage) {
  for (const auto& [picture, name] : {std::pair(kPng, "file.png"), std::pair(kJpeg, "file.jpeg")}) {
    const MarkedCopy copy = AsPdf(Picture(picture), name);
    EXPECT_EQ(copy.pages, 1) << name << copy.why_not_en;
    EXPECT_THAT(copy.bytes, HasSubstr("/Stamp1")) << name;
  }
  EXPECT_THAT(*PicturePage(Picture(kJpeg), absl::CivilDay(2023, 3, 1)), HasSubstr("/DCTDecode")) << "as it is, not unpacked";
}

TEST(MarkedCopy, ASpreadsheetIsSetAnew) {
  Ledger ledger;
  ledger.day = absl::CivilDay(2023, 3, 1);
  ledger.tables.push_back({"征求意见采纳情况表", {{"单位", 0}}, {{std::string("区财政局")}}});
  const auto xlsx = WriteXlsx(ledger);
  ASSERT_TRUE(xlsx.ok()) << xlsx.status();
  EXPECT_EQ(AsPdf(*xlsx, "file.xlsx").pages, 1);
}

TEST(MarkedCopy, SaysWhyItCanNot) {
  EXPECT_THAT(AsPdf("%PDF-1.7 cut", "file.pdf").why_not_en, HasSubstr("broken"));
  EXPECT_THAT(AsPdf("\x89PNG\r\n\x1a\n", "file.png").why_not_en, HasSubstr("picture"));
  EXPECT_THAT(AsPdf("PK\x05\x06", "file.zip").why_not_en, HasSubstr("format"));
  EXPECT_THAT(AsPdf("", "").why_not_en, HasSubstr("format"));
}

TEST(MarkedCopy, TheDocxHasTheClausesOfTheFile) {
  const auto copy = MarkAsDocx(kText, "file.txt", "户外招牌设置规定", Mark());
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_EQ(ExtractText(copy->bytes, "file.docx").canonical, ExtractText(kText, "file.txt").canonical);
  EXPECT_THAT(MarkAsDocx(Pdf(), "file.pdf", "题", Mark())->why_not_zh, Not(IsEmpty()));
}

TEST(PicturePage, RefusesWhatIsTooLargeBeforeItUnpacksIt) {
  std::string huge = Picture(kPng);
  huge[16] = '\x00';
  huge[18] = '\x40';  // 16,386 pixels wide.
  EXPECT_EQ(PicturePage(huge, absl::CivilDay(2023, 3, 1)).status().code(), absl::StatusCode::kOutOfRange);
  huge[16] = '\x01';  // 16 million wide.
  EXPECT_FALSE(PicturePage(huge, absl::CivilDay(2023, 3, 1)).ok());
}

TEST(PicturePage, ReadsTheSizeOfAJpegFromItsFrame) {
  // SOI, APP0 of 4 bytes, SOF0 of 40,000 × 10.
  const std::string head("\xff\xd8\xff\xe0\x00\x04\x01\x02\xff\xc0\x00\x11\x08\x00\x0a\x9c\x40\x03", 18);
  EXPECT_EQ(PicturePage(head, absl::CivilDay(2023, 3, 1)).status().code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(PicturePage(head.substr(0, 12), absl::CivilDay(2023, 3, 1)).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace plumbline
