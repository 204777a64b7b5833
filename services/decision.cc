#include "services/decision.h"

#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/core/base/check.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

constexpr int kOrderedLetters = 7;  // 2^35 entries.
constexpr int kRandomLetters = 9;
constexpr int kContentIdBytes = 16;
constexpr int kContentIdOrderedBytes = 5;

}  // namespace

std::string Context::FreshId() const {
  static constexpr char kAlphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";  // 32: no i, l, o, u; in order.
  std::string id;
  id.reserve(kOrderedLetters + kRandomLetters);
  for (int shift = 5 * (kOrderedLetters - 1); shift >= 0; shift -= 5) {
    id.push_back(kAlphabet[(record_size >> shift) & 31]);
  }
  for (const char byte : entropy->Bytes(kRandomLetters)) {
    id.push_back(kAlphabet[static_cast<unsigned char>(byte) & 31]);
  }
  if (fresh_ids != nullptr) fresh_ids->push_back(id);
  return id;
}

journal::v1::ContentRef PutContent(Outcome& outcome, const Context& context, std::string text) {
  PLUMBLINE_CHECK(!text.empty() && text.size() <= 48 * 1024, "the field rules bound every content");
  NewContent content;
  content.salt = context.entropy->Bytes(16);
  const Hash digest = Sha256(content.salt + text);
  std::string id = context.entropy->Bytes(kContentIdBytes);
  for (int i = 0; i < kContentIdOrderedBytes; ++i) {
    id[static_cast<size_t>(i)] =
        static_cast<char>(context.record_size >> (8 * (kContentIdOrderedBytes - 1 - i)) & 0xff);
  }
  content.ref.set_id(std::move(id));
  content.ref.set_digest(std::string(reinterpret_cast<const char*>(digest.data()), digest.size()));
  content.ref.set_size(static_cast<uint32_t>(text.size()));
  content.text = std::move(text);
  outcome.contents.push_back(content);
  return content.ref;
}

std::string WorkRequestId(absl::string_view work, absl::string_view name, uint64_t sequence) {
  const Hash digest = Sha256(absl::StrCat(work, "\n", name, "\n", sequence));
  const std::string hex = absl::BytesToHexString(BytesOf(digest).substr(0, 16));
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

const google::protobuf::FieldDescriptor* EventFieldOf(const google::protobuf::Descriptor* type) {
  static const auto* const fields = [] {
    auto* map = new std::map<const google::protobuf::Descriptor*,
                             const google::protobuf::FieldDescriptor*>;
    const google::protobuf::OneofDescriptor* oneof =
        journal::v1::Event::descriptor()->FindOneofByName("event");
    for (int i = 0; i < oneof->field_count(); ++i) {
      map->emplace(oneof->field(i)->message_type(), oneof->field(i));
    }
    return map;
  }();
  const auto found = fields->find(type);
  PLUMBLINE_CHECK(found != fields->end(), "every event is a field of journal.v1.Event");
  return found->second;
}

}  // namespace plumbline
