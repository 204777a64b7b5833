#include <algorithm>

#include "services/review/review.h"

namespace plumbline {

namespace {

void AddRules(const Conflicts& conflicts, GateFinding& finding) {
  for (const std::string& rule : conflicts.Rules()) {
    if (std::find(finding.missing.begin(), finding.missing.end(), rule) == finding.missing.end()) {
      finding.missing.push_back(rule);
    }
  }
}

// Whether somebody on the matter may stay there.
void CheckAssigned(const GateInput& input, const state::v1::AssignedPerson& assigned,
                   GateFinding& finding) {
  const auto* row = input.world.Find<state::v1::AssignmentRow>(assigned.assignment());
  if (row == nullptr) return;
  const Conflicts conflicts = FindConflicts(input.world, input.context, input.matter.resource(),
                                            assigned.person(), row->resource().holding());
  if (conflicts.Cleared(row->has_keep_reason())) return;
  finding.met = false;
  AddRules(conflicts, finding);
}

// G-EXPERT-CLEAN: nobody with a direct interest is assigned or advises; who advises declares it
// too.
GateFinding ExpertClean(const GateInput& input) {
  GateFinding finding{true, {}};
  const auto* assign = dynamic_cast<const v1::AssignReviewerRequest*>(&input.request);
  if (assign != nullptr && !assign->person().empty()) {
    const v1::Matter& matter = input.matter.resource();
    const state::v1::Holding* holding =
        HoldingFor(input.world, input.context, matter, assign->person(), assign->role());
    const Conflicts conflicts = FindConflicts(input.world, input.context, matter, assign->person(),
                                              holding == nullptr ? std::string() : holding->name());
    const bool kept = !assign->keep_reason().empty() &&
                      HoldsOnDay(input.world, input.context, input.context.actor.person(),
                                 config::v1::ROLE_CHIEF, matter.reviewing_body());
    finding.met = conflicts.Cleared(kept);
    if (!finding.met) AddRules(conflicts, finding);
    return finding;
  }
  const auto* sign = dynamic_cast<const v1::SignAdviceRequest*>(&input.request);
  if (sign != nullptr && !input.context.actor.person().empty()) {
    if (!sign->no_conflict_declared()) {
      finding.met = false;
      finding.missing.push_back("no_conflict_declared");
    }
    const state::v1::AssignedPerson* assigned =
        FindActive(input.world, input.matter_name, input.context.actor.person());
    if (assigned != nullptr) CheckAssigned(input, *assigned, finding);
    return finding;
  }
  // Asked in general (CheckMatter): everybody who is on the matter now.
  const auto* tally = input.world.Find<state::v1::ReviewTallyRow>(input.matter_name);
  for (int i = 0; tally != nullptr && i < tally->assigned_size(); ++i) {
    if (tally->assigned(i).active()) CheckAssigned(input, tally->assigned(i), finding);
  }
  return finding;
}

// G-REMARKS-SETTLED: every remark of weight 必须修改 is settled.
GateFinding RemarksSettled(const GateInput& input) {
  return {input.world.Get<state::v1::ReviewTallyRow>(input.matter_name).open_must_change() == 0,
          {}};
}

}  // namespace

void RegisterReviewGates(Rooms& rooms) {
  rooms.Gate(GateId::kExpertClean, &ExpertClean);
  rooms.Gate(GateId::kRemarksSettled, &RemarksSettled);
}

}  // namespace plumbline
