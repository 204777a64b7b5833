#include "services/runtime/convert/handover_list.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

HandoverList AList(int rows) {
  HandoverList list;
  list.organization = "某县司法局";
  list.person = "魏晓梅";
  list.successor = "姜玉兰";
  list.overseer = "戚国强";
  list.reason = "轮岗";
  list.date = absl::CivilDay(2023, 3, 8);
  list.proof = "record.example/1　第12号记录";
  for (int i = 0; i < rows; ++i) {
    list.rows.push_back({"审核任务", absl::StrCat("关于第", i + 1, "项工作的管理办法"), "2023-03-15", "已移交"});
  }
  return list;
}

std::string TextOf(const Page& page) {
  std::string text;
  for (const PlacedText& one : page.texts) text += one.text;
  return text;
}

PagedDocument LaidOut(const HandoverList& list) {
  auto document = LayOutHandoverList(list);
  EXPECT_TRUE(document.ok()) << document.status();
  return *std::move(document);
}

TEST(HandoverListTest, AShortListIsOnePageWithThreePlacesToSign) {
  const PagedDocument document = LaidOut(AList(3));
  ASSERT_EQ(document.pages.size(), 1u);
  EXPECT_EQ(document.width, 210);
  EXPECT_EQ(document.height, 297);
  const std::string text = TextOf(document.pages[0]);
  for (const char* part : {"工作移交清单", "移交人：魏晓梅", "接交人：姜玉兰", "监交人：戚国强", "移交事由：轮岗", "2023年3月8日",
                           "关于第3项工作的管理办法", "移交人（签字）", "接交人（签字）", "监交人（签字）", "第12号记录"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("演练")));
}

TEST(HandoverListTest, ALongListRepeatsItsHeadAndIsSignedOnItsLastPage) {
  const PagedDocument document = LaidOut(AList(120));
  ASSERT_GT(document.pages.size(), 2u);
  for (size_t i = 0; i < document.pages.size(); ++i) {
    const bool last = i + 1 == document.pages.size();
    EXPECT_EQ(TextOf(document.pages[i]).find("（签字）") != std::string::npos, last) << i;
    if (last) continue;
    EXPECT_THAT(TextOf(document.pages[i]), HasSubstr("序号")) << i;
  }
  EXPECT_THAT(TextOf(document.pages.back()), HasSubstr("以上事项"));  // What is signed stands where it is signed.
}

TEST(HandoverListTest, NothingRunsOverTheEdgeOfTheTypeArea) {
  for (const int rows : {0, 12, 13, 14, 15, 16, 17, 18, 60}) {
    for (const Page& page : LaidOut(AList(rows)).pages) {
      for (const PlacedRule& rule : page.rules) EXPECT_LE(rule.y2, 37 + 225 + 0.01) << rows;
      for (const PlacedText& text : page.texts) {
        if (text.size_pt < 12 || text.size_pt == 14) continue;  // Proof, page number.
        EXPECT_LE(text.top, 37 + 225.0) << rows << text.text;
      }
    }
  }
}

TEST(HandoverListTest, SaysWhatItIsBeforeTheActAndInARehearsal) {
  HandoverList list = AList(1);
  list.before = true;
  list.rehearsal = true;
  list.successor.clear();
  list.remaining = 7;
  list.rows[0].state = "接交人有利害关系";
  const std::string text = TextOf(LaidOut(list).pages[0]);
  for (const char* part : {"尚未办理移交", "（待定）", "能否移交", "接交人有利害关系", "另有7项", "演练文书"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(HandoverListTest, RefusesWhatIsNoText) {
  HandoverList list = AList(1);
  list.reason = "\xff";
  EXPECT_EQ(LayOutHandoverList(list).status().code(), absl::StatusCode::kInvalidArgument);
  list = AList(1);
  list.rows[0].title = "\xff";
  EXPECT_EQ(LayOutHandoverList(list).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(LayOutHandoverList(AList(2001)).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(HandoverListTest, TheSameListGivesTheSamePdf) {
  const FontSet fonts = FontSet::Installed();
  const auto first = RenderHandoverList(AList(30), fonts);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->substr(0, 7), "%PDF-1.");
  EXPECT_TRUE(*first == *RenderHandoverList(AList(30), fonts));
}

}  // namespace
}  // namespace plumbline
