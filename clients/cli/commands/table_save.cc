// plumbline table save: fills a table of a submission in row by row; what stands there already is kept.
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/table_work.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

// Every value of a flag that may stand several times.
std::vector<std::string> FlagValues(const std::vector<std::string>& words, const std::string& flag) {
  std::vector<std::string> values;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i] == flag && i + 1 < words.size()) values.push_back(words[++i]);
    else if (absl::StartsWith(words[i], flag + "=")) values.push_back(words[i].substr(flag.size() + 1));
  }
  return values;
}

template <typename Line>
void Replace(google::protobuf::RepeatedPtrField<Line>* rows, int at, const google::protobuf::RepeatedPtrField<Line>& with) {
  google::protobuf::RepeatedPtrField<Line> whole;
  for (int i = 0; i < rows->size(); ++i) {
    if (i == at) whole.MergeFrom(with);
    if (i != at) *whole.Add() = rows->Get(i);
  }
  *rows = std::move(whole);
}

int Run(const LocalContext& context) {
  TableWork work(context);
  const Phrase usage = {"用法：plumbline table save matters/… --kind comments --row '单位|意见|是否采纳|理由' …",
                        "Usage: plumbline table save matters/… --kind comments --row 'BODY|OPINION|ADOPTED|REASON' …"};
  const std::vector<std::string> given = FlagValues(context.words, "--row");
  const std::string place = FlagValue(context.words, "--at");
  if (given.empty() && place.empty()) return work.Complain(usage);
  if (const int code = work.BeginWithMatter(usage, {"--row", "--at"}); code != kExitOk) return code;
  SheetRows rows;
  std::vector<std::string> head = TableHeadings(work.kind());
  head.erase(head.begin());
  rows.push_back(head);
  for (const std::string& row : given) {
    rows.push_back(absl::StrSplit(row, '|'));
    if (rows.back().size() <= head.size()) continue;
    return work.Complain({absl::StrCat("--row 最多 ", head.size(), " 栏：", absl::StrJoin(head, "|"), "。内容里有“|”的请用 table import"),
                          absl::StrCat("--row has at most ", head.size(), " cells. Use table import for text with a |")});
  }
  TableReading added;
  if (!given.empty()) {
    auto reading = ReadTable(work.kind(), rows, /*head_needed=*/true);
    if (!reading.ok()) return work.TakeIn(reading);
    if (!reading->doubts.empty()) return work.Complain(reading->doubts[0]);
    added = *std::move(reading);
  }
  v1::Table table = work.table();
  if (place.empty()) {
    table.MergeFrom(added.table);
    return work.Save(table);
  }
  int at = 0;
  if (!absl::SimpleAtoi(place, &at) || at < 1 || at > table.row_count()) {
    return work.Complain({absl::StrCat("--at 写第几行：1 到 ", table.row_count()), absl::StrCat("--at is a row: 1 to ", table.row_count())});
  }
  Replace(table.mutable_basis(), at - 1, added.table.basis());
  Replace(table.mutable_comments(), at - 1, added.table.comments());
  Replace(table.mutable_steps(), at - 1, added.table.steps());
  return work.Save(table);
}

}  // namespace

LocalCommand TableSaveCommand() {
  LocalCommand command;
  command.noun = "table";
  command.verb = "save";
  command.title = {"填写表格", "Fill in a table"};
  command.help = {
      "用法\n  plumbline table save matters/… --kind basis|comments|procedure --row '栏|栏|…' [--row …] [--at 行号]\n\n"
      "把各行接在已有表格后面并保存，可以随时接着填。栏目顺序（不写序号）：\n"
      "  basis      送审稿条款|条款内容|依据名称|依据条款及内容|备注\n"
      "  comments   单位或个人|意见|是否采纳|理由      姓名后写“（个人）”的，公布稿隐去姓名\n"
      "  procedure  程序|是否履行|时间|履行情况或者不适用的理由\n"
      "后面的栏可以先空着。--at 3 用这些行换掉第3行；只写 --at 3 不写 --row，删去第3行。\n\n"
      "示例\n  plumbline table save matters/m1 --kind comments --row '区财政局|建议明确经费来源|采纳' --row '区教育局|无意见'\n",
      "Usage\n  plumbline table save matters/… --kind basis|comments|procedure --row 'CELL|CELL|…' [--row …] [--at ROW]\n\n"
      "Adds rows behind those that stand there and saves; go on whenever you like. The cells, without the number:\n"
      "  basis      clause|its text|instrument|provision|note\n"
      "  comments   body or person|opinion|adopted (采纳, 部分采纳, 未采纳)|reason     a name followed by （个人） is masked in print\n"
      "  procedure  step|done (已履行, 不适用)|time|detail\n"
      "Later cells may wait. --at 3 puts these rows in the place of row 3; without --row it removes row 3.\n\n"
      "Example\n  plumbline table save matters/m1 --kind comments --row '区财政局|建议明确经费来源|采纳' --row '区教育局|无意见'\n"};
  command.flags = {"kind", "row", "at"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
