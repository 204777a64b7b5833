// services/reform/plan.h: what moves when organisations are reorganised, and to whom.
// Cost    the pieces themselves. Pure; any thread.
#ifndef PLUMBLINE_SERVICES_REFORM_PLAN_H_
#define PLUMBLINE_SERVICES_REFORM_PLAN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "plumbline/journal/v1/reorganization_event.pb.h"
#include "plumbline/v1/reorganization.pb.h"
#include "services/world.h"

namespace plumbline {

struct ReformPlan {
  std::vector<journal::v1::MoveMade> moves;  // By kind, then name.
  std::vector<std::string> papers;           // Of organisations that end: in approval still.
  std::vector<std::string> series;           // That end.
};

// `children` as Context::children_of. Errors  those of `children`.
absl::StatusOr<ReformPlan> PlanReform(const World& world, const Children& children, const v1::Reorganization& reform,
                                      absl::CivilDay today);

// Whether the predecessor ends: RENAMED keeps it, a merger keeps the one that is its own successor.
bool Ends(const v1::Reorganization& reform, const std::string& predecessor);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REFORM_PLAN_H_
