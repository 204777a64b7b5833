// Goal: what is written reads back as the same text with the project's own reader; same paper, same bytes.
#include "services/runtime/convert/docx_writer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/docx_reader.h"
#include "services/runtime/convert/file_type.h"
#include "services/runtime/convert/zip_package.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

DocxBlock Text(DocxBlock::Kind kind, std::string text) { return {kind, std::move(text), {}, {}}; }

DocxPaper Sample() {
  DocxPaper paper;
  paper.title = "关于<某办法>的说明";
  paper.blocks = {Text(DocxBlock::Kind::kNotice, "示例"), Text(DocxBlock::Kind::kTitle, "关于<某办法>的说明"),
                  Text(DocxBlock::Kind::kHeading, "一、必要性"), Text(DocxBlock::Kind::kParagraph, "第一行 & 第二行"),
                  Text(DocxBlock::Kind::kHint, "【写】"), Text(DocxBlock::Kind::kRight, "某局")};
  DocxBlock table;
  table.kind = DocxBlock::Kind::kTable;
  table.rows = {{"序号", "意见"}, {"1", ""}, {"2", "上\n下"}};
  table.widths = {1, 4};
  paper.blocks.push_back(table);
  return paper;
}

TextPart ReadBack(const DocxPaper& paper) {
  const auto bytes = WriteDocx(paper);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  const auto text = ReadDocx(*bytes);
  EXPECT_TRUE(text.ok()) << text.status();
  return text->part;
}

TEST(DocxWriterTest, ReadsBackAsTheSameText) {
  const TextPart part = ReadBack(Sample());
  std::vector<std::string> paragraphs;
  TableRows rows;
  for (const TextBlock& block : part.blocks) {
    if (!block.rows.empty()) rows = block.rows;
    if (!block.text.empty()) paragraphs.push_back(block.text);
  }
  EXPECT_THAT(paragraphs, ElementsAre("示例", "关于<某办法>的说明", "一、必要性", "第一行 & 第二行", "【写】", "某局"));
  EXPECT_THAT(rows, ElementsAre(ElementsAre("序号", "意见"), ElementsAre("1", ""), ElementsAre("2", "上\n下")));
}

TEST(DocxWriterTest, IsADocxByContentAndTheSameEachTime) {
  const auto first = WriteDocx(Sample());
  const auto second = WriteDocx(Sample());
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*first, *second);
  const auto package = ZipPackage::Open(*first, [](absl::string_view) { return true; });
  ASSERT_TRUE(package.ok()) << package.status();
  ASSERT_NE(package->Find("docProps/core.xml"), nullptr);
  EXPECT_THAT(*package->Find("docProps/core.xml"), HasSubstr("关于&lt;某办法&gt;的说明"));
  EXPECT_THAT(*package->Find("word/document.xml"), HasSubstr("w:tblHeader"));
}

TEST(DocxWriterTest, TurnsWhatIsNoTextIntoSomethingReadable) {
  DocxPaper paper;
  paper.blocks = {Text(DocxBlock::Kind::kParagraph, std::string("甲\x01乙\xff丙\r\n丁"))};
  const TextPart part = ReadBack(paper);
  ASSERT_EQ(part.blocks.size(), 1u);
  EXPECT_EQ(part.blocks[0].text, "甲 乙?丙\n丁");
}

TEST(DocxWriterTest, RefusesWhatIsNoPaper) {
  DocxPaper paper;
  EXPECT_EQ(WriteDocx(paper).status().code(), absl::StatusCode::kInvalidArgument);
  DocxBlock table;
  table.kind = DocxBlock::Kind::kTable;
  paper.blocks = {table};
  EXPECT_EQ(WriteDocx(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper.blocks[0].rows = {{"a", "b"}, {"c"}};
  EXPECT_EQ(WriteDocx(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper.blocks[0].rows = {{"a", "b"}};
  paper.blocks[0].widths = {1};
  EXPECT_EQ(WriteDocx(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper.blocks[0].rows = {std::vector<std::string>(kDocxColumnsMax + 1, "x")};
  paper.blocks[0].widths.clear();
  EXPECT_EQ(WriteDocx(paper).status().code(), absl::StatusCode::kOutOfRange);
  paper.blocks = {Text(DocxBlock::Kind::kParagraph, std::string(kDocxBytesMax + 1, 'x'))};
  EXPECT_EQ(WriteDocx(paper).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace plumbline
