#include "services/runtime/gateway/log_routes.h"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "storage/journal.h"

namespace plumbline {

std::string EdgeCache::Find(uint64_t index, int width) const {
  const size_t bytes = static_cast<size_t>(width) * kHashBytes;
  MutexLock lock(&mutex_);
  if (index != index_ || leaf_data_.size() < bytes) return "";
  return leaf_data_.substr(0, bytes);
}

void EdgeCache::Keep(uint64_t index, absl::string_view leaf_data) {
  MutexLock lock(&mutex_);
  if (index < index_ || (index == index_ && leaf_data.size() < leaf_data_.size())) return;
  index_ = index;
  leaf_data_ = std::string(leaf_data);
}

LogRoutes::LogRoutes(const Store* store, CheckpointSigner* signer)
    : store_(store), signer_(signer), signing_(std::make_unique<boost::asio::thread_pool>(1)) {}

LogRoutes::~LogRoutes() { signing_->join(); }

void LogRoutes::AddTo(Router* router) {
  router->Get("/checkpoint", [this](std::shared_ptr<HttpExchange> exchange) {
    QueueCheckpoint(std::move(exchange));
  });
  router->Get("/tile/{path...}",
              [this](std::shared_ptr<HttpExchange> exchange) { AnswerTile(*exchange); });
  router->Get("/vkey", [line = signer_->vkey() + "\n"](std::shared_ptr<HttpExchange> exchange) {
    HttpResponse response;
    response.cache_control = std::string(kCacheRevalidate);
    response.body = line;
    exchange->Respond(std::move(response));
  });
}

void LogRoutes::QueueCheckpoint(std::shared_ptr<HttpExchange> exchange) {
  {
    MutexLock lock(&mutex_);
    waiting_.push_back(std::move(exchange));
    if (waiting_.size() > 1) return;  // Whoever came first has called the signer already.
  }
  boost::asio::post(*signing_, [this] { SignForWaiting(); });
}

void LogRoutes::SignForWaiting() {
  std::vector<std::shared_ptr<HttpExchange>> waiting;
  {
    // Taken before the snapshot: each gets a checkpoint at least as new as its request.
    MutexLock lock(&mutex_);
    waiting.swap(waiting_);
  }
  const absl::StatusOr<std::string> note = signer_->Latest();
  for (const std::shared_ptr<HttpExchange>& exchange : waiting) {
    if (!note.ok()) {
      exchange->RespondError(
          503, absl::StrCat("No checkpoint can be signed: ", note.status().message()));
      continue;
    }
    HttpResponse response;
    response.cache_control = std::string(kCacheRevalidate);
    response.body = *note;
    exchange->Respond(std::move(response));
  }
}

absl::StatusOr<std::string> LogRoutes::Tile(absl::string_view path, bool* full) const {
  const absl::StatusOr<TilePath> parsed = ParseTilePath(path);
  if (!parsed.ok()) return absl::NotFoundError(parsed.status().message());
  TilePath tile = *parsed;
  *full = tile.width == kTileWidth;
  const std::unique_ptr<Snapshot> snapshot = store_->GetSnapshot();
  const Journal journal(snapshot.get());
  PLUMBLINE_ASSIGN_OR_RETURN(const HeadRow head, journal.Head());
  const int width = TileWidthAt(head.size, tile.level, tile.index);
  if (tile.level >= kTileLevelCount || tile.width > width) {
    return absl::NotFoundError(
        absl::StrCat("The record has ", head.size, " entries: it has no ", PrintTilePath(tile)));
  }
  if (tile.level > 0 || width == kTileWidth) {  // Stored rows: cheap.
    PLUMBLINE_ASSIGN_OR_RETURN(std::string bytes, journal.Tile(head.size, tile));
    return tile.entries ? EncodeBundle(bytes) : bytes;
  }
  // The right edge: leaf data from entries, as wide as it is now, so that the next size adds to it.
  std::string leaf_data = edge_->Find(tile.index, tile.width);
  if (leaf_data.empty()) {
    TilePath edge = tile;
    edge.entries = true;
    edge.width = width;
    PLUMBLINE_ASSIGN_OR_RETURN(leaf_data, journal.Tile(head.size, edge));
    edge_->Keep(tile.index, leaf_data);
    leaf_data.resize(static_cast<size_t>(tile.width) * kHashBytes);
  }
  if (tile.entries) return EncodeBundle(leaf_data);
  std::string hashes;
  hashes.reserve(leaf_data.size());
  for (size_t at = 0; at < leaf_data.size(); at += kHashBytes) {
    AppendHash(&hashes, LeafHash(absl::string_view(leaf_data).substr(at, kHashBytes)));
  }
  return hashes;
}

void LogRoutes::AnswerTile(HttpExchange& exchange) const {
  bool full = false;
  absl::StatusOr<std::string> bytes = Tile(exchange.request().path.substr(1), &full);
  if (absl::IsNotFound(bytes.status())) {
    return exchange.RespondError(
        404, absl::StrCat(bytes.status().message(), "; /checkpoint says how long the record is."));
  }
  if (!bytes.ok()) return exchange.RespondError(503, bytes.status().message());
  HttpResponse response;
  response.content_type = std::string(kOctetStream);
  response.cache_control = std::string(full ? kCacheImmutable : kCacheRevalidate);
  response.body = *std::move(bytes);
  exchange.Respond(std::move(response));
}

}  // namespace plumbline
