#include "clients/cli/redline_text.h"

#include <gtest/gtest.h>

#include "services/runtime/convert/extract.h"

namespace plumbline::client {
namespace {

std::string Canonical(const std::string& text) { return *ExtractText(text, "draft.txt").canonical; }

TEST(RedlineTextTest, NamesWhereItChangedAndHow) {
  const auto view = CompareTexts(Canonical("某办法\n第一条 为了规范，制定本办法。\n第二条 罚款五百元。\n"),
                                 Canonical("某办法\n第一条 为了规范，制定本办法。\n第二条 罚款二百元。\n第三条 自公布之日起施行。\n"));
  ASSERT_TRUE(view.ok()) << view.status();
  EXPECT_EQ(view->changed, 1);
  EXPECT_EQ(view->added, 1);
  EXPECT_EQ(view->removed, 0);
  ASSERT_EQ(view->clauses.size(), 2u);
  EXPECT_EQ(view->clauses[0].place, "第二条");
  EXPECT_EQ(SpansText(view->clauses[0].entry.spans, false), "第二条 罚款[-五-]{+二+}百元。");
  EXPECT_EQ(RedlineSummary(*view).zh, "改动 2 处：修改 1，新增 1，删除 0。");
}

TEST(RedlineTextTest, SaysThatTheTextIsTheSame) {
  const std::string text = Canonical("第一条 一样。\n");
  const auto view = CompareTexts(text, text);
  ASSERT_TRUE(view.ok());
  EXPECT_FALSE(view->any());
  EXPECT_EQ(RedlineSummary(*view).zh, "两稿文字相同（含附件、表格）。");
}

TEST(RedlineTextTest, MarksByColourOnATerminal) {
  const std::vector<RedlineSpan> spans = {{RedlineSpan::Kind::kRemoved, "旧"}, {RedlineSpan::Kind::kAdded, "新"}};
  EXPECT_EQ(SpansText(spans, true), "\x1b[9;31m旧\x1b[0m\x1b[4;32m新\x1b[0m");
}

}  // namespace
}  // namespace plumbline::client
