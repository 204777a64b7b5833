// services/core/base/clock.h: the two clocks, as inputs.
//
// The procedure clock dates acts and limits (recorded_at, today); in a rehearsal it stands where it
// was put. The security clock (sessions, attempt limits, certificates) is always real.
// Only services/runtime/server makes one; everything else is handed it.
#ifndef PLUMBLINE_SERVICES_CORE_BASE_CLOCK_H_
#define PLUMBLINE_SERVICES_CORE_BASE_CLOCK_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace plumbline {

class Clock {
 public:
  virtual ~Clock() = default;
  // The instant. Any thread.
  virtual absl::Time Now() const = 0;
};

// The civil day of an instant in Asia/Shanghai (UTC+8, no daylight saving since 1991).
inline absl::CivilDay CivilDayOf(absl::Time time) {
  return absl::ToCivilDay(time, absl::FixedTimeZone(8 * 3600));
}

// The first instant of a civil day in Asia/Shanghai.
inline absl::Time StartOfDay(absl::CivilDay day) {
  return absl::FromCivil(day, absl::FixedTimeZone(8 * 3600));
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_BASE_CLOCK_H_
