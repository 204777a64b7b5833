// plumbline backup remove: removes one backup, and what only it used.
#include "absl/strings/numbers.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "storage/backup/backup.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const bool chinese = context.options.language == Language::kChinese;
  uint32_t id = 0;
  if (context.words.empty() || context.words[0].rfind("--", 0) == 0 ||
      !absl::SimpleAtoi(FlagValue(context.words, "--id"), &id) || id == 0) {
    return PrintUsage({"请给出备份目录和备份编号（--id）", "Name the folder of backups and the backup (--id)"},
                      context.options, context.terminal);
  }
  const absl::Status removed = DeleteBackup(context.words[0], id);
  if (!removed.ok()) {
    context.terminal.err << removed.message() << "\n";
    return kExitRefused;
  }
  context.terminal.out << (chinese ? "已删除备份 " : "Removed backup ") << id
                       << (chinese ? "；其他备份不受影响。\n" : "; the others are as they were.\n");
  return kExitOk;
}

}  // namespace

LocalCommand BackupRemoveCommand() {
  LocalCommand command;
  command.noun = "backup";
  command.verb = "remove";
  command.title = {"删除备份", "Remove a backup"};
  command.help = {"plumbline backup remove 目录 --id 编号\n\n"
                  "删除一份备份和只有它用到的文件，其他备份不受影响；不能撤销。不需要服务器。\n"
                  "内容依规销毁后，仍含该内容的旧备份（backup list 已标出）须这样删除。\n",
                  "plumbline backup remove DIR --id N\n\n"
                  "Removes one backup and the files that only it used; the others are as they were. There is no way\n"
                  "back. Needs no server. What backup list marks has to go this way after contents were destroyed.\n"};
  command.flags = {"id"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
