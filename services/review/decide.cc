#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plumbline/state/v1/directory_state.pb.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/limits.h"
#include "services/review/review.h"

namespace plumbline {

namespace {

Refusal RefuseConflict(std::string zh, std::string en) {
  return Refuse(absl::StatusCode::kFailedPrecondition, v1::CONFLICT_OF_INTEREST, std::move(zh),
                std::move(en));
}

bool WasRecused(const World& world, const std::string& matter, const std::string& person) {
  const auto& tally = world.Get<state::v1::ReviewTallyRow>(matter);
  return std::any_of(tally.assigned().begin(), tally.assigned().end(),
                     [&](const state::v1::AssignedPerson& one) {
                       return !one.active() && one.person() == person;
                     });
}

// The person, the role and the place on the matter; not yet the conflicts.
std::optional<Refusal> CheckAssignee(const World& world, const v1::AssignReviewerRequest& request) {
  if (request.role() != config::v1::ROLE_REVIEWER && request.role() != config::v1::ROLE_ADVISOR &&
      request.role() != config::v1::ROLE_EXPERT) {
    return RefuseField("role", "只能指派审核人员、法律顾问或者专家",
                       "must be ROLE_REVIEWER, ROLE_ADVISOR or ROLE_EXPERT");
  }
  const auto* person = world.Find<state::v1::PersonRow>(request.person());
  if (person == nullptr || person->resource().closed()) {
    return RefuseField("person", "没有这个人员，或账户已注销",
                       "no such person, or the account is closed");
  }
  if (FindActive(world, request.parent(), request.person()) != nullptr) {
    return RefuseState("该人员已在本事项中。", "This person is on the matter already.");
  }
  if (WasRecused(world, request.parent(), request.person())) {
    return RefuseConflict("该人员已在本事项中回避。请改派他人。",
                          "This person was recused from the matter. Assign somebody else.");
  }
  if (world.Get<state::v1::ReviewTallyRow>(request.parent()).assigned_size() >= kAssignmentsMax) {
    return RefuseState(absl::StrCat("一个事项最多指派 ", kAssignmentsMax, " 人次。"),
                       absl::StrCat("A matter takes at most ", kAssignmentsMax, " assignments."));
  }
  return std::nullopt;
}

// Keeping somebody in spite of a relation (披露后留用): the chief, when nobody else is left.
std::optional<Refusal> CheckConflicts(const World& world, const v1::AssignReviewerRequest& request,
                                      const Context& context, const v1::Matter& matter,
                                      const Conflicts& conflicts) {
  const bool wants_keep = !request.keep_reason().empty();
  if (wants_keep && !conflicts.ExcludesUnlessLast()) {
    return RefuseField("keep_reason", "该人员没有需要披露后留用的关系，请删去留用理由",
                       "nothing has to be disclosed for this person; leave it empty");
  }
  const bool chief = HoldsOnDay(world, context, context.actor.person(), config::v1::ROLE_CHIEF,
                                matter.reviewing_body());
  if (!conflicts.Cleared(wants_keep && chief)) {
    return RefuseConflict(
        "该人员与本事项有利害关系，应当回避。请改派；"
        "确无他人的，由司法局负责人写明披露和留用理由。",
        "This person has a relation that excludes. Assign somebody else; where nobody is left, the "
        "head of the bureau gives keep_reason.");
  }
  if (!wants_keep || request.role() == config::v1::ROLE_REVIEWER) return std::nullopt;
  const int kind = request.role() == config::v1::ROLE_EXPERT ? v1::ADVISOR_KIND_EXPERT : 0;
  const absl::StatusOr<Panel> panel = PanelFor(world, context, request.parent(), matter, kind);
  if (!panel.ok()) return RefuseCorrupt(panel.status());
  if (panel->pool.empty()) return std::nullopt;
  return RefuseConflict(
      absl::StrCat("还有 ", panel->pool.size(), " 名没有利害关系的人员可以指派，不能披露后留用。"),
      absl::StrCat(panel->pool.size(),
                   " members of the panel without a relation are left; assign one."));
}

Decision DecideAssignReviewer(const World& world, const v1::AssignReviewerRequest& request,
                              const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  if (auto refusal = CheckAssignee(world, request)) return *refusal;
  const state::v1::Holding* holding =
      HoldingFor(world, context, matter, request.person(), request.role());
  if (holding == nullptr) {
    return RefuseField("person",
                       request.role() == config::v1::ROLE_REVIEWER
                           ? "该人员在行为当日不是审核机构的审核人员"
                           : "该人员在行为当日不在聘任期内的顾问或者专家名单中",
                       "holds no post or appointment for this role on the day of the act");
  }
  const Conflicts conflicts =
      FindConflicts(world, context, matter, request.person(), holding->name());
  if (auto refusal = CheckConflicts(world, request, context, matter, conflicts)) return *refusal;
  std::optional<absl::CivilDay> due;
  if (IsSet(request.due_date())) {
    due = *DayOf(request.due_date());
    if (*due < context.occurred_on) {
      return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                    "办理期限不能早于指派日。", "due_date lies before the assignment.");
    }
  }
  Outcome outcome;
  journal::v1::ReviewerAssigned event = MakeAssignment(
      context, matter, request.person(), request.role(), holding->name(), conflicts, due);
  if (!request.question().empty()) {
    *event.mutable_question() = PutContent(outcome, context, request.question());
  }
  if (!request.keep_reason().empty()) {
    *event.mutable_keep_reason() = PutContent(outcome, context, request.keep_reason());
  }
  const std::string name = absl::StrCat(request.parent(), "/assignments/", context.FreshId());
  outcome.Add(name, std::move(event));
  StartReview(request.parent(), matter, name, outcome);
  return outcome;
}

Decision DecideRecuse(const World& world, const v1::RecuseRequest& request,
                      const Context& context) {
  const v1::Assignment& assignment =
      world.Find<state::v1::AssignmentRow>(request.name())->resource();
  if (assignment.state() == v1::ASSIGNMENT_STATE_RECUSED) {
    return RefuseState("该人员已经回避。", "This person is recused already.");
  }
  const std::string body(
      world.Find<state::v1::MatterRow>(RootOf(request.name()))->resource().reviewing_body());
  const std::string& actor = context.actor.person();
  if (actor != assignment.person() &&
      !HoldsOnDay(world, context, actor, config::v1::ROLE_SECTION_HEAD, body) &&
      !HoldsOnDay(world, context, actor, config::v1::ROLE_CHIEF, body)) {
    Refusal refusal = Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                             "只能由本人申请回避，或者由科室负责人、司法局负责人决定回避。",
                             "Only the person, the section head or the chief may do this.");
    refusal.metadata["roleNeeded"] = "ROLE_SECTION_HEAD,ROLE_CHIEF";
    return refusal;
  }
  if (auto refusal = RefuseBefore(context, assignment.assigned())) return *refusal;
  Outcome outcome;
  journal::v1::ReviewerRecused event;
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

std::optional<Refusal> CheckConclusion(const Context& context, const v1::Matter& matter,
                                       const std::string& code) {
  if (context.rules.profile == nullptr) {
    return Refuse(
        absl::StatusCode::kFailedPrecondition, v1::RULES_INVALID,
        "制定机关及其上级都没有可用的规则配置。请系统管理员为机关指定 profile。",
        "Neither the issuer nor any organisation above it has a loaded profile. Ask the system "
        "administrator to set one.");
  }
  const KindSet kinds = KindSet::Of(matter.kinds());
  const auto choices = context.rules.profile->Conclusions(kinds, context.occurred_on);
  std::string ids;
  for (const config::v1::Conclusion* choice : choices) {
    if (choice->handling() || choice->status() == config::v1::RULE_STATUS_LATER) continue;
    absl::StrAppend(&ids, ids.empty() ? "" : ", ", choice->id());
  }
  if (ids.empty()) {  // A consultation: it is answered.
    if (code.empty()) return std::nullopt;
    return RefuseField("advice.conclusion", "该类事项只作答复，不填结论",
                       "matters of this kind are answered; they have no conclusion");
  }
  const config::v1::Conclusion* conclusion = context.rules.profile->FindConclusion(code, kinds, context.occurred_on);
  if (conclusion == nullptr || conclusion->handling()) {
    return RefuseField("advice.conclusion",
                       absl::StrCat(code.empty() ? "请填写审查结论" : absl::StrCat("该类事项没有“", code, "”这一审查结论"),
                                    "，应为下列之一：", ids),
                       absl::StrCat(code.empty() ? "give a conclusion" : absl::StrCat(code, " is no conclusion of such matters"),
                                    ", one of: ", ids));
  }
  if (!Applies(conclusion->condition(), {}, FactsOf(matter))) {
    return RefuseField("advice.conclusion",
                       absl::StrCat("“", conclusion->title_zh(), "”只适用于具备相应情形的事项"),
                       "this conclusion needs a condition that the matter does not have");
  }
  return std::nullopt;
}

Decision DecideSignAdvice(const World& world, const v1::SignAdviceRequest& request,
                          const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const v1::Advice& advice = request.advice();
  const std::string& person = context.actor.person();
  const state::v1::AssignedPerson* assigned = FindActive(world, request.parent(), person);
  if (assigned == nullptr || assigned->role() == config::v1::ROLE_REVIEWER) {
    return Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
                  "署名意见由被指派的法律顾问或者专家提交。",
                  "Advice is signed by an assigned advisor or expert.");
  }
  const auto& assignment = world.Get<state::v1::AssignmentRow>(assigned->assignment()).resource();
  if (auto refusal = RefuseBefore(context, assignment.assigned())) return *refusal;
  if (!request.no_conflict_declared()) {
    return RefuseField("no_conflict_declared", "请作出无利害关系声明；有利害关系的，请申请回避",
                       "declare that you have no direct interest, or recuse yourself");
  }
  if (auto refusal = CheckConclusion(context, matter, advice.conclusion())) return *refusal;
  const std::string& name = advice.draft().empty() ? matter.current_version() : advice.draft();
  const auto* draft = world.Find<state::v1::DraftVersionRow>(name);
  if (draft == nullptr || ParentOf(name) != request.parent()) {
    return RefuseField("advice.draft", "本事项没有这一版文稿", "the matter has no such draft");
  }
  const int number = draft->resource().number();
  for (const state::v1::AssignedPerson& one :
       world.Get<state::v1::ReviewTallyRow>(request.parent()).assigned()) {
    if (one.person() == person &&
        std::find(one.advised().begin(), one.advised().end(), number) != one.advised().end()) {
      return RefuseState("您已对这一版文稿提交过署名意见。文稿有新版本的，可以对新版本提交。",
                         "You signed advice on this draft already. A new draft takes new advice.");
    }
  }
  Outcome outcome;
  const std::string subject = absl::StrCat(request.parent(), "/advice/", context.FreshId());
  const int32_t day = DayNumber(context.occurred_on);
  const int32_t due = IsSet(assignment.due_date()) ? DayNumber(*DayOf(assignment.due_date())) : 0;
  journal::v1::AdviceSigned event;
  event.set_conclusion(advice.conclusion());
  *event.mutable_text() = PutContent(outcome, context, advice.text());
  event.set_draft(name);
  event.set_draft_number(number);
  event.set_text_digest(draft->resource().text_digest());
  event.set_file_digest(draft->resource().file_digest());
  event.set_person(person);
  event.set_role(assigned->role());
  event.set_assignment(assigned->assignment());
  event.set_late(due != 0 && day > due);
  event.set_no_conflict_declared(true);
  const bool late = event.late();
  outcome.Add(subject, std::move(event));
  if (assignment.state() == v1::ASSIGNMENT_STATE_ACTIVE) {
    journal::v1::AssignmentAnswered answered;
    answered.set_advice(subject);
    if (assignment.has_deadline()) {
      answered.mutable_limit()->set_limit(assignment.deadline().limit());
      answered.mutable_limit()->set_due_date(due);
      answered.mutable_limit()->set_met_date(day);
      answered.mutable_limit()->set_late(late);
    }
    outcome.Add(assigned->assignment(), std::move(answered));
  }
  return outcome;
}

}  // namespace

journal::v1::ReviewerAssigned MakeAssignment(const Context& context, const v1::Matter& matter,
                                             const std::string& person, config::v1::Role role,
                                             const std::string& holding, const Conflicts& conflicts,
                                             std::optional<absl::CivilDay> due) {
  journal::v1::ReviewerAssigned event;
  event.set_person(person);
  event.set_role(role);
  event.set_holding(holding);
  for (const journal::v1::RelationFound& one : conflicts.relations) *event.add_relations() = one;
  std::optional<journal::v1::LimitSet> limit;
  if (role != config::v1::ROLE_REVIEWER) {
    limit =
        StartLimit(context, role == config::v1::ROLE_EXPERT ? LimitId::kExpert : LimitId::kAdvisor,
                   matter, context.occurred_on);
  }
  if (limit.has_value()) {
    if (due.has_value()) {
      limit->set_due_date(DayNumber(*due));
      limit->set_provisional(false);
    }
    event.set_due_date(limit->due_date());
    *event.mutable_limit() = *std::move(limit);
  } else if (due.has_value()) {
    event.set_due_date(DayNumber(*due));
  }
  return event;
}

void StartReview(const std::string& matter_name, const v1::Matter& matter,
                 const std::string& assignment, Outcome& outcome) {
  if (matter.stage() != config::v1::STAGE_ACCEPTED) return;
  journal::v1::MatterReviewStarted event;
  event.set_assignment(assignment);
  outcome.Add(matter_name, std::move(event));
}

std::optional<Refusal> RefuseBefore(const Context& context, const v1::Provenance& earlier) {
  const auto day = DayOf(earlier.occurred_on());
  if (!day.has_value() || context.occurred_on >= *day) return std::nullopt;
  const std::string before = absl::FormatCivilTime(*day);
  return Refuse(absl::StatusCode::kInvalidArgument, v1::DATE_IMPOSSIBLE,
                absl::StrCat("发生日期不能早于它所依据的上一步（", before, "）。请核对。"),
                absl::StrCat("occurred_on lies before the act it depends on (", before, ")."));
}

void RegisterReviewDecisions(Rooms& rooms) {
  rooms.Command(&DecideAssignReviewer);
  rooms.Command(&DecideRecuse);
  rooms.Command(&DecideSignAdvice);
}

namespace {

// Who acts for a colleague of the reviewing body is asked as if he had been assigned himself.
std::optional<Refusal> CheckStandIn(const World& world, const Context& context, const state::v1::MatterRow& matter,
                                    const std::string& person, const state::v1::Holding& holding) {
  if (holding.organization() != matter.resource().reviewing_body()) return std::nullopt;
  const Conflicts conflicts = FindConflicts(world, context, matter.resource(), person, holding.name());
  if (conflicts.Cleared(false)) return std::nullopt;
  return RefuseConflict(absl::StrCat("代理人本人与本事项有利害关系（", absl::StrJoin(conflicts.Rules(), "、"),
                                     "），不能代为办理。请由其他人员代理或等本人回岗。"),
                        absl::StrCat("The stand-in has a conflict of interest of his own (",
                                     absl::StrJoin(conflicts.Rules(), ", "),
                                     "). Have somebody else stand in, or wait for the absent person."));
}

}  // namespace

void RegisterReviewRoom(Rooms& rooms) {
  rooms.SetStandInRule(&CheckStandIn);
  RegisterReviewDecisions(rooms);
  RegisterDrawDecisions(rooms);
  RegisterThreadDecisions(rooms);
  RegisterReviewEvents(rooms);
  RegisterReviewGates(rooms);
  RegisterReviewQueries(rooms);
}

}  // namespace plumbline
