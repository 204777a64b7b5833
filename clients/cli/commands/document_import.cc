// plumbline document import: takes an old ledger of documents (台账) over from an XLSX or CSV file as it is.
#include "clients/cli/ledger_import.h"
#include "plumbline/v1/registry_service.pb.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  static const LedgerKind& kKind = *new LedgerKind{
      DocumentFields(),
      {"用法：plumbline document import 台账.xlsx --organization organizations/… [--sheet 工作表] [--map 标题=…] [--dry-run]",
       "Usage: plumbline document import LEDGER.xlsx --organization organizations/… [--sheet NAME] [--map 标题=…] [--dry-run]"},
      {" 件（据台账，不作为已审核的证明）", " documents"},
      "/plumbline.v1.RegistryService/ImportDocuments"};
  LedgerSource source;
  if (const std::optional<int> exit = ReadLedgerSource(context, kKind, &source)) return *exit;
  const auto rows = ReadLedgerTable(source.records, source.mapping);
  if (!rows.ok()) return ComplainOfLedger(context, source.path, rows.status());
  std::vector<std::string> numbers;
  for (const v1::ImportedRow& row : *rows) numbers.push_back(row.document_number());
  return ImportLedger<v1::ImportDocumentsRequest, v1::ImportDocumentsResponse>(context, kKind, source, *rows, numbers);
}

}  // namespace

LocalCommand DocumentImportCommand() {
  LocalCommand command;
  command.noun = "document";
  command.verb = "import";
  command.title = {"导入台账", "Take a ledger over"};
  command.help = {
      "用法\n  plumbline document import 台账.xlsx --organization 制定机关 [--name 台账名称] [--sheet 工作表]\n"
      "      [--map 标题=…,发布日期=…] [--mapping 文件] [--dry-run]\n\n"
      "从 XLSX 或 CSV 台账导入以前的文件，标为“据台账”。表头须有：标题、发布日期；可有：文号、起草单位、意见书文号。\n"
      "表头上方的标题、两行表头、合并单元格都可以；日期可以是文字（2022.3.5）。本单位的表头不同的，用 --map 写明，\n"
      "--mapping 存成文件下次再用。原文件一并保存，每件注明行号。存疑的行（无标题、日期不存在、文号重复）列出而不导入，\n"
      "缺的文号列出而不补。同一文件重复导入不会重复登记。先用 --dry-run 看一遍。\n\n"
      "示例\n  plumbline document import 2022年规范性文件台账.xlsx --organization organizations/… --map 发布日期=印发时间 --dry-run\n",
      "Usage\n  plumbline document import LEDGER.xlsx --organization MAKER [--name NAME] [--sheet NAME]\n"
      "      [--map 标题=…,发布日期=…] [--mapping FILE] [--dry-run]\n\n"
      "Takes earlier documents over from an XLSX or CSV ledger, marked as the ledger has them. The header needs 标题 and\n"
      "发布日期; 文号, 起草单位 and 意见书文号 are optional. A title above it, two header rows and merged cells are fine; days may be\n"
      "text (2022.3.5). --map names your own headings, --mapping keeps them for next time. The file is kept and each\n"
      "document names its row. Doubtful rows (no title, no such day, a number used twice) are listed and not taken, numbers\n"
      "that are missing are listed and not repaired. The same file brought twice is taken once.\n\n"
      "Example\n  plumbline document import ledger-2022.xlsx --organization organizations/… --map 发布日期=印发时间 --dry-run\n"};
  command.flags = {"organization", "name", "sheet", "map", "mapping"};
  command.switches = {"dry-run"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
