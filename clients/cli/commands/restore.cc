// plumbline restore: makes a backup a record again, in a new epoch.
#include <nlohmann/json.hpp>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/restore_record.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const bool chinese = context.options.language == Language::kChinese;
  RestoreRequest request;
  request.backups = FlagValue(context.words, "--from");
  request.target = FlagValue(context.words, "--data");
  request.key = FlagValue(context.words, "--key");
  request.lost = FlagValue(context.words, "--lost-data");
  request.decided_by = FlagValue(context.words, "--decided-by");
  request.reason = FlagValue(context.words, "--reason");
  const std::string id = FlagValue(context.words, "--id");
  if (request.backups.empty() || request.target.empty() || request.decided_by.empty() ||
      request.reason.empty() || (!id.empty() && !absl::SimpleAtoi(id, &request.id))) {
    return PrintUsage({"请给出 --from 备份目录、--data 新数据目录、--decided-by 决定人、--reason 原因",
                       "Give --from BACKUPS, --data NEW, --decided-by WHO and --reason TEXT"},
                      context.options, context.terminal);
  }
  if (!HasSwitch(context.words, "--new-epoch")) {
    context.terminal.err
        << (chinese ? "恢复的副本不能接着原来的记录写：别人手里可能有副本中没有的留痕的检查点。\n"
                      "请加 --new-epoch：以新的来源名（…/2）、新的密钥继续，第一条留痕写明恢复的经过。\n"
                    : "A restored copy can't go on with the old log: others may hold checkpoints of entries "
                      "that it lacks.\nAdd --new-epoch: it goes on under a new origin (…/2) with a new key, "
                      "and its first entry tells of the restore.\n");
    return kExitUsage;
  }
  const auto report = RestoreRecord(request);
  if (!report.ok()) {
    context.terminal.err << report.status().message() << "\n";
    return kExitRefused;
  }
  const uint64_t missing =
      report->lost.size > report->restored.size ? report->lost.size - report->restored.size : 0;
  if (context.options.format == "json") {
    context.terminal.out << nlohmann::ordered_json{
                                {"backup", report->id},
                                {"origin", report->origin},
                                {"previous_origin", report->previous_origin},
                                {"restored_entries", report->restored.size},
                                {"restored_root", absl::BytesToHexString(BytesOf(report->restored.root))},
                                {"lost_entries", missing},
                                {"entries", report->entries},
                                {"contents_back", report->contents_back},
                                {"key", report->key}}
                                .dump()
                         << "\n";
    return kExitOk;
  }
  context.terminal.out << (chinese ? "已恢复备份 " : "Restored backup ") << report->id
                       << (chinese ? "：留痕 " : ": entries ") << report->restored.size << "\n"
                       << (chinese ? "新纪元   " : "new epoch  ") << report->origin
                       << (chinese ? "（此前 " : " (before: ") << report->previous_origin
                       << (chinese ? "）\n" : ")\n") << (chinese ? "新密钥   " : "new key    ")
                       << report->key << "\n";
  if (missing > 0) {
    context.terminal.out << (chinese ? "缺失     备份之后的留痕 " : "missing    entries made after the backup: ")
                         << missing << (chinese ? " 条，须按纸质材料补录\n" : "; enter them again from paper\n");
  }
  if (!report->contents_back.empty()) {
    context.terminal.out << (chinese ? "注意     这份备份早于下列销毁，已依规销毁的内容又在其中，启动后须立即重新销毁（destruction propose）："
                                     : "beware     it is older than these destructions: what they destroyed is back; destroy it again "
                                       "at once (destruction propose): ")
                         << absl::StrJoin(report->contents_back, chinese ? "、" : ", ") << "\n";
  }
  context.terminal.out << (chinese ? "下一步   plumbline verify --data " : "next       plumbline verify --data ")
                       << request.target << (chinese ? "，然后启动 plumbline-server\n"
                                                     : ", then start plumbline-server\n");
  return kExitOk;
}

}  // namespace

LocalCommand RestoreCommand() {
  LocalCommand command;
  command.noun = "restore";
  command.title = {"从备份恢复", "Restore a backup"};
  command.help = {
      "plumbline restore --from 备份目录 --data 新数据目录 --new-epoch --decided-by 决定人 --reason 原因\n"
      "                  [--id 编号] [--key 密钥文件] [--lost-data 旧数据目录]\n\n"
      "把一份备份恢复成可用的数据目录。恢复从不冒充原记录：来源名换成下一个（…/2），用新的密钥\n"
      "（默认 <新数据目录>.key），第一条留痕写明原来源、恢复到哪一条、丢失了多少、谁决定、为什么。\n"
      "--lost-data：旧数据目录还在的，从中读取高水位标记，说明丢失了几条。\n"
      "例：plumbline restore --from /backup --data /var/lib/plumbline-2 --new-epoch \\\n"
      "      --decided-by 王局长 --reason 硬盘损坏\n",
      "plumbline restore --from BACKUPS --data NEW --new-epoch --decided-by WHO --reason TEXT\n"
      "                  [--id N] [--key FILE] [--lost-data OLD]\n\n"
      "Makes a backup a data directory again. It never passes for the old log: it gets the next origin\n"
      "(…/2) and a key of its own (default NEW.key), and its first entry names the old origin, what was\n"
      "restored, what was lost, who decided and why.\n"
      "--lost-data: the old data directory, if it is still there; its high-water mark says how much is lost.\n"
      "Example: plumbline restore --from /backup --data /var/lib/plumbline-2 --new-epoch \\\n"
      "           --decided-by 'Wang' --reason 'disk failed'\n"};
  command.flags = {"from", "data", "key", "lost-data", "decided-by", "reason", "id"};
  command.switches = {"new-epoch"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
