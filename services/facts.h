// services/facts.h: what is true of a matter and calls for more steps (情形).
#ifndef PLUMBLINE_SERVICES_FACTS_H_
#define PLUMBLINE_SERVICES_FACTS_H_

#include "plumbline/v1/matter.pb.h"
#include "services/core/procedure/enum_set.h"
#include "services/core/procedure/profile.h"

namespace plumbline {

// What the submitter stated, and what the record knows without being told.
inline ConditionSet FactsOf(const v1::Matter& matter) {
  ConditionSet facts = ConditionSet::Of(matter.conditions());
  if (matter.co_drafters_size() > 0) facts.Add(config::v1::CONDITION_JOINT_DRAFTING);
  return facts;
}

// Whether it is on its way still: neither ended nor published.
inline bool IsOpenMatter(const v1::Matter& matter) {
  return matter.stage() != config::v1::STAGE_ENDED && matter.stage() != config::v1::STAGE_PUBLISHED &&
         matter.stage() != config::v1::STAGE_IN_FORCE;
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_FACTS_H_
