#include "services/core/text/chinese_number.h"

#include <string_view>

#include "services/core/base/check.h"

namespace plumbline {
namespace {

constexpr std::u32string_view kDigits = U"〇一二三四五六七八九";
constexpr const char* kDigitTexts[] = {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

// The digit's value, -1 for anything else.
int DigitOf(char32_t c) {
  if (c == U'零') return 0;
  if (c == U'两') return 2;
  const size_t at = kDigits.find(c);
  return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

int ArabicOf(char32_t c) {
  if (c >= U'0' && c <= U'9') return static_cast<int>(c - U'0');
  if (c >= U'０' && c <= U'９') return static_cast<int>(c - U'０');
  return -1;
}

int UnitOf(char32_t c) { return c == U'十' ? 10 : c == U'百' ? 100 : c == U'千' ? 1000 : 0; }

// Digits side by side, in one of the two scripts.
std::optional<int> ParsePositional(std::u32string_view text, int (*digit)(char32_t)) {
  int value = 0;
  for (char32_t c : text) {
    const int d = digit(c);
    if (d < 0) return std::nullopt;
    value = value * 10 + d;
    if (value > kClauseNumberMax) return std::nullopt;
  }
  return value;
}

// 千, 百, 十 in falling order, each with one digit before it (十 alone at the start means 一十).
std::optional<int> ParseWithUnits(std::u32string_view text) {
  int value = 0;
  int digit = -1;
  int last_unit = 10000;
  bool zero_before = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const int unit = UnitOf(text[i]);
    if (unit != 0) {
      if (unit >= last_unit) return std::nullopt;
      const bool bare_ten = unit == 10 && i == 0;
      if (digit < 1 && !bare_ten) return std::nullopt;
      value += (bare_ten ? 1 : digit) * unit;
      last_unit = unit;
      digit = -1;
      zero_before = false;
      continue;
    }
    const int d = DigitOf(text[i]);
    if (d < 0 || digit > 0) return std::nullopt;
    if (d == 0 && (zero_before || i == 0)) return std::nullopt;
    zero_before = d == 0;
    digit = d == 0 ? -1 : d;
  }
  if (zero_before) return std::nullopt;
  return value + (digit > 0 ? digit : 0);
}

}  // namespace

bool IsNumberCharacter(char32_t c) { return DigitOf(c) >= 0 || ArabicOf(c) >= 0 || UnitOf(c) != 0; }

std::optional<int> ParseClauseNumber(std::u32string_view text) {
  if (text.empty() || text.size() > 8) return std::nullopt;
  std::optional<int> value;
  if (ArabicOf(text[0]) >= 0) {
    value = ParsePositional(text, ArabicOf);
  } else if (text.find_first_of(U"十百千") == std::u32string_view::npos) {
    value = ParsePositional(text, DigitOf);
  } else {
    value = ParseWithUnits(text);
  }
  if (!value.has_value() || *value < 1 || *value > kClauseNumberMax) return std::nullopt;
  return value;
}

std::string FormatChineseNumber(int number) {
  PLUMBLINE_CHECK(number >= 0 && number <= kClauseNumberMax, "clause numbers have four digits");
  if (number < 10) return kDigitTexts[number];
  std::string out;
  bool gap = false;  // A zero was skipped and must be said once before the next digit.
  int rest = number;
  for (const auto& [unit, name] : {std::pair{1000, "千"}, {100, "百"}, {10, "十"}, {1, ""}}) {
    const int digit = rest / unit;
    rest %= unit;
    if (digit == 0) {
      gap = !out.empty();
      continue;
    }
    if (gap) out += "零";
    gap = false;
    if (!(unit == 10 && digit == 1 && out.empty())) out += kDigitTexts[digit];
    out += name;
  }
  return out;
}

}  // namespace plumbline
