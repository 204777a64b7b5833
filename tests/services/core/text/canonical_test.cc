#include "services/core/text/canonical.h"

#include <openssl/sha.h>

#include <string>

#include "absl/strings/escaping.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

TextDocument Paragraphs(std::vector<std::string> lines) {
  TextDocument document;
  for (std::string& line : lines) document.body.blocks.push_back({std::move(line), {}});
  return document;
}

std::string Canonical(const TextDocument& document) {
  absl::StatusOr<std::string> text = CanonicalText(document);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.value_or("");
}

std::string Sha256Hex(const std::string& bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest), sizeof(digest)});
}

TEST(CanonicalTextTest, WritesTheWorkedExampleOfTheFormat) {
  TextDocument document = Paragraphs({"　　第一条　　为了", "", "附表："});
  document.body.blocks.push_back({"", {{"项目", "标准"}, {"A", "30 元\n起"}}});
  document.body.notes = {"见目录。"};
  document.attachments.push_back({{{"附件正文", {}}}, {}});
  EXPECT_EQ(Canonical(document),
            "plumbline-text 1\n"
            "P\t第一条 为了\n"
            "P\t附表：\n"
            "T\n"
            "R\t项目\t标准\n"
            "R\tA\t30 元 起\n"
            "N\t见目录。\n"
            "A\n"
            "P\t附件正文\n");
  // As in storage/FORMAT.md. A change here is a new version of the algorithm, never an edit.
  EXPECT_EQ(Sha256Hex(Canonical(document)),
            "d7e7372c34ac1174e54d087a55489baf3a953915b4e9dc8d56a6c885e94b7e64");
}

TEST(CanonicalTextTest, LayoutDoesNotShow) {
  const std::string expected = Canonical(Paragraphs({"第一条 为了保护 环境", "第二条 略"}));
  EXPECT_EQ(Canonical(Paragraphs({"\t第一条\t为了保护　 环境 ", "　　", "", "第二条\u00a0略"})),
            expected);
  EXPECT_EQ(Canonical(Paragraphs({"第一条 为了保护 环境\r\n第二条 略"})), expected);
  EXPECT_EQ(Canonical(Paragraphs({"第一条 为\u200b了保\u00ad护 环境", "\ufeff第二条 略"})),
            expected);
}

TEST(CanonicalTextTest, WhatAReaderSeesShows) {
  const std::string base = Canonical(Paragraphs({"三日内缴纳30元（不含税）"}));
  EXPECT_NE(Canonical(Paragraphs({"三日内缴纳80元（不含税）"})), base);
  EXPECT_NE(Canonical(Paragraphs({"3日内缴纳30元（不含税）"})), base);
  EXPECT_NE(Canonical(Paragraphs({"三日内缴纳３０元（不含税）"})), base) << "width is not folded";
  EXPECT_NE(Canonical(Paragraphs({"三日内缴纳30元(不含税)"})), base);
  EXPECT_NE(Canonical(Paragraphs({"三日内", "缴纳30元（不含税）"})), base);
}

TEST(CanonicalTextTest, TableCellsAndNeighbouringTablesKeepTheirBorders) {
  const auto table = [](TableRows rows) {
    TextDocument document = Paragraphs({"附表"});
    document.body.blocks.push_back({"", std::move(rows)});
    return document;
  };
  const std::string base = Canonical(table({{"1", "23"}, {"4", ""}}));
  EXPECT_NE(Canonical(table({{"12", "3"}, {"4", ""}})), base);
  EXPECT_NE(Canonical(table({{"1", "23"}, {"", "4"}})), base);
  EXPECT_NE(Canonical(table({{"1", "23", "4", ""}})), base);
  TextDocument two = table({{"1", "23"}});
  two.body.blocks.push_back({"", {{"4", ""}}});
  EXPECT_NE(Canonical(two), base);
}

TEST(CanonicalTextTest, AnAddedAttachmentShows) {
  TextDocument document = Paragraphs({"正文"});
  const std::string without = Canonical(document);
  document.attachments.push_back({{{"附件正文", {}}}, {}});
  const std::string with = Canonical(document);
  EXPECT_NE(with, without);
  EXPECT_NE(Canonical(Paragraphs({"正文", "附件正文"})), with);
}

TEST(CanonicalTextTest, RefusesAnEmptyDraftAndAnEmptyAttachment) {
  const absl::Status empty = CanonicalText(Paragraphs({" ", "　", "\u200b"})).status();
  EXPECT_EQ(empty.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(empty.message()), HasSubstr("the draft"));
  TextDocument document = Paragraphs({"正文"});
  document.body.blocks.push_back({"", {{"", ""}}});
  EXPECT_TRUE(CanonicalText(document).ok());
  document.attachments.emplace_back();
  const absl::Status attachment = CanonicalText(document).status();
  EXPECT_EQ(attachment.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(attachment.message()), HasSubstr("attachment 1"));
}

TEST(CanonicalTextTest, RefusesControlCharactersAndBadUtf8) {
  EXPECT_EQ(CanonicalText(Paragraphs({std::string("a\0b", 3)})).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(CanonicalText(Paragraphs({"a\x1fz"})).status().message()),
              HasSubstr("U+001F"));
  EXPECT_EQ(CanonicalText(Paragraphs({"a\xff"})).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CanonicalTextTest, StopsAtEachLimit) {
  TextDocument bytes = Paragraphs({std::string(kTextBytesMax, 'x')});
  EXPECT_EQ(CanonicalText(bytes).status().code(), absl::StatusCode::kOutOfRange);
  TextDocument blocks = Paragraphs(std::vector<std::string>(kTextBlocksMax + 1, "x"));
  EXPECT_EQ(CanonicalText(blocks).status().code(), absl::StatusCode::kOutOfRange);
  blocks.body.blocks.pop_back();
  EXPECT_TRUE(CanonicalText(blocks).ok());
  TextDocument columns = Paragraphs({"x"});
  columns.body.blocks.push_back({"", {std::vector<std::string>(kTableColumnsMax + 1)}});
  EXPECT_EQ(CanonicalText(columns).status().code(), absl::StatusCode::kOutOfRange);
  TextDocument attachments = Paragraphs({"x"});
  attachments.attachments.assign(kAttachmentsMax + 1, TextPart{{{"x", {}}}, {}});
  EXPECT_EQ(CanonicalText(attachments).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(ParseCanonicalTextTest, GivesBackWhatWasWritten) {
  TextDocument document = Paragraphs({"A", "B"});
  document.body.blocks.push_back({"", {{"", ""}, {}, {"x"}}});
  document.body.blocks.push_back({"", {{"y"}}});
  document.body.notes = {"n"};
  document.attachments.push_back({{{"C", {}}}, {"m"}});
  const std::string text = Canonical(document);
  absl::StatusOr<TextDocument> back = ParseCanonicalText(text);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->body.blocks.size(), 4u);
  EXPECT_EQ(back->body.blocks[2].rows, document.body.blocks[2].rows);
  EXPECT_EQ(back->attachments[0].notes, document.attachments[0].notes);
  EXPECT_EQ(Canonical(*back), text);
}

TEST(ParseCanonicalTextTest, RefusesWhatIsNotCanonical) {
  const std::string head(kCanonicalTextHeader);
  for (const std::string& bad :
       {std::string(), std::string("plumbline-text 2\nP\tx\n"), head, head + "P\tx",
        head + "P\t x\n", head + "P\t\n", head + "X\tx\n", head + "R\tx\n", head + "T\n",
        head + "T\nP\tx\n", head + "P\tx\nA\n", head + "N\tx\nP\ty\n", head + "N\tx\nT\nR\ty\n",
        head + "P\tx\ty\n", head + "P\tx\nT\nRx\n"}) {
    EXPECT_EQ(ParseCanonicalText(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace plumbline
