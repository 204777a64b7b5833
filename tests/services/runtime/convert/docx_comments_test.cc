// Goal: comments come back with their words and their place, whoever wrote them. Method: small packages put together by hand.
#include "services/runtime/convert/docx_comments.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/text/canonical.h"
#include "tests/services/runtime/convert/docx_builder.h"

namespace plumbline {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string Comment(const std::string& id, const std::string& text) {
  return "<w:comment w:id=\"" + id + "\" w:author=\"水小满\"><w:p><w:r><w:t>" + text + "</w:t></w:r></w:p></w:comment>";
}
std::string Comments(const std::string& inside) {
  return "<w:comments xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">" + inside + "</w:comments>";
}
std::string T(const std::string& text) { return "<w:r><w:t>" + text + "</w:t></w:r>"; }
std::string Start(const std::string& id) { return "<w:commentRangeStart w:id=\"" + id + "\"/>"; }
std::string End(const std::string& id) {
  return "<w:commentRangeEnd w:id=\"" + id + "\"/><w:r><w:commentReference w:id=\"" + id + "\"/></w:r>";
}

TEST(DocxComments, ComeInTheOrderOfTheTextWithTheirWords) {
  const std::string body = P("第一条 为了规范，制定本办法。") + "<w:p>" + T("第二条 违者处") + Start("7") + T("五百元") + "<w:del><w:r><w:delText>二百元</w:delText></w:r></w:del>" +
                           T("罚款。") + End("7") + "</w:p>" + "<w:p>" + Start("3") + T("第三条 自公布") + "</w:p><w:p>" + T("之日起施行。") + End("3") +
                           "</w:p>";
  const auto comments = ReadDocxComments(Docx(body, {{"comments", Comments(Comment("3", "写明日期。") + Comment("9", "总的意见。") +
                                                                            Comment("7", "没有设定权。"))}}));
  ASSERT_TRUE(comments.ok()) << comments.status();
  ASSERT_THAT(*comments, SizeIs(3));
  EXPECT_EQ((*comments)[0].text, "没有设定权。");
  EXPECT_EQ((*comments)[0].author, "水小满");
  EXPECT_EQ((*comments)[0].quote, "五百元罚款。");
  EXPECT_EQ((*comments)[0].paragraph, "第二条 违者处五百元罚款。");
  EXPECT_EQ((*comments)[1].quote, "第三条 自公布之日起施行。") << "over two paragraphs";
  EXPECT_EQ((*comments)[2].text, "总的意见。") << "hangs nowhere";
  EXPECT_EQ((*comments)[2].quote, "");
}

TEST(DocxComments, FindTheirClause) {
  const auto tree = ClauseTree::Parse(
      *CanonicalText({{{{"第一条 为了规范，制定本办法。", {}}, {"第二条 禁止下列行为：", {}}, {"（一）乱堆乱放；", {}}, {"（二）占道经营。", {}}}, {}}, {}}));
  ASSERT_TRUE(tree.ok()) << tree.status();
  const auto anchor = [&](const DocxComment& comment) {
    const ClauseNode* node = FindCommented(*tree, comment);
    return node == nullptr ? std::string("none") : tree->Citation(*node);
  };
  EXPECT_EQ(anchor({"", "", "占道", "（二）占道经营。"}), "第二条第（二）项");
  EXPECT_EQ(anchor({"", "", "占道", "占道经营。"}), "第二条第（二）项") << "a number that the program makes is not in the text";
  EXPECT_EQ(anchor({"", "", "为了规范", "第一条　为了规范，制定本办法。"}), "第一条") << "spaces differ";
  EXPECT_EQ(anchor({"", "", "乱堆乱放", "改过的一段"}), "第二条第（一）项") << "the words are still there";
  EXPECT_EQ(anchor({"", "", "没有的话", "没有的段落"}), "none");
  EXPECT_EQ(anchor({}), "none");
}

TEST(DocxComments, NoneIsNoError) {
  const auto comments = ReadDocxComments(Docx(P("第一条 内容。")));
  ASSERT_TRUE(comments.ok());
  EXPECT_THAT(*comments, IsEmpty());
  EXPECT_FALSE(ReadDocxComments("no file").ok());
}

}  // namespace
}  // namespace plumbline
