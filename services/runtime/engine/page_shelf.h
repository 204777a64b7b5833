// services/runtime/engine/page_shelf.h: the snapshots of which more pages may be asked for.
//
// Pages of one list share one snapshot: nothing is shown twice or left out because the record went on. A token is
// the number of the snapshot and the list's own position. Access is not taken from the snapshot: who may see a
// row is asked of the newest state on every page.
// Bounds   kPagesKeptMax snapshots, each kPagesKeptFor after its last use; the one unused longest goes first. A
//          restart forgets them all: PAGE_TOKEN_EXPIRED, start from the first page.
// Source   style.md section 4.
// Threads  any.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_PAGE_SHELF_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_PAGE_SHELF_H_

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "google/protobuf/message.h"
#include "services/core/base/clock.h"
#include "services/core/base/entropy.h"
#include "services/core/base/mutex.h"
#include "services/refusal.h"
#include "storage/store.h"

namespace plumbline {

inline constexpr size_t kPagesKeptMax = 64;
inline constexpr absl::Duration kPagesKeptFor = absl::Minutes(10);

class PageShelf {
 public:
  // Both are borrowed.
  PageShelf(const Clock* security_clock, Entropy* entropy) : clock_(*security_clock), entropy_(*entropy) {}

  // What one call of a list reads: the newest snapshot, or that of the page before.
  struct Reading {
    std::shared_ptr<const Snapshot> snapshot;
    std::string number;  // Of a snapshot on the shelf; empty: a first page.
  };
  // Takes the number out of the request's `page_token`, where it has one, and finds its snapshot; else `newest`.
  // Errors  ABORTED/PAGE_TOKEN_EXPIRED.
  std::optional<Refusal> Open(google::protobuf::Message& request, std::shared_ptr<const Snapshot> newest,
                              Reading* reading);
  // Puts the snapshot on the shelf where the response has a `next_page_token`, and its number into the token.
  void Close(Reading reading, google::protobuf::Message& response);

  // Forgets all snapshots: what was destroyed may be in them. Whoever turns a page starts from the first one.
  void Clear();

  size_t size() const;

 private:
  struct Kept {
    std::shared_ptr<const Snapshot> snapshot;
    absl::Time used;
  };
  void DropOld() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock& clock_;
  Entropy& entropy_;
  mutable Mutex mutex_;
  std::unordered_map<std::string, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

// A snapshot that several readers hold.
class SharedSnapshot : public Snapshot {
 public:
  explicit SharedSnapshot(std::shared_ptr<const Snapshot> shared) : shared_(std::move(shared)) {}
  absl::StatusOr<bool> Get(Family family, absl::string_view key, std::string* value) const override {
    return shared_->Get(family, key, value);
  }
  std::unique_ptr<Cursor> Scan(Family family, absl::string_view begin, absl::string_view end) const override {
    return shared_->Scan(family, begin, end);
  }
  absl::StatusOr<bool> Last(Family family, absl::string_view begin, absl::string_view end, std::string* key,
                            std::string* value) const override {
    return shared_->Last(family, begin, end, key, value);
  }

 private:
  const std::shared_ptr<const Snapshot> shared_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_PAGE_SHELF_H_
