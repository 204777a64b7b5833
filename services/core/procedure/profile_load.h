// services/core/procedure/profile_load.h: profile files in, a checked Profile out.
//
// Input   text format of plumbline.config.v1.Profile: the wanted profile and its ancestors, in any
//         order; other profiles may be among them and are not looked at. Each file has at most
//         kProfileBytesMax bytes; a line of inheritance has at most kProfileDepthMax profiles.
// Errors  INVALID_ARGUMENT with one line for each mistake (at most kProfileErrorsMax, then how many
//         more): `sichuan.textproto:42: what is wrong. What to do.` Mistakes are: text that does
//         not parse; an unknown gate, limit, command, material, switch or counting rule; a missing
//         source, title or message in either language; a day that does not exist; rules of one id
//         whose days and tracks overlap; a limit, force or need laxer than the parent's; an
//         incomplete table of visibility; a parent that is missing or inherits from its own child.
//         NOT_FOUND when no file holds the wanted profile.
// Threads any. Pure: bytes are handed in.
#ifndef PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_LOAD_H_
#define PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_LOAD_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/core/procedure/profile.h"

namespace plumbline {

inline constexpr size_t kProfileBytesMax = 1024 * 1024;
inline constexpr int kProfileDepthMax = 8;
inline constexpr int kProfileErrorsMax = 20;

// One file of deploy/profiles: its name without folder (`sichuan.textproto`) and its bytes.
struct ProfileFile {
  std::string name;
  std::string bytes;
};

absl::StatusOr<std::shared_ptr<const Profile>> LoadProfile(absl::string_view id,
                                                           absl::Span<const ProfileFile> files);

}  // namespace plumbline

#endif  // PLUMBLINE_SERVICES_CORE_PROCEDURE_PROFILE_LOAD_H_
