// plumbline backup verify: reads a whole backup and compares it with its manifest.
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
  const std::string id_text = FlagValue(context.words, "--id");
  uint32_t id = 0;
  if (context.words.empty() || context.words[0].rfind("--", 0) == 0 ||
      (!id_text.empty() && !absl::SimpleAtoi(id_text, &id))) {
    return PrintUsage({"请给出备份目录；--id 为备份编号", "Name the folder of backups; --id is a number"},
                      context.options, context.terminal);
  }
  const auto backups = ListBackups(context.words[0]);
  if (!backups.ok()) {
    context.terminal.err << backups.status().message() << "\n";
    return kExitRefused;
  }
  if (backups->empty()) {
    context.terminal.err << (chinese ? "这里没有备份。\n" : "No backup here.\n");
    return kExitRefused;
  }
  const auto verified = VerifyBackup(context.words[0], id == 0 ? backups->back().id : id);
  if (!verified.ok()) {
    context.terminal.err << verified.status().message() << "\n";
    return kExitRefused;
  }
  context.terminal.out << (chinese ? "备份 " : "Backup ") << verified->id
                       << (chinese ? " 完整：留痕 " : " is whole: entries ") << verified->head.size << "\n";
  return kExitOk;
}

}  // namespace

LocalCommand BackupVerifyCommand() {
  LocalCommand command;
  command.noun = "backup";
  command.verb = "verify";
  command.title = {"核验备份", "Verify a backup"};
  command.help = {"plumbline backup verify 目录 [--id 编号]\n\n"
                  "逐个文件与清单核对，默认核对最近一份。不需要服务器。退出码 0：完整；1：有误。\n",
                  "plumbline backup verify DIR [--id N]\n\n"
                  "Compares every file with the manifest; the newest backup unless --id says otherwise.\n"
                  "Needs no server. Exit 0: whole. Exit 1: damaged.\n"};
  command.flags = {"id"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
