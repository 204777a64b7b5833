#include "services/runtime/convert/letter_layout.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/convert/typeset.h"
#include "tests/services/runtime/convert/letter_sample.h"

// Golden geometry: positions in millimetres as GB/T 9704 states them, worked out here by hand and not
// by the constants that the layout uses.
namespace plumbline {
namespace {

using ::testing::HasSubstr;

constexpr double kPt = 25.4 / 72;
constexpr double kBody = 16 * kPt;       // 3号
constexpr double kUnit = kBody * 1.875;  // 行
constexpr double kPitch = 225.0 / 22;
constexpr double kCell = 156.0 / 28;
constexpr double kTolerance = 0.02;

PagedDocument LaidOut(const OpinionLetter& letter) {
  absl::StatusOr<PagedDocument> document = LayOutLetter(letter);
  EXPECT_TRUE(document.ok()) << document.status();
  return *std::move(document);
}

// A whole line as it stands on the page: runs of one height, joined.
struct Line {
  std::string text;
  double x = 0, top = 0, right = 0, size_pt = 0;
  FontKind font = FontKind::kSong;
  Ink ink = Ink::kBlack;
};

std::vector<Line> LinesOf(const Page& page) {
  std::vector<Line> lines;
  for (const PlacedText& text : page.texts) {
    if (text.angle != 0) continue;
    if (lines.empty() || std::abs(lines.back().top - text.top) > 0.01) {
      lines.push_back({"", text.x, text.top, 0, text.size_pt, text.font, text.ink});
    }
    lines.back().text += text.text;
    lines.back().right = text.x + text.width;
  }
  return lines;
}

Line Find(const Page& page, const std::string& text) {
  for (const Line& line : LinesOf(page)) {
    if (line.text.find(text) != std::string::npos) return line;
  }
  ADD_FAILURE() << "no line with " << text;
  return {};
}

Line FindAnywhere(const PagedDocument& document, const std::string& text) {
  Page all;
  for (const Page& page : document.pages) {
    all.texts.insert(all.texts.end(), page.texts.begin(), page.texts.end());
  }
  return Find(all, text);
}

int PageWith(const PagedDocument& document, const std::string& text) {
  for (size_t i = 0; i < document.pages.size(); ++i) {
    for (const Line& line : LinesOf(document.pages[i])) {
      if (line.text == text) return static_cast<int>(i);
    }
  }
  return -1;
}

TEST(LetterFormatTest, HeadRulesNumberAndTitleStandWhereTheStandardSays) {
  const PagedDocument document = LaidOut(ALetter());
  const Page& page = document.pages[0];
  const Line head = Find(page, "某县司法局");
  EXPECT_NEAR(head.top, 30, kTolerance) << "10.1: 30 mm from the top of the sheet";
  EXPECT_EQ(head.ink, Ink::kRed);
  EXPECT_EQ(head.font, FontKind::kXiaoBiaoSong);
  EXPECT_NEAR((head.x + head.right) / 2, 28 + 78, kTolerance);
  ASSERT_EQ(page.rules.size(), 4u);
  const PlacedRule& thick = page.rules[0];
  EXPECT_NEAR(thick.y1, head.top + head.size_pt * kPt + 4, kTolerance) << "4 mm below the name";
  EXPECT_NEAR(thick.x2 - thick.x1, 170, kTolerance);
  EXPECT_NEAR((thick.x1 + thick.x2) / 2, 105, kTolerance) << "centred on the sheet";
  EXPECT_GT(thick.thickness, page.rules[1].thickness) << "thick over thin";
  EXPECT_GT(page.rules[1].y1, thick.y1);
  EXPECT_NEAR(page.rules[2].y1, 297 - 20, kTolerance) << "20 mm from the bottom";
  EXPECT_LT(page.rules[3].y1, page.rules[2].y1) << "thin over thick";
  EXPECT_GT(page.rules[2].thickness, page.rules[3].thickness);
  for (const PlacedRule& rule : page.rules) EXPECT_EQ(rule.ink, Ink::kRed);
  const Line number = Find(page, "某司法审〔2025〕12号");
  EXPECT_NEAR(number.right, 28 + 156, kTolerance) << "flush right";
  EXPECT_GT(number.top, page.rules[1].y1);
  const Line title = Find(page, "关于《");
  EXPECT_NEAR(title.top - (number.top + kBody), 2 * kUnit, kTolerance) << "two lines below";
  EXPECT_NEAR(title.size_pt, 22, kTolerance);
}

TEST(LetterFormatTest, PageOneHasNoNumberAndLaterPagesNoRedLines) {
  OpinionLetter letter = ALetter();
  letter.sections.insert(letter.sections.end(), 10, {0, "补充说明一项。"});
  const PagedDocument document = LaidOut(letter);
  ASSERT_EQ(document.pages.size(), 2u);
  for (const Line& line : LinesOf(document.pages[0])) EXPECT_THAT(line.text, Not(HasSubstr("— ")));
  EXPECT_TRUE(document.pages[1].rules.empty());
  const Line number = Find(document.pages[1], "— 2 —");
  EXPECT_NEAR(number.x, 28 + 14 * kPt, kTolerance) << "even page: left, one character in";
  EXPECT_NEAR(number.top + 7 * kPt, 262 + 7, kTolerance);
  EXPECT_EQ(number.font, FontKind::kSong);
}

TEST(FileHeadFormatTest, HeadNumberRuleAndTitleStandWhereTheStandardSays) {
  OpinionLetter letter = ALetter();
  letter.form = OpinionLetter::Form::kFileHead;
  const PagedDocument document = LaidOut(letter);
  const Page& page = document.pages[0];
  const Line head = Find(page, "某县司法局文件");
  EXPECT_NEAR(head.top, 37 + 35, kTolerance) << "7.2.4: 35 mm below the top of the type area";
  EXPECT_EQ(head.ink, Ink::kRed);
  const Line number = Find(page, "某司法审〔2025〕12号");
  EXPECT_NEAR(number.top, head.top + head.size_pt * kPt + 2 * kUnit, kTolerance) << "7.2.5";
  EXPECT_NEAR((number.x + number.right) / 2, 28 + 78, kTolerance);
  ASSERT_EQ(page.rules.size(), 1u);
  EXPECT_NEAR(page.rules[0].y1, number.top + kBody + 4, kTolerance) << "7.2.7: 4 mm below";
  EXPECT_NEAR(page.rules[0].x1, 28, kTolerance);
  EXPECT_NEAR(page.rules[0].x2, 28 + 156, kTolerance);
  EXPECT_EQ(page.rules[0].ink, Ink::kRed);
  const Line title = Find(page, "关于《");
  EXPECT_NEAR(title.top, page.rules[0].y1 + 2 * kUnit, kTolerance) << "7.3.1: two blank lines";
  const Line page_number = Find(page, "— 1 —");
  EXPECT_NEAR(page_number.right, 28 + 156 - 14 * kPt, kTolerance) << "odd page: right";
}

TEST(FileHeadFormatTest, UpwardPapersNameTheSigner) {
  OpinionLetter letter = ALetter();
  letter.form = OpinionLetter::Form::kFileHead;
  letter.signed_by = "王某";
  const PagedDocument document = LaidOut(letter);
  const Line line = Find(document.pages[0], "签发人：王某");
  EXPECT_NEAR(line.x, 28 + kCell, kTolerance) << "number: one character in";
  EXPECT_NEAR(line.right, 28 + 156 - kCell, kTolerance);
}

TEST(FileHeadFormatTest, SecrecyAndUrgencyStandInTheFirstLines) {
  OpinionLetter letter = ALetter();
  letter.form = OpinionLetter::Form::kFileHead;
  letter.copy_number = "000001";
  letter.urgency = "特急";
  const PagedDocument document = LaidOut(letter);
  const std::vector<Line> lines = LinesOf(document.pages[0]);
  EXPECT_EQ(lines[0].text, "000001");
  EXPECT_NEAR(lines[0].x, 28, kTolerance);
  EXPECT_NEAR(lines[1].top - lines[0].top, kPitch, kTolerance);
  EXPECT_EQ(lines[1].font, FontKind::kHei);
}

TEST(FileHeadFormatTest, ImprintEndsOnTheBottomOfTheTypeArea) {
  OpinionLetter letter = ALetter();
  letter.form = OpinionLetter::Form::kFileHead;
  letter.copies_to = "某县财政局";
  letter.printed_by = "某县司法局办公室";
  letter.printed_on = absl::CivilDay(2025, 3, 2);
  const PagedDocument document = LaidOut(letter);
  const Page& page = document.pages.back();
  std::vector<PlacedRule> rules;
  for (const PlacedRule& rule : page.rules) {
    if (rule.ink == Ink::kBlack) rules.push_back(rule);
  }
  ASSERT_EQ(rules.size(), 3u);
  EXPECT_NEAR(rules[1].y1, 262, kTolerance) << "7.4: the last rule";
  EXPECT_NEAR(rules[0].thickness, 0.35, 1e-9);
  EXPECT_NEAR(rules[1].thickness, 0.35, 1e-9);
  EXPECT_NEAR(rules[2].thickness, 0.25, 1e-9);
  const Line printed = Find(page, "2025年3月2日印发");
  EXPECT_NEAR(printed.x, 28 + 14 * kPt, kTolerance) << "one character in";
  EXPECT_NEAR(printed.size_pt, 14, 1e-9);
}

TEST(LetterBodyTest, StandsOnTheGridWithTheRightFaces) {
  const PagedDocument document = LaidOut(ALetter());
  const Page& page = document.pages[0];
  const Line addressee = Find(page, "某县水务局：");
  EXPECT_NEAR(addressee.x, 28, kTolerance) << "7.3.2: flush left";
  const double slot = (addressee.top - 37 - (kPitch - kBody) / 2) / kPitch;
  EXPECT_NEAR(slot, std::round(slot), 0.01) << "on the grid";
  const Line first = Find(page, "你局送来的");
  EXPECT_NEAR(first.x, 28 + 2 * kCell, kTolerance) << "7.3.3: two characters in";
  EXPECT_NEAR(first.top - addressee.top, kPitch, kTolerance);
  EXPECT_EQ(first.font, FontKind::kFangSong);
  EXPECT_EQ(Find(page, "一、审查依据").font, FontKind::kHei);
  EXPECT_EQ(Find(page, "（一）主体与权限。").font, FontKind::kKai);
  EXPECT_EQ(Find(page, "1.第三条").font, FontKind::kFangSong);
  for (const PlacedText& text : page.texts) {
    if (text.text.find("合法。") == 0) {
      EXPECT_EQ(text.font, FontKind::kFangSong) << "after the heading";
    }
  }
  EXPECT_GE(addressee.top - Find(page, "合法性审查意见").top, 22 * kPt + 0.7 * kPitch)
      << "a blank line between title and addressee";
}

TEST(LetterSignatureTest, SealedNameIsCentredOnTheDate) {
  const PagedDocument document = LaidOut(ALetter());
  const Page& page = document.pages.back();
  const Line date = Find(page, "2025年3月1日");
  Line name;
  for (const Line& line : LinesOf(page)) {
    if (line.text == "某县司法局" && line.ink == Ink::kBlack) name = line;
  }
  EXPECT_NEAR(date.right, 28 + 156 - 4 * kCell, kTolerance) << "7.3.5.1: four characters in";
  EXPECT_NEAR((name.x + name.right) / 2, (date.x + date.right) / 2, kTolerance);
  EXPECT_NEAR(date.top - name.top, kPitch, kTolerance);
  const Line text = Find(page, "本意见仅针对送审文本。");
  // A seal of 42 mm with name and date a little below its centre begins within one line of the text.
  const double seal_top = (name.top + date.top + kBody) / 2 - 2 - 21;
  EXPECT_LE(seal_top - (text.top + kBody), kUnit);
  const Line note = Find(page, "（联系人");
  EXPECT_NEAR(note.top - date.top, kPitch, kTolerance) << "7.3.6: the next line";
  EXPECT_NEAR(note.x, 28 + 2 * kCell, kTolerance);
}

TEST(LetterSignatureTest, WithoutSealTheNameIsIndentedAndTheDateFurther) {
  OpinionLetter letter = ALetter();
  letter.sealed = false;
  letter.signature = "某县城市管理和综合行政执法局";
  const PagedDocument document = LaidOut(letter);
  const Page& page = document.pages.back();
  const Line name = Find(page, "综合行政执法局");
  EXPECT_NEAR(name.right, 28 + 156 - 2 * kCell, kTolerance) << "7.3.5.2";
  EXPECT_NEAR(Find(page, "2025年3月1日").x - name.x, 2 * kCell, kTolerance);
  EXPECT_NEAR(name.top - Find(page, "本意见仅针对送审文本。").top, 2 * kPitch, kTolerance);
}

// Goal: whatever the length of the text, the signature stands on a page with text and nothing leaves
// the type area. Method: every number of lines over more than two pages, both formats and seals.
TEST(LetterSignatureTest, NeverStandsOnAPageWithoutText) {
  for (const bool sealed : {true, false}) {
    for (const OpinionLetter::Form form :
         {OpinionLetter::Form::kLetter, OpinionLetter::Form::kFileHead}) {
      for (int extra = 0; extra < 50; ++extra) {
        OpinionLetter letter = ALetter();
        letter.form = form;
        letter.sealed = sealed;
        letter.further.insert(letter.further.end(), static_cast<size_t>(extra), {0, "补充说明。"});
        const PagedDocument document = LaidOut(letter);
        const int date_page = PageWith(document, "2025年3月1日");
        ASSERT_GE(date_page, 0);
        const std::vector<Line> lines = LinesOf(document.pages[static_cast<size_t>(date_page)]);
        bool text_before = false, name_before = false;
        for (const Line& line : lines) {
          if (line.text == "2025年3月1日") break;
          name_before = name_before || (line.text == "某县司法局" && line.ink == Ink::kBlack);
          text_before = text_before || line.text.find("。") != std::string::npos;
        }
        EXPECT_TRUE(text_before) << "extra " << extra;
        EXPECT_TRUE(name_before) << "name and date stay together, extra " << extra;
        for (const Page& page : document.pages) {
          EXPECT_FALSE(page.texts.empty());
          for (const Line& line : LinesOf(page)) {
            if (line.text.find("— ") == 0) continue;
            EXPECT_LE(line.top + line.size_pt * kPt, 262 + kTolerance);
            EXPECT_LE(line.right, 28 + 156 + kCell + kTolerance);
          }
        }
      }
    }
  }
}

TEST(LetterAttachmentTest, BeginsANewPageWithItsNumberAndTitle) {
  OpinionLetter letter = ALetter();
  letter.attachments = {{"修改意见对照表", {}, {{"条款", "建议"}, {"第三条", "删去"}}, {1, 3}},
                        {"采纳情况", {{0, "略。"}}, {}, {}}};
  const PagedDocument document = LaidOut(letter);
  const int first = PageWith(document, "附件1");
  ASSERT_GT(first, 0);
  const Page& page = document.pages[static_cast<size_t>(first)];
  const Line label = Find(page, "附件1");
  EXPECT_NEAR(label.x, 28, kTolerance);
  EXPECT_EQ(label.font, FontKind::kHei);
  const Line title = Find(page, "修改意见对照表");
  EXPECT_NEAR(title.top + 11 * kPt, label.top + 8 * kPt + 2 * kPitch, kTolerance)
      << "7.3.7: on the third line";
  EXPECT_EQ(PageWith(document, "附件2"), first + 1);
  const Line listed = FindAnywhere(document, "附件：1. 修改");
  const Line second = FindAnywhere(document, "2. 采纳情况");
  EXPECT_NEAR(second.x - listed.x, 3 * kCell, kTolerance) << "numbers stand under each other";
}

TEST(LetterMarkTest, RehearsalShowsOnEveryPage) {
  OpinionLetter letter = ALetter();
  letter.mark = OpinionLetter::Mark::kRehearsal;
  letter.attachments = {{"说明", {{0, "略。"}}, {}, {}}};
  const PagedDocument document = LaidOut(letter);
  for (const Page& page : document.pages) {
    Find(page, "演练文书，不具有法律效力");
    bool across = false;
    for (const PlacedText& text : page.texts) across = across || text.angle != 0;
    EXPECT_TRUE(across);
  }
}

TEST(LetterProofTest, StandsBelowTheTypeAreaOfTheLastPage) {
  OpinionLetter letter = ALetter();
  letter.proof = LetterProof{"example.org/log/1", 42, std::string(64, 'b')};
  for (const int extra : {0, 12}) {
    OpinionLetter longer = letter;
    longer.further.insert(longer.further.end(), static_cast<size_t>(extra), {0, "略。"});
    const PagedDocument document = LaidOut(longer);
    const Line origin = Find(document.pages.back(), "example.org/log/1");
    const Line last = Find(document.pages.back(), "不是印章");
    EXPECT_GT(origin.top, 262);
    EXPECT_LT(last.top + last.size_pt * kPt, document.pages.size() == 1 ? 276 : 291);
    Find(document.pages.back(), std::string(64, 'b'));
  }
}

}  // namespace
}  // namespace plumbline
