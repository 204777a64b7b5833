#include "services/runtime/gateway/http_connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <limits>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"

namespace plumbline {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;

constexpr size_t kFirstReadBytes = 4096;
constexpr size_t kLingerBytesMax = 1u << 20;
constexpr absl::Duration kCancelAgain = absl::Milliseconds(50);
constexpr absl::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

absl::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

absl::Duration Since(std::chrono::steady_clock::time_point begin) {
  return absl::FromChrono(std::chrono::steady_clock::now() - begin);
}

// What to tell a client whose header the parser refused.
std::pair<int, absl::string_view> HeaderError(const boost::system::error_code& error) {
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {431, "The request's header is too long; send fewer or shorter fields."};
  }
  if (error == http::error::bad_version) {
    return {505, "This port speaks HTTP/1.1 and HTTP/1.0. gRPC is served on the other port."};
  }
  if (error == http::error::bad_method || error == http::error::bad_target) {
    return {400, "Expected an HTTP/1.1 request in plain text, such as `GET / HTTP/1.1`."};
  }
  if (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding) {
    return {400, "Expected one content-length, or transfer-encoding: chunked, not both."};
  }
  return {400, "The request's header is malformed; send it as RFC 9112 says."};
}

// The exchange of one request on one connection.
class ConnectionExchange : public HttpExchange {
 public:
  ConnectionExchange(HttpRequest request, std::shared_ptr<HttpServerCore> core,
                     std::weak_ptr<HttpConnection> connection)
      : HttpExchange(std::move(request)),
        core_(std::move(core)),
        connection_(std::move(connection)) {}

  ~ConnectionExchange() override {
    if (answered_.load()) return;
    Respond(HttpError(500, "The server gave no answer; retry, then tell its operator.", request_));
  }

  void ReadBody(HttpConnection::BodyDone done) override {
    if (const auto connection = connection_.lock()) {
      connection->ReadBodyFromAnyThread(std::move(done));
    } else {
      done(absl::CancelledError("The client went away"));
    }
  }

  void Respond(HttpResponse response) override { Answer(std::move(response), nullptr); }
  void RespondStream(HttpResponse head, std::unique_ptr<HttpBodySource> source) override {
    PLUMBLINE_CHECK(source != nullptr, "a stream has a source");
    Answer(std::move(head), std::move(source));
  }

 private:
  void Answer(HttpResponse response, std::unique_ptr<HttpBodySource> source) {
    PLUMBLINE_CHECK(!answered_.exchange(true), "one answer per exchange");
    if (const auto connection = connection_.lock()) {
      connection->AnswerFromAnyThread(std::move(response), std::move(source));
    }
  }

  const std::shared_ptr<HttpServerCore> core_;  // Keeps the executor of connection_ alive.
  const std::weak_ptr<HttpConnection> connection_;
  std::atomic<bool> answered_{false};
};

}  // namespace

void HttpExchange::AnswerBodyError(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kResourceExhausted:
      return RespondError(413, status.message());
    case absl::StatusCode::kDeadlineExceeded:
      return RespondError(408, status.message());
    default:
      return RespondError(400, status.message());
  }
}

HttpConnection::HttpConnection(net::ip::tcp::socket socket, std::string peer,
                               std::shared_ptr<HttpServerCore> core)
    : peer_(std::move(peer)),
      core_(core.get()),
      weak_core_(core),
      socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      buffer_(core->options.limits.header_bytes_max + core->options.limits.piece_bytes_max) {}

void HttpConnection::Start() {
  net::dispatch(socket_.get_executor(), [self = shared_from_this()] { self->WaitForRequest(); });
}

void HttpConnection::Drain() {
  net::dispatch(socket_.get_executor(), [self = shared_from_this()] {
    if (self->idle_) self->Close();  // Others see core_->draining when they are done.
  });
}

void HttpConnection::Abort() {
  net::dispatch(socket_.get_executor(), [self = shared_from_this()] { self->Close(); });
}

// What travels through the io_context from here holds weak pointers only: posted after the threads
// ended it stays there until the context is destroyed, and must not own the context.
void HttpConnection::ReadBodyFromAnyThread(BodyDone done) {
  net::dispatch(socket_.get_executor(),
                [weak = weak_from_this(), done = std::move(done)]() mutable {
                  if (const auto self = weak.lock()) {
                    self->ReadBody(std::move(done));
                  } else {
                    done(absl::CancelledError("The client went away"));
                  }
                });
}

void HttpConnection::AnswerFromAnyThread(HttpResponse response,
                                         std::unique_ptr<HttpBodySource> source) {
  net::dispatch(socket_.get_executor(), [weak = weak_from_this(), response = std::move(response),
                                         source = std::move(source)]() mutable {
    if (const auto self = weak.lock()) self->Answer(std::move(response), std::move(source));
  });
}

void HttpConnection::WaitForRequest() {
  if (closed_) return;
  if (core_->draining.load()) return Close();
  if (buffer_.size() > 0) return ReadHeader();  // The next pipelined request is here already.
  idle_ = true;
  Arm(first_ ? core_->options.limits.header_timeout : core_->options.limits.idle_timeout);
  socket_.async_read_some(buffer_.prepare(kFirstReadBytes),
                          [self = shared_from_this()](Error error, size_t bytes) {
                            self->idle_ = false;
                            self->Disarm();
                            if (error) return self->Close();
                            self->buffer_.commit(bytes);
                            self->ReadHeader();
                          });
}

void HttpConnection::ReadHeader() {
  if (closed_) return;
  first_ = false;
  began_ = std::chrono::steady_clock::now();
  request_ = HttpRequest();
  request_.peer = peer_;
  method_.clear();
  path_.clear();
  readable_ = false;
  version_ = 11;
  body_bytes_ = bytes_out_ = 0;
  body_error_ = absl::OkStatus();
  parser_.emplace();
  parser_->header_limit(core_->options.limits.header_bytes_max);
  // Bodies are bounded by the route, below; "none" would refuse every announced length here.
  parser_->body_limit(std::numeric_limits<uint64_t>::max());
  Arm(core_->options.limits.header_timeout);
  http::async_read_header(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](Error error, size_t) { self->OnHeader(error); });
}

void HttpConnection::OnHeader(Error error) {
  Disarm();
  if (closed_) return;
  if (timed_out_) {
    return AnswerHeaderError(408, "The request's header came too slowly; send it in one piece.");
  }
  if (error == http::error::end_of_stream || error == http::error::partial_message) return Close();
  if (error && error.category() == http::make_error_code(http::error::bad_method).category()) {
    const auto [status, message] = HeaderError(error);
    return AnswerHeaderError(status, message);
  }
  if (error) return Close();
  if (std::optional<HttpResponse> refusal = TakeHeader()) {
    awaiting_answer_ = true;
    refusal->close = true;
    return Answer(*std::move(refusal), nullptr);
  }
  Route();
}

void HttpConnection::AnswerHeaderError(int status, absl::string_view message) {
  HttpResponse response = HttpError(status, message, request_);
  response.close = true;
  awaiting_answer_ = true;
  Answer(std::move(response), nullptr);
}

std::optional<HttpResponse> HttpConnection::TakeHeader() {
  const auto& message = parser_->get();
  const auto error = [this](int status, absl::string_view text) {
    return HttpError(status, text, request_);
  };
  int hosts = 0;
  absl::string_view transfer_encoding;
  absl::string_view content_length;
  for (const auto& field : message) {
    std::string name = absl::AsciiStrToLower(View(field.name_string()));
    const absl::string_view value = View(field.value());
    if (name == "host") ++hosts;
    if (name == "transfer-encoding") transfer_encoding = value;
    if (name == "content-length") content_length = value;
    request_.headers.emplace_back(std::move(name), std::string(value));
  }
  request_.method = std::string(View(message.method_string()));
  method_ = request_.method;
  if (message.version() != 10 && message.version() != 11) {
    return error(505, "This port speaks HTTP/1.1 and HTTP/1.0. gRPC is served on the other port.");
  }
  version_ = static_cast<int>(message.version());

  absl::string_view target = View(message.target());
  if (target.size() > core_->options.limits.target_bytes_max) {
    return error(414, "The request's address is too long; put the data into the body.");
  }
  // A client that believes to talk to a proxy names the whole address (RFC 9112 §3.2.2).
  for (absl::string_view scheme : {"http://", "https://"}) {
    if (!absl::StartsWithIgnoreCase(target, scheme)) continue;
    target.remove_prefix(scheme.size());
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
  }
  const size_t query = target.find('?');
  request_.path = std::string(target.substr(0, query));
  if (query != absl::string_view::npos) request_.query = std::string(target.substr(query + 1));
  if (request_.path.empty()) request_.path = "/";
  path_ = request_.path;

  if (version_ == 11 && hosts != 1) return error(400, "Expected exactly one host header.");
  if (!transfer_encoding.empty() && !absl::EqualsIgnoreCase(transfer_encoding, "chunked")) {
    return error(501,
                 "Expected transfer-encoding: chunked and no other; put compression into "
                 "content-encoding.");
  }
  if (!transfer_encoding.empty() && version_ == 10) {
    return error(400, "HTTP/1.0 has no transfer-encoding; send content-length.");
  }
  if (!std::all_of(content_length.begin(), content_length.end(), absl::ascii_isdigit)) {
    return error(400, "Expected one decimal content-length.");
  }
  const absl::string_view expect = request_.Header("expect");
  continue_expected_ = version_ == 11 && absl::EqualsIgnoreCase(expect, "100-continue");
  if (!expect.empty() && !absl::EqualsIgnoreCase(expect, "100-continue")) {
    return error(417, "Expected no other expectation than 100-continue.");
  }
  readable_ = true;
  return std::nullopt;
}

void HttpConnection::Route() {
  const Router::Match match = core_->router.Find(request_.method, request_.path);
  awaiting_answer_ = true;
  if (match.route == nullptr && match.allow.empty()) {
    return Answer(
        HttpError(404, "There is nothing at this address; `/` lists what is served.", request_),
        nullptr);
  }
  if (match.route == nullptr) {
    HttpResponse response =
        HttpError(405, absl::StrCat("This address answers ", match.allow, "."), request_);
    response.headers.emplace_back("allow", match.allow);
    return Answer(std::move(response), nullptr);
  }
  const HttpRoute* route = match.route;
  request_.params = match.params;
  body_bytes_max_ = route->body_bytes_max;
  body_budget_ = core_->options.limits.body_grace;
  if (route->body == HttpBody::kNone && !parser_->is_done()) {
    return Answer(
        HttpError(413, "This address takes no body; send the request without one.", request_),
        nullptr);
  }
  const auto length = parser_->content_length();
  if (length && *length > body_bytes_max_) {
    return Answer(HttpError(413,
                            absl::StrCat("Expected a body of at most ", body_bytes_max_,
                                         " bytes; send less, or in several requests."),
                            request_),
                  nullptr);
  }
  if (route->body == HttpBody::kWhole) return CollectBody(route);
  RunHandler(route);
}

void HttpConnection::CollectBody(const HttpRoute* route) {
  ReadBody([self = shared_from_this(), route](absl::StatusOr<std::string> piece) {
    if (self->closed_) return;
    if (!piece.ok()) {
      const int status = absl::IsResourceExhausted(piece.status())  ? 413
                         : absl::IsDeadlineExceeded(piece.status()) ? 408
                                                                    : 400;
      return self->Answer(HttpError(status, piece.status().message(), self->request_), nullptr);
    }
    if (piece->empty()) return self->RunHandler(route);
    self->request_.body.append(*piece);
    self->CollectBody(route);
  });
}

void HttpConnection::RunHandler(const HttpRoute* route) {
  const auto core = weak_core_.lock();
  if (core == nullptr) return Close();
  route->handler(std::make_shared<ConnectionExchange>(std::move(request_), core, weak_from_this()));
}

void HttpConnection::ReadBody(BodyDone done) {
  if (closed_) return done(absl::CancelledError("The client went away"));
  PLUMBLINE_CHECK(awaiting_answer_ && body_done_ == nullptr,
                  "one read of the body at a time, before the answer");
  if (!body_error_.ok()) return done(body_error_);
  if (parser_->is_done()) return done(std::string());
  body_done_ = std::move(done);
  if (std::exchange(continue_expected_, false)) return SendContinue();
  ReadBodySome();
}

void HttpConnection::SendContinue() {
  Arm(core_->options.limits.body_grace);
  net::async_write(socket_, net::buffer(kContinue.data(), kContinue.size()),
                   [self = shared_from_this()](Error error, size_t) {
                     self->Disarm();
                     if (error) return self->Close();
                     self->ReadBodySome();
                   });
}

void HttpConnection::ReadBodySome() {
  if (closed_) return;
  piece_.resize(core_->options.limits.piece_bytes_max);
  auto& body = parser_->get().body();
  body.data = piece_.data();
  body.size = piece_.size();
  body.more = true;
  wait_began_ = std::chrono::steady_clock::now();
  Arm(body_budget_);
  http::async_read_some(
      socket_, buffer_, *parser_,
      [self = shared_from_this()](Error error, size_t) { self->OnBodySome(error); });
}

void HttpConnection::OnBodySome(Error error) {
  Disarm();
  if (closed_) return;
  const size_t got = piece_.size() - parser_->get().body().size;
  body_bytes_ += got;
  // Only the time that we wait counts, so that a slow handler is never the client's fault.
  body_budget_ +=
      absl::Seconds(static_cast<double>(got) / core_->options.limits.bytes_per_second_min) -
      Since(wait_began_);
  if (error == http::error::need_buffer) error = {};  // The piece is full.
  if (timed_out_) {
    return FinishBodyRead(absl::DeadlineExceededError(
        "The body came too slowly; send it again over a better connection, or in parts."));
  }
  if (error == http::error::partial_message || error == http::error::end_of_stream ||
      (error && error.category() != http::make_error_code(http::error::bad_chunk).category())) {
    return Close();
  }
  if (error) {
    return FinishBodyRead(absl::InvalidArgumentError(
        "The body is malformed; send chunks as RFC 9112 section 7.1 says."));
  }
  if (body_bytes_ > body_bytes_max_) {
    return FinishBodyRead(
        absl::ResourceExhaustedError(absl::StrCat("Expected a body of at most ", body_bytes_max_,
                                                  " bytes; send less, or in several requests.")));
  }
  if (got == 0 && !parser_->is_done()) return ReadBodySome();
  piece_.resize(got);
  FinishBodyRead(std::move(piece_));
}

void HttpConnection::FinishBodyRead(absl::StatusOr<std::string> piece) {
  if (!piece.ok()) body_error_ = piece.status();
  BodyDone done = std::exchange(body_done_, nullptr);
  done(std::move(piece));
}

void HttpConnection::Answer(HttpResponse response, std::unique_ptr<HttpBodySource> source) {
  if (closed_) return;
  PLUMBLINE_CHECK(awaiting_answer_ && body_done_ == nullptr,
                  "an answer comes once, and not while the body is being read");
  awaiting_answer_ = false;
  status_ = response.status;
  const bool head_only = method_ == "HEAD" || response.status == 204 || response.status == 304;
  keep_alive_ = readable_ && !response.close && parser_->is_done() && parser_->keep_alive() &&
                !core_->draining.load();
  HttpFraming framing = HttpFraming::kLength;
  if (source != nullptr) {
    framing = version_ == 11 ? HttpFraming::kChunked : HttpFraming::kClose;
    keep_alive_ = keep_alive_ && framing == HttpFraming::kChunked;
  }
  chunked_ = framing == HttpFraming::kChunked;
  head_ = HttpHead(response, version_, keep_alive_, framing, response.body.size(),
                   core_->options.clock->Now());
  source_ = head_only ? nullptr : std::move(source);
  out_ = head_only || source_ != nullptr ? std::string() : std::move(response.body);
  WritePiece(out_, out_.size(),
             source_ != nullptr ? &HttpConnection::NextPiece : &HttpConnection::FinishAnswer);
}

// Writes head_ (a status and headers, or the frame of a chunk) and `body`, a view of out_.
void HttpConnection::WritePiece(absl::string_view body, size_t counted,
                                void (HttpConnection::*then)()) {
  Arm(core_->options.limits.body_grace +
      absl::Seconds(static_cast<double>(body.size()) / core_->options.limits.bytes_per_second_min));
  const std::array<net::const_buffer, 2> buffers = {net::buffer(head_),
                                                    net::buffer(body.data(), body.size())};
  net::async_write(socket_, buffers,
                   [self = shared_from_this(), then, counted](Error error, size_t) {
                     self->Disarm();
                     if (self->closed_) return;
                     if (error) {
                       self->LogAccess(/*whole=*/false);
                       return self->Close();
                     }
                     self->bytes_out_ += counted;
                     (self.get()->*then)();
                   });
}

void HttpConnection::NextPiece() {
  // As in AnswerFromAnyThread: the source must not own the connection that owns it.
  source_->Next(
      [weak = weak_from_this(), core = weak_core_](absl::StatusOr<std::string> piece) mutable {
        const auto keep = core.lock();
        const auto self = weak.lock();
        if (keep == nullptr || self == nullptr) return;
        // Posted, never run inline: the end of the body destroys the source that is calling.
        net::post(self->socket_.get_executor(), [weak, piece = std::move(piece)]() mutable {
          if (const auto connection = weak.lock()) connection->OnPiece(std::move(piece));
        });
      });
}

void HttpConnection::OnPiece(absl::StatusOr<std::string> piece) {
  if (closed_) return;
  if (!piece.ok()) {
    LogAccess(/*whole=*/false);
    return Close();
  }
  out_ = *std::move(piece);
  const bool end = out_.empty();
  const size_t bytes = out_.size();
  head_.clear();
  if (chunked_) {
    head_ = absl::StrCat(absl::Hex(bytes), "\r\n");
    out_.append("\r\n");  // Ends the chunk, or the empty trailer after the last one.
  }
  if (end) source_.reset();
  WritePiece(out_, bytes, end ? &HttpConnection::FinishAnswer : &HttpConnection::NextPiece);
}

void HttpConnection::FinishAnswer() {
  LogAccess(/*whole=*/true);
  out_.clear();
  if (keep_alive_) return WaitForRequest();
  Linger();
}

void HttpConnection::LogAccess(bool whole) {
  if (core_->options.access_log == nullptr) return;
  HttpAccess access;
  access.peer = peer_;
  access.method = method_;
  access.path = path_;
  access.status = status_;
  access.bytes_in = body_bytes_;
  access.bytes_out = bytes_out_;
  access.took = Since(began_);
  access.whole = whole;
  core_->options.access_log(access);
}

void HttpConnection::Linger() {
  Error ignored;
  socket_.shutdown(net::ip::tcp::socket::shutdown_send, ignored);
  lingered_bytes_ = 0;
  buffer_.clear();
  Arm(core_->options.limits.linger);
  LingerSome();
}

void HttpConnection::LingerSome() {
  socket_.async_read_some(buffer_.prepare(kFirstReadBytes),
                          [self = shared_from_this()](Error error, size_t bytes) {
                            self->lingered_bytes_ += bytes;
                            if (error || self->lingered_bytes_ > kLingerBytesMax) {
                              self->Disarm();
                              return self->Close();
                            }
                            self->LingerSome();
                          });
}

void HttpConnection::Close() {
  if (std::exchange(closed_, true)) return;
  Disarm();
  Error ignored;
  socket_.close(ignored);
  source_.reset();
  // The core lets go of *this; whoever called holds a pointer.
  core_->Remove(this, peer_);
  if (BodyDone done = std::exchange(body_done_, nullptr)) {
    done(absl::CancelledError("The client went away"));
  }
}

void HttpConnection::Arm(absl::Duration timeout) {
  timed_out_ = false;
  Guard(++armed_, timeout);
}

void HttpConnection::Guard(uint64_t number, absl::Duration timeout) {
  timer_.expires_after(absl::ToChronoNanoseconds(std::max(timeout, absl::ZeroDuration())));
  timer_.async_wait([self = shared_from_this(), number](Error error) {
    if (error || number != self->armed_ || self->closed_) return;
    self->timed_out_ = true;
    Error ignored;
    self->socket_.cancel(ignored);
    // An operation of several steps may be between two of them and miss it: cancel until it ends.
    self->Guard(number, kCancelAgain);
  });
}

void HttpConnection::Disarm() {
  ++armed_;
  timer_.cancel();
}

}  // namespace plumbline
