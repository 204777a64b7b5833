// services/loaded_rules.h: the rules book over parsed profiles and calendars.
//
// Input   bytes of deploy/profiles/*.textproto and deploy/calendars/*.csv, handed in by the server.
// Errors  as LoadProfile; INVALID_ARGUMENT for a calendar with a mistake, naming file and line;
//         NOT_FOUND for a profile that names a calendar which is not among the files.
// Threads immutable after Load; any.
#ifndef PLUMBLINE_SERVICES_LOADED_RULES_H_
#define PLUMBLINE_SERVICES_LOADED_RULES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/core/procedure/profile_load.h"
#include "services/rules.h"

namespace plumbline {

// One calendar file: its id (file name without `.csv`) and bytes.
struct CalendarFile {
  std::string id;
  std::string bytes;
};

class LoadedRules : public RulesBook {
 public:
  static absl::StatusOr<std::unique_ptr<LoadedRules>> Load(
      const std::vector<std::string>& profile_ids, const std::vector<ProfileFile>& profiles,
      const std::vector<CalendarFile>& calendars);

  RuleSet Find(const std::string& profile_id) const override;

 private:
  struct Edition {
    std::shared_ptr<const Profile> profile;
    std::unique_ptr<const WorkCalendar> calendar;
    std::string digest;
  };
  std::map<std::string, Edition> editions_;
};

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_LOADED_RULES_H_
