// services/correction/plan.h: what one correction changes, found before anything is appended.
//
// A correction of the day of an act reaches every resource that the command of that act changed: their days,
// the clocks it started, stopped or met, the time that an opinion took. Figures follow from the events.
// Source  users.md 11; design.md section 3: gates are looked at again, what they would now refuse is shown
//         and not undone.
// Pure but for Context::entry_at and history_of; command thread.
#ifndef PLUMBLINE_SERVICES_CORRECTION_PLAN_H_
#define PLUMBLINE_SERVICES_CORRECTION_PLAN_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "services/correction/correction.h"

namespace plumbline {

// What is asked for. `content`: where the new text stands, for personal data.
struct CorrectionAsked {
  std::string correction;  // `corrections/{correction}`.
  std::string target;
  std::string field;
  std::string was;
  std::string is;
  uint64_t entry = 0;                               // 0: to be found.
  const journal::v1::ContentRef* was_content = nullptr;  // When approving: what stood there when it was proposed.
  const journal::v1::ContentRef* is_content = nullptr;   // When approving.
};

struct CorrectionPlan {
  std::string field;         // As it is written down.
  uint64_t entry = 0;        // Holds the mistake.
  std::string organization;  // Entered it.
  std::string entered_by;    // `people/{person}`.
  bool personal = false;     // Personal data: the texts belong beside the journal.
  journal::v1::ContentRef was_content;  // Where the old text stands, when personal; absent: it was empty.
  bool needs_approval = false;
  // By subject, the target first. For personal data `is.content` of the first is still to be set when proposing.
  std::vector<std::pair<std::string, journal::v1::FactCorrected>> changes;
  journal::v1::CorrectionOutcome outcome;
};

std::variant<Refusal, CorrectionPlan> PlanCorrection(const World& world, const Context& context,
                                                     const CorrectionAsked& asked);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORRECTION_PLAN_H_
