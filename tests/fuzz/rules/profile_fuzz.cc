// Profiles: whatever the file says, loading ends with rules or with errors that name it.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>

#include "services/core/base/check.h"
#include "services/loaded_rules.h"

namespace {

plumbline::CalendarFile Calendar() {
  std::ifstream in(PLUMBLINE_SOURCE_DIR "/deploy/calendars/cn-2023-2026.csv", std::ios::binary);
  std::stringstream bytes;
  bytes << in.rdbuf();
  return {"cn-2023-2026", bytes.str()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto* const calendar = new plumbline::CalendarFile(Calendar());
  const plumbline::ProfileFile file{"fuzz.textproto", std::string(reinterpret_cast<const char*>(data), size)};
  const auto rules = plumbline::LoadedRules::Load({"fuzz"}, {file}, {*calendar});
  if (!rules.ok()) {
    PLUMBLINE_CHECK(!rules.status().message().empty(), "an error says what is wrong");
    return 0;
  }
  PLUMBLINE_CHECK((*rules)->Find("fuzz").profile != nullptr, "what was loaded is found");
  return 0;
}
