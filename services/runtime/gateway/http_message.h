// services/runtime/gateway/http_message.h: requests and answers as plain values.
//
// No handler sees the HTTP library. Header names are lower case; values are bytes without control
// characters, as the parser left them.
// Source  RFC 9110 (semantics), RFC 9112 (HTTP/1.1).
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_MESSAGE_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_MESSAGE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace plumbline {

using HttpHeader = std::pair<std::string, std::string>;  // Name in lower case, value.

struct HttpRequest {
  std::string method;  // Upper case, as sent: "GET". A HEAD request reaches the handler of GET.
  std::string path;    // From the slash on, still percent-encoded; without the query.
  std::string query;   // What follows the question mark, still encoded; empty when there is none.
  std::vector<HttpHeader> headers;  // In the order they came.
  std::vector<HttpHeader> params;   // What the route's pattern captured: name, raw text.
  std::string peer;                 // Address of the client, without its port.
  std::string body;                 // The whole body where the route asks for it; else empty.

  // The first header of this name, or "" when there is none. `name`: lower case.
  absl::string_view Header(absl::string_view name) const;
  // The captured part. REQUIRES: the route's pattern names it.
  absl::string_view Param(absl::string_view name) const;
};

inline constexpr absl::string_view kTextPlain = "text/plain; charset=utf-8";
inline constexpr absl::string_view kTextHtml = "text/html; charset=utf-8";
inline constexpr absl::string_view kOctetStream = "application/octet-stream";

// What may be kept by whom. The default is for everything that is anybody's own.
inline constexpr absl::string_view kCachePrivate = "no-store";
inline constexpr absl::string_view kCacheRevalidate = "no-cache";  // Public and changing.
inline constexpr absl::string_view kCacheImmutable = "public, max-age=604800, immutable";

// A whole answer, or the head of one whose body follows in pieces. What every answer needs (date,
// length, security headers) is added when it is sent; see HttpHead.
struct HttpResponse {
  int status = 200;  // 200..599.
  std::string content_type = std::string(kTextPlain);
  std::string cache_control = std::string(kCachePrivate);
  std::vector<HttpHeader> headers;  // Further ones; replace the security headers of the same name.
  std::string body;
  bool close = false;  // End the connection after this answer.
};

// An error of the HTTP layer, short, with what to do: text, or `{"code","message"}` where the
// client asks for JSON or sends it (the shape of Connect's errors, so that its clients show the
// message). `message`: a sentence in English. Input `request` may be half empty after a parse
// error.
HttpResponse HttpError(int status, absl::string_view message, const HttpRequest& request);

// How a body's end is marked.
enum class HttpFraming {
  kLength,   // content-length.
  kChunked,  // transfer-encoding: chunked.
  kClose,    // The connection's end: streams to HTTP/1.0 clients.
};

// The bytes before the body. `version`: 10 or 11. Adds date, framing, connection, cache-control,
// nosniff and referrer-policy, and for HTML the default content security policy: nothing from
// anywhere, no frames around it.
// REQUIRES: no control character in any header (our bug otherwise).
std::string HttpHead(const HttpResponse& response, int version, bool keep_alive,
                     HttpFraming framing, size_t content_length, absl::Time now);

// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
std::string HttpDate(absl::Time time);

// Reason phrase; "Error" for what has none.
absl::string_view HttpReason(int status);

// Text with & < > " ' replaced, for element content and quoted attributes.
std::string HtmlEscape(absl::string_view text);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_HTTP_MESSAGE_H_
