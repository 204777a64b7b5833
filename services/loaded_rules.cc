#include "services/loaded_rules.h"

#include "absl/strings/str_cat.h"
#include "services/core/base/status_macros.h"
#include "storage/merkle/hash.h"

namespace plumbline {

absl::StatusOr<std::unique_ptr<LoadedRules>> LoadedRules::Load(
    const std::vector<std::string>& profile_ids, const std::vector<ProfileFile>& profiles,
    const std::vector<CalendarFile>& calendars) {
  auto rules = std::make_unique<LoadedRules>();
  for (const std::string& id : profile_ids) {
    Edition edition;
    PLUMBLINE_ASSIGN_OR_RETURN(edition.profile, LoadProfile(id, profiles));
    const CalendarFile* file = nullptr;
    for (const CalendarFile& candidate : calendars) {
      if (candidate.id == edition.profile->calendar_id()) file = &candidate;
    }
    if (file == nullptr) {
      return absl::NotFoundError(absl::StrCat("Profile ", id, " names the calendar ",
                                              edition.profile->calendar_id(),
                                              ", but no such file was found beside the others."));
    }
    auto calendar = WorkCalendar::Parse(file->bytes, edition.profile->extra_days());
    if (!calendar.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(file->id, ".csv: ", calendar.status().message()));
    }
    edition.calendar = std::make_unique<const WorkCalendar>(*std::move(calendar));
    edition.digest = std::string(BytesOf(Sha256(
        absl::StrCat(BytesOf(Sha256(edition.profile->DigestInput())), BytesOf(Sha256(file->bytes))))));
    rules->editions_[id] = std::move(edition);
  }
  return rules;
}

RuleSet LoadedRules::Find(const std::string& profile_id) const {
  const auto found = editions_.find(profile_id);
  if (found == editions_.end()) return {};
  return {found->second.profile.get(), found->second.calendar.get(), found->second.digest};
}

}  // namespace plumbline
