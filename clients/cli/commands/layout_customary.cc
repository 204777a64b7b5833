// plumbline layout customary: the layouts that every organisation has, and one of them as a request to save a changed copy.
#include "absl/strings/str_cat.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "clients/lib/flags.h"
#include "services/layout/customary.h"

namespace plumbline::client {

namespace {

void PrintTitles(const LocalContext& context) {
  const bool zh = context.options.language == Language::kChinese;
  Table table;
  table.headings = zh ? std::vector<std::string>{"台账名称", "用于", "栏目数"} : std::vector<std::string>{"Title", "Used with", "Columns"};
  for (const v1::Layout& layout : CustomaryLayouts().layouts()) {
    const auto* list = context.api.FindMethod(layout.list());
    table.rows.push_back({layout.title(), list == nullptr ? layout.list() : absl::StrCat("plumbline ", RuleOf(list).cli()),
                          absl::StrCat(layout.columns_size())});
  }
  context.terminal.out << RenderTable(table, LookOf(context.options, context.terminal));
}

int Run(const LocalContext& context) {
  if (context.words.size() > 1) {
    return PrintUsage({"用法：plumbline layout customary [台账名称]", "Usage: plumbline layout customary [TITLE]"}, context.options,
                      context.terminal);
  }
  if (context.words.empty()) {
    PrintTitles(context);
    return kExitOk;
  }
  std::vector<std::string> titles;
  for (const v1::Layout& layout : CustomaryLayouts().layouts()) {
    titles.push_back(layout.title());
    if (layout.title() != context.words[0]) continue;
    v1::SaveLayoutRequest request;
    *request.mutable_layout() = layout;
    context.terminal.out << ToJson(request) << '\n';
    return kExitOk;
  }
  const std::string near = DidYouMean(context.words[0], titles);
  return PrintUsage({absl::StrCat("没有常用台账“", context.words[0], "”", near.empty() ? "" : absl::StrCat("，是不是“", near, "”"),
                                  "。全部名称：plumbline layout customary"),
                     absl::StrCat("There is no customary layout \"", context.words[0], "\"",
                                  near.empty() ? "." : absl::StrCat("; did you mean \"", near, "\"?"),
                                  " All of them: plumbline layout customary")},
                    context.options, context.terminal);
}

}  // namespace

LocalCommand LayoutCustomaryCommand() {
  LocalCommand command;
  command.noun = "layout";
  command.verb = "customary";
  command.title = {"常用台账", "The layouts that come with the program"};
  command.help = {
      "用法\n  plumbline layout customary [台账名称]\n\n"
      "列出随程序提供的常用台账。给出名称时，以 JSON 输出其版式：改好后保存为本单位的版式。\n\n"
      "示例\n  plumbline matter list --layout 合法性审核台账 --format xlsx\n"
      "  plumbline layout customary 合法性审核台账 > 台账.json\n"
      "  plumbline layout save organizations/o1 --json @台账.json --title 本局审核台账\n",
      "Usage\n  plumbline layout customary [TITLE]\n\n"
      "Lists the layouts that come with the program. With a title: that layout as JSON, to be changed\n"
      "and saved as the organisation's own.\n\n"
      "Example\n  plumbline matter list --layout 合法性审核台账 --format xlsx\n"
      "  plumbline layout customary 合法性审核台账 > ledger.json\n"
      "  plumbline layout save organizations/o1 --json @ledger.json --title 本局审核台账\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
