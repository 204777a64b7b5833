// plumbline verify: checks a stopped record, or a flushed copy of a running one.
#include "clients/cli/verify_record.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/audit_service.pb.h"
#include "storage/backup/backup.h"

namespace plumbline::client {

namespace {

// Asks the running server for a copy in `directory` and restores it beside; empty: `*failed` says why.
std::string CopyOf(const LocalContext& context, const std::string& directory, int* failed) {
  std::unique_ptr<Connection> connection;
  if (auto complaint = Connection::Open(context.options, context.terminal, &connection);
      complaint.has_value()) {
    *failed = PrintUsage(*complaint, context.options, context.terminal);
    return {};
  }
  const std::filesystem::path base = std::filesystem::absolute(directory);
  std::error_code error;
  std::filesystem::create_directories(base, error);
  v1::CopyRecordRequest request;
  request.set_directory((base / "copy").string());
  v1::CopyRecordResponse response;
  const grpc::Status status = connection->caller().Unary("/plumbline.v1.AuditService/CopyRecord", request,
                                                         &response, Caller::Repeat::kWhenBusy);
  if (!status.ok()) {
    *failed = PrintError(DecodeError(status), context.options, context.terminal);
    return {};
  }
  const auto backups = ListBackups((base / "copy").string());
  if (!backups.ok() || backups->empty()) {
    context.terminal.err << "The copy holds no backup.\n";
    *failed = kExitRefused;
    return {};
  }
  const std::string restored = (base / absl::StrCat("record-", backups->back().id)).string();
  const auto manifest = RestoreBackup((base / "copy").string(), backups->back().id, restored);
  if (!manifest.ok()) {
    context.terminal.err << manifest.status().message() << "\n";
    *failed = kExitRefused;
    return {};
  }
  return restored;
}

int Run(const LocalContext& context) {
  const bool chinese = context.options.language == Language::kChinese;
  std::string directory = FlagValue(context.words, "--data");
  const std::string copy = FlagValue(context.words, "--copy");
  if (directory.empty() == copy.empty()) {
    return PrintUsage({"请给出 --data 目录（已停止的记录），或 --server 地址 --copy 目录（运行中的服务器）",
                       "Give --data DIR (a stopped record), or --server ADDR --copy DIR (a running server)"},
                      context.options, context.terminal);
  }
  if (directory.empty()) {
    int failed = 0;
    directory = CopyOf(context, copy, &failed);
    if (directory.empty()) return failed;
  }
  std::string last;
  const auto report = VerifyRecord(directory, [&](const char* part, uint64_t done, uint64_t total) {
    if (!context.terminal.err_is_terminal || context.options.quiet || total == 0) return;
    const std::string line = absl::StrCat("\r", part, " ", done * 100 / total, "%   ");
    if (line != last) context.terminal.err << line << std::flush;
    last = line;
  });
  if (!last.empty()) context.terminal.err << "\r                    \r";
  if (!report.ok()) {
    context.terminal.err << report.status().message() << "\n";
    return kExitRefused;
  }
  if (context.options.format == "json") {
    context.terminal.out << RecordReportJson(*report) << "\n";
  } else {
    context.terminal.out << (chinese ? "留痕条数  " : "entries   ") << report->entries << "\n"
                         << (chinese ? "树根      " : "root      ") << report->root_hex << "\n"
                         << (chinese ? "签名检查点 " : "checkpoint ") << report->checkpoint << "\n"
                         << (chinese ? "文件      " : "files     ") << report->files << "\n"
                         << (chinese ? "文字内容  " : "texts     ") << report->texts << "\n";
    if (report->destroyed_texts + report->destroyed_files > 0) {
      context.terminal.out << (chinese ? "已依规销毁 文字 " : "destroyed texts ") << report->destroyed_texts
                           << (chinese ? " 处，文件 " : ", files ") << report->destroyed_files << (chinese ? " 个" : "") << "\n";
    }
    if (report->access_lines > 0) {
      context.terminal.out << (chinese ? "访问记录  " : "accesses  ") << report->access_lines << (chinese ? "（日摘要 " : " (digests: ")
                           << report->access_days << (chinese ? " 份）" : ")") << "\n";
    }
    context.terminal.out << (chinese ? "重建状态行 " : "state rows ") << report->state_rows << "\n"
                         << (report->ok ? (chinese ? "结论      记录完整，与重建一致" : "result    the record is whole and equals its rebuild")
                                        : (chinese ? "结论      记录有误" : "result    the record is damaged"))
                         << "\n";
    for (const std::string& problem : report->problems) context.terminal.out << "  - " << problem << "\n";
  }
  return report->ok ? kExitOk : kExitRefused;
}

}  // namespace

LocalCommand VerifyCommand() {
  LocalCommand command;
  command.noun = "verify";
  command.title = {"核验记录", "Verify the record"};
  command.help = {
      "plumbline verify --data 目录 [--format json]\n"
      "plumbline verify --server 地址 --copy 目录\n\n"
      "只读打开已停止的记录，不改动任何字节；或请运行中的服务器做一份完整复制再核验。\n"
      "核对：序号、摘要、树、瓦片、签名检查点、高水位标记、文件、访问日志与日摘要，以及派生状态与重建是否一致。\n"
      "退出码 0：完整；1：有误，并指出第一条有问题的留痕。\n",
      "plumbline verify --data DIR [--format json]\n"
      "plumbline verify --server ADDR --copy DIR\n\n"
      "Opens a stopped record read-only and changes no byte; or asks a running server for a flushed copy\n"
      "and verifies that. Checks sequence, hashes, tree, tiles, checkpoint signature, mark, files, access log, and that\n"
      "derived state equals a rebuild. Exit 0: whole. Exit 1: damaged; the first bad entry is named.\n"};
  command.flags = {"data", "copy"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
