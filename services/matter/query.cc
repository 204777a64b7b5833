#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/core/base/clock.h"
#include "services/core/procedure/catalogue.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/gates.h"
#include "services/index_keys.h"
#include "services/limits.h"
#include "services/matter/access.h"
#include "services/matter/matter.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/rules.h"

namespace plumbline {

namespace {

constexpr char kMattersList[] = "matters";

std::string NewestFirst(int64_t sequence) {
  return KeyWriter().U64Descending(static_cast<uint64_t>(sequence)).Take();
}

void MatterRows(absl::string_view name, const state::v1::MatterRow& row, IndexSink& sink) {
  const v1::Matter& matter = row.resource();
  const std::string sort = NewestFirst(row.created_sequence());
  std::vector<absl::string_view> bodies;  // Each once: one organisation may stand in several places.
  const auto add = [&bodies](absl::string_view body) {
    if (!body.empty() && std::find(bodies.begin(), bodies.end(), body) == bodies.end()) bodies.push_back(body);
  };
  add(matter.lead_drafter());
  for (const std::string& other : matter.co_drafters()) add(other);
  const size_t drafters = bodies.size();
  for (const std::string* body : {&matter.reviewing_body(), &matter.office(), &matter.issuer()}) add(*body);
  // Until it is handed in it is the drafters' own affair.
  const size_t readers = matter.has_submitted() ? bodies.size() : drafters;
  for (size_t i = 0; i < readers; ++i) sink.Put(ListKey(bodies[i], kMattersList, sort, name));
  if (const v1::Deadline* owed = DrafterOwes(matter); owed != nullptr) {
    sink.Put(InboxKey(matter.lead_drafter(), NumberOf(owed->due_date()), row.created_sequence(), name));
  }
}

void DraftVersionRows(absl::string_view name, const state::v1::DraftVersionRow& row,
                      IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "versions",
                    KeyWriter().U64(static_cast<uint64_t>(row.resource().number())).Take(), name));
}

bool MatterTableVisible(const World& world, const Caller& caller, absl::string_view name,
                        const state::v1::MatterRow& row) {
  return MatterVisible(world, caller, name, row);
}

bool DraftVersionVisible(const World& world, const Caller& caller, absl::string_view name,
                         const state::v1::DraftVersionRow&) {
  return SeesPartOf(world, caller, name, config::v1::PART_TEXT);
}

// The words of the profile beside the ids of limits and slots.
void PutTitles(const Profile& profile, absl::CivilDay today, v1::Matter& matter) {
  const KindSet kinds = KindSet::Of(matter.kinds());
  for (v1::Deadline& deadline : *matter.mutable_deadlines()) {
    const auto id = FindLimitId(deadline.limit());
    const LimitRule* limit =
        id.has_value() ? profile.Limit(*id, kinds, DayOf(deadline.start_date()).value_or(today)) : nullptr;
    if (limit == nullptr) continue;
    deadline.set_title_zh(limit->text->title_zh());
    deadline.set_title_en(limit->text->title_en());
  }
  for (const config::v1::Material* slot : profile.Materials(kinds, today)) {
    for (v1::Material& material : *matter.mutable_materials()) {
      if (material.slot() != slot->id()) continue;
      material.set_title_zh(slot->title_zh());
      material.set_title_en(slot->title_en());
    }
  }
}

// Leaves out what the visibility table closes to this caller.
void ViewMatter(const ViewContext& context, absl::string_view name, const state::v1::MatterRow& row,
                v1::Matter& matter) {
  const MatterSight sight(context.world, context.caller, name, row);
  if (!sight.Sees(config::v1::PART_MATERIALS)) {
    matter.clear_materials();
    matter.clear_return_reason();
    matter.clear_gate_reasons();
    matter.clear_outcome();
  } else if (row.has_outcome_party()) {
    matter.mutable_outcome()->set_party(ShownContent(context.world, row.outcome_party()));
  }
  const bool reasons = sight.Sees(config::v1::PART_MATERIALS);
  for (int i = 0; reasons && i < matter.reopenings_size() && i < row.reopening_reasons_size(); ++i) {
    matter.mutable_reopenings(i)->set_reason(ShownContent(context.world, row.reopening_reasons(i)));
  }
  if (!sight.Sees(config::v1::PART_TEXT)) {
    matter.clear_current_version();
    matter.clear_text_digest();
    matter.clear_file_digest();
  }
  if (!sight.Sees(config::v1::PART_OPINION)) matter.clear_opinion();
  if (sight.Sees(config::v1::PART_ADVICE)) {
    for (const state::v1::AssignedPerson& one : context.world.Get<state::v1::ReviewTallyRow>(name).assigned()) {
      if (one.active() && one.role() == config::v1::ROLE_REVIEWER) matter.add_reviewers(one.person());
    }
  }
  if (sight.profile() != nullptr && matter.deadlines_size() + matter.materials_size() > 0) {
    PutTitles(*sight.profile(), context.caller.today, matter);
  }
}

std::optional<Refusal> ListMatters(const QueryContext& context,
                                   const v1::ListMattersRequest& request,
                                   v1::ListMattersResponse& response) {
  // One range for each organisation of the caller, then what he is assigned to; the token says where.
  std::vector<std::string> scopes;
  if (context.caller.holdings != nullptr) {
    for (const state::v1::Holding& holding : context.caller.holdings->holdings()) {
      // An adviser's appointment opens no list of the bureau: his own list holds what he is assigned to.
      if (CollectionOf(holding.name()) == "posts" && InForce(holding, context.caller.today) &&
          std::find(scopes.begin(), scopes.end(), holding.organization()) == scopes.end()) {
        scopes.push_back(holding.organization());
      }
    }
  }
  scopes.push_back(context.caller.person);
  size_t scope = 0;
  std::string token = request.page_token();
  const size_t dot = token.find('.');
  if (dot != std::string::npos) {
    scope = static_cast<size_t>(std::atoi(token.substr(0, dot).c_str()));
    token = token.substr(dot + 1);
  }
  if (scope >= scopes.size()) {
    return RefuseField("page_token", "翻页标记无效，请从第一页重新读取", "unknown page token; start anew");
  }
  const int wanted = request.page_size() <= 0 ? 50 : std::min(request.page_size(), 1000);
  for (; scope < scopes.size(); ++scope) {
    std::string next;
    auto refusal = ReadPage(
        context,
        {ListPrefix(scopes[scope], kMattersList),
         absl::StrCat(request.stage(), request.mine() ? "m" : ""),
         request.page_size() < 0 ? -1 : wanted - response.matters_size(), token},
        [&](const std::string& name) {
          const auto* row = context.world.Find<state::v1::MatterRow>(name);
          if (row == nullptr || (request.stage() != config::v1::STAGE_UNSPECIFIED &&
                                 row->resource().stage() != request.stage())) {
            return false;
          }
          v1::Matter& matter = *response.add_matters();
          if (!ReadResource(context, name, nullptr, matter).has_value()) return true;
          response.mutable_matters()->RemoveLast();
          return false;
        },
        &next);
    if (refusal.has_value()) return refusal;
    token.clear();
    if (!next.empty()) {
      response.set_next_page_token(absl::StrCat(scope, ".", next));
      return std::nullopt;
    }
    if (response.matters_size() >= wanted && scope + 1 < scopes.size()) {
      response.set_next_page_token(absl::StrCat(scope + 1, "."));
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<Refusal> ListDraftVersions(const QueryContext& context,
                                         const v1::ListDraftVersionsRequest& request,
                                         v1::ListDraftVersionsResponse& response) {
  const auto* row = context.world.Find<state::v1::MatterRow>(request.parent());
  if (row == nullptr || !MatterVisible(context.world, context.caller, request.parent(), *row)) {
    return RefuseNotFound();
  }
  return ListResources(
      context,
      {ChildPrefix(request.parent(), "versions"), "", request.page_size(), request.page_token()},
      response);
}

// The organisation that a command of the matter leaves by: that of who may give it first.
const std::string& LeavesFrom(const v1::MethodRule& rule, const v1::Matter& matter) {
  static const std::string& nobody = *new std::string();
  if (rule.allow_size() == 0) return nobody;
  switch (rule.allow(0).relation()) {
    case v1::RELATION_DRAFTER:
      return matter.lead_drafter();
    case v1::RELATION_REVIEWING_BODY:
    case v1::RELATION_ASSIGNED:
      return matter.reviewing_body();
    case v1::RELATION_ISSUER:
      return matter.office();
    default:
      return nobody;
  }
}

std::optional<Refusal> CheckMatter(const QueryContext& context,
                                   const v1::CheckMatterRequest& request,
                                   v1::CheckMatterResponse& response) {
  const auto* row = context.world.Find<state::v1::MatterRow>(request.name());
  if (row == nullptr || !MatterVisible(context.world, context.caller, request.name(), *row)) {
    return RefuseNotFound();
  }
  v1::Act act;
  Context judged;
  judged.now = context.now;
  judged.today = CivilDayOf(context.now);
  judged.occurred_on = judged.today;
  judged.rehearsal = context.rehearsal;
  judged.act = &act;
  judged.rules = RulesOf(context.world, row->resource().issuer());
  if (IsSet(request.occurred_on())) {
    const auto day = DayOf(request.occurred_on());
    if (!day.has_value() || *day > judged.today) {
      return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                    "日期不存在或晚于今天。", "The day does not exist or lies in the future.");
    }
    judged.occurred_on = *day;
  }
  v1::SubmitMatterRequest submit;  // What the submitter would declare.
  submit.set_not_secret(true);
  *submit.mutable_requested_date() = request.requested_date();
  bool any = false;
  for (const auto& method : context.rooms.methods()) {
    if (!method->is_command()) continue;
    const bool asked = request.command() == method->command;
    const bool staged =
        std::find(method->rule.from().begin(), method->rule.from().end(),
                  static_cast<int>(row->resource().stage())) != method->rule.from().end();
    if (request.command().empty() ? !staged : !asked) continue;
    any = true;
    v1::CommandCheck& check = *response.add_commands();
    check.set_command(method->command);
    const google::protobuf::Message& prototype =
        method->command == "SubmitMatter" ? static_cast<const google::protobuf::Message&>(submit)
                                          : *method->request;
    const GateReport report = EvaluateGates(context.rooms, context.world, method->command,
                                            request.name(), *row, prototype, judged);
    for (const v1::GateStatus& gate : report.gates) *check.add_gates() = gate;
    check.set_allowed(report.passes && (staged || method->rule.from_size() == 0));
    judged.actor.set_organization(LeavesFrom(method->rule, row->resource()));
    if (method->rule.paper() != config::v1::PAPER_UNSPECIFIED && context.rooms.paper_rule() &&
        !judged.actor.organization().empty()) {
      if (const auto first = context.rooms.paper_rule()(context.world, judged, *method, *row)) {
        check.set_paper_zh(first->message_zh);
        check.set_paper_en(first->message_en);
      }
    }
    for (const v1::Permission& permission : method->rule.allow()) {
      check.add_roles(config::v1::Role_Name(permission.role()));
    }
  }
  if (!any && !request.command().empty()) {
    return RefuseField("command", absl::StrCat("没有命令 ", request.command()),
                       absl::StrCat("no such command: ", request.command()));
  }
  return std::nullopt;
}

}  // namespace

void RegisterMatterQueries(Rooms& rooms) {
  rooms.Table<state::v1::MatterRow>().Rows(&MatterRows).Visible(&MatterTableVisible).View(&ViewMatter);
  rooms.Table<state::v1::DraftVersionRow>().Rows(&DraftVersionRows).Visible(&DraftVersionVisible);
  rooms.Query(&GetResource<v1::GetMatterRequest, v1::Matter>);
  rooms.Query(&ListMatters);
  rooms.Query(&ListDraftVersions);
  rooms.Query(&CheckMatter);
}

void RegisterMatterRoom(Rooms& rooms) {
  RegisterMatterDecisions(rooms);
  RegisterMatterEvents(rooms);
  RegisterMatterSteps(rooms);
  RegisterMatterGates(rooms);
  RegisterMatterQueries(rooms);
  RegisterMatterMaterials(rooms);
  RegisterMatterReaders(rooms);
}

}  // namespace plumbline
