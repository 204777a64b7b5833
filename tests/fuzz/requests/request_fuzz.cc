// Requests of every method: the first byte chooses it, the rest is the message as it came over the wire. Checking
// ends with violations or none; a checked request stays checked; commands are decided or refused, never more.
#include <cstddef>
#include <cstdint>

#include "services/core/base/check.h"
#include "services/validate.h"
#include "tests/support/engine_harness.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static auto* const district = new plumbline::testing::District();
  if (size == 0) return 0;
  const auto& methods = district->rooms().methods();
  const plumbline::MethodRow& method = *methods[data[0] % methods.size()];
  const std::unique_ptr<google::protobuf::Message> request(method.request->New());
  if (!request->ParseFromArray(data + 1, static_cast<int>(size) - 1)) return 0;
  const std::unique_ptr<google::protobuf::Message> checked(request->New());
  checked->CopyFrom(*request);
  const auto violations = plumbline::ValidateRequest(*checked);
  PLUMBLINE_CHECK(violations.size() <= 20, "a refusal stays readable");
  if (violations.empty()) PLUMBLINE_CHECK(plumbline::ValidateRequest(*checked).empty(), "checked once is checked");
  if (method.rule.type() == plumbline::v1::METHOD_TYPE_WORK || method.is_batch()) return 0;
  const uint64_t before = district->engine().head().size;
  std::unique_ptr<google::protobuf::Message> response;
  const auto refusal = district->Call("chief", *request, &response);
  if (refusal.has_value()) {
    PLUMBLINE_CHECK(district->engine().head().size == before, "a refusal leaves the record as it was");
    PLUMBLINE_CHECK(!refusal->message_zh.empty() && !refusal->message_en.empty(), "a refusal says what to do");
  }
  return 0;
}
