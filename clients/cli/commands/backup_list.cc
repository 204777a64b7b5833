// plumbline backup list: what a folder of backups holds.
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/str_join.h"
#include "clients/cli/destroyed_copies.h"
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
  auto found = DestroyedContentsIn(context.words[0], *backups);
  // The list is there all the same; `backup verify` says what is wrong with that one.
  if (!found.ok()) context.terminal.err << found.status().message() << "\n";
  std::map<uint32_t, std::vector<std::string>> held;
  if (found.ok()) held = *std::move(found);
  if (context.options.format == "json") {
    nlohmann::ordered_json list = nlohmann::json::array();
    for (const BackupManifest& one : *backups) {
      list.push_back({{"id", one.id},
                      {"created", absl::FormatTime(absl::RFC3339_sec, one.created, absl::UTCTimeZone())},
                      {"origin", one.origin},
                      {"entries", one.head.size},
                      {"root", absl::BytesToHexString(BytesOf(one.head.root))},
                      {"bytes", one.bytes()},
                      {"holds_destroyed", held[one.id]}});
    }
    context.terminal.out << list.dump() << "\n";
    return kExitOk;
  }
  if (backups->empty()) {
    context.terminal.out << (chinese ? "这里没有备份。用 plumbline backup create 做一份。\n"
                                     : "No backup here. plumbline backup create makes one.\n");
  }
  bool any = false;
  for (const BackupManifest& one : *backups) {
    context.terminal.out << one.id << "  "
                         << absl::FormatTime("%Y-%m-%d %H:%M:%S", one.created,
                                             absl::FixedTimeZone(8 * 60 * 60))
                         << "  " << one.origin << "  " << one.head.size << (chinese ? " 条" : " entries")
                         << "  " << one.bytes() / 1048576 << " MiB\n";
    if (held[one.id].empty()) continue;
    any = true;
    context.terminal.out << (chinese ? "    仍含已依规销毁的内容：" : "    still holds destroyed contents: ")
                         << absl::StrJoin(held[one.id], chinese ? "、" : ", ") << "\n";
  }
  if (any) {
    context.terminal.out << (chinese ? "请删除标出的备份：plumbline backup remove 目录 --id 编号；拷到别处的也要销毁。\n"
                                     : "Remove those marked: plumbline backup remove DIR --id N; and the copies of them "
                                       "kept elsewhere.\n");
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
                  "列出目录里的备份：编号、时间（北京时间）、来源、留痕条数、大小。不需要服务器。\n"
                  "按最近一份备份中的记录，标出仍含已依规销毁内容（destruction）的旧备份；销毁完成后请先做一份新备份再查看。\n",
                  "plumbline backup list DIR [--format json]\n\n"
                  "Shows the backups of a folder: number, time (Beijing), origin, entries, size. Needs no "
                  "server.\nMarks older backups that still hold destroyed contents (destruction), as the newest one knows "
                  "of: after a destruction\nmake a new backup first.\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
