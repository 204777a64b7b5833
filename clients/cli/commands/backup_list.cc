// plumbline backup list: what a folder of backups holds.
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "storage/backup/backup.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const bool chinese = context.options.language == Language::kChinese;
  if (context.words.size() != 1) {
    return PrintUsage({"请给出备份目录", "Name the folder of backups"}, context.options, context.terminal);
  }
  const auto backups = ListBackups(context.words[0]);
  if (!backups.ok()) {
    context.terminal.err << backups.status().message() << "\n";
    return kExitRefused;
  }
  if (context.options.format == "json") {
    nlohmann::ordered_json list = nlohmann::json::array();
    for (const BackupManifest& one : *backups) {
      list.push_back({{"id", one.id},
                      {"created", absl::FormatTime(absl::RFC3339_sec, one.created, absl::UTCTimeZone())},
                      {"origin", one.origin},
                      {"entries", one.head.size},
                      {"root", absl::BytesToHexString(BytesOf(one.head.root))},
                      {"bytes", one.bytes()}});
    }
    context.terminal.out << list.dump() << "\n";
    return kExitOk;
  }
  if (backups->empty()) {
    context.terminal.out << (chinese ? "这里没有备份。用 plumbline backup create 做一份。\n"
                                     : "No backup here. plumbline backup create makes one.\n");
  }
  for (const BackupManifest& one : *backups) {
    context.terminal.out << one.id << "  "
                         << absl::FormatTime("%Y-%m-%d %H:%M:%S", one.created,
                                             absl::FixedTimeZone(8 * 60 * 60))
                         << "  " << one.origin << "  " << one.head.size << (chinese ? " 条" : " entries")
                         << "  " << one.bytes() / 1048576 << " MiB\n";
  }
  return kExitOk;
}

}  // namespace

LocalCommand BackupListCommand() {
  LocalCommand command;
  command.noun = "backup";
  command.verb = "list";
  command.title = {"列出备份", "List backups"};
  command.help = {"plumbline backup list 目录 [--format json]\n\n"
                  "列出目录里的备份：编号、时间（北京时间）、来源、留痕条数、大小。不需要服务器。\n",
                  "plumbline backup list DIR [--format json]\n\n"
                  "Shows the backups of a folder: number, time (Beijing), origin, entries, size. Needs no "
                  "server.\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
