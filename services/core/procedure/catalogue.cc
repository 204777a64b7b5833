#include "services/core/procedure/catalogue.h"

namespace plumbline {
namespace {

#define PLUMBLINE_TEXT(name, id) id,
constexpr absl::string_view kGateIds[] = {PLUMBLINE_GATES(PLUMBLINE_TEXT)};
constexpr absl::string_view kLimitIds[] = {PLUMBLINE_LIMITS(PLUMBLINE_TEXT)};
#undef PLUMBLINE_TEXT
#define PLUMBLINE_TEXT(name) #name,
constexpr absl::string_view kCommandNames[] = {PLUMBLINE_GATED_COMMANDS(PLUMBLINE_TEXT)};
#undef PLUMBLINE_TEXT

// Under fifty names, looked up while a profile is loaded and at the edges: a scan is enough.
template <typename Enum, size_t kSize>
absl::optional<Enum> Find(const absl::string_view (&names)[kSize], absl::string_view name) {
  for (size_t i = 0; i < kSize; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return absl::nullopt;
}

}  // namespace

absl::string_view IdOf(GateId gate) { return kGateIds[static_cast<size_t>(gate)]; }
absl::string_view IdOf(LimitId limit) { return kLimitIds[static_cast<size_t>(limit)]; }
absl::string_view NameOf(GatedCommand command) {
  return kCommandNames[static_cast<size_t>(command)];
}

absl::optional<GateId> FindGateId(absl::string_view id) { return Find<GateId>(kGateIds, id); }
absl::optional<LimitId> FindLimitId(absl::string_view id) { return Find<LimitId>(kLimitIds, id); }
absl::optional<GatedCommand> FindGatedCommand(absl::string_view name) {
  return Find<GatedCommand>(kCommandNames, name);
}

}  // namespace plumbline
