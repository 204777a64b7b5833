#include "services/runtime/convert/sheet_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/services/runtime/convert/docx_builder.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kBook[] =
    R"(<workbook xmlns:r="r"><sheets><sheet name="台账" sheetId="1" r:id="rId1"/>)"
    R"(<sheet name="草稿" sheetId="2" state="hidden" r:id="rId2"/></sheets></workbook>)";
constexpr char kRelations[] =
    R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>)"
    R"(<Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>)";
constexpr char kStyles[] =
    R"(<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>)"
    R"(<numFmt numFmtId="177" formatCode="0&quot;d&quot;"/></numFmts>)"
    R"(<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/></cellXfs></styleSheet>)";
constexpr char kStrings[] = R"(<sst><si><t>标题</t></si><si><r><t>甲</t></r><rPh><t>jia</t></rPh><r><t>办法</t></r></si></sst>)";

std::string Book(const std::string& sheet, const std::string& book = kBook) {
  return Zip({{"xl/workbook.xml", book},
              {"xl/_rels/workbook.xml.rels", kRelations},
              {"xl/styles.xml", kStyles},
              {"xl/sharedStrings.xml", kStrings},
              {"xl/worksheets/sheet1.xml", sheet},
              {"xl/worksheets/sheet2.xml", "<worksheet/>"}});
}

std::vector<std::vector<std::string>> Rows(const std::string& data, const std::string& after = "") {
  const auto tables = ReadXlsx(Book("<worksheet><sheetData>" + data + "</sheetData>" + after + "</worksheet>"));
  EXPECT_TRUE(tables.ok()) << tables.status();
  if (!tables.ok()) return {};
  EXPECT_EQ(tables->size(), 1u);  // The hidden one is left out.
  EXPECT_EQ((*tables)[0].name, "台账");
  return (*tables)[0].rows;
}

TEST(SheetReaderTest, ReadsTextsNumbersAndDays) {
  EXPECT_THAT(Rows(R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>日期</t></is></c></row>)"
                   R"(<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>12</v></c><c r="C3" s="1"><v>44625</v></c></row>)"
                   R"(<row><c s="2"><v>44625.70833333</v></c><c s="3"><v>44625</v></c><c><v>0.10000000000000001</v></c>)"
                   R"(<c t="b"><v>1</v></c><c t="str"><f>A1</f><v>算出</v></c></row>)"),
              ElementsAre(ElementsAre("标题", "", "日期"), ElementsAre(), ElementsAre("甲办法", "12", "2022-03-05"),
                          ElementsAre("2022-03-05 17:00", "44625", "0.1", "是", "算出")));
}

TEST(SheetReaderTest, FillsMergedCells) {
  EXPECT_THAT(Rows(R"(<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="C2"><v>1</v></c></row>)",
                   R"(<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="X9:Y9"/></mergeCells>)"),
              ElementsAre(ElementsAre("标题", "标题"), ElementsAre("标题", "标题", "1")));
}

TEST(SheetReaderTest, CountsDaysFrom1904WhereTheBookSaysSo) {
  const auto tables = ReadXlsx(Book(R"(<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>43163</v></c></row></sheetData></worksheet>)",
                                    std::string(R"(<workbook xmlns:r="r"><workbookPr date1904="1"/>)") + (kBook + 22)));
  ASSERT_TRUE(tables.ok()) << tables.status();
  EXPECT_EQ((*tables)[0].rows[0][0], "2022-03-05");
}

TEST(SheetReaderTest, RefusesWhatIsNoWorkbookAndSaysWhatToDo) {
  EXPECT_THAT(std::string(ReadXlsx("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").status().message()), HasSubstr("另存为 .xlsx"));
  EXPECT_FALSE(ReadXlsx("标题,发布日期\n").ok());
  EXPECT_FALSE(ReadXlsx(Zip({{"word/document.xml", "<a/>"}})).ok());
  EXPECT_FALSE(ReadXlsx(Zip({{"xl/workbook.xml", kBook}, {"xl/_rels/workbook.xml.rels", "<Relationships/>"}})).ok());
  EXPECT_FALSE(ReadXlsx(Book("<worksheet><sheetData><row r=\"1\"><c r=\"1A\"><v>1</v></c></row></sheetData></worksheet>")).ok());
  EXPECT_FALSE(ReadXlsx(Book("<worksheet><sheetData><row r=\"0\"/></sheetData></worksheet>")).ok());
  EXPECT_FALSE(ReadXlsx(Book("<worksheet>")).ok());
}

TEST(SheetReaderTest, StopsAtItsLimits) {
  EXPECT_EQ(ReadXlsx(Book(R"(<worksheet><sheetData><row r="20001"><c r="A20001"><v>1</v></c></row></sheetData></worksheet>)"))
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReadXlsx(Book("<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>" + std::string(5000, 'x') +
                          "</v></c></row></sheetData></worksheet>"))
                .status()
                .code(),
            absl::StatusCode::kOutOfRange);
  // Far to the right of any ledger: left out, not an error.
  EXPECT_TRUE(Rows(R"(<row r="1"><c r="ZZ1"><v>1</v></c></row>)").empty());
}

}  // namespace
}  // namespace plumbline
