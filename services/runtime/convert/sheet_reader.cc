#include "services/runtime/convert/sheet_reader.h"

#include <cmath>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/convert/xml.h"
#include "services/runtime/convert/zip_package.h"

namespace plumbline {

namespace {

constexpr double kSerialMax = 2958466;  // 9999-12-31 and a day.

struct Place {
  size_t row = 0;
  size_t column = 0;
};

// `B12` -> row 11, column 1.
bool ParsePlace(absl::string_view text, Place* place) {
  size_t i = 0;
  size_t column = 0;
  while (i < text.size() && absl::ascii_isalpha(static_cast<unsigned char>(text[i])) && i < 4) {
    column = column * 26 + static_cast<size_t>(absl::ascii_toupper(static_cast<unsigned char>(text[i])) - 'A' + 1);
    ++i;
  }
  uint32_t row = 0;
  if (i == 0 || !absl::SimpleAtoi(text.substr(i), &row) || row == 0) return false;
  *place = {row - 1, column - 1};
  return true;
}

// All text below a node, phonetic hints apart.
void CollectText(const pugi::xml_node& node, std::string* text) {
  for (const pugi::xml_node& child : node.children()) {
    if (Is(child, "t")) {
      for (const pugi::xml_node& part : child.children()) *text += part.value();
    } else if (!Is(child, "rPh")) {
      CollectText(child, text);
    }
  }
}

// Whether a number format shows a day: it names year, month or day outside quotes and brackets.
bool ShowsDay(absl::string_view code) {
  bool quoted = false;
  bool bracket = false;
  for (size_t i = 0; i < code.size(); ++i) {
    const char c = absl::ascii_tolower(static_cast<unsigned char>(code[i]));
    if (c == '"') quoted = !quoted;
    if (quoted || c == '"') continue;
    if (c == '\\') {
      ++i;
    } else if (c == '[') {
      bracket = true;
    } else if (c == ']') {
      bracket = false;
    } else if (!bracket && (c == 'y' || c == 'd' || c == 'm')) {
      return true;
    }
  }
  return false;
}

// Formats that have a number only (ECMA-376 18.8.30), those of Chinese Excel included.
bool BuiltInDay(int id) {
  return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
}

class Workbook {
 public:
  absl::Status Open(absl::string_view bytes);
  absl::StatusOr<std::vector<SheetTable>> Read();

 private:
  absl::Status Parse(const std::string& part, bool needed, pugi::xml_document* document) const;
  absl::Status ReadStrings();
  absl::Status ReadStyles();
  absl::StatusOr<std::string> PartOf(const std::string& id) const;
  absl::Status ReadSheet(const std::string& part, SheetTable* table) const;
  std::string ValueOf(const pugi::xml_node& cell) const;
  std::string DayOfSerial(double serial) const;

  ZipPackage package_;
  pugi::xml_document book_;
  pugi::xml_document relations_;
  std::vector<std::string> strings_;
  std::set<int> day_styles_;
  bool from_1904_ = false;
};

absl::Status Workbook::Open(absl::string_view bytes) {
  const auto wanted = [](absl::string_view name) {
    return absl::StartsWith(name, "xl/") && (absl::EndsWith(name, ".xml") || absl::EndsWith(name, ".rels"));
  };
  if (absl::StartsWith(bytes, "\xd0\xcf\x11\xe0")) {
    return absl::InvalidArgumentError("这是旧式 .xls 或加密的工作簿，请另存为 .xlsx 再导入 (an old .xls or an encrypted workbook: save it as .xlsx)");
  }
  PLUMBLINE_ASSIGN_OR_RETURN(package_, ZipPackage::Open(bytes, wanted));
  PLUMBLINE_RETURN_IF_ERROR(Parse("xl/workbook.xml", true, &book_));
  PLUMBLINE_RETURN_IF_ERROR(Parse("xl/_rels/workbook.xml.rels", true, &relations_));
  const pugi::xml_node properties = Child(Child(book_, "workbook"), "workbookPr");
  from_1904_ = Attribute(properties, "date1904") == "1" || Attribute(properties, "date1904") == "true";
  PLUMBLINE_RETURN_IF_ERROR(ReadStrings());
  return ReadStyles();
}

absl::Status Workbook::Parse(const std::string& part, bool needed, pugi::xml_document* document) const {
  const std::string* bytes = package_.Find(part);
  if (bytes != nullptr) return ParseXml(*bytes, part, document);
  if (!needed) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("不是 XLSX 工作簿：缺少 ", part, " (no XLSX workbook: ", part, " is missing)"));
}

absl::Status Workbook::ReadStrings() {
  pugi::xml_document document;
  PLUMBLINE_RETURN_IF_ERROR(Parse("xl/sharedStrings.xml", false, &document));
  for (const pugi::xml_node& item : Child(document, "sst").children()) {
    if (Is(item, "si")) CollectText(item, &strings_.emplace_back());
  }
  return absl::OkStatus();
}

absl::Status Workbook::ReadStyles() {
  pugi::xml_document document;
  PLUMBLINE_RETURN_IF_ERROR(Parse("xl/styles.xml", false, &document));
  const pugi::xml_node sheet = Child(document, "styleSheet");
  std::set<int> day_formats;
  for (const pugi::xml_node& format : Child(sheet, "numFmts").children()) {
    int id = 0;
    if (absl::SimpleAtoi(Attribute(format, "numFmtId"), &id) && ShowsDay(Attribute(format, "formatCode"))) day_formats.insert(id);
  }
  int style = 0;
  for (const pugi::xml_node& format : Child(sheet, "cellXfs").children()) {
    if (!Is(format, "xf")) continue;
    int id = 0;
    if (absl::SimpleAtoi(Attribute(format, "numFmtId"), &id) && (BuiltInDay(id) || day_formats.count(id) > 0)) {
      day_styles_.insert(style);
    }
    ++style;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> Workbook::PartOf(const std::string& id) const {
  for (const pugi::xml_node& relation : Child(relations_, "Relationships").children()) {
    if (Attribute(relation, "Id") != id) continue;
    absl::string_view target = Attribute(relation, "Target");
    if (absl::ConsumePrefix(&target, "/")) return std::string(target);
    return absl::StrCat("xl/", target);
  }
  return absl::InvalidArgumentError("工作簿里的一个工作表找不到 (a sheet of the workbook leads nowhere)");
}

std::string Workbook::DayOfSerial(double serial) const {
  const absl::CivilDay zero = from_1904_ ? absl::CivilDay(1904, 1, 1) : absl::CivilDay(1899, 12, 30);
  const double whole = std::floor(serial);
  const absl::CivilDay day = zero + static_cast<int>(whole);
  const int minutes = static_cast<int>(std::lround((serial - whole) * 24 * 60));
  std::string text = absl::FormatCivilTime(day);
  if (minutes > 0 && minutes < 24 * 60) absl::StrAppendFormat(&text, " %02d:%02d", minutes / 60, minutes % 60);
  return text;
}

std::string Workbook::ValueOf(const pugi::xml_node& cell) const {
  const absl::string_view type = Attribute(cell, "t");
  if (type == "inlineStr") {
    std::string text;
    CollectText(Child(cell, "is"), &text);
    return text;
  }
  std::string value = Child(cell, "v").text().get();
  if (type == "s") {
    size_t index = 0;
    return absl::SimpleAtoi(value, &index) && index < strings_.size() ? strings_[index] : std::string();
  }
  if (type == "b") return value == "1" ? "是" : "否";
  if (type == "str" || type == "e" || value.empty()) return value;
  double number = 0;
  if (!absl::SimpleAtod(value, &number) || !std::isfinite(number)) return value;
  int style = 0;
  if (absl::SimpleAtoi(Attribute(cell, "s"), &style) && day_styles_.count(style) > 0 && number >= 1 && number < kSerialMax) {
    return DayOfSerial(number);
  }
  // 0.1 is stored as 0.10000000000000001.
  return std::floor(number) == number && std::fabs(number) < 1e15 ? absl::StrFormat("%.0f", number)
                                                                  : absl::StrFormat("%.12g", number);
}

absl::Status Workbook::ReadSheet(const std::string& part, SheetTable* table) const {
  pugi::xml_document document;
  PLUMBLINE_RETURN_IF_ERROR(Parse(part, true, &document));
  const pugi::xml_node sheet = Child(document, "worksheet");
  size_t next_row = 0;
  for (const pugi::xml_node& row : Child(sheet, "sheetData").children()) {
    if (!Is(row, "row")) continue;
    size_t number = next_row + 1;
    if (const absl::string_view given = Attribute(row, "r"); !given.empty() && (!absl::SimpleAtoi(given, &number) || number == 0)) {
      return absl::InvalidArgumentError(absl::StrCat("工作表“", table->name, "”的行号有误 (a row number of the sheet is wrong)"));
    }
    next_row = number;
    size_t next_column = 0;
    for (const pugi::xml_node& cell : row.children()) {
      if (!Is(cell, "c")) continue;
      Place place{number - 1, next_column};
      if (const absl::string_view given = Attribute(cell, "r"); !given.empty() && !ParsePlace(given, &place)) {
        return absl::InvalidArgumentError(absl::StrCat("工作表“", table->name, "”的单元格编号有误 (a cell reference is wrong)"));
      }
      next_column = place.column + 1;
      std::string value = ValueOf(cell);
      if (value.empty()) continue;
      if (place.row >= kSheetRowsMax) return absl::OutOfRangeError("行数过多，请分成几个文件 (too many rows: split the file)");
      if (place.column >= kSheetColumnsMax) continue;  // Far to the right of any ledger.
      if (value.size() > kSheetCellBytesMax) {
        return absl::OutOfRangeError(absl::StrCat("第 ", number, " 行的单元格内容过长 (a cell of row ", number, " is too long)"));
      }
      if (table->rows.size() <= place.row) table->rows.resize(place.row + 1);
      std::vector<std::string>& cells = table->rows[place.row];
      if (cells.size() <= place.column) cells.resize(place.column + 1);
      cells[place.column] = std::move(value);
    }
  }
  for (const pugi::xml_node& merge : Child(sheet, "mergeCells").children()) {
    const absl::string_view range = Attribute(merge, "ref");
    const size_t colon = range.find(':');
    Place first;
    Place last;
    if (colon == absl::string_view::npos || !ParsePlace(range.substr(0, colon), &first) ||
        !ParsePlace(range.substr(colon + 1), &last) || first.row >= table->rows.size() ||
        first.column >= table->rows[first.row].size()) {
      continue;  // A merge of empty cells says nothing.
    }
    const std::string value = table->rows[first.row][first.column];
    for (size_t row = first.row; row <= last.row && row < table->rows.size(); ++row) {
      for (size_t column = first.column; column <= last.column && column < kSheetColumnsMax; ++column) {
        std::vector<std::string>& cells = table->rows[row];
        if (cells.size() <= column) cells.resize(column + 1);
        cells[column] = value;
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SheetTable>> Workbook::Read() {
  std::vector<SheetTable> tables;
  for (const pugi::xml_node& sheet : Child(Child(book_, "workbook"), "sheets").children()) {
    if (!Is(sheet, "sheet") || absl::StrContains(absl::AsciiStrToLower(Attribute(sheet, "state")), "hidden")) continue;
    if (tables.size() >= kSheetsMax) return absl::OutOfRangeError("工作表过多 (too many sheets)");
    PLUMBLINE_ASSIGN_OR_RETURN(const std::string part, PartOf(std::string(Attribute(sheet, "id"))));
    SheetTable& table = tables.emplace_back();
    table.name = std::string(Attribute(sheet, "name"));
    PLUMBLINE_RETURN_IF_ERROR(ReadSheet(part, &table));
  }
  if (tables.empty()) return absl::InvalidArgumentError("工作簿没有可见的工作表 (the workbook has no visible sheet)");
  return tables;
}

}  // namespace

absl::StatusOr<std::vector<SheetTable>> ReadXlsx(absl::string_view bytes) {
  Workbook workbook;
  PLUMBLINE_RETURN_IF_ERROR(workbook.Open(bytes));
  return workbook.Read();
}

}  // namespace plumbline
