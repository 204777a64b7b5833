#include "services/runtime/convert/docx_reader.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/text/canonical.h"
#include "services/runtime/convert/zip_package.h"
#include "tests/services/runtime/convert/docx_builder.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

std::string Canonical(const std::string& docx) {
  absl::StatusOr<DocxText> text = ReadDocx(docx);
  EXPECT_TRUE(text.ok()) << text.status();
  if (!text.ok()) return "";
  absl::StatusOr<std::string> canonical = CanonicalText({text->part, {}});
  EXPECT_TRUE(canonical.ok()) << canonical.status();
  return canonical.value_or("");
}

std::string Body(const std::string& lines) { return std::string(kCanonicalTextHeader) + lines; }

std::string R(const std::string& inside) { return "<w:r>" + inside + "</w:r>"; }
std::string T(const std::string& text) { return R("<w:t>" + text + "</w:t>"); }
std::string Para(const std::string& inside) { return "<w:p>" + inside + "</w:p>"; }
std::string Cell(const std::string& text, const std::string& properties = "") {
  return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + P(text) + "</w:tc>";
}

// One small decree as two programs save it. The first: one run a paragraph, a note, a table.
std::string FirstProducer(const std::string& fee = "30", const std::string& cell = "3元") {
  return Zip(
      {{"[Content_Types].xml", ContentTypes()},
       {"_rels/.rels", RootRelationships()},
       {"word/_rels/document.xml.rels", PartRelationships({"footnotes", "styles"})},
       {"word/styles.xml", "<w:styles/>"},
       {"word/footnotes.xml", "<w:footnotes><w:footnote w:id=\"-1\" w:type=\"separator\">" + P("") +
                                  "</w:footnote><w:footnote w:id=\"1\">" + P("不含税。") +
                                  "</w:footnote></w:footnotes>"},
       {"word/document.xml",
        Document(P("某县供水办法") + P("　　第一条　应当在" + fee + "日内答复。") +
                 Para(T("第二条 收费见表") + R("<w:footnoteReference w:id=\"1\"/>") + T("。")) +
                 "<w:tbl><w:tr>" + Cell("项目") + Cell("标准") + "</w:tr><w:tr>" + Cell("水") +
                 Cell(cell) + "</w:tr></w:tbl>")}});
}

// The second: other prefix and order of entries, runs cut in the middle of words, proofing marks,
// bookmarks, styles, indents in place of spaces, rendered page breaks, empty paragraphs, metadata.
std::string SecondProducer() {
  std::string document =
      "<?xml version='1.0'?>\n<ns:document xmlns:ns='http://schemas.openxmlformats.org/"
      "wordprocessingml/2006/main'>\n <ns:body>\n"
      "<ns:p ns:rsidR='00AB'><ns:pPr><ns:jc ns:val='center'/></ns:pPr><ns:bookmarkStart ns:id='0'/>"
      "<ns:r><ns:rPr><ns:b/></ns:rPr><ns:t>某县</ns:t></ns:r><ns:proofErr ns:type='spellStart'/>"
      "<ns:r><ns:lastRenderedPageBreak/><ns:t>供水办法</ns:t></ns:r></ns:p>\n"
      "<ns:p><ns:r><ns:br ns:type='page'/></ns:r></ns:p><ns:p/>"
      "<ns:p><ns:pPr><ns:ind "
      "ns:firstLine='640'/></ns:pPr><ns:r><ns:t>第一</ns:t></ns:r><ns:r><ns:t>条"
      "</ns:t></ns:r><ns:r><ns:tab/></ns:r><ns:r><ns:t>应当在3</ns:t></ns:r><ns:r><ns:t>0日内"
      "答复。</ns:t></ns:r></ns:p>"
      "<ns:sdt><ns:sdtContent><ns:p><ns:r><ns:t xml:space='preserve'>第二条 收费见表</ns:t>"
      "<ns:footnoteReference ns:id='7'/></ns:r><ns:r><ns:t>。</ns:t></ns:r></ns:p></ns:sdtContent>"
      "</ns:sdt>"
      "<ns:tbl><ns:tblPr/><ns:tblGrid/><ns:tr><ns:tc><ns:p><ns:r><ns:t>项</ns:t><ns:t>目</ns:t></"
      "ns:r>"
      "</ns:p></ns:tc><ns:tc><ns:p><ns:r><ns:t>标准</ns:t></ns:r></ns:p></ns:tc></"
      "ns:tr><ns:tr><ns:tc>"
      "<ns:p><ns:r><ns:t>水</ns:t></ns:r></ns:p></ns:tc><ns:tc><ns:p/><ns:p><ns:r><ns:t>3元"
      "</ns:t></ns:r></ns:p></ns:tc></ns:tr></ns:tbl>"
      "<ns:sectPr><ns:headerReference/></ns:sectPr></ns:body></ns:document>";
  return Zip({{"docProps/app.xml", "<Properties><Application>Other</Application></Properties>"},
              {"Word/Document.xml", document},
              {"word/header1.xml", "<ns:hdr>" + P("页眉") + "</ns:hdr>"},
              {"word/_rels/document.xml.rels", PartRelationships({"footnotes", "header"})},
              {"word/footnotes.xml",
               "<x:footnotes><x:footnote x:id='7'><x:p><x:r><x:t>不含税。</x:t>"
               "</x:r></x:p></x:footnote></x:footnotes>"},
              {"_rels/.rels", RootRelationships("/word/document.xml")},
              {"[Content_Types].xml", ContentTypes()}},
             /*deflate=*/false);
}

TEST(ReadDocxTest, TwoProducersOfOneTextGiveTheSameCanonicalText) {
  const std::string expected = Body(
      "P\t某县供水办法\nP\t第一条 应当在30日内答复。\nP\t第二条 "
      "收费见表。\nT\nR\t项目\t标准\nR\t水\t3元\n"
      "N\t不含税。\n");
  EXPECT_EQ(Canonical(FirstProducer()), expected);
  EXPECT_EQ(Canonical(SecondProducer()), expected);
}

TEST(ReadDocxTest, AChangedDigitOrCellShows) {
  const std::string base = Canonical(FirstProducer());
  EXPECT_NE(Canonical(FirstProducer("15")), base);
  EXPECT_NE(Canonical(FirstProducer("30", "4元")), base);
}

TEST(ReadDocxTest, ReadsAutomaticNumbersIntoTheText) {
  const std::string numbering =
      "<w:numbering><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/>"
      "<w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"第%1条\"/></w:lvl></w:abstractNum>"
      "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
  const std::string number =
      "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>";
  EXPECT_EQ(
      Canonical(Docx(Para(number + T("甲")) + Para(number + T("乙")), {{"numbering", numbering}})),
      Canonical(Docx(P("第一条 甲") + P("第二条 乙"))));
}

TEST(ReadDocxTest, ReadsTextBoxesOnceAfterTheirParagraph) {
  const std::string box = "<w:txbxContent>" + P("框内") + "</w:txbxContent>";
  EXPECT_EQ(
      Canonical(Docx(Para(T("甲") +
                          R("<mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>" + box +
                            "</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>" +
                            box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>") +
                          T("乙")))),
      Body("P\t甲乙\nP\t框内\n"));
}

TEST(ReadDocxTest, LeavesOutContentsTablesAndPageNumbers) {
  const std::string begin = R("<w:fldChar w:fldCharType=\"begin\"/>");
  const std::string separate = R("<w:fldChar w:fldCharType=\"separate\"/>");
  const std::string end = R("<w:fldChar w:fldCharType=\"end\"/>");
  const auto instruction = [](const char* text) {
    return R(std::string("<w:instrText>") + text + "</w:instrText>");
  };
  EXPECT_EQ(
      Canonical(Docx(Para(begin + instruction(" TOC \\o ") + separate + T("第一章 1")) +
                     Para(T("第二章 2") + end) +
                     Para(T("见") + begin + instruction(" REF x ") + separate + T("第三条") + end +
                          T("共") + begin + instruction("NUMPAGES") + separate + T("9") + end +
                          "<w:fldSimple w:instr=\"PAGE\">" + T("8") + "</w:fldSimple>" + T("页")))),
      Body("P\t见第三条共页\n"));
}

TEST(ReadDocxTest, ReadsTheFinalTextOfTrackedChangesAndCountsThem) {
  absl::StatusOr<DocxText> text =
      ReadDocx(Docx(Para(T("应当在") + "<w:del>" + R("<w:delText>30</w:delText>") +
                         "</w:del><w:ins>" + T("15") + "</w:ins>" + T("日内")) +
                    Para("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + T("前")) + P("后") +
                    "<w:moveFrom>" + P("移") + "</w:moveFrom>"));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*CanonicalText({text->part, {}}), Body("P\t应当在15日内\nP\t前后\n"));
  EXPECT_EQ(text->tracked_changes, 4);
}

TEST(ReadDocxTest, CountsHiddenTextPicturesAndObjects) {
  absl::StatusOr<DocxText> text =
      ReadDocx(Docx(Para(T("甲") + R("<w:rPr><w:vanish/></w:rPr><w:t>密</w:t>") +
                         R("<w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>乙</w:t>") +
                         R("<w:drawing><a:blip r:embed=\"r1\"/></w:drawing>") + R("<w:object/>"))));
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*CanonicalText({text->part, {}}), Body("P\t甲乙\n"));
  EXPECT_EQ(text->hidden_runs, 1);
  EXPECT_EQ(text->pictures, 1);
  EXPECT_EQ(text->embedded_objects, 1);
}

TEST(ReadDocxTest, ReadsMergedAndNestedCells) {
  EXPECT_EQ(Canonical(Docx(P("表") + "<w:tbl><w:tr>" + Cell("甲", "<w:vMerge w:val=\"restart\"/>") +
                           Cell("1") + "</w:tr><w:tr>" + Cell("", "<w:vMerge/>") + "<w:tc>" +
                           P("2") + "<w:tbl><w:tr>" + Cell("a") + Cell("b") + "</w:tr></w:tbl>" +
                           P("") + "</w:tc></w:tr></w:tbl>")),
            Body("P\t表\nT\nR\t甲\t1\nR\t\t2 a b\n"));
}

TEST(ReadDocxTest, ReadsRubyFormulasAndSpecialCharacters) {
  EXPECT_EQ(Canonical(Docx(Para(R("<w:ruby><w:rt>" + T("pinyin") + "</w:rt><w:rubyBase>" + T("字") +
                                  "</w:rubyBase></w:ruby>") +
                                "<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>" +
                                R("<w:noBreakHyphen/><w:softHyphen/><w:sym w:char=\"25A1\"/>")))),
            Body("P\t字a+b\u2011□\n"));
}

TEST(ReadDocxTest, RefusesBrokenPackages) {
  const std::string good = Docx(P("甲"));
  ASSERT_TRUE(ReadDocx(good).ok());
  for (size_t length : {size_t{0}, size_t{10}, good.size() / 2, good.size() - 30}) {
    EXPECT_EQ(ReadDocx(good.substr(0, length)).status().code(), absl::StatusCode::kInvalidArgument)
        << length;
  }
  std::string damaged = Zip({{"word/document.xml", Document(P("甲"))}}, /*deflate=*/false);
  damaged[damaged.find("w:body") + 2] ^= 1;  // The checksum no longer fits.
  EXPECT_EQ(ReadDocx(damaged).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadDocx(Zip({{"word/document.xml", "<w:document><w:body>"}})).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadDocx(Zip({{"word/document.xml", "<a/>"}})).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadDocx(Zip({{"x.xml", "<a/>"}})).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadDocx(Docx("<w:altChunk/>")).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ReadDocxTest, RefusesTwoEntriesOfOneName) {
  const std::string twice =
      Zip({{"word/document.xml", Document(P("甲"))}, {"Word/document.xml", Document(P("乙"))}});
  EXPECT_THAT(std::string(ReadDocx(twice).status().message()), HasSubstr("two entries"));
}

TEST(ReadDocxTest, AsksForThePasswordToBeRemoved) {
  std::string encrypted = Zip({{"word/document.xml", Document(P("甲"))}}, /*deflate=*/false);
  encrypted[6] |= 1;  // The flag in the entry itself, and in the directory.
  encrypted[encrypted.find(std::string("PK\1\2")) + 8] |= 1;
  EXPECT_EQ(ReadDocx(encrypted).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(ReadDocxTest, RefusesDocumentTypesAndTheirEntities) {
  const std::string bomb =
      "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY x SYSTEM "
      "\"file:///etc/passwd\">]><w:document><w:body>" +
      P("&a;&x;") + "</w:body></w:document>";
  EXPECT_THAT(std::string(ReadDocx(Zip({{"word/document.xml", bomb}})).status().message()),
              HasSubstr("document type"));
}

TEST(ReadDocxTest, StopsBombs) {
  const std::string inflated = Zip({{"word/document.xml", std::string(size_t{17} << 20, ' ')}});
  EXPECT_LT(inflated.size(), size_t{1} << 20);
  EXPECT_EQ(ReadDocx(inflated).status().code(), absl::StatusCode::kOutOfRange);
  ZipEntries many(5000, {"", "x"});
  for (size_t i = 0; i < many.size(); ++i) many[i].first = "e" + std::to_string(i);
  EXPECT_EQ(ReadDocx(Zip(many)).status().code(), absl::StatusCode::kOutOfRange);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<w:sdt><w:sdtContent>";
  for (int i = 0; i < 5000; ++i) deep += "</w:sdtContent></w:sdt>";
  EXPECT_EQ(ReadDocx(Docx(deep)).status().code(), absl::StatusCode::kOutOfRange);
  std::string markup;  // Small tags without number, of a kind that hardly compresses.
  for (uint32_t i = 1; markup.size() < (size_t{15} << 20); i = i * 1664525 + 1013904223) {
    markup += {'<', static_cast<char>('a' + (i >> 24) % 26), '/', '>'};
  }
  EXPECT_EQ(ReadDocx(Docx(markup)).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(ZipPackageTest, CountsAllUnpackedEntriesTogether) {
  ZipLimits limits;
  limits.total_bytes_max = 1000;
  const std::string zip = Zip({{"a", std::string(600, 'a')}, {"b", std::string(600, 'b')}});
  const auto all = [](absl::string_view) { return true; };
  EXPECT_EQ(ZipPackage::Open(zip, all, limits).status().code(), absl::StatusCode::kOutOfRange);
  const auto one = [](absl::string_view name) { return name == "a"; };
  absl::StatusOr<ZipPackage> package = ZipPackage::Open(zip, one, limits);
  ASSERT_TRUE(package.ok()) << package.status();
  EXPECT_EQ(package->Find("b"), nullptr);
  EXPECT_TRUE(package->Contains("b"));
}

}  // namespace
}  // namespace plumbline
