#include "services/core/text/clause_tree.h"

#include <random>
#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/text/canonical.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;

std::string Lines(const std::vector<std::string>& lines) {
  std::string text(kCanonicalTextHeader);
  for (const std::string& line : lines) text += "P\t" + line + "\n";
  return text;
}

ClauseTree TreeOf(const std::string& canonical) {
  absl::StatusOr<ClauseTree> tree = ClauseTree::Parse(canonical);
  EXPECT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ(tree->Print(), canonical) << "printing gives the text back";
  return *std::move(tree);
}

std::vector<std::string> Anchors(const ClauseTree& tree) {
  std::vector<std::string> anchors;
  for (const ClauseNode& node : tree.nodes()) anchors.push_back(node.anchor);
  return anchors;
}

TEST(ClauseTreeTest, GivesArticlesParagraphsItemsAndSubitemsTheirAnchors) {
  const ClauseTree tree = TreeOf(Lines({
      "某县城市供水管理办法",
      "第一章 总则",
      "第一条 为了保障供水，制定本办法。",
      "第三条 申请人应当提交下列材料：",
      "（一）申请书；",
      "（二）下列证明之一：",
      "1.身份证明；",
      "2.营业执照。",
      "本办法所称申请人，是指用水人。",
      "材料不齐的，应当一次告知。",
      "（一）书面；",
  }));
  EXPECT_THAT(Anchors(tree),
              ElementsAre("par1", "chap1", "art1", "art1.par1", "art3", "art3.par1",
                          "art3.par1.item1", "art3.par1.item2", "art3.par1.item2.sub1",
                          "art3.par1.item2.sub2", "art3.par2", "art3.par3", "art3.par3.item1"));
}

TEST(ClauseTreeTest, CitesAsALetterDoes) {
  const ClauseTree tree = TreeOf(
      Lines({"第一章 总则", "第二节 范围", "第三条 应当：", "（一）一；", "1.甲；", "第二款文字。",
             "第四条 仅一款：", "（二）二。", "附件1", "第一条 附件中的条。"}));
  const auto cite = [&](const char* anchor) {
    const ClauseNode* node = tree.Find(anchor);
    return node == nullptr ? std::string("no such clause") : tree.Citation(*node);
  };
  EXPECT_EQ(cite("chap1.sec2"), "第一章第二节");
  EXPECT_EQ(cite("art3"), "第三条");
  EXPECT_EQ(cite("art3.par1"), "第三条第一款");
  EXPECT_EQ(cite("art3.par1.item1.sub1"), "第三条第一款第（一）项第1目");
  EXPECT_EQ(cite("art3.par2"), "第三条第二款");
  EXPECT_EQ(cite("art4.par1.item2"), "第四条第（二）项") << "one paragraph only: 款 is not named";
  EXPECT_EQ(cite("att1.art1"), "附件1第一条");
}

TEST(ClauseTreeTest, ReadsNoticesWithoutArticles) {
  const ClauseTree tree = TreeOf(Lines({"各镇人民政府：", "一、总体要求", "坚持稳中求进。",
                                        "（一）基本原则", "1.依法。", "（1）公开。", "二、任务"}));
  EXPECT_THAT(Anchors(tree), ElementsAre("par1", "h1", "h1.par1", "h1.item1", "h1.item1.sub1",
                                         "h1.item1.sub1.point1", "h2"));
  EXPECT_EQ(tree.Citation(*tree.Find("h1.item1.sub1")), "第一部分第（一）项第1目");
}

TEST(ClauseTreeTest, ArticlesKeepTheirAnchorAcrossChapters) {
  const ClauseTree before = TreeOf(Lines({"第一章 总则", "第一条 甲", "第二条 乙"}));
  const ClauseTree after = TreeOf(Lines({"第一章 总则", "第一条 甲", "第二章 供水", "第二条 乙"}));
  ASSERT_NE(before.Find("art2"), nullptr);
  ASSERT_NE(after.Find("art2"), nullptr);
  EXPECT_EQ(before.Find("art2")->label, after.Find("art2")->label);
}

TEST(ClauseTreeTest, ASentenceThatCitesAnArticleIsAParagraph) {
  const ClauseTree tree =
      TreeOf(Lines({"第一条 甲", "第三条第二款所称乙", "第三条乙丙", "第二条丁"}));
  EXPECT_THAT(Anchors(tree),
              ElementsAre("art1", "art1.par1", "art1.par2", "art1.par3", "art2", "art2.par1"));
}

TEST(ClauseTreeTest, TheContentsTakeNoAnchorsFromTheChapters) {
  const ClauseTree tree = TreeOf(Lines({"目 录", "第一章 总则 1", "第二章 附则 3", "第一章 总则",
                                        "第一条 甲", "第二章 附则", "第二条 乙"}));
  EXPECT_THAT(Anchors(tree), ElementsAre("toc1", "toc2", "toc3", "chap1", "art1", "art1.par1",
                                         "chap2", "art2", "art2.par1"));
}

TEST(ClauseTreeTest, RepeatedNumbersStayApart) {
  const ClauseTree tree = TreeOf(Lines({"第一条 甲", "第一条 乙", "（一）丙", "（一）丁"}));
  EXPECT_THAT(Anchors(tree), ElementsAre("art1", "art1.par1", "art1~2", "art1~2.par1",
                                         "art1~2.par1.item1", "art1~2.par1.item1~2"));
  EXPECT_EQ(tree.Find("art1~2.par1")->text, "乙");
}

TEST(ClauseTreeTest, TablesRowsNotesAndAttachments) {
  const std::string text = std::string(kCanonicalTextHeader) +
                           "P\t第一条 见下表：\nT\nR\t项目\t标准\nR\t水\t3元\nP\t附件1\nT\nR\t甲\n"
                           "N\t脚注。\nA\nP\t附件2\nP\t第一条 丙\nA\nT\nR\t\tx\n";
  const ClauseTree tree = TreeOf(text);
  EXPECT_THAT(Anchors(tree),
              ElementsAre("art1", "art1.par1", "art1.par1.tab1", "art1.par1.tab1.row1",
                          "art1.par1.tab1.row2", "att1", "att1.tab1", "att1.tab1.row1",
                          "att1.note1", "att2", "att2.par1", "att2.art1", "att2.art1.par1", "att3",
                          "att3.tab1", "att3.tab1.row1"));
  EXPECT_EQ(tree.Line(*tree.Find("art1.par1.tab1.row2")), "水\t3元");
  EXPECT_EQ(tree.Citation(*tree.Find("art1.par1.tab1.row2")), "第一条表1第2行");
  EXPECT_EQ(tree.Line(*tree.Find("art1")), "第一条 见下表：");
  EXPECT_EQ(tree.Line(*tree.Find("art1.par1")), "第一条 见下表：");
}

TEST(ClauseTreeTest, RefusesTextThatIsNotCanonical) {
  EXPECT_EQ(ClauseTree::Parse("第一条 甲").status().code(), absl::StatusCode::kInvalidArgument);
}

// Goal: printing gives every canonical text back and anchors are unique, whatever the lines say.
// Method: random sequences of lines that mean something to the parser, with fixed seeds.
TEST(ClauseTreeTest, PrintsEveryTextBackAndNeverRepeatsAnAnchor) {
  const std::vector<std::string> pieces = {
      "第一编 甲", "第一章 乙", "第一节",    "第一条 丙",     "第一条", "第二条丁", "第三条之一 戊",
      "（一）己",  "一、庚",    "1.辛",      "（1）壬",       "①癸",    "正文。",   "附件",
      "附件2",     "目录",      "第二章 子", "第一章 的规定", "附 件"};
  for (unsigned seed = 0; seed < 400; ++seed) {
    std::mt19937 random(seed);
    std::string text(kCanonicalTextHeader);
    text += "P\t题\n";
    for (int i = 0; i < 40; ++i) {
      const size_t pick = random() % (pieces.size() + 2);
      if (pick == pieces.size()) {
        text += "T\nR\t甲\t乙\nR\n";
      } else if (pick > pieces.size()) {
        text += "A\nP\t附件1\n";
      } else {
        text += "P\t" + pieces[pick] + "\n";
      }
    }
    const ClauseTree tree = TreeOf(text);
    std::set<std::string> anchors;
    for (const ClauseNode& node : tree.nodes()) {
      EXPECT_TRUE(anchors.insert(node.anchor).second) << node.anchor << " seed " << seed;
      EXPECT_EQ(tree.Find(node.anchor), &node);
      EXPECT_FALSE(tree.Citation(node).empty());
    }
  }
}

}  // namespace
}  // namespace plumbline
