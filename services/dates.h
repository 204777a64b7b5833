// services/dates.h: civil days on the wire (google.type.Date), in the journal (yyyymmdd) and in code.
#ifndef PLUMBLINE_SERVICES_DATES_H_
#define PLUMBLINE_SERVICES_DATES_H_

#include <cstdint>
#include <optional>

#include "absl/time/civil_time.h"
#include "google/type/date.pb.h"

namespace plumbline {

// 20230301 for 2023-03-01. REQUIRES: year 1..9999.
inline int32_t DayNumber(absl::CivilDay day) {
  return static_cast<int32_t>(day.year() * 10000 + day.month() * 100 + day.day());
}

// Back from yyyymmdd. REQUIRES: made by DayNumber.
inline absl::CivilDay DayOf(int32_t number) {
  return absl::CivilDay(number / 10000, number / 100 % 100, number % 100);
}

// The civil day, or nothing when it is not set or does not exist (2023-02-29), or lies outside 1949..2199.
inline std::optional<absl::CivilDay> DayOf(const google::type::Date& date) {
  if (date.year() < 1949 || date.year() > 2199) return std::nullopt;
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (day.year() != date.year() || day.month() != date.month() || day.day() != date.day()) {
    return std::nullopt;
  }
  return day;
}

// yyyymmdd of a day that the record holds; 0 where it is not set.
inline int32_t NumberOf(const google::type::Date& date) { return date.year() * 10000 + date.month() * 100 + date.day(); }

inline void SetDate(absl::CivilDay day, google::type::Date* date) {
  date->set_year(static_cast<int32_t>(day.year()));
  date->set_month(day.month());
  date->set_day(day.day());
}
// As above from yyyymmdd; 0 leaves the date unset.
inline void SetDate(int32_t number, google::type::Date* date) {
  if (number != 0) SetDate(DayOf(number), date);
}

// True when the field was sent at all.
inline bool IsSet(const google::type::Date& date) {
  return date.year() != 0 || date.month() != 0 || date.day() != 0;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DATES_H_
