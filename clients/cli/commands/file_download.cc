// plumbline file download: fetches a stored file and keeps it only if its digest is its name.
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/fetch_file.h"
#include "clients/cli/file_bytes.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/output_file.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/file_service.pb.h"

namespace plumbline::client {

namespace {

constexpr char kGet[] = "/plumbline.v1.FileService/GetFile";

int Complain(const LocalContext& context, const Phrase& what) {
  context.terminal.err << what.In(context.options.language) << '\n';
  return kExitRefused;
}

// Where it goes when --output says nothing: `91dca819b5225c92.txt`.
std::string DefaultOutput(const std::string& type, const std::string& name) {
  // The type comes from the server: only letters and digits may become part of a path.
  std::string ending;
  for (const char c : type.substr(0, 8)) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) ending += c;
  }
  return absl::StrCat(name.substr(6, 16), ".", ending.empty() ? "bin" : ending);
}

int Run(const LocalContext& context) {
  const std::string name = PlainWord(context.words, {"--through"});
  if (!absl::StartsWith(name, "files/") || name.size() != 6 + 64) {
    return PrintUsage(
        {"用法：plumbline file download files/64位十六进制 [--through 对象] [--output 路径] [--docx]",
         "Usage: plumbline file download files/SHA256 [--through NAME] [--output PATH] [--docx]"},
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
  v1::GetFileRequest about;
  about.set_name(name);
  v1::GetFileResponse facts;
  const grpc::Status known =
      connection->caller().Unary(kGet, about, &facts, Caller::Repeat::kAlways);
  if (!known.ok()) return PrintError(DecodeError(known), context.options, context.terminal);

  std::string output = context.options.output;
  if (output.empty()) output = DefaultOutput(facts.file().type(), name);
  if (Complaint complaint = OutputFile::CheckFree(output, context.options.force)) return Complain(context, *complaint);
  // Beside its place until it is whole: nobody mistakes half a document for one.
  OutputFile file(output, context.terminal);
  if (Complaint complaint = file.Open()) return Complain(context, *complaint);
  v1::DownloadFileRequest request;
  request.set_name(name);
  request.set_through(FlagValue(context.words, "--through"));
  if (HasSwitch(context.words, "--docx")) request.set_marked_form(v1::MARKED_FORM_DOCX);
  Fetched fetched;
  {
    ProgressBar bar(name.substr(0, 14), static_cast<uint64_t>(facts.file().size_bytes()),
                    context.options, context.terminal);
    fetched = FetchFile(connection->caller(), request, file.stream(), context.terminal, [&bar](uint64_t bytes) { bar.At(bytes); });
  }
  if (!fetched.status.ok()) return PrintError(DecodeError(fetched.status), context.options, context.terminal);
  if (file.stream() && fetched.damaged) {
    return Complain(
        context,
        {"收到的内容与文件摘要不一致，已丢弃，请重试。",
         "The bytes received do not have the file's digest and were thrown away; try again."});
  }
  if (!fetched.marked_type.empty() && context.options.output.empty()) output = DefaultOutput(fetched.marked_type, name);
  if (Complaint complaint = file.KeepAs(output, context.options.force)) return Complain(context, *complaint);
  if (!file.to_stdout()) context.terminal.out << output << '\n';
  if (!fetched.marked_type.empty() && !context.options.quiet) {
    context.terminal.err << Phrase{"此副本加有您的姓名水印，仅供您本人审查使用；原件不提供下载。",
                                   "This copy bears your name and is for your review alone; the file itself is not given out."}
                                .In(context.options.language)
                         << '\n';
  }
  return kExitOk;
}

}  // namespace

LocalCommand FileDownloadCommand() {
  LocalCommand command;
  command.noun = "file";
  command.verb = "download";
  command.title = {"下载文件", "Download a file"};
  command.help = {
      "用法\n  plumbline file download files/… [--through 对象] [--output 路径|-] [--docx] [--force]\n\n"
      "下载并核对 SHA-256，不一致即丢弃。--through：您通过哪份文稿、事项、意见书看到它。\n"
      "下载未公开的内容先记入访问日志（plumbline access list 可查本人的记录）。外部人员（律师、专家）得到的是每页\n"
      "加有本人姓名水印的 PDF 副本；--docx 取供批注的 DOCX 副本。不能加水印的文件请到办公室阅看。\n\n"
      "示例\n  plumbline file download files/<64位十六进制> --through matters/m1/versions/v1\n",
      "Usage\n  plumbline file download files/… [--through NAME] [--output PATH|-] [--docx] [--force]\n\n"
      "Fetches the file, checks its SHA-256, and throws it away if they differ. --through: the "
      "draft,\n"
      "matter, opinion or document through which you may read it.\n"
      "What is not public is written to the access log first (plumbline access list shows your own lines). People from\n"
      "outside (lawyers, experts) get a PDF copy with their name across every page; --docx: a DOCX copy to comment in.\n"
      "What can't be marked is read in the office.\n\n"
      "Example\n  plumbline file download files/<64 hex digits> --through "
      "matters/m1/versions/v1\n"};
  command.flags = {"through"};
  command.switches = {"docx"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
