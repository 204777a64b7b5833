#include "services/runtime/gateway/http_message.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Head(const HttpResponse& response, int version = 11, bool keep_alive = true,
                 HttpFraming framing = HttpFraming::kLength) {
  return HttpHead(response, version, keep_alive, framing, response.body.size(),
                  absl::FromUnixSeconds(784111777));
}

TEST(HttpHeadTest, SaysWhatEveryAnswerNeeds) {
  HttpResponse response;
  response.body = "ok\n";
  EXPECT_EQ(Head(response),
            "HTTP/1.1 200 OK\r\n"
            "date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "content-type: text/plain; charset=utf-8\r\n"
            "content-length: 3\r\n"
            "cache-control: no-store\r\n"
            "x-content-type-options: nosniff\r\n"
            "referrer-policy: no-referrer\r\n"
            "\r\n");
}

TEST(HttpHeadTest, GivesPagesAPolicyThatLoadsNothing) {
  HttpResponse response;
  response.content_type = std::string(kTextHtml);
  EXPECT_THAT(Head(response), HasSubstr("content-security-policy: default-src 'none';"));
  EXPECT_THAT(Head(response), HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(Head(response), HasSubstr("x-frame-options: DENY\r\n"));
}

TEST(HttpHeadTest, LetsAHandlerReplaceADefault) {
  HttpResponse response;
  response.content_type = std::string(kTextHtml);
  response.headers = {{"content-security-policy", "default-src 'self'"}};
  const std::string head = Head(response);
  EXPECT_THAT(head, HasSubstr("content-security-policy: default-src 'self'\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("default-src 'none'")));
}

TEST(HttpHeadTest, MarksTheEndOfTheConnection) {
  EXPECT_THAT(Head({}, 11, false), HasSubstr("connection: close\r\n"));
  EXPECT_THAT(Head({}, 11, true), Not(HasSubstr("connection:")));
  EXPECT_THAT(Head({}, 10, true), StartsWith("HTTP/1.0 200 OK\r\n"));
  EXPECT_THAT(Head({}, 10, true), HasSubstr("connection: keep-alive\r\n"));
}

TEST(HttpHeadTest, MarksTheEndOfTheBody) {
  EXPECT_THAT(Head({}, 11, true, HttpFraming::kChunked),
              HasSubstr("transfer-encoding: chunked\r\n"));
  EXPECT_THAT(Head({}, 11, true, HttpFraming::kChunked), Not(HasSubstr("content-length")));
  EXPECT_THAT(Head({}, 10, false, HttpFraming::kClose), Not(HasSubstr("content-length")));
  HttpResponse none;
  none.status = 204;
  EXPECT_THAT(Head(none), Not(HasSubstr("\r\ncontent-type: ")));
  EXPECT_THAT(Head(none), Not(HasSubstr("content-length: ")));
}

TEST(HttpHeadDeathTest, StopsOnALineBreakInAHeader) {
  HttpResponse response;
  response.headers = {{"location", "/a\r\nset-cookie: x=y"}};
  EXPECT_DEATH(Head(response), "no control character");
}

TEST(HttpErrorTest, IsTextForPeople) {
  const HttpResponse response = HttpError(404, "Nothing here.", {});
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, kTextPlain);
  EXPECT_EQ(response.body, "404 Not Found\nNothing here.\n");
}

TEST(HttpErrorTest, IsAConnectErrorForItsClients) {
  const HttpHeader wants_json[] = {{"accept", "application/json"},
                                   {"content-type", "application/proto"},
                                   {"content-type", "Application/JSON"},
                                   {"content-type", "application/connect+proto"}};
  for (const HttpHeader& header : wants_json) {
    HttpRequest request;
    request.headers = {header};
    const HttpResponse response = HttpError(413, "Say \"less\" \xff.", request);
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body,
              "{\"code\":\"resource_exhausted\",\"message\":\"Say \\\"less\\\" \xef\xbf\xbd.\"}\n");
  }
}

TEST(HtmlEscapeTest, LeavesNoMarkup) {
  EXPECT_EQ(HtmlEscape("<a href=\"x\">'&'</a> 准绳"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; 准绳");
}

}  // namespace
}  // namespace plumbline
