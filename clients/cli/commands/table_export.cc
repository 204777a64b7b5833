// plumbline table export: a table of a submission as a document in its customary columns.
#include "absl/strings/str_cat.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/table_work.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  TableWork work(context);
  const Phrase usage = {"用法：plumbline table export matters/…/tables/… [--format docx|xlsx|pdf] [--published] [--output 路径]",
                        "Usage: plumbline table export matters/…/tables/… [--format docx|xlsx|pdf] [--published] [--output PATH]"};
  const std::string format = context.options.format == "text" ? "docx" : context.options.format;
  if (format != "docx" && format != "xlsx" && format != "pdf") return work.Complain(usage);
  if (const int code = work.BeginWithTable(usage, {}); code != kExitOk) return code;
  const bool published = HasSwitch(context.words, "--published");
  const auto bytes = work.Document(format, published);
  if (published && !context.options.quiet) {
    context.terminal.err << Phrase{"个人姓名已隐去。意见和理由中提到的姓名请自行检查。",
                                   "Names of private people are masked. Check the opinions and reasons for names yourself."}
                                .In(context.options.language)
                         << '\n';
  }
  return work.printing().Keep(bytes, absl::StrCat(TableKindTitle(work.kind(), Language::kChinese), published ? "（公布稿）" : "", ".", format));
}

}  // namespace

LocalCommand TableExportCommand() {
  LocalCommand command;
  command.noun = "table";
  command.verb = "export";
  command.title = {"导出表格", "Export a table"};
  command.help = {
      "用法\n  plumbline table export matters/…/tables/… [--format docx|xlsx|pdf] [--published] [--output 路径|-] [--force]\n\n"
      "按习惯的栏目导出：依据对照表、征求意见采纳情况表（序号、单位或个人、意见、是否采纳、理由，“无意见”的行保留）、程序履行说明。\n"
      "--published 为公布稿，标为个人的姓名只留姓。默认 docx。\n\n"
      "示例\n  plumbline table export matters/m1/tables/comments --published --output 采纳情况.docx\n",
      "Usage\n  plumbline table export matters/…/tables/… [--format docx|xlsx|pdf] [--published] [--output PATH|-] [--force]\n\n"
      "The table in its customary columns; rows that say 无意见 are kept. --published is the copy for the public: of the names of\n"
      "private people the first character stays. docx where no format is given.\n\n"
      "Example\n  plumbline table export matters/m1/tables/comments --published --output adoption.docx\n"};
  command.switches = {"published"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
