#include "services/runtime/convert/form_sheet.h"

#include <string>

#include "gtest/gtest.h"

namespace plumbline {
namespace {

FormSheet Sample() {
  FormSheet form;
  form.organization = "某县司法局";
  form.title = "发文签批单";
  form.date = absl::CivilDay(2023, 3, 1);
  form.rows.push_back({{{"事项", 1, true}, {"户外招牌设置规定", 4}}});
  form.rows.push_back({{{"内容", 1, true}, {"合法。", 4}}, 3, true});
  form.rows.push_back({{{"科室负责人", 1, true}, {"同意。\n甲 2023年3月1日", 4}}});
  return form;
}

std::string TextOf(const PagedDocument& document) {
  std::string text;
  for (const Page& page : document.pages) {
    for (const PlacedText& one : page.texts) text += one.text + "\n";
  }
  return text;
}

double LowestRule(const PagedDocument& document) {
  double lowest = 0;
  for (const PlacedRule& rule : document.pages[0].rules) lowest = std::max(lowest, rule.y2);
  return lowest;
}

TEST(FormSheetTest, SetsLabelsAndTextInsideTheirCells) {
  const auto document = LayOutForm(Sample());
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_EQ(document->pages.size(), 1u);
  const std::string text = TextOf(*document);
  for (const char* part : {"某县司法局", "发文签批单", "事项", "户外招牌设置规定", "科室负责人", "同意。"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part;
  }
  for (const PlacedText& one : document->pages[0].texts) {
    EXPECT_GE(one.x, 20) << one.text;
    EXPECT_LE(one.x + one.width, 190) << one.text;
  }
}

TEST(FormSheetTest, CutsOnlyTheRowThatGivesWay) {
  FormSheet form = Sample();
  std::string words;
  for (int i = 0; i < 4000; ++i) words += "字";
  form.rows[1].cells[1].text = words;
  const auto document = LayOutForm(form);
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_EQ(document->pages.size(), 1u);
  EXPECT_LE(LowestRule(*document), 275.01);
  EXPECT_GT(LowestRule(*document), 260);  // The page is used.
  EXPECT_NE(TextOf(*document).find("全文见系统"), std::string::npos);
  EXPECT_NE(TextOf(*document).find("同意。"), std::string::npos);
}

TEST(FormSheetTest, RefusesWhatDoesNotFitWithoutARowThatGivesWay) {
  FormSheet form = Sample();
  form.rows[1].gives_way = false;
  form.rows[1].lines_min = 60;
  EXPECT_EQ(LayOutForm(form).status().code(), absl::StatusCode::kOutOfRange);
}

TEST(FormSheetTest, RefusesAFormWithoutTitleRowsOrCells) {
  FormSheet form = Sample();
  form.title.clear();
  EXPECT_EQ(LayOutForm(form).status().code(), absl::StatusCode::kInvalidArgument);
  form = Sample();
  form.rows[0].cells.clear();
  EXPECT_EQ(LayOutForm(form).status().code(), absl::StatusCode::kInvalidArgument);
  form = Sample();
  form.rows.clear();
  EXPECT_EQ(LayOutForm(form).status().code(), absl::StatusCode::kInvalidArgument);
  form = Sample();
  form.rows[0].cells[1].text = "\xff";
  EXPECT_EQ(LayOutForm(form).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(FormSheetTest, TheSameFormGivesTheSameBytes) {
  const FontSet fonts = FontSet::Installed();
  const auto first = RenderForm(Sample(), fonts);
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = RenderForm(Sample(), fonts);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(*first, *second);
  EXPECT_EQ(first->substr(0, 5), "%PDF-");
}

}  // namespace
}  // namespace plumbline
