#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plumbline/state/v1/reminder_state.pb.h"
#include "services/dates.h"
#include "services/index_keys.h"
#include "services/keeper.h"
#include "services/limits.h"
#include "services/matter/access.h"
#include "services/query.h"
#include "services/relation.h"
#include "services/review/review.h"
#include "services/rules.h"

namespace plumbline {

namespace {

constexpr char kMattersList[] = "matters";

// --- Index rows: pure functions of the row ---

std::string OldestFirst(const v1::Provenance& made) {
  return KeyWriter().U64(static_cast<uint64_t>(made.sequence())).Take();
}

void AssignmentRows(absl::string_view name, const state::v1::AssignmentRow& row, IndexSink& sink) {
  const v1::Assignment& assignment = row.resource();
  const absl::string_view matter = RootOf(name);
  sink.Put(ChildKey(matter, "assignments", OldestFirst(assignment.assigned()), name));
  if (assignment.state() == v1::ASSIGNMENT_STATE_RECUSED) return;
  const int64_t sequence = assignment.assigned().sequence();
  if (assignment.role() != config::v1::ROLE_REVIEWER) {  // Reviewers find it in the bureau's list.
    sink.Put(ListKey(assignment.person(), kMattersList,
                     KeyWriter().U64Descending(static_cast<uint64_t>(sequence)).Take(), matter));
  }
  if (assignment.state() == v1::ASSIGNMENT_STATE_ACTIVE) {
    sink.Put(OpenKey(assignment.person(), "assignments", name));
    sink.Put(InboxKey(assignment.person(), NumberOf(assignment.due_date()), sequence, name));
  }
}

void ThreadRows(absl::string_view name, const state::v1::ThreadRow& row, IndexSink& sink) {
  const v1::Thread& thread = row.resource();
  sink.Put(ChildKey(ParentOf(name), "threads", OldestFirst(thread.added()), name));
  if (thread.state() == v1::THREAD_STATE_INNER) {
    sink.Put(OpenKey(KeeperOf(thread, thread.added().actor()), "threads", name));
  }
}

// Whose turn it is: the drafter answers what was sent, the bureau settles what was answered.
void ThreadTallyRows(absl::string_view name, const state::v1::ThreadTallyRow& row,
                     IndexSink& sink) {
  if (row.sent_sequence() == 0 || row.settled()) return;
  if (!row.answered()) {
    if (row.weight() == v1::REMARK_WEIGHT_NOTE) return;  // 提示 asks for no answer.
    sink.Put(InboxKey(row.drafter(), 0, row.sent_sequence(), name));
  } else if (row.weight() == v1::REMARK_WEIGHT_MUST_CHANGE) {
    sink.Put(InboxKey(row.reviewing_body(), 0, row.sent_sequence(), name));
  }
}

void ReplyRows(absl::string_view name, const state::v1::ReplyRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "replies", OldestFirst(row.resource().added()), name));
}

void AdviceRows(absl::string_view name, const state::v1::AdviceRow& row, IndexSink& sink) {
  sink.Put(ChildKey(ParentOf(name), "advice", OldestFirst(row.resource().signed_()), name));
}

void DrawRows(absl::string_view name, const state::v1::DrawRow& row, IndexSink& sink) {
  const v1::Draw& draw = row.resource();
  sink.Put(ChildKey(ParentOf(name), "draws", OldestFirst(draw.announced()), name));
  if (draw.state() == v1::DRAW_STATE_ANNOUNCED) {
    if (absl::StartsWith(draw.nonce_party(), "people/")) sink.Put(OpenKey(draw.nonce_party(), "draws", name));
    sink.Put(InboxKey(draw.nonce_party(), NumberOf(draw.reveal_by_date()), draw.announced().sequence(), name));
  }
}

// --- Visibility ---

bool SeesMatter(const World& world, const Caller& caller, absl::string_view child) {
  const absl::string_view matter = MatterOf(child);
  const auto* row = world.Find<state::v1::MatterRow>(matter);
  return row != nullptr && MatterVisible(world, caller, matter, *row);
}

bool IsOwn(const Caller& caller, const std::string& person) {
  return !caller.anonymous() && caller.person == person;
}

// Whose it is: who made it, and who took it over.
bool IsOwnRemark(const Caller& caller, const v1::Thread& thread) {
  return IsOwn(caller, thread.added().actor()) || IsOwn(caller, KeeperOf(thread, thread.added().actor()));
}

// One's own assignment; all of them for who may read advice.
bool AssignmentVisible(const World& world, const Caller& caller, absl::string_view name,
                       const state::v1::AssignmentRow& row) {
  if (IsOwn(caller, row.resource().person())) return SeesMatter(world, caller, name);
  return SeesPartOf(world, caller, name, config::v1::PART_ADVICE);
}

bool ThreadVisible(const World& world, const Caller& caller, absl::string_view name,
                   const state::v1::ThreadRow& row) {
  const v1::Thread& thread = row.resource();
  if (IsOwnRemark(caller, thread)) return SeesMatter(world, caller, name);
  return thread.has_sent() ? SeesPartOf(world, caller, name, config::v1::PART_REMARKS_TO_DRAFTER)
                           : SeesPartOf(world, caller, name, config::v1::PART_INNER_REMARKS);
}

// Whether the caller reads what stays inside the review in this thread.
bool SeesInnerReplies(const World& world, const Caller& caller, absl::string_view thread,
                      const state::v1::ThreadRow& row) {
  return IsOwnRemark(caller, row.resource()) ||
         SeesPartOf(world, caller, thread, config::v1::PART_INNER_REMARKS);
}

bool ReplyVisible(const World& world, const Caller& caller, absl::string_view name,
                  const state::v1::ReplyRow& row) {
  const absl::string_view thread = ParentOf(name);
  const auto* above = world.Find<state::v1::ThreadRow>(thread);
  if (above == nullptr) return false;
  if (IsOwn(caller, row.resource().added().actor())) return SeesMatter(world, caller, name);
  return ThreadVisible(world, caller, thread, *above) &&
         (!row.resource().inner() || SeesInnerReplies(world, caller, thread, *above));
}

bool AdviceVisible(const World& world, const Caller& caller, absl::string_view name,
                   const state::v1::AdviceRow& row) {
  if (IsOwn(caller, row.resource().person())) return SeesMatter(world, caller, name);
  return SeesPartOf(world, caller, name, config::v1::PART_ADVICE);
}

// Who chose the nonce must be able to reveal it and to repeat the draw.
bool DrawVisible(const World& world, const Caller& caller, absl::string_view name,
                 const state::v1::DrawRow& row) {
  if (IsParty(caller, row.resource().nonce_party())) return SeesMatter(world, caller, name);
  return SeesPartOf(world, caller, name, config::v1::PART_ADVICE);
}

// --- Views: texts come from beside the journal ---

std::string TextOf(const ViewContext& context, const journal::v1::ContentRef& ref) {
  return ShownContent(context.world, ref);
}

void ViewAssignment(const ViewContext& context, absl::string_view name,
                    const state::v1::AssignmentRow& row, v1::Assignment& assignment) {
  if (row.has_question()) assignment.set_question(TextOf(context, row.question()));
  // Relations and reasons are between the person and the bureau, not for colleagues.
  if (!IsOwn(context.caller, assignment.person()) &&
      !SeesPartOf(context.world, context.caller, name, config::v1::PART_BUREAU_APPROVAL_SHEET)) {
    assignment.clear_relations();
    return;
  }
  if (row.has_keep_reason()) assignment.set_keep_reason(TextOf(context, row.keep_reason()));
  if (row.has_recusal_reason())
    assignment.set_recusal_reason(TextOf(context, row.recusal_reason()));
}

void ViewThread(const ViewContext& context, absl::string_view, const state::v1::ThreadRow& row,
                v1::Thread& thread) {
  thread.set_text(TextOf(context, row.text()));
  if (row.has_quote()) thread.set_quote(TextOf(context, row.quote()));
  if (row.has_outcome_reason()) thread.set_outcome_reason(TextOf(context, row.outcome_reason()));
}

void ViewReply(const ViewContext& context, absl::string_view, const state::v1::ReplyRow& row,
               v1::Reply& reply) {
  reply.set_text(TextOf(context, row.text()));
}

void ViewAdvice(const ViewContext& context, absl::string_view name, const state::v1::AdviceRow& row,
                v1::Advice& advice) {
  advice.set_text(TextOf(context, row.text()));
  const auto& matter = context.world.Get<state::v1::MatterRow>(MatterOf(name)).resource();
  const RuleSet rules = RulesOf(context.world, matter.issuer());
  const config::v1::Conclusion* conclusion =
      rules.profile == nullptr
          ? nullptr
          : rules.profile->FindConclusion(advice.conclusion(), KindSet::Of(matter.kinds()),
                                          DayOf(advice.signed_().occurred_on()).value_or(context.caller.today));
  if (conclusion != nullptr) advice.set_conclusion_title(conclusion->title_zh());
}

void ViewDraw(const ViewContext& context, absl::string_view, const state::v1::DrawRow& row,
              v1::Draw& draw) {
  if (row.has_cancel_reason()) draw.set_cancel_reason(TextOf(context, row.cancel_reason()));
}

// --- Queries ---

// Children of a matter, each as far as the caller may see it.
template <typename Request, typename Response>
std::optional<Refusal> ListOf(const QueryContext& context, const Request& request,
                              absl::string_view collection, Response& response) {
  if (CollectionOf(request.parent()) != "matters" ||
      !SeesMatter(context.world, context.caller, request.parent())) {
    return RefuseNotFound();
  }
  return ListResources(
      context,
      {ChildPrefix(request.parent(), collection), "", request.page_size(), request.page_token()},
      response);
}

std::optional<Refusal> ListAssignments(const QueryContext& context,
                                       const v1::ListAssignmentsRequest& request,
                                       v1::ListAssignmentsResponse& response) {
  return ListOf(context, request, "assignments", response);
}

std::optional<Refusal> ListDraws(const QueryContext& context, const v1::ListDrawsRequest& request,
                                 v1::ListDrawsResponse& response) {
  return ListOf(context, request, "draws", response);
}

std::optional<Refusal> ListAdvice(const QueryContext& context, const v1::ListAdviceRequest& request,
                                  v1::ListAdviceResponse& response) {
  return ListOf(context, request, "advice", response);
}

std::optional<Refusal> ListThreads(const QueryContext& context,
                                   const v1::ListThreadsRequest& request,
                                   v1::ListThreadsResponse& response) {
  if (auto refusal = ListOf(context, request, "threads", response)) return refusal;
  for (const v1::Thread& thread : response.threads()) {
    const auto& tally = context.world.Get<state::v1::ThreadTallyRow>(thread.name());
    const auto* row = context.world.Find<state::v1::ThreadRow>(thread.name());
    const bool inner =
        row != nullptr && SeesInnerReplies(context.world, context.caller, thread.name(), *row);
    response.add_reply_counts(tally.replies() + (inner ? tally.inner_replies() : 0));
  }
  return std::nullopt;
}

std::optional<Refusal> ListReplies(const QueryContext& context,
                                   const v1::ListRepliesRequest& request,
                                   v1::ListRepliesResponse& response) {
  v1::Thread thread;  // Seeing the thread is what lets in.
  if (auto refusal = ReadResource(context, request.parent(), nullptr, thread)) return refusal;
  return ListResources(
      context,
      {ChildPrefix(request.parent(), "replies"), "", request.page_size(), request.page_token()},
      response);
}

// An item of the inbox, where it still waits and the caller may see it.
bool FillItem(const QueryContext& context, const std::string& name, absl::string_view scope,
              v1::InboxItem& item) {
  const std::string matter(MatterOf(name));
  const auto* row = context.world.Find<state::v1::MatterRow>(matter);
  if (row == nullptr) return false;
  item.set_name(name);
  item.set_matter(matter);
  item.set_matter_title(row->resource().title());
  const auto& reminded = context.world.Get<state::v1::ReminderTallyRow>(name);
  item.set_reminder_count(reminded.count());
  if (reminded.last_date() != 0) SetDate(reminded.last_date(), item.mutable_last_reminded_date());
  const config::v1::Stage stage = row->resource().stage();
  if (name == matter) {
    const v1::Deadline* owed = DrafterOwes(row->resource());
    if (owed == nullptr) return false;
    item.set_kind(stage == config::v1::STAGE_DRAFT ? v1::INBOX_KIND_SUPPLEMENT : v1::INBOX_KIND_OPINION_ANSWER);
    if (owed->has_due_date()) *item.mutable_due_date() = owed->due_date();
    return MatterVisible(context.world, context.caller, matter, *row);
  }
  if (stage != config::v1::STAGE_ACCEPTED && stage != config::v1::STAGE_UNDER_REVIEW) return false;
  if (const auto* assignment = context.world.Find<state::v1::AssignmentRow>(name)) {
    item.set_kind(v1::INBOX_KIND_ASSIGNMENT);
    *item.mutable_due_date() = assignment->resource().due_date();
    if (!assignment->resource().has_due_date()) item.clear_due_date();
    return AssignmentVisible(context.world, context.caller, name, *assignment);
  }
  if (const auto* thread = context.world.Find<state::v1::ThreadRow>(name)) {
    const bool drafter = context.world.Get<state::v1::ThreadTallyRow>(name).drafter() == scope;
    item.set_kind(drafter ? v1::INBOX_KIND_THREAD_ANSWER : v1::INBOX_KIND_THREAD_SETTLE);
    return ThreadVisible(context.world, context.caller, name, *thread);
  }
  if (const auto* draw = context.world.Find<state::v1::DrawRow>(name)) {
    item.set_kind(v1::INBOX_KIND_DRAW_REVEAL);
    *item.mutable_due_date() = draw->resource().reveal_by_date();
    return DrawVisible(context.world, context.caller, name, *draw);
  }
  return false;
}

// The caller's own list first, then those of who is away and has him stand in, and one for each organisation in which he
// holds something.
std::vector<std::string> InboxScopes(const Caller& caller) {
  std::vector<std::string> scopes = {caller.person};
  for (int i = 0; caller.holdings != nullptr && i < caller.holdings->holdings_size(); ++i) {
    const state::v1::Holding& holding = caller.holdings->holdings(i);
    if (!InForce(holding, caller.today) || CollectionOf(holding.name()) != "posts") continue;
    for (const std::string& scope : {holding.on_behalf_of(), holding.organization()}) {
      if (!scope.empty() && std::find(scopes.begin(), scopes.end(), scope) == scopes.end()) scopes.push_back(scope);
    }
  }
  return scopes;
}

std::optional<Refusal> ListInbox(const QueryContext& context, const v1::ListInboxRequest& request,
                                 v1::ListInboxResponse& response) {
  const std::vector<std::string> scopes = InboxScopes(context.caller);
  size_t scope = 0;
  std::string token = request.page_token();  // Number of the scope, a dot, the token inside it.
  const size_t dot = token.find('.');
  if (!token.empty()) {
    uint32_t number = 0;
    if (dot == std::string::npos || !absl::SimpleAtoi(token.substr(0, dot), &number) ||
        number >= scopes.size()) {
      return Refuse(absl::StatusCode::kAborted, v1::PAGE_TOKEN_EXPIRED,
                    "翻页标记无效或已过期，请从第一页重新读取。",
                    "The page token is unknown, expired or belongs to another list. Start from the "
                    "first page.");
    }
    scope = number;
    token = token.substr(dot + 1);
  }
  const int wanted = request.page_size() == 0 ? 50 : std::min(request.page_size(), 1000);
  for (; scope < scopes.size(); ++scope) {
    std::string next;
    auto refusal = ReadPage(
        context,
        {InboxPrefix(scopes[scope]), "",
         wanted < 0 ? wanted : wanted - response.items_size(), token},
        [&](const std::string& name) {
          if (FillItem(context, name, scopes[scope], *response.add_items())) return true;
          response.mutable_items()->RemoveLast();
          return false;
        },
        &next);
    if (refusal.has_value()) return refusal;
    token.clear();
    if (!next.empty()) {
      response.set_next_page_token(absl::StrCat(scope, ".", next));
      return std::nullopt;
    }
    if (response.items_size() >= wanted && scope + 1 < scopes.size()) {
      response.set_next_page_token(absl::StrCat(scope + 1, "."));
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace

void RegisterReviewQueries(Rooms& rooms) {
  rooms.Table<state::v1::ReviewTallyRow>();
  rooms.Table<state::v1::ThreadTallyRow>().Rows(&ThreadTallyRows);
  rooms.Table<state::v1::AssignmentRow>()
      .Rows(&AssignmentRows)
      .Visible(&AssignmentVisible)
      .View(&ViewAssignment);
  rooms.Table<state::v1::ThreadRow>().Rows(&ThreadRows).Visible(&ThreadVisible).View(&ViewThread);
  rooms.Table<state::v1::ReplyRow>().Rows(&ReplyRows).Visible(&ReplyVisible).View(&ViewReply);
  rooms.Table<state::v1::AdviceRow>().Rows(&AdviceRows).Visible(&AdviceVisible).View(&ViewAdvice);
  rooms.Table<state::v1::DrawRow>().Rows(&DrawRows).Visible(&DrawVisible).View(&ViewDraw);
  rooms.Query(&GetResource<v1::GetAssignmentRequest, v1::Assignment>);
  rooms.Query(&GetResource<v1::GetDrawRequest, v1::Draw>);
  rooms.Query(&GetResource<v1::GetThreadRequest, v1::Thread>);
  rooms.Query(&GetResource<v1::GetAdviceRequest, v1::Advice>);
  rooms.Query(&ListAssignments);
  rooms.Query(&ListDraws);
  rooms.Query(&ListThreads);
  rooms.Query(&ListReplies);
  rooms.Query(&ListAdvice);
  rooms.Query(&ListInbox);
}

}  // namespace plumbline
