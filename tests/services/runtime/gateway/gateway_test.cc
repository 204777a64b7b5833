// Every public resource over real sockets, on a record in memory.
#include "services/runtime/gateway/gateway.h"

#include <prometheus/registry.h>

#include <atomic>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/runtime/gateway/home_page.h"
#include "storage/merkle/checkpoint.h"
#include "storage/merkle/tile.h"
#include "tests/services/runtime/gateway/gateway_fixture.h"
#include "tests/services/runtime/gateway/http_client.h"
#include "tests/support/status_matchers.h"

namespace plumbline {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class GatewayTest : public ::testing::Test {
 protected:
  void Start(uint64_t size, bool rehearsal = false) {
    record_.Grow(size);
    CheckpointSigner::Options signing;
    signing.store = &record_.store();
    signing.origin = kTestOrigin;
    signing.keep = [this](const std::string&) { return keep_answer_; };
    signer_ = CheckpointSigner::Open(std::move(signing), TestKey()).value();
    Gateway::Options options;
    options.http.clock = &clock_;
    options.store = &record_.store();
    options.signer = signer_.get();
    options.metrics = &metrics_;
    options.health = [this] {
      return sealed_ ? absl::UnavailableError("The record is sealed; restart the server")
                     : absl::OkStatus();
    };
    options.rehearsal = rehearsal;
    absl::StatusOr<std::unique_ptr<Gateway>> gateway = Gateway::Start(std::move(options));
    ASSERT_THAT(gateway, IsOk());
    gateway_ = *std::move(gateway);
  }

  ClientResponse Get(absl::string_view path) { return HttpClient(gateway_->port()).Get(path); }

  const StandingClock clock_;
  TestRecord record_;
  absl::Status keep_answer_;
  std::atomic<bool> sealed_{false};
  Metrics metrics_{std::make_shared<prometheus::Registry>()};
  std::unique_ptr<CheckpointSigner> signer_;
  std::unique_ptr<Gateway> gateway_;
};

TEST_F(GatewayTest, SignsTheNewestCheckpointWhenAsked) {
  Start(0);
  for (uint64_t size : {0, 5, 300}) {
    record_.Grow(size);
    const ClientResponse response = Get("/checkpoint");
    ASSERT_EQ(response.status, 200);
    EXPECT_EQ(response.headers.at("content-type"), "text/plain; charset=utf-8");
    EXPECT_EQ(response.headers.at("cache-control"), "no-cache");
    const Checkpoint checkpoint =
        OpenCheckpoint(response.body, kTestOrigin, {TestKey().verifier()}).value();
    EXPECT_EQ(checkpoint.size, size);
    EXPECT_EQ(checkpoint.root, record_.root());
  }
}

TEST_F(GatewayTest, SaysWhyThereIsNoCheckpoint) {
  Start(3);
  keep_answer_ = absl::ResourceExhaustedError("disk full");
  const ClientResponse response = Get("/checkpoint");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("disk full"));
  keep_answer_ = absl::OkStatus();
  EXPECT_EQ(Get("/checkpoint").status, 200);
}

TEST_F(GatewayTest, AnswersAllWhoAskForACheckpointAtOnce) {
  Start(300);
  std::vector<HttpClient> clients;
  for (int i = 0; i < 100; ++i) clients.emplace_back(gateway_->port());
  for (HttpClient& client : clients) client.Send("GET /checkpoint HTTP/1.1\r\nhost: a\r\n\r\n");
  const std::string expected = clients[0].Read().body;
  EXPECT_THAT(expected, HasSubstr("\n300\n"));
  for (size_t i = 1; i < clients.size(); ++i) EXPECT_EQ(clients[i].Read().body, expected);
}

TEST_F(GatewayTest, ServesFullTilesForEver) {
  Start(70000);
  for (uint64_t index : {0, 1, 272}) {
    const std::string path = absl::StrCat("/tile/0/", index < 10 ? "00" : "", index);
    const ClientResponse tile = Get(path);
    ASSERT_EQ(tile.status, 200) << path;
    EXPECT_EQ(tile.headers.at("content-type"), "application/octet-stream");
    EXPECT_EQ(tile.headers.at("cache-control"), "public, max-age=604800, immutable");
    EXPECT_EQ(tile.body, record_.LeafHashes(index * 256, 256)) << path;
  }
  const ClientResponse bundle = Get("/tile/entries/272");
  EXPECT_EQ(bundle.headers.at("cache-control"), "public, max-age=604800, immutable");
  EXPECT_EQ(bundle.headers.at("content-type"), "application/octet-stream");
  EXPECT_EQ(bundle.body, EncodeBundle(record_.LeafData(272 * 256, 256)));
  EXPECT_EQ(Get("/tile/1/000").body.size(), kTileBytes);
}

// The root can be computed from what is served, at any size that was ever a checkpoint's.
TEST_F(GatewayTest, ServesTilesFromWhichEveryOldRootFollows) {
  Start(0);
  std::vector<std::pair<uint64_t, Hash>> roots;
  for (uint64_t size : {1, 2, 255, 256, 257, 511, 513, 66000}) {
    record_.Grow(size);
    roots.emplace_back(size, record_.root());
  }
  HttpClient client(gateway_->port());
  for (const auto& [size, root] : roots) {
    TileHashReader reader(size, [&client](const TilePath& path) -> absl::StatusOr<std::string> {
      ClientResponse response = client.Get("/" + PrintTilePath(path));
      if (response.status != 200) return absl::NotFoundError(PrintTilePath(path));
      return std::move(response.body);
    });
    EXPECT_THAT(RootAt(size, reader), IsOkAndHolds(root)) << size;
  }
}

TEST_F(GatewayTest, ServesPartialTilesOfEveryWidth) {
  Start(0);
  HttpClient client(gateway_->port());
  // Asked for in turn with growing: what the edge keeps between requests must never be too short.
  for (uint64_t size : {3, 4, 200, 255, 256, 300}) {
    record_.Grow(size);
    for (uint64_t width : {1, 3, 4, 150, 199, 255}) {
      SCOPED_TRACE(absl::StrCat(size, " ", width));
      const ClientResponse tile = client.Get(absl::StrCat("/tile/0/000.p/", width));
      const ClientResponse bundle = client.Get(absl::StrCat("/tile/entries/000.p/", width));
      ASSERT_EQ(tile.status, width <= size ? 200 : 404);
      ASSERT_EQ(bundle.status, tile.status);
      if (tile.status != 200) continue;
      EXPECT_EQ(tile.headers.at("cache-control"), "no-cache");
      EXPECT_EQ(tile.headers.at("content-type"), "application/octet-stream");
      EXPECT_EQ(tile.body, record_.LeafHashes(0, width));
      EXPECT_EQ(bundle.body, EncodeBundle(record_.LeafData(0, width)));
    }
  }
  EXPECT_EQ(client.Get("/tile/0/001.p/44").body, record_.LeafHashes(256, 44));
  EXPECT_EQ(client.Get("/tile/1/000.p/1").body.size(), kHashBytes);
}

TEST_F(GatewayTest, HasNothingBeyondTheDurableSize) {
  Start(300);
  HttpClient client(gateway_->port());
  for (const char* path :
       {"/tile/0/001", "/tile/0/001.p/45", "/tile/0/002.p/1", "/tile/1/000", "/tile/1/000.p/2",
        "/tile/2/000.p/1", "/tile/7/000.p/1", "/tile/8/000.p/1", "/tile/63/000",
        "/tile/entries/001", "/tile/entries/001.p/45", "/tile/entries/x999/999"}) {
    const ClientResponse response = client.Get(path);
    EXPECT_EQ(response.status, 404) << path;
    EXPECT_EQ(response.headers.at("cache-control"), "no-store") << path;
  }
  // A batch that is on its way is not durable.
  Batch batch;
  batch.base_size = 300;
  batch.entries = {"in flight"};
  batch.root_after = Sha256("whatever follows");
  record_.store().HoldAnswers(true);
  record_.store().Commit(batch, [](absl::StatusOr<TreeHead>) {});
  EXPECT_EQ(client.Get("/tile/0/001.p/45").status, 404);
  EXPECT_THAT(client.Get("/checkpoint").body, HasSubstr("\n300\n"));
  record_.store().Crash();
}

TEST_F(GatewayTest, AnswersOneTextPerAddressOnly) {
  Start(300);
  HttpClient client(gateway_->port());
  ASSERT_EQ(client.Get("/tile/0/000").status, 200);
  for (const char* path :
       {"/tile",
        "/tile/",
        "/tile/0",
        "/tile/0/",
        "/tile/0/0",
        "/tile/0/00",
        "/tile/0/0000",
        "/tile/00/000",
        "/tile/+0/000",
        "/tile/-1/000",
        "/tile/64/000",
        "/tile/0/x000/000",
        "/tile/0/000/",
        "/tile//0/000",
        "/tile/0//000",
        "/tile/0/000.p",
        "/tile/0/000.p/",
        "/tile/0/000.p/0",
        "/tile/0/000.p/01",
        "/tile/0/000.p/256",
        "/tile/0/000.p/-1",
        "/tile/0/000.P/1",
        "/tile/0/000.p/1/2",
        "/tile/0/%30%30%30",
        "/tile/0/../0/000",
        "/tile/./0/000",
        "/tile/entries",
        "/tile/Entries/000",
        "/tile/data/000",
        "/tile/x/000",
        "/tile/0/001/000",
        "/tile/0/x001/x000/000.p/1x",
        "//tile/0/000",
        "/tile/0/000;v=1",
        "/tile/0/18446744073709551616",
        "/tile/0/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_EQ(client.Get(path).status, 404) << path;
  }
}

TEST_F(GatewayTest, AnswersOnlyGetAndHead) {
  Start(300);
  HttpClient client(gateway_->port());
  for (const char* path : {"/", "/checkpoint", "/tile/0/000", "/vkey", "/healthz", "/metrics"}) {
    EXPECT_EQ(client.Get(path, "HEAD").status, 200) << path;
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"}) {
      const ClientResponse response = client.Get(path, method);
      EXPECT_EQ(response.status, 405) << method << " " << path;
      EXPECT_EQ(response.headers.at("allow"), "GET, HEAD") << method << " " << path;
    }
  }
  EXPECT_EQ(client.Get("/tile/0/001", "HEAD").status, 404);
}

TEST_F(GatewayTest, GivesTheVerifierKeyAsOneLine) {
  Start(0);
  const ClientResponse response = Get("/vkey");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, TestKey().verifier().vkey() + "\n");
}

TEST_F(GatewayTest, SaysWhetherItIsWell) {
  Start(0);
  EXPECT_EQ(Get("/healthz").status, 200);
  EXPECT_EQ(Get("/healthz").body, "ok\n");
  sealed_ = true;
  const ClientResponse response = Get("/healthz");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, "The record is sealed; restart the server\n");
}

TEST_F(GatewayTest, ShowsItsMetrics) {
  Start(0);
  metrics_.CountCommand("SubmitMatter", absl::StatusCode::kOk);
  HttpClient client(gateway_->port());
  client.Get("/nowhere");
  const ClientResponse response = client.Get("/metrics");
  EXPECT_EQ(response.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("plumbline_commands_total"));
  EXPECT_THAT(response.body,
              HasSubstr("plumbline_http_requests_total{code=\"404\",method=\"GET\"} 1"));
  EXPECT_THAT(response.body, HasSubstr("plumbline_http_connections 1"));
}

TEST_F(GatewayTest, ShowsAPageInTwoLanguagesWithoutScripts) {
  Start(0);
  const ClientResponse page = Get("/");
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_THAT(page.headers.at("content-security-policy"), HasSubstr("default-src 'none'"));
  for (const char* part : {"lang=\"zh-CN\"", "lang=\"en\"", "href=\"/checkpoint\"",
                           "href=\"/vkey\"", "怎样核对", "How to verify", kTestOrigin}) {
    EXPECT_THAT(page.body, HasSubstr(part));
  }
  EXPECT_THAT(page.body, HasSubstr(HtmlEscape(TestKey().verifier().vkey())));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(page.body, Not(HasSubstr("演练")));
  EXPECT_THAT(page.body, Not(HasSubstr("$")));
}

TEST_F(GatewayTest, SaysThatItIsARehearsal) {
  Start(0, /*rehearsal=*/true);
  EXPECT_THAT(Get("/").body, HasSubstr("演练环境"));
  EXPECT_THAT(Get("/").body, HasSubstr("Rehearsal: nothing here is real"));
}

TEST(HomePageTest, AllowsItsOwnStyleByDigestOnly) {
  HomeFacts facts;
  facts.origin = "<b>&";
  facts.version = "0.1 \"x\"";
  const HttpResponse page = HomePage(facts);
  const size_t begin = page.body.find("<style>") + 7;
  const std::string style = page.body.substr(begin, page.body.find("</style>") - begin);
  ASSERT_EQ(page.headers.size(), 1u);
  EXPECT_THAT(page.headers[0].second,
              HasSubstr(absl::StrCat("style-src 'sha256-", Base64Of(Sha256(style)), "';")));
  EXPECT_THAT(page.body, HasSubstr("&lt;b&gt;&amp;"));
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
  EXPECT_THAT(page.body, HasSubstr("Plumbline 0.1 &quot;x&quot;"));
}

TEST_F(GatewayTest, ShutsDownWithConnectionsOpen) {
  Start(300);
  std::vector<HttpClient> clients;
  for (int i = 0; i < 50; ++i) {
    clients.emplace_back(gateway_->port());
    EXPECT_EQ(clients.back().Get("/healthz").status, 200);
  }
  EXPECT_TRUE(gateway_->Shutdown(absl::Seconds(60)));
  EXPECT_EQ(gateway_->connections(), 0u);
  record_.Grow(301);  // The last commit may come after; the last checkpoint needs no gateway.
  EXPECT_THAT(signer_->Latest().value(), HasSubstr("\n301\n"));
}

// Readers of everything while the record grows: each checkpoint's tree is there to be verified.
TEST_F(GatewayTest, ServesAGrowingRecordToManyReaders) {
  Start(1);
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([this] {
      HttpClient client(gateway_->port());
      uint64_t size = 0;
      while (size < 600) {
        const Checkpoint checkpoint =
            OpenCheckpoint(client.Get("/checkpoint").body, kTestOrigin, {TestKey().verifier()})
                .value();
        size = checkpoint.size;
        TileHashReader reader(size, [&client](const TilePath& path) -> absl::StatusOr<std::string> {
          return client.Get("/" + PrintTilePath(path)).body;
        });
        EXPECT_THAT(RootAt(size, reader), IsOkAndHolds(checkpoint.root));
      }
    });
  }
  for (uint64_t size = 2; size <= 600; ++size) record_.Grow(size);
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace plumbline
