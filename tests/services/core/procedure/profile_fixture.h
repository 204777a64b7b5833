// tests/services/core/procedure/profile_fixture.h: shipped profiles, and small ones to break.
#ifndef PLUMBLINE_TESTS_SERVICES_CORE_PROCEDURE_PROFILE_FIXTURE_H_
#define PLUMBLINE_TESTS_SERVICES_CORE_PROCEDURE_PROFILE_FIXTURE_H_

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "services/core/base/check.h"
#include "services/core/calendar/civil_day.h"
#include "services/core/procedure/profile_load.h"

namespace plumbline {

inline absl::CivilDay Day(absl::string_view text) {
  const absl::StatusOr<absl::CivilDay> day = ParseCivilDay(text);
  PLUMBLINE_CHECK(day.ok(), "the test writes a real day");
  return *day;
}

inline std::string SourceFileText(absl::string_view path) {
  std::ifstream file(absl::StrCat(PLUMBLINE_SOURCE_DIR "/", path), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

inline std::vector<ProfileFile> ShippedFiles() {
  std::vector<ProfileFile> files;
  for (const char* name : {"national.textproto", "sichuan.textproto"}) {
    files.push_back({name, SourceFileText(absl::StrCat("deploy/profiles/", name))});
  }
  return files;
}

inline const Profile& Shipped(absl::string_view id) {
  static const auto* const profiles = [] {
    auto* loaded = new std::vector<std::shared_ptr<const Profile>>();
    for (const char* name : {"national", "sichuan"}) {
      absl::StatusOr<std::shared_ptr<const Profile>> profile = LoadProfile(name, ShippedFiles());
      PLUMBLINE_CHECK(profile.ok(), profile.status().ToString().c_str());
      loaded->push_back(*profile);
    }
    return loaded;
  }();
  for (const auto& profile : *profiles) {
    if (profile->id() == id) return *profile;
  }
  PLUMBLINE_CHECK(false, "the test asks for a shipped profile");
}

inline constexpr char kSource[] =
    "source { instrument: '某条例' article: '第一条' verification: VERIFICATION_VERIFIED nature: "
    "NATURE_LAW }";

// One rule: `kind { id: '…' titles source fields }` on one line of its own.
inline std::string RuleText(absl::string_view kind, absl::string_view id,
                            absl::string_view fields) {
  return absl::StrCat(kind, " { id: '", id, "' title_zh: '题' title_en: 'title' ", kSource, " ",
                      fields, " }\n");
}

inline std::string GateText(absl::string_view id, absl::string_view fields) {
  return RuleText("gate", id,
                  absl::StrCat("room: ROOM_MATTER blocks: 'SubmitMatter' message_zh: '文' "
                               "message_en: 'm' action_zh: '文' action_en: 'a' ",
                               fields));
}

inline std::string LimitText(absl::string_view id, absl::string_view fields) {
  return RuleText("limit", id,
                  absl::StrCat("room: ROOM_REVIEW counting_id: 'C-FORWARD' responsible: "
                               "PARTY_ISSUER starts_at_zh: '起' starts_at_en: 's' message_zh: '文' "
                               "message_en: 'm' ",
                               fields));
}

// A complete small parent profile `base`; `more` is added at its end, starting on line 5.
inline std::string BaseText(absl::string_view more = "") {
  std::string text =
      "id: 'base' title_zh: '基' title_en: 'base'\n"
      "calendar { id: 'cn' }\n";
  text +=
      RuleText("counting", "C-FORWARD", "start: COUNT_START_NEXT_DAY roll: ROLL_NEXT_WORKING_DAY");
  for (int part = 1; part < config::v1::Part_ARRAYSIZE; ++part) {
    std::string row = RuleText("visibility", absl::StrCat("V-", part),
                               absl::StrCat("part: ", part, " always: READER_CHIEF"));
    row.back() = ' ';  // All rows on one line, so that line numbers stay easy to follow.
    text += row;
  }
  return absl::StrCat(text, "\n", more);
}

// A child profile `child` of `base`; `more` starts on line 2.
inline std::string ChildText(absl::string_view more) {
  return absl::StrCat("id: 'child' title_zh: '子' title_en: 'child' inherits: 'base'\n", more);
}

inline absl::StatusOr<std::shared_ptr<const Profile>> LoadBase(absl::string_view more) {
  return LoadProfile("base", {ProfileFile{"base.textproto", BaseText(more)}});
}

inline absl::StatusOr<std::shared_ptr<const Profile>> LoadChild(absl::string_view base_more,
                                                                absl::string_view child_more) {
  return LoadProfile("child", {ProfileFile{"base.textproto", BaseText(base_more)},
                               ProfileFile{"child.textproto", ChildText(child_more)}});
}

// The mistakes, or "accepted".
template <typename T>
std::string ErrorOf(const absl::StatusOr<T>& loaded) {
  return loaded.ok() ? "accepted" : std::string(loaded.status().message());
}

}  // namespace plumbline

#endif  // PLUMBLINE_TESTS_SERVICES_CORE_PROCEDURE_PROFILE_FIXTURE_H_
