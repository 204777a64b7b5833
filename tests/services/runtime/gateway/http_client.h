// tests/services/runtime/gateway/http_client.h: an HTTP client that sends what a test says, byte by
// byte if need be, and reads what comes back. Knows nothing of the server's code.
#ifndef PLUMBLINE_TESTS_SERVICES_RUNTIME_GATEWAY_HTTP_CLIENT_H_
#define PLUMBLINE_TESTS_SERVICES_RUNTIME_GATEWAY_HTTP_CLIENT_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/core/base/check.h"

namespace plumbline {

struct ClientResponse {
  int status = 0;  // 0: the connection ended before a whole header came.
  std::string version;
  std::map<std::string, std::string> headers;
  std::string body;
  bool whole = false;  // The body came to its end.
};

class HttpClient {
 public:
  explicit HttpClient(uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    timeval patience = {60, 0};  // So that a hanging server fails the test instead of the run.
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    PLUMBLINE_CHECK(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0,
                    "the server accepts connections");
  }
  ~HttpClient() { Close(); }
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  HttpClient(HttpClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), unread_(std::move(other.unread_)) {}

  void Close() {
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
  }
  // Sends no more, but still reads.
  void FinishSending() { shutdown(fd_, SHUT_WR); }

  // False when the server has closed.
  bool Send(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  ClientResponse Read(bool head_only = false) {
    ClientResponse response;
    size_t end;
    while ((end = unread_.find("\r\n\r\n")) == std::string::npos) {
      if (!More()) return response;
    }
    const std::string head = unread_.substr(0, end);
    unread_.erase(0, end + 4);
    bool first = true;
    for (absl::string_view line : absl::StrSplit(head, "\r\n")) {
      if (first) {
        const std::pair<absl::string_view, absl::string_view> parts =
            absl::StrSplit(line, absl::MaxSplits(' ', 1));
        response.version = std::string(parts.first);
        response.status = std::atoi(std::string(parts.second.substr(0, 3)).c_str());
        first = false;
        continue;
      }
      const std::pair<absl::string_view, absl::string_view> parts =
          absl::StrSplit(line, absl::MaxSplits(": ", 1));
      response.headers[absl::AsciiStrToLower(parts.first)] = std::string(parts.second);
    }
    if (head_only || response.status == 204 || response.status == 304 || response.status < 200) {
      response.whole = true;
    } else if (response.headers.count("content-length") > 0) {
      size_t length = 0;
      PLUMBLINE_CHECK(absl::SimpleAtoi(response.headers["content-length"], &length), "a length");
      response.whole = Take(length, &response.body);
    } else if (response.headers.count("transfer-encoding") > 0) {
      response.whole = TakeChunks(&response.body);
    } else {
      while (More()) continue;
      response.body = std::exchange(unread_, "");
      response.whole = true;
    }
    return response;
  }

  // A request on this connection and its answer.
  ClientResponse Get(absl::string_view path, absl::string_view method = "GET",
                     absl::string_view headers = "") {
    Send(absl::StrCat(method, " ", path, " HTTP/1.1\r\nhost: test\r\n", headers, "\r\n"));
    return Read(method == "HEAD");
  }

  // True when the server has closed and nothing is left to read.
  bool AtEnd() { return unread_.empty() && !More(); }

 private:
  bool More() {
    char buffer[65536];
    const ssize_t got = recv(fd_, buffer, sizeof(buffer), 0);
    if (got <= 0) return false;
    unread_.append(buffer, static_cast<size_t>(got));
    return true;
  }

  bool Take(size_t size, std::string* out) {
    while (unread_.size() < size) {
      if (!More()) break;
    }
    const bool whole = unread_.size() >= size;
    out->append(unread_.substr(0, size));
    unread_.erase(0, size);
    return whole;
  }

  bool TakeChunks(std::string* body) {
    while (true) {
      size_t end;
      while ((end = unread_.find("\r\n")) == std::string::npos) {
        if (!More()) return false;
      }
      const size_t size = std::strtoul(unread_.c_str(), nullptr, 16);
      unread_.erase(0, end + 2);
      std::string chunk;
      if (!Take(size + 2, &chunk)) return false;
      body->append(chunk, 0, size);
      if (size == 0) return true;
    }
  }

  int fd_;
  std::string unread_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_RUNTIME_GATEWAY_HTTP_CLIENT_H_
