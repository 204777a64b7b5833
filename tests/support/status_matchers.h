// tests/support/status_matchers.h: expectations on absl::Status and StatusOr that print the status.
#ifndef PLUMBLINE_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define PLUMBLINE_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"

namespace plumbline {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

// EXPECT_THAT(log.Check(), IsOk());
MATCHER(IsOk, "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// EXPECT_THAT(Open(dir), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("restore")));
MATCHER_P2(StatusIs, code, message,
           "has code " + absl::StatusCodeToString(code) + " and a message that " +
               ::testing::DescribeMatcher<std::string>(message, negation)) {
  const absl::Status& status = StatusOf(arg);
  *result_listener << status.ToString();
  return status.code() == code &&
         ::testing::ExplainMatchResult(message, std::string(status.message()), result_listener);
}
inline auto StatusIs(absl::StatusCode code) { return StatusIs(code, ::testing::_); }

// EXPECT_THAT(tree.Root(), IsOkAndHolds(expected));
MATCHER_P(IsOkAndHolds, value,
          "is OK and holds what " + ::testing::PrintToString(value) + " says") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(value, *arg, result_listener);
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SUPPORT_STATUS_MATCHERS_H_
