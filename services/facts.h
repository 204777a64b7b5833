// services/facts.h: what the record knows of a matter or a document without being told.
#ifndef PLUMBLINE_SERVICES_FACTS_H_
#define PLUMBLINE_SERVICES_FACTS_H_

#include <string>

#include "plumbline/v1/matter.pb.h"
#include "plumbline/v1/registry.pb.h"
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

// Who keeps a document up (责任单位): its maker, unless the record says who drafted it or took it over.
inline const std::string& KeeperOf(const v1::Document& document) {
  return document.keeper().empty() ? document.issuer() : document.keeper();
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_FACTS_H_
