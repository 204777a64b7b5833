#include "services/runtime/gateway/gateway.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "services/core/base/status_macros.h"
#include "services/runtime/gateway/home_page.h"

namespace plumbline {

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(Options options) {
  PLUMBLINE_CHECK(
      options.store != nullptr && options.signer != nullptr && options.metrics != nullptr,
      "the gateway has a store, a signer and metrics");
  auto gateway = std::unique_ptr<Gateway>(new Gateway());
  gateway->log_routes_ = std::make_unique<LogRoutes>(options.store, options.signer);
  Router router = std::move(options.router);
  gateway->log_routes_->AddTo(&router);

  HomeFacts facts;
  facts.origin = options.signer->origin();
  facts.vkey = options.signer->vkey();
  facts.rehearsal = options.rehearsal;
  facts.version = options.version;
  router.Get("/", [page = HomePage(facts)](std::shared_ptr<HttpExchange> exchange) {
    exchange->Respond(page);
  });

  router.Get("/healthz", [health = options.health](std::shared_ptr<HttpExchange> exchange) {
    const absl::Status status = health == nullptr ? absl::OkStatus() : health();
    HttpResponse response;
    response.status = status.ok() ? 200 : 503;
    response.body = status.ok() ? "ok\n" : absl::StrCat(status.message(), "\n");
    exchange->Respond(std::move(response));
  });

  Metrics* const metrics = options.metrics;
  const std::atomic<const HttpServer*>* const counted = &gateway->counted_;
  router.Get("/metrics", [metrics, counted](std::shared_ptr<HttpExchange> exchange) {
    if (const HttpServer* server = counted->load()) {
      metrics->SetHttpConnections(server->connections());
    }
    HttpResponse response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = metrics->Text();
    exchange->Respond(std::move(response));
  });

  HttpServer::Options http = std::move(options.http);
  http.access_log = [metrics, next = std::move(http.access_log)](const HttpAccess& access) {
    metrics->CountHttp(access.method, access.status, access.took);
    if (next != nullptr) next(access);
  };
  PLUMBLINE_ASSIGN_OR_RETURN(gateway->server_,
                             HttpServer::Start(std::move(http), std::move(router)));
  gateway->counted_.store(gateway->server_.get());
  return gateway;
}

Gateway::~Gateway() {
  if (server_ != nullptr) server_->Shutdown(absl::ZeroDuration());
}

}  // namespace plumbline
