#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/dates.h"
#include "services/keeper.h"
#include "services/review/review.h"

namespace plumbline {

namespace {

bool ActsAs(const Context& context, config::v1::Role role) {
  return context.actor.role() == config::v1::Role_Name(role);
}
bool ActsForDrafter(const Context& context) {
  return ActsAs(context, config::v1::ROLE_HANDLER) || ActsAs(context, config::v1::ROLE_UNIT_HEAD);
}
bool ActsAsAdviser(const Context& context) {
  return ActsAs(context, config::v1::ROLE_ADVISOR) || ActsAs(context, config::v1::ROLE_EXPERT);
}

Refusal RefuseSettled() {
  return RefuseState("这条意见已处理。需要继续的，请另提一条意见。",
                     "This thread is settled. Add a new remark to go on.");
}

Decision DecideAddRemark(const World& world, const v1::AddRemarkRequest& request,
                         const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  const v1::Thread& thread = request.thread();
  Outcome outcome;
  journal::v1::RemarkAdded event;
  event.set_weight(thread.weight());
  event.set_kind(thread.kind() == v1::REMARK_KIND_UNSPECIFIED ? v1::REMARK_KIND_WRITTEN
                                                              : thread.kind());
  event.set_anchor(thread.anchor());
  if (!thread.quote().empty()) {
    *event.mutable_quote() = PutContent(outcome, context, thread.quote());
  }
  *event.mutable_text() = PutContent(outcome, context, thread.text());
  event.set_draft(matter.current_version());
  outcome.Add(absl::StrCat(request.parent(), "/threads/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideSendRemarks(const World& world, const v1::SendRemarksRequest& request,
                           const Context& context) {
  const v1::Matter& matter = world.Find<state::v1::MatterRow>(request.parent())->resource();
  Outcome outcome;
  std::set<std::string> seen;
  for (int i = 0; i < request.threads_size(); ++i) {
    const std::string& name = request.threads(i);
    const std::string here = absl::StrCat("threads[", i, "]");
    const auto* row = world.Find<state::v1::ThreadRow>(name);
    if (row == nullptr || ParentOf(name) != request.parent()) {
      return RefuseField(here, "本事项没有这条意见", "the matter has no such thread");
    }
    if (!seen.insert(name).second) return RefuseField(here, "意见重复", "is named twice");
    if (row->resource().state() != v1::THREAD_STATE_INNER) {
      return RefuseField(here, "这条意见已发送或者已处理", "was sent or settled already");
    }
    if (auto refusal = RefuseBefore(context, row->resource().added())) return *refusal;
    journal::v1::RemarkSent event;
    event.set_drafter(matter.lead_drafter());
    event.set_reviewing_body(matter.reviewing_body());
    event.set_weight(row->resource().weight());
    outcome.Add(name, std::move(event));
  }
  return outcome;
}

Decision DecideReplyToThread(const World& world, const v1::ReplyToThreadRequest& request,
                             const Context& context) {
  const v1::Thread& thread = world.Find<state::v1::ThreadRow>(request.parent())->resource();
  if (thread.state() == v1::THREAD_STATE_SETTLED) return RefuseSettled();
  const bool sent = thread.state() == v1::THREAD_STATE_SENT;
  const bool by_drafter = ActsForDrafter(context);
  if (by_drafter && !sent) return RefuseNotFound();
  if (auto refusal = RefuseBefore(context, sent ? thread.sent() : thread.added())) return *refusal;
  Outcome outcome;
  journal::v1::ReplyAdded event;
  *event.mutable_text() = PutContent(outcome, context, request.reply().text());
  event.set_by_drafter(by_drafter);
  // What advisers write is for the bureau: they would write nothing frank otherwise.
  event.set_inner(!by_drafter && (!sent || ActsAsAdviser(context) || request.reply().inner()));
  outcome.Add(absl::StrCat(request.parent(), "/replies/", context.FreshId()), std::move(event));
  return outcome;
}

Decision DecideSettleThread(const World& world, const v1::SettleThreadRequest& request,
                            const Context& context) {
  const v1::Thread& thread = world.Find<state::v1::ThreadRow>(request.name())->resource();
  if (thread.state() == v1::THREAD_STATE_SETTLED) return RefuseSettled();
  if (ActsAsAdviser(context) && (KeeperOf(thread, thread.added().actor()) != context.actor.person() ||
                                 request.outcome() != v1::THREAD_OUTCOME_WITHDRAWN)) {
    Refusal refusal =
        Refuse(absl::StatusCode::kPermissionDenied, v1::ROLE_MISSING,
               "法律顾问和专家只能撤回自己提出的意见；采纳和说明由审核人员处理。",
               "Advisers may only withdraw their own remarks; the reviewers settle the others.");
    refusal.metadata["roleNeeded"] = "ROLE_REVIEWER,ROLE_SECTION_HEAD,ROLE_CHIEF";
    return refusal;
  }
  if (request.reason().empty() && request.outcome() != v1::THREAD_OUTCOME_ADOPTED) {
    return RefuseField("reason", "说明后接受或者撤回的，须写明理由",
                       "required unless the remark was adopted");
  }
  if (auto refusal = RefuseBefore(context, thread.has_sent() ? thread.sent() : thread.added())) {
    return *refusal;
  }
  Outcome outcome;
  journal::v1::ThreadSettled event;
  event.set_outcome(request.outcome());
  event.set_weight(thread.weight());
  if (!request.reason().empty()) {
    *event.mutable_reason() = PutContent(outcome, context, request.reason());
  }
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

}  // namespace

void RegisterThreadDecisions(Rooms& rooms) {
  rooms.Command(&DecideAddRemark);
  rooms.Command(&DecideSendRemarks);
  rooms.Command(&DecideReplyToThread);
  rooms.Command(&DecideSettleThread);
}

}  // namespace plumbline
