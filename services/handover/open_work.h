// services/handover/open_work.h: what a person has in hand and has not finished.
//
// Cost    the pieces themselves, and for each role that he holds in an organisation the papers in approval and the posts
//         there. Assignments and remarks of matters that left the review without them are looked at and left out.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_HANDOVER_OPEN_WORK_H_
#define PLUMBLINE_SERVICES_HANDOVER_OPEN_WORK_H_

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "plumbline/v1/handover.pb.h"
#include "services/world.h"

namespace plumbline {

struct OpenWork {
  v1::WorkKind kind = v1::WORK_KIND_UNSPECIFIED;
  std::string name;
  std::string organization;  // Whose work it is; empty for a draw.
  int32_t due_date = 0;      // yyyymmdd, or 0.
};

// In the order of v1.WorkKind, each kind by name. Errors  those of `children`.
absl::StatusOr<std::vector<OpenWork>> OpenWorkOf(const World& world, const Children& children, const std::string& person,
                                                 absl::CivilDay today);

// Papers in approval whose turn is a role that `post` gives its holder and that nobody else in the organisation holds on
// `day`, other posts of the holder included.
absl::StatusOr<std::vector<OpenWork>> TurnsLeftBehind(const World& world, const Children& children, const std::string& post,
                                                      absl::CivilDay day);

// Organisations in which the person holds or held posts or appointments of his own.
std::set<std::string> OrganizationsOf(const World& world, const std::string& person);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_HANDOVER_OPEN_WORK_H_
