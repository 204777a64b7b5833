// plumbline document import: takes an old ledger (台账) over from an XLSX or CSV file as it is.
//
// The file itself is stored first: each document names it and its row. Rows go in calls of 200; the request_id of
// each call follows from the file, so that the same file brought twice is answered as the first time.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/output_file.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/upload.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/registry_service.pb.h"
#include "services/registry/ledger_csv.h"
#include "services/runtime/convert/sheet_reader.h"
#include "storage/merkle/hash.h"

namespace plumbline::client {

namespace {

constexpr int kRowsPerCall = 200;
constexpr size_t kMappingMax = 16384;
constexpr char kImport[] = "/plumbline.v1.RegistryService/ImportDocuments";

std::string CallId(const std::string& sha256, const std::string& organization, int call) {
  const Hash digest = Sha256(absl::StrCat(sha256, organization, "\n", call));
  const std::string hex = HexOf(digest);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20, 12));
}

constexpr size_t kMissingShown = 50;

Phrase Unreadable(const std::string& path, const absl::Status& status) {
  return {absl::StrCat(path, " 不能作为台账读取：", status.message()),
          absl::StrCat(path, " can't be read as a ledger: ", status.message())};
}

// The records of a CSV file, or of one sheet of a workbook.
absl::StatusOr<std::vector<LedgerRecord>> ReadRecords(const std::string& bytes, const std::string& sheet) {
  if (!absl::StartsWith(bytes, "PK") && !absl::StartsWith(bytes, "\xd0\xcf\x11\xe0")) return ReadLedgerCsv(bytes);
  auto sheets = ReadXlsx(bytes);
  if (!sheets.ok()) return sheets.status();
  std::vector<std::string> names;
  for (SheetTable& one : *sheets) {
    if (sheet.empty() ? sheets->size() == 1 : one.name == sheet) return std::move(one.rows);
    names.push_back(one.name);
  }
  return absl::InvalidArgumentError(absl::StrCat("请用 --sheet 写明工作表：", absl::StrJoin(names, "、"),
                                                 " (name the sheet with --sheet)"));
}

// What the office calls the columns: kept in a file for next time where --mapping names one.
Complaint ReadMapping(const LocalContext& context, LedgerMapping* mapping) {
  const std::string file = FlagValue(context.words, "--mapping");
  const std::string given = FlagValue(context.words, "--map");
  std::string text = given;
  if (given.empty() && !file.empty()) {
    if (Complaint complaint = ReadTextFile(file, kMappingMax, context.terminal, &text)) return complaint;
  }
  auto parsed = ParseLedgerMapping(text);
  if (!parsed.ok()) {
    const std::string why(parsed.status().message());
    return Phrase{"列的对应关系有误：" + why, "The mapping has a mistake: " + why};
  }
  *mapping = *std::move(parsed);
  if (given.empty() || file.empty()) return std::nullopt;
  OutputFile kept(file, context.terminal);
  if (Complaint complaint = kept.Open()) return complaint;
  kept.stream() << PrintLedgerMapping(*mapping);
  return kept.Keep(true);
}

int Run(const LocalContext& context) {
  const bool zh = context.options.language == Language::kChinese;
  const std::vector<std::string> plain =
      PlainWords(context.words, {"--organization", "--name", "--sheet", "--map", "--mapping"});
  const std::string path = plain.empty() ? std::string() : plain.front();
  const std::string organization = FlagValue(context.words, "--organization");
  const bool dry_run = HasSwitch(context.words, "--dry-run");
  if (path.empty() || organization.empty()) {
    return PrintUsage({"用法：plumbline document import 台账.xlsx --organization organizations/… [--sheet 工作表] [--map 标题=…] [--dry-run]",
                       "Usage: plumbline document import LEDGER.xlsx --organization organizations/… [--sheet NAME] [--map 标题=…] [--dry-run]"},
                      context.options, context.terminal);
  }
  std::ifstream in(path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  UploadSource source;
  if (Complaint complaint = ExamineFile(path, context.options, context.terminal, &source)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  LedgerMapping mapping;
  if (Complaint complaint = ReadMapping(context, &mapping)) return PrintUsage(*complaint, context.options, context.terminal);
  const auto records = ReadRecords(bytes.str(), FlagValue(context.words, "--sheet"));
  if (!records.ok()) return PrintUsage(Unreadable(path, records.status()), context.options, context.terminal);
  const auto rows = ReadLedgerTable(*records, mapping);
  if (!rows.ok()) return PrintUsage(Unreadable(path, rows.status()), context.options, context.terminal);
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  if (!connection->signed_in()) {
    return PrintError(DecodeError({grpc::StatusCode::UNAUTHENTICATED, ""}), context.options, context.terminal);
  }
  v1::File stored;
  std::string upload;
  grpc::Status status =
      StoreFile(source, context.options, context.terminal, connection->caller(), &upload, &stored);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);

  std::string name = FlagValue(context.words, "--name");
  if (name.empty()) name = std::filesystem::path(source.name).stem().string();
  v1::ImportDocumentsResponse all;
  bool repeated = false;
  const int calls = (static_cast<int>(rows->size()) + kRowsPerCall - 1) / kRowsPerCall;
  for (int call = 0; call < calls; ++call) {
    v1::ImportDocumentsRequest request;
    request.set_request_id(CallId(source.sha256, organization, call));
    request.set_organization(organization);
    request.set_source_file(stored.name());
    request.set_source_name(name);
    request.set_dry_run(dry_run);
    const size_t begin = static_cast<size_t>(call) * kRowsPerCall;
    for (size_t i = begin; i < rows->size() && i < begin + kRowsPerCall; ++i) *request.add_rows() = (*rows)[i];
    v1::ImportDocumentsResponse response;
    status = connection->caller().Unary(kImport, request, &response, Caller::Repeat::kAlways);
    const CallError error = DecodeError(status);
    // A call of nothing but doubtful rows is refused as a whole: asked again without taking, it names them all.
    if (!status.ok() && error.reason == v1::FIELD_INVALID && !dry_run) {
      request.set_dry_run(true);
      request.set_request_id(CallId(source.sha256, organization + "?", call));
      status = connection->caller().Unary(kImport, request, &response, Caller::Repeat::kAlways);
      response.set_imported(0);
    }
    if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
    repeated |= response.receipt().repeated();
    all.set_imported(all.imported() + response.imported());
    all.mutable_doubtful()->MergeFrom(response.doubtful());
    if (context.terminal.err_is_terminal && !context.options.quiet) {
      context.terminal.err << "\r" << (call + 1) * 100 / calls << "%   " << std::flush;
    }
  }
  if (context.options.format != "text") {
    context.terminal.out << ToJson(all) << '\n';
    return kExitOk;
  }
  context.terminal.out << (zh ? absl::StrCat(dry_run ? "可导入 " : "已导入 ", all.imported(), " 件（据台账，不作为已审核的证明）；存疑 ",
                                             all.doubtful_size(), " 行。")
                              : absl::StrCat(all.imported(), dry_run ? " documents could be taken over" : " documents taken over",
                                             " (as the ledger has them, no proof of review); ", all.doubtful_size(),
                                             " rows are doubtful."))
                       << '\n';
  if (repeated) {
    context.terminal.out << (zh ? "该文件以前已导入，没有重复登记。\n" : "This file was taken over before; nothing was taken twice.\n");
  }
  for (const v1::DoubtfulRow& row : all.doubtful()) {
    context.terminal.out << (zh ? absl::StrCat("  第 ", row.row(), " 行：", Printable(row.reason_zh()))
                                : absl::StrCat("  row ", row.row(), ": ", Printable(row.reason_en())))
                         << '\n';
  }
  const std::vector<std::string> missing = MissingNumbers(*rows, kMissingShown);
  if (!missing.empty()) {
    context.terminal.out << (zh ? absl::StrCat("台账里缺的文号（只列出，不补）：", absl::StrJoin(missing, "、"))
                                : absl::StrCat("Numbers that the ledger lacks (listed, not repaired): ", absl::StrJoin(missing, ", ")))
                         << (missing.size() == kMissingShown ? "…\n" : "\n");
  }
  return kExitOk;
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
