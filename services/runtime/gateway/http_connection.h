// services/runtime/gateway/http_connection.h: one client connection; internal to HttpServer.
//
//            ┌──────────────── keep-alive ────────────────┐
//   idle ► header ► (body ◄► handler) ► answer ► (pieces) ┴► linger ► closed
//
// Everything below runs on the connection's strand, except where "any thread" is written. One timer
// guards whatever the connection waits for; nothing guards the handler, which is ours.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_CONNECTION_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_CONNECTION_H_

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "services/runtime/gateway/http_server_core.h"

namespace plumbline {

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  using BodyDone = absl::AnyInvocable<void(absl::StatusOr<std::string>)>;
  using Error = boost::system::error_code;

  // REQUIRES: core->Admit(peer) said yes.
  HttpConnection(boost::asio::ip::tcp::socket socket, std::string peer,
                 std::shared_ptr<HttpServerCore> core);

  // Any thread.
  void Start();
  void Drain();  // Ends the connection as soon as nothing is being answered.
  void Abort();  // Ends it now.
  void ReadBodyFromAnyThread(BodyDone done);
  void AnswerFromAnyThread(HttpResponse response, std::unique_ptr<HttpBodySource> source);

 private:
  // --- Reading a request ---
  void WaitForRequest();
  void ReadHeader();
  void OnHeader(Error error);
  // Fills request_; an error answer when the header asks for what we don't do.
  std::optional<HttpResponse> TakeHeader();
  void Route();
  void CollectBody(const HttpRoute* route);
  void RunHandler(const HttpRoute* route);
  void AnswerHeaderError(int status, absl::string_view message);

  void ReadBody(BodyDone done);
  void SendContinue();
  void ReadBodySome();
  void OnBodySome(Error error);
  void FinishBodyRead(absl::StatusOr<std::string> piece);

  // --- Answering ---
  void Answer(HttpResponse response, std::unique_ptr<HttpBodySource> source);
  // `counted`: how much of `body` is the answer's and not a chunk's frame.
  void WritePiece(absl::string_view body, size_t counted, void (HttpConnection::*then)());
  void NextPiece();
  void OnPiece(absl::StatusOr<std::string> piece);
  void FinishAnswer();
  void LogAccess(bool whole);

  // --- Ending ---
  void Linger();
  void LingerSome();
  void Close();

  // Cancels what the socket does when `timeout` has passed before Disarm.
  void Arm(absl::Duration timeout);
  void Guard(uint64_t number, absl::Duration timeout);
  void Disarm();

  const std::string peer_;
  // Not owning: the core owns its connections.
  HttpServerCore* const core_;
  const std::weak_ptr<HttpServerCore> weak_core_;
  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;
  boost::beast::flat_buffer buffer_;

  uint64_t armed_ = 0;  // Number of the running guard; others that still fire mean nothing.
  bool timed_out_ = false;
  bool closed_ = false;
  bool idle_ = false;  // Waiting for the first byte of a request.
  bool first_ = true;  // No request yet on this connection.

  // The request.
  std::optional<boost::beast::http::request_parser<boost::beast::http::buffer_body>> parser_;
  HttpRequest request_;
  std::string method_;  // As the next: kept for the answer while the handler has the request.
  std::string path_;
  std::chrono::steady_clock::time_point began_;
  bool readable_ = false;           // The header was understood: keep-alive is possible.
  bool continue_expected_ = false;  // The client waits for `100 Continue`.
  uint64_t body_bytes_max_ = 0;
  uint64_t body_bytes_ = 0;
  absl::Duration body_budget_;  // Time that may still be spent waiting for the body.
  std::chrono::steady_clock::time_point wait_began_;
  absl::Status body_error_;
  BodyDone body_done_;
  std::string piece_;

  // The answer.
  bool awaiting_answer_ = false;
  int status_ = 0;
  int version_ = 11;
  bool keep_alive_ = false;
  bool chunked_ = false;
  std::unique_ptr<HttpBodySource> source_;
  std::string head_;
  std::string out_;
  uint64_t bytes_out_ = 0;
  size_t lingered_bytes_ = 0;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_CONNECTION_H_
