// services/core/text/chinese_number.h: the numbers of clauses, read and written.
//
// Example          第二十三条 -> 23;  一百零五 -> 105;  〇 as in 二〇 -> 20;  ２３ -> 23.
// Counter-example  十十, 百二, 二三十: no number.
#ifndef PLUMBLINE_SERVICES_CORE_TEXT_CHINESE_NUMBER_H_
#define PLUMBLINE_SERVICES_CORE_TEXT_CHINESE_NUMBER_H_

#include <optional>
#include <string>

namespace plumbline {

inline constexpr int kClauseNumberMax = 9999;

// Whether the code point may stand in a clause number (Chinese or Arabic, also full width).
bool IsNumberCharacter(char32_t c);

// Reads the whole text as one number from 1 to kClauseNumberMax: Chinese with units (一百零五),
// Chinese digit by digit (二〇), or Arabic digits of either width. Anything else is nullopt.
std::optional<int> ParseClauseNumber(std::u32string_view text);

// 1 -> 一, 10 -> 十, 23 -> 二十三, 105 -> 一百零五, 0 -> 〇. REQUIRES: 0 <= number <= kClauseNumberMax.
std::string FormatChineseNumber(int number);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_TEXT_CHINESE_NUMBER_H_
