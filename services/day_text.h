// services/day_text.h: a day as letters, sheets and minutes write it.
#ifndef PLUMBLINE_SERVICES_DAY_TEXT_H_
#define PLUMBLINE_SERVICES_DAY_TEXT_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "google/type/date.pb.h"

namespace plumbline {

// "2023年3月1日" (GB/T 9704 7.3.5.4: Arabic digits, no leading zeros).
inline std::string DayText(const google::type::Date& date) {
  return absl::StrCat(date.year(), "年", date.month(), "月", date.day(), "日");
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_DAY_TEXT_H_
