// services/rules.h: the editions of profiles and calendars that the record has loaded.
//
// An edition is immutable and named by the SHA-256 of its file. Which edition binds is state
// (`rules/{id}`, an event loads it); the book only turns a digest into the parsed rules.
#ifndef PLUMBLINE_SERVICES_RULES_H_
#define PLUMBLINE_SERVICES_RULES_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "services/core/calendar/work_calendar.h"
#include "services/core/procedure/profile.h"

namespace plumbline {

// What binds one act. Pointers live as long as the book.
struct RuleSet {
  const Profile* profile = nullptr;
  const WorkCalendar* calendar = nullptr;
  absl::string_view digest;  // SHA-256 over the digests of both files: the entry's rules_digest.
};

class RulesBook {
 public:
  virtual ~RulesBook() = default;
  // Rules of a profile id as of the newest loaded edition; profile == nullptr when it is unknown.
  // Command thread and query threads.
  virtual RuleSet Find(const std::string& profile_id) const = 0;
};

// The rules that bind what an organisation makes: its own profile, or that of the nearest one above.
// profile == nullptr when no organisation up to the top names a loaded profile.
class World;
RuleSet RulesOf(const World& world, absl::string_view organization);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_RULES_H_
