#include "services/registry/ledger_csv.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "services/core/base/status_macros.h"
#include "services/dates.h"

namespace plumbline {

namespace {

constexpr size_t kBytesMax = 4u << 20;
constexpr size_t kRecordsMax = 20000;
constexpr size_t kColumnsMax = 64;
constexpr size_t kFieldBytesMax = 4096;

using Record = std::vector<std::string>;

bool IsUtf8(absl::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t more = lead < 0x80 ? 0 : lead >= 0xc2 && lead < 0xe0 ? 1 : lead >= 0xe0 && lead < 0xf0 ? 2
                                      : lead >= 0xf0 && lead < 0xf5 ? 3 : 4;
    if (more == 4 || i + more >= text.size()) return false;
    uint32_t code = more == 0 ? lead : lead & (0x3fu >> more);
    for (size_t k = 1; k <= more; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xc0) != 0x80) return false;
      code = code << 6 | (next & 0x3f);
    }
    const bool overlong = (more == 2 && code < 0x800) || (more == 3 && code < 0x10000);
    if (overlong || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
    i += more + 1;
  }
  return true;
}

absl::Status Bad(size_t record, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("第 ", record, " 行：", what, " (record ", record, ")"));
}

// Splits the text into records; a blank line is a record with one empty field.
absl::StatusOr<std::vector<Record>> Split(absl::string_view text) {
  std::vector<Record> records;
  Record record;
  std::string field;
  bool quoted = false;  // Inside quotes.
  const auto end_record = [&] {
    record.push_back(std::move(field));
    field.clear();
    records.push_back(std::move(record));
    record.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (records.size() >= kRecordsMax) return Bad(records.size() + 1, "行数过多，请分成几个文件。");
    if (quoted) {
      if (c != '"') {
        field.push_back(c);
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        field.push_back('"');
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"' && field.empty()) {
      quoted = true;
    } else if (c == ',') {
      record.push_back(std::move(field));
      field.clear();
      if (record.size() >= kColumnsMax) return Bad(records.size() + 1, "列数过多。");
    } else if (c == '\n') {
      end_record();
    } else if (c != '\r' || i + 1 >= text.size() || text[i + 1] != '\n') {
      field.push_back(c);
    }
    if (field.size() > kFieldBytesMax) return Bad(records.size() + 1, "单元格内容过长。");
  }
  if (quoted) return Bad(records.size() + 1, "引号没有结束，请核对该行。");
  if (!field.empty() || !record.empty()) end_record();
  return records;
}

// A cell without the spaces and line breaks around it; full-width spaces too.
std::string Cell(const Record& record, int column) {
  if (column < 0 || static_cast<size_t>(column) >= record.size()) return {};
  std::string cell = absl::StrReplaceAll(record[static_cast<size_t>(column)],
                                         {{"\r\n", " "}, {"\n", " "}, {"\r", " "}, {"\t", " "}, {"　", " "}});
  absl::StripAsciiWhitespace(&cell);
  return cell;
}

int ColumnOf(const Record& header, std::initializer_list<absl::string_view> names) {
  for (size_t i = 0; i < header.size(); ++i) {
    for (const absl::string_view name : names) {
      if (Cell(header, static_cast<int>(i)) == name) return static_cast<int>(i);
    }
  }
  return -1;
}

}  // namespace

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

absl::StatusOr<std::vector<v1::ImportedRow>> ReadLedgerCsv(absl::string_view bytes) {
  if (bytes.size() > kBytesMax) {
    return absl::InvalidArgumentError("台账文件超过 4 MiB，请分成几个文件。 (The ledger is larger than 4 MiB: split it.)");
  }
  absl::ConsumePrefix(&bytes, "\xef\xbb\xbf");
  if (!IsUtf8(bytes)) {
    return absl::InvalidArgumentError("台账文件不是 UTF-8 编码，请另存为“CSV UTF-8”。 (Not UTF-8: save it as CSV UTF-8.)");
  }
  PLUMBLINE_ASSIGN_OR_RETURN(const std::vector<Record> records, Split(bytes));
  if (records.empty()) return absl::InvalidArgumentError("台账文件是空的。 (The ledger is empty.)");
  const Record& header = records[0];
  const int title = ColumnOf(header, {"标题", "文件名称"});
  const int day = ColumnOf(header, {"发布日期", "公布日期"});
  if (title < 0 || day < 0) return Bad(1, "表头须有“标题”和“发布日期”两列。");
  const int number = ColumnOf(header, {"文号", "发文字号"});
  const int drafter = ColumnOf(header, {"起草单位"});
  const int opinion = ColumnOf(header, {"意见书文号"});
  std::vector<v1::ImportedRow> rows;
  for (size_t i = 1; i < records.size(); ++i) {
    bool blank = true;
    for (size_t k = 0; k < records[i].size(); ++k) blank &= Cell(records[i], static_cast<int>(k)).empty();
    if (blank) continue;
    v1::ImportedRow& row = rows.emplace_back();
    row.set_row(static_cast<int32_t>(i + 1));
    row.set_title(Cell(records[i], title));
    row.set_document_number(Cell(records[i], number));
    row.set_drafter(Cell(records[i], drafter));
    row.set_opinion_number(Cell(records[i], opinion));
    const auto published = ReadLedgerDay(Cell(records[i], day));
    if (published.has_value()) SetDate(*published, row.mutable_publish_date());
  }
  return rows;
}

}  // namespace plumbline
