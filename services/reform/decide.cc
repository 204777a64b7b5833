#include <algorithm>
#include <map>
#include <set>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/registry_state.pb.h"
#include "services/dates.h"
#include "services/directory/directory.h"
#include "services/files.h"
#include "services/matter/matter.h"
#include "services/reform/plan.h"
#include "services/reform/reform.h"
#include "services/relation.h"

namespace plumbline {

namespace {

using state::v1::ReorganizationRow;

constexpr size_t kMovesMax = 400;  // The table stands in one entry, whose bytes are bounded.

// What each kind asks of its two sides.
std::optional<Refusal> CheckShape(const v1::Reorganization& reform) {
  const bool renamed = reform.kind() == v1::REORGANIZATION_KIND_RENAMED;
  if (reform.kind() == v1::REORGANIZATION_KIND_MERGED) {
    if (reform.successors_size() != 1) {
      return RefuseField("reorganization.successors", "合并须填写一个承接机关", "a merger has one successor");
    }
  } else if (reform.predecessors_size() != 1) {
    return RefuseField("reorganization.predecessors", "更名、分设、撤销一次登记一个机关",
                       "one organisation is renamed, split or abolished at a time");
  } else if (renamed != (reform.successors_size() == 0)) {
    return RefuseField("reorganization.successors", renamed ? "更名不填承接机关" : "请填写承接机关",
                       renamed ? "who is renamed has no successor" : "name who takes over");
  } else if (reform.kind() == v1::REORGANIZATION_KIND_SPLIT && reform.successors_size() < 2) {
    return RefuseField("reorganization.successors", "分设须填写两个以上承接机关", "a split has two successors or more");
  }
  if (renamed && reform.new_title().empty()) {
    return RefuseField("reorganization.new_title", "请填写新名称", "give the new title");
  }
  if (!renamed && !(reform.new_title() + reform.new_agency_code() + reform.new_opinion_code()).empty()) {
    return RefuseField("reorganization.new_title", "只有更名才填写新名称和代字；承接机关的名称、代字请用 organization create 登记",
                       "only a renaming has a new title and codes; those of a successor stand with it (organization create)");
  }
  return std::nullopt;
}

Decision DecideProposeReorganization(const World& world, const v1::ProposeReorganizationRequest& request,
                                     const Context& context) {
  const v1::Reorganization& reform = request.reorganization();
  if (auto refusal = CheckShape(reform)) return *std::move(refusal);
  std::set<std::string> seen;
  for (int i = 0; i < reform.predecessors_size(); ++i) {
    const std::string field = absl::StrCat("reorganization.predecessors[", i, "]");
    if (auto refusal = CheckStands(world, reform.predecessors(i), field)) return *std::move(refusal);
    if (!seen.insert(reform.predecessors(i)).second) return RefuseField(field, "重复填写", "stands there twice");
  }
  for (int i = 0; i < reform.successors_size(); ++i) {
    const std::string field = absl::StrCat("reorganization.successors[", i, "]");
    if (auto refusal = CheckStands(world, reform.successors(i), field)) return *std::move(refusal);
    const bool own = seen.count(reform.successors(i)) > 0;
    if (own && reform.kind() != v1::REORGANIZATION_KIND_MERGED) {
      return RefuseField(field, "承接机关不能是原机关；原机关保留的，请登记为合并或者不登记",
                         "a successor can't be the predecessor: it would not end");
    }
  }
  Outcome outcome;
  journal::v1::ReorganizationProposed event;
  if (auto refusal = CheckStored(world, reform.basis_file(), "依据文件", "paper", event.mutable_basis_digest())) {
    return *std::move(refusal);
  }
  event.set_kind(reform.kind());
  event.set_effective_date(DayNumber(*DayOf(reform.effective_date())));
  event.set_basis_paper(reform.basis_paper());
  *event.mutable_predecessors() = reform.predecessors();
  *event.mutable_successors() = reform.successors();
  event.set_new_title(reform.new_title());
  event.set_new_agency_code(reform.new_agency_code());
  event.set_new_opinion_code(reform.new_opinion_code());
  outcome.Add(absl::StrCat("reorganizations/", context.FreshId()), std::move(event));
  return outcome;
}

std::optional<Refusal> CheckWaiting(const v1::Reorganization& reform) {
  if (reform.state() == v1::REORGANIZATION_STATE_PROPOSED) return std::nullopt;
  return RefuseState("该项机构改革已处理。", "This reorganisation was decided already.");
}

// --- What a confirmation does, piece by piece ---

void Replace(std::string* place, const journal::v1::MoveMade& move) {
  if (*place == move.from_organization()) *place = move.to_organization();
}

class Mover {
 public:
  Mover(const World& world, const Context& context, std::string reform, Outcome& outcome)
      : world_(world), context_(context), reform_(std::move(reform)), outcome_(outcome) {}

  void Move(const journal::v1::MoveMade& move) {
    switch (move.kind()) {
      case v1::REORGANIZATION_MOVE_KIND_MATTER:
        return MoveMatter(move);
      case v1::REORGANIZATION_MOVE_KIND_DOCUMENT: {
        journal::v1::DocumentKeeperMoved event;
        event.set_reorganization(reform_);
        event.set_keeper(move.to_organization());
        outcome_.Add(move.resource(), std::move(event));
        return;
      }
      case v1::REORGANIZATION_MOVE_KIND_APPOINTMENT: {
        journal::v1::AppointmentMoved event;
        event.set_reorganization(reform_);
        event.set_body(move.to_organization());
        outcome_.Add(move.resource(), std::move(event));
        return;
      }
      case v1::REORGANIZATION_MOVE_KIND_POST:
        return MovePost(move);
      case v1::REORGANIZATION_MOVE_KIND_INQUIRY: {
        journal::v1::InquiryMoved event;
        event.set_reorganization(reform_);
        event.set_organization(move.to_organization());
        outcome_.Add(move.resource(), std::move(event));
        return;
      }
      default:
        return MoveTies(move);
    }
  }

 private:
  void MoveMatter(const journal::v1::MoveMade& move) {
    const v1::Matter& matter = world_.Get<state::v1::MatterRow>(move.resource()).resource();
    journal::v1::MatterBodiesMoved event;
    event.set_reorganization(reform_);
    std::string lead = matter.lead_drafter();
    Replace(&lead, move);
    event.set_lead_drafter(lead);
    for (std::string other : matter.co_drafters()) {
      Replace(&other, move);
      if (other != lead && !absl::c_linear_search(event.co_drafters(), other)) event.add_co_drafters(std::move(other));
    }
    event.set_issuer(matter.issuer());
    event.set_reviewing_body(matter.reviewing_body());
    event.set_office(matter.office());
    Replace(event.mutable_issuer(), move);
    Replace(event.mutable_reviewing_body(), move);
    Replace(event.mutable_office(), move);
    outcome_.Add(move.resource(), std::move(event));
  }

  // The holder works on under the same title: the old post ends on the day, the new one begins on it.
  void MovePost(const journal::v1::MoveMade& move) {
    const v1::Post& post = world_.Get<state::v1::PostRow>(move.resource()).resource();
    journal::v1::PostEnded ended;
    ended.set_until_date(std::max(DayNumber(context_.occurred_on), DayNumber(*DayOf(post.from_date()))));
    outcome_.Add(move.resource(), std::move(ended));
    if (move.to_organization().empty()) return;
    journal::v1::PostCreated created;
    created.set_title(post.title());
    created.set_person(post.person());
    *created.mutable_roles() = post.roles();
    created.set_from_date(DayNumber(context_.occurred_on));
    const std::string begun = absl::StrCat(move.to_organization(), "/posts/", context_.FreshId());
    outcome_.Add(begun, std::move(created));
    if (post.deputy().empty()) return;
    journal::v1::PostDeputySet deputy;  // The B role goes along.
    deputy.set_deputy(post.deputy());
    outcome_.Add(begun, std::move(deputy));
  }

  void MoveTies(const journal::v1::MoveMade& move) {
    const v1::Organization& one = world_.Get<state::v1::OrganizationRow>(move.resource()).resource();
    journal::v1::OrganizationTiesMoved event;
    event.set_reorganization(reform_);
    event.set_parent(one.parent());
    event.set_reviewing_body(one.reviewing_body());
    event.set_office(one.office());
    Replace(event.mutable_parent(), move);
    Replace(event.mutable_reviewing_body(), move);
    Replace(event.mutable_office(), move);
    outcome_.Add(move.resource(), std::move(event));
  }

  const World& world_;
  const Context& context_;
  const std::string reform_;
  Outcome& outcome_;
};

// The table with what the request settles otherwise; every piece has who takes it.
std::optional<Refusal> SettleMoves(const v1::Reorganization& reform, const v1::ConfirmReorganizationRequest& request,
                                   ReformPlan* plan) {
  std::map<std::string, journal::v1::MoveMade*> by_name;
  for (journal::v1::MoveMade& move : plan->moves) by_name[move.resource()] = &move;
  for (int i = 0; i < request.moves_size(); ++i) {
    const v1::ReorganizationMove& wanted = request.moves(i);
    const auto found = by_name.find(wanted.resource());
    if (found == by_name.end()) {
      return RefuseField(absl::StrCat("moves[", i, "].resource"), "承接清单里没有这一项；用 reorganization preview 查看清单",
                         "does not move; reorganization preview shows what does");
    }
    const bool ends = wanted.to_organization().empty() && found->second->kind() == v1::REORGANIZATION_MOVE_KIND_POST;
    if (!ends && !absl::c_linear_search(reform.successors(), wanted.to_organization())) {
      return RefuseField(absl::StrCat("moves[", i, "].to_organization"), "应为本次的承接机关之一",
                         "must be one of the successors");
    }
    found->second->set_to_organization(wanted.to_organization());
    by_name.erase(found);
  }
  std::vector<std::string> open;
  for (const auto& [name, move] : by_name) {
    if (move->to_organization().empty()) open.push_back(name);
  }
  if (open.empty()) return std::nullopt;
  const size_t shown = std::min<size_t>(open.size(), 10);
  const std::string names = absl::StrJoin(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(shown), "、");
  return RefuseField("moves", absl::StrCat("有 ", open.size(), " 项未确定承接机关：", names, shown < open.size() ? "等" : ""),
                     absl::StrCat(open.size(), " pieces have no successor yet: ", names, shown < open.size() ? ", …" : ""));
}

void CloseOrRename(const World& world, const v1::Reorganization& reform, const std::string& reform_name,
                   const std::string& predecessor, Outcome& outcome) {
  const v1::Organization& one = world.Get<state::v1::OrganizationRow>(predecessor).resource();
  const bool ends = Ends(reform, predecessor);
  if (!ends && reform.kind() != v1::REORGANIZATION_KIND_RENAMED) return;  // Goes on, with more to do.
  journal::v1::OrganizationReformed event;
  event.set_reorganization(reform_name);
  event.set_date(DayNumber(*DayOf(reform.effective_date())));
  event.set_title(ends ? one.title() : reform.new_title());
  event.set_agency_code(ends || reform.new_agency_code().empty() ? one.agency_code() : reform.new_agency_code());
  event.set_opinion_code(ends || reform.new_opinion_code().empty() ? one.opinion_code() : reform.new_opinion_code());
  event.set_closed(ends);
  if (ends) *event.mutable_successors() = reform.successors();
  outcome.Add(predecessor, std::move(event));
}

Decision DecideConfirmReorganization(const World& world, const v1::ConfirmReorganizationRequest& request,
                                     const Context& context) {
  const v1::Reorganization& reform = world.Find<ReorganizationRow>(request.name())->resource();
  if (auto refusal = CheckWaiting(reform)) return *std::move(refusal);
  if (context.occurred_on < *DayOf(reform.effective_date())) {
    return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE, "尚未到生效日期，届时再确认。",
                  "It does not hold yet. Confirm it from its effective date on.");
  }
  for (const auto& names : {reform.predecessors(), reform.successors()}) {
    for (const std::string& name : names) {
      if (auto refusal = CheckStands(world, name, "name")) return *std::move(refusal);
    }
  }
  auto plan = PlanReform(world, context.children_of, reform, context.occurred_on);
  if (!plan.ok()) return RefuseCorrupt(plan.status());
  if (!plan->papers.empty()) {
    return RefuseState(absl::StrCat("有 ", plan->papers.size(),
                                    " 份文书尚在拟撤并机关签批，请先签发或者撤销（reorganization preview 列明）。"),
                       absl::StrCat(plan->papers.size(), " papers are still in approval in an organisation that ends. Issue or "
                                    "withdraw them first (reorganization preview names them)."));
  }
  if (auto refusal = SettleMoves(reform, request, &*plan)) return *std::move(refusal);
  if (plan->moves.size() > kMovesMax) {
    return RefuseState(absl::StrCat("承接事项超过 ", kMovesMax, " 项，请先办结一部分。"),
                       absl::StrCat("More than ", kMovesMax, " pieces would move. Finish some of them first."));
  }
  Outcome outcome;
  journal::v1::ReorganizationConfirmed event;
  for (const journal::v1::MoveMade& move : plan->moves) *event.add_moves() = move;
  outcome.Add(request.name(), std::move(event));
  for (const std::string& predecessor : reform.predecessors()) {
    CloseOrRename(world, reform, request.name(), predecessor, outcome);
  }
  Mover mover(world, context, request.name(), outcome);
  for (const journal::v1::MoveMade& move : plan->moves) mover.Move(move);
  for (const std::string& series : plan->series) {
    journal::v1::SeriesEnded ended;
    ended.set_reorganization(request.name());
    ended.set_date(DayNumber(*DayOf(reform.effective_date())));
    outcome.Add(series, std::move(ended));
  }
  outcome.answer = request.name();
  return outcome;
}

Decision DecideRejectReorganization(const World& world, const v1::RejectReorganizationRequest& request,
                                    const Context& context) {
  if (auto refusal = CheckWaiting(world.Find<ReorganizationRow>(request.name())->resource())) return *std::move(refusal);
  Outcome outcome;
  journal::v1::ReorganizationRejected event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

// The body that reviews what the first predecessor makes.
template <typename Request>
std::string ReviewerOf(const World& world, const Request& request) {
  const v1::Reorganization& reform = world.Get<ReorganizationRow>(request.name()).resource();
  if (reform.predecessors_size() == 0) return {};
  return NearestOf(world, reform.predecessors(0), &v1::Organization::reviewing_body);
}

}  // namespace

void RegisterReformDecisions(Rooms& rooms) {
  rooms.Command(&DecideProposeReorganization);
  rooms.Command(&DecideConfirmReorganization).Organization(&ReviewerOf<v1::ConfirmReorganizationRequest>);
  rooms.Command(&DecideRejectReorganization).Organization(&ReviewerOf<v1::RejectReorganizationRequest>);
}

void RegisterReformRoom(Rooms& rooms) {
  RegisterReformDecisions(rooms);
  RegisterReformEvents(rooms);
  RegisterReformQueries(rooms);
}

}  // namespace plumbline
