// Goal: the paper holds everything, page by page. Method: the pages before they are drawn, and the drawn file as another
// program (pdftotext, pdfinfo) reads it.
#include "services/runtime/export/pdf.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/runtime/export/ledger_sample.h"
#include "tests/support/temp_dir.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return output;
  char piece[4096];
  for (size_t got = 0; (got = fread(piece, 1, sizeof(piece), pipe)) > 0;) output.append(piece, got);
  EXPECT_EQ(pclose(pipe), 0) << command << ": install poppler-utils";
  return output;
}

size_t CountOf(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

// What a reader finds on each page; the runs of one line stand apart, so spaces are dropped.
std::vector<std::string> PagesOf(const std::string& pdf, std::string* info) {
  const TempDir dir;
  const std::string path = dir.path() + "/ledger.pdf";
  std::ofstream(path, std::ios::binary) << pdf;
  *info = OutputOf(absl::StrCat("pdfinfo ", path));
  std::string text = OutputOf(absl::StrCat("pdftotext -layout ", path, " -"));
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  std::vector<std::string> pages = absl::StrSplit(text, '\f');
  if (!pages.empty() && pages.back().empty()) pages.pop_back();
  return pages;
}

TEST(LedgerPdfTest, EachPageHasTheHeadAndItsNumber) {
  const auto pdf = WriteLedgerPdf(ALongLedger(90), FontSet::Installed());
  ASSERT_TRUE(pdf.ok()) << pdf.status();
  std::string info;
  const std::vector<std::string> pages = PagesOf(*pdf, &info);
  ASSERT_GE(pages.size(), 3u);
  EXPECT_THAT(info, HasSubstr(absl::StrCat("Pages:           ", pages.size())));
  EXPECT_THAT(info, HasSubstr("841.89 x 595.276 pts (A4)")) << "landscape";
  size_t rows = 0;
  for (size_t p = 0; p < pages.size(); ++p) {
    EXPECT_EQ(CountOf(pages[p], "文件名称"), 1u) << "page " << p + 1;
    EXPECT_THAT(pages[p], HasSubstr(absl::StrCat("第", p + 1, "页，共", pages.size(), "页")));
    rows += CountOf(pages[p], "关于规范户外招牌设置的规定");
  }
  EXPECT_EQ(rows, 90u);
  EXPECT_THAT(pages[0], HasSubstr("合法性审核台账"));
  EXPECT_THAT(pages[0], HasSubstr("某县司法局"));
  EXPECT_THAT(pages[0], HasSubstr("导出日期：2023-03-02"));
}

TEST(LedgerPdfTest, LongCellsWrapInsideTheSheet) {
  Ledger ledger = ALedger();
  std::string text;
  for (int i = 0; i < 60; ++i) text += "第三条设定的报告义务没有依据，应当删去。";
  ledger.tables[0].rows[0][4] = text;
  const auto document = LayOutLedger(ledger);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->width, 297);
  size_t characters = 0;
  for (const Page& page : document->pages) {
    for (const PlacedText& placed : page.texts) {
      EXPECT_GE(placed.x, 15 - 1e-6);
      EXPECT_LE(placed.x + placed.width, 297 - 15 + 5);  // One closing mark may hang.
      EXPECT_LE(placed.top, 210 - 10);
    }
    for (const PlacedText& placed : page.texts) characters += CountOf(placed.text, "报");
  }
  EXPECT_EQ(characters, 60u + 1u) << "另行报送 has one as well";
}

TEST(LedgerPdfTest, ManyColumnsGetSmallerType) {
  const auto size_of = [](const Ledger& ledger) {
    const auto document = LayOutLedger(ledger);
    EXPECT_TRUE(document.ok());
    return document->pages[0].texts.back().size_pt;  // Before the page number.
  };
  const auto smallest = [](const Ledger& ledger) {
    double least = 100;
    const auto document = LayOutLedger(ledger);
    for (const PlacedText& text : document->pages[0].texts) {
      if (text.font == FontKind::kHei) least = std::min(least, text.size_pt);
    }
    return least;
  };
  EXPECT_EQ(smallest(ALedger()), 10.5);
  EXPECT_EQ(size_of(ALedger()), 9) << "the page number";
  Ledger wide = ALedger();
  wide.tables[0].columns.assign(14, {"文件名称", 12});
  wide.tables[0].rows.clear();
  EXPECT_EQ(smallest(wide), 7.5);
}

TEST(LedgerPdfTest, EachTableBeginsAPageWithItsTitle) {
  Ledger ledger = ALedger();
  ledger.tables.push_back(ledger.tables[0]);
  ledger.tables[1].title = "未审核文件";
  ledger.tables[1].rows.clear();
  ledger.english = true;
  const auto pdf = WriteLedgerPdf(ledger, FontSet::Installed());
  ASSERT_TRUE(pdf.ok()) << pdf.status();
  std::string info;
  const std::vector<std::string> pages = PagesOf(*pdf, &info);
  ASSERT_EQ(pages.size(), 2u);
  EXPECT_THAT(pages[1], HasSubstr("未审核文件"));
  EXPECT_THAT(pages[1], Not(HasSubstr("农村道路养护办法")));
  EXPECT_THAT(pages[1], HasSubstr("Page2of2"));
}

TEST(LedgerPdfTest, TheSameLedgerGivesTheSameBytes) {
  const FontSet fonts = FontSet::Installed();
  EXPECT_TRUE(*WriteLedgerPdf(ALedger(), fonts) == *WriteLedgerPdf(ALedger(), fonts));
}

TEST(LedgerPdfTest, RefusesWhatIsNoLedgerAndMorePagesThanAFileMayHave) {
  EXPECT_EQ(LayOutLedger(Ledger()).status().code(), absl::StatusCode::kInvalidArgument);
  Ledger endless = ALedger();
  std::string text;
  while (text.size() < 90'000) text += "很长的说明";
  endless.tables[0].columns[1].width = 4;
  endless.tables[0].rows.assign(12, {int64_t{1}, text, LedgerCell(), false, LedgerCell()});
  for (int i = 0; i < 20; ++i) endless.tables[0].columns.push_back({"栏", 28});
  for (auto& row : endless.tables[0].rows) row.resize(endless.tables[0].columns.size());
  const auto refused = LayOutLedger(endless).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kOutOfRange);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("narrow the list"));
}

}  // namespace
}  // namespace plumbline
