#include "services/core/procedure/labels.h"

#include "gtest/gtest.h"

namespace plumbline {
namespace {

// Every stated value of an enum has a label in both languages.
template <typename Enum>
void ExpectLabels(int count, const char* what, int last_without = 0) {
  for (int value = 1; value < count; ++value) {
    if (value == last_without) continue;
    EXPECT_FALSE(Label(static_cast<Enum>(value), Language::kChinese).empty()) << what << value;
    EXPECT_FALSE(Label(static_cast<Enum>(value), Language::kEnglish).empty()) << what << value;
  }
  EXPECT_EQ(Label(static_cast<Enum>(count), Language::kChinese), "");
}

TEST(LabelTest, NamesEveryValueInBothLanguages) {
  using namespace config::v1;  // NOLINT: one enum after the other
  ExpectLabels<Kind>(Kind_ARRAYSIZE, "kind ");
  ExpectLabels<Stage>(Stage_ARRAYSIZE, "stage ");
  ExpectLabels<Role>(Role_ARRAYSIZE, "role ");
  ExpectLabels<Force>(Force_ARRAYSIZE, "force ");
  ExpectLabels<Room>(Room_ARRAYSIZE, "room ");
  ExpectLabels<Condition>(Condition_ARRAYSIZE, "condition ");
  ExpectLabels<Bound>(Bound_ARRAYSIZE, "bound ", BOUND_NONE);
  ExpectLabels<Party>(Party_ARRAYSIZE, "party ");
  ExpectLabels<Effect>(Effect_ARRAYSIZE, "effect ");
  ExpectLabels<Need>(Need_ARRAYSIZE, "need ");
  ExpectLabels<Part>(Part_ARRAYSIZE, "part ");
  ExpectLabels<Reader>(Reader_ARRAYSIZE, "reader ");
  ExpectLabels<Nature>(Nature_ARRAYSIZE, "nature ");
  ExpectLabels<Verification>(Verification_ARRAYSIZE, "verification ");
  ExpectLabels<ConflictEffect>(ConflictEffect_ARRAYSIZE, "conflict ");
}

TEST(LabelTest, SaysTheForceInTheWordsOfTheLaw) {
  EXPECT_EQ(Label(config::v1::FORCE_MUST, Language::kChinese), "应当");
  EXPECT_EQ(Label(config::v1::FORCE_GENERALLY, Language::kChinese), "一般");
  EXPECT_EQ(Label(config::v1::FORCE_MAY, Language::kChinese), "可以");
}

TEST(LimitTextTest, WritesLengthBoundAndExtension) {
  config::v1::Limit limit;
  limit.set_length(5);
  limit.set_unit(config::v1::LIMIT_UNIT_WORKING_DAY);
  limit.set_bound(config::v1::BOUND_MIN);
  EXPECT_EQ(LimitText(limit, Language::kChinese), "不少于5个工作日");
  EXPECT_EQ(LimitText(limit, Language::kEnglish), "at least 5 working days");
  limit.set_bound(config::v1::BOUND_MAX);
  limit.set_length(30);
  limit.set_unit(config::v1::LIMIT_UNIT_CALENDAR_DAY);
  limit.set_extension_max(20);
  EXPECT_EQ(LimitText(limit, Language::kChinese), "不超过30日（可延长20日）");
  limit.set_extension_max(0);
  limit.set_direction(config::v1::DIRECTION_BACKWARD);
  EXPECT_EQ(LimitText(limit, Language::kChinese), "提前30日");
  EXPECT_EQ(LimitText(limit, Language::kEnglish), "30 days before");
  config::v1::Limit none;
  none.set_bound(config::v1::BOUND_NONE);
  EXPECT_EQ(LimitText(none, Language::kChinese), "来源未定期限");
  config::v1::Limit fixed;
  fixed.set_bound(config::v1::BOUND_BY);
  fixed.set_unit(config::v1::LIMIT_UNIT_FIXED_DAY);
  fixed.add_fixed_day()->set_month(1);
  fixed.mutable_fixed_day(0)->set_day(31);
  EXPECT_EQ(LimitText(fixed, Language::kChinese), "次年1月31日前");
}

TEST(SourceTextTest, ShowsWhatAReaderMustSee) {
  config::v1::Source source;
  source.set_instrument("某条例");
  source.set_number("国务院令第1号");
  source.set_article("第二条");
  source.set_nature(config::v1::NATURE_LAW);
  source.set_verification(config::v1::VERIFICATION_VERIFIED);
  EXPECT_EQ(SourceText(source, Language::kChinese), "《某条例》（国务院令第1号）第二条");
  source.set_verification(config::v1::VERIFICATION_UNVERIFIED);
  source.set_nature(config::v1::NATURE_LOCAL_RULE);
  source.set_note("参照");
  EXPECT_EQ(SourceText(source, Language::kChinese),
            "《某条例》（国务院令第1号）第二条【未核实】【本地规定】（参照）");
  config::v1::Source city;
  city.set_instrument("某市有关规定");
  city.set_article("第四条");
  city.set_nature(config::v1::NATURE_LOCAL_RULE);
  city.set_verification(config::v1::VERIFICATION_VERIFIED);
  EXPECT_EQ(SourceText(city, Language::kChinese), "某市有关规定第四条【本地规定】");
  config::v1::Source target;
  target.set_instrument("本单位设定");
  target.set_nature(config::v1::NATURE_INTERNAL_TARGET);
  EXPECT_EQ(SourceText(target, Language::kChinese), "本单位设定【内部目标】");
  EXPECT_EQ(SourceText(target, Language::kEnglish), "本单位设定 [internal target]");
}

}  // namespace
}  // namespace plumbline
