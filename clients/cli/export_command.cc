#include "clients/cli/export_command.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/layouts.h"
#include "clients/cli/lookups.h"
#include "clients/cli/output_file.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/view.h"
#include "clients/lib/comments.h"
#include "plumbline/v1/directory_service.pb.h"
#include "services/runtime/export/csv.h"
#include "services/runtime/export/pdf.h"
#include "services/runtime/export/xlsx.h"

namespace plumbline::client {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

namespace {

constexpr char kGetSelf[] = "/plumbline.v1.DirectoryService/GetSelf";
constexpr size_t kMostLookups = 50'000;
constexpr char kSummary[] = "summary";

std::string Word(Language language, const char* zh, const char* en) { return language == Language::kChinese ? zh : en; }

// Who exports, and on which day of the procedure clock.
struct Self {
  std::vector<std::string> organizations;  // Of his posts in force; the one he acts by first.
  absl::CivilDay today;
};

grpc::Status ReadSelf(const Options& options, Connection& connection, Self* self) {
  self->today = absl::ToCivilDay(absl::Now(), absl::FixedTimeZone(8 * 3600));
  if (!connection.signed_in()) return grpc::Status::OK;  // A public list.
  v1::GetSelfResponse answer;
  const grpc::Status status =
      connection.caller().Unary(kGetSelf, v1::GetSelfRequest(), &answer, Caller::Repeat::kAlways);
  if (!status.ok()) return status;
  self->today = absl::CivilDay(answer.today().year(), answer.today().month(), answer.today().day());
  for (const v1::Post& post : answer.posts()) {
    const std::string organization = post.name().substr(0, post.name().find("/posts/"));
    const auto at = post.name() == options.as_post ? self->organizations.begin() : self->organizations.end();
    if (std::find(self->organizations.begin(), self->organizations.end(), organization) == self->organizations.end()) {
      self->organizations.insert(at, organization);
    }
  }
  return status;
}

std::string TitleOfMethod(const MethodDescriptor* method, Language language) {
  return language == Language::kChinese ? RuleOf(method).title_zh() : RuleOf(method).title_en();
}

// `合法性审核台账-20230302.xlsx`; what a path or a shell would take for something else is left out.
std::string DefaultOutput(const std::string& title, absl::CivilDay day, const std::string& format) {
  std::string name = absl::StrReplaceAll(CleanText(title), {{"/", "-"}, {"\\", "-"}, {"\n", " "}, {":", "-"}, {"*", ""},
                                                            {"?", ""}, {"\"", ""}, {"<", ""}, {">", ""}, {"|", "-"}});
  while (!name.empty() && (name[0] == '.' || name[0] == '-' || name[0] == ' ')) name.erase(0, 1);
  if (name.size() > 180) {  // A name may have 255 bytes.
    size_t end = 180;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    name.resize(end);
  }
  return absl::StrFormat("%s-%04d%02d%02d.%s", name.empty() ? "list" : name, day.year(), day.month(), day.day(), format);
}

Complaint Render(const Ledger& ledger, const std::string& format, std::string* bytes) {
  absl::StatusOr<std::string> written = format == "csv"    ? WriteCsv(ledger)
                                        : format == "xlsx" ? WriteXlsx(ledger)
                                                           : WriteLedgerPdf(ledger, FontSet::Installed());
  if (written.ok()) {
    *bytes = *std::move(written);
    return std::nullopt;
  }
  const std::string why(written.status().message());
  if (absl::IsOutOfRange(written.status())) {
    return Phrase{absl::StrCat("内容太多，无法导出。请缩小范围或少选几栏后重试：", why, "。"),
                  absl::StrCat("There is too much to export. ", why, ".")};
  }
  return Phrase{absl::StrCat("无法生成文件：", why, "。"), absl::StrCat("The file can't be made. ", why, ".")};
}

// Where the file goes. Refuses one that is there.
Complaint ChooseOutput(const Options& options, const std::string& title, absl::CivilDay day, std::string* output) {
  *output = options.output.empty() ? DefaultOutput(title, day, options.format) : options.output;
  return OutputFile::CheckFree(*output, options.force);
}

int WriteFile(const Ledger& ledger, const std::string& output, const Options& options, Terminal& terminal) {
  const auto complain = [&](const Phrase& what) {
    terminal.err << what.In(options.language) << '\n';
    return kExitRefused;
  };
  std::string bytes;
  if (Complaint complaint = Render(ledger, options.format, &bytes)) return complain(*complaint);
  OutputFile file(output, terminal);
  if (Complaint complaint = file.Open()) return complain(*complaint);
  file.stream().write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (Complaint complaint = file.Keep(options.force)) return complain(*complaint);
  if (file.to_stdout()) return kExitOk;
  size_t rows = 0;
  for (const LedgerTable& table : ledger.tables) rows += table.rows.size();
  terminal.out << (options.language == Language::kChinese ? absl::StrCat("已导出 ", rows, " 行：", output, "\n")
                                                          : absl::StrCat(rows, " rows exported: ", output, "\n"));
  return kExitOk;
}

void WarnWhereIncomplete(const Resources& resources, const Options& options, Terminal& terminal) {
  if (!resources.exhausted()) return;
  terminal.err << Word(options.language, "引用的对象太多，部分栏目未能取到名称；请缩小列表范围后重新导出。\n",
                       "Too many resources are referred to: some columns stayed without titles. Narrow the list and export again.\n");
}

// A table of a report: the message that holds it, and its field; no field: the summary.
struct Part {
  std::string name;
  std::string title;
  const Message* holder = nullptr;
  const FieldDescriptor* field = nullptr;
};

void CollectParts(const Message& message, Language language, std::vector<Part>* parts) {
  const Descriptor* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (field->is_repeated()) {
      parts->push_back({field->name(), LabelOf(field).In(language), &message, field});
    } else if (!IsSingleValue(field->message_type()) && message.GetReflection()->HasField(message, field)) {
      CollectParts(message.GetReflection()->GetMessage(message, field), language, parts);
    }
  }
}

// Those that --part names, or all that one file of this format holds.
Complaint ChooseParts(const Options& options, std::vector<Part>* parts) {
  std::vector<std::string> names;
  for (const Part& part : *parts) names.push_back(part.name);
  if (!options.part.empty()) {
    const std::string wanted = absl::StrReplaceAll(options.part, {{"-", "_"}});
    const auto found = std::find_if(parts->begin(), parts->end(), [&](const Part& part) { return part.name == wanted; });
    if (found == parts->end()) {
      return Phrase{absl::StrCat("没有“", options.part, "”这张表，可用：", absl::StrJoin(names, "、"), "。"),
                    absl::StrCat("There is no table \"", options.part, "\"; there are ", absl::StrJoin(names, ", "), ".")};
    }
    *parts = {*found};
    return std::nullopt;
  }
  // One list needs no summary beside it.
  if (parts->size() == 2) parts->erase(parts->begin());
  if (options.format != "csv" || parts->size() == 1) return std::nullopt;
  return Phrase{absl::StrCat("CSV 只能放一张表，请用 --part 选择：", absl::StrJoin(names, "、"), "；或导出为 xlsx、pdf。"),
                absl::StrCat("A CSV holds one table: choose it with --part, of ", absl::StrJoin(names, ", "),
                             "; or take xlsx or pdf.")};
}

}  // namespace

bool IsFileFormat(const std::string& format) { return format == "xlsx" || format == "csv" || format == "pdf"; }

bool GoesToFile(const MethodDescriptor* method) {
  if (method->server_streaming() || RuleOf(method).type() != v1::METHOD_TYPE_QUERY) return false;
  const Descriptor* answer = method->output_type();
  if (ListedField(answer) != nullptr) return true;
  if (answer->FindFieldByName("name") != nullptr) return false;
  for (int i = 0; i < answer->field_count(); ++i) {
    if (answer->field(i)->is_repeated() && answer->field(i)->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return true;
  }
  return false;
}

bool AsksForPaths(const Options& options) {
  return !options.layout.empty() || options.columns.find_first_of(".#") != std::string::npos;
}

RowCounter::RowCounter(const char* zh, const char* en, const Options& options, Terminal& terminal)
    : label_(options.language == Language::kChinese ? zh : en),
      terminal_(terminal),
      show_(terminal.err_is_terminal && !options.quiet) {}

RowCounter::~RowCounter() {
  if (drawn_ >= 0) terminal_.err << "\r\033[K" << std::flush;
}

void RowCounter::At(int rows) {
  constexpr int kStep = 50;
  if (!show_ || (drawn_ >= 0 && rows < drawn_ + kStep)) return;
  drawn_ = rows;
  terminal_.err << "\r\033[K" << label_ << ' ' << rows << std::flush;
}

int PrepareList(const Api& api, const MethodDescriptor* method, const Options& options, Connection& connection,
                Terminal& terminal, ListExport* list) {
  const Descriptor* row = ListedField(method->output_type())->message_type();
  if (!options.layout.empty() && !options.columns.empty()) {
    return PrintUsage({"--layout 和 --columns 只用其一。", "Give --layout or --columns, not both."}, options, terminal);
  }
  Self self;
  grpc::Status status = ReadSelf(options, connection, &self);
  if (!status.ok()) return PrintError(DecodeError(status), options, terminal);
  list->today = self.today;
  list->title = TitleOfMethod(method, options.language);
  Complaint complaint;
  if (!options.layout.empty()) {
    v1::Layout layout;
    complaint = FindLayout(api, connection.caller(), self.organizations, method, options.layout, &status, &layout);
    if (!complaint.has_value() && !status.ok()) return PrintError(DecodeError(status), options, terminal);
    if (!complaint.has_value()) complaint = ColumnsOfLayout(row, layout, &list->columns);
    list->title = layout.title();
  } else if (!options.columns.empty()) {
    complaint = ColumnsNamed(row, absl::StrSplit(options.columns, ',', absl::SkipEmpty()), options.language, &list->columns);
  } else {
    list->columns = ColumnsForPeople(row, options.language);
    list->drop_empty = true;
  }
  if (!complaint.has_value() && IsFileFormat(options.format)) {
    std::string output;
    complaint = ChooseOutput(options, list->title, list->today, &output);
    if (!self.organizations.empty()) {
      list->organization = Resources(api, connection.caller(), 1).TitleOf(self.organizations[0]);
    }
  }
  return complaint.has_value() ? PrintUsage(*complaint, options, terminal) : kExitOk;
}

int FinishList(const Api& api, const Message& all, const FieldDescriptor* listed, const ListExport& list,
               const Options& options, Connection& connection, Terminal& terminal) {
  if (static_cast<size_t>(all.GetReflection()->FieldSize(all, listed)) > kLedgerRowsMax) {
    terminal.err << (options.language == Language::kChinese
                         ? absl::StrCat("列表超过 ", kLedgerRowsMax, " 行，无法一次导出。请缩小范围，例如按年度。\n")
                         : absl::StrCat("The list has more than ", kLedgerRowsMax, " rows. Narrow it, e.g. by year.\n"));
    return kExitRefused;
  }
  Resources resources(api, connection.caller(), kMostLookups);
  Ledger ledger;
  ledger.organization = list.organization;
  ledger.day = list.today;
  ledger.english = options.language == Language::kEnglish;
  {
    RowCounter counter("已整理行数", "Rows made up", options, terminal);
    ledger.tables.push_back(MakeLedgerTable(list.title, all, listed, list.columns, list.drop_empty, resources,
                                            options.language, [&counter](int rows) { counter.At(rows); }));
  }
  WarnWhereIncomplete(resources, options, terminal);
  if (IsFileFormat(options.format)) {
    std::string output;
    if (Complaint complaint = ChooseOutput(options, list.title, list.today, &output)) {
      return PrintUsage(*complaint, options, terminal);
    }
    return WriteFile(ledger, output, options, terminal);
  }
  Table table;
  const LedgerTable& made = ledger.tables[0];
  for (const LedgerColumn& column : made.columns) table.headings.push_back(column.heading);
  for (const std::vector<LedgerCell>& row : made.rows) {
    std::vector<std::string>& cells = table.rows.emplace_back();
    for (const LedgerCell& cell : row) cells.push_back(CellText(cell, ledger.english));
  }
  Look look = LookOf(options, terminal);
  look.only_columns = table.headings;  // All of them were asked for.
  terminal.out << (table.rows.empty() ? Word(options.language, "（没有）\n", "(none)\n") : RenderTable(table, look));
  return kExitOk;
}

int ExportReport(const Api& api, const MethodDescriptor* method, const Message& answer, const Options& options,
                 Connection& connection, Terminal& terminal) {
  const Language language = options.language;
  std::vector<Part> parts = {{kSummary, Word(language, "概况", "Summary"), &answer, nullptr}};
  CollectParts(answer, language, &parts);
  if (Complaint complaint = ChooseParts(options, &parts)) return PrintUsage(*complaint, options, terminal);
  if (!options.columns.empty() && (parts.size() != 1 || parts[0].field == nullptr)) {
    return PrintUsage({"--columns 只用于一张表，请同时用 --part 选择。", "--columns is of one table: choose it with --part."},
                      options, terminal);
  }
  Self self;
  const grpc::Status status = ReadSelf(options, connection, &self);
  if (!status.ok()) return PrintError(DecodeError(status), options, terminal);
  Resources resources(api, connection.caller(), kMostLookups);
  // Whose report it is, where it says so; else whose reader.
  std::string organization = TextOf(answer, "organization");
  if (organization.empty() && !self.organizations.empty()) organization = self.organizations[0];
  Ledger ledger;
  ledger.organization = resources.TitleOf(organization);
  ledger.day = self.today;
  ledger.english = language == Language::kEnglish;
  const std::string title = TitleOfMethod(method, language);
  for (const Part& part : parts) {
    if (part.field == nullptr) {
      ledger.tables.push_back(MakeSummary(part.title, *part.holder, resources, language));
      continue;
    }
    std::vector<ColumnChoice> columns = ColumnsForPeople(part.field->message_type(), language);
    if (!options.columns.empty()) {
      columns.clear();
      if (Complaint complaint = ColumnsNamed(part.field->message_type(), absl::StrSplit(options.columns, ',', absl::SkipEmpty()),
                                             language, &columns)) {
        return PrintUsage(*complaint, options, terminal);
      }
    }
    ledger.tables.push_back(MakeLedgerTable(part.title, *part.holder, part.field, columns, options.columns.empty(), resources,
                                            language, nullptr));
  }
  WarnWhereIncomplete(resources, options, terminal);
  std::string output;
  const std::string name = options.part.empty() ? title : absl::StrCat(title, "-", parts[0].title);
  if (Complaint complaint = ChooseOutput(options, name, self.today, &output)) return PrintUsage(*complaint, options, terminal);
  // A table alone is headed by what the report is called.
  if (ledger.tables.size() == 1) ledger.tables[0].title = options.part.empty() ? title : absl::StrCat(title, "：", parts[0].title);
  return WriteFile(ledger, output, options, terminal);
}

}  // namespace plumbline::client
