// plumbline file download: fetches a file that a resource names, and checks its digest.
#include <openssl/evp.h>

#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/file_service.pb.h"

namespace plumbline::client {

namespace {

int Run(const LocalContext& context) {
  const std::string through = FlagValue(context.words, "--through");
  const std::string output = FlagValue(context.words, "--output");
  std::string name;
  for (size_t i = 0; i < context.words.size(); ++i) {
    if (context.words[i] == "--through" || context.words[i] == "--output") {
      ++i;
    } else if (context.words[i].rfind("--", 0) != 0) {
      name = context.words[i];
    }
  }
  if (name.empty() || through.empty() || output.empty()) {
    return PrintUsage({"用法：plumbline file download files/… --through matters/…/opinions/1 --output 意见书.pdf",
                       "usage: plumbline file download files/… --through matters/…/opinions/1 --output letter.pdf"},
                      context.options, context.terminal);
  }
  std::unique_ptr<Connection> connection;
  if (auto complaint = Connection::Open(context.options, context.terminal, &connection); complaint.has_value()) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  connection->caller().settings().timeout = absl::Minutes(30);
  std::ofstream out(output, std::ios::binary);
  if (!out) {
    return PrintUsage({absl::StrCat("写不了文件：", output), absl::StrCat("Can't write ", output)}, context.options,
                      context.terminal);
  }
  v1::DownloadFileRequest request;
  request.set_name(name);
  request.set_through(through);
  v1::DownloadFileResponse piece;
  EVP_MD_CTX* hash = EVP_MD_CTX_new();
  EVP_DigestInit_ex(hash, EVP_sha256(), nullptr);
  const grpc::Status status = connection->caller().ServerStream(
      "/plumbline.v1.FileService/DownloadFile", request, &piece, [&] {
        EVP_DigestUpdate(hash, piece.data().data(), piece.data().size());
        out.write(piece.data().data(), static_cast<std::streamsize>(piece.data().size()));
        return static_cast<bool>(out);
      });
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  unsigned char digest[32];
  EVP_DigestFinal_ex(hash, digest, nullptr);
  EVP_MD_CTX_free(hash);
  out.close();
  if (!out || absl::StrCat("files/", absl::BytesToHexString(absl::string_view(
                                         reinterpret_cast<const char*>(digest), sizeof(digest)))) != name) {
    context.terminal.err << (context.options.language == Language::kChinese ? "下载的内容与摘要不符，请重试。\n"
                                                                            : "The bytes do not have that digest; try again.\n");
    return kExitRefused;
  }
  context.terminal.out << output << "\n";
  return kExitOk;
}

}  // namespace

LocalCommand FileDownloadCommand() {
  LocalCommand command;
  command.noun = "file";
  command.verb = "download";
  command.title = {"下载文件", "Download a file"};
  command.help = {
      "plumbline file download files/… --through 对象 --output 文件\n\n"
      "经由引用它的对象（文稿版本、事项、意见书等）下载，并核对摘要。\n",
      "plumbline file download files/… --through RESOURCE --output PATH\n\n"
      "Fetches a file through the resource that names it (a draft version, matter, opinion) and checks its\n"
      "digest.\n"};
  command.flags = {"through", "output"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
