// services/provenance.h: "happened on, recorded on" of an entry, for the resource it changed.
#ifndef PLUMBLINE_SERVICES_PROVENANCE_H_
#define PLUMBLINE_SERVICES_PROVENANCE_H_

#include "plumbline/journal/v1/entry.pb.h"
#include "plumbline/v1/common.pb.h"
#include "services/dates.h"

namespace plumbline {

inline void SetProvenance(const journal::v1::AuditEntry& entry, v1::Provenance* provenance) {
  provenance->Clear();
  SetDate(entry.occurred_on(), provenance->mutable_occurred_on());
  provenance->mutable_recorded_at()->set_seconds(entry.recorded_at_us() / 1000000);
  provenance->mutable_recorded_at()->set_nanos(
      static_cast<int32_t>(entry.recorded_at_us() % 1000000 * 1000));
  provenance->set_actor(entry.actor().person());
  provenance->set_recorded_by(entry.recorded_by().person());
  provenance->set_on_behalf_of(entry.actor().on_behalf_of());
  provenance->set_sequence(static_cast<int64_t>(entry.sequence()));
  provenance->set_late_entry(!entry.recorded_by().person().empty() ||
                             !entry.late_entry().reason().empty());
}

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_PROVENANCE_H_
