// services/correction/consequences.h: what follows from corrected facts: times of opinions, coverage of
// documents, gates; and whether the facts of a resource still fit together.
//
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_CORRECTION_CONSEQUENCES_H_
#define PLUMBLINE_SERVICES_CORRECTION_CONSEQUENCES_H_

#include <string>
#include <utility>
#include <vector>

#include "services/correction/correction.h"

namespace plumbline {

using CorrectedFacts = std::vector<std::pair<std::string, journal::v1::FactCorrected>>;

// Whether the facts of a resource fit together, e.g. that nobody is present who is no member.
// Errors  DATE_IMPOSSIBLE, FIELD_INVALID.
std::optional<Refusal> CheckFacts(const World& world, const std::string& name);

// Times and coverage that differ between `before` and `after`, by the resource that shows them.
CorrectedFacts Consequences(const World& before, const World& after, const Context& context,
                            const std::string& target, const CorrectedFacts& changes);

// Gates of acts that were done which are met in `before` and not in `after`.
google::protobuf::RepeatedPtrField<journal::v1::GateFoundUnmet> GatesLost(
    const World& before, const World& after, const Context& context, const std::string& target,
    const CorrectedFacts& changes);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORRECTION_CONSEQUENCES_H_
