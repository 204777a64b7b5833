#include "services/runtime/server/handover_print.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/core/base/clock.h"
#include "services/dates.h"
#include "services/handover/handover.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/runtime/convert/fonts.h"
#include "services/runtime/convert/handover_list.h"
#include "services/runtime/engine/snapshot_reader.h"
#include "services/runtime/server/due_work.h"
#include "services/runtime/server/reading_work.h"

namespace plumbline {

namespace {

// Whose list it is: the organisations where the person works or worked.
std::string OrganizationsText(const World& world, const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    absl::StrAppend(&text, text.empty() ? "" : "、", world.Get<state::v1::OrganizationRow>(name).resource().title());
  }
  return text;
}

HandoverListRow RowOf(const v1::WorkItem& item, bool before) {
  HandoverListRow row;
  row.kind = std::string(Label(item.kind(), Language::kChinese));
  row.title = item.title().empty() ? item.name() : item.title();  // A reader who may not know the title gets the name.
  if (item.has_due_date()) row.due = absl::FormatCivilTime(*DayOf(item.due_date()));
  row.state = item.obstacle() == v1::HANDOVER_OBSTACLE_UNSPECIFIED
                  ? (before ? "可以移交" : "已移交")
                  : absl::StrCat(before ? "" : "未移交：", Label(item.obstacle(), Language::kChinese));
  return row;
}

// What is open before the act.
std::optional<Refusal> FillBefore(const QueryContext& context, const v1::PrintHandoverRequest& request,
                                  HandoverList& list) {
  google::protobuf::RepeatedPtrField<v1::WorkItem> items;
  if (auto refusal = ReadOpenWork(context, request.name(), request.successor(), &items)) return refusal;
  list.before = true;
  list.person = PersonTitle(context.world, request.name());
  list.successor = PersonTitle(context.world, request.successor());
  list.date = context.caller.today;
  google::protobuf::RepeatedPtrField<std::string> organizations;
  for (const v1::WorkItem& item : items) {
    if (!item.organization().empty() &&
        std::find(organizations.begin(), organizations.end(), item.organization()) == organizations.end()) {
      *organizations.Add() = item.organization();
    }
    if (list.rows.size() == kHandoverListRowsMax) {
      ++list.remaining;
      continue;
    }
    list.rows.push_back(RowOf(item, true));
    if (request.successor().empty()) list.rows.back().state.clear();
  }
  list.organization = OrganizationsText(context.world, organizations);
  return std::nullopt;
}

// What was done.
std::optional<Refusal> FillAfter(const QueryContext& context, const std::string& name, const std::string& origin,
                                 HandoverList& list) {
  v1::Handover handover;
  if (CollectionOf(name) != "handovers") return RefuseNotFound();
  if (auto refusal = ReadResource(context, name, nullptr, handover)) return refusal;
  list.person = PersonTitle(context.world, handover.person());
  list.successor = PersonTitle(context.world, handover.successor());
  list.overseer = handover.overseer();
  list.reason = handover.reason();
  list.date = *DayOf(handover.made().occurred_on());
  list.remaining = handover.remaining_count();
  for (const v1::WorkItem& item : handover.items()) list.rows.push_back(RowOf(item, false));
  list.organization = OrganizationsText(context.world, handover.organizations());
  list.proof = absl::StrCat(origin, "　第", handover.made().sequence(), "号记录");
  return std::nullopt;
}

}  // namespace

void RegisterHandoverPrint(Dispatcher& dispatcher, std::string origin) {
  RegisterReadingWork<v1::PrintHandoverRequest, v1::PrintHandoverResponse>(
      dispatcher,
      [origin = std::move(origin)](const QueryContext& context, const v1::PrintHandoverRequest& request,
                                   v1::PrintHandoverResponse& response) -> std::optional<Refusal> {
        HandoverList list;
        list.rehearsal = context.rehearsal;
        auto refusal = CollectionOf(request.name()) == "people" ? FillBefore(context, request, list)
                                                                : FillAfter(context, request.name(), origin, list);
        if (refusal.has_value()) return refusal;
        const auto pdf = RenderHandoverList(list, InstalledFonts());
        if (!pdf.ok()) {
          std::fprintf(stderr, "handover list: %s\n", std::string(pdf.status().message()).c_str());
          return RefuseState(absl::StrCat("清单未能生成，请将以下内容告知系统管理员：", pdf.status().message()),
                             absl::StrCat("The list was not made; tell the system administrator: ", pdf.status().message()));
        }
        response.set_pdf(*pdf);
        return std::nullopt;
      });
}

}  // namespace plumbline
