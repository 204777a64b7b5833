#include "services/runtime/export/xlsx.h"

#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <cstdio>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"
#include "services/core/base/status_macros.h"
#include "services/core/text/utf8.h"

namespace plumbline {
namespace {

constexpr size_t kCellCharactersMax = 32767;
constexpr size_t kSheetNameMax = 31;
constexpr char kFont[] = "宋体";

// A file that has no name: the library wants a path, and gets the one that the system gives to an open file.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("ledger", MFD_CLOEXEC)) {}
  ~MemoryFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  bool ok() const { return descriptor_ >= 0; }
  std::string path() const { return absl::StrCat("/proc/self/fd/", descriptor_); }
  absl::StatusOr<std::string> Read() const {
    std::string bytes;
    char piece[1 << 16];
    for (;;) {
      const ssize_t got = pread(descriptor_, piece, sizeof(piece), static_cast<off_t>(bytes.size()));
      if (got < 0) return absl::InternalError("Expected to read the workbook back, but the system did not let us");
      if (got == 0) return bytes;
      bytes.append(piece, static_cast<size_t>(got));
    }
  }

 private:
  const int descriptor_;
};

// At most so many UTF-16 units: what the format counts.
std::string CutTo(const std::string& text, size_t most) {
  size_t units = 0;
  size_t keep = 0;
  char32_t c = 0;
  for (size_t pos = 0; NextCodePoint(text, &pos, &c);) {
    units += c > 0xffff ? 2 : 1;
    if (units + 1 <= most) keep = pos;
    if (units > most) return absl::StrCat(text.substr(0, keep), "…");
  }
  return text;
}

// A name that a sheet may have, and that none before it has.
std::string SheetName(const std::string& title, std::set<std::string>* taken) {
  std::string base = absl::StrReplaceAll(CleanText(title), {{"[", "（"}, {"]", "）"}, {":", "："}, {"*", "＊"}, {"?", "？"},
                                                            {"/", "／"}, {"\\", "＼"}, {"'", "’"}, {"\n", " "}});
  if (base.empty()) base = "Sheet";
  std::string name = CutTo(base, kSheetNameMax);
  for (int i = 2; !taken->insert(absl::AsciiStrToLower(name)).second; ++i) {
    name = absl::StrCat(CutTo(base, kSheetNameMax - 4), " ", i);
  }
  return name;
}

struct Formats {
  lxw_format* title;
  lxw_format* note;
  lxw_format* note_right;
  lxw_format* head;
  lxw_format* text;
  lxw_format* number;
  lxw_format* day;
  lxw_format* yes_no;
};

lxw_format* NewFormat(lxw_workbook* book, double size, uint8_t align) {
  lxw_format* format = workbook_add_format(book);
  format_set_font_name(format, kFont);
  format_set_font_size(format, size);
  format_set_align(format, align);
  format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
  return format;
}

lxw_format* NewCellFormat(lxw_workbook* book, uint8_t align) {
  lxw_format* format = NewFormat(book, 10.5, align);
  format_set_border(format, LXW_BORDER_THIN);
  format_set_text_wrap(format);
  return format;
}

Formats MakeFormats(lxw_workbook* book) {
  Formats formats;
  formats.title = NewFormat(book, 16, LXW_ALIGN_CENTER);
  format_set_bold(formats.title);
  formats.note = NewFormat(book, 10, LXW_ALIGN_LEFT);
  formats.note_right = NewFormat(book, 10, LXW_ALIGN_RIGHT);
  formats.head = NewCellFormat(book, LXW_ALIGN_CENTER);
  format_set_bold(formats.head);
  format_set_bg_color(formats.head, 0xEDEDED);
  formats.text = NewCellFormat(book, LXW_ALIGN_LEFT);
  formats.number = NewCellFormat(book, LXW_ALIGN_RIGHT);
  format_set_num_format(formats.number, "0");
  formats.day = NewCellFormat(book, LXW_ALIGN_CENTER);
  format_set_num_format(formats.day, "yyyy-mm-dd");
  formats.yes_no = NewCellFormat(book, LXW_ALIGN_CENTER);
  return formats;
}

lxw_error PutCell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const LedgerCell& cell, const Formats& formats,
                  bool english) {
  if (const auto* number = std::get_if<int64_t>(&cell)) {
    // Beyond 15 digits a spreadsheet would round.
    if (*number < 1'000'000'000'000'000 && *number > -1'000'000'000'000'000) {
      return worksheet_write_number(sheet, row, column, static_cast<double>(*number), formats.number);
    }
    return worksheet_write_string(sheet, row, column, CellText(cell, english).c_str(), formats.text);
  }
  if (const auto* day = std::get_if<absl::CivilDay>(&cell); day != nullptr && day->year() >= 1900 && day->year() <= 9999) {
    lxw_datetime date = {static_cast<int>(day->year()), day->month(), day->day(), 0, 0, 0};
    return worksheet_write_datetime(sheet, row, column, &date, formats.day);
  }
  const std::string text = CutTo(CellText(cell, english), kCellCharactersMax);
  if (text.empty()) return worksheet_write_blank(sheet, row, column, formats.text);
  return worksheet_write_string(sheet, row, column, text.c_str(),
                                std::holds_alternative<bool>(cell) ? formats.yes_no : formats.text);
}

// A line over all columns.
lxw_error PutLine(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t first, lxw_col_t last, const std::string& text,
                  lxw_format* format) {
  if (first == last) return worksheet_write_string(sheet, row, first, text.c_str(), format);
  return worksheet_merge_range(sheet, row, first, row, last, text.c_str(), format);
}

void SetUpPrinting(lxw_worksheet* sheet, lxw_row_t head, bool english) {
  constexpr uint8_t kA4 = 9;
  worksheet_set_paper(sheet, kA4);
  worksheet_set_landscape(sheet);
  worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.7);
  worksheet_fit_to_pages(sheet, 1, 0);
  worksheet_repeat_rows(sheet, head, head);
  worksheet_center_horizontally(sheet);
  worksheet_set_footer(sheet, english ? "&CPage &P of &N" : "&C第&P页，共&N页");
}

lxw_error PutTable(lxw_worksheet* sheet, const Ledger& ledger, const LedgerTable& table, const Formats& formats) {
  const auto last = static_cast<lxw_col_t>(table.columns.size() - 1);
  constexpr lxw_row_t kHead = 2;
  for (size_t c = 0; c < table.columns.size(); ++c) {
    const auto column = static_cast<lxw_col_t>(c);
    worksheet_set_column(sheet, column, column, 2 * ColumnWidth(table, c, ledger.english) + 2, nullptr);
  }
  lxw_error error = PutLine(sheet, 0, 0, last, CutTo(CleanText(table.title), kCellCharactersMax), formats.title);
  worksheet_set_row(sheet, 0, 28, nullptr);
  const std::string day = CellText(ledger.day, ledger.english);
  const std::string note = ledger.english ? absl::StrCat("Exported on ", day) : absl::StrCat("导出日期：", day);
  const std::string organization = CleanText(ledger.organization);
  if (error == LXW_NO_ERROR && last == 0) {
    error = PutLine(sheet, 1, 0, 0, absl::StrCat(organization, organization.empty() ? "" : "  ", note), formats.note);
  } else if (error == LXW_NO_ERROR) {
    const lxw_col_t middle = last / 2;
    error = PutLine(sheet, 1, 0, middle, organization, formats.note);
    if (error == LXW_NO_ERROR) {
      error = PutLine(sheet, 1, static_cast<lxw_col_t>(middle + 1), last, note, formats.note_right);
    }
  }
  for (size_t c = 0; c < table.columns.size() && error == LXW_NO_ERROR; ++c) {
    const std::string heading = CutTo(CleanText(table.columns[c].heading), kCellCharactersMax);
    error = worksheet_write_string(sheet, kHead, static_cast<lxw_col_t>(c), heading.c_str(), formats.head);
  }
  lxw_row_t row = kHead;
  for (const std::vector<LedgerCell>& cells : table.rows) {
    ++row;
    for (size_t c = 0; c < cells.size() && error == LXW_NO_ERROR; ++c) {
      error = PutCell(sheet, row, static_cast<lxw_col_t>(c), cells[c], formats, ledger.english);
    }
  }
  worksheet_freeze_panes(sheet, kHead + 1, 0);
  worksheet_autofilter(sheet, kHead, 0, row, last);
  SetUpPrinting(sheet, kHead, ledger.english);
  return error;
}

void SetProperties(lxw_workbook* book, const Ledger& ledger) {
  std::string title = CutTo(absl::StrReplaceAll(CleanText(ledger.tables[0].title), {{"\n", " "}}), 255);
  std::string organization = CutTo(CleanText(ledger.organization), 255);
  lxw_doc_properties properties = {};
  properties.title = title.data();
  if (!organization.empty()) properties.author = properties.company = organization.data();
  // The day, not the moment: the same ledger gives the same bytes.
  properties.created = absl::ToTimeT(absl::FromCivil(ledger.day, absl::UTCTimeZone()));
  workbook_set_properties(book, &properties);
}

}  // namespace

absl::StatusOr<std::string> WriteXlsx(const Ledger& ledger) {
  PLUMBLINE_RETURN_IF_ERROR(CheckLedger(ledger));
  const MemoryFile file;
  if (!file.ok()) return absl::InternalError("Expected memory for the workbook, but there is none; close programs and try again");
  lxw_workbook* book = workbook_new(file.path().c_str());
  if (book == nullptr) return absl::InternalError("Expected memory for the workbook, but there is none; close programs and try again");
  const Formats formats = MakeFormats(book);
  SetProperties(book, ledger);
  std::set<std::string> names;
  lxw_error error = LXW_NO_ERROR;
  for (const LedgerTable& table : ledger.tables) {
    lxw_worksheet* sheet = workbook_add_worksheet(book, SheetName(table.title, &names).c_str());
    if (sheet == nullptr) {
      error = LXW_ERROR_MEMORY_MALLOC_FAILED;
      break;
    }
    error = PutTable(sheet, ledger, table, formats);
    if (error != LXW_NO_ERROR) break;
  }
  const lxw_error closed = workbook_close(book);  // Frees the book, whatever it answers.
  if (error == LXW_NO_ERROR) error = closed;
  if (error != LXW_NO_ERROR) {
    return absl::InternalError(absl::StrCat("Expected to write the workbook, but: ", lxw_strerror(error)));
  }
  return file.Read();
}

}  // namespace plumbline
