#include "services/registry/ledger_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"

namespace plumbline {

namespace {

constexpr size_t kHeadingsShown = 20;

// A cell without the spaces and line breaks around it; full-width spaces too.
std::string Cell(const LedgerRecord& record, int column) {
  if (column < 0 || static_cast<size_t>(column) >= record.size()) return {};
  std::string cell = absl::StrReplaceAll(record[static_cast<size_t>(column)],
                                         {{"\r\n", " "}, {"\n", " "}, {"\r", " "}, {"\t", " "}, {"　", " "}});
  absl::StripAsciiWhitespace(&cell);
  return cell;
}

// Headings as they are compared: without any space.
std::string Heading(const LedgerRecord& record, size_t column) {
  return absl::StrReplaceAll(Cell(record, static_cast<int>(column)), {{" ", ""}});
}

// Where each field stands; -1: nowhere. Headings of one row, or of two rows one over the other.
struct Header {
  std::vector<int> columns;
  size_t rows = 1;
  size_t found = 0;
  bool complete = false;
};

Header MatchHeader(const std::vector<LedgerRecord>& records, size_t first, size_t rows, const LedgerMapping& mapping,
                   const LedgerFields& fields) {
  Header header;
  header.rows = rows;
  header.complete = true;
  size_t width = 0;
  for (size_t i = first; i < first + rows; ++i) width = std::max(width, records[i].size());
  for (const LedgerField& field : fields) {
    std::vector<std::string> wanted = field.headings;
    if (const auto own = mapping.find(field.name); own != mapping.end()) wanted = {absl::StrReplaceAll(own->second, {{" ", ""}})};
    int at = -1;
    for (size_t column = 0; column < width && at < 0; ++column) {
      std::vector<std::string> names = {Heading(records[first + rows - 1], column)};
      if (rows == 2) {
        const std::string upper = Heading(records[first], column);
        if (names[0].empty()) names[0] = upper;  // Merged over both rows.
        names.push_back(upper + names[0]);
      }
      for (const std::string& one : wanted) {
        if (std::find(names.begin(), names.end(), one) != names.end()) at = static_cast<int>(column);
      }
    }
    header.columns.push_back(at);
    if (at >= 0) ++header.found;
    if (at < 0 && (field.needed || mapping.count(field.name) > 0)) header.complete = false;
  }
  return header;
}

bool IsBlank(const LedgerRecord& record) {
  for (size_t k = 0; k < record.size(); ++k) {
    if (!Cell(record, static_cast<int>(k)).empty()) return false;
  }
  return true;
}

absl::Status NoHeader(const std::vector<LedgerRecord>& records, const LedgerMapping& mapping, const LedgerFields& fields) {
  std::vector<std::string> wanted;
  for (const LedgerField& field : fields) {
    const auto own = mapping.find(field.name);
    if (field.needed || own != mapping.end()) {
      wanted.push_back(own == mapping.end() ? absl::StrJoin(field.headings, "/") : own->second);
    }
  }
  // The first row that is no title, and the one below it: headers have one row or two.
  std::vector<std::string> there;
  for (size_t i = 0; i < std::min(records.size(), kHeaderRowsMax); ++i) {
    std::vector<std::string> row;
    for (size_t k = 0; k < records[i].size(); ++k) {
      const std::string heading = Heading(records[i], k);
      if (!heading.empty() && std::find(there.begin(), there.end(), heading) == there.end()) row.push_back(heading);
    }
    const bool second = !there.empty();
    if (second || row.size() >= 2) there.insert(there.end(), row.begin(), row.end());
    if (second || there.size() > kHeadingsShown) break;
  }
  if (there.size() > kHeadingsShown) there.resize(kHeadingsShown);
  return absl::InvalidArgumentError(absl::StrCat("前 ", kHeaderRowsMax, " 行里没有表头“", absl::StrJoin(wanted, "”“"), "”；现有的表头：",
                                                 there.empty() ? "无" : absl::StrJoin(there, "、"),
                                                 "。请用 --map ", fields.front().name, "=… 写明对应关系。 (No header with these columns; name yours with --map.)"));
}

// A row of the table that is not blank.
struct Line {
  int32_t row;
  std::vector<std::string> cells;  // As the fields stand.
};

absl::StatusOr<std::vector<Line>> ReadLines(const std::vector<LedgerRecord>& records, const LedgerMapping& mapping,
                                            const LedgerFields& fields) {
  Header header;
  size_t first = records.size();
  for (size_t i = 0; i < std::min(records.size(), kHeaderRowsMax); ++i) {
    for (const size_t rows : {size_t{1}, size_t{2}}) {
      if (i + rows > records.size()) continue;
      Header found = MatchHeader(records, i, rows, mapping, fields);
      // The header that names most; of equals the first and the lowest.
      if (found.complete && (first == records.size() || found.found > header.found)) {
        header = std::move(found);
        first = i;
      }
    }
  }
  if (first == records.size()) return NoHeader(records, mapping, fields);
  std::vector<Line> out;
  for (size_t i = first + header.rows; i < records.size(); ++i) {
    if (IsBlank(records[i])) continue;
    Line& line = out.emplace_back();
    line.row = static_cast<int32_t>(i + 1);
    for (const int column : header.columns) line.cells.push_back(Cell(records[i], column));
  }
  return out;
}

// A day as a cell writes it, perhaps with a time of day behind it; what is no day stays unset.
void ReadDay(std::string cell, google::type::Date* day) {
  if (absl::StrContains(cell, ":")) cell.resize(std::min(cell.size(), cell.find(' ')));
  if (const auto read = ReadLedgerDay(cell); read.has_value()) SetDate(*read, day);
}

}  // namespace

const LedgerFields& DocumentFields() {
  static const auto& kFields = *new LedgerFields{
      {"标题", {"标题", "文件名称", "文件标题"}, true},
      {"发布日期", {"发布日期", "公布日期", "印发日期", "发文日期"}, true},
      {"文号", {"文号", "发文字号", "文件文号"}, false},
      {"起草单位", {"起草单位", "起草部门", "送审单位"}, false},
      {"意见书文号", {"意见书文号", "审查意见书文号", "审核意见书文号"}, false},
  };
  return kFields;
}

const LedgerFields& PastReviewFields() {
  static const auto& kFields = *new LedgerFields{
      {"文件名称", {"文件名称", "标题", "文件标题", "送审文件名称", "审核事项", "事项名称"}, true},
      {"送审单位", {"送审单位", "起草单位", "起草部门", "送审部门", "来文单位"}, false},
      {"送审日期", {"送审日期", "来文日期", "收文日期", "受理日期", "送审时间"}, false},
      {"意见书文号", {"意见书文号", "审查意见书文号", "审核意见书文号", "意见文号", "审核文号"}, false},
      {"审核意见", {"审核意见", "审查意见", "审核结论", "审查结论", "结论"}, false},
      {"出具日期", {"出具日期", "意见出具日期", "审结日期", "办结日期", "出具时间"}, false},
      {"文号", {"文号", "发文字号", "文件文号"}, false},
  };
  return kFields;
}

std::optional<absl::CivilDay> ReadLedgerDay(absl::string_view cell) {
  std::string text = absl::StrReplaceAll(cell, {{"年", "-"}, {"月", "-"}, {"日", ""}, {".", "-"}, {"/", "-"}, {" ", ""}});
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  if (parts.size() != 3 || parts[0].size() != 4) return std::nullopt;
  google::type::Date date;
  int32_t numbers[3];
  for (size_t i = 0; i < 3; ++i) {
    if (parts[i].empty() || parts[i].size() > 4) return std::nullopt;
    for (const char c : parts[i]) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return std::nullopt;
    }
    if (!absl::SimpleAtoi(parts[i], &numbers[i])) return std::nullopt;
  }
  date.set_year(numbers[0]);
  date.set_month(numbers[1]);
  date.set_day(numbers[2]);
  return DayOf(date);
}

absl::StatusOr<LedgerMapping> ParseLedgerMapping(absl::string_view text, const LedgerFields& fields) {
  LedgerMapping mapping;
  std::set<std::string> headings;
  for (absl::string_view line : absl::StrSplit(text, absl::ByAnyChar("\r\n,"))) {
    line = absl::StripAsciiWhitespace(line);
    if (line.empty() || line[0] == '#') continue;
    const std::pair<std::string, std::string> parts = absl::StrSplit(line, absl::MaxSplits('=', 1));
    const std::string field(absl::StripAsciiWhitespace(parts.first));
    const std::string heading(absl::StripAsciiWhitespace(parts.second));
    const bool known = std::any_of(fields.begin(), fields.end(), [&](const LedgerField& one) { return one.name == field; });
    if (!known || heading.empty()) {
      std::vector<std::string> names;
      for (const LedgerField& one : fields) names.emplace_back(one.name);
      return absl::InvalidArgumentError(absl::StrCat("“", line, "”：请写成 字段=表头，字段为", absl::StrJoin(names, "、"),
                                                     " (write FIELD=HEADING)"));
    }
    if (!headings.insert(heading).second || mapping.count(field) > 0) {
      return absl::InvalidArgumentError(absl::StrCat("“", line, "”重复 (given twice)"));
    }
    mapping[field] = heading;
  }
  return mapping;
}

std::string PrintLedgerMapping(const LedgerMapping& mapping) {
  std::string text;
  for (const auto& [field, heading] : mapping) absl::StrAppend(&text, field, "=", heading, "\n");
  return text;
}

absl::StatusOr<std::vector<v1::ImportedRow>> ReadLedgerTable(const std::vector<LedgerRecord>& records,
                                                             const LedgerMapping& mapping) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<Line> lines, ReadLines(records, mapping, DocumentFields()));
  std::vector<v1::ImportedRow> out;
  for (const Line& line : lines) {
    v1::ImportedRow& row = out.emplace_back();
    row.set_row(line.row);
    row.set_title(line.cells[0]);
    ReadDay(line.cells[1], row.mutable_publish_date());
    if (!IsSet(row.publish_date())) row.clear_publish_date();
    row.set_document_number(line.cells[2]);
    row.set_drafter(line.cells[3]);
    row.set_opinion_number(line.cells[4]);
  }
  return out;
}

absl::StatusOr<std::vector<v1::PastReviewLine>> ReadPastReviews(const std::vector<LedgerRecord>& records,
                                                                const LedgerMapping& mapping) {
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<Line> lines, ReadLines(records, mapping, PastReviewFields()));
  std::vector<v1::PastReviewLine> out;
  for (const Line& line : lines) {
    v1::PastReviewLine& row = out.emplace_back();
    row.set_row(line.row);
    row.set_title(line.cells[0]);
    row.set_drafter(line.cells[1]);
    ReadDay(line.cells[2], row.mutable_received_date());
    row.set_opinion_number(line.cells[3]);
    row.set_conclusion(line.cells[4]);
    ReadDay(line.cells[5], row.mutable_issued_date());
    row.set_document_number(line.cells[6]);
  }
  return out;
}

std::vector<std::string> MissingNumbers(const std::vector<std::string>& numbers, size_t most) {
  // 某府发〔2022〕3号: everything up to the closing bracket is the series.
  std::map<std::string, std::set<int>> series;
  for (const std::string& one : numbers) {
    const std::string text = absl::StrReplaceAll(one, {{"[", "〔"}, {"]", "〕"}, {"【", "〔"}, {"】", "〕"}, {" ", ""}});
    const std::string close_bracket = "〕";
    const size_t close = text.rfind(close_bracket);
    if (close == std::string::npos || !absl::EndsWith(text, "号")) continue;
    const size_t begin = close + close_bracket.size();
    int number = 0;
    if (!absl::SimpleAtoi(text.substr(begin, text.size() - begin - std::string("号").size()), &number) || number < 1) continue;
    series[text.substr(0, begin)].insert(number);
  }
  std::vector<std::string> missing;
  for (const auto& [name, given] : series) {
    for (auto it = given.begin(); it != given.end() && std::next(it) != given.end(); ++it) {
      for (int number = *it + 1; number < *std::next(it) && missing.size() < most; ++number) {
        missing.push_back(absl::StrCat(name, number, "号"));
      }
    }
  }
  return missing;
}

}  // namespace plumbline
