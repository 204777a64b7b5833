// services/runtime/engine/text_check.h: the texts beside the journal are those that it names.
//
// Each text that an entry refers to stands beside the journal, and its bytes with its salt have the digest that the
// entry holds; or a destruction that was approved names it, and then it is gone. Anything else is damage.
// Cost  reads every entry, and the texts in about the order in which they were written. Writes nothing.
#ifndef PLUMBLINE_SERVICES_RUNTIME_ENGINE_TEXT_CHECK_H_
#define PLUMBLINE_SERVICES_RUNTIME_ENGINE_TEXT_CHECK_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/store.h"

namespace plumbline {

struct TextReport {
  uint64_t texts = 0;      // References to a text that is there and right.
  uint64_t destroyed = 0;  // Gone, as a destruction says.
  bool ok = false;
  std::vector<std::string> problems;  // At most 10; each names its entry.
  int64_t first_bad = -1;             // Entry; -1: none.
};

// `progress` is called every few thousand entries; false ends with CANCELLED. Optional.
// Errors  CANCELLED. UNAVAILABLE: the disk. Damage is no error: it is what the report is for.
absl::StatusOr<TextReport> CheckTexts(const Snapshot& snapshot, const std::function<bool(uint64_t, uint64_t)>& progress);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RUNTIME_ENGINE_TEXT_CHECK_H_
