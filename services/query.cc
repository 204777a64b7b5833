#include "services/query.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "services/index_keys.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "storage/merkle/hash.h"

namespace plumbline {

namespace {

constexpr int kChildrenPage = 1000;

constexpr int kPageDefault = 50;
constexpr int kPageMax = 1000;
constexpr size_t kRowsPerRead = 256;
constexpr size_t kTokenMax = 2048;

// First bytes of a hash over what a token belongs to.
std::string TokenScope(const PageRequest& page) {
  return std::string(BytesOf(Sha256(absl::StrCat(page.prefix, "\n", page.parameters))).substr(0, 8));
}

// The name after the last part of a key that KeyWriter::Rest wrote: names hold no zero byte and the
// text before ends in 00 01.
std::string NameIn(absl::string_view key) {
  const size_t end = key.rfind(absl::string_view("\0\x01", 2));
  return std::string(end == absl::string_view::npos ? key : key.substr(end + 2));
}

Refusal RefuseToken() {
  return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED,
                "翻页标记无效或已过期，请从第一页重新读取。",
                "The page token is unknown, expired or belongs to another list. Start from the first page.");
}

}  // namespace

Refusal RefuseRead(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kOutOfRange) {
    Refusal refusal = Refuse(absl::StatusCode::kOutOfRange, v1::AS_OF_OUT_OF_RANGE,
                             absl::StrCat("所问的时点不在记录范围内：", status.message()),
                             std::string(status.message()));
    return refusal;
  }
  return RefuseCorrupt(status);
}

std::optional<Refusal> ReadResource(const QueryContext& context, const std::string& name,
                                    const v1::AsOf* as_of, google::protobuf::Message& resource) {
  const TableRow* table = context.rooms.FindCollection(CollectionOf(name));
  if (table == nullptr || table->resource == nullptr ||
      table->resource->message_type() != resource.GetDescriptor()) {
    return RefuseNotFound();
  }
  Head head;
  const google::protobuf::Message* row = context.reader.FindResource(name, &head);
  if (!context.reader.status().ok()) return RefuseRead(context.reader.status());
  // Whoever may see it now may see it as it was.
  if (row == nullptr ||
      (table->visible && !table->visible(context.world, context.caller, name, *row))) {
    return RefuseNotFound();
  }
  const ViewContext view{context.world, context.caller};
  if (as_of == nullptr || as_of->moment_case() == v1::AsOf::MOMENT_NOT_SET) {
    ShowResource(*table, view, name, *row, head, resource);
    return std::nullopt;
  }
  const auto size = context.reader.SizeOf(name, *as_of);
  if (!size.ok()) return RefuseRead(size.status());
  const auto past = context.reader.ResourceAt(name, *size);
  if (!past.ok()) return RefuseRead(past.status());
  if (past->row == nullptr) {
    return RefuseRead(absl::OutOfRangeError("It did not exist at that moment."));
  }
  ShowResource(*table, view, name, *past->row, past->head, resource);
  return std::nullopt;
}

std::optional<Refusal> TakePageSize(int asked, int* wanted) {
  if (asked < 0) return RefuseField("page_size", "每页条数不能为负", "page_size can't be negative");
  *wanted = asked == 0 ? kPageDefault : std::min(asked, kPageMax);
  return std::nullopt;
}

bool ReadsWholeRecord(const Caller& caller) {
  return HoldsRole(caller, config::v1::ROLE_AUDIT_ADMIN) || HoldsRole(caller, config::v1::ROLE_INSPECTOR);
}

std::optional<Refusal> ReadPage(const QueryContext& context, const PageRequest& page,
                                const std::function<bool(const std::string& name)>& visit,
                                std::string* next_page_token) {
  int wanted = 0;
  if (auto refusal = TakePageSize(page.page_size, &wanted)) return refusal;
  const std::string scope = TokenScope(page);
  std::string after;
  if (!page.page_token.empty()) {
    std::string bytes;
    if (page.page_token.size() > kTokenMax || !absl::WebSafeBase64Unescape(page.page_token, &bytes) ||
        bytes.size() < 8 || bytes.substr(0, 8) != scope ||
        absl::string_view(bytes).substr(8, page.prefix.size()) != page.prefix) {
      return RefuseToken();
    }
    after = bytes.substr(8);
  }
  int taken = 0;
  while (true) {
    const auto rows = context.reader.List(page.prefix, after, kRowsPerRead);
    if (!rows.ok()) return RefuseRead(rows.status());
    for (const SnapshotReader::Row& row : *rows) {
      if (taken == wanted) {
        *next_page_token = absl::WebSafeBase64Escape(scope + after);
        return std::nullopt;
      }
      if (visit(NameIn(row.key))) ++taken;
      after = row.key;
    }
    if (rows->size() < kRowsPerRead) return std::nullopt;
  }
}

std::optional<Refusal> ListResources(const QueryContext& context, const PageRequest& page,
                                     google::protobuf::Message& response) {
  const google::protobuf::FieldDescriptor* list = response.GetDescriptor()->FindFieldByNumber(1);
  const google::protobuf::FieldDescriptor* token =
      response.GetDescriptor()->FindFieldByName("next_page_token");
  std::string next;
  auto refusal = ReadPage(
      context, page,
      [&](const std::string& name) {
        google::protobuf::Message* one = response.GetReflection()->AddMessage(&response, list);
        if (!ReadResource(context, name, nullptr, *one).has_value()) return true;
        response.GetReflection()->RemoveLast(&response, list);
        return false;
      },
      &next);
  response.GetReflection()->SetString(&response, token, next);
  return refusal;
}

Children ChildrenIn(const QueryContext& context) {
  return [&context](absl::string_view parent, absl::string_view collection) -> absl::StatusOr<std::vector<std::string>> {
    std::vector<std::string> names;
    std::string token;
    do {
      std::string next;
      const auto refusal = ReadPage(context, {PrefixOfChildren(parent, collection), "", kChildrenPage, token},
                                    [&names](const std::string& name) {
                                      names.push_back(name);
                                      return true;
                                    },
                                    &next);
      if (refusal.has_value()) return absl::DataLossError(refusal->message_en);
      token = std::move(next);
    } while (!token.empty());
    return names;
  };
}

}  // namespace plumbline
