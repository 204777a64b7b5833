// services/runtime/gateway/router.h: which handler answers which path.
//
// Patterns are a path with captured parts: `{name}` stands for one non-empty segment, `{name...}`
// at the end for the rest (one character or more, slashes included).
//   /checkpoint        /tile/{path...}        /v1/uploads/{upload}
// A path is compared as it was sent, without decoding: each resource has one address. A literal
// path goes before every pattern; patterns are tried in the order they were added.
// Threads  filled before the server starts, immutable afterwards: any thread.
#ifndef PLUMBLINE_SERVICES_RUNTIME_GATEWAY_ROUTER_H_
#define PLUMBLINE_SERVICES_RUNTIME_GATEWAY_ROUTER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/runtime/gateway/http_exchange.h"

namespace plumbline {

// What a route does with the body of a request.
enum class HttpBody {
  kNone,    // Takes none: a request with one is refused with 413.
  kWhole,   // Wants it whole in HttpRequest::body before the handler runs.
  kStream,  // Reads it by HttpExchange::ReadBody.
};

struct HttpRoute {
  HttpBody body = HttpBody::kNone;
  uint64_t body_bytes_max = 0;  // Of the decoded body; more is refused with 413.
  HttpHandler handler;
};

class Router {
 public:
  // Adds a route. HEAD is answered by the route of GET, without its body.
  // REQUIRES: `method` in upper case, a well-formed pattern, the pair not yet added.
  void Add(absl::string_view method, absl::string_view pattern, HttpRoute route);
  // A GET without a body.
  void Get(absl::string_view pattern, HttpHandler handler);

  struct Match {
    const HttpRoute* route = nullptr;  // Null: nothing answers; then see `allow`.
    std::string allow;  // Methods that the path knows, "GET, HEAD"; "" for no such path.
    std::vector<HttpHeader> params;
  };
  Match Find(absl::string_view method, absl::string_view path) const;

 private:
  struct Pattern {
    std::string text;
    std::vector<std::string> segments;  // Literal, or "{name}" / "{name...}".
    std::map<std::string, HttpRoute, std::less<>> methods;
  };

  static bool Matches(const Pattern& pattern, absl::string_view path,
                      std::vector<HttpHeader>* params);

  std::map<std::string, Pattern, std::less<>> literals_;
  std::vector<Pattern> patterns_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_GATEWAY_ROUTER_H_
