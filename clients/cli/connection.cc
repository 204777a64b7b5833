#include "clients/cli/connection.h"

#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace plumbline::client {

Complaint ReadTextFile(const std::string& path, size_t limit, Terminal& terminal,
                       std::string* text) {
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file) {
      return Phrase{absl::StrCat("打不开文件 ", path, "，请核对路径和权限。"),
                    absl::StrCat("The file ", path, " can't be opened; check path and rights.")};
    }
  }
  std::istream& in = path == "-" ? terminal.in : file;
  text->clear();
  char buffer[4096];
  while (in.read(buffer, sizeof(buffer)) || in.gcount() > 0) {
    text->append(buffer, static_cast<size_t>(in.gcount()));
    if (text->size() > limit) {
      return Phrase{absl::StrCat("文件 ", path, " 太大，最多 ", limit, " 字节。"),
                    absl::StrCat("The file ", path, " is too large: at most ", limit, " bytes.")};
    }
  }
  return std::nullopt;
}

Complaint Connection::Open(const Options& options, Terminal& terminal,
                           std::unique_ptr<Connection>* connection) {
  Target target;
  target.address = options.server;
  target.plaintext = options.plaintext;
  if (!options.ca.empty()) {
    if (Complaint complaint = ReadTextFile(options.ca, 1 << 20, terminal, &target.ca_pem)) {
      return complaint;
    }
  }
  std::shared_ptr<grpc::Channel> channel;
  if (Complaint complaint = OpenChannel(target, &channel)) return complaint;

  SessionFile sessions(options.session_file);
  Caller::Settings settings;
  if (!options.session_file.empty()) {
    const absl::StatusOr<StoredSession> session = sessions.Find(options.server);
    if (session.ok()) {
      settings.token = session->token;
    } else if (absl::IsFailedPrecondition(session.status())) {
      return Phrase{absl::StrCat("登录信息文件 ", options.session_file,
                                 " 可被他人读取，未使用。请执行 chmod 600 后重试，或重新登录。"),
                    std::string(session.status().message())};
    }
  }
  settings.language = options.language;
  settings.timeout = options.timeout;
  settings.post = options.as_post;
  settings.sleep = terminal.sleep;
  if (!options.quiet) {
    const bool zh = options.language == Language::kChinese;
    settings.wait = [&terminal, zh](const CallError& error, absl::Duration pause) {
      const bool busy = error.reason == v1::COMMAND_QUEUE_FULL;
      terminal.err << (busy ? (zh ? "服务器繁忙" : "The server is busy")
                            : (zh ? "连接不上服务器" : "The server can't be reached"))
                   << absl::StrFormat(zh ? "，%.1f 秒后重试……\n" : "; again in %.1f s …\n",
                                      absl::ToDoubleSeconds(pause));
    };
  }
  std::string token = settings.token;
  connection->reset(new Connection(Caller(std::move(channel), std::move(settings)),
                                   std::move(sessions), std::move(token)));
  return std::nullopt;
}

}  // namespace plumbline::client
