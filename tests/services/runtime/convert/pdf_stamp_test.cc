// Goal: every page of a foreign PDF bears the stamp and keeps its text; joined files begin on fresh sheets.
#include "services/runtime/convert/pdf_stamp.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/compose.h"
#include "services/runtime/convert/pdf_writer.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

std::string Pdf(int pages, const std::string& text) {
  PagedDocument document;
  document.title = text;
  document.date = absl::CivilDay(2023, 3, 1);
  for (int i = 0; i < pages; ++i) {
    PlacedText one;
    one.x = 40;
    one.top = 40;
    one.text = text;
    document.pages.emplace_back().texts.push_back(one);
  }
  return *WritePdf(document, FontSet::Installed());
}

size_t Count(const std::string& bytes, const std::string& what) {
  size_t count = 0;
  for (size_t at = bytes.find(what); at != std::string::npos; at = bytes.find(what, at + 1)) ++count;
  return count;
}

TEST(PdfStamp, StampsEveryPage) {
  const std::string stamp = Pdf(1, "水小满");
  const auto stamped = StampPdf(Pdf(3, "材料"), stamp);
  ASSERT_TRUE(stamped.ok()) << stamped.status();
  EXPECT_EQ(stamped->pages, 3);
  EXPECT_EQ(Count(stamped->bytes, "/Stamp1 "), 3u) << "each page names the stamp among its resources";
  EXPECT_EQ(StampPdf(Pdf(3, "材料"), stamp)->bytes, stamped->bytes) << "the same files give the same bytes";
  const auto twice = StampPdf(stamped->bytes, stamp);
  ASSERT_TRUE(twice.ok());
  EXPECT_EQ(Count(twice->bytes, "/Stamp2 "), 3u) << "a stamped file can be stamped again";
}

TEST(PdfStamp, RefusesWhatIsNoPdf) {
  EXPECT_EQ(StampPdf("no file", Pdf(1, "a")).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StampPdf(Pdf(1, "a"), "no stamp").status().code(), absl::StatusCode::kInvalidArgument);
  std::string cut = Pdf(2, "材料");
  cut.resize(cut.size() / 3);
  EXPECT_FALSE(StampPdf(cut, Pdf(1, "a")).ok());
}

TEST(PdfStamp, JoinsOnFreshSheetsWhereBothSidesArePrinted) {
  const std::vector<std::string> files = {Pdf(1, "一"), Pdf(2, "二"), Pdf(3, "三")};
  EXPECT_EQ(JoinPdfs(files, false)->pages, 6);
  EXPECT_EQ(JoinPdfs(files, true)->pages, 7) << "a blank page behind the first; the last needs none";
  EXPECT_FALSE(JoinPdfs({}, false).ok());
  const auto wrong = JoinPdfs({Pdf(1, "一"), "no file"}, false);
  EXPECT_THAT(std::string(wrong.status().message()), HasSubstr("file 2"));
}

}  // namespace
}  // namespace plumbline
