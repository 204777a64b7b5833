// plumbline table import: a table of a submission from an XLSX, CSV or Word file as the office has it.
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/table_work.h"
#include "clients/lib/errors.h"
#include "services/registry/ledger_csv.h"
#include "services/runtime/convert/docx_reader.h"
#include "services/runtime/convert/sheet_reader.h"

namespace plumbline::client {

namespace {

constexpr size_t kFileBytesMax = size_t{16} << 20;

// The rows of a CSV file, of the one sheet of a workbook that is meant, or of the longest table of a Word file.
absl::StatusOr<SheetRows> ReadRows(const std::string& bytes, const std::string& worksheet) {
  if (!absl::StartsWith(bytes, "PK") && !absl::StartsWith(bytes, "\xd0\xcf\x11\xe0")) {
    const auto records = ReadLedgerCsv(bytes);
    if (!records.ok()) return records.status();
    return SheetRows(records->begin(), records->end());
  }
  if (const auto docx = ReadDocx(bytes); docx.ok()) {
    SheetRows longest;
    for (const TextBlock& block : docx->part.blocks) {
      if (block.rows.size() > longest.size()) longest = block.rows;
    }
    if (!longest.empty()) return longest;
    return absl::InvalidArgumentError("文件里没有表格 (there is no table in the file)");
  }
  auto sheets = ReadXlsx(bytes);
  if (!sheets.ok()) return sheets.status();
  std::vector<std::string> names;
  for (SheetTable& one : *sheets) {
    if (worksheet.empty() ? sheets->size() == 1 : one.name == worksheet) return std::move(one.rows);
    names.push_back(one.name);
  }
  return absl::InvalidArgumentError(absl::StrCat("请用 --worksheet 写明工作表：", absl::StrJoin(names, "、"),
                                                 " (name the worksheet with --worksheet)"));
}

int Run(const LocalContext& context) {
  const Phrase usage = {"用法：plumbline table import matters/… --kind comments --sheet 文件 [--worksheet 工作表] [--dry-run]",
                        "Usage: plumbline table import matters/… --kind comments --sheet FILE [--worksheet NAME] [--dry-run]"};
  TableWork work(context);
  const std::string path = FlagValue(context.words, "--sheet");
  if (path.empty()) return work.Complain(usage);
  std::ifstream in(path, std::ios::binary);
  std::string bytes(kFileBytesMax + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(in.gcount()));
  if (bytes.empty() || bytes.size() > kFileBytesMax) {
    return work.Complain({absl::StrCat("读不到文件，或者文件是空的、超过16 MB：", path),
                          absl::StrCat("Can't read the file, or it is empty or above 16 MB: ", path)});
  }
  if (const int code = work.BeginWithMatter(usage, {"--sheet", "--worksheet"}); code != kExitOk) return code;
  const auto rows = ReadRows(bytes, FlagValue(context.words, "--worksheet"));
  if (!rows.ok()) return work.TakeIn(rows.status());
  return work.TakeIn(ReadTable(work.kind(), *rows, /*head_needed=*/true));
}

}  // namespace

LocalCommand TableImportCommand() {
  LocalCommand command;
  command.noun = "table";
  command.verb = "import";
  command.title = {"导入表格", "Take a table in from a file"};
  command.help = {
      "用法\n  plumbline table import matters/… --kind basis|comments|procedure --sheet 文件\n"
      "      [--worksheet 工作表] [--dry-run] [--replace|--append]\n\n"
      "从 XLSX、CSV 或者 Word（DOCX）文件读入表格。表头上方的标题、单位自己的序号列、常见的不同表头（反馈单位、采纳情况、\n"
      "说明等）都可以；多余的列不读。“无意见”的行保留；姓名后写“（个人）”的，公布稿中隐去姓名。看不懂的格子留空并列出。\n"
      "先用 --dry-run 看一遍。已有表格的，--replace 全部换掉，--append 接在后面。最多500行，每格2000字。\n\n"
      "示例\n  plumbline table import matters/m1 --kind comments --sheet 意见汇总.xlsx --dry-run\n",
      "Usage\n  plumbline table import matters/… --kind basis|comments|procedure --sheet FILE\n"
      "      [--worksheet NAME] [--dry-run] [--replace|--append]\n\n"
      "Reads a table from an XLSX, CSV or Word (DOCX) file. A title above the head, an own number column and other customary\n"
      "headings are fine; further columns are not read. Rows that say 无意见 are kept; a name followed by （个人） is masked in\n"
      "the published copy. A cell that is not understood is left open and listed. --dry-run shows it first. Where there is a\n"
      "table, --replace puts this one in its place and --append adds to it. At most 500 rows of 2000 characters a cell.\n\n"
      "Example\n  plumbline table import matters/m1 --kind comments --sheet opinions.xlsx --dry-run\n"};
  command.flags = {"kind", "sheet", "worksheet"};
  command.switches = {"dry-run", "replace", "append"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
