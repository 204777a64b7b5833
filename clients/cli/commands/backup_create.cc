// plumbline backup create: one more backup of a running server, into a folder on its machine.
#include <filesystem>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/audit_service.pb.h"
#include "storage/backup/backup.h"

namespace plumbline::client {

namespace {

// Keeps the newest `keep` backups where the folder is on this machine.
int Prune(const LocalContext& context, const std::string& directory, size_t keep) {
  const auto backups = ListBackups(directory);
  if (!backups.ok()) {
    context.terminal.err << backups.status().message() << "\n";
    return kExitRefused;
  }
  for (size_t i = 0; i + keep < backups->size(); ++i) {
    const absl::Status deleted = DeleteBackup(directory, (*backups)[i].id);
    if (!deleted.ok()) {
      context.terminal.err << deleted.message() << "\n";
      return kExitRefused;
    }
  }
  return kExitOk;
}

int Run(const LocalContext& context) {
  const bool chinese = context.options.language == Language::kChinese;
  const std::string to = FlagValue(context.words, "--to");
  const std::string keep_text = FlagValue(context.words, "--keep");
  int keep = 0;
  if (to.empty() || (!keep_text.empty() && (!absl::SimpleAtoi(keep_text, &keep) || keep < 1))) {
    return PrintUsage({"请给出 --to 目录（在服务器那台机器上）；--keep 须为正整数",
                       "Give --to DIR (on the server's machine); --keep takes a number from 1"},
                      context.options, context.terminal);
  }
  std::unique_ptr<Connection> connection;
  if (auto complaint = Connection::Open(context.options, context.terminal, &connection);
      complaint.has_value()) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  const std::string directory = std::filesystem::absolute(to).lexically_normal().string();
  v1::CopyRecordRequest request;
  request.set_directory(directory);
  v1::CopyRecordResponse response;
  if (context.terminal.err_is_terminal && !context.options.quiet) {
    context.terminal.err << (chinese ? "正在备份（服务照常）…\n" : "Backing up (the server goes on)…\n");
  }
  const grpc::Status status = connection->caller().Unary("/plumbline.v1.AuditService/CopyRecord", request,
                                                         &response, Caller::Repeat::kWhenBusy);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  if (keep > 0) {
    if (const int code = Prune(context, directory, static_cast<size_t>(keep)); code != kExitOk) return code;
  }
  const std::string root = absl::BytesToHexString(response.root());
  if (context.options.format == "json") {
    context.terminal.out << "{\"entries\":" << response.tree_size() << ",\"root\":\"" << root << "\"}\n";
  } else {
    context.terminal.out << (chinese ? "已备份留痕 " : "Backed up entries ") << response.tree_size()
                         << (chinese ? " 条，树根 " : ", root ") << root << "\n"
                         << (chinese ? "签名密钥不在备份里，请另行保存。恢复：plumbline restore --help\n"
                                     : "The signing key is not in it: keep it apart. To restore: plumbline "
                                       "restore --help\n");
  }
  return kExitOk;
}

}  // namespace

LocalCommand BackupCreateCommand() {
  LocalCommand command;
  command.noun = "backup";
  command.verb = "create";
  command.title = {"在线备份", "Back up a running server"};
  command.help = {
      "plumbline backup create --server 地址 --to 目录 [--keep 份数]\n\n"
      "在服务器那台机器上做一份备份，服务照常。同一目录可反复备份，未变的内容只存一份；\n"
      "每份备份做完即核对。须由系统管理员或审计管理员办理。\n"
      "--keep 7：只留最近 7 份（目录须在本机）。\n"
      "备份含登录凭据，目录权限为 0700；不含签名密钥。\n",
      "plumbline backup create --server ADDR --to DIR [--keep N]\n\n"
      "Makes a backup on the server's machine while it serves. The same folder takes many: what did not\n"
      "change is stored once; each is checked before it counts. Needs the system or audit administrator.\n"
      "--keep 7: keeps the newest 7 (the folder must be on this machine).\n"
      "A backup holds credentials, so the folder is 0700; the signing key is not in it.\n"};
  command.flags = {"to", "keep"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
