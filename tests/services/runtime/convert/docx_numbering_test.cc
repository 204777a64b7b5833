#include "services/runtime/convert/docx_numbering.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;

constexpr char kNumbering[] = R"(<w:numbering>
<w:abstractNum w:abstractNumId="0">
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="space"/><w:lvlText w:val="第%1章"/></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlRestart w:val="0"/><w:lvlText w:val="第%2条"/></w:lvl>
  <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="（%3）"/></w:lvl>
  <w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%4"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1">
  <w:lvl w:ilvl="0"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:pStyle w:val="List"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
  <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>
</w:numbering>)";
constexpr char kStyles[] = R"(<w:styles>
<w:style w:type="paragraph" w:styleId="List"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Child"><w:basedOn w:val="List"/></w:style>
<w:style w:type="paragraph" w:styleId="LoopA"><w:basedOn w:val="LoopB"/></w:style>
<w:style w:type="paragraph" w:styleId="LoopB"><w:basedOn w:val="LoopA"/></w:style>
</w:styles>)";

class DocxNumberingTest : public ::testing::Test {
 protected:
  DocxNumberingTest() {
    numbering_xml_.load_string(kNumbering);
    styles_xml_.load_string(kStyles);
    numbering_.emplace_back(numbering_xml_.document_element(), styles_xml_.document_element());
  }
  std::string Label(const std::string& properties) {
    pugi::xml_document document;
    document.load_string(("<w:pPr>" + properties + "</w:pPr>").c_str());
    return numbering_.front().Label(document.document_element());
  }
  std::string Numbered(int id, int level) {
    return Label("<w:numPr><w:ilvl w:val=\"" + std::to_string(level) + "\"/><w:numId w:val=\"" +
                 std::to_string(id) + "\"/></w:numPr>");
  }
  std::string Styled(const std::string& style) {
    return Label("<w:pStyle w:val=\"" + style + "\"/>");
  }

  pugi::xml_document numbering_xml_, styles_xml_;
  std::vector<DocxNumbering> numbering_;
};

TEST_F(DocxNumberingTest, CountsChaptersArticlesAndItemsAsWordDoes) {
  std::vector<std::string> labels;
  for (int level : {0, 1, 1, 2, 2, 0, 1, 2, 3}) labels.push_back(Numbered(1, level));
  EXPECT_THAT(labels, ElementsAre("第一章 ", "第一条 ", "第二条 ", "（一）", "（二）", "第二章 ",
                                  "第三条 ", "（一）", "2.1 "))
      << "articles do not restart with a chapter; isLgl shows the chapter in decimal";
}

TEST_F(DocxNumberingTest, FollowsStylesStartsAndRestarts) {
  EXPECT_EQ(Styled("List"), "5. ");
  EXPECT_EQ(Styled("Child"), "6. ");
  EXPECT_EQ(Numbered(3, 0), "1. ") << "a use of the list with a start of its own";
  EXPECT_EQ(Numbered(3, 0), "2. ");
}

TEST_F(DocxNumberingTest, GivesNoLabelWhereThereIsNone) {
  EXPECT_EQ(Label(""), "");
  EXPECT_EQ(Numbered(0, 0), "") << "numbering switched off";
  EXPECT_EQ(Numbered(99, 0), "") << "unknown list";
  EXPECT_EQ(Numbered(4, 0), "") << "bullet";
  EXPECT_EQ(Styled("LoopA"), "");
}

TEST(FormatNumberTest, WritesEachFormat) {
  EXPECT_EQ(FormatNumber("chineseCountingThousand", 105), "一百零五");
  EXPECT_EQ(FormatNumber("ideographDigital", 20), "二〇");
  EXPECT_EQ(FormatNumber("decimalEnclosedCircleChinese", 3), "③");
  EXPECT_EQ(FormatNumber("decimalFullWidth", 12), "１２");
  EXPECT_EQ(FormatNumber("upperRoman", 1994), "MCMXCIV");
  EXPECT_EQ(FormatNumber("lowerLetter", 28), "bb");
  EXPECT_EQ(FormatNumber("decimalZero", 7), "07");
  EXPECT_EQ(FormatNumber("someFutureFormat", 7), "7");
  EXPECT_EQ(FormatNumber("chineseCounting", 30000), "30000");
}

}  // namespace
}  // namespace plumbline
