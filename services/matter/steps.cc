// Steps back: one's own last step (撤回本步), and a closed matter that is opened again (重新启动).
#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "services/core/procedure/catalogue.h"
#include "services/core/procedure/labels.h"
#include "services/limits.h"
#include "services/matter/matter.h"
#include "services/provenance.h"

namespace plumbline {

namespace {

using journal::v1::AuditEntry;
using state::v1::MatterRow;

// Whether the caller did this step, or entered it, and it is the last that moved the matter.
bool OwnLastStep(const MatterRow& row, const v1::Provenance& step, const Context& context) {
  const std::string& caller =
      context.recorded_by.person().empty() ? context.actor.person() : context.recorded_by.person();
  return row.acts_size() > 0 && row.acts(row.acts_size() - 1).sequence() == static_cast<uint64_t>(step.sequence()) &&
         (step.actor() == caller || step.recorded_by() == caller);
}

Decision DecideTakeBackStep(const World& world, const v1::TakeBackStepRequest& request, const Context& context) {
  const MatterRow& row = *world.Find<MatterRow>(request.name());
  const v1::Matter& matter = row.resource();
  const bool accepted = matter.stage() == config::v1::STAGE_ACCEPTED;
  const v1::Provenance& step = accepted ? matter.accepted() : matter.submitted();
  if (!OwnLastStep(row, step, context)) {
    return RefuseState("只能撤回本人所办、且尚无他人办理的最后一步。他人所办的，请由其撤回；已往下办理的，请退回补正或者更正。",
                       "Only one's own last step that nobody acted on is taken back. Ask who did it; where things went on, "
                       "return or correct it.");
  }
  if (matter.return_count() > 0) {
    return RefuseState("该事项曾退回补正，期限已中止过，不能撤回本步。请退回补正或者更正日期。",
                       "It was returned before and its clocks stood still: return it again, or correct the day.");
  }
  Outcome outcome;
  journal::v1::MatterStepTakenBack event;
  event.set_sequence(static_cast<uint64_t>(step.sequence()));
  event.set_to_stage(accepted ? config::v1::STAGE_SUBMITTED : config::v1::STAGE_DRAFT);
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  if (accepted) {
    event.add_limits_resumed(std::string(IdOf(LimitId::kAccept)));
    for (const LimitId id : {LimitId::kReviewMax, LimitId::kReviewMin, LimitId::kReviewDecision}) {
      if (FindDeadline(matter, IdOf(id)) != nullptr) event.add_limits_removed(std::string(IdOf(id)));
    }
  } else {
    event.add_limits_removed(std::string(IdOf(LimitId::kAccept)));
  }
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

void ApplyMatterStepTakenBack(MutableWorld& world, const AuditEntry& entry,
                              const journal::v1::MatterStepTakenBack& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  v1::Matter& matter = *row.mutable_resource();
  auto& deadlines = *matter.mutable_deadlines();
  deadlines.erase(std::remove_if(deadlines.begin(), deadlines.end(),
                                 [&event](const v1::Deadline& one) {
                                   return absl::c_linear_search(event.limits_removed(), one.limit());
                                 }),
                  deadlines.end());
  for (v1::Deadline& one : deadlines) {
    if (!absl::c_linear_search(event.limits_resumed(), one.limit())) continue;
    one.clear_met_date();
    one.set_late(false);
  }
  if (event.to_stage() == config::v1::STAGE_DRAFT) {
    matter.clear_submitted();
    matter.clear_gate_reasons();
    matter.clear_requested_date();
  } else {
    matter.clear_accepted();
  }
  *row.add_taken_back_reasons() = event.reason();
  MoveStage(entry, static_cast<config::v1::Stage>(event.to_stage()), row);
}

// Stages that the matter came through.
bool Reached(const v1::Matter& matter, config::v1::Stage stage) {
  switch (stage) {
    case config::v1::STAGE_SUBMITTED:
      return matter.has_submitted();
    case config::v1::STAGE_ACCEPTED:
    case config::v1::STAGE_UNDER_REVIEW:
      return matter.has_accepted();
    case config::v1::STAGE_OPINION_ISSUED:
      return !matter.opinion().empty();
    case config::v1::STAGE_DELIBERATED:
      return !matter.meeting_item().empty();
    default:
      return false;
  }
}

Decision DecideReopenMatter(const World& world, const v1::ReopenMatterRequest& request, const Context& context) {
  const v1::Matter& matter = world.Find<MatterRow>(request.name())->resource();
  if (matter.ending() == v1::ENDING_WITHDRAWN) {
    return RefuseState("该事项已由起草单位撤回，不能重新启动；请重新送审，并注明“重新送审自”（resubmission_of）。",
                       "It was withdrawn by its drafter. Submit it as a new matter that names it (resubmission_of).");
  }
  if (!Reached(matter, request.to_stage())) {
    return RefuseField("to_stage",
                       absl::StrCat("该事项没有到过“", Label(request.to_stage(), Language::kChinese),
                                    "”；可回到已送审、已受理、审查中、已出具意见、已审议中到过的阶段"),
                       absl::StrCat("the matter never was ", Label(request.to_stage(), Language::kEnglish),
                                    "; name a stage from SUBMITTED to DELIBERATED that it reached"));
  }
  Outcome outcome;
  journal::v1::MatterReopened event;
  event.set_to_stage(request.to_stage());
  event.set_basis(request.basis());
  event.set_basis_paper(request.basis_paper());
  *event.mutable_reason() = PutContent(outcome, context, request.reason());
  outcome.Add(request.name(), std::move(event));
  return outcome;
}

void ApplyMatterReopened(MutableWorld& world, const AuditEntry& entry, const journal::v1::MatterReopened& event) {
  MatterRow& row = world.Mutable<MatterRow>(entry.subject());
  v1::Matter& matter = *row.mutable_resource();
  v1::Reopening& reopening = *matter.add_reopenings();
  reopening.set_basis(static_cast<v1::ReopeningBasis>(event.basis()));
  reopening.set_basis_paper(event.basis_paper());
  reopening.set_from_stage(matter.stage());
  reopening.set_to_stage(static_cast<config::v1::Stage>(event.to_stage()));
  SetProvenance(entry, reopening.mutable_made());
  *row.add_reopening_reasons() = event.reason();
  matter.set_ending(v1::ENDING_UNSPECIFIED);
  MoveStage(entry, static_cast<config::v1::Stage>(event.to_stage()), row);
}

}  // namespace

void RegisterMatterSteps(Rooms& rooms) {
  rooms.Command(&DecideTakeBackStep);
  rooms.Command(&DecideReopenMatter);
  rooms.Apply(&ApplyMatterStepTakenBack);
  rooms.Apply(&ApplyMatterReopened);
}

}  // namespace plumbline
