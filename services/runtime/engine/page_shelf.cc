#include "services/runtime/engine/page_shelf.h"

#include <algorithm>

#include "absl/strings/escaping.h"

namespace plumbline {

namespace {

constexpr size_t kNumberBytes = 8;
constexpr size_t kNumberText = 11;  // Of base64url without padding.
constexpr size_t kTokenMax = 8192;

const google::protobuf::FieldDescriptor* TextField(const google::protobuf::Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return field != nullptr && field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING &&
                 !field->is_repeated()
             ? field
             : nullptr;
}

}  // namespace

std::optional<Refusal> PageShelf::Open(google::protobuf::Message& request, std::shared_ptr<const Snapshot> newest,
                                       Reading* reading) {
  reading->snapshot = std::move(newest);
  reading->number.clear();
  const auto* field = TextField(request, "page_token");
  if (field == nullptr) return std::nullopt;
  const std::string token = request.GetReflection()->GetString(request, field);
  if (token.empty()) return std::nullopt;
  {
    const MutexLock lock(&mutex_);
    DropOld();
    const auto found = token.size() < kNumberText || token.size() > kTokenMax
                           ? kept_.end()
                           : kept_.find(token.substr(0, kNumberText));
    if (found != kept_.end()) {
      found->second.used = clock_.Now();
      reading->snapshot = found->second.snapshot;
      reading->number = found->first;
    }
  }
  if (reading->number.empty()) {
    return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED, "翻页标记无效或已过期，请从第一页重新读取。",
                  "The page token is unknown or expired. Start from the first page.");
  }
  request.GetReflection()->SetString(&request, field, token.substr(kNumberText));
  return std::nullopt;
}

void PageShelf::Close(Reading reading, google::protobuf::Message& response) {
  const auto* field = TextField(response, "next_page_token");
  if (field == nullptr) return;
  const std::string next = response.GetReflection()->GetString(response, field);
  if (next.empty()) return;  // The last page: the snapshot goes when its time is over; pages can be read again.
  if (reading.number.empty()) {
    reading.number = absl::WebSafeBase64Escape(entropy_.Bytes(kNumberBytes)).substr(0, kNumberText);
    const MutexLock lock(&mutex_);
    DropOld();
    if (kept_.size() >= kPagesKeptMax) {
      kept_.erase(std::min_element(kept_.begin(), kept_.end(), [](const auto& a, const auto& b) {
        return a.second.used < b.second.used;
      }));
    }
    kept_[reading.number] = {std::move(reading.snapshot), clock_.Now()};
  }
  response.GetReflection()->SetString(&response, field, reading.number + next);
}

void PageShelf::Clear() {
  const MutexLock lock(&mutex_);
  kept_.clear();
}

size_t PageShelf::size() const {
  const MutexLock lock(&mutex_);
  return kept_.size();
}

void PageShelf::DropOld() {
  const absl::Time now = clock_.Now();
  for (auto it = kept_.begin(); it != kept_.end();) {
    it = now - it->second.used > kPagesKeptFor ? kept_.erase(it) : std::next(it);
  }
}

}  // namespace plumbline
