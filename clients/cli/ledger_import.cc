#include "clients/cli/ledger_import.h"

#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "clients/cli/output_file.h"
#include "services/registry/ledger_csv.h"
#include "services/runtime/convert/sheet_reader.h"
#include "storage/merkle/hash.h"

namespace plumbline::client {

namespace {

constexpr size_t kMappingMax = 16384;
constexpr size_t kMissingShown = 50;

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
Complaint ReadMapping(const LocalContext& context, const LedgerFields& fields, LedgerMapping* mapping) {
  const std::string file = FlagValue(context.words, "--mapping");
  const std::string given = FlagValue(context.words, "--map");
  std::string text = given;
  if (given.empty() && !file.empty()) {
    if (Complaint complaint = ReadTextFile(file, kMappingMax, context.terminal, &text)) return complaint;
  }
  auto parsed = ParseLedgerMapping(text, fields);
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

}  // namespace

std::string LedgerCallId(const std::string& sha256, const std::string& organization, int call) {
  const Hash digest = Sha256(absl::StrCat(sha256, organization, "\n", call));
  const std::string hex = HexOf(digest);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20, 12));
}

int ComplainOfLedger(const LocalContext& context, const std::string& path, const absl::Status& status) {
  return PrintUsage({absl::StrCat(path, " 不能作为台账读取：", status.message()),
                     absl::StrCat(path, " can't be read as a ledger: ", status.message())},
                    context.options, context.terminal);
}

std::optional<int> ReadLedgerSource(const LocalContext& context, const LedgerKind& kind, LedgerSource* source) {
  const auto complain = [&](const Phrase& phrase) { return PrintUsage(phrase, context.options, context.terminal); };
  const std::vector<std::string> plain =
      PlainWords(context.words, {"--organization", "--name", "--sheet", "--map", "--mapping"});
  source->path = plain.empty() ? std::string() : plain.front();
  source->organization = FlagValue(context.words, "--organization");
  source->dry_run = HasSwitch(context.words, "--dry-run");
  if (source->path.empty() || source->organization.empty()) return complain(kind.usage);
  std::ifstream in(source->path, std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  if (Complaint complaint = ExamineFile(source->path, context.options, context.terminal, &source->file)) {
    return complain(*complaint);
  }
  if (Complaint complaint = ReadMapping(context, kind.fields, &source->mapping)) return complain(*complaint);
  auto records = ReadRecords(bytes.str(), FlagValue(context.words, "--sheet"));
  if (!records.ok()) return ComplainOfLedger(context, source->path, records.status());
  source->records = *std::move(records);
  source->name = FlagValue(context.words, "--name");
  if (source->name.empty()) source->name = std::filesystem::path(source->file.name).stem().string();
  return std::nullopt;
}

void PrintLedgerResult(const LocalContext& context, const LedgerKind& kind, bool dry_run, int taken, bool repeated,
                       const google::protobuf::RepeatedPtrField<v1::DoubtfulRow>& doubtful,
                       const std::vector<std::string>& numbers) {
  const bool zh = context.options.language == Language::kChinese;
  std::ostream& out = context.terminal.out;
  out << (zh ? absl::StrCat(dry_run ? "可导入 " : "已导入 ", taken, kind.taken.zh, "；存疑 ", doubtful.size(), " 行。")
             : absl::StrCat(taken, kind.taken.en, dry_run ? " could be taken over" : " taken over",
                            " (as the ledger has them, no proof of review); ", doubtful.size(), " rows are doubtful."))
      << '\n';
  if (repeated) {
    out << (zh ? "该文件以前已导入，没有重复登记。\n" : "This file was taken over before; nothing was taken twice.\n");
  }
  for (const v1::DoubtfulRow& row : doubtful) {
    out << (zh ? absl::StrCat("  第 ", row.row(), " 行：", Printable(row.reason_zh()))
               : absl::StrCat("  row ", row.row(), ": ", Printable(row.reason_en())))
        << '\n';
  }
  const std::vector<std::string> missing = MissingNumbers(numbers, kMissingShown);
  if (missing.empty()) return;
  out << (zh ? absl::StrCat("台账里缺的文号（只列出，不补）：", absl::StrJoin(missing, "、"))
             : absl::StrCat("Numbers that the ledger lacks (listed, not repaired): ", absl::StrJoin(missing, ", ")))
      << (missing.size() == kMissingShown ? "…\n" : "\n");
}

}  // namespace plumbline::client
