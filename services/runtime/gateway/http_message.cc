#include "services/runtime/gateway/http_message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/check.h"

namespace plumbline {
namespace {

constexpr absl::string_view kPagePolicy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// The code that a Connect client would give this status (Connect protocol, error codes).
absl::string_view ConnectCode(int status) {
  switch (status) {
    case 400:
      return "invalid_argument";
    case 401:
      return "unauthenticated";
    case 403:
      return "permission_denied";
    case 404:
    case 405:
    case 415:
    case 501:
    case 505:
      return "unimplemented";
    case 408:
      return "deadline_exceeded";
    case 413:
    case 414:
    case 429:
    case 431:
      return "resource_exhausted";
    case 503:
      return "unavailable";
    default:
      return status < 500 ? "unknown" : "internal";
  }
}

bool WantsJson(const HttpRequest& request) {
  const std::string type = absl::AsciiStrToLower(request.Header("content-type"));
  return absl::StrContains(absl::AsciiStrToLower(request.Header("accept")), "json") ||
         absl::StrContains(type, "json") || absl::StartsWith(type, "application/proto") ||
         absl::StartsWith(type, "application/connect");
}

bool IsHeaderText(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte != 0x7f;
  });
}

void AppendHeader(std::string* head, absl::string_view name, absl::string_view value) {
  PLUMBLINE_CHECK(IsHeaderText(name) && IsHeaderText(value), "no control character in a header");
  absl::StrAppend(head, name, ": ", value, "\r\n");
}

}  // namespace

absl::string_view HttpRequest::Header(absl::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (header.first == name) return header.second;
  }
  return "";
}

absl::string_view HttpRequest::Param(absl::string_view name) const {
  for (const HttpHeader& param : params) {
    if (param.first == name) return param.second;
  }
  PLUMBLINE_CHECK(false, "the route's pattern names the parameter");
  return "";  // For sanitizer builds, which do not see that the check ends.
}

HttpResponse HttpError(int status, absl::string_view message, const HttpRequest& request) {
  HttpResponse response;
  response.status = status;
  if (WantsJson(request)) {
    response.content_type = "application/json";
    const nlohmann::ordered_json json = {{"code", std::string(ConnectCode(status))},
                                         {"message", std::string(message)}};
    // Foreign bytes may be quoted in the message: what is no UTF-8 is replaced, never thrown.
    response.body =
        json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  } else {
    response.body = absl::StrCat(status, " ", HttpReason(status), "\n", message, "\n");
  }
  return response;
}

std::string HttpHead(const HttpResponse& response, int version, bool keep_alive,
                     HttpFraming framing, size_t content_length, absl::Time now) {
  std::string head = absl::StrCat("HTTP/1.", version == 10 ? 0 : 1, " ", response.status, " ",
                                  HttpReason(response.status), "\r\n");
  AppendHeader(&head, "date", HttpDate(now));
  const bool bodyless = response.status == 204 || response.status == 304;
  if (!bodyless) {
    if (!response.content_type.empty()) AppendHeader(&head, "content-type", response.content_type);
    if (framing == HttpFraming::kLength) {
      AppendHeader(&head, "content-length", absl::StrCat(content_length));
    } else if (framing == HttpFraming::kChunked) {
      AppendHeader(&head, "transfer-encoding", "chunked");
    }
  }
  if (!keep_alive) {
    AppendHeader(&head, "connection", "close");
  } else if (version == 10) {
    AppendHeader(&head, "connection", "keep-alive");
  }
  const auto add_default = [&](absl::string_view name, absl::string_view value) {
    for (const HttpHeader& header : response.headers) {
      if (header.first == name) return;
    }
    AppendHeader(&head, name, value);
  };
  add_default("cache-control", response.cache_control);
  add_default("x-content-type-options", "nosniff");
  add_default("referrer-policy", "no-referrer");
  if (absl::StartsWith(response.content_type, "text/html")) {
    add_default("content-security-policy", kPagePolicy);
    add_default("x-frame-options", "DENY");  // For browsers that know no frame-ancestors.
  }
  for (const HttpHeader& header : response.headers) {
    AppendHeader(&head, header.first, header.second);
  }
  head.append("\r\n");
  return head;
}

std::string HttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

absl::string_view HttpReason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Error";
  }
}

std::string HtmlEscape(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

}  // namespace plumbline
