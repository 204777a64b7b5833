#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/correction_state.pb.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/core/base/clock.h"
#include "services/dates.h"
#include "services/handover/handover.h"
#include "services/handover/move.h"
#include "services/handover/open_work.h"
#include "services/index_keys.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"

namespace plumbline {

namespace {

constexpr char kCollection[] = "handovers";

// Names that a plan makes and nobody keeps.
class NoEntropy : public Entropy {
 public:
  std::string Bytes(size_t size) override {
    std::string bytes(size, '\0');
    ++count_;
    for (size_t i = 0; i < size && i < 4; ++i) bytes[i] = static_cast<char>(count_ >> (5 * i) & 31);
    return bytes;
  }

 private:
  uint32_t count_ = 0;
};

void HandoverRows(absl::string_view name, const state::v1::HandoverRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), kCollection, "", name));
  for (const std::string& organization : row.resource().organizations()) {
    sink.Put(ChildKey(organization, kCollection, "", name));
  }
}

bool Inspects(const Caller& caller) {
  return caller.system() || HoldsRole(caller, config::v1::ROLE_INSPECTOR) ||
         HoldsRole(caller, config::v1::ROLE_AUDIT_ADMIN);
}

// Both sides, who leads where the person worked, administrators, inspectors.
bool HandoverVisible(const World& world, const Caller& caller, absl::string_view name,
                     const state::v1::HandoverRow& row) {
  if (caller.anonymous()) return false;
  if (Inspects(caller) || ParentOf(name) == caller.person || row.resource().successor() == caller.person) return true;
  const auto& organizations = row.resource().organizations();
  return AuthorityOf(world, caller.person, caller.today)
      .Any(std::set<std::string>(organizations.begin(), organizations.end()));
}

// What the piece is about, as far as the caller may see it.
std::string TitleOfWork(const World& world, const Caller& caller, const v1::WorkItem& item) {
  if (item.kind() == v1::WORK_KIND_POST || item.kind() == v1::WORK_KIND_DEPUTY) {
    return world.Get<state::v1::PostRow>(item.name()).resource().title();
  }
  if (item.kind() == v1::WORK_KIND_APPOINTMENT) {
    return world.Get<state::v1::OrganizationRow>(item.organization()).resource().title();
  }
  if (item.kind() == v1::WORK_KIND_STAND_IN) {
    const auto& absence = world.Get<state::v1::AbsenceRow>(item.name()).resource();
    return absence.posts_size() == 0 ? std::string() : world.Get<state::v1::PostRow>(absence.posts(0)).resource().title();
  }
  std::string matter(MatterOf(item.name()));
  if (item.kind() == v1::WORK_KIND_CORRECTION) {
    matter = std::string(MatterOf(world.Get<state::v1::CorrectionRow>(item.name()).resource().target()));
  }
  const auto* row = matter.empty() ? nullptr : world.Find<state::v1::MatterRow>(matter);
  return row != nullptr && MatterVisible(world, caller, matter, *row) ? row->resource().title() : std::string();
}

void ViewHandover(const ViewContext& context, absl::string_view, const state::v1::HandoverRow& row,
                  v1::Handover& handover) {
  if (row.has_overseer()) handover.set_overseer(ShownContent(context.world, row.overseer()));
  handover.set_reason(ShownContent(context.world, row.reason()));
  for (v1::WorkItem& item : *handover.mutable_items()) {
    item.set_title(TitleOfWork(context.world, context.caller, item));
  }
}

std::optional<Refusal> ListOpenWork(const QueryContext& context, const v1::ListOpenWorkRequest& request,
                                    v1::ListOpenWorkResponse& response) {
  int wanted = 0;
  if (auto refusal = TakePageSize(request.page_size(), &wanted)) return refusal;
  uint32_t from = 0;  // The token: how many came before.
  google::protobuf::RepeatedPtrField<v1::WorkItem> items;
  if (auto refusal = ReadOpenWork(context, request.parent(), request.successor(), &items)) return refusal;
  if (!request.page_token().empty() && (!absl::SimpleAtoi(request.page_token(), &from) ||
                                        from > static_cast<uint32_t>(items.size()))) {
    return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED, "翻页标记无效或已过期，请从第一页重新读取。",
                  "The page token is unknown, expired or belongs to another list. Start from the first page.");
  }
  int at = static_cast<int>(from);
  for (; at < items.size() && response.items_size() < wanted; ++at) response.add_items()->Swap(&items[at]);
  if (at < items.size()) response.set_next_page_token(absl::StrCat(at));
  response.set_total_count(items.size());
  return std::nullopt;
}

std::optional<Refusal> ListHandovers(const QueryContext& context, const v1::ListHandoversRequest& request,
                                     v1::ListHandoversResponse& response) {
  if (context.world.Find<state::v1::PersonRow>(request.parent()) == nullptr &&
      context.world.Find<state::v1::OrganizationRow>(request.parent()) == nullptr) {
    return RefuseNotFound();
  }
  return ListResources(
      context, {ChildPrefix(request.parent(), kCollection), "", request.page_size(), request.page_token()}, response);
}

}  // namespace

std::optional<Refusal> ReadOpenWork(const QueryContext& context, const std::string& person, const std::string& successor,
                                    google::protobuf::RepeatedPtrField<v1::WorkItem>* items) {
  const World& world = context.world;
  const Caller& caller = context.caller;
  if (world.Find<state::v1::PersonRow>(person) == nullptr) return RefuseNotFound();
  HandoverAuthority authority = AuthorityOf(world, caller.person, caller.today);
  if (!authority.Any(OrganizationsOf(world, person))) {
    if (caller.person != person && !Inspects(caller)) {
      return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                    "未了事项由其本人、所在单位的负责人（科室负责人、办公室）、系统管理员和监督人员查看。",
                    "The person, a head or the office of the organisation where he works, the system administrator and "
                    "inspectors see what is open.");
    }
    authority.administrator = true;  // Who can't hand over himself asks what could be.
  }
  const auto open = OpenWorkOf(world, ChildrenIn(context), person, caller.today);
  if (!open.ok()) return RefuseRead(open.status());
  std::vector<journal::v1::HandoverItem> planned(open->size());
  if (!successor.empty()) {
    const auto* row = world.Find<state::v1::PersonRow>(successor);
    if (row == nullptr || row->resource().closed() || successor == person) {
      return RefuseField("successor", "没有这个人员、账户已注销，或就是移交人本人",
                         "no such person, the account is closed, or it is who hands over");
    }
    NoEntropy entropy;
    v1::Act act;
    Context judged;
    judged.now = context.now;
    judged.today = caller.today;
    judged.occurred_on = caller.today;
    judged.act = &act;
    judged.entropy = &entropy;
    judged.rooms = &context.rooms;
    judged.rehearsal = context.rehearsal;
    planned = HandoverMover(world, judged, authority, absl::StrCat(person, "/", kCollection, "/plan"), person, successor)
                  .Move(*open);
  }
  for (size_t i = 0; i < open->size(); ++i) {
    const OpenWork& one = (*open)[i];
    v1::WorkItem& item = *items->Add();
    item.set_kind(one.kind);
    item.set_name(one.name);
    item.set_organization(one.organization);
    if (one.due_date != 0) SetDate(one.due_date, item.mutable_due_date());
    item.set_obstacle(static_cast<v1::HandoverObstacle>(planned[i].obstacle()));
    item.set_title(TitleOfWork(world, caller, item));
  }
  return std::nullopt;
}

void RegisterHandoverQueries(Rooms& rooms) {
  rooms.Table<state::v1::HandoverRow>().Rows(&HandoverRows).Visible(&HandoverVisible).View(&ViewHandover);
  rooms.Query(&GetResource<v1::GetHandoverRequest, v1::Handover>);
  rooms.Query(&ListOpenWork);
  rooms.Query(&ListHandovers);
}

}  // namespace plumbline
