#include "services/runtime/gateway/http_server.h"

#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/core/base/check.h"
#include "services/runtime/gateway/http_connection.h"

namespace plumbline {
namespace {

namespace net = boost::asio;
using tcp = net::ip::tcp;
using Error = boost::system::error_code;

constexpr auto kAcceptAgain = std::chrono::milliseconds(100);

// What a client gets that may not connect: whole in one write, since nobody will wait for it.
const std::string& Full() {
  static const std::string& full = *new std::string([] {
    const absl::string_view text =
        "Too many connections are open; close some, or retry in a few seconds.\n";
    return absl::StrCat("HTTP/1.1 503 Service Unavailable\r\ncontent-type: ", kTextPlain,
                        "\r\ncontent-length: ", text.size(), "\r\ncache-control: ", kCachePrivate,
                        "\r\nretry-after: 5\r\nconnection: close\r\n\r\n", text);
  }());
  return full;
}

std::string PeerOf(const tcp::socket& socket) {
  Error error;
  const tcp::endpoint endpoint = socket.remote_endpoint(error);
  return error ? "unknown" : endpoint.address().to_string();
}

}  // namespace

struct HttpServer::Parts {
  explicit Parts(std::shared_ptr<HttpServerCore> core)
      : core(std::move(core)),
        work(this->core->io.get_executor()),
        acceptor(net::make_strand(this->core->io)),
        pause(acceptor.get_executor()) {}

  absl::Status Listen();
  void Accept();
  void OnAccept(Error error, tcp::socket socket);

  const std::shared_ptr<HttpServerCore> core;
  // While a handler elsewhere has all exchanges the threads have nothing to do and must not end.
  net::executor_work_guard<net::io_context::executor_type> work;
  tcp::acceptor acceptor;
  net::steady_timer pause;  // On the acceptor's strand.
  tcp::endpoint endpoint;
  std::vector<std::thread> threads;
  bool shut_down = false;
  bool ended_well = true;
};

absl::Status HttpServer::Parts::Listen() {
  const Options& options = core->options;
  Error error;
  absl::string_view host = options.host;
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  tcp::resolver resolver(core->io);
  const auto found =
      resolver.resolve(std::string(host), std::to_string(options.port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("Expected an address to listen on, but \"",
                                                   options.host, "\" is none: ", error.message(),
                                                   "; use 127.0.0.1 or one of this computer's"));
  }
  endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.protocol() == tcp::v6()) {
    acceptor.set_option(net::ip::v6_only(false), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (!error) endpoint = acceptor.local_endpoint(error);
  if (error) {
    return absl::UnavailableError(absl::StrCat("Can't listen for HTTP on ", options.host, ":",
                                               options.port, ": ", error.message(),
                                               "; choose another port, or 0 for a free one"));
  }
  return absl::OkStatus();
}

void HttpServer::Parts::Accept() {
  acceptor.async_accept(net::make_strand(core->io), [this](Error error, tcp::socket socket) {
    OnAccept(error, std::move(socket));
  });
}

void HttpServer::Parts::OnAccept(Error error, tcp::socket socket) {
  if (core->draining.load() || !acceptor.is_open()) return;
  if (error) {
    // Out of file descriptors, or the client was gone at once: never spin.
    pause.expires_after(kAcceptAgain);
    pause.async_wait([this](Error cancelled) {
      if (!cancelled && !core->draining.load()) Accept();
    });
    return;
  }
  Error ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  std::string peer = PeerOf(socket);
  if (core->Admit(peer)) {
    const auto connection =
        std::make_shared<HttpConnection>(std::move(socket), std::move(peer), core);
    core->Register(connection);
    connection->Start();
  } else {
    // What the client already sent is taken first: closing on unread bytes would reset the
    // connection before the answer is read.
    socket.non_blocking(true, ignored);
    std::array<char, 4096> unread;
    socket.read_some(net::buffer(unread), ignored);
    socket.write_some(net::buffer(Full()), ignored);
    socket.shutdown(tcp::socket::shutdown_both, ignored);
  }
  Accept();
}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(Options options, Router router) {
  PLUMBLINE_CHECK(options.threads >= 1 && options.threads <= 8, "1 to 8 threads");
  PLUMBLINE_CHECK(options.clock != nullptr, "the server has a clock for the date header");
  PLUMBLINE_CHECK(options.limits.header_bytes_max >= 256 && options.limits.piece_bytes_max >= 1 &&
                      options.limits.bytes_per_second_min >= 1,
                  "limits that a request can keep");
  const int thread_count = options.threads;
  auto parts = std::make_unique<Parts>(
      std::make_shared<HttpServerCore>(std::move(options), std::move(router)));
  const absl::Status listening = parts->Listen();
  if (!listening.ok()) return listening;
  Parts* const raw = parts.get();
  net::dispatch(raw->acceptor.get_executor(), [raw] { raw->Accept(); });
  for (int i = 0; i < thread_count; ++i) {
    raw->threads.emplace_back([core = raw->core.get()] { core->io.run(); });
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(parts)));
}

HttpServer::HttpServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

HttpServer::~HttpServer() { Shutdown(absl::ZeroDuration()); }

std::string HttpServer::address() const {
  const std::string host = parts_->endpoint.address().to_string();
  return absl::StrCat(
      parts_->endpoint.protocol() == tcp::v6() ? absl::StrCat("[", host, "]") : host, ":", port());
}

uint16_t HttpServer::port() const { return parts_->endpoint.port(); }

size_t HttpServer::connections() const { return parts_->core->count(); }

bool HttpServer::Shutdown(absl::Duration grace) {
  if (std::exchange(parts_->shut_down, true)) return parts_->ended_well;
  HttpServerCore& core = *parts_->core;
  core.draining.store(true);
  net::dispatch(parts_->acceptor.get_executor(), [parts = parts_.get()] {
    Error ignored;
    parts->acceptor.close(ignored);
    parts->pause.cancel();
  });
  for (const auto& connection : core.All()) connection->Drain();
  parts_->ended_well = core.AwaitNone(grace);
  // A connection may be accepted beside the first look; what is left now is cut until none is.
  while (core.count() > 0) {
    for (const auto& connection : core.All()) connection->Abort();
    core.AwaitNone(absl::Milliseconds(20));
  }
  parts_->work.reset();  // No connection is left: run() returns.
  for (std::thread& thread : parts_->threads) thread.join();
  return parts_->ended_well;
}

}  // namespace plumbline
