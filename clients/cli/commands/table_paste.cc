// plumbline table paste: a table of a submission as the clipboard of WPS, Word or Excel has it, from standard input.
#include <iterator>

#include "clients/cli/table_work.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

constexpr size_t kPastedBytesMax = size_t{4} << 20;

int Run(const LocalContext& context) {
  TableWork work(context);
  const Phrase usage = {"用法：plumbline table paste matters/… --kind comments [--dry-run] < 文件",
                        "Usage: plumbline table paste matters/… --kind comments [--dry-run] < FILE"};
  if (const int code = work.BeginWithMatter(usage, {}); code != kExitOk) return code;
  std::string text(kPastedBytesMax + 1, '\0');
  context.terminal.in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(context.terminal.in.gcount()));
  if (text.size() > kPastedBytesMax) {
    return work.Complain({"粘贴的内容超过4 MB。请分几次，用 --append 接在后面。", "More than 4 MB were pasted. Paste in parts with --append."});
  }
  return work.TakeIn(ReadTable(work.kind(), ReadClipboard(text), /*head_needed=*/false));
}

}  // namespace

LocalCommand TablePasteCommand() {
  LocalCommand command;
  command.noun = "table";
  command.verb = "paste";
  command.title = {"粘贴表格", "Paste a table"};
  command.help = {
      "用法\n  plumbline table paste matters/… --kind basis|comments|procedure [--dry-run] [--replace|--append]\n\n"
      "从标准输入读入复制的表格：在 WPS、Word 或者 Excel 里选中、复制，粘贴到终端后按 Ctrl-D。有表头的按表头读，没有表头的\n"
      "按习惯的顺序读（有没有序号都可以）。其余同 table import。\n\n"
      "示例\n  xclip -o | plumbline table paste matters/m1 --kind comments --append\n",
      "Usage\n  plumbline table paste matters/… --kind basis|comments|procedure [--dry-run] [--replace|--append]\n\n"
      "Reads a copied table from standard input: select and copy it in WPS, Word or Excel, paste it into the terminal and press\n"
      "Ctrl-D. With a head it is read by its head, without one in the customary order (numbered or not). The rest is as for\n"
      "table import.\n\n"
      "Example\n  xclip -o | plumbline table paste matters/m1 --kind comments --append\n"};
  command.flags = {"kind"};
  command.switches = {"dry-run", "replace", "append"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
