// plumbline file upload: stores files.
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/text_width.h"
#include "clients/cli/upload.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const bool zh = context.options.language == Language::kChinese;
  const std::vector<std::string> paths = PlainWords(context.words, {"--resume"});
  std::string upload = FlagValue(context.words, "--resume");
  if (paths.empty() || (!upload.empty() && paths.size() > 1)) {
    return PrintUsage({"用法：plumbline file upload 文件… ；--resume 只用于一个文件",
                       "Usage: plumbline file upload PATH…; --resume takes one file"},
                      context.options, context.terminal);
  }
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  if (!connection->signed_in()) {
    return PrintError(DecodeError({grpc::StatusCode::UNAUTHENTICATED, ""}), context.options,
                      context.terminal);
  }
  for (const std::string& path : paths) {
    UploadSource source;
    if (Complaint complaint = ExamineFile(path, context.options, context.terminal, &source)) {
      return PrintUsage(*complaint, context.options, context.terminal);
    }
    v1::File stored;
    const grpc::Status status =
        StoreFile(source, context.options, context.terminal, connection->caller(), &upload, &stored);
    if (!status.ok()) {
      if (context.options.format == "text")
        context.terminal.err << Printable(path) << (zh ? "：" : ": ");
      const int code = PrintError(DecodeError(status), context.options, context.terminal);
      if (!upload.empty()) {
        context.terminal.err << (zh ? "续传：" : "To go on: ") << "plumbline file upload "
                             << ShellQuoted(path) << " --resume " << upload << '\n';
      }
      return code;
    }
    upload.clear();
    if (context.options.format != "text") {
      context.terminal.out << ToJson(stored) << '\n';
      continue;
    }
    // The name is what the next command needs, so it comes first.
    context.terminal.out << stored.name() << "  " << Printable(source.name) << "  "
                         << Printable(stored.type()) << "  " << stored.size_bytes()
                         << (zh ? " 字节" : " bytes") << '\n';
    const std::string& why = zh ? stored.no_text_reason_zh() : stored.no_text_reason_en();
    if (!why.empty()) context.terminal.err << Printable(why) << '\n';
  }
  return kExitOk;
}

}  // namespace

LocalCommand FileUploadCommand() {
  LocalCommand command;
  command.noun = "file";
  command.verb = "upload";
  command.title = {"上传文件", "Upload files"};
  command.help = {
      "用法\n  plumbline file upload 文件… [--resume 上传编号]\n\n"
      "逐个上传（每个 1 字节至 256 MiB），打印 files/…，供提交文稿和材料时引用。\n"
      "内容相同的文件只存一份。连接中断会自动续传；仍不成功时给出续传命令。\n\n"
      "示例\n  plumbline file upload 送审稿.docx 起草说明.docx\n",
      "Usage\n  plumbline file upload PATH… [--resume UPLOAD]\n\n"
      "Stores each file (1 byte to 256 MiB) and prints files/…, the name that drafts and materials "
      "take.\n"
      "The same bytes are stored once. A broken connection is resumed; where that fails, the line "
      "that goes\n"
      "on is printed.\n\n"
      "Example\n  plumbline file upload draft.docx explanation.docx\n"};
  command.flags = {"resume"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
