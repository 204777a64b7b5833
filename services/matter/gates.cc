#include "plumbline/state/v1/urgency_state.pb.h"
#include "services/core/procedure/time_limits.h"
#include "services/dates.h"
#include "services/facts.h"
#include "services/matter/matter.h"

namespace plumbline {

namespace {

// G-ISSUER: the maker is on the list of bodies that may make such documents.
GateFinding IssuerEligible(const GateInput& input) {
  const auto* issuer =
      input.world.Find<state::v1::OrganizationRow>(input.matter.resource().issuer());
  return {issuer != nullptr && issuer->resource().eligible_issuer(), {}};
}

// G-NOT-SECRET: the declaration of who hands the package in.
GateFinding NotSecret(const GateInput& input) {
  const auto* submit = dynamic_cast<const v1::SubmitMatterRequest*>(&input.request);
  return {submit == nullptr || submit->not_secret(), {}};
}

// G-MATERIALS: every slot that this matter needs is filled, or says why it does not apply.
GateFinding MaterialsComplete(const GateInput& input) {
  const v1::Matter& matter = input.matter.resource();
  const ConditionSet facts = FactsOf(matter);
  const Profile& profile = *input.context.rules.profile;
  GateFinding finding;
  for (const config::v1::Material* slot :
       profile.Materials(KindSet::Of(matter.kinds()), input.context.occurred_on)) {
    if (!profile.MaterialRequired(*slot, facts, input.context.occurred_on)) continue;
    bool filed = false;
    for (const v1::Material& material : matter.materials()) filed |= material.slot() == slot->id();
    if (!filed) finding.missing.push_back(slot->id());
  }
  finding.met = finding.missing.empty();
  return finding;
}

}  // namespace

// G-REVIEW-WINDOW: the day asked for leaves the reviewer at least the days of the law. Setting the
// meeting day cannot shorten them any more: an item goes on the agenda only with an opinion that was
// issued, so the reviewer took the time that was needed, or less was asked for, with a reason, on
// submission.
GateFinding ReviewWindow(const GateInput& input) {
  const auto* submit = dynamic_cast<const v1::SubmitMatterRequest*>(&input.request);
  if (submit == nullptr) return {true, {}};
  // A request for urgent handling (加急) stands for the day and for the reason; it never makes the gate look met.
  const std::string& urgent = input.world.Get<state::v1::UrgencyTallyRow>(input.matter_name).standing();
  const auto& urgency = input.world.Get<state::v1::UrgencyRow>(urgent).resource();
  const auto& wanted = IsSet(submit->requested_date()) ? submit->requested_date() : urgency.wanted_date();
  if (!IsSet(wanted)) return {true, {}};
  const v1::Matter& matter = input.matter.resource();
  const LimitRule* limit = input.context.rules.profile->StrictestLimit(
      input.gate.limits, KindSet::Of(matter.kinds()), FactsOf(matter),
      input.context.occurred_on);
  if (limit == nullptr || input.context.rules.calendar == nullptr) return {true, {}};
  const auto report = ReportLimit(*input.context.rules.profile, *limit, input.context.occurred_on, {},
                                  0, *input.context.rules.calendar, input.context.occurred_on);
  const auto day = DayOf(wanted);
  return {report.ok() && day.has_value() && report->period.due.has_value() &&
              *day >= *report->period.due,
          {},
          urgent};
}

void RegisterMatterGates(Rooms& rooms) {
  rooms.Gate(GateId::kIssuer, &IssuerEligible);
  rooms.Gate(GateId::kNotSecret, &NotSecret);
  rooms.Gate(GateId::kMaterials, &MaterialsComplete);
  rooms.Gate(GateId::kReviewWindow, &ReviewWindow);
}

}  // namespace plumbline
