#include "services/runtime/convert/letter.h"

#include <functional>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/runtime/convert/letter_sample.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

TEST(LetterTextTest, WritesTheWholeLetterInOrder) {
  absl::StatusOr<std::string> text = LetterText(ALetter());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(*text,
            "某县司法局\n"
            "某司法审〔2025〕12号\n"
            "关于《某县供水办法（送审稿）》的合法性审查意见\n"
            "某县水务局：\n"
            "你局送来的《某县供水办法（送审稿）》收悉。\n"
            "一、审查依据\n"
            "《城市供水条例》。\n"
            "二、审查意见\n"
            "（一）主体与权限。合法。\n"
            "（二）内容\n"
            "1.第三条缺乏依据。\n"
            "（1）建议删去。\n"
            "三、结论\n"
            "应当予以修改，修改后合法。\n"
            "四、其他提示\n"
            "本意见仅针对送审文本。\n"
            "某县司法局\n"
            "2025年3月1日\n"
            "（联系人：李某，联系电话：1234567）\n");
}

TEST(LetterTextTest, NumbersAttachmentsOnlyWhereThereAreSeveral) {
  OpinionLetter letter = ALetter();
  letter.attachments = {{"对照表", {}, {{"条款", "建议"}, {"第三条", "删去"}}, {}}};
  EXPECT_THAT(*LetterText(letter), HasSubstr("附件：对照表\n"));
  EXPECT_THAT(*LetterText(letter),
              HasSubstr("\n附件\n对照表\n| 条款 | 建议 |\n| 第三条 | 删去 |\n"));
  letter.attachments.push_back({"说明", {{1, "情况"}}, {}, {}});
  EXPECT_THAT(*LetterText(letter), HasSubstr("附件：1.对照表\n2.说明\n"));
  EXPECT_THAT(*LetterText(letter), HasSubstr("\n附件2\n说明\n一、情况\n"));
}

TEST(CanonicalLetterTextTest, EveryWordIsBoundAndNoLayout) {
  const std::string base = *CanonicalLetterText(ALetter());
  const std::vector<std::function<void(OpinionLetter&)>> words = {
      [](OpinionLetter& l) { l.document_number = "某司法审〔2025〕13号"; },
      [](OpinionLetter& l) { l.conclusion = "合法。"; },
      [](OpinionLetter& l) { l.sections[7].text = "建议修改。"; },
      [](OpinionLetter& l) { l.sections[7].level = 0; },
      [](OpinionLetter& l) { l.addressee = "某县财政局"; },
      [](OpinionLetter& l) { l.date = absl::CivilDay(2025, 3, 2); },
      [](OpinionLetter& l) {
        l.attachments = {{"表", {}, {}, {}}};
      },
      [](OpinionLetter& l) { l.mark = OpinionLetter::Mark::kRehearsal; },
      [](OpinionLetter& l) { l.copies_to = "某县财政局"; },
  };
  for (const auto& change : words) {
    OpinionLetter letter = ALetter();
    change(letter);
    EXPECT_NE(*CanonicalLetterText(letter), base);
  }
  const std::vector<std::function<void(OpinionLetter&)>> layout = {
      [](OpinionLetter& l) { l.form = OpinionLetter::Form::kFileHead; },
      [](OpinionLetter& l) { l.sealed = false; },
      [](OpinionLetter& l) {
        l.proof = LetterProof{"example/1", 7, std::string(64, '0')};
      },
      [](OpinionLetter& l) { l.title = "关于《某县供水办法（送审稿）》\n的合法性审查意见"; },
  };
  for (const auto& change : layout) {
    OpinionLetter letter = ALetter();
    change(letter);
    EXPECT_EQ(*CanonicalLetterText(letter), base);
  }
}

TEST(CheckLetterTest, NamesTheFieldThatIsMissingOrWrong) {
  const struct {
    const char* field;
    std::function<void(OpinionLetter&)> spoil;
  } rows[] = {
      {"issuer", [](OpinionLetter& l) { l.issuer = ""; }},
      {"title", [](OpinionLetter& l) { l.title = " "; }},
      {"addressee", [](OpinionLetter& l) { l.addressee = ""; }},
      {"conclusion", [](OpinionLetter& l) { l.conclusion = ""; }},
      {"signature", [](OpinionLetter& l) { l.signature = ""; }},
      {"title", [](OpinionLetter& l) { l.title = std::string(kLetterLineMax + 1, 'x'); }},
      {"sections", [](OpinionLetter& l) { l.sections[0].level = 5; }},
      {"sections", [](OpinionLetter& l) { l.sections[0].text = "\x01"; }},
      {"contact_note", [](OpinionLetter& l) { l.contact_note = "\xff"; }},
      {"attachments.title",
       [](OpinionLetter& l) {
         l.attachments = {{"", {}, {}, {}}};
       }},
      {"attachments.table",
       [](OpinionLetter& l) {
         l.attachments = {{"表", {}, {{"a"}, {}}, {}}};
       }},
      {"attachments.column_widths",
       [](OpinionLetter& l) {
         l.attachments = {{"表", {}, {{"a"}}, {1, 2}}};
       }},
      {"proof.leaf_hash",
       [](OpinionLetter& l) {
         l.proof = LetterProof{"o", 1, "abc"};
       }},
  };
  for (const auto& row : rows) {
    OpinionLetter letter = ALetter();
    row.spoil(letter);
    const absl::Status status = CheckLetter(letter);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << row.field;
    EXPECT_THAT(std::string(status.message()), HasSubstr(row.field));
    EXPECT_EQ(LetterText(letter).status(), status);
  }
}

TEST(CheckLetterTest, StopsAtTooManyParagraphs) {
  OpinionLetter letter = ALetter();
  letter.further.assign(kLetterParagraphsMax, {0, "略"});
  EXPECT_EQ(CheckLetter(letter).code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace plumbline
