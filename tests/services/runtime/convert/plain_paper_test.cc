#include "services/runtime/convert/plain_paper.h"

#include <string>

#include "gtest/gtest.h"

namespace plumbline {
namespace {

PlainPaper Sample() {
  PlainPaper paper;
  paper.author = "某县人民政府办公室";
  paper.title = "某县人民政府常务会议纪要";
  paper.subtitle = "第7次（2023年3月15日）";
  paper.mark = "演练";
  paper.body = {{0, "应到9人，实到8人。"}, {1, "审议《户外招牌设置规定》"}, {0, "会议通过。"}, {1, "审议《停车办法》"}};
  paper.closing = {"某县人民政府办公室", "2023年3月16日"};
  paper.date = absl::CivilDay(2023, 3, 16);
  return paper;
}

std::string TextOf(const Page& page) {
  std::string text;
  for (const PlacedText& one : page.texts) text += one.text;
  return text;
}

TEST(PlainPaperTest, NumbersWhatHasALevel) {
  const auto document = LayOutPlainPaper(Sample());
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_EQ(document->pages.size(), 1u);
  const std::string text = TextOf(document->pages[0]);
  for (const char* part : {"会议纪要", "第7次", "演练", "一、审议《户外招牌设置规定》", "二、审议《停车办法》", "应到9人"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

TEST(PlainPaperTest, GoesOnToNumberedPages) {
  PlainPaper paper = Sample();
  for (int i = 0; i < 60; ++i) paper.body.push_back({0, "一行。"});
  const auto document = LayOutPlainPaper(paper);
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_GE(document->pages.size(), 3u);
  EXPECT_NE(TextOf(document->pages[2]).find("3"), std::string::npos);
}

TEST(PlainPaperTest, HoldsATableAndItsHeadOnEachPage) {
  PlainPaper paper = Sample();
  paper.table.push_back({"序号", "内容"});
  for (int i = 0; i < 80; ++i) paper.table.push_back({std::to_string(i), "某项"});
  paper.column_widths = {1, 5};
  const auto document = LayOutPlainPaper(paper);
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_GE(document->pages.size(), 2u);
  EXPECT_NE(TextOf(document->pages[1]).find("序号"), std::string::npos);
}

TEST(PlainPaperTest, RefusesWhatItCannotSet) {
  PlainPaper paper = Sample();
  paper.title.clear();
  EXPECT_EQ(LayOutPlainPaper(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper = Sample();
  paper.body[0].level = 5;
  EXPECT_EQ(LayOutPlainPaper(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper = Sample();
  paper.table = {{"一", "二"}};
  paper.column_widths = {1};
  EXPECT_EQ(LayOutPlainPaper(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper = Sample();
  paper.body[0].text = "\xff";
  EXPECT_EQ(LayOutPlainPaper(paper).status().code(), absl::StatusCode::kInvalidArgument);
  paper = Sample();
  paper.body.resize(kLetterParagraphsMax + 1);
  EXPECT_EQ(LayOutPlainPaper(paper).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace plumbline
