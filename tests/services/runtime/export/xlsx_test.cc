// Goal: what is written can be read back as what it was. Method: the parts of the package, by the same readers that the
// server uses for files from outside.
#include "services/runtime/export/xlsx.h"

#include <map>
#include <memory>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/xml.h"
#include "services/runtime/convert/zip_package.h"
#include "tests/services/runtime/export/ledger_sample.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Workbook {
 public:
  explicit Workbook(const Ledger& ledger) {
    const auto bytes = WriteXlsx(ledger);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    auto package = ZipPackage::Open(*bytes, [](absl::string_view) { return true; });
    EXPECT_TRUE(package.ok()) << package.status();
    package_ = std::make_unique<ZipPackage>(*std::move(package));
    pugi::xml_document strings;
    Parse("xl/sharedstrings.xml", &strings);
    for (const pugi::xml_node& item : strings.document_element().children()) {
      strings_.push_back(Child(item, "t").text().get());
    }
  }

  std::string Part(const std::string& name) const {
    const std::string* part = package_->Find(name);
    return part == nullptr ? "" : *part;
  }
  std::string Sheet(int number = 1) const { return Part(absl::StrCat("xl/worksheets/sheet", number, ".xml")); }

  // Cells of a sheet as `A4` -> text; numbers as `=5`.
  std::map<std::string, std::string> Cells(int sheet = 1) const {
    pugi::xml_document document;
    Parse(absl::StrCat("xl/worksheets/sheet", sheet, ".xml"), &document);
    std::map<std::string, std::string> cells;
    for (const pugi::xml_node& row : Child(document.document_element(), "sheetData").children()) {
      for (const pugi::xml_node& cell : row.children()) {
        const std::string value = Child(cell, "v").text().get();
        if (value.empty()) continue;
        size_t index = 0;
        const bool shared = Attribute(cell, "t") == "s" && absl::SimpleAtoi(value, &index);
        cells[std::string(Attribute(cell, "r"))] = shared ? strings_.at(index) : absl::StrCat("=", value);
        EXPECT_TRUE(Child(cell, "f").empty()) << "no cell computes";
      }
    }
    return cells;
  }

 private:
  void Parse(const std::string& name, pugi::xml_document* document) const {
    const absl::Status status = ParseXml(Part(name), name, document);
    EXPECT_TRUE(status.ok()) << status;
  }

  std::unique_ptr<ZipPackage> package_;
  std::vector<std::string> strings_;
};

TEST(XlsxTest, HoldsTitleHeadAndTypedRows) {
  const auto cells = Workbook(ALedger()).Cells();
  EXPECT_EQ(cells.at("A1"), "合法性审核台账");
  EXPECT_EQ(cells.at("A2"), "某县司法局");
  EXPECT_EQ(cells.at("D2"), "导出日期：2023-03-02");
  EXPECT_EQ(cells.at("B3"), "文件名称");
  EXPECT_EQ(cells.at("A4"), "=1");
  EXPECT_EQ(cells.at("B4"), "关于规范户外招牌设置的规定");
  EXPECT_EQ(cells.at("C4"), "=44986") << "2023-03-01 as a real day";
  EXPECT_EQ(cells.at("D4"), "否");
  EXPECT_EQ(cells.at("D5"), "是");
  EXPECT_EQ(cells.count("C5"), 0u);
  EXPECT_EQ(cells.at("E5"), "另行报送");
}

TEST(XlsxTest, DaysAndHeadLookLikeThemselves) {
  const Workbook book(ALedger());
  EXPECT_THAT(book.Part("xl/styles.xml"), HasSubstr("yyyy-mm-dd"));
  EXPECT_THAT(book.Part("xl/styles.xml"), HasSubstr("<b/>"));
}

TEST(XlsxTest, TheHeadStaysInSightHasFiltersAndIsPrintedOnEachPage) {
  const Workbook book(ALedger());
  EXPECT_THAT(book.Sheet(), HasSubstr("<pane ySplit=\"3\" topLeftCell=\"A4\" activePane=\"bottomLeft\" state=\"frozen\"/>"));
  EXPECT_THAT(book.Sheet(), HasSubstr("<autoFilter ref=\"A3:E5\"/>"));
  EXPECT_THAT(book.Part("xl/workbook.xml"), HasSubstr("_xlnm.Print_Titles"));
  EXPECT_THAT(book.Part("xl/workbook.xml"), HasSubstr("$3:$3"));
}

TEST(XlsxTest, PrintsOnA4LandscapeOnePageWide) {
  const std::string sheet = Workbook(ALedger()).Sheet();
  EXPECT_THAT(sheet, HasSubstr("paperSize=\"9\""));
  EXPECT_THAT(sheet, HasSubstr("orientation=\"landscape\""));
  EXPECT_THAT(sheet, HasSubstr("fitToHeight=\"0\""));
  EXPECT_THAT(sheet, HasSubstr("第&amp;P页，共&amp;N页"));
}

TEST(XlsxTest, ColumnsFitChineseText) {
  const std::string sheet = Workbook(ALedger()).Sheet();
  EXPECT_THAT(sheet, HasSubstr("<col min=\"1\" max=\"1\" width=\"8."));    // 3 characters and a margin.
  EXPECT_THAT(sheet, HasSubstr("<col min=\"2\" max=\"2\" width=\"28."));   // 13.
}

TEST(XlsxTest, TheFileSaysWhatItIsAndWhoseAndNoMoment) {
  const std::string core = Workbook(ALedger()).Part("docprops/core.xml");
  EXPECT_THAT(core, HasSubstr("合法性审核台账"));
  EXPECT_THAT(core, HasSubstr("某县司法局"));
  EXPECT_THAT(core, HasSubstr("2023-03-02T00:00:00Z"));
  const auto first = WriteXlsx(ALedger());
  const auto second = WriteXlsx(ALedger());
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_TRUE(*first == *second) << "the same ledger gives the same bytes";
  Ledger later = ALedger();
  later.day = absl::CivilDay(2023, 3, 3);
  EXPECT_FALSE(*WriteXlsx(later) == *first);
}

TEST(XlsxTest, TextsAreNeverFormulasAndNeverBreakTheFile) {
  Ledger ledger = ALedger();
  ledger.tables[0].rows[0][1] = std::string("=1+1");
  ledger.tables[0].rows[1][1] = std::string("<a>&\"\x01\xff");
  const auto cells = Workbook(ledger).Cells();
  EXPECT_EQ(cells.at("B4"), "=1+1");
  EXPECT_EQ(cells.at("B5"), "<a>&\" ?");
}

TEST(XlsxTest, CutsWhatNoCellHolds) {
  Ledger ledger = ALedger();
  ledger.tables[0].rows[0][1] = std::string(40'000, 'x');
  const std::string text = Workbook(ledger).Cells().at("B4");
  EXPECT_EQ(text.size(), 32'766u + std::string("…").size());
  EXPECT_EQ(text.substr(text.size() - 3), "…");
}

TEST(XlsxTest, LongNumbersKeepTheirDigits) {
  Ledger ledger = ALedger();
  ledger.tables[0].rows[0][0] = int64_t{1'234'567'890'123'456'789};
  ledger.tables[0].rows[1][0] = int64_t{999'999'999'999'999};
  const auto cells = Workbook(ledger).Cells();
  EXPECT_EQ(cells.at("A4"), "1234567890123456789");
  EXPECT_EQ(cells.at("A5"), "=999999999999999");
}

TEST(XlsxTest, ASheetForEachTableUnderANameThatASheetMayHave) {
  Ledger ledger = ALedger();
  ledger.tables.push_back(ledger.tables[0]);
  ledger.tables[1].title = "甲/乙：[2023]年?" + std::string(40, 'x');
  ledger.tables.push_back(ledger.tables[1]);
  const Workbook book(ledger);
  EXPECT_THAT(book.Part("xl/workbook.xml"), HasSubstr("name=\"甲／乙：（2023）年？xxx"));
  EXPECT_THAT(book.Part("xl/workbook.xml"), HasSubstr(" 2\""));
  EXPECT_EQ(book.Cells(3).at("B4"), "关于规范户外招牌设置的规定");
}

TEST(XlsxTest, OneColumnAndNoRowDo) {
  Ledger ledger = ALedger();
  ledger.english = true;
  ledger.tables[0].columns = {{"标题", 0}};
  ledger.tables[0].rows.clear();
  const Workbook book(ledger);
  EXPECT_EQ(book.Cells().at("A2"), "某县司法局  Exported on 2023-03-02");
  EXPECT_EQ(book.Cells().at("A3"), "标题");
  EXPECT_THAT(book.Sheet(), HasSubstr("Page &amp;P of &amp;N"));
  EXPECT_THAT(book.Sheet(), Not(HasSubstr("mergeCell")));
}

TEST(XlsxTest, RefusesWhatIsNoLedger) {
  EXPECT_EQ(WriteXlsx(Ledger()).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace plumbline
