#include "clients/cli/table_work.h"

#include "absl/strings/str_cat.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "clients/lib/request_id.h"
#include "services/runtime/convert/docx_writer.h"
#include "services/runtime/export/pdf.h"
#include "services/runtime/export/xlsx.h"

namespace plumbline::client {

namespace {

int RowCount(const v1::Table& table) { return table.basis_size() + table.comments_size() + table.steps_size(); }

// Rows whose outcome is still open: they are saved, and not filed.
int OpenRows(const v1::Table& table) {
  int open = 0;
  for (const v1::CommentLine& line : table.comments()) open += line.adoption() == v1::ADOPTION_UNSPECIFIED ? 1 : 0;
  for (const v1::ProcedureLine& line : table.steps()) open += line.outcome() == v1::STEP_OUTCOME_UNSPECIFIED ? 1 : 0;
  return open;
}

// Widths of the columns by what stands in them: numbers and yes-or-no are narrow.
std::vector<int> WidthsOf(config::v1::TableKind kind) {
  if (kind == config::v1::TABLE_KIND_BASIS) return {2, 4, 10, 6, 10, 5};
  return kind == config::v1::TABLE_KIND_COMMENTS ? std::vector<int>{2, 6, 12, 4, 10} : std::vector<int>{2, 6, 4, 6, 14};
}

}  // namespace

int TableWork::Fail(const grpc::Status& status) { return PrintError(DecodeError(status), context_.options, context_.terminal); }
int TableWork::Complain(const Phrase& phrase) { return PrintUsage(phrase, context_.options, context_.terminal); }

int TableWork::ReadTableOf(const std::string& name, bool must_be_there) {
  v1::GetTableRequest request;
  request.set_name(name);
  const grpc::Status status = printing_.Read("GetTable", request, &table_);
  if (status.ok()) return kExitOk;
  if (!must_be_there && DecodeError(status).reason == v1::RESOURCE_NOT_FOUND) {
    table_.Clear();
    return kExitOk;
  }
  return Fail(status);
}

int TableWork::BeginWithMatter(const Phrase& usage, std::vector<std::string> flags) {
  kind_ = TableKindOf(FlagValue(context_.words, "--kind"));
  if (kind_ == config::v1::TABLE_KIND_UNSPECIFIED) {
    return Complain({absl::StrCat(usage.zh, "\n--kind 写 basis（依据对照表）、comments（征求意见采纳情况表）或者 procedure（程序履行说明）"),
                     absl::StrCat(usage.en, "\n--kind is basis, comments or procedure")});
  }
  flags.emplace_back("--kind");
  if (const int code = printing_.Begin(context_, "matters/{matter}", usage, flags); code != kExitOk) return code;
  matter_ = printing_.name();
  const char* id = kind_ == config::v1::TABLE_KIND_BASIS ? "basis" : kind_ == config::v1::TABLE_KIND_COMMENTS ? "comments" : "procedure";
  return ReadTableOf(absl::StrCat(matter_, "/tables/", id), /*must_be_there=*/false);
}

int TableWork::BeginWithTable(const Phrase& usage, const std::vector<std::string>& flags) {
  if (const int code = printing_.Begin(context_, "matters/{matter}/tables/{table}", usage, flags); code != kExitOk) return code;
  const std::string& name = printing_.name();
  matter_ = name.substr(0, name.find("/tables/"));
  const int code = ReadTableOf(name, /*must_be_there=*/true);
  kind_ = table_.kind();
  return code;
}

int TableWork::Save(const v1::Table& table) {
  v1::SaveTableRequest request;
  request.set_parent(matter_);
  request.set_request_id(NewRequestId(context_.terminal.entropy));
  *request.mutable_table() = table;
  request.mutable_table()->set_kind(kind_);
  request.set_seen_etag(table_.etag());
  v1::SaveTableResponse response;
  const grpc::Status status = printing_.Read("SaveTable", request, &response);
  if (!status.ok()) return Fail(status);
  if (context_.options.format != "text") {
    context_.terminal.out << ToJson(response) << '\n';
    return kExitOk;
  }
  const bool zh = context_.options.language == Language::kChinese;
  const int open = OpenRows(response.table());
  context_.terminal.out << response.table().name() << '\n'
                        << (zh ? absl::StrCat(TableKindTitle(kind_, Language::kChinese), "：已保存 ", response.table().row_count(), " 行",
                                              open == 0 ? "" : absl::StrCat("，其中 ", open, " 行还没有写结果"))
                               : absl::StrCat(TableKindTitle(kind_, Language::kEnglish), ": ", response.table().row_count(), " rows saved",
                                              open == 0 ? "" : absl::StrCat(", ", open, " of them without outcome")))
                        << '\n'
                        << ReceiptText(response.receipt(), context_.options.language) << '\n';
  return kExitOk;
}

int TableWork::TakeIn(const absl::StatusOr<TableReading>& reading) {
  const bool zh = context_.options.language == Language::kChinese;
  if (!reading.ok()) {
    const std::string why(reading.status().message());
    return Complain({absl::StrCat("不能作为", TableKindTitle(kind_, Language::kChinese), "读取：", why),
                     absl::StrCat("It can't be read as a table of this kind: ", why)});
  }
  const bool append = HasSwitch(context_.words, "--append");
  const bool replace = HasSwitch(context_.words, "--replace");
  const bool dry_run = HasSwitch(context_.words, "--dry-run");
  v1::Table table = reading->table;
  if (append) {
    v1::Table whole = table_;
    whole.MergeFrom(table);
    table = std::move(whole);
  }
  std::ostream& notes = context_.options.format == "text" ? context_.terminal.out : context_.terminal.err;
  for (const Phrase& doubt : reading->doubts) notes << Printable(doubt.In(context_.options.language)) << '\n';
  if (dry_run) {
    Table shown;
    shown.headings = TableHeadings(kind_);
    shown.rows = TableRowsOf(table, /*published=*/false);
    context_.terminal.out << RenderTable(shown, LookOf(context_.options, context_.terminal))
                          << (zh ? absl::StrCat("试读：共 ", RowCount(table), " 行，没有保存。")
                                 : absl::StrCat("Read only: ", RowCount(table), " rows, nothing was saved."))
                          << '\n';
    return kExitOk;
  }
  if (there() && !append && !replace) {
    return Complain({absl::StrCat("本事项已有该表格（", table_.row_count(), " 行）。全部换掉用 --replace，接在后面用 --append。"),
                     absl::StrCat("The matter has this table (", table_.row_count(),
                                  " rows). --replace puts the new one in its place, --append adds to it.")});
  }
  return Save(table);
}

std::string TableWork::Title() {
  return absl::StrCat("《", printing_.TitleFor(matter_), "》", TableKindTitle(kind_, Language::kChinese));
}

absl::StatusOr<std::string> TableWork::Document(const std::string& format, bool published) {
  const SheetRows rows = TableRowsOf(table_, published);
  if (format == "docx") {
    DocxPaper paper;
    paper.title = Title();
    paper.landscape = kind_ == config::v1::TABLE_KIND_BASIS;
    paper.blocks.push_back({DocxBlock::Kind::kTitle, paper.title, {}, {}});
    DocxBlock block;
    block.kind = DocxBlock::Kind::kTable;
    block.rows.push_back(TableHeadings(kind_));
    block.rows.insert(block.rows.end(), rows.begin(), rows.end());
    block.widths = WidthsOf(kind_);
    paper.blocks.push_back(std::move(block));
    return WriteDocx(paper);
  }
  Ledger ledger;
  ledger.day = printing_.today();
  LedgerTable& out = ledger.tables.emplace_back();
  out.title = Title();
  for (const std::string& heading : TableHeadings(kind_)) out.columns.push_back({heading, 0});
  for (size_t i = 0; i < rows.size(); ++i) {
    std::vector<LedgerCell>& cells = out.rows.emplace_back(rows[i].begin(), rows[i].end());
    cells[0] = static_cast<int64_t>(i + 1);
  }
  return format == "xlsx" ? WriteXlsx(ledger) : WriteLedgerPdf(ledger, FontSet::Installed());
}

}  // namespace plumbline::client
