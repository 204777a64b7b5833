// tests/golden/golden_script.h: a history that holds every event once or more.
#ifndef PLUMBLINE_TESTS_GOLDEN_GOLDEN_SCRIPT_H_
#define PLUMBLINE_TESTS_GOLDEN_GOLDEN_SCRIPT_H_

#include <string>
#include <vector>

namespace plumbline::testing {

// Entries as stored bytes, in order. One seed: the same program makes the same bytes.
std::vector<std::string> GoldenHistory();

}  // namespace plumbline::testing

#endif  // PLUMBLINE_TESTS_GOLDEN_GOLDEN_SCRIPT_H_
