#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/dates.h"
#include "services/handover/handover.h"
#include "services/handover/move.h"
#include "services/handover/open_work.h"

namespace plumbline {

namespace {

constexpr int kListedMax = 20;  // Pieces that a refusal lists: below the bound of its details.

std::string First(size_t count, Language language) {
  if (count <= kListedMax) return {};
  return language == Language::kChinese ? absl::StrCat("（下列前 ", kListedMax, " 项）")
                                        : absl::StrCat(" (the first ", kListedMax, " are listed)");
}

// FAILED_PRECONDITION with the pieces as its fields.
Refusal RefuseWith(v1::ErrorReason reason, std::string zh, std::string en, std::vector<FieldViolation> pieces) {
  Refusal refusal = Refuse(absl::StatusCode::kFailedPrecondition, reason, std::move(zh), std::move(en));
  refusal.metadata["openWork"] = absl::StrCat(pieces.size());
  if (pieces.size() > kListedMax) pieces.resize(kListedMax);
  refusal.fields = std::move(pieces);
  return refusal;
}

std::vector<FieldViolation> PiecesOf(const std::vector<OpenWork>& open) {
  std::vector<FieldViolation> pieces;
  for (const OpenWork& one : open) {
    pieces.push_back({one.name, std::string(Label(one.kind, Language::kChinese)),
                      std::string(Label(one.kind, Language::kEnglish))});
  }
  return pieces;
}

std::optional<Refusal> CheckOpenWork(const World& world, const Context& context, const std::string& person,
                                     const std::string& post, absl::CivilDay until) {
  const auto open = post.empty() ? OpenWorkOf(world, context.children_of, person, context.today)
                                 : TurnsLeftBehind(world, context.children_of, post, until + 1);
  if (!open.ok()) return RefuseCorrupt(open.status());
  const size_t count = open->size();
  if (count == 0) return std::nullopt;
  const std::string first_zh = First(count, Language::kChinese);
  const std::string first_en = First(count, Language::kEnglish);
  if (!post.empty()) {
    return RefuseWith(v1::WORK_OPEN,
                      absl::StrCat("免职后有 ", count, " 件文书在本单位无人可以签批", first_zh,
                                   "。请先用 handover record 把岗位移交给接任者，或先给他人任职。"),
                      absl::StrCat(count, " papers would wait for an approval that nobody else here could give", first_en,
                                   ". Hand the post over with `handover record`, or give somebody else the role first."),
                      PiecesOf(*open));
  }
  return RefuseWith(v1::WORK_OPEN,
                    absl::StrCat("该人员还有 ", count, " 项未了事项", first_zh,
                                 "，不能注销。请先用 handover record 办理移交（岗位、聘任也可免职、解聘）；全部清单见 handover open。"),
                    absl::StrCat("The person still has ", count, " pieces of work in hand", first_en,
                                 ". Hand them over with `handover record` (posts and appointments can be ended too); "
                                 "`handover open` lists all of them."),
                    PiecesOf(*open));
}

std::optional<Refusal> CheckPeople(const World& world, const v1::HandOverRequest& request,
                                   const HandoverAuthority& authority) {
  const v1::Handover& asked = request.handover();
  const auto* successor = world.Find<state::v1::PersonRow>(asked.successor());
  if (successor == nullptr || successor->resource().closed() || asked.successor() == request.parent()) {
    return RefuseField("handover.successor", "没有这个人员、账户已注销，或就是移交人本人",
                       "no such person, the account is closed, or it is who hands over");
  }
  if (!authority.Any(OrganizationsOf(world, request.parent()))) {
    Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                             "移交由移交人所在单位的负责人（科室负责人、办公室）或系统管理员办理。",
                             "A handover is made by a head or the office of the organisation where the person works, or by "
                             "the system administrator.");
    refusal.metadata["roleNeeded"] = "ROLE_UNIT_HEAD,ROLE_SECTION_HEAD,ROLE_CHIEF,ROLE_OFFICE,ROLE_SYSTEM_ADMIN";
    return refusal;
  }
  if (asked.overseer().empty()) return std::nullopt;
  for (const std::string& party : {request.parent(), asked.successor()}) {
    std::string name;
    if (world.FindContent(world.Get<state::v1::PersonRow>(party).display_name(), &name) && name == asked.overseer()) {
      return RefuseField("handover.overseer", "监交人不能是移交人或接交人本人，请另写一人",
                         "neither side watches over its own handover; name somebody else");
    }
  }
  return std::nullopt;
}

// Those that were named, or all.
std::optional<Refusal> Choose(const v1::HandOverRequest& request, std::vector<OpenWork>& open) {
  if (request.items_size() == 0) return std::nullopt;
  std::set<std::string> wanted;
  for (int i = 0; i < request.items_size(); ++i) {
    const std::string& name = request.items(i);
    const std::string here = absl::StrCat("items[", i, "]");
    if (!wanted.insert(name).second) return RefuseField(here, "事项重复", "is named twice");
    if (std::none_of(open.begin(), open.end(), [&name](const OpenWork& one) { return one.name == name; })) {
      return RefuseField(here, "不是该人员的未了事项，请用 handover open 核对", "is not open; see `handover open`");
    }
  }
  open.erase(std::remove_if(open.begin(), open.end(),
                            [&wanted](const OpenWork& one) { return wanted.count(one.name) == 0; }),
             open.end());
  return std::nullopt;
}

Refusal RefuseAllStay(const std::vector<journal::v1::HandoverItem>& items) {
  std::vector<FieldViolation> pieces;
  for (const journal::v1::HandoverItem& item : items) {
    const auto kind = static_cast<v1::WorkKind>(item.kind());
    const auto why = static_cast<v1::HandoverObstacle>(item.obstacle());
    pieces.push_back({item.name(),
                      absl::StrCat(Label(kind, Language::kChinese), "：", Label(why, Language::kChinese)),
                      absl::StrCat(Label(kind, Language::kEnglish), ": ", Label(why, Language::kEnglish))});
  }
  const size_t count = pieces.size();
  return RefuseWith(v1::STATE_MISMATCH,
                    absl::StrCat(count, " 项未了事项都不能移交给该接交人", First(count, Language::kChinese),
                                 "。请按所列原因另选接交人，或由有权人员办理。"),
                    absl::StrCat("None of the ", count, " pieces can be taken over by this successor",
                                 First(count, Language::kEnglish),
                                 ". Choose somebody else as the reasons say, or let who may do it hand them over."),
                    std::move(pieces));
}

Decision DecideHandOver(const World& world, const v1::HandOverRequest& request, const Context& context) {
  const HandoverAuthority authority = AuthorityOf(world, context.actor.person(), context.occurred_on);
  if (auto refusal = CheckPeople(world, request, authority)) return *std::move(refusal);
  auto found = OpenWorkOf(world, context.children_of, request.parent(), context.today);
  if (!found.ok()) return RefuseCorrupt(found.status());
  std::vector<OpenWork>& open = *found;
  if (open.empty()) return RefuseState("该人员没有未了事项，无须移交。", "Nothing is open; there is nothing to hand over.");
  if (auto refusal = Choose(request, open)) return *std::move(refusal);
  const int remaining = std::max(0, static_cast<int>(open.size()) - kHandoverItemsMax);
  if (remaining > 0) open.resize(kHandoverItemsMax);

  const std::string name = absl::StrCat(request.parent(), "/handovers/", context.FreshId());
  HandoverMover mover(world, context, authority, name, request.parent(), request.handover().successor());
  const std::vector<journal::v1::HandoverItem> items = mover.Move(open);
  if (mover.early().has_value()) return *mover.early();
  if (std::all_of(items.begin(), items.end(), [](const auto& item) { return item.obstacle() != 0; })) {
    return RefuseAllStay(items);
  }
  Outcome outcome;
  journal::v1::HandoverRecorded event;
  event.set_successor(request.handover().successor());
  if (!request.handover().overseer().empty()) {
    *event.mutable_overseer() = PutContent(outcome, context, request.handover().overseer());
  }
  *event.mutable_reason() = PutContent(outcome, context, request.handover().reason());
  for (const journal::v1::HandoverItem& item : items) *event.add_items() = item;
  for (const std::string& one : OrganizationsOf(world, request.parent())) event.add_organizations(one);
  event.set_remaining(remaining);
  outcome.Add(name, std::move(event));
  for (Change& change : mover.changes()) outcome.changes.push_back(std::move(change));
  return outcome;
}

}  // namespace

void RegisterHandoverDecisions(Rooms& rooms) {
  rooms.Command(&DecideHandOver);
  rooms.SetOpenWorkRule(&CheckOpenWork);
}

void RegisterHandoverRoom(Rooms& rooms) {
  RegisterHandoverDecisions(rooms);
  RegisterHandoverEvents(rooms);
  RegisterHandoverQueries(rooms);
}

}  // namespace plumbline
