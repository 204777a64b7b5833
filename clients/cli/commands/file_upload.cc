// plumbline file upload: streams files to the server, with progress; resumes after a lost connection.
#include <openssl/evp.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/connection.h"
#include "clients/cli/flag_value.h"
#include "clients/cli/local_command.h"
#include "clients/cli/remote_command.h"
#include "clients/cli/view.h"
#include "clients/lib/errors.h"
#include "plumbline/v1/file_service.pb.h"
#include "storage/files/crc32c.h"

namespace plumbline::client {

namespace {

constexpr size_t kChunk = 512 * 1024;
constexpr char kPath[] = "/plumbline.v1.FileService/UploadFile";

// SHA-256 of a file; empty when it can't be read.
std::string DigestOf(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return {};
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_DigestInit_ex(context, EVP_sha256(), nullptr);
  std::string buffer(kChunk, '\0');
  while (in.read(&buffer[0], static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    EVP_DigestUpdate(context, buffer.data(), static_cast<size_t>(in.gcount()));
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context, digest, &size);
  EVP_MD_CTX_free(context);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

int UploadOne(const LocalContext& context, Caller& caller, const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  const std::string digest = error ? std::string() : DigestOf(path);
  if (digest.empty()) {
    return PrintUsage({absl::StrCat("读不到文件：", path), absl::StrCat("Can't read ", path)}, context.options,
                      context.terminal);
  }
  const bool show = context.terminal.err_is_terminal && !context.options.quiet && size > kChunk;
  std::ifstream in(path, std::ios::binary);
  v1::UploadFileRequest request;
  v1::UploadFileResponse response;
  enum class Next { kSpec, kChunks, kFinish, kDone } next = Next::kSpec;
  uint64_t offset = 0;
  const grpc::Status status = caller.ClientStream(
      kPath, &request,
      [&] {
        request.Clear();
        switch (next) {
          case Next::kSpec:
            request.mutable_spec()->set_size_bytes(static_cast<int64_t>(size));
            request.mutable_spec()->set_sha256(digest);
            request.mutable_spec()->set_file_name(std::filesystem::path(path).filename().string());
            next = Next::kChunks;
            return true;
          case Next::kChunks: {
            std::string bytes(kChunk, '\0');
            in.read(&bytes[0], static_cast<std::streamsize>(bytes.size()));
            bytes.resize(static_cast<size_t>(in.gcount()));
            request.mutable_chunk()->set_offset(static_cast<int64_t>(offset));
            request.mutable_chunk()->set_crc32c(Crc32c(bytes));
            offset += bytes.size();
            request.mutable_chunk()->set_data(std::move(bytes));
            if (show) {
              context.terminal.err << "\r" << path << " " << offset * 100 / size << "%" << std::flush;
            }
            if (offset >= size) next = Next::kFinish;
            return true;
          }
          case Next::kFinish:
            request.set_finish(true);
            next = Next::kDone;
            return true;
          case Next::kDone:
            return false;
        }
        return false;
      },
      &response);
  if (show) context.terminal.err << "\r\033[K";
  if (!status.ok()) return PrintError(DecodeError(status), context.options, context.terminal);
  if (context.options.format == "json") {
    context.terminal.out << ToJson(response.file()) << "\n";
  } else {
    context.terminal.out << response.file().name() << "  " << response.file().type() << "  "
                         << response.file().size_bytes() << "\n";
    if (!response.file().no_text_reason_zh().empty()) {
      context.terminal.err << (context.options.language == Language::kChinese
                                   ? response.file().no_text_reason_zh()
                                   : response.file().no_text_reason_en())
                           << "\n";
    }
  }
  return kExitOk;
}

int Run(const LocalContext& context) {
  if (context.words.empty()) {
    return PrintUsage({"请给出要上传的文件", "Name the files to upload"}, context.options, context.terminal);
  }
  std::unique_ptr<Connection> connection;
  if (auto complaint = Connection::Open(context.options, context.terminal, &connection); complaint.has_value()) {
    return PrintUsage(*complaint, context.options, context.terminal);
  }
  connection->caller().settings().timeout = absl::Minutes(30);
  for (const std::string& path : context.words) {
    const int code = UploadOne(context, connection->caller(), path);
    if (code != kExitOk) return code;
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
      "plumbline file upload 文件…\n\n"
      "逐块上传并校验，印出文件名（files/…），供提交文稿、材料时引用。单个文件最大 256 MiB。\n"
      "例：plumbline file upload 送审稿.docx\n",
      "plumbline file upload PATH…\n\n"
      "Uploads in checked chunks and prints the name (files/…) that drafts and materials refer to. At most\n"
      "256 MiB a file.\nExample: plumbline file upload draft.docx\n"};
  command.run = &Run;
  return command;
}

}  // namespace plumbline::client
