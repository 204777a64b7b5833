// tests/sim/checkers.h: what must hold of the record at any moment, whatever happened.
#ifndef PLUMBLINE_TESTS_SIM_CHECKERS_H_
#define PLUMBLINE_TESTS_SIM_CHECKERS_H_

#include <string>
#include <vector>

#include "storage/commit_log.h"
#include "tests/support/engine_harness.h"

namespace plumbline::testing {

// Each appends what is wrong, in words; nothing when all is well.
using Problems = std::vector<std::string>;

// Derived state is what a replay of the journal makes.
void CheckRebuild(District& district, Problems* problems);
// Each text that the journal names stands beside it, or a destruction names it.
void CheckContents(District& district, Problems* problems);
// Each old head is the beginning of the newest tree, by a consistency proof that is checked.
void CheckOldRoots(District& district, const std::vector<TreeHead>& old_heads, Problems* problems);
// Running numbers of each series: 1, 2, 3, … in the order of the journal, none twice, none left out.
void CheckNumbers(District& district, Problems* problems);
// Each resource, made from its own entries alone, is its live row.
void CheckResources(District& district, Problems* problems);

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_SIM_CHECKERS_H_
