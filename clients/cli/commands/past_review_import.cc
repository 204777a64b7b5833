// plumbline past-review import: takes an old review ledger (审核台账) over from an XLSX or CSV file as it is.
#include "clients/cli/ledger_import.h"
#include "plumbline/v1/past_review_service.pb.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  static const LedgerKind& kKind = *new LedgerKind{
      PastReviewFields(),
      {"用法：plumbline past-review import 审核台账.xlsx --organization organizations/… [--sheet 工作表] [--map 文件名称=…] [--dry-run]",
       "Usage: plumbline past-review import LEDGER.xlsx --organization organizations/… [--sheet NAME] [--map 文件名称=…] [--dry-run]"},
      {" 项审核（据台账，不作为已审核的证明）", " reviews"},
      "/plumbline.v1.PastReviewService/ImportPastReviews"};
  LedgerSource source;
  if (const std::optional<int> exit = ReadLedgerSource(context, kKind, &source)) return *exit;
  const auto rows = ReadPastReviews(source.records, source.mapping);
  if (!rows.ok()) return ComplainOfLedger(context, source.path, rows.status());
  std::vector<std::string> numbers;
  for (const v1::PastReviewLine& row : *rows) numbers.push_back(row.opinion_number());
  return ImportLedger<v1::ImportPastReviewsRequest, v1::ImportPastReviewsResponse>(context, kKind, source, *rows, numbers);
}

}  // namespace

LocalCommand PastReviewImportCommand() {
  LocalCommand command;
  command.noun = "past-review";
  command.verb = "import";
  command.title = {"导入审核台账", "Take an old review ledger over"};
  command.help = {
      "用法\n  plumbline past-review import 审核台账.xlsx --organization 审核机构 [--name 台账名称] [--sheet 工作表]\n"
      "      [--map 字段=表头,…] [--mapping 文件] [--dry-run]\n\n"
      "  台账原样读取：表头可以有一行或两行，单元格可以合并，日期可以写成文字（2022.3.5）。字段有：文件名称、送审单位、\n"
      "  送审日期、意见书文号、审核意见、出具日期、文号。表头与习惯不同的，用 --map 写明；--mapping 把对应关系存在文件里，\n"
      "  下次直接使用。先用 --dry-run 看哪些行存疑：存疑的行列出原因，不自动改正，也不导入；意见书缺的号只列出。\n"
      "  导入的审核标明“据台账”，不计入任何统计，不作为已审核的证明。\n\n"
      "示例\n  plumbline past-review import 2022年审核台账.xlsx --organization organizations/… --map 出具日期=审结时间 --dry-run\n",
      "Usage\n  plumbline past-review import LEDGER.xlsx --organization REVIEWING-BODY [--name NAME] [--sheet NAME]\n"
      "      [--map FIELD=HEADING,…] [--mapping FILE] [--dry-run]\n\n"
      "  The ledger is read as it is: one or two header rows, merged cells, dates as text (2022.3.5). Fields: 文件名称 (title),\n"
      "  送审单位 (drafter), 送审日期 (received), 意见书文号 (opinion number), 审核意见 (conclusion), 出具日期 (issued), 文号\n"
      "  (document number). Name your own headings with --map; --mapping keeps them in a file for next time. Look at doubtful\n"
      "  rows with --dry-run first: they are listed with the reason, neither repaired nor taken; missing numbers are listed.\n"
      "  What is taken over is marked 据台账: it counts in no figure and proves nothing.\n\n"
      "Example\n  plumbline past-review import ledger-2022.xlsx --organization organizations/… --map 出具日期=审结时间 --dry-run\n"};
  command.flags = {"organization", "name", "sheet", "map", "mapping"};
  command.switches = {"dry-run"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
