#include "services/runtime/convert/extract.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/text/clause_tree.h"
#include "tests/services/runtime/convert/docx_builder.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using Outcome = Extraction::Outcome;

TEST(ExtractTextTest, GivesTextThatTheClauseTreeReads) {
  const Extraction docx = ExtractText(Docx(P("第一条 甲") + P("（一）乙")), "送审稿.docx");
  ASSERT_EQ(docx.outcome, Outcome::kText) << docx.reason.en;
  EXPECT_EQ(docx.type, FileType::kDocx);
  EXPECT_EQ(docx.paragraphs, 2);
  EXPECT_EQ(docx.tables, 0);
  absl::StatusOr<ClauseTree> tree = ClauseTree::Parse(*docx.canonical);
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_NE(tree->Find("art1.par1.item1"), nullptr);
  const Extraction text = ExtractText("第一条 甲\r\n（一）乙\r\n", "送审稿.txt");
  ASSERT_EQ(text.outcome, Outcome::kText) << text.reason.en;
  EXPECT_EQ(text.canonical, docx.canonical) << "same text, another file";
}

TEST(ExtractTextTest, AcceptsOtherTypesAsMaterialAndSaysWhatWillNotWork) {
  const Extraction pdf = ExtractText("%PDF-1.7\n…", "a.pdf");
  EXPECT_EQ(pdf.outcome, Outcome::kNoText);
  EXPECT_EQ(pdf.problem, ExtractProblem::kTypeWithoutText);
  EXPECT_EQ(pdf.canonical, std::nullopt);
  EXPECT_THAT(pdf.reason.zh, HasSubstr("暂不能读取PDF"));
  EXPECT_THAT(pdf.reason.en, HasSubstr("can not be read yet"));
  const Extraction picture = ExtractText("\xff\xd8\xff\xe0", "a.jpg");
  EXPECT_EQ(picture.outcome, Outcome::kNoText);
  EXPECT_EQ(picture.pages, 1);
}

TEST(ExtractTextTest, RefusesADraftWithoutText) {
  for (const Extraction& empty :
       {ExtractText(Docx(""), "a.docx"), ExtractText(Docx(P(" 　")), "a.docx"),
        ExtractText(" \r\n", "a.txt")}) {
    EXPECT_EQ(empty.outcome, Outcome::kNoText);
    EXPECT_EQ(empty.problem, ExtractProblem::kEmptyDraft);
    EXPECT_FALSE(empty.reason.zh.empty());
  }
}

TEST(ExtractTextTest, AsksToSettleTrackedChangesAndHiddenText) {
  const Extraction tracked =
      ExtractText(Docx("<w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins></w:p>"), "a.docx");
  EXPECT_EQ(tracked.problem, ExtractProblem::kTrackedChanges);
  EXPECT_THAT(tracked.reason.zh, HasSubstr("1处修订"));
  const Extraction hidden = ExtractText(
      Docx(P("甲") + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>乙</w:t></w:r></w:p>"), "a.docx");
  EXPECT_EQ(hidden.problem, ExtractProblem::kHiddenText);
}

TEST(ExtractTextTest, NamesWhatTheTextDoesNotCover) {
  const Extraction text = ExtractText(
      Docx(P("甲") +
           "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r><w:r><w:object/></w:r></w:p>"),
      "a.docx");
  ASSERT_EQ(text.outcome, Outcome::kText);
  ASSERT_EQ(text.notices.size(), 2u);
  EXPECT_THAT(text.notices[0].zh, HasSubstr("1幅图片"));
}

TEST(ExtractTextTest, RefusesWithTheProblemAndBothLanguages) {
  const std::string docx = Docx(P("甲"));
  const struct {
    std::string bytes;
    const char* name;
    ExtractProblem problem;
  } rows[] = {
      {"%PDF-1.7", "a.docx", ExtractProblem::kTypeMismatch},
      {docx, "a.pdf", ExtractProblem::kTypeMismatch},
      {docx, "a.exe", ExtractProblem::kTypeMismatch},
      {"", "a.docx", ExtractProblem::kBroken},
      {docx.substr(0, docx.size() / 2), "a.docx", ExtractProblem::kBroken},
      {Docx(std::string(size_t{17} << 20, ' ')), "a.docx", ExtractProblem::kTooLarge},
      {Zip({{"[Content_Types].xml",
             ContentTypes("application/vnd.ms-word.document.macroEnabled.main+xml")}}),
       "a.docm", ExtractProblem::kMacros},
  };
  for (const auto& row : rows) {
    const Extraction extraction = ExtractText(row.bytes, row.name);
    EXPECT_EQ(extraction.outcome, Outcome::kRefused) << row.name;
    EXPECT_EQ(extraction.problem, row.problem) << row.name << ": " << extraction.reason.en;
    EXPECT_EQ(extraction.canonical, std::nullopt);
    EXPECT_FALSE(extraction.reason.zh.empty());
    EXPECT_FALSE(extraction.reason.en.empty());
  }
}

}  // namespace
}  // namespace plumbline
