#include "clients/cli/layouts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/lib/flags.h"
#include "plumbline/v1/layout_service.pb.h"
#include "services/layout/customary.h"

namespace plumbline::client {

using google::protobuf::MethodDescriptor;

namespace {

constexpr char kGet[] = "/plumbline.v1.LayoutService/GetLayout";
constexpr char kList[] = "/plumbline.v1.LayoutService/ListLayouts";

// All layouts in use of one organisation: it has at most a hundred, so they are one page.
grpc::Status Saved(Caller& caller, const std::string& organization, std::vector<v1::Layout>* layouts) {
  v1::ListLayoutsRequest request;
  request.set_parent(organization);
  request.set_page_size(1000);
  v1::ListLayoutsResponse answer;
  const grpc::Status status = caller.Unary(kList, request, &answer, Caller::Repeat::kAlways);
  layouts->insert(layouts->end(), answer.layouts().begin(), answer.layouts().end());
  return status;
}

Phrase OtherList(const Api& api, const v1::Layout& layout) {
  const MethodDescriptor* of = api.FindMethod(layout.list());
  const std::string command = of == nullptr ? layout.list() : absl::StrCat("plumbline ", RuleOf(of).cli());
  return {absl::StrCat("版式“", layout.title(), "”属于另一列表，请用于 ", command, "。"),
          absl::StrCat("The layout \"", layout.title(), "\" is of another list: use it with ", command, ".")};
}

}  // namespace

Complaint FindLayout(const Api& api, Caller& caller, const std::vector<std::string>& organizations,
                     const MethodDescriptor* list, const std::string& called, grpc::Status* status, v1::Layout* layout) {
  if (HasFormat(called, "organizations/{organization}/layouts/{layout}")) {
    v1::GetLayoutRequest request;
    request.set_name(called);
    *status = caller.Unary(kGet, request, layout, Caller::Repeat::kAlways);
    if (!status->ok() || layout->list() == list->name()) return std::nullopt;
    return OtherList(api, *layout);
  }
  std::vector<v1::Layout> layouts;
  for (const std::string& organization : organizations) {
    *status = Saved(caller, organization, &layouts);
    if (!status->ok()) return std::nullopt;
  }
  layouts.insert(layouts.end(), CustomaryLayouts().layouts().begin(), CustomaryLayouts().layouts().end());
  const v1::Layout* elsewhere = nullptr;
  std::vector<std::string> titles;
  for (const v1::Layout& one : layouts) {
    if (one.list() == list->name()) titles.push_back(one.title());
    if (one.title() != called) continue;
    if (one.list() == list->name()) {
      *layout = one;
      return std::nullopt;
    }
    elsewhere = &one;
  }
  if (elsewhere != nullptr) return OtherList(api, *elsewhere);
  const std::string near = DidYouMean(called, titles);
  if (titles.empty()) {
    return Phrase{absl::StrCat("没有版式“", called, "”，该列表也没有其他版式；可用 plumbline layout save 保存一个。"),
                  absl::StrCat("There is no layout \"", called, "\", and none for this list; save one with plumbline layout save.")};
  }
  return Phrase{absl::StrCat("没有版式“", called, "”", near.empty() ? "" : absl::StrCat("，是不是“", near, "”"), "。该列表可用：",
                             absl::StrJoin(titles, "、"), "。"),
                absl::StrCat("There is no layout \"", called, "\"", near.empty() ? "" : absl::StrCat("; did you mean \"", near, "\"?"),
                             near.empty() ? "." : "", " This list has: ", absl::StrJoin(titles, ", "), ".")};
}

}  // namespace plumbline::client
