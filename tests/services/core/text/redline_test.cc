#include "services/core/text/redline.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/core/text/canonical.h"

namespace plumbline {
namespace {

using ::testing::ElementsAre;

ClauseTree Draft(const std::vector<std::string>& lines) {
  std::string text(kCanonicalTextHeader);
  for (const std::string& line : lines) text += (line[0] == 'T' ? line : "P\t" + line) + "\n";
  absl::StatusOr<ClauseTree> tree = ClauseTree::Parse(text);
  EXPECT_TRUE(tree.ok()) << tree.status();
  return *std::move(tree);
}

// "=art1>art2", "~art3>art3", "+>art4", "-art5>".
std::vector<std::string> Summary(const std::vector<RedlineEntry>& entries) {
  std::vector<std::string> lines;
  for (const RedlineEntry& entry : entries) {
    const char* signs[] = {"=", "~", "+", "-"};
    lines.push_back(signs[static_cast<int>(entry.kind)] + entry.old_anchor + ">" +
                    entry.new_anchor);
  }
  return lines;
}

std::string Marked(const std::vector<RedlineSpan>& spans) {
  std::string out;
  for (const RedlineSpan& span : spans) {
    if (span.kind == RedlineSpan::Kind::kSame) out += span.text;
    if (span.kind == RedlineSpan::Kind::kAdded) out += "[+" + span.text + "]";
    if (span.kind == RedlineSpan::Kind::kRemoved) out += "[-" + span.text + "]";
  }
  return out;
}

TEST(RedlineTest, ShowsAChangedDigitInItsClause) {
  const auto entries = Redline(Draft({"第一条 甲", "第二条 应当在30日内答复。"}),
                               Draft({"第一条 甲", "第二条 应当在15日内答复。"}));
  EXPECT_THAT(Summary(entries), ElementsAre("=art1.par1>art1.par1", "~art2.par1>art2.par1"));
  EXPECT_EQ(Marked(entries[1].spans), "第二条 应当在[-30][+15]日内答复。");
}

TEST(RedlineTest, AnInsertedArticleLeavesLaterOnesPaired) {
  const auto entries =
      Redline(Draft({"第一条 为了规范供水。", "第二条 本县适用本办法。", "第二款。"}),
              Draft({"第一条 为了规范供水。", "第二条 供水应当安全、卫生。",
                     "第三条 本县适用本办法。", "第二款。"}));
  EXPECT_THAT(Summary(entries), ElementsAre("=art1.par1>art1.par1", "+>art2.par1",
                                            "~art2.par1>art3.par1", "=art2.par2>art3.par2"));
  EXPECT_EQ(Marked(entries[2].spans), "第[-二][+三]条 本县适用本办法。");
}

TEST(RedlineTest, ARemovedClauseStandsWhereItWas) {
  const auto entries = Redline(Draft({"第一条 甲甲甲", "（一）乙乙乙", "（二）丙丙丙"}),
                               Draft({"第一条 甲甲甲", "（二）丙丙丙"}));
  EXPECT_THAT(Summary(entries), ElementsAre("=art1.par1>art1.par1", "-art1.par1.item1>",
                                            "=art1.par1.item2>art1.par1.item2"));
}

TEST(RedlineTest, AChangedCellChangesItsRow) {
  const auto entries = Redline(Draft({"附表", "T\nR\t水\t3元\nR\t电\t1元"}),
                               Draft({"附表", "T\nR\t水\t4元\nR\t电\t1元"}));
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[1].new_anchor, "att1.tab1.row1");
  EXPECT_EQ(Marked(entries[1].spans), "水\t[-3][+4]元");
}

TEST(RedlineTest, EqualTextsHaveNoChange) {
  const ClauseTree draft = Draft({"第一条 甲", "（一）乙", "附件1", "丙"});
  for (const RedlineEntry& entry : Redline(draft, draft)) {
    EXPECT_EQ(static_cast<int>(entry.kind), static_cast<int>(RedlineEntry::Kind::kSame));
    EXPECT_EQ(entry.old_anchor, entry.new_anchor);
  }
}

TEST(RedlineTest, OneCommonCharacterBetweenTwoChangesIsNotCalledSame) {
  EXPECT_EQ(Marked(RedlineSpans("罚款甲的乙元", "罚款丙的丁元")), "罚款[-甲的乙][+丙的丁]元");
}

// Goal: spans always add up to both lines, and every clause appears exactly once.
// Method: drafts with random lines removed, inserted and altered, fixed seeds.
TEST(RedlineTest, SpansAddUpToBothVersions) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::string> before, after;
    for (int i = 0; i < 30; ++i) {
      std::string line = "（一）";
      for (unsigned c = 0; c < 5 + random() % 20; ++c) line += random() % 2 ? "水" : "电";
      const unsigned what = static_cast<unsigned>(random()) % 6;
      if (what != 0) before.push_back(line);
      if (what != 1) after.push_back(what == 2 ? line + "改" : line);
    }
    before.push_back("末");
    after.push_back("末");
    const ClauseTree old_tree = Draft(before), new_tree = Draft(after);
    std::vector<std::string> old_lines, new_lines;
    for (const RedlineEntry& entry : Redline(old_tree, new_tree)) {
      std::string old_line, new_line;
      for (const RedlineSpan& span : entry.spans) {
        if (span.kind != RedlineSpan::Kind::kAdded) old_line += span.text;
        if (span.kind != RedlineSpan::Kind::kRemoved) new_line += span.text;
      }
      if (!entry.old_anchor.empty()) {
        EXPECT_EQ(old_line, old_tree.Line(*old_tree.Find(entry.old_anchor)));
        old_lines.push_back(old_line);
      }
      if (!entry.new_anchor.empty()) {
        EXPECT_EQ(new_line, new_tree.Line(*new_tree.Find(entry.new_anchor)));
        new_lines.push_back(new_line);
      }
    }
    EXPECT_EQ(old_lines, before) << "seed " << seed;
    EXPECT_EQ(new_lines, after) << "seed " << seed;
  }
}

}  // namespace
}  // namespace plumbline
