// services/runtime/gateway/http_exchange.h: one request and its answer, as a handler sees them.
//
//   router.Get("/vkey", [vkey](std::shared_ptr<HttpExchange> exchange) {
//     HttpResponse response;
//     response.body = vkey;
//     exchange->Respond(std::move(response));
//   });
//
// A handler runs on a thread of the server and must not block it: work that takes more than about a
// millisecond is handed to another thread together with the exchange, which answers from there.
// Exactly one answer is given: letting the last pointer go without one answers 500, answering twice
// is a bug and is checked. The exchange may outlive connection and server; answers then go nowhere.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_EXCHANGE_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_EXCHANGE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "services/runtime/gateway/http_message.h"

namespace plumbline {

// The body of an answer, asked for piece by piece: the next one only after the last one was sent,
// so that a slow client holds its source back. Destroyed when the body ended or the client went
// away.
class HttpBodySource {
 public:
  // Called once per piece, from any thread. "" ends the body; an error cuts the connection, so that
  // the client sees that the body is not whole.
  using Done = absl::AnyInvocable<void(absl::StatusOr<std::string>)>;

  virtual ~HttpBodySource() = default;
  // Must not block; may call `done` before it returns.
  virtual void Next(Done done) = 0;
};

class HttpExchange {
 public:
  virtual ~HttpExchange() = default;

  const HttpRequest& request() const { return request_; }

  // Gives the next piece of the request's body; "" after its end. For routes with
  // HttpBody::kStream, one call at a time, before the answer. `done` runs on a server thread.
  // Errors  RESOURCE_EXHAUSTED: more than the route takes. DEADLINE_EXCEEDED: too slow.
  //         CANCELLED: the client went away. INVALID_ARGUMENT: malformed.
  //         After an error answer as you like; AnswerBodyError has the usual answer.
  virtual void ReadBody(absl::AnyInvocable<void(absl::StatusOr<std::string>)> done) = 0;

  // The whole answer. Any thread.
  virtual void Respond(HttpResponse response) = 0;
  // An answer whose body (`head.body` is ignored) comes from `source`. Any thread.
  virtual void RespondStream(HttpResponse head, std::unique_ptr<HttpBodySource> source) = 0;

  // HttpError for this request.
  void RespondError(int status, absl::string_view message) {
    Respond(HttpError(status, message, request_));
  }
  // 413, 408 or 400 for what ReadBody said.
  void AnswerBodyError(const absl::Status& status);

 protected:
  explicit HttpExchange(HttpRequest request) : request_(std::move(request)) {}

  HttpRequest request_;
};

using HttpHandler = std::function<void(std::shared_ptr<HttpExchange>)>;

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_EXCHANGE_H_
