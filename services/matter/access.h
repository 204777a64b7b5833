// services/matter/access.h: who is which reader of a matter, and which parts he sees (谁能看到).
//
// Source  the visibility table of the profile (part × reader), design.md's two-door table aside.
// What may not be seen reads as absent: the same answer as for what does not exist.
// Pure; any thread.
#ifndef PLUMBLINE_SERVICES_MATTER_ACCESS_H_
#define PLUMBLINE_SERVICES_MATTER_ACCESS_H_

#include "services/core/procedure/enum_set.h"
#include "services/rooms.h"

namespace plumbline {

using ReaderSet = EnumSet<config::v1::Reader>;

// The readers that the caller is for this matter; READER_OTHER or READER_PUBLIC among them always.
ReaderSet ReadersOf(const World& world, const Caller& caller, absl::string_view matter, const state::v1::MatterRow& row);

// What one caller sees of one matter: made once, asked for each part. Borrows the row.
class MatterSight {
 public:
  MatterSight(const World& world, const Caller& caller, absl::string_view matter, const state::v1::MatterRow& row);
  // Whether one of the readers that the caller is sees the part now. `sent`: the bureau sent or issued this piece.
  bool Sees(config::v1::Part part, bool sent = true) const;
  // The profile that binds the matter; nullptr: none does.
  const Profile* profile() const { return profile_; }

 private:
  const state::v1::MatterRow& row_;
  const bool all_;  // The system.
  const absl::CivilDay today_;
  const Profile* const profile_;
  ReaderSet readers_;
};

// Whether who is this reader sees the part of the matter on that day: the table of the profile, and where the matter stands.
// What an assignment opens (阅看被指派的内容) closes some days after the matter does: tolerance A-AFTER-CLOSING.
bool ReaderSees(const state::v1::MatterRow& row, const Profile& profile, config::v1::Part part,
                config::v1::Reader reader, absl::CivilDay today, bool sent);

// As MatterSight::Sees, for one part.
bool SeesPart(const World& world, const Caller& caller, absl::string_view matter,
              const state::v1::MatterRow& row, config::v1::Part part, bool sent = true);

// Whether the caller may know that the matter exists.
bool MatterVisible(const World& world, const Caller& caller, absl::string_view matter,
                   const state::v1::MatterRow& row);

// As SeesPart, for a child resource by its name; false when its matter is gone or not visible.
bool SeesPartOf(const World& world, const Caller& caller, absl::string_view child,
                config::v1::Part part, bool sent = true);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_MATTER_ACCESS_H_
