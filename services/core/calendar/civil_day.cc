#include "services/core/calendar/civil_day.h"

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace plumbline {
namespace {

constexpr int kYearMin = 1900;
constexpr int kYearMax = 2999;

int Digits(absl::string_view text) {
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

absl::Status Malformed(absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(
      "Expected a day as YYYY-MM-DD between the years ", kYearMin, " and ", kYearMax,
      ", for example 2025-03-01, but got \"", absl::CHexEscape(text.substr(0, 40)), "\"."));
}

}  // namespace

absl::StatusOr<absl::CivilDay> ParseCivilDay(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return Malformed(text);
  for (const size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return Malformed(text);
  }
  const int year = Digits(text.substr(0, 4));
  const int month = Digits(text.substr(5, 2));
  const int day = Digits(text.substr(8, 2));
  if (year < kYearMin || year > kYearMax) return Malformed(text);
  // CivilDay normalises 02-30 to 03-02; a day that moves did not exist.
  const absl::CivilDay civil(year, month, day);
  if (civil.year() != year || civil.month() != month || civil.day() != day) {
    return absl::InvalidArgumentError(
        absl::StrCat("The day ", text, " does not exist. Check year, month and day."));
  }
  return civil;
}

std::string FormatCivilDay(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", static_cast<int64_t>(day.year()), day.month(),
                         day.day());
}

}  // namespace plumbline
