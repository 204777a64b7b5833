// plumbline file download: fetches a stored file and keeps it only if its digest is its name.
#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/file_bytes.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/file_service.pb.h"
#include "storage/files/crc32c.h"

namespace plumbline::client {

namespace {

constexpr int kAttempts = 5;
constexpr char kDownload[] = "/plumbline.v1.FileService/DownloadFile";
constexpr char kGet[] = "/plumbline.v1.FileService/GetFile";

int Complain(const LocalContext& context, const Phrase& what) {
  context.terminal.err << what.In(context.options.language) << '\n';
  return kExitRefused;
}

int Run(const LocalContext& context) {
  std::string name;
  for (size_t i = 0; i < context.words.size(); ++i) {
    if (context.words[i] == "--output" || context.words[i] == "--through") {
      ++i;
    } else if (context.words[i].rfind("--", 0) != 0) {
      name = context.words[i];
    }
  }
  if (!absl::StartsWith(name, "files/") || name.size() != 6 + 64) {
    return PrintUsage({"用法：plumbline file download files/64位十六进制 [--through 对象] [--output 路径]",
                       "Usage: plumbline file download files/SHA256 [--through NAME] [--output PATH]"},
                      context.options, context.terminal);
  }
  std::unique_ptr<Connection> connection;
  if (Complaint complaint = Connection::Open(context.options, context.terminal, &connection)) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  if (!connection->signed_in()) {
    return PrintError(DecodeError({grpc::StatusCode::UNAUTHENTICATED, ""}), context.options, context.terminal);
  }
  v1::GetFileRequest about;
  about.set_name(name);
  v1::GetFileResponse facts;
  grpc::Status status = connection->caller().Unary(kGet, about, &facts, Caller::Repeat::kAlways);
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);

  std::string output = FlagValue(context.words, "--output");
  if (output.empty()) {
    // Type comes from the server: only letters and digits may become part of a path.
    std::string ending;
    for (const char c : facts.file().type().substr(0, 8)) {
      if (absl::ascii_isalnum(static_cast<unsigned char>(c))) ending += c;
    }
    output = absl::StrCat(name.substr(6, 16), ".", ending.empty() ? "bin" : ending);
  }
  const bool to_stdout = output == "-";
  if (!to_stdout && std::filesystem::exists(output) && !HasSwitch(context.words, "--force")) {
    return Complain(context, {absl::StrCat(output, " 已存在；用 --output 另存，或 --force 覆盖。"),
                              absl::StrCat(output, " exists; choose another --output, or --force.")});
  }
  const std::string partial = output + ".part";
  std::ofstream file;
  if (!to_stdout) file.open(partial, std::ios::binary | std::ios::trunc);
  std::ostream& out = to_stdout ? context.terminal.out : file;

  v1::DownloadFileRequest request;
  request.set_name(name);
  request.set_through(FlagValue(context.words, "--through"));
  v1::DownloadFileResponse piece;
  Sha256Stream digest;
  bool damaged = false;
  ProgressBar bar(name.substr(0, 14), static_cast<uint64_t>(facts.file().size_bytes()), context.options,
                  context.terminal);
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    // A broken stream goes on where the last whole piece ended.
    if (attempt > 1) context.terminal.sleep(absl::Seconds(attempt));
    status = connection->caller().ServerStream(kDownload, request, &piece, [&] {
      damaged = piece.offset() != request.offset() || Crc32c(piece.data()) != piece.crc32c();
      if (damaged) return false;
      digest.Add(piece.data());
      out.write(piece.data().data(), static_cast<std::streamsize>(piece.data().size()));
      request.set_offset(request.offset() + static_cast<int64_t>(piece.data().size()));
      bar.At(static_cast<uint64_t>(request.offset()));
      return static_cast<bool>(out);
    });
    if (damaged || status.error_code() != grpc::StatusCode::UNAVAILABLE) break;
  }
  out.flush();
  const bool written = static_cast<bool>(out);
  file.close();
  const bool whole = status.ok() && !damaged && written &&
                     absl::BytesToHexString(digest.Finish()) == name.substr(6);
  std::error_code error;
  if (!whole) {
    if (!to_stdout) std::filesystem::remove(partial, error);
    if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
    if (!written) {
      return Complain(context, {absl::StrCat("无法写入 ", output, "，请检查磁盘空间和权限。"),
                                absl::StrCat(output, " can't be written; check disk space and rights.")});
    }
    return Complain(context, {"收到的内容与文件摘要不一致，已丢弃，请重试。",
                              "The bytes received do not have the file's digest and were thrown away; try again."});
  }
  if (to_stdout) return kExitOk;
  std::filesystem::rename(partial, output, error);
  if (error) {
    return Complain(context, {absl::StrCat("无法写入 ", output), absl::StrCat(output, " can't be written.")});
  }
  context.terminal.out << output << '\n';
  return kExitOk;
}

}  // namespace

LocalCommand FileDownloadCommand() {
  LocalCommand command;
  command.noun = "file";
  command.verb = "download";
  command.title = {"下载文件", "Download a file"};
  command.help = {
      "用法\n  plumbline file download files/… [--through 对象] [--output 路径|-] [--force]\n\n"
      "下载并核对 SHA-256，不一致即丢弃。--through：您通过哪份文稿、事项、意见书看到它。\n\n"
      "示例\n  plumbline file download files/<64位十六进制> --through matters/m1/versions/v1\n",
      "Usage\n  plumbline file download files/… [--through NAME] [--output PATH|-] [--force]\n\n"
      "Fetches the file, checks its SHA-256, and throws it away if they differ. --through: the draft,\n"
      "matter, opinion or document through which you may read it.\n\n"
      "Example\n  plumbline file download files/<64 hex digits> --through matters/m1/versions/v1\n"};
  command.flags = {"output", "through"};
  command.switches = {"force"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
