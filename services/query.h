// services/query.h: what every room's queries share: reading a resource, now or as of a moment, and
// reading a list page by page.
#ifndef PLUMBLINE_SERVICES_QUERY_H_
#define PLUMBLINE_SERVICES_QUERY_H_

#include <functional>
#include <optional>
#include <string>

#include "services/rooms.h"

namespace plumbline {

// Reads the resource `name` as the caller may see it into `resource`.
// Errors  RESOURCE_NOT_FOUND: absent, of another collection, or not visible. AS_OF_OUT_OF_RANGE.
std::optional<Refusal> ReadResource(const QueryContext& context, const std::string& name,
                                    const v1::AsOf* as_of, google::protobuf::Message& resource);

// As ReadResource, for a Get request {name, as_of}: what rooms register, `rooms.Query(&GetResource<GetXRequest, X>)`.
template <typename Request, typename Resource>
std::optional<Refusal> GetResource(const QueryContext& context, const Request& request, Resource& resource) {
  return ReadResource(context, request.name(), &request.as_of(), resource);
}

// Rows of one page: as asked for, 50 where nothing was said, at most 1000. Errors  FIELD_INVALID: negative.
std::optional<Refusal> TakePageSize(int asked, int* wanted);

// Whether the caller reads what concerns the record as a whole: the audit administrator, an inspector.
bool ReadsWholeRecord(const Caller& caller);

// One page of an index range. `visit` is told each name (the part after the sort key) and says whether
// it counts towards the page. PageRequest tokens are opaque; they belong to (`prefix`, `parameters`).
struct PageRequest {
  std::string prefix;      // Of the index rows.
  std::string parameters;  // Whatever else selects; a token made with others is refused.
  int page_size = 0;       // As sent.
  std::string page_token;  // As sent.
};
std::optional<Refusal> ReadPage(const QueryContext& context, const PageRequest& page,
                                const std::function<bool(const std::string& name)>& visit,
                                std::string* next_page_token);

// A page of children or list rows as resources of the response's repeated field number 1.
//   ListResources(context, {ChildPrefix(parent, "versions"), "", size, token}, response)
std::optional<Refusal> ListResources(const QueryContext& context, const PageRequest& page,
                                     google::protobuf::Message& response);

// Context::children_of over a snapshot, for what decisions and queries plan alike. Borrows the context.
Children ChildrenIn(const QueryContext& context);

// The refusal for a failed read of the record.
Refusal RefuseRead(const absl::Status& status);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_QUERY_H_
