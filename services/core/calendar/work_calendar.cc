#include "services/core/calendar/work_calendar.h"

#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/core/calendar/civil_day.h"

namespace plumbline {
namespace {

constexpr absl::string_view kHeader = "date,kind,name";
constexpr absl::string_view kYearsNote = "years:";
constexpr size_t kNameBytesMax = 60;
constexpr int kYearsMax = 50;

absl::Status LineError(int line, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("Calendar line ", line, ": ", what));
}

struct Years {
  int first = 0;
  int last = 0;
};

// Reads the text after `years:`, for example ` 2023-2026`.
absl::StatusOr<Years> ParseYears(absl::string_view text, int line) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::StripAsciiWhitespace(text), '-');
  Years years;
  if (parts.size() != 2 || parts[0].size() != 4 || parts[1].size() != 4 ||
      !absl::SimpleAtoi(parts[0], &years.first) || !absl::SimpleAtoi(parts[1], &years.last) ||
      years.first < 1900 || years.last > 2999 || years.first > years.last ||
      years.last - years.first >= kYearsMax) {
    return LineError(line, absl::StrCat("Expected \"# years: 2023-2026\" (at most ", kYearsMax,
                                        " years). Write the first and last year of the notices."));
  }
  return years;
}

absl::StatusOr<CalendarRow> ParseRow(absl::string_view text, int line) {
  const std::vector<absl::string_view> cells = absl::StrSplit(text, ',');
  if (cells.size() != 3) {
    return LineError(line, absl::StrCat("Expected three cells, date,kind,name, but got ",
                                        cells.size(), ". Separate them by commas."));
  }
  CalendarRow row;
  const absl::StatusOr<absl::CivilDay> day = ParseCivilDay(cells[0]);
  if (!day.ok()) return LineError(line, day.status().message());
  row.day = *day;
  if (cells[1] == "holiday") {
    row.kind = CalendarRow::Kind::kHoliday;
  } else if (cells[1] == "workday") {
    row.kind = CalendarRow::Kind::kWorkday;
  } else {
    return LineError(line, absl::StrCat("Unknown kind \"", absl::CHexEscape(cells[1].substr(0, 40)),
                                        "\". Write holiday or workday."));
  }
  if (cells[2].empty() || cells[2].size() > kNameBytesMax) {
    return LineError(line, absl::StrCat("The name must have 1 to ", kNameBytesMax,
                                        " bytes. Write the name of the holiday."));
  }
  row.name = std::string(cells[2]);
  return row;
}

}  // namespace

absl::StatusOr<WorkCalendar> WorkCalendar::Parse(absl::string_view csv,
                                                 absl::Span<const CalendarRow> extra) {
  if (csv.size() > kBytesMax) {
    return absl::InvalidArgumentError(absl::StrCat("The calendar has ", csv.size(),
                                                   " bytes; at most ", kBytesMax,
                                                   " are read. Load one file for a few years."));
  }
  absl::ConsumePrefix(&csv, "\xEF\xBB\xBF");  // Spreadsheet programs write a byte-order mark.
  WorkCalendar calendar;
  Years years;
  bool header_seen = false;
  int line = 0;
  for (absl::string_view text : absl::StrSplit(csv, '\n')) {
    ++line;
    absl::ConsumeSuffix(&text, "\r");
    if (!header_seen) {
      if (absl::ConsumePrefix(&text, "#")) {
        text = absl::StripLeadingAsciiWhitespace(text);
        if (absl::ConsumePrefix(&text, kYearsNote)) {
          if (years.first != 0)
            return LineError(line, "The years are stated twice. Keep one line.");
          PLUMBLINE_ASSIGN_OR_RETURN(years, ParseYears(text, line));
        }
        continue;
      }
      if (text != kHeader) {
        return LineError(line, absl::StrCat("Expected the header \"", kHeader,
                                            "\" after the notes that start with #."));
      }
      header_seen = true;
      continue;
    }
    if (text.empty()) continue;  // The end of the file, or a blank line between years.
    PLUMBLINE_ASSIGN_OR_RETURN(CalendarRow row, ParseRow(text, line));
    if (!calendar.rows_.empty() && row.day <= calendar.rows_.rbegin()->first) {
      return LineError(line, absl::StrCat("The day ", FormatCivilDay(row.day),
                                          " is not after the row before it. Sort the rows by day "
                                          "and keep one row for each."));
    }
    if (calendar.rows_.size() >= kRowsMax) {
      return LineError(line,
                       absl::StrCat("More than ", kRowsMax, " rows. Split the file by years."));
    }
    calendar.rows_.emplace(row.day, std::move(row));
  }
  if (!header_seen || calendar.rows_.empty()) {
    return LineError(line, absl::StrCat("The calendar has no rows. Expected the header \"", kHeader,
                                        "\" and at least one row for each year."));
  }
  if (years.first == 0) {
    years.first = static_cast<int>(calendar.rows_.begin()->first.year());
    years.last = static_cast<int>(calendar.rows_.rbegin()->first.year());
    if (years.last - years.first >= kYearsMax) {
      return LineError(line, absl::StrCat("The rows span more than ", kYearsMax,
                                          " years. Check the years of the rows."));
    }
  }
  std::set<int64_t> years_with_rows;
  for (const auto& [day, row] : calendar.rows_) {
    if (day.year() < years.first || day.year() > years.last) {
      return absl::InvalidArgumentError(
          absl::StrCat("Calendar row ", FormatCivilDay(day), " is outside the stated years ",
                       years.first, "-", years.last, ". Correct the row or the line # years:."));
    }
    years_with_rows.insert(day.year());
  }
  for (int year = years.first; year <= years.last; ++year) {
    if (years_with_rows.count(year) == 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("The calendar has no row for ", year,
                       ". Add the rows of that year's notice, or leave the year out."));
    }
  }
  calendar.first_day_ = absl::CivilDay(years.first, 1, 1);
  calendar.last_day_ = absl::CivilDay(years.last, 12, 31);
  std::set<absl::CivilDay> extra_days;
  for (const CalendarRow& row : extra) {
    if (!extra_days.insert(row.day).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("The extra day ", FormatCivilDay(row.day), " is given twice. Keep one."));
    }
    // Days of years that are not loaded are kept out: they would pretend that the year is known.
    if (!calendar.Covers(row.day)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "The extra day ", FormatCivilDay(row.day), " is outside the calendar's years ",
          years.first, "-", years.last, ". Load a calendar for that year or remove the day."));
    }
    if (row.name.empty() || row.name.size() > kNameBytesMax) {
      return absl::InvalidArgumentError(absl::StrCat("The extra day ", FormatCivilDay(row.day),
                                                     " needs a name of 1 to ", kNameBytesMax,
                                                     " bytes."));
    }
    calendar.rows_[row.day] = row;
  }
  calendar.Build();
  return calendar;
}

void WorkCalendar::Build() {
  const auto days = static_cast<int32_t>(last_day_ - first_day_) + 1;
  working_before_.reserve(static_cast<size_t>(days) + 1);
  for (int32_t offset = 0; offset < days; ++offset) {
    working_before_.push_back(static_cast<int32_t>(working_days_.size()));
    const absl::CivilDay day = first_day_ + offset;
    const absl::Weekday weekday = absl::GetWeekday(day);
    bool works = weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday;
    const auto row = rows_.find(day);
    if (row != rows_.end()) works = row->second.kind == CalendarRow::Kind::kWorkday;
    if (works) working_days_.push_back(offset);
  }
  working_before_.push_back(static_cast<int32_t>(working_days_.size()));
}

bool WorkCalendar::IsWorkingDay(absl::CivilDay day) const {
  PLUMBLINE_CHECK(Covers(day), "the caller asked Covers first");
  const auto offset = static_cast<size_t>(day - first_day_);
  return working_before_[offset + 1] > working_before_[offset];
}

absl::string_view WorkCalendar::NameOf(absl::CivilDay day) const {
  const auto row = rows_.find(day);
  return row == rows_.end() ? absl::string_view() : absl::string_view(row->second.name);
}

int WorkCalendar::CountWorkingDays(absl::CivilDay from, absl::CivilDay to) const {
  if (from > to) return 0;
  PLUMBLINE_CHECK(Covers(from) && Covers(to), "the caller asked Covers first");
  return working_before_[static_cast<size_t>(to - first_day_) + 1] -
         working_before_[static_cast<size_t>(from - first_day_)];
}

absl::optional<absl::CivilDay> WorkCalendar::NthWorkingDay(absl::CivilDay day, int n) const {
  if (!Covers(day) || n == 0) return absl::nullopt;
  const auto offset = static_cast<size_t>(day - first_day_);
  // Forward: the first candidate is the first working day after `day`; backward: the last before
  // it.
  const int64_t index =
      n > 0 ? int64_t{working_before_[offset + 1]} + n - 1 : int64_t{working_before_[offset]} + n;
  if (index < 0 || index >= static_cast<int64_t>(working_days_.size())) return absl::nullopt;
  return first_day_ + working_days_[static_cast<size_t>(index)];
}

}  // namespace plumbline
