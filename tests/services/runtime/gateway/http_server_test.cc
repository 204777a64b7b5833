// The HTTP layer over real sockets: what it answers, what it refuses, what it bounds.
#include "services/runtime/gateway/http_server.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/merkle/hash.h"
#include "tests/services/runtime/gateway/gateway_fixture.h"
#include "tests/services/runtime/gateway/http_client.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;

// Gives pieces one after the other; then the end or an error.
class PieceSource : public HttpBodySource {
 public:
  PieceSource(std::deque<std::string> pieces, absl::Status end)
      : pieces_(std::move(pieces)), end_(std::move(end)) {}
  void Next(Done done) override {
    if (pieces_.empty()) {
      if (end_.ok()) return done(std::string());
      return done(end_);
    }
    std::string piece = std::move(pieces_.front());
    pieces_.pop_front();
    done(std::move(piece));
  }

 private:
  std::deque<std::string> pieces_;
  const absl::Status end_;
};

// Reads a streamed body to its end and answers with its length and digest.
void DigestBody(std::shared_ptr<HttpExchange> exchange, std::shared_ptr<std::string> body) {
  exchange->ReadBody([exchange, body](absl::StatusOr<std::string> piece) {
    if (!piece.ok()) return exchange->AnswerBodyError(piece.status());
    if (!piece->empty()) {
      body->append(*piece);
      return DigestBody(exchange, body);
    }
    HttpResponse response;
    response.body = absl::StrCat(body->size(), " ", HexOf(Sha256(*body)));
    exchange->Respond(std::move(response));
  });
}

std::string DigestOf(absl::string_view body) {
  return absl::StrCat(body.size(), " ", HexOf(Sha256(body)));
}

class HttpServerTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kBodyMax = 1 << 20;

  void Start() {
    Router router;
    router.Get("/hello", [](std::shared_ptr<HttpExchange> exchange) {
      HttpResponse response;
      response.body = absl::StrCat("hello ", exchange->request().query);
      exchange->Respond(std::move(response));
    });
    router.Get("/big", [this](std::shared_ptr<HttpExchange> exchange) {
      HttpResponse response;
      response.body = std::string(big_bytes_, 'b');
      exchange->Respond(std::move(response));
    });
    router.Get("/forgets", [](std::shared_ptr<HttpExchange>) {});
    router.Get("/held", [this](std::shared_ptr<HttpExchange> exchange) {
      held_ = std::move(exchange);
      is_held_.set_value();
    });
    router.Get("/pieces", [](std::shared_ptr<HttpExchange> exchange) {
      exchange->RespondStream(
          {},
          std::make_unique<PieceSource>(
              std::deque<std::string>{"one ", std::string(100000, 'x'), "!"}, absl::OkStatus()));
    });
    router.Get("/cut", [](std::shared_ptr<HttpExchange> exchange) {
      exchange->RespondStream({}, std::make_unique<PieceSource>(std::deque<std::string>{"one "},
                                                                absl::DataLossError("gone")));
    });
    HttpRoute echo;
    echo.body = HttpBody::kWhole;
    echo.body_bytes_max = kBodyMax;
    echo.handler = [](std::shared_ptr<HttpExchange> exchange) {
      HttpResponse response;
      response.body = DigestOf(exchange->request().body);
      exchange->Respond(std::move(response));
    };
    router.Add("POST", "/whole", std::move(echo));
    HttpRoute stream;
    stream.body = HttpBody::kStream;
    stream.body_bytes_max = kBodyMax;
    stream.handler = [](std::shared_ptr<HttpExchange> exchange) {
      DigestBody(std::move(exchange), std::make_shared<std::string>());
    };
    router.Add("PUT", "/stream/{name}", std::move(stream));
    HttpRoute ignores;
    ignores.body = HttpBody::kStream;
    ignores.body_bytes_max = kBodyMax;
    ignores.handler = [](std::shared_ptr<HttpExchange> exchange) { exchange->Respond({}); };
    router.Add("POST", "/ignores", std::move(ignores));

    options_.clock = &clock_;
    options_.access_log = [this](const HttpAccess& access) {
      const std::lock_guard<std::mutex> lock(mutex_);
      log_.push_back(absl::StrCat(access.method, " ", access.path, " ", access.status, " ",
                                  access.bytes_in, " ", access.bytes_out,
                                  access.whole ? "" : " cut"));
      logged_.notify_all();
    };
    absl::StatusOr<std::unique_ptr<HttpServer>> server =
        HttpServer::Start(options_, std::move(router));
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
  }

  HttpClient Connect() { return HttpClient(server_->port()); }

  // What one connection gets for these bytes; the client sends nothing more.
  ClientResponse Exchange(absl::string_view bytes) {
    HttpClient client = Connect();
    client.Send(bytes);
    return client.Read();
  }

  std::vector<std::string> AwaitLog(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    logged_.wait(lock, [&] { return log_.size() >= count; });
    return log_;
  }
  void AwaitHeld() { is_held_.get_future().wait(); }

  const StandingClock clock_;
  HttpServer::Options options_;
  size_t big_bytes_ = 3u << 20;
  // Of the standard, which the thread sanitizer understands.
  std::promise<void> is_held_;
  std::shared_ptr<HttpExchange> held_;
  std::mutex mutex_;
  std::condition_variable logged_;
  std::vector<std::string> log_;  // Guarded by mutex_.
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HttpServerTest, ReportsTheRealPort) {
  Start();
  EXPECT_NE(server_->port(), 0);
  EXPECT_EQ(server_->address(), absl::StrCat("127.0.0.1:", server_->port()));
}

TEST_F(HttpServerTest, TakesAnAddressInBrackets) {
  options_.host = "[127.0.0.1]";  // As IPv6 ones come; not every computer has IPv6.
  Start();
  EXPECT_EQ(Connect().Get("/hello").status, 200);
}

TEST_F(HttpServerTest, AnswersManyRequestsOnOneConnection) {
  Start();
  HttpClient client = Connect();
  for (int i = 0; i < 20; ++i) {
    const ClientResponse response = client.Get(absl::StrCat("/hello?", i));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, absl::StrCat("hello ", i));
    EXPECT_EQ(response.headers.count("connection"), 0u);
  }
  EXPECT_EQ(server_->connections(), 1u);
}

TEST_F(HttpServerTest, SendsTheHeadersOfGetWithoutTheBodyForHead) {
  Start();
  HttpClient client = Connect();
  const ClientResponse head = client.Get("/hello?x", "HEAD");
  const ClientResponse get = client.Get("/hello?x");  // Would see a stray body of the first answer.
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers, get.headers);
  EXPECT_EQ(get.body, "hello x");
}

TEST_F(HttpServerTest, SendsLargeAnswersWhole) {
  Start();
  const ClientResponse response = Connect().Get("/big");
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.body, std::string(big_bytes_, 'b'));
}

TEST_F(HttpServerTest, AnswersPipelinedRequestsInOrder) {
  Start();
  HttpClient client = Connect();
  std::string all;
  for (int i = 0; i < 50; ++i) {
    absl::StrAppend(&all, "GET /hello?", i, " HTTP/1.1\r\nhost: test\r\n\r\n");
    absl::StrAppend(&all, "POST /whole HTTP/1.1\r\nhost: test\r\ncontent-length: 3\r\n\r\nabc");
  }
  ASSERT_TRUE(client.Send(all));
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.Read().body, absl::StrCat("hello ", i));
    EXPECT_EQ(client.Read().body, DigestOf("abc"));
  }
}

TEST_F(HttpServerTest, UnderstandsARequestThatComesByteByByte) {
  Start();
  HttpClient client = Connect();
  for (char c :
       std::string("POST /whole HTTP/1.1\r\nhost: test\r\ntransfer-encoding: chunked\r\n\r\n"
                   "3;note=x\r\nabc\r\n2\r\nde\r\n0\r\nchecksum: y\r\n\r\n")) {
    ASSERT_TRUE(client.Send(absl::string_view(&c, 1)));
  }
  EXPECT_EQ(client.Read().body, DigestOf("abcde"));
  EXPECT_EQ(client.Get("/hello?again").body, "hello again");
}

TEST_F(HttpServerTest, EndsTheConnectionWhenAsked) {
  Start();
  HttpClient client = Connect();
  const ClientResponse response = client.Get("/hello", "GET", "connection: close\r\n");
  EXPECT_EQ(response.headers.at("connection"), "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(HttpServerTest, SpeaksHttpOneZero) {
  Start();
  HttpClient once = Connect();
  once.Send("GET /hello?0 HTTP/1.0\r\n\r\n");
  const ClientResponse response = once.Read();
  EXPECT_EQ(response.version, "HTTP/1.0");
  EXPECT_EQ(response.body, "hello 0");
  EXPECT_TRUE(once.AtEnd());

  HttpClient kept = Connect();
  kept.Send("GET /hello?1 HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.Read().headers.at("connection"), "keep-alive");
  kept.Send("GET /pieces HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
  const ClientResponse pieces = kept.Read();  // Only the end of the connection marks its end.
  EXPECT_EQ(pieces.headers.count("transfer-encoding"), 0u);
  EXPECT_EQ(pieces.body, "one " + std::string(100000, 'x') + "!");
}

TEST_F(HttpServerTest, AcceptsTheWholeAddressAsTarget) {
  Start();
  EXPECT_EQ(Exchange("GET http://proxy.example/hello?x HTTP/1.1\r\nhost: a\r\n\r\n").body,
            "hello x");
  EXPECT_EQ(Exchange("GET http://proxy.example HTTP/1.1\r\nhost: a\r\n\r\n").status, 404);
}

TEST_F(HttpServerTest, RefusesWhatIsNoRequest) {
  Start();
  const std::string h = " HTTP/1.1\r\nhost: a\r\n";
  const struct {
    const char* what;
    std::string bytes;
    int status;
  } rows[] = {
      {"a TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), 400},
      {"HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"another protocol", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 400},
      {"no version", "GET /hello\r\n\r\n", 400},
      {"version 0.9", "GET /hello HTTP/0.9\r\nhost: a\r\n\r\n", 505},
      {"no host", "GET /hello HTTP/1.1\r\n\r\n", 400},
      {"two hosts", "GET /hello" + h + "host: b\r\n\r\n", 400},
      {"a space in the target", "GET /hello you HTTP/1.1\r\nhost: a\r\n\r\n", 505},
      {"a control character in the target", "GET /hel\x01lo HTTP/1.1\r\nhost: a\r\n\r\n", 400},
      {"a header without a colon", "GET /hello" + h + "nonsense\r\n\r\n", 400},
      {"a space before the colon", "GET /hello" + h + "name : x\r\n\r\n", 400},
      {"a control character in a value", "GET /hello" + h + "name: a\x01z\r\n\r\n", 400},
      {"a length that is no number", "POST /whole" + h + "content-length: abc\r\n\r\n", 400},
      {"a negative length", "POST /whole" + h + "content-length: -1\r\n\r\n", 400},
      {"a length with a sign", "POST /whole" + h + "content-length: +3\r\n\r\nabc", 400},
      {"two lengths", "POST /whole" + h + "content-length: 3\r\ncontent-length: 4\r\n\r\nabcd",
       400},
      {"a list of lengths", "POST /whole" + h + "content-length: 3, 3\r\n\r\nabc", 400},
      {"length and chunks",
       "POST /whole" + h + "content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunks and length",
       "POST /whole" + h + "transfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n0\r\n\r\n", 400},
      {"chunks twice",
       "POST /whole" + h +
           "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n"
           "0\r\n\r\n",
       400},
      {"compressed chunks", "POST /whole" + h + "transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
       501},
      {"another transfer encoding", "POST /whole" + h + "transfer-encoding: gzip\r\n\r\n", 501},
      {"chunks in HTTP/1.0", "POST /whole HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"a chunk without a size", "POST /whole" + h + "transfer-encoding: chunked\r\n\r\nzz\r\n\r\n",
       400},
      {"an unknown expectation", "POST /whole" + h + "expect: wonders\r\n\r\n", 417},
      {"an unknown path", "GET /nowhere" + h + "\r\n", 404},
      {"an encoded path", "GET /%68ello" + h + "\r\n", 404},
      {"another letter case", "GET /Hello" + h + "\r\n", 404},
      {"an unknown method", "BREW /hello" + h + "\r\n", 405},
      {"a lower-case method", "get /hello" + h + "\r\n", 405},
      {"a method the path lacks", "DELETE /whole" + h + "\r\n", 405},
      {"options of everything", "OPTIONS *" + h + "\r\n", 404},
      {"a body where none is taken", "GET /hello" + h + "content-length: 1\r\n\r\nx", 413},
      {"chunks where no body is taken",
       "GET /hello" + h + "transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", 413},
      {"a long target", "GET /" + std::string(5000, 'x') + h + "\r\n", 414},
      {"a long header", "GET /hello" + h + "name: " + std::string(20000, 'x') + "\r\n\r\n", 431},
      {"many headers",
       [&] {
         std::string bytes = "GET /hello" + h;
         for (int i = 0; i < 3000; ++i) absl::StrAppend(&bytes, "n", i, ": v\r\n");
         return bytes + "\r\n";
       }(),
       431},
      {"a header that never ends", "GET /hello" + h + "name: " + std::string(200000, 'x'), 431},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    const ClientResponse response = Exchange(row.bytes);
    EXPECT_EQ(response.status, row.status);
    EXPECT_TRUE(response.whole);
    EXPECT_THAT(response.body, ::testing::MatchesRegex("[0-9]+ [A-Za-z ]+\n[A-Z].*[.]\n"));
    EXPECT_EQ(response.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(response.headers.at("cache-control"), "no-store");
  }
  EXPECT_EQ(Connect().Get("/hello?still").body, "hello still");
}

TEST_F(HttpServerTest, NamesTheMethodsThatAreAllowed) {
  Start();
  HttpClient client = Connect();
  EXPECT_EQ(client.Get("/hello", "DELETE").headers.at("allow"), "GET, HEAD");
  EXPECT_EQ(client.Get("/stream/x", "GET").headers.at("allow"), "PUT");
  EXPECT_EQ(client.Get("/hello?kept").body, "hello kept");  // 405 does not end the connection.
}

TEST_F(HttpServerTest, SaysErrorsInJsonToWhoWantsJson) {
  Start();
  const ClientResponse response = Connect().Get("/nowhere", "GET", "accept: application/json\r\n");
  EXPECT_EQ(response.headers.at("content-type"), "application/json");
  EXPECT_THAT(response.body, HasSubstr("{\"code\":\"unimplemented\",\"message\":\""));
}

TEST_F(HttpServerTest, TakesBodiesUpToTheRoutesBound) {
  Start();
  const std::string body(kBodyMax, 'x');
  HttpClient client = Connect();
  for (const char* line : {"POST /whole", "PUT /stream/a"}) {
    client.Send(
        absl::StrCat(line, " HTTP/1.1\r\nhost: a\r\ncontent-length: ", kBodyMax, "\r\n\r\n"));
    client.Send(body);
    EXPECT_EQ(client.Read().body, DigestOf(body)) << line;
    client.Send(absl::StrCat(line, " HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n",
                             absl::Hex(kBodyMax / 2), "\r\n", body.substr(kBodyMax / 2), "\r\n",
                             absl::Hex(kBodyMax / 2), "\r\n", body.substr(kBodyMax / 2),
                             "\r\n0\r\n\r\n"));
    EXPECT_EQ(client.Read().body, DigestOf(body)) << line;
    client.Send(absl::StrCat(line, " HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n"));
    EXPECT_EQ(client.Read().body, DigestOf("")) << line;
  }
}

TEST_F(HttpServerTest, RefusesLongerBodiesAndTheClientReadsWhy) {
  Start();
  const std::string body(kBodyMax + 1, 'x');
  for (const char* line : {"POST /whole", "PUT /stream/a"}) {
    HttpClient announced = Connect();
    announced.Send(
        absl::StrCat(line, " HTTP/1.1\r\nhost: a\r\ncontent-length: ", kBodyMax + 1, "\r\n\r\n"));
    EXPECT_EQ(announced.Read().status, 413) << line;  // Before any of it is sent.
    HttpClient chunked = Connect();
    chunked.Send(absl::StrCat(line, " HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n",
                              absl::Hex(body.size()), "\r\n", body, "\r\n0\r\n\r\n"));
    const ClientResponse response = chunked.Read();
    EXPECT_EQ(response.status, 413) << line;
    EXPECT_THAT(response.body, HasSubstr("at most 1048576 bytes"));
    EXPECT_EQ(response.headers.at("connection"), "close");
  }
}

TEST_F(HttpServerTest, AsksForTheBodyOfAClientThatWaits) {
  Start();
  HttpClient client = Connect();
  client.Send(
      "PUT /stream/a HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 100);
  client.Send("abc");
  EXPECT_EQ(client.Read().body, DigestOf("abc"));
  client.Send(
      "PUT /nowhere HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\nexpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.Read().status, 404);  // Never asked for.
}

TEST_F(HttpServerTest, ClosesWhenAHandlerLeavesTheBodyUnread) {
  Start();
  HttpClient client = Connect();
  client.Send("POST /ignores HTTP/1.1\r\nhost: a\r\ncontent-length: 300000\r\n\r\n");
  client.Send(std::string(300000, 'x'));
  const ClientResponse response = client.Read();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers.at("connection"), "close");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(HttpServerTest, StreamsAnswersInPieces) {
  Start();
  HttpClient client = Connect();
  const ClientResponse response = client.Get("/pieces");
  EXPECT_EQ(response.headers.at("transfer-encoding"), "chunked");
  EXPECT_TRUE(response.whole);
  EXPECT_EQ(response.body, "one " + std::string(100000, 'x') + "!");
  EXPECT_EQ(client.Get("/pieces", "HEAD").status, 200);
  EXPECT_EQ(client.Get("/hello?kept").body, "hello kept");
}

TEST_F(HttpServerTest, CutsAStreamThatFails) {
  Start();
  HttpClient client = Connect();
  const ClientResponse response = client.Get("/cut");
  EXPECT_EQ(response.status, 200);
  EXPECT_FALSE(response.whole);
  EXPECT_THAT(AwaitLog(1), ::testing::ElementsAre("GET /cut 200 0 4 cut"));
}

TEST_F(HttpServerTest, AnswersForAHandlerThatForgets) {
  Start();
  EXPECT_EQ(Connect().Get("/forgets").status, 500);
}

TEST_F(HttpServerTest, TakesTheAnswerFromAnotherThread) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nhost: a\r\n\r\n");
  AwaitHeld();
  std::thread other([exchange = std::move(held_)] {
    HttpResponse response;
    response.body = "from elsewhere";
    exchange->Respond(std::move(response));
  });
  EXPECT_EQ(client.Read().body, "from elsewhere");
  other.join();
}

TEST_F(HttpServerTest, LogsEachAnswerWithoutItsQuery) {
  Start();
  HttpClient client = Connect();
  client.Get("/hello?secret=1");
  client.Send("POST /whole HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc");
  client.Read();
  client.Get("/nowhere");
  client.Send("nonsense\r\n\r\n");
  client.Read();
  EXPECT_THAT(AwaitLog(4), ::testing::ElementsAre("GET /hello 200 0 14", "POST /whole 200 3 66",
                                                  ::testing::StartsWith("GET /nowhere 404 0 "),
                                                  ::testing::StartsWith("  400 0 ")));
}

TEST_F(HttpServerTest, ServesTwoHundredConnectionsAtOnce) {
  Start();
  std::vector<HttpClient> clients;
  for (int i = 0; i < 200; ++i) clients.push_back(Connect());
  for (int round = 0; round < 5; ++round) {
    for (size_t i = 0; i < clients.size(); ++i) {
      ASSERT_TRUE(clients[i].Send(
          absl::StrCat("GET /hello?", i, ".", round, " HTTP/1.1\r\nhost: a\r\n\r\n")));
    }
    for (size_t i = 0; i < clients.size(); ++i) {
      ASSERT_EQ(clients[i].Read().body, absl::StrCat("hello ", i, ".", round));
    }
  }
  EXPECT_EQ(server_->connections(), 200u);
}

TEST_F(HttpServerTest, TellsConnectionsBeyondTheBoundToComeBack) {
  options_.limits.connections_max = 2;
  Start();
  HttpClient first = Connect();
  HttpClient second = Connect();
  EXPECT_EQ(first.Get("/hello").status, 200);
  EXPECT_EQ(second.Get("/hello").status, 200);
  HttpClient third = Connect();
  const ClientResponse refused = third.Read();
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.headers.at("retry-after"), "5");
  EXPECT_TRUE(third.AtEnd());
  first.Close();
  while (server_->connections() == 2) std::this_thread::yield();
  EXPECT_EQ(Connect().Get("/hello").status, 200);
}

TEST_F(HttpServerTest, BoundsTheConnectionsOfOneAddress) {
  options_.limits.connections_per_peer_max = 1;
  Start();
  HttpClient first = Connect();
  EXPECT_EQ(first.Get("/hello").status, 200);
  EXPECT_EQ(Connect().Read().status, 503);
}

TEST_F(HttpServerTest, EndsAHeaderThatComesTooSlowly) {
  options_.limits.header_timeout = absl::Milliseconds(100);
  Start();
  HttpClient client = Connect();
  client.Send("GET /hello HTTP/1.1\r\nhost: ");
  EXPECT_EQ(client.Read().status, 408);
  EXPECT_TRUE(client.AtEnd());
  HttpClient silent = Connect();
  EXPECT_TRUE(silent.AtEnd());  // Nothing to answer: only closed.
}

TEST_F(HttpServerTest, EndsAConnectionThatIsIdle) {
  options_.limits.idle_timeout = absl::Milliseconds(50);
  Start();
  HttpClient client = Connect();
  EXPECT_EQ(client.Get("/hello").status, 200);
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(HttpServerTest, EndsABodyThatComesTooSlowly) {
  options_.limits.body_grace = absl::Milliseconds(100);
  Start();
  for (const char* line : {"POST /whole", "PUT /stream/a"}) {
    HttpClient client = Connect();
    client.Send(absl::StrCat(line, " HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc"));
    EXPECT_EQ(client.Read().status, 408) << line;
    EXPECT_TRUE(client.AtEnd()) << line;
  }
}

TEST_F(HttpServerTest, EndsAnAnswerThatIsNotTaken) {
  options_.limits.body_grace = absl::Milliseconds(100);
  options_.limits.bytes_per_second_min = 1u << 31;
  big_bytes_ = 64u << 20;  // More than the system's buffers hold.
  Start();
  HttpClient client = Connect();
  client.Send("GET /big HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_THAT(AwaitLog(1), ::testing::ElementsAre("GET /big 200 0 0 cut"));
  EXPECT_FALSE(client.Read().whole);
}

TEST_F(HttpServerTest, ForgetsAClientThatGoesAway) {
  Start();
  {
    HttpClient client = Connect();
    client.Send("PUT /stream/a HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc");
    HttpClient half = Connect();
    half.Send("GET /hello HTTP/1.1\r\nho");
    HttpClient held = Connect();
    held.Send("GET /held HTTP/1.1\r\nhost: a\r\n\r\n");
    AwaitHeld();
  }
  held_->Respond({});
  while (server_->connections() > 0) std::this_thread::yield();
  EXPECT_EQ(Connect().Get("/hello?well").body, "hello well");
}

TEST_F(HttpServerTest, AnswersAfterTheClientFinishedSending) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /hello?half HTTP/1.1\r\nhost: a\r\n\r\n");
  client.FinishSending();
  EXPECT_EQ(client.Read().body, "hello half");
  EXPECT_TRUE(client.AtEnd());
}

TEST_F(HttpServerTest, ShutsDownWithIdleConnectionsAtOnce) {
  Start();
  std::vector<HttpClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(Connect());
    EXPECT_EQ(clients.back().Get("/hello").status, 200);
  }
  EXPECT_TRUE(server_->Shutdown(absl::Seconds(60)));
  for (HttpClient& client : clients) EXPECT_TRUE(client.AtEnd());
  EXPECT_EQ(server_->connections(), 0u);
  EXPECT_TRUE(server_->Shutdown(absl::ZeroDuration()));
}

TEST_F(HttpServerTest, AnswersWhatRunsBeforeItShutsDown) {
  Start();
  HttpClient client = Connect();
  client.Send("GET /held HTTP/1.1\r\nhost: a\r\n\r\n");
  AwaitHeld();
  bool well = false;
  std::thread shutdown([&] { well = server_->Shutdown(absl::Seconds(60)); });
  HttpResponse response;
  response.body = "at last";
  held_->Respond(std::move(response));
  EXPECT_EQ(client.Read().body, "at last");
  client.Close();
  shutdown.join();
  EXPECT_TRUE(well);
}

TEST_F(HttpServerTest, CutsWhatDoesNotEndInTime) {
  Start();
  HttpClient held = Connect();
  held.Send("GET /held HTTP/1.1\r\nhost: a\r\n\r\n");
  AwaitHeld();
  HttpClient slow = Connect();
  slow.Send("POST /whole HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc");
  EXPECT_FALSE(server_->Shutdown(absl::Milliseconds(50)));
  EXPECT_TRUE(held.AtEnd());
  EXPECT_EQ(slow.Read().status, 0);
  server_.reset();
  held_->Respond({});  // Into the void: the exchange outlives its server.
  held_.reset();
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  Start();
  HttpServer::Options taken = options_;
  taken.port = server_->port();
  EXPECT_THAT(HttpServer::Start(taken, Router()),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("choose another port")));
  HttpServer::Options nowhere = options_;
  nowhere.host = "256.256.256.256";
  EXPECT_THAT(HttpServer::Start(nowhere, Router()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("use 127.0.0.1")));
}

}  // namespace
}  // namespace plumbline
