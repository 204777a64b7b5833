#include <algorithm>

#include "services/dates.h"
#include "services/matter/matter.h"
#include "services/provenance.h"
#include "services/review/review.h"
#include "services/world.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::ReviewTallyRow;

// The tally of the matter that a child belongs to.
ReviewTallyRow& TallyOf(MutableWorld& world, const AuditEntry& entry) {
  return world.Mutable<ReviewTallyRow>(RootOf(entry.subject()));
}

// The assignment in its tally; nullptr where the assignment's entries are replayed alone.
state::v1::AssignedPerson* AssignedIn(ReviewTallyRow& tally, absl::string_view assignment) {
  for (state::v1::AssignedPerson& one : *tally.mutable_assigned()) {
    if (one.assignment() == assignment) return &one;
  }
  return nullptr;
}

void ApplyReviewerAssigned(MutableWorld& world, const AuditEntry& entry,
                           const journal::v1::ReviewerAssigned& event) {
  auto& row = world.Mutable<state::v1::AssignmentRow>(entry.subject());
  v1::Assignment& assignment = *row.mutable_resource();
  assignment.set_person(event.person());
  assignment.set_role(static_cast<config::v1::Role>(event.role()));
  assignment.set_holding(event.holding());
  assignment.set_way(event.draw().empty() ? v1::ASSIGNMENT_WAY_HAND : v1::ASSIGNMENT_WAY_DRAW);
  assignment.set_draw(event.draw());
  assignment.set_state(v1::ASSIGNMENT_STATE_ACTIVE);
  if (event.due_date() != 0) SetDate(event.due_date(), assignment.mutable_due_date());
  if (event.has_limit()) {
    v1::Deadline& deadline = *assignment.mutable_deadline();
    deadline.set_limit(event.limit().limit());
    SetDate(event.limit().start_date(), deadline.mutable_start_date());
    if (event.limit().due_date() != 0) {
      SetDate(event.limit().due_date(), deadline.mutable_due_date());
    }
    deadline.set_provisional(event.limit().provisional());
  }
  for (const journal::v1::RelationFound& found : event.relations()) {
    v1::DisclosedRelation& relation = *assignment.add_relations();
    relation.set_rule(found.rule());
    relation.set_organization(found.organization());
    relation.set_effect(static_cast<config::v1::ConflictEffect>(found.effect()));
  }
  if (event.has_question()) *row.mutable_question() = event.question();
  if (event.has_keep_reason()) *row.mutable_keep_reason() = event.keep_reason();
  SetProvenance(entry, assignment.mutable_assigned());
  state::v1::AssignedPerson& one = *TallyOf(world, entry).add_assigned();
  one.set_person(event.person());
  one.set_assignment(entry.subject());
  one.set_role(event.role());
  one.set_active(true);
}

void ApplyMatterReviewStarted(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::MatterReviewStarted&) {
  MoveStage(entry, config::v1::STAGE_UNDER_REVIEW,
            world.Mutable<state::v1::MatterRow>(entry.subject()));
}

void ApplyReviewerRecused(MutableWorld& world, const AuditEntry& entry,
                          const journal::v1::ReviewerRecused& event) {
  auto& row = world.Mutable<state::v1::AssignmentRow>(entry.subject());
  row.mutable_resource()->set_state(v1::ASSIGNMENT_STATE_RECUSED);
  SetProvenance(entry, row.mutable_resource()->mutable_recused());
  *row.mutable_recusal_reason() = event.reason();
  if (auto* one = AssignedIn(TallyOf(world, entry), entry.subject())) one->set_active(false);
}

void ApplyAssignmentAnswered(MutableWorld& world, const AuditEntry& entry,
                             const journal::v1::AssignmentAnswered& event) {
  v1::Assignment& assignment =
      *world.Mutable<state::v1::AssignmentRow>(entry.subject()).mutable_resource();
  assignment.set_state(v1::ASSIGNMENT_STATE_ANSWERED);
  if (!event.has_limit()) return;
  SetDate(event.limit().met_date(), assignment.mutable_deadline()->mutable_met_date());
  assignment.mutable_deadline()->set_late(event.limit().late());
}

void ApplyDrawAnnounced(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::DrawAnnounced& event) {
  v1::Draw& draw = *world.Mutable<state::v1::DrawRow>(entry.subject()).mutable_resource();
  draw.set_role(static_cast<config::v1::Role>(event.role()));
  draw.set_advisor_kind(static_cast<v1::AdvisorKind>(event.advisor_kind()));
  draw.set_count(event.count());
  for (const journal::v1::DrawCandidate& one : event.pool()) {
    v1::Candidate& candidate = *draw.add_pool();
    candidate.set_person(one.person());
    candidate.set_appointment(one.appointment());
  }
  for (const journal::v1::DrawExclusion& one : event.exclusions()) {
    v1::Exclusion& exclusion = *draw.add_exclusions();
    exclusion.set_person(one.person());
    exclusion.set_appointment(one.appointment());
    exclusion.set_reason(static_cast<v1::ExclusionReason>(one.reason()));
    exclusion.set_rule(one.rule());
  }
  draw.set_nonce_sha256(event.nonce_sha256());
  draw.set_nonce_party(event.nonce_party());
  draw.set_single_party(event.single_party());
  SetDate(event.reveal_by_date(), draw.mutable_reveal_by_date());
  draw.set_state(v1::DRAW_STATE_ANNOUNCED);
  draw.set_announcement_sequence(static_cast<int64_t>(entry.sequence()));
  SetProvenance(entry, draw.mutable_announced());
  TallyOf(world, entry).set_open_draw(entry.subject());
}

// Ends a draw, however it ended.
v1::Draw& CloseDraw(MutableWorld& world, const AuditEntry& entry, v1::DrawState state) {
  ReviewTallyRow& tally = TallyOf(world, entry);
  if (tally.open_draw() == entry.subject()) tally.clear_open_draw();
  v1::Draw& draw = *world.Mutable<state::v1::DrawRow>(entry.subject()).mutable_resource();
  draw.set_state(state);
  SetProvenance(entry, draw.mutable_closed());
  return draw;
}

void ApplyDrawRevealed(MutableWorld& world, const AuditEntry& entry,
                       const journal::v1::DrawRevealed& event) {
  v1::Draw& draw = CloseDraw(world, entry, v1::DRAW_STATE_REVEALED);
  draw.set_nonce(event.nonce());
  draw.set_root(event.root());
  draw.set_seed(event.seed());
  for (const journal::v1::DrawPick& one : event.picks()) {
    v1::Pick& pick = *draw.add_picks();
    pick.set_person(one.person());
    pick.set_appointment(one.appointment());
    pick.set_assignment(one.assignment());
    pick.set_not_assigned_reason(static_cast<v1::ExclusionReason>(one.not_assigned_reason()));
  }
}

void ApplyDrawExpired(MutableWorld& world, const AuditEntry& entry,
                      const journal::v1::DrawExpired&) {
  CloseDraw(world, entry, v1::DRAW_STATE_EXPIRED);
}

void ApplyDrawCancelled(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::DrawCancelled& event) {
  CloseDraw(world, entry, v1::DRAW_STATE_CANCELLED);
  *world.Mutable<state::v1::DrawRow>(entry.subject()).mutable_cancel_reason() = event.reason();
}

void ApplyRemarkAdded(MutableWorld& world, const AuditEntry& entry,
                      const journal::v1::RemarkAdded& event) {
  auto& row = world.Mutable<state::v1::ThreadRow>(entry.subject());
  v1::Thread& thread = *row.mutable_resource();
  thread.set_weight(static_cast<v1::RemarkWeight>(event.weight()));
  thread.set_kind(static_cast<v1::RemarkKind>(event.kind()));
  thread.set_anchor(event.anchor());
  thread.set_draft(event.draft());
  thread.set_state(v1::THREAD_STATE_INNER);
  SetProvenance(entry, thread.mutable_added());
  *row.mutable_text() = event.text();
  if (event.has_quote()) *row.mutable_quote() = event.quote();
  ReviewTallyRow& tally = TallyOf(world, entry);
  tally.set_threads(tally.threads() + 1);
  if (event.weight() == v1::REMARK_WEIGHT_MUST_CHANGE) {
    tally.set_open_must_change(tally.open_must_change() + 1);
  }
}

void ApplyRemarkSent(MutableWorld& world, const AuditEntry& entry,
                     const journal::v1::RemarkSent& event) {
  v1::Thread& thread = *world.Mutable<state::v1::ThreadRow>(entry.subject()).mutable_resource();
  thread.set_state(v1::THREAD_STATE_SENT);
  SetProvenance(entry, thread.mutable_sent());
  auto& tally = world.Mutable<state::v1::ThreadTallyRow>(entry.subject());
  tally.set_drafter(event.drafter());
  tally.set_reviewing_body(event.reviewing_body());
  tally.set_weight(event.weight());
  tally.set_sent_sequence(static_cast<int64_t>(entry.sequence()));
}

void ApplyReplyAdded(MutableWorld& world, const AuditEntry& entry,
                     const journal::v1::ReplyAdded& event) {
  auto& row = world.Mutable<state::v1::ReplyRow>(entry.subject());
  row.mutable_resource()->set_inner(event.inner());
  row.mutable_resource()->set_by_drafter(event.by_drafter());
  SetProvenance(entry, row.mutable_resource()->mutable_added());
  *row.mutable_text() = event.text();
  auto& tally = world.Mutable<state::v1::ThreadTallyRow>(ParentOf(entry.subject()));
  if (event.inner()) {
    tally.set_inner_replies(tally.inner_replies() + 1);
  } else {
    tally.set_replies(tally.replies() + 1);
    tally.set_answered(event.by_drafter());
  }
}

void ApplyThreadSettled(MutableWorld& world, const AuditEntry& entry,
                        const journal::v1::ThreadSettled& event) {
  auto& row = world.Mutable<state::v1::ThreadRow>(entry.subject());
  row.mutable_resource()->set_state(v1::THREAD_STATE_SETTLED);
  row.mutable_resource()->set_outcome(static_cast<v1::ThreadOutcome>(event.outcome()));
  SetProvenance(entry, row.mutable_resource()->mutable_settled());
  if (event.has_reason()) *row.mutable_outcome_reason() = event.reason();
  world.Mutable<state::v1::ThreadTallyRow>(entry.subject()).set_settled(true);
  if (event.weight() == v1::REMARK_WEIGHT_MUST_CHANGE) {
    ReviewTallyRow& tally = TallyOf(world, entry);
    tally.set_open_must_change(tally.open_must_change() - 1);
  }
}

void ApplyAdviceSigned(MutableWorld& world, const AuditEntry& entry,
                       const journal::v1::AdviceSigned& event) {
  auto& row = world.Mutable<state::v1::AdviceRow>(entry.subject());
  v1::Advice& advice = *row.mutable_resource();
  advice.set_conclusion(event.conclusion());
  advice.set_draft(event.draft());
  advice.set_text_digest(event.text_digest());
  advice.set_file_digest(event.file_digest());
  advice.set_person(event.person());
  advice.set_role(static_cast<config::v1::Role>(event.role()));
  advice.set_assignment(event.assignment());
  advice.set_late(event.late());
  SetProvenance(entry, advice.mutable_signed_());
  *row.mutable_text() = event.text();
  ReviewTallyRow& tally = TallyOf(world, entry);
  tally.set_advice(tally.advice() + 1);
  if (auto* one = AssignedIn(tally, event.assignment())) one->add_advised(event.draft_number());
}

}  // namespace

void RegisterReviewEvents(Rooms& rooms) {
  rooms.Apply(&ApplyReviewerAssigned);
  rooms.Apply(&ApplyMatterReviewStarted);
  rooms.Apply(&ApplyReviewerRecused);
  rooms.Apply(&ApplyAssignmentAnswered);
  rooms.Apply(&ApplyDrawAnnounced);
  rooms.Apply(&ApplyDrawRevealed);
  rooms.Apply(&ApplyDrawExpired);
  rooms.Apply(&ApplyDrawCancelled);
  rooms.Apply(&ApplyRemarkAdded);
  rooms.Apply(&ApplyRemarkSent);
  rooms.Apply(&ApplyReplyAdded);
  rooms.Apply(&ApplyThreadSettled);
  rooms.Apply(&ApplyAdviceSigned);
}

}  // namespace plumbline
