// services/review/conflicts.h: who may not look at a matter (利害关系、回避), and who is left.
//
// Source  the conflict rules of the profile; 重大行政决策程序暂行条例 article 20 for experts.
// Idea    only declared, dated relations count, as they stood on the day of the act; two
//         organisations of one name prove nothing. Relations of the law firm that sends the person
//         count as his own.
// Rules   with a drafting department (lead or joint):
//           standing counsel -> SERVES_DRAFTER; employed there, an interest -> DIRECT_INTEREST;
//           a relative decides there -> FAMILY; acts against it -> ACTS_IN_MATTER (the stricter
//           reading)
//         with the maker (制定机关):
//           acts against it -> ACTS_AGAINST_GOVERNMENT; an interest -> DIRECT_INTEREST;
//           a relative decides there -> FAMILY
//         What a rule does (excludes, excludes unless nobody else is left, is disclosed) is the
//         profile's. A relation to an organisation that ended counts for who took over. A relation that
//         no rule names has no effect. A post in a drafting department always excludes.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_REVIEW_CONFLICTS_H_
#define PLUMBLINE_SERVICES_REVIEW_CONFLICTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "plumbline/journal/v1/review_event.pb.h"
#include "plumbline/state/v1/matter_state.pb.h"
#include "plumbline/state/v1/review_state.pb.h"
#include "services/decision.h"
#include "services/rooms.h"

namespace plumbline {

// What stands between one person and one matter.
struct Conflicts {
  // Those that a rule names, in the order declared.
  std::vector<journal::v1::RelationFound> relations;
  bool drafter_staff = false;  // Holds a post in a drafting department.

  // May not act at all; may act only when kept by the chief.
  bool Excludes() const;
  bool ExcludesUnlessLast() const;
  // Nothing stands in the way, or the chief kept the person.
  bool Cleared(bool kept) const { return !Excludes() && (kept || !ExcludesUnlessLast()); }
  // Rules that exclude, by id; `drafter-staff` for the post.
  std::vector<std::string> Rules() const;
};

// `holding`: the post or appointment by which the person acts; its firm's relations count too.
Conflicts FindConflicts(const World& world, const Context& context, const v1::Matter& matter,
                        const std::string& person, const std::string& holding);

// The holding in force on `context.occurred_on` that lets the person take the role on the matter:
// REVIEWER by a post of the reviewing body, ADVISOR by an appointment to its panel, EXPERT by an
// expert's appointment or a place in an expert pool. nullptr: none. Borrowed from the world.
const state::v1::Holding* HoldingFor(const World& world, const Context& context,
                                     const v1::Matter& matter, const std::string& person,
                                     config::v1::Role role);

// Whether the person holds `role` in `organization` on the day of the act.
bool HoldsOnDay(const World& world, const Context& context, const std::string& person,
                config::v1::Role role, const std::string& organization);

// The entry of an active assignment of this person in the tally, or nullptr.
const state::v1::AssignedPerson* FindActive(const World& world, const std::string& matter,
                                            absl::string_view person);

// Why a member of the panel may not be assigned now; UNSPECIFIED: nothing stands in the way.
v1::ExclusionReason WhyExcluded(const World& world, const Context& context,
                                const std::string& matter_name, const v1::Matter& matter,
                                const std::string& person, const std::string& appointment,
                                std::string* rule);

// The panel of the reviewing body on `context.occurred_on`, by the name of the person, each once.
struct Panel {
  std::vector<journal::v1::DrawCandidate> pool;
  std::vector<journal::v1::DrawExclusion> exclusions;
};
// `advisor_kind`: plumbline.v1.AdvisorKind, 0: every kind. Errors: as Context::children_of.
absl::StatusOr<Panel> PanelFor(const World& world, const Context& context,
                               const std::string& matter_name, const v1::Matter& matter,
                               int advisor_kind);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_REVIEW_CONFLICTS_H_
